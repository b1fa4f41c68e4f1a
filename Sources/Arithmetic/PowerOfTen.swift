// The one table of powers of ten. Decimals are scaled by a lookup instead of a loop.

/// 10^0 … 10^19, the powers that 64 bits hold.
private let powers: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

extension UInt128 {
    /// 10^`exponent`, for exponents from 0 to 38.
    public static func powerOfTen(_ exponent: Int) -> UInt128 {
        precondition(0...38 ~= exponent, "10^\(exponent) does not fit 128 bits")
        return exponent < 20
            ? UInt128(powers[exponent]) : UInt128(powers[19]) * UInt128(powers[exponent - 19])
    }
}

extension Int128 {
    /// 10^`exponent`, for exponents from 0 to 38.
    public static func powerOfTen(_ exponent: Int) -> Int128 { Int128(UInt128.powerOfTen(exponent)) }
}

extension Int64 {
    /// 10^`exponent`, for exponents from 0 to 18.
    public static func powerOfTen(_ exponent: Int) -> Int64 {
        precondition(0...18 ~= exponent, "10^\(exponent) does not fit 64 bits")
        return Int64(powers[exponent])
    }
}
