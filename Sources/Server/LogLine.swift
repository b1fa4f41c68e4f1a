/// Writes the parts of a line to memory. The memory must have space for them and for 47 further bytes.
struct LogLine {
    /// The end of the parts written so far.
    var end: UnsafeMutablePointer<UInt8>

    @inline(__always)
    mutating func append(_ text: StaticString) {
        end.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        end += text.utf8CodeUnitCount
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        end.update(from: source, count: bytes.count)
        end += bytes.count
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    /// Appends the first `count` bytes. All are copied, because a copy of constant size needs no call.
    @inline(__always)
    mutating func append<let size: Int>(_ bytes: borrowing InlineArray<size, UInt8>, count: Int) {
        bytes.span.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            end.update(from: source, count: size)
        }
        end += count
    }

    /// Appends the text with `%` and two hexadecimal digits instead of each byte that is not visible ASCII, a quote or a backslash.
    mutating func append(escaping text: Span<UInt8>) {
        for index in text.indices {
            let byte = text[index]
            if byte &- 0x21 < 0x5e && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                append(byte)
            } else {
                append("%")
                append(LogLine.hexadecimalDigit(byte >> 4))
                append(LogLine.hexadecimalDigit(byte & 0xf))
            }
        }
    }

    /// - Parameter number: not negative.
    mutating func append(decimal number: Int) {
        var low = UInt64(bitPattern: Int64(number))
        var isPadded = false
        if low >= 100_000_000 {
            append(decimal: number / 100_000_000)
            low %= 100_000_000
            isPadded = true
        }
        let digits = LogLine.digits(ofEight: low)
        let leadingZeros = isPadded ? 0 : min(digits.trailingZeroBitCount / 8, 7)
        store((digits | 0x3030_3030_3030_3030) >> UInt64(leadingZeros * 8))
        end += 8 - leadingZeros
    }

    mutating func append(hexadecimal number: UInt64) {
        append(hexadecimal: UInt32(truncatingIfNeeded: number >> 32))
        append(hexadecimal: UInt32(truncatingIfNeeded: number))
    }

    private mutating func append(hexadecimal number: UInt32) {
        // Each step moves the halves of each part apart, so that a byte holds one digit, the first in the lowest byte.
        var digits = UInt64(number)
        digits = (digits >> 16 | digits << 32) & 0x0000_ffff_0000_ffff
        digits = (digits >> 8 | digits << 16) & 0x00ff_00ff_00ff_00ff
        digits = (digits >> 4 | digits << 8) & 0x0f0f_0f0f_0f0f_0f0f
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        store(digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27)
        end += 8
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        end.pointee = byte
        end += 1
    }

    /// Stores eight bytes, the lowest first.
    @inline(__always)
    private func store(_ bytes: UInt64) {
        UnsafeMutableRawPointer(end).storeBytes(of: bytes.littleEndian, as: UInt64.self)
    }

    /// The eight decimal digits of a number below 100,000,000, the first in the lowest byte. Each step divides all parts of the
    /// number by a constant at once, with a multiplication that is exact in the range of the part.
    @inline(__always)
    private static func digits(ofEight number: UInt64) -> UInt64 {
        let fours = number / 10_000 | (number % 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007f_0000_007f
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = (twos &* 103) >> 10 & 0x000f_000f_000f_000f
        return tens | (twos &- tens &* 10) << 8
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
