// Exact arithmetic for published figures: integers in, one rounding at the end. No floating point on the way.

/// A decimal number as it is written: `mantissa` × 10^−`decimals`.
public struct Exact: Sendable, Hashable {
    public let mantissa: Int64
    /// 0 to 18.
    public let decimals: Int

    public init(_ mantissa: Int64, decimals: Int = 0) {
        self.mantissa = mantissa
        self.decimals = decimals
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
        var scale: Int128 = 1
        for _ in 0..<decimals { scale *= 10 }
        let (scaled, overflows) = numerator.multipliedReportingOverflow(by: scale)
        guard !overflows else { return nil }
        let isNegative = (scaled < 0) != (denominator < 0)
        let (quotient, remainder) = scaled.magnitude.quotientAndRemainder(dividingBy: denominator.magnitude)
        let twice = remainder * 2
        let up = twice > denominator.magnitude || (twice == denominator.magnitude && quotient % 2 == 1)
        guard let rounded = Int64(exactly: quotient + (up ? 1 : 0)) else { return nil }
        self.init(isNegative ? -rounded : rounded, decimals: decimals)
    }

    /// The digits: `323145`, `-161.38`, `0.4994`.
    public var text: String {
        guard decimals > 0 else { return String(mantissa) }
        let digits = String(mantissa.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return (mantissa < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}

extension Exact: Comparable {
    public static func < (left: Exact, right: Exact) -> Bool {
        let decimals = max(left.decimals, right.decimals)
        func scaled(_ number: Exact) -> Int128 {
            var value = Int128(number.mantissa)
            for _ in number.decimals..<decimals { value *= 10 }
            return value
        }
        return scaled(left) < scaled(right)
    }

    public static func == (left: Exact, right: Exact) -> Bool { !(left < right) && !(right < left) }

    public func hash(into hasher: inout Hasher) {
        var (mantissa, decimals) = (mantissa, decimals)
        while decimals > 0, mantissa % 10 == 0 { (mantissa, decimals) = (mantissa / 10, decimals - 1) }
        hasher.combine(mantissa)
        hasher.combine(decimals)
    }
}

/// A published amount in US dollars and how far its rounding lets it be off.
public struct Amount: Sendable, Equatable {
    public let value: Int64
    /// The power of ten it was rounded to: 7 for tens of millions.
    public let precision: Int

    public init(_ value: Int64, precision: Int) {
        self.value = value
        self.precision = precision
    }

    /// Twice the least and twice the largest amount that is printed as this one; doubled so that half a step stays whole.
    var doubledBounds: (low: Int128, high: Int128) {
        var step: Int128 = 1
        for _ in 0..<precision { step *= 10 }
        // A figure to the dollar is exact.
        let slack = precision == 0 ? 0 : step
        return (Int128(value) * 2 - slack, Int128(value) * 2 + slack)
    }
}
