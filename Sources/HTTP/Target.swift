// From the bytes of a target to path segments and query items, percent-decoded once, after splitting.

/// Decodes targets. The request parser has checked that every `%` is followed by two digits and that none is `%00`.
public enum Target {
    /// The path's segments, decoded. `%2F` stays inside its segment. Nil where a segment is not UTF-8.
    /// `/` has one segment, which is empty; so do `//`, and a trailing slash, have an empty one more.
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

    /// The path of these segments as `encode` has them, which is mostly how it was sent.
    public static func path(_ segments: [String], sent bytes: Span<UInt8>, _ path: Range<Int>) -> [UInt8] {
        let isPlain = bytes.extracting(path).withUnsafeBufferPointer { bytes in
            !bytes.isEmpty && bytes.allSatisfy { ByteSet.unreserved.contains($0) || $0 == UInt8(ascii: "/") }
        }
        if isPlain { return bytes.bytes(path) }
        var target: [UInt8] = []
        for segment in segments {
            target.append(UInt8(ascii: "/"))
            append(segment, to: &target)
        }
        return target
    }

    /// The query of these items as `encode` has them, which is mostly how it was sent; empty where there are none.
    public static func query(
        _ items: [(name: String, value: String)], sent bytes: Span<UInt8>, _ query: Range<Int>?
    ) -> [UInt8] {
        guard let query, !items.isEmpty else { return [] }
        // Every item with a name, one `=` and a value, none of which needs an escape.
        var isName = true
        let isPlain = bytes.extracting(query).withUnsafeBufferPointer { bytes in
            bytes.allSatisfy { byte in
                let wasName = isName
                switch byte {
                case UInt8(ascii: "="):
                    isName = false
                    return wasName
                case UInt8(ascii: "&"):
                    isName = true
                    return !wasName
                default: return (wasName ? ByteSet.unreserved : .queryValue).contains(byte)
                }
            }
        }
        return isPlain && !isName ? bytes.bytes(query) : Target.query(items)
    }

    /// The query of these items, encoded.
    public static func query(_ items: [(name: String, value: String)]) -> [UInt8] {
        var query: [UInt8] = []
        for item in items {
            if !query.isEmpty { query.append(UInt8(ascii: "&")) }
            append(item.name, to: &query)
            query.append(UInt8(ascii: "="))
            append(item.value, to: &query, keeping: .queryValue)
        }
        return query
    }

    /// The items of a query, in order; an item without `=` has an empty value. Nil where one is not UTF-8.
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

    /// One decoded piece; `+` is a space in a query, as HTML forms write it, and itself in a path.
    static func decode(_ bytes: Span<UInt8>, _ range: Range<Int>, plusIsSpace: Bool) -> String? {
        // Most pieces have nothing to decode, and a target holds nothing but ASCII.
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

    /// `text` in UTF-8 with everything percent-encoded but what is kept.
    public static func encode(_ text: String, keeping kept: Kept = .unreserved) -> String {
        var encoded: [UInt8] = []
        append(text, to: &encoded, keeping: kept)
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Appends `text` as `encode` has it.
    public static func append(_ text: String, to bytes: inout [UInt8], keeping kept: Kept = .unreserved) {
        withEncoded(text, keeping: kept) { bytes.append(contentsOf: $0) }
    }

    /// Calls `body` with the bytes of `text` as `encode` has it, which are mostly its own.
    public static func withEncoded(
        _ text: String, keeping kept: Kept = .unreserved, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let set = kept == .unreserved ? ByteSet.unreserved : .queryValue
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

    /// What is left as it stands in a target.
    public enum Kept: Sendable {
        /// What is unreserved, RFC 3986 section 2.3.
        case unreserved
        /// Besides `,`, `:` and `/`, which separate nothing in a query.
        case queryValue
    }
}
