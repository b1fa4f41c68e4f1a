// Byte classes of HTTP's grammar and operations on spans of bytes. This module works on bytes; it makes a String only for messages.

import Arithmetic
import CPosix

/// A set of ASCII bytes as two words, so that a membership test is a shift instead of a table lookup.
struct ByteSet: Sendable {
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        ((byte & 64 == 0 ? low : high) &>> UInt64(byte & 63)) & 1 & ~UInt64(byte &>> 7) == 1
    }

    /// RFC 9110 section 5.6.2: ``!#$%&'*+-.^_`|~``, digits and letters.
    static let token = ByteSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)
    /// RFC 3986 section 2.3: letters, digits and `-._~`.
    static let unreserved = ByteSet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    /// `unreserved` with `,`, `/` and `:`.
    static let queryValue = ByteSet(low: unreserved.low | 1 << 44 | 1 << 47 | 1 << 58, high: unreserved.high)
    /// RFC 3986 section 3.3: pchar, `/`, and `%`, whose two digits are checked separately.
    static let path = ByteSet(low: 0x2fff_fff2_0000_0000, high: 0x47ff_fffe_87ff_ffff)
    /// RFC 3986 section 3.4: pchar, `/`, `?`, and `%`.
    static let query = ByteSet(low: 0xafff_fff2_0000_0000, high: 0x47ff_fffe_87ff_ffff)
    /// RFC 3986 section 3.2.2: unreserved, sub-delims, and `%`.
    static let registeredName = ByteSet(low: 0x2bff_7ff2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    /// RFC 3986 section 3.2.2: the content of the brackets of an IP literal.
    static let addressLiteral = ByteSet(low: 0x2fff_7fd2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
}

extension UInt8 {
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    init(ascii scalar: Unicode.Scalar) { self = UInt8(truncatingIfNeeded: scalar.value) }

    /// Whether it is a control character other than tab, which no line of a head may contain (RFC 9110 section 5.5).
    @inline(__always) var endsText: Bool { self < .space && self != .tab || self == 0x7f }
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    @inline(__always) var isBlank: Bool { self == .space || self == .tab }
    /// A–Z become a–z.
    @inline(__always) var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit, or nil.
    @inline(__always) var hexValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = self | 0x20
        return letter &- 0x61 < 6 ? letter &- 0x61 &+ 10 : nil
    }
}

extension UInt64 {
    /// The highest bit of each of eight bytes.
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks the bytes below `bound` (at most 0x80) in their highest bits. In each byte x, (x − n) & ~x has that bit set if
    /// x < n; it may also be set above such a byte, so a marked word must be checked byte by byte.
    @inline(__always)
    func marks(below bound: UInt64) -> UInt64 { (self &- bound &* 0x0101_0101_0101_0101) & ~self }

    /// Marks the bytes equal to `byte` in their highest bits, with the same reservation.
    @inline(__always)
    func marks(of byte: UInt64) -> UInt64 { (self ^ byte &* 0x0101_0101_0101_0101).marks(below: 1) }
}

extension Span<UInt8> {
    /// `range` without the blanks (space, tab) at either end.
    @inline(__always)
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// Whether `range` equals `text` without regard to case; `text` is ASCII in lower case.
    @inline(__always)
    func spells(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard text.utf8CodeUnitCount == range.count else { return false }
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for index in 0..<wanted.count where self[range.lowerBound + index].lowercased != wanted[index] { return false }
        return true
    }

    @inline(__always)
    public func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        extracting(range).withUnsafeBytes { bytes in
            let index = cposix_index_of(byte, bytes.baseAddress, bytes.count)
            return index < 0 ? nil : range.lowerBound + index
        }
    }

    /// The index of the first byte in `range` for which `endsText` holds, or the end of `range`.
    @inline(__always)
    func endOfText(_ range: Range<Int>) -> Int {
        extracting(range).withUnsafeBytes { bytes in
            var index = 0
            // Eight bytes at a time; a marked word is checked byte by byte.
            while index &+ 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if (word.marks(below: 0x20) | word.marks(of: 0x7f)) & UInt64.highBits != 0 {
                    let end = index &+ 8
                    while index < end, !bytes[index].endsText { index &+= 1 }
                    if index < end { break }
                } else {
                    index &+= 8
                }
            }
            while index < bytes.count, !bytes[index].endsText { index &+= 1 }
            return range.lowerBound &+ index
        }
    }

    /// A copy of `range` as text; invalid UTF-8 becomes replacement characters.
    public func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// A copy of `range`.
    public func bytes(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { [UInt8]($0) }
    }
}

extension [UInt8] {
    /// A copy without spare capacity; self if the spare capacity is below 1/16 of the size plus 64 bytes.
    public var compact: [UInt8] {
        guard capacity - count > count / 16 + 64 else { return self }
        return [UInt8](unsafeUninitializedCapacity: count) { copy, size in
            withUnsafeBytes { UnsafeMutableRawBufferPointer(copy).copyMemory(from: $0) }
            size = count
        }
    }

    /// Appends `other` without the retain and release of `append(contentsOf:)`.
    @inline(__always)
    public mutating func append(bytes other: borrowing [UInt8]) {
        other.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    public mutating func append(_ text: String) { text.withBytes { append(contentsOf: $0) } }
    public mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the decimal digits of `number`.
    public mutating func append(decimal number: Int) { number.withDigits { append(contentsOf: $0) } }
}

extension String {
    /// Calls `body` with the UTF-8 bytes. Unlike `withUTF8` and the storage of `utf8`, it makes no copy, whose reference would be
    /// counted.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        utf8Span.span.withUnsafeBufferPointer(body)
    }
}

extension Int {
    /// Calls `body` with the decimal digits, which are on the stack.
    func withDigits(_ body: (UnsafeBufferPointer<UInt8>) -> Void) { ExactDecimal(Int64(self)).withDigits(body) }
}
