// Rounding of quotients and roots of big integers, half to even.

/// Rounds numbers that are too large to divide, or irrational, by comparing them with the midpoints between decimals.
public enum Rounding {
    /// The order of a number relative to a midpoint.
    public enum Order { case below, equal, above }

    /// The integer nearest to a number, half to even, found by bisection.
    /// - Parameters:
    ///   - offset: the caller subtracts it from the result; at a midpoint that difference is made even.
    ///   - order: the order of the number, which must not be negative, relative to `half` / 2.
    /// - Returns: nil if the integer does not fit 63 bits.
    public static func nearest(offset: UInt128 = 0, _ order: (_ half: UInt128) -> Order) -> Int64? {
        // Finds the largest k with k − 1/2 ≤ number: `low` satisfies it, `high` does not.
        var low: UInt128 = 0
        var high: UInt128 = 1
        while order(high * 2 - 1) != .below {
            low = high
            guard high < 1 << 63 else { return nil }
            high *= 2
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if order(middle * 2 - 1) == .below { high = middle } else { low = middle }
        }
        if low > 0, (low + offset) % 2 == 1, order(low * 2 - 1) == .equal { low -= 1 }
        return Int64(exactly: low)
    }

    /// The order of `left` relative to `right`.
    public static func order(_ left: BigUInt, _ right: BigUInt) -> Order {
        left < right ? .below : right < left ? .above : .equal
    }

    /// (`left` − `right`) / `denominator`, rounded half to even.
    /// - Parameter decimals: 0 to 18.
    /// - Returns: nil if the mantissa does not fit 64 bits.
    public static func quotient(
        _ left: BigUInt, minus right: BigUInt, over denominator: BigUInt, decimals: Int
    ) -> ExactDecimal? {
        let numerator = BigUInt.distance(left, right) * BigUInt(2 * .powerOfTen(decimals))
        return nearest { half in order(numerator, BigUInt(half) * denominator) }.map {
            ExactDecimal(left < right ? -$0 : $0, decimals: decimals)
        }
    }

    /// The compound rate (`numerator` / `denominator`)^(1 / `degree`) − 1, rounded half to even.
    /// - Parameter decimals: 0 to 18.
    /// - Returns: nil for a degree below 1, a denominator of 0, and a mantissa that does not fit 64 bits.
    public static func compoundRate(_ degree: Int, _ numerator: UInt128, over denominator: UInt128, decimals: Int)
        -> ExactDecimal?
    {
        guard degree > 0, denominator > 0 else { return nil }
        let one = UInt128.powerOfTen(decimals)
        // (a / b)^(1/n) and half / (2 × one) compare as a × (2 × one)^n and half^n × b.
        let left = BigUInt(numerator) * BigUInt(2 * one).power(degree)
        let denominator = BigUInt(denominator)
        return nearest(offset: one) { half in order(left, BigUInt(half).power(degree) * denominator) }.map {
            ExactDecimal($0 - Int64(one), decimals: decimals)
        }
    }
}
