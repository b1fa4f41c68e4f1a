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
    @inline(__always)
    static func parse(_ field: UnsafeBufferPointer<UInt8>) -> Parsed {
        var (index, end) = (0, field.count)
        while index < end, field[index] == 0x20 { index &+= 1 }
        while end > index, field[end &- 1] == 0x20 { end &-= 1 }
        guard index < end else { return .blank }
        let isNegative = field[index] == UInt8(ascii: "-")
        if isNegative || field[index] == UInt8(ascii: "+") { index &+= 1 }
        var mantissa: Int64 = 0
        let first = index
        // Nearly all fields are 1 to 18 digits, which fit 64 bits.
        if end &- index <= 18 {
            while index < end, field[index] &- 0x30 < 10 {
                mantissa = mantissa &* 10 &+ Int64(field[index] &- 0x30)
                index &+= 1
            }
            if index == end, index > first {
                return .amount(FieldAmount(mantissa: isNegative ? -mantissa : mantissa, decimals: 0))
            }
        }
        var (digits, decimals) = (index &- first, -1)
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
        return ExactDecimal(Int128(value), over: .powerOfTen(-shift), decimals: 0).flatMap {
            Int64(exactly: $0.mantissa)
        }
        .map { .rounded($0) } ?? .tooLarge
    }
}
