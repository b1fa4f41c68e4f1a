import CPosix

/// A range of IP addresses: an address with a prefix length.
public struct AddressRange: Sendable, Equatable {
    /// An IPv4 address is mapped to IPv6.
    private let bytes: [UInt8]
    /// 0 to 128.
    private let prefix: Int

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
        bytes = address.bytes
        self.prefix = isIPv4 ? prefix + 96 : prefix
    }

    func contains(_ address: IPAddress) -> Bool {
        for index in 0..<16 {
            let bits = min(max(prefix - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
            guard (bytes[index] ^ address.bytes[index]) & mask == 0 else { return false }
        }
        return true
    }
}

/// An IP address.
struct IPAddress: Sendable, Equatable {
    /// 16 bytes; an IPv4 address is mapped to IPv6.
    let bytes: [UInt8]
    /// The canonical text, an IPv4 address in dotted form.
    let text: String

    /// Parses a numeric address; nil for anything else.
    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard cposix_parse_address(text, &bytes) else { return nil }
        self.init(bytes: bytes)
    }

    init(_ address: cposix_address) {
        var address = address
        var bytes = [UInt8](repeating: 0, count: 16)
        cposix_address_bytes(&address, &bytes)
        self.init(bytes: bytes)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        var text = [CChar](repeating: 0, count: 46)
        cposix_address_bytes_text(bytes, &text, text.count)
        self.text = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
