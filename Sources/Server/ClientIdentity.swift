import CPosix
import HTTP

/// The client of a connection, for the logs.
struct ClientIdentity {
    let address: IPAddress
    /// The text of the peer's address.
    let peerText: AddressText
    /// Whether the peer is a proxy whose fields name the client.
    private let isTrustedProxy: Bool

    init(_ address: IPAddress, trustedProxies: [AddressRange]) {
        self.address = address
        peerText = AddressText(address)
        isTrustedProxy = trustedProxies.contains { $0.contains(address) }
    }

    /// The address of the client of a request: that of the peer, or, if it is a trusted proxy, the last address in Forwarded
    /// (RFC 7239) or X-Forwarded-For that is not a trusted proxy.
    @inline(__always)
    func addressText(
        _ request: borrowing RequestHead, _ bytes: Span<UInt8>, trustedProxies: [AddressRange]
    ) -> AddressText {
        isTrustedProxy ? forwardedText(request, bytes, trustedProxies) : peerText
    }

    private func forwardedText(
        _ request: borrowing RequestHead, _ bytes: Span<UInt8>, _ trustedProxies: [AddressRange]
    ) -> AddressText {
        let field: KnownField = request.firstValue(.forwarded) != nil ? .forwarded : .forwardedFor
        guard let value = request.firstValue(field) else { return peerText }
        if request.isRepeated(field), let values = request.combinedValue(field, in: bytes) {
            return lastUntrusted(values.span, trustedProxies)
        }
        return lastUntrusted(bytes.extracting(value), trustedProxies)
    }

    /// Each proxy appends the address of its peer, so the elements before an untrusted one may be forged.
    private func lastUntrusted(_ list: Span<UInt8>, _ trustedProxies: [AddressRange]) -> AddressText {
        var client = peerText
        var end = list.count
        while end >= 0 {
            var start = end
            while start > 0, list[start - 1] != UInt8(ascii: ",") { start -= 1 }
            var node = ClientIdentity.trimmed(list, start..<end)
            end = start - 1
            var address = IPAddress(list.extracting(node))
            if address == nil {
                node = ClientIdentity.node(in: list, node)
                address = IPAddress(list.extracting(node))
            }
            guard let address else { break }
            client = AddressText(address, parsedFrom: list.extracting(node))
            guard trustedProxies.contains(where: { $0.contains(address) }) else { break }
        }
        return client
    }

    /// The address in an element of Forwarded (`proto=http;for="[2001:db8::1]:8080"`) or in an element of X-Forwarded-For that is more
    /// than an address, without quotes, brackets and port.
    private static func node(in list: Span<UInt8>, _ element: Range<Int>) -> Range<Int> {
        var node = element
        var start = element.lowerBound
        for index in element.lowerBound...element.upperBound {
            guard index == element.upperBound || list[index] == UInt8(ascii: ";") else { continue }
            let pair = trimmed(list, start..<index)
            if isFor(list, pair) { node = trimmed(list, pair.lowerBound + 4..<pair.upperBound) }
            start = index + 1
        }
        if let end = node.first(where: { list[$0] == UInt8(ascii: "]") }), list[node.lowerBound] == UInt8(ascii: "[") {
            return node.lowerBound + 1..<end
        }
        // A port follows an IPv4 address. In an IPv6 address, a colon precedes any dot.
        let mark = node.first { list[$0] == UInt8(ascii: ".") || list[$0] == UInt8(ascii: ":") }
        guard let mark, list[mark] == UInt8(ascii: "."),
            let colon = node.first(where: { list[$0] == UInt8(ascii: ":") })
        else { return node }
        return node.lowerBound..<colon
    }

    /// Whether a pair starts with `for=`, in any case.
    private static func isFor(_ list: Span<UInt8>, _ pair: Range<Int>) -> Bool {
        let start = pair.lowerBound
        return pair.count >= 4 && list[start] | 0x20 == UInt8(ascii: "f") && list[start + 1] | 0x20 == UInt8(ascii: "o")
            && list[start + 2] | 0x20 == UInt8(ascii: "r") && list[start + 3] == UInt8(ascii: "=")
    }

    /// Without the blanks and quotes at both ends.
    private static func trimmed(_ list: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        func isTrimmed(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\"")
        }
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isTrimmed(list[start]) { start += 1 }
        while start < end, isTrimmed(list[end - 1]) { end -= 1 }
        return start..<end
    }
}
