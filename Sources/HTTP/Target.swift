// From the bytes of a target to path segments and query items, percent-decoded once, after splitting.

/// Decodes targets. The request parser has checked that every `%` is followed by two digits and that none is `%00`.
public enum Target {
    /// The path's segments, decoded. `%2F` stays inside its segment. Nil where a segment is not UTF-8.
    /// `/` has one segment, which is empty; so do `//`, and a trailing slash, have an empty one more.
    public static func segments(_ bytes: Span<UInt8>, _ path: Range<Int>) -> [String]? {
        guard !path.isEmpty else { return [""] }
        var segments: [String] = []
        var start = path.lowerBound + 1
        while true {
            let end = bytes.firstIndex(of: UInt8(ascii: "/"), in: start..<path.upperBound) ?? path.upperBound
            guard let segment = decode(bytes, start..<end, plusIsSpace: false) else { return nil }
            segments.append(segment)
            guard end < path.upperBound else { return segments }
            start = end + 1
        }
    }

    /// The items of a query, in order; an item without `=` has an empty value. Nil where one is not UTF-8.
    public static func queryItems(_ bytes: Span<UInt8>, _ query: Range<Int>) -> [(name: String, value: String)]? {
        var items: [(name: String, value: String)] = []
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

    /// `text` with everything but unreserved characters percent-encoded, and the ASCII characters of `keeping` left as they are.
    public static func encode(_ text: String, keeping: StaticString = "") -> String {
        let kept = UnsafeBufferPointer(start: keeping.utf8Start, count: keeping.utf8CodeUnitCount)
        func stays(_ byte: UInt8) -> Bool { ByteSet.unreserved.contains(byte) || kept.contains(byte) }
        // Most texts need nothing.
        if text.utf8.allSatisfy(stays) { return text }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if stays(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                for digit in [byte >> 4, byte & 0xf] { encoded.append(digit < 10 ? 0x30 + digit : 0x37 + digit) }
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
