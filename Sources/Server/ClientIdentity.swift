import HTTP

/// The client of a connection, for the access log.
struct ClientIdentity {
    let address: IPAddress
    /// The text of the peer's address.
    let peerText: [UInt8]
    private let trustedProxies: [AddressRange]
    /// Whether the peer is a proxy whose fields name the client.
    private let isTrustedProxy: Bool

    init(_ address: IPAddress, trustedProxies: [AddressRange]) {
        self.address = address
        peerText = Array(address.text.utf8)
        self.trustedProxies = trustedProxies
        isTrustedProxy = trustedProxies.contains { $0.contains(address) }
    }

    /// The address of the client of a request: that of the peer, or, if it is a trusted proxy, the last address in Forwarded
    /// (RFC 7239) or X-Forwarded-For that is not a trusted proxy.
    func addressText(_ request: RequestHead, _ bytes: Span<UInt8>) -> [UInt8] {
        guard isTrustedProxy else { return peerText }
        let value = request.combinedValue(.forwarded, in: bytes) ?? request.combinedValue(.forwardedFor, in: bytes)
        guard let value else { return peerText }
        var client = address
        // Each proxy appends the address of its peer, so the elements before an untrusted one may be forged.
        for element in value.split(separator: UInt8(ascii: ",")).reversed() {
            guard let next = ClientIdentity.address(of: String(decoding: element, as: UTF8.self)) else { break }
            client = next
            guard trustedProxies.contains(where: { $0.contains(next) }) else { break }
        }
        return Array(client.text.utf8)
    }

    /// The address in an element of Forwarded (`proto=http;for="[2001:db8::1]:8080"`) or X-Forwarded-For (`192.0.2.1`).
    private static func address(of element: String) -> IPAddress? {
        var node = element.drop { $0 == " " || $0 == "\t" }
        for pair in element.split(separator: ";") {
            let pair = pair.drop { $0 == " " || $0 == "\t" }
            if pair.lowercased().hasPrefix("for=") { node = pair.dropFirst(4) }
        }
        var text = node.filter { $0 != "\"" && $0 != " " && $0 != "\t" }
        if text.first == "[", let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.contains("."), let colon = text.firstIndex(of: ":") {
            text = String(text[..<colon])
        }
        return IPAddress(text)
    }
}
