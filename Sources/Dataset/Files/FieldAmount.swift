// A decimal number in a field of a data file.

import Arithmetic

struct FieldAmount {
    let mantissa: Int64
    let decimals: Int

    enum Parsed {
        case blank
        case invalid
        case tooLarge
        case amount(FieldAmount)
    }

    enum Scaled {
        case exact(Int64)
        case rounded(Int64)
        case tooPrecise
        case tooLarge
    }

    /// Grammar: `[+ or -] digits ["." digits]`, at most 18 digits after leading zeros, with spaces around it. A field without
    /// digits and other characters is blank.
    static func parse(_ field: UnsafeBufferPointer<UInt8>) -> Parsed {
        var (index, end) = (0, field.count)
        while index < end, field[index] == 0x20 { index &+= 1 }
        while end > index, field[end &- 1] == 0x20 { end &-= 1 }
        guard index < end else { return .blank }
        let isNegative = field[index] == UInt8(ascii: "-")
        if isNegative || field[index] == UInt8(ascii: "+") { index &+= 1 }
        var mantissa: Int64 = 0
        var (digits, decimals) = (0, -1)
        while index < end {
            let digit = field[index] &- 0x30
            if digit < 10 {
                // 18 digits fit 64 bits; leading zeros do not count.
                guard mantissa < 100_000_000_000_000_000 else { return .tooLarge }
                mantissa = mantissa &* 10 &+ Int64(digit)
                digits &+= 1
                if decimals >= 0 { decimals &+= 1 }
            } else if field[index] == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
            } else {
                return .invalid
            }
            index &+= 1
        }
        guard digits > 0 else { return .invalid }
        return .amount(FieldAmount(mantissa: isNegative ? -mantissa : mantissa, decimals: max(0, decimals)))
    }

    /// The number of a field of 1 to 16 digits, as nearly all amounts are; nil for any other field. 8 bytes may be read at its
    /// start.
    @inline(__always)
    static func digits(_ field: UnsafeBufferPointer<UInt8>) -> Int64? {
        let count = field.count
        guard count &- 1 < 16, count > 0, let start = UnsafeRawPointer(field.baseAddress) else { return nil }
        // Digits move to the upper bytes, and zeros fill the lower ones, which precede them.
        let firstCount = count > 8 ? count &- 8 : count
        let zeros: UInt64 = 0x3030_3030_3030_3030
        let word = start.loadUnaligned(as: UInt64.self).littleEndian
        let first = word &<< UInt64(64 &- 8 &* firstCount) | (zeros &>> UInt64(8 &* firstCount &- 8)) &>> 8
        guard let upper = eightDigits(first) else { return nil }
        guard count > 8 else { return Int64(upper) }
        let last = start.loadUnaligned(fromByteOffset: firstCount, as: UInt64.self).littleEndian
        guard let lower = eightDigits(last) else { return nil }
        return Int64(upper &* 100_000_000 &+ lower)
    }

    /// The number of eight digits, the first in the lowest byte; nil if a byte is not a digit.
    @inline(__always)
    private static func eightDigits(_ text: UInt64) -> UInt64? {
        var digits = text &- 0x3030_3030_3030_3030
        guard (text &+ 0x4646_4646_4646_4646 | digits) & 0x8080_8080_8080_8080 == 0 else { return nil }
        // Pairs of digits in every second byte, then 100^0 to 100^3 of them.
        digits = digits &* 10 &+ digits &>> 8
        let pairs: UInt64 = 0x0000_00ff_0000_00ff
        let low = (digits & pairs) &* (100 + 1_000_000 &<< 32)
        let high = (digits &>> 16 & pairs) &* (1 + 10_000 &<< 32)
        return (low &+ high) &>> 32
    }

    /// mantissa × 10^(exponent − decimals), as a whole number.
    func scaled(to exponent: Int, rounds: Bool) -> Scaled {
        var (value, shift) = (mantissa, exponent - decimals)
        if shift == 0 { return .exact(value) }
        if shift > 0 {
            guard shift <= 18 else { return value == 0 ? .exact(0) : .tooLarge }
            let (product, overflows) = value.multipliedReportingOverflow(by: .powerOfTen(shift))
            return overflows ? .tooLarge : .exact(product)
        }
        while shift < 0, value % 10 == 0, value != 0 {
            value /= 10
            shift += 1
        }
        if shift == 0 || value == 0 { return .exact(value) }
        guard rounds else { return .tooPrecise }
        // The mantissa is below 10^18, so the number is below one half.
        guard shift >= -18 else { return .rounded(0) }
        return ExactDecimal(Int128(value), over: .powerOfTen(-shift), decimals: 0).flatMap {
            Int64(exactly: $0.mantissa)
        }
        .map { .rounded($0) } ?? .tooLarge
    }
}
