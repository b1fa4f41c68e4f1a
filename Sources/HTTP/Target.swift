// Targets as path segments and query items. Percent-decoding is done once, after splitting.

/// Decodes and encodes targets. `RequestParser` ensures that two digits follow every `%` and that there is no `%00`.
public enum Target {
    /// The decoded segments of a path; nil if one is not UTF-8. A `%2F` does not end a segment. `/` has one segment, which is empty;
    /// `//` and a trailing slash add an empty segment.
    public static func segments(_ bytes: Span<UInt8>, _ path: Range<Int>) -> [String]? {
        guard !path.isEmpty else { return [""] }
        var segments: [String] = []
        segments.reserveCapacity(4)
        var start = path.lowerBound + 1
        while true {
            let end = bytes.firstIndex(of: UInt8(ascii: "/"), in: start..<path.upperBound) ?? path.upperBound
            guard let segment = decode(bytes, start..<end, plusIsSpace: false) else { return nil }
            segments.append(segment)
            guard end < path.upperBound else { return segments }
            start = end + 1
        }
    }

    /// The encoded path of `segments`.
    public static func path(_ segments: [String]) -> [UInt8] {
        var target: [UInt8] = []
        target.reserveCapacity(64)
        for segment in segments {
            target.append(UInt8(ascii: "/"))
            append(segment, to: &target)
        }
        return target
    }

    /// The encoded query of `items`.
    public static func query(_ items: [(name: String, value: String)]) -> [UInt8] {
        var query: [UInt8] = []
        query.reserveCapacity(96)
        for item in items {
            if !query.isEmpty { query.append(UInt8(ascii: "&")) }
            append(item.name, to: &query)
            query.append(UInt8(ascii: "="))
            append(item.value, to: &query, keeping: .queryValue)
        }
        return query
    }

    /// The decoded items of a query, in order; nil if one is not UTF-8. An item without `=` has an empty value.
    public static func queryItems(_ bytes: Span<UInt8>, _ query: Range<Int>) -> [(name: String, value: String)]? {
        var items: [(name: String, value: String)] = []
        items.reserveCapacity(4)
        var start = query.lowerBound
        while start < query.upperBound {
            let end = bytes.firstIndex(of: UInt8(ascii: "&"), in: start..<query.upperBound) ?? query.upperBound
            if start < end {
                let equals = bytes.firstIndex(of: UInt8(ascii: "="), in: start..<end)
                guard let name = decode(bytes, start..<(equals ?? end), plusIsSpace: true),
                    let value = decode(bytes, (equals.map { $0 + 1 } ?? end)..<end, plusIsSpace: true)
                else { return nil }
                items.append((name, value))
            }
            start = end + 1
        }
        return items
    }

    /// Decodes a segment, name or value; nil if it is not UTF-8.
    /// - Parameter plusIsSpace: whether `+` is a space, as HTML forms encode it in a query.
    static func decode(_ bytes: Span<UInt8>, _ range: Range<Int>, plusIsSpace: Bool) -> String? {
        // Most pieces have no escapes.
        let isPlain = bytes.extracting(range).withUnsafeBufferPointer { bytes in
            bytes.allSatisfy { $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") && $0 < 0x80 }
        }
        guard !isPlain else { return bytes.text(range) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < range.upperBound, let high = bytes[index + 1].hexValue,
                let low = bytes[index + 2].hexValue
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? .space : byte)
                index += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// `text` in UTF-8, percent-encoded except for the bytes of `kept`.
    public static func encode(_ text: String, keeping kept: Kept = .unreserved) -> String {
        let set = kept.bytes
        if text.withBytes({ $0.allSatisfy { set.contains($0) } }) { return text }
        var encoded: [UInt8] = []
        append(text, to: &encoded, keeping: kept)
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Appends `encode(text, keeping: kept)`.
    public static func append(_ text: String, to bytes: inout [UInt8], keeping kept: Kept = .unreserved) {
        withEncoded(text, keeping: kept) { bytes.append(contentsOf: $0) }
    }

    /// Calls `body` with the bytes of `encode(text, keeping: kept)`.
    public static func withEncoded(
        _ text: String, keeping kept: Kept = .unreserved, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let set = kept.bytes
        text.withBytes { utf8 in
            guard let needed = utf8.firstIndex(where: { !set.contains($0) }) else { return body(utf8) }
            var bytes = [UInt8](utf8[..<needed])
            for byte in utf8[needed...] {
                if set.contains(byte) {
                    bytes.append(byte)
                } else {
                    bytes.append(UInt8(ascii: "%"))
                    for digit in [byte >> 4, byte & 0xf] { bytes.append(digit < 10 ? 0x30 + digit : 0x37 + digit) }
                }
            }
            bytes.withUnsafeBufferPointer(body)
        }
    }

    /// The bytes that are not percent-encoded.
    public enum Kept: Sendable {
        /// Unreserved bytes, RFC 3986 section 2.3.
        case unreserved
        /// Unreserved bytes and `,`, `:` and `/`, which are no delimiters in a query.
        case queryValue
        /// All bytes that a path with a query can hold, for a target as a user types it.
        case target

        fileprivate var bytes: ByteSet {
            switch self {
            case .unreserved: .unreserved
            case .queryValue: .queryValue
            case .target: .query
            }
        }
    }
}
