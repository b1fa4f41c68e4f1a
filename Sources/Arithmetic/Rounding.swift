// Rounding of quotients and roots of large integers, half to even.

/// Rounding of numbers that are no quotients, by comparing them with the half-way marks between decimals.
public enum Rounding {
    /// What is wanted, against a half-way mark.
    public enum Order { case below, equal, above }

    /// The whole number nearest to a wanted one, half to even.
    /// - Parameters:
    ///   - less: what the caller will take off the result; half-way, that difference is the even one.
    ///   - wanted: how the wanted number stands to `half` / 2; it must not be negative.
    public static func nearest(less: UInt128 = 0, _ wanted: (_ half: UInt128) -> Order) -> Int64? {
        // The largest k with k − 1/2 not above the wanted number.
        var low: UInt128 = 0
        var high: UInt128 = 1
        while wanted(high * 2 - 1) != .below {
            low = high
            guard high < 1 << 63 else { return nil }
            high *= 2
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if wanted(middle * 2 - 1) == .below { high = middle } else { low = middle }
        }
        if low > 0, (low + less) % 2 == 1, wanted(low * 2 - 1) == .equal { low -= 1 }
        return Int64(exactly: low)
    }

    public static func order(_ left: BigUInt, _ right: BigUInt) -> Order {
        left < right ? .below : right < left ? .above : .equal
    }

    public static func one(_ decimals: Int) -> UInt128 { (0..<decimals).reduce(1) { one, _ in one * 10 } }

    /// (`left` − `right`) / `bottom`, rounded half to even to `decimals` places; nil where it is too large to be written.
    public static func quotient(_ left: BigUInt, minus right: BigUInt, over bottom: BigUInt, decimals: Int)
        -> ExactDecimal?
    {
        let top = BigUInt.distance(left, right) * BigUInt(2 * one(decimals))
        return nearest { half in order(top, BigUInt(half) * bottom) }.map {
            ExactDecimal(left < right ? -$0 : $0, decimals: decimals)
        }
    }

    /// The `degree`-th root of `numerator` / `denominator`, less one, rounded half to even to `decimals` places: the rate that
    /// compounds to the quotient. Nil where it is too large to be written.
    public static func compoundRate(_ degree: Int, _ numerator: UInt128, over denominator: UInt128, decimals: Int)
        -> ExactDecimal?
    {
        guard degree > 0, denominator > 0 else { return nil }
        let one = one(decimals)
        // root(a / b) against half / (2 × one) is a × (2 × one)^n against half^n × b.
        let left = BigUInt(numerator) * BigUInt(2 * one).power(degree)
        let bottom = BigUInt(denominator)
        return nearest(less: one) { half in order(left, BigUInt(half).power(degree) * bottom) }.map {
            ExactDecimal($0 - Int64(one), decimals: decimals)
        }
    }
}
