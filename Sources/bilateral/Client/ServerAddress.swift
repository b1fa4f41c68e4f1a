// The address of the server of a request.

/// A host, a port and the path that all targets of the server start with.
struct ServerAddress: Equatable, Sendable {
    var host: String
    var port: UInt16
    /// Empty, or `/trade`.
    var basePath = ""

    /// `host:port`, as the Host field and messages have it.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension ServerAddress {
    /// Reads an `http` URL; nil for other schemes, user names, queries and invalid ports.
    init?(url: String) {
        guard url.lowercased().hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        guard !authority.isEmpty, !url.contains(where: { "@?# ".contains($0) }) else { return nil }
        var name = authority
        var portText = Substring("80")
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            if !after.isEmpty { portText = after.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !name.isEmpty, let port = UInt16(portText), port > 0 else { return nil }
        self.init(host: String(name), port: port, basePath: path)
    }
}

extension OptionType<ServerAddress> {
    static let serverAddress = OptionType(
        placeholder: "URL", expected: "an address such as http://127.0.0.1:8080 (https needs a tool such as curl)",
        parse: { ServerAddress(url: $0) }, format: { "http://\($0.authority)\($0.basePath)" })
}
