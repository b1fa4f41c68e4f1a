// Properties of ratios for all pairs of amounts: identities between the ratios, and bounds that contain all possible values.
import Arithmetic
import Dataset
import TestSupport
import Testing

@testable import Analytics

/// Random amounts, the same in every run.
struct Numbers {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next(below limit: UInt64) -> UInt64 { generator.next(upperBound: limit) }

    /// An amount that was rounded to a power of ten from 1 to 10 million dollars.
    mutating func amount() -> PublishedAmount {
        let precision = Int(next(below: 8))
        let step = (0..<precision).reduce(1) { step, _ in step * 10 }
        return PublishedAmount(Int64(next(below: 3_000_000)) * Int64(step), precision: precision)
    }

    /// An amount that rounds to this one.
    mutating func truth(of amount: PublishedAmount) -> Int128 {
        guard amount.precision > 0 else { return Int128(amount.value) }
        let step = (0..<amount.precision).reduce(UInt64(1)) { step, _ in step * 10 }
        return max(0, Int128(amount.value) - Int128(step / 2) + Int128(next(below: step)))
    }
}

@Suite("Properties of ratios")
struct RatioPropertyTests {
    private func pairs(_ count: Int, _ check: (AmountRange, AmountRange, AmountRange, AmountRange) throws -> Void)
        rethrows
    {
        var numbers = Numbers(seed: 5)
        for _ in 0..<count {
            let (x, m) = (numbers.amount(), numbers.amount())
            let (trueX, trueM) = (numbers.truth(of: x), numbers.truth(of: m))
            try check(
                AmountRange(x, rows: []), AmountRange(m, rows: []),
                AmountRange(value: trueX, doubledLow: 2 * trueX, doubledHigh: 2 * trueX, rows: []),
                AmountRange(value: trueM, doubledLow: 2 * trueM, doubledHigh: 2 * trueM, rows: []))
        }
    }

    @Test("coverage × (1 + TDR) is 1, and the other ratios follow from TDR, as exact fractions")
    func identities() throws {
        let one = Rational(whole: 1)
        try pairs(2_000) { x, m, _, _ in
            guard x.value > 0, m.value > 0 else { return }
            let tdr = try #require(Ratios.ratio(.tdr, exports: x, imports: m)).value
            let coverage = try #require(Ratios.ratio(.coverage, exports: x, imports: m)).value
            let imported = try #require(tdr.adding(one))
            #expect(coverage.multiplied(by: imported) == one)
            // deficit_to_imports = TDR / (1 + TDR); normalised balance = −TDR / (2 + TDR).
            #expect(Ratios.ratio(.deficitToImports, exports: x, imports: m)?.value == tdr.divided(by: imported))
            let negative = try #require(Rational.zero.subtracting(tdr))
            let twice = try #require(tdr.adding(Rational(whole: 2)))
            #expect(Ratios.ratio(.normalisedBalance, exports: x, imports: m)?.value == negative.divided(by: twice))
        }
    }

    private typealias Function = @Sendable (AmountRange, AmountRange) -> BoundedRatio?

    private static let functions: [(String, Function)] = {
        var functions: [(String, Function)] = [
            ("Grubel–Lloyd", { x, m in Structure.intraIndustry(x, m) }),
            ("quotient", { x, m in Ratios.quotient(x, m) }),
        ]
        for metric in Metric.ratios {
            functions.append(("\(metric)", { x, m in Ratios.ratio(metric, exports: x, imports: m) }))
        }
        return functions
    }()

    @Test(
        "the bounds contain the value and the ratio of every pair of amounts that rounds to the same figures",
        arguments: functions.map(\.0))
    func ranges(_ name: String) throws {
        let function = try #require(RatioPropertyTests.functions.first { $0.0 == name }).1
        pairs(2_000) { x, m, trueX, trueM in
            guard let measured = function(x, m) else { return }
            for value in [measured.value, function(trueX, trueM)?.value].compactMap(\.self) {
                #expect(measured.low.map { $0 <= value } ?? true, "\(x.value) \(m.value): \(value.text)")
                #expect(measured.high.map { value <= $0 } ?? true, "\(x.value) \(m.value): \(value.text)")
            }
        }
    }

    @Test("the Grubel–Lloyd index is within 0 and 1, the normalised balance within −1 and 1")
    func ends() throws {
        let (zero, one) = (Rational.zero, Rational(whole: 1))
        pairs(2_000) { x, m, _, _ in
            for bound in Structure.intraIndustry(x, m).map({ [$0.low, $0.value, $0.high] }) ?? [] {
                #expect(bound.map { zero <= $0 && $0 <= one } ?? false)
            }
            if let balance = Ratios.ratio(.normalisedBalance, exports: x, imports: m) {
                #expect(Rational(whole: -1) <= balance.value && balance.value <= one)
            }
        }
    }

    @Test("fractions whose cross products do not fit 128 bits compare exactly")
    func comparison() throws {
        let most = Int128.max
        let fractions = try [
            (-most, 3), (-most + 1, 3), (-1, most), (0, 1), (1, most), (1, most - 1), (most - 2, most),
            (most - 1, most), (most, most - 1), (most - 1, most - 2), (most, 2), (most, 1),
        ].map { pair in try #require(Rational(pair.0, pair.1)) }
        for (i, left) in fractions.enumerated() {
            for (j, right) in fractions.enumerated() {
                #expect((left < right) == (i < j), "\(left.text) \(right.text)")
            }
        }
    }

    @Test("a quotient whose scaled numerator does not fit 128 bits is rounded half to even")
    func longDivision() {
        // 10^37 / (2 × 10^37) = 0.5 has no scaled numerator in 128 bits with 12 decimals.
        let large = (0..<37).reduce(Int128(1)) { product, _ in product * 10 }
        #expect(ExactDecimal(large, over: 2 * large, decimals: 12)?.text == "0.500000000000")
        #expect(ExactDecimal(large, over: 2 * large, decimals: 0)?.text == "0")
        #expect(ExactDecimal(3 * large, over: 2 * large, decimals: 0)?.text == "2")
        #expect(ExactDecimal(-2 * large, over: 3 * large, decimals: 12)?.text == "-0.666666666667")
        #expect(ExactDecimal(.max, over: 1, decimals: 4) == nil)
    }

    @Test("plain decimals are parsed and printed unchanged, and other text is refused")
    func decimals() {
        for text in ["0", "-0.25", "12.500", "999999999999", "0.000000000001", "-7"] {
            #expect(ExactDecimal(text)?.text == text)
        }
        for text in [
            "", "-", ".5", "5.", "1e5", "+1", "1,5", "1.2.3", "0x1", "1234567890123", "999999999999.9999999", " 1",
        ] {
            #expect(ExactDecimal(text) == nil, "\(text)")
        }
    }
}
