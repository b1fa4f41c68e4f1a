// Exact arithmetic for published figures: integers in, one rounding at the end. No floating point on the way.

/// A decimal number as it is written: `mantissa` × 10^−`decimals`.
public struct ExactDecimal: Sendable, Hashable {
    public let mantissa: Int64
    /// 0 to 18.
    public let decimals: Int

    public init(_ mantissa: Int64, decimals: Int = 0) {
        self.mantissa = mantissa
        self.decimals = decimals
    }

    /// Reads `0.5`, `-12`, `100.000`: a minus or nothing, then digits with at most one point among them, at most twelve
    /// on a side and 18 in all. Nil for anything else.
    public init?(_ text: String) {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.count <= 12 }),
            parts.joined().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let fraction = parts.count == 2 ? parts[1].count : 0
        var magnitude: Int64 = 0
        for digit in parts.joined() {
            let (tens, overflows) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflows, tens < Int64.max - 9 else { return nil }
            magnitude = tens + Int64(digit - 0x30)
        }
        self.init(digits.count < text.utf8.count ? -magnitude : magnitude, decimals: fraction)
    }

    /// `value` × 10^−`exponent` without zeros at its end: 323145000000 in millions is `323145`.
    public init(_ value: Int64, scaledBy exponent: Int) {
        var (mantissa, decimals) = (value, exponent)
        while decimals > 0, mantissa % 10 == 0 {
            mantissa /= 10
            decimals -= 1
        }
        self.init(mantissa, decimals: decimals)
    }

    /// `numerator` / `denominator`, rounded once, half to even, to `decimals` places (0 to 12). Nil where the denominator is 0,
    /// or the quotient too large to be written.
    public init?(_ numerator: Int128, over denominator: Int128, decimals: Int) {
        guard denominator != 0 else { return nil }
        guard let (quotient, remainder) = ExactDecimal.divide(numerator.magnitude, denominator.magnitude, decimals)
        else {
            return nil
        }
        // The remainder against what is left to a whole: its double could pass 128 bits.
        let rest = denominator.magnitude - remainder
        let up = remainder > rest || (remainder == rest && quotient % 2 == 1)
        guard let rounded = Int64(exactly: quotient + (up ? 1 : 0)) else { return nil }
        self.init((numerator < 0) != (denominator < 0) ? -rounded : rounded, decimals: decimals)
    }

    /// The whole part of `numerator` × 10^`decimals` / `denominator`, below 2^64, and what remains.
    private static func divide(
        _ numerator: UInt128, _ denominator: UInt128, _ decimals: Int
    ) -> (quotient: UInt128, remainder: UInt128)? {
        var scale: UInt128 = 1
        for _ in 0..<decimals { scale *= 10 }
        let (scaled, overflows) = numerator.multipliedReportingOverflow(by: scale)
        if !overflows {
            // Published amounts and their ratios mostly fit 64 bits, whose division is many times as fast.
            if let a = UInt64(exactly: scaled), let b = UInt64(exactly: denominator) {
                let result = a.quotientAndRemainder(dividingBy: b)
                return (UInt128(result.quotient), UInt128(result.remainder))
            }
            let result = scaled.quotientAndRemainder(dividingBy: denominator)
            return result.quotient <= UInt64.max ? result : nil
        }
        // Digit by digit, as by hand, where the scaled numerator does not fit.
        guard denominator <= UInt128.max / 10 else { return nil }
        var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        for _ in 0..<decimals {
            guard quotient <= UInt64.max else { return nil }
            let (digit, rest) = (remainder * 10).quotientAndRemainder(dividingBy: denominator)
            (quotient, remainder) = (quotient * 10 + digit, rest)
        }
        return quotient <= UInt64.max ? (quotient, remainder) : nil
    }

    /// The digits: `323145`, `-161.38`, `0.4994`.
    public var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the digits.
    public func write(to bytes: inout [UInt8]) { withDigits { bytes.append(contentsOf: $0) } }

    /// Makes the digits, without memory of their own.
    public func withDigits(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        // From the last digit on: at most 19 digits, a zero before the point, the point and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
            var start = 24
            var rest = mantissa.magnitude
            func write() {
                start -= 1
                digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            if decimals > 0 {
                for _ in 0..<decimals { write() }
                start -= 1
                digits[start] = UInt8(ascii: ".")
            }
            repeat { write() } while rest > 0
            if mantissa < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            body(UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}

extension ExactDecimal: Comparable {
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let decimals = max(left.decimals, right.decimals)
        func scaled(_ number: ExactDecimal) -> Int128 {
            var value = Int128(number.mantissa)
            for _ in number.decimals..<decimals { value *= 10 }
            return value
        }
        return scaled(left) < scaled(right)
    }

    public static func == (left: ExactDecimal, right: ExactDecimal) -> Bool { !(left < right) && !(right < left) }

    public func hash(into hasher: inout Hasher) {
        var (mantissa, decimals) = (mantissa, decimals)
        while decimals > 0, mantissa % 10 == 0 { (mantissa, decimals) = (mantissa / 10, decimals - 1) }
        hasher.combine(mantissa)
        hasher.combine(decimals)
    }
}
