// Exact decimals: integers in, one rounding at the end, half to even. No floating point.

/// A decimal number with its number of decimals: `mantissa` × 10^−`decimals`. `0.5` and `0.50` are equal and print differently.
public struct ExactDecimal: Sendable, Hashable {
    public let mantissa: Int64
    /// 0 to 18.
    public let decimals: Int

    public init(_ mantissa: Int64, decimals: Int = 0) {
        precondition(0...18 ~= decimals, "an ExactDecimal has 0 to 18 decimals")
        self.mantissa = mantissa
        self.decimals = decimals
    }

    /// Parses `0.5`, `-12` or `100.000`: an optional minus sign, digits, and optionally a point and digits.
    /// - Returns: nil for any other text, for more than 12 digits before or after the point, and for more than 18 digits in total.
    public init?(_ text: String) {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = Array(text.utf8.dropFirst(isNegative ? 1 : 0))
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.count <= 12 }), digits.count <= 19, let number = ExactDecimal(unsigned: digits)
        else { return nil }
        self.init(isNegative ? -number.mantissa : number.mantissa, decimals: number.decimals)
    }

    /// Parses digits with at most one point, and at least one digit on each side of it.
    /// - Returns: nil for any other bytes, for more than 18 digits from the first one that is not 0, and for more than 18 decimals.
    init?(unsigned bytes: some Sequence<UInt8>) {
        var mantissa: Int64 = 0
        var count = 0
        // The number of digits after the point; nil before it.
        var decimals: Int?
        for byte in bytes {
            if byte == UInt8(ascii: "."), decimals == nil, count > 0 {
                decimals = 0
                continue
            }
            let digit = byte &- 0x30
            guard digit < 10, mantissa < Int64.powerOfTen(17) else { return nil }
            mantissa = mantissa * 10 + Int64(digit)
            count += 1
            decimals = decimals.map { $0 + 1 }
        }
        guard count > 0, decimals != 0, decimals ?? 0 <= 18 else { return nil }
        self.init(mantissa, decimals: decimals ?? 0)
    }

    /// `value` × 10^−`exponent` without trailing zeros: 323145000000 dollars in millions is `323145`.
    /// - Parameter exponent: 0 to 18.
    public init(_ value: Int64, scaledBy exponent: Int) {
        var (mantissa, decimals) = (value, exponent)
        while decimals > 0, mantissa % 10 == 0 {
            mantissa /= 10
            decimals -= 1
        }
        self.init(mantissa, decimals: decimals)
    }

    /// `numerator` / `denominator`, rounded once, half to even.
    /// - Parameter decimals: 0 to 18.
    /// - Returns: nil for a denominator of 0, and for a result whose mantissa does not fit 64 bits.
    public init?(_ numerator: Int128, over denominator: Int128, decimals: Int) {
        guard denominator != 0 else { return nil }
        guard let (quotient, remainder) = ExactDecimal.divide(numerator.magnitude, denominator.magnitude, decimals)
        else {
            return nil
        }
        // remainder > denominator / 2, without doubling the remainder, which could overflow.
        let complement = denominator.magnitude - remainder
        let roundsUp = remainder > complement || (remainder == complement && quotient % 2 == 1)
        guard let rounded = Int64(exactly: quotient + (roundsUp ? 1 : 0)) else { return nil }
        self.init((numerator < 0) != (denominator < 0) ? -rounded : rounded, decimals: decimals)
    }

    /// The integer quotient of `numerator` × 10^`decimals` and `denominator`, and the remainder; nil if the quotient does not
    /// fit 64 bits.
    private static func divide(
        _ numerator: UInt128, _ denominator: UInt128, _ decimals: Int
    ) -> (quotient: UInt128, remainder: UInt128)? {
        let (scaled, overflows) = numerator.multipliedReportingOverflow(by: .powerOfTen(decimals))
        if !overflows {
            // 64-bit division, which fits nearly all published amounts, is many times faster than 128-bit division.
            if let a = UInt64(exactly: scaled), let b = UInt64(exactly: denominator) {
                let result = a.quotientAndRemainder(dividingBy: b)
                return (UInt128(result.quotient), UInt128(result.remainder))
            }
            let result = scaled.quotientAndRemainder(dividingBy: denominator)
            return result.quotient <= UInt64.max ? result : nil
        }
        // Long division by decimal digits if the scaled numerator does not fit 128 bits.
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
        var text = ""
        withDigits { text = String(decoding: $0, as: UTF8.self) }
        return text
    }

    /// Calls `body` with the digits as ASCII, made on the stack without an allocation. The only place that turns numbers into
    /// digits; integers are decimals with 0 decimals.
    public func withDigits(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        // At most 19 digits, a zero before the point, the point and a sign, written from the last digit on.
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
    /// Compares values: 0.5 and 0.50 are equal.
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let decimals = max(left.decimals, right.decimals)
        func scaled(_ number: ExactDecimal) -> Int128 {
            Int128(number.mantissa) * .powerOfTen(decimals - number.decimals)
        }
        return scaled(left) < scaled(right)
    }

    public static func == (left: ExactDecimal, right: ExactDecimal) -> Bool { !(left < right) && !(right < left) }

    public func hash(into hasher: inout Hasher) {
        let shortest = ExactDecimal(mantissa, scaledBy: decimals)
        hasher.combine(shortest.mantissa)
        hasher.combine(shortest.decimals)
    }
}
