import CPosix

/// A range of IP addresses: an address with a prefix length.
public struct AddressRange: Sendable, Equatable {
    private let first: IPAddress
    /// The bits that all addresses of the range have in common.
    private let mask: IPAddress

    /// Parses an address such as `10.0.0.0/8`, `192.0.2.1` or `2001:db8::/32`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let isIPv4 = !parts[0].contains(":")
        let limit = isIPv4 ? 32 : 128
        var prefix = limit
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]), length <= limit
            else { return nil }
            prefix = length
        }
        if isIPv4 { prefix += 96 }
        mask = IPAddress(
            value: cposix_ip(high: ~(.max >> UInt64(prefix)), low: ~(.max >> UInt64(max(prefix - 64, 0)))))
        first = address.masked(mask)
    }

    func contains(_ address: IPAddress) -> Bool { address.masked(mask) == first }
}

/// An IP address; an IPv4 address is mapped to IPv6.
struct IPAddress: Sendable, Equatable {
    var value: cposix_ip

    init(value: cposix_ip) { self.value = value }

    init(_ address: cposix_address) {
        var address = address
        value = cposix_ip_of(&address)
    }

    /// Parses a numeric address; nil for anything else.
    init?(_ text: Span<UInt8>) {
        var value = cposix_ip()
        guard text.withUnsafeBufferPointer({ cposix_parse_ip($0.baseAddress, $0.count, &value) }) else { return nil }
        self.value = value
    }

    init?(_ text: String) { self.init(text.utf8Span.span) }

    func masked(_ mask: IPAddress) -> IPAddress {
        IPAddress(value: cposix_ip(high: value.high & mask.value.high, low: value.low & mask.value.low))
    }

    static func == (left: IPAddress, right: IPAddress) -> Bool {
        left.value.high == right.value.high && left.value.low == right.value.low
    }
}

/// The text of an IP address, without a heap allocation.
struct AddressText: Sendable {
    private(set) var bytes = InlineArray<48, UInt8>(repeating: 0)
    private(set) var count = 0

    /// The canonical text, an IPv4 address in dotted form.
    init(_ address: IPAddress) {
        var span = bytes.mutableSpan
        count = span.withUnsafeMutableBufferPointer { cposix_ip_text(address.value, $0.baseAddress) }
    }

    /// The text from which an address was parsed, in lower case; the canonical text takes ten times as long.
    init(_ address: IPAddress, parsedFrom text: Span<UInt8>) {
        let isIPv6 = text.indices.contains { text[$0] == UInt8(ascii: ":") }
        guard !isIPv6 || !cposix_ip_is_mapped(address.value) else {
            self.init(address)
            return
        }
        self.init(count: min(text.count, 48))
        // Of the characters of an address, only the letters A to F lack the bit 0x20.
        for index in 0..<count { bytes[index] = text[index] | 0x20 }
    }

    private init(count: Int) { self.count = count }

    var text: String { String((0..<count).map { Character(Unicode.Scalar(bytes[$0])) }) }
}
