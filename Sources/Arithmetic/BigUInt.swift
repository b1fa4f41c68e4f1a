// Integers of any size, for formulas with powers: a compound rate and a root are rounded by comparing integers of a few hundred
// digits, which no fixed size holds and floating point would only approximate.

/// An unsigned integer of any size.
public struct BigUInt: Sendable, Comparable {
    /// Digits in base 2^32, least significant first, without leading zeros; empty for 0.
    private var digits: [UInt32] = []

    public init(_ value: UInt128) {
        var rest = value
        while rest > 0 {
            digits.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
    }

    public static func < (left: BigUInt, right: BigUInt) -> Bool {
        guard left.digits.count == right.digits.count else { return left.digits.count < right.digits.count }
        for index in left.digits.indices.reversed() where left.digits[index] != right.digits[index] {
            return left.digits[index] < right.digits[index]
        }
        return false
    }

    public static func + (left: BigUInt, right: BigUInt) -> BigUInt {
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

    /// The absolute difference.
    public static func distance(_ left: BigUInt, _ right: BigUInt) -> BigUInt {
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

    public static func * (left: BigUInt, right: BigUInt) -> BigUInt {
        var result = BigUInt(0)
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

    /// - Parameter exponent: at least 0.
    public func power(_ exponent: Int) -> BigUInt {
        var result = BigUInt(1)
        for _ in 0..<exponent { result = result * self }
        return result
    }
}
