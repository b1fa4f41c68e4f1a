// Fractions of integers, for formulas that divide more than once before the one rounding at the end.

/// An exact fraction in lowest terms. Operations return nil if the result does not fit 128 bits.
public struct Rational: Sendable, Hashable {
    public let numerator: Int128
    /// Always positive.
    public let denominator: Int128

    /// - Returns: nil for a denominator of 0, and for `Int128.min`, whose magnitude has no positive counterpart.
    public init?(_ numerator: Int128, _ denominator: Int128 = 1) {
        guard denominator != 0, numerator != .min, denominator != .min else { return nil }
        let sign: Int128 = denominator < 0 ? -1 : 1
        // 64-bit division, which fits nearly all published amounts, is many times faster than 128-bit division.
        if let a = Int64(exactly: numerator), let b = Int64(exactly: denominator), a != .min, b != .min {
            let divisor = Int64(Rational.divisor(a.magnitude, b.magnitude))
            self.numerator = Int128(a / divisor) * sign
            self.denominator = Int128(b / divisor) * sign
        } else {
            let divisor = Int128(Rational.divisor(numerator.magnitude, denominator.magnitude))
            self.numerator = numerator / divisor * sign
            self.denominator = denominator / divisor * sign
        }
    }

    /// The greatest common divisor; `b` is above 0.
    private static func divisor<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    public init(_ number: ExactDecimal) {
        self = Rational(Int128(number.mantissa), .powerOfTen(number.decimals)) ?? .zero
    }

    public init(whole: Int128) { (numerator, denominator) = (whole, 1) }
    public static let zero = Rational(whole: 0)

    public func adding(_ other: Rational) -> Rational? {
        let (a, o1) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (b, o2) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (sum, o3) = a.addingReportingOverflow(b)
        let (scale, o4) = denominator.multipliedReportingOverflow(by: other.denominator)
        return o1 || o2 || o3 || o4 ? nil : Rational(sum, scale)
    }

    public func subtracting(_ other: Rational) -> Rational? {
        Rational(-other.numerator, other.denominator).flatMap { adding($0) }
    }

    public func multiplied(by other: Rational) -> Rational? {
        let (a, o1) = numerator.multipliedReportingOverflow(by: other.numerator)
        let (b, o2) = denominator.multipliedReportingOverflow(by: other.denominator)
        return o1 || o2 ? nil : Rational(a, b)
    }

    public func divided(by other: Rational) -> Rational? {
        Rational(other.denominator, other.numerator).flatMap { multiplied(by: $0) }
    }

    /// -1, 0 or 1; nil if the comparison overflows.
    public func compared(to other: Rational) -> Int? {
        subtracting(other).map { $0.numerator.signum() == 1 ? 1 : $0.numerator == 0 ? 0 : -1 }
    }

    /// Rounded half to even.
    /// - Parameter decimals: 0 to 18.
    public func rounded(decimals: Int) -> ExactDecimal? {
        ExactDecimal(numerator, over: denominator, decimals: decimals)
    }

    /// Rounded toward zero.
    /// - Parameter decimals: 0 to 18.
    public func truncated(decimals: Int) -> ExactDecimal? {
        let (scaled, overflows) = numerator.multipliedReportingOverflow(by: .powerOfTen(decimals))
        guard !overflows, let mantissa = Int64(exactly: scaled / denominator) else { return nil }
        return ExactDecimal(mantissa, decimals: decimals)
    }

    /// `53794/107715`, or `3` for an integer.
    public var text: String { denominator == 1 ? String(numerator) : "\(numerator)/\(denominator)" }
}

extension Rational: Comparable {
    public static func < (left: Rational, right: Rational) -> Bool {
        let (a, aOverflows) = left.numerator.multipliedReportingOverflow(by: right.denominator)
        let (b, bOverflows) = right.numerator.multipliedReportingOverflow(by: left.denominator)
        if !aOverflows, !bOverflows { return a < b }
        // Compares continued fractions: integer parts first, then the reciprocals of the remainders, so that no step overflows.
        var (n, d, m, e) = (left.numerator, left.denominator, right.numerator, right.denominator)
        var isReciprocal = false
        while true {
            let (q, p) = (floored(n, d), floored(m, e))
            if q.quotient != p.quotient { return (q.quotient < p.quotient) != isReciprocal }
            if q.remainder == 0 || p.remainder == 0 {
                return q.remainder == p.remainder ? false : (q.remainder == 0) != isReciprocal
            }
            (n, d, m, e) = (d, q.remainder, e, p.remainder)
            isReciprocal.toggle()
        }
    }

    private static func floored(_ n: Int128, _ d: Int128) -> (quotient: Int128, remainder: Int128) {
        let (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
        return remainder < 0 ? (quotient - 1, remainder + d) : (quotient, remainder)
    }
}
