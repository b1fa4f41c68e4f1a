// Whole numbers without a limit, for the few formulas with powers: a compound rate and a root are rounded by comparing whole
// numbers of a few hundred digits, which no fixed size holds and floating point would only approximate.

/// A whole number from 0, of any size.
struct Natural: Sendable, Comparable {
    /// Digits in base 2^32, the least first; none for 0, and the last one never 0.
    private var digits: [UInt32] = []

    init(_ value: UInt128) {
        var rest = value
        while rest > 0 {
            digits.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
    }

    static func < (left: Natural, right: Natural) -> Bool {
        guard left.digits.count == right.digits.count else { return left.digits.count < right.digits.count }
        for index in left.digits.indices.reversed() where left.digits[index] != right.digits[index] {
            return left.digits[index] < right.digits[index]
        }
        return false
    }

    static func + (left: Natural, right: Natural) -> Natural {
        var result = left
        var carry: UInt64 = 0
        for index in 0..<max(left.digits.count, right.digits.count) {
            if index == result.digits.count { result.digits.append(0) }
            let sum =
                UInt64(result.digits[index]) + (index < right.digits.count ? UInt64(right.digits[index]) : 0) + carry
            result.digits[index] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        if carry > 0 { result.digits.append(UInt32(carry)) }
        return result
    }

    /// How much the larger is above the smaller.
    static func distance(_ left: Natural, _ right: Natural) -> Natural {
        let (large, small) = left < right ? (right, left) : (left, right)
        var result = large
        var borrow: Int64 = 0
        for index in large.digits.indices {
            var difference =
                Int64(large.digits[index]) - (index < small.digits.count ? Int64(small.digits[index]) : 0) - borrow
            borrow = difference < 0 ? 1 : 0
            if difference < 0 { difference += 1 << 32 }
            result.digits[index] = UInt32(difference)
        }
        result.trim()
        return result
    }

    static func * (left: Natural, right: Natural) -> Natural {
        var result = Natural(0)
        guard !left.digits.isEmpty, !right.digits.isEmpty else { return result }
        result.digits = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
        for (i, digit) in left.digits.enumerated() {
            var carry: UInt64 = 0
            for (j, other) in right.digits.enumerated() {
                let sum = UInt64(digit) * UInt64(other) + UInt64(result.digits[i + j]) + carry
                result.digits[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            result.digits[i + right.digits.count] = UInt32(carry)
        }
        result.trim()
        return result
    }

    func power(_ exponent: Int) -> Natural {
        var result = Natural(1)
        for _ in 0..<exponent { result = result * self }
        return result
    }
}

/// Rounding of numbers that are no quotients, by comparing them with the half-way marks between decimals.
enum Rounding {
    /// What is wanted, against a half-way mark.
    enum Order { case below, equal, above }

    /// The whole number nearest to a wanted one, half to even.
    /// - Parameters:
    ///   - less: what the caller will take off the result; half-way, that difference is the even one.
    ///   - wanted: how the wanted number stands to `half` / 2; it must not be negative.
    static func nearest(less: UInt128 = 0, _ wanted: (_ half: UInt128) -> Order) -> Int64? {
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

    static func order(_ left: Natural, _ right: Natural) -> Order {
        left < right ? .below : right < left ? .above : .equal
    }

    static func one(_ decimals: Int) -> UInt128 { (0..<decimals).reduce(1) { one, _ in one * 10 } }

    /// (`left` − `right`) / `bottom`, rounded half to even to `decimals` places; nil where it is too large to be written.
    static func quotient(_ left: Natural, minus right: Natural, over bottom: Natural, decimals: Int) -> Exact? {
        let top = Natural.distance(left, right) * Natural(2 * one(decimals))
        return nearest { half in order(top, Natural(half) * bottom) }.map {
            Exact(left < right ? -$0 : $0, decimals: decimals)
        }
    }

    /// The `degree`-th root of `numerator` / `denominator`, less one, rounded half to even to `decimals` places: the rate that
    /// compounds to the quotient. Nil where it is too large to be written.
    static func compoundRate(_ degree: Int, _ numerator: UInt128, over denominator: UInt128, decimals: Int) -> Exact? {
        guard degree > 0, denominator > 0 else { return nil }
        let one = one(decimals)
        // root(a / b) against half / (2 × one) is a × (2 × one)^n against half^n × b.
        let left = Natural(numerator) * Natural(2 * one).power(degree)
        let bottom = Natural(denominator)
        return nearest(less: one) { half in order(left, Natural(half).power(degree) * bottom) }.map {
            Exact($0 - Int64(one), decimals: decimals)
        }
    }
}
