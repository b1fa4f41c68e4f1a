// Exact decimals: rounding half to even, digits, order; and the rounding intervals of published amounts.
import Testing

@testable import Arithmetic

@Suite("Exact decimals")
struct ExactTests {
    @Test("a quotient is rounded once, half to even")
    func halfToEven() {
        let expected: [(Int128, Int128, Int, String)] = [
            (1, 2, 0, "0"), (3, 2, 0, "2"), (5, 2, 0, "2"), (7, 2, 0, "4"), (1, 8, 2, "0.12"), (3, 8, 2, "0.38"),
            (25, 1000, 2, "0.02"), (35, 1000, 2, "0.04"), (5, 10, 0, "0"), (15, 10, 0, "2"), (1, 3, 4, "0.3333"),
            (2, 3, 4, "0.6667"), (2, 3, 0, "1"), (999_999, 1_000_000, 4, "1.0000"), (0, 7, 3, "0.000"), (6, 3, 0, "2"),
            (50_001, 100_000, 0, "1"), (49_999, 100_000, 0, "0"), (1, 3, 12, "0.333333333333"),
        ]
        for (numerator, denominator, decimals, text) in expected {
            let negative = text.allSatisfy { "0.".contains($0) } ? text : "-" + text
            #expect(ExactDecimal(numerator, over: denominator, decimals: decimals)?.text == text)
            #expect(ExactDecimal(-numerator, over: -denominator, decimals: decimals)?.text == text)
            #expect(ExactDecimal(-numerator, over: denominator, decimals: decimals)?.text == negative)
            #expect(ExactDecimal(numerator, over: -denominator, decimals: decimals)?.text == negative)
        }
    }

    @Test("every quotient of small integers is rounded to the nearest decimal, ties to the even one")
    func allSmall() {
        for numerator in -60...60 {
            for denominator in -12...12 where denominator != 0 {
                for decimals in 0...2 {
                    let scale = [1, 10, 100][decimals]
                    guard let result = ExactDecimal(Int128(numerator), over: Int128(denominator), decimals: decimals)
                    else {
                        Issue.record("\(numerator)/\(denominator) is nil")
                        continue
                    }
                    #expect(result.decimals == decimals)
                    // |result − n/d| ≤ 1/2 of the last place, and an odd result is no tie.
                    let off = abs(2 * (Int(result.mantissa) * denominator - numerator * scale))
                    #expect(off <= abs(denominator), "\(numerator)/\(denominator)")
                    #expect(off < abs(denominator) || result.mantissa % 2 == 0, "\(numerator)/\(denominator)")
                }
            }
        }
    }

    @Test("a division by zero and a result that does not fit are nil, without a trap")
    func impossible() {
        #expect(ExactDecimal(1, over: 0, decimals: 2) == nil)
        #expect(ExactDecimal(0, over: 0, decimals: 0) == nil)
        #expect(ExactDecimal(.max, over: 1, decimals: 0) == nil)
        #expect(ExactDecimal(.max, over: .max, decimals: 1) == nil)
        #expect(ExactDecimal(Int128(Int64.max), over: 1, decimals: 0)?.mantissa == .max)
        #expect(ExactDecimal(-Int128(Int64.max), over: 1, decimals: 0)?.mantissa == -.max)
        #expect(ExactDecimal(Int128(Int64.max) + 1, over: 1, decimals: 0) == nil)
        #expect(ExactDecimal(Int128(Int64.max) * 2 + 1, over: 2, decimals: 0) == nil)
        #expect(ExactDecimal(Int128(Int64.max), over: 1, decimals: 1) == nil)
        #expect(ExactDecimal(.min, over: .min, decimals: 0)?.text == "1")
        #expect(ExactDecimal(.max, over: .min, decimals: 0)?.text == "-1")
    }

    @Test("the digits keep zeros before and after the point")
    func text() {
        let expected: [(Int64, Int, String)] = [
            (0, 0, "0"), (0, 3, "0.000"), (5, 0, "5"), (5, 1, "0.5"), (5, 4, "0.0005"), (-5, 4, "-0.0005"),
            (323_145, 0, "323145"), (-16_138, 2, "-161.38"), (4_994, 4, "0.4994"), (10_000, 4, "1.0000"),
            (-10_000, 4, "-1.0000"), (.max, 18, "9.223372036854775807"), (.min, 0, "-9223372036854775808"),
            (.min, 18, "-9.223372036854775808"), (.max, 0, "9223372036854775807"),
        ]
        for (mantissa, decimals, text) in expected { #expect(ExactDecimal(mantissa, decimals: decimals).text == text) }
    }

    @Test("a scaled amount is exact and has no trailing zeros")
    func scaled() {
        let expected: [(Int64, Int, String)] = [
            (323_145_000_000, 6, "323145"), (323_145_000_000, 9, "323.145"), (323_145_000_000, 12, "0.323145"),
            (323_145_000_000, 3, "323145000"), (323_145_000_000, 0, "323145000000"), (-161_380_000_000, 9, "-161.38"),
            (1, 12, "0.000000000001"), (-1, 12, "-0.000000000001"), (0, 12, "0"), (10, 0, "10"),
            (.min, 12, "-9223372.036854775808"),
        ]
        for (value, exponent, text) in expected { #expect(ExactDecimal(value, scaledBy: exponent).text == text) }
    }

    @Test("decimals are compared by value, independent of trailing zeros, and equal decimals have equal hashes")
    func order() {
        let ascending = [
            ExactDecimal(.min, decimals: 0), ExactDecimal(-20, decimals: 1), ExactDecimal(-199, decimals: 2),
            ExactDecimal(-1, decimals: 18),
            ExactDecimal(0, decimals: 0), ExactDecimal(1, decimals: 18), ExactDecimal(5, decimals: 1),
            ExactDecimal(51, decimals: 2),
            ExactDecimal(.max, decimals: 18), ExactDecimal(10, decimals: 0), ExactDecimal(.max, decimals: 0),
        ]
        #expect(ascending.reversed().sorted().map(\.text) == ascending.map(\.text))
        for (lower, upper) in zip(ascending, ascending.dropFirst()) {
            #expect(lower < upper && !(upper < lower) && lower != upper, "\(lower.text) \(upper.text)")
        }
        for (one, other) in [
            (ExactDecimal(5, decimals: 1), ExactDecimal(500, decimals: 3)),
            (ExactDecimal(0), ExactDecimal(0, decimals: 9)),
        ] {
            #expect(one == other && !(one < other) && one.hashValue == other.hashValue)
        }
    }
}

@Suite("Published amounts")
struct AmountTests {
    @Test("the interval of an amount extends half a unit of the last published digit to either side")
    func bounds() {
        let billion = PublishedAmount(323_150_000_000, precision: 7).doubledBounds
        #expect(billion.low == 2 * 323_145_000_000 && billion.high == 2 * 323_155_000_000)
        let million = PublishedAmount(-161_382_000_000, precision: 6).doubledBounds
        #expect(million.low == -2 * 161_382_500_000 && million.high == -2 * 161_381_500_000)
        let ten = PublishedAmount(0, precision: 1).doubledBounds
        #expect(ten.low == -10 && ten.high == 10)
    }

    @Test("an amount to the dollar is exact, and the bounds of the largest amounts do not overflow")
    func extremes() {
        let dollar = PublishedAmount(7, precision: 0).doubledBounds
        #expect(dollar.low == 14 && dollar.high == 14)
        let most = PublishedAmount(.max, precision: 12).doubledBounds
        #expect(most.high - most.low == 2_000_000_000_000 && most.high > Int128(Int64.max) * 2)
    }
}
