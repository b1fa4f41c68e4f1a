// Finding a piece of text in texts, letter case aside: over bytes, as a search looks at every text of a register.

/// A text that is searched for. Capitals of ASCII and of Latin-1 (`É`) are found as small letters and the other way round.
struct TextSearch: Sendable {
    private let wanted: [UInt8]

    init(_ text: String) {
        var last: UInt8 = 0
        wanted = text.utf8.map { TextSearch.small($0, after: &last) }
    }

    func isFound(in text: String) -> Bool {
        var text = text
        return text.withUTF8(isFound)
    }

    func isFound(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = wanted.first else { return true }
        guard bytes.count >= wanted.count else { return false }
        var last: UInt8 = 0
        for start in 0...bytes.count - wanted.count {
            let before = last
            guard TextSearch.small(bytes[start], after: &last) == first else { continue }
            var previous = before
            var offset = 0
            while offset < wanted.count,
                TextSearch.small(bytes[start + offset], after: &previous) == wanted[offset]
            {
                offset += 1
            }
            if offset == wanted.count { return true }
        }
        return false
    }

    /// A byte of UTF-8 as that of the small letter. Latin-1's capitals are two bytes, 0xC3 and 0x80 to 0x9E, among them the
    /// sign of multiplication.
    @inline(__always)
    private static func small(_ byte: UInt8, after last: inout UInt8) -> UInt8 {
        defer { last = byte }
        if byte &- 0x41 < 26 || last == 0xc3 && byte &- 0x80 < 0x1f && byte != 0x97 { return byte | 0x20 }
        return byte
    }
}
