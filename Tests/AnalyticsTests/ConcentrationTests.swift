// Concentration: known values, bounds with unlisted partners, and the trade without some partners.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

private func parts(_ amounts: [Int128]) -> [(partner: String, figure: AmountRange)] {
    amounts.enumerated().map { index, amount in
        ("P\(index)", AmountRange(value: amount, doubledLow: 2 * amount, doubledHigh: 2 * amount, rows: []))
    }
}

@Suite("Concentration")
struct ConcentrationTests {
    @Test("the bounds of a complete list are equal in every form")
    func complete() throws {
        // Shares 1/2, 1/4, 1/4: HHI 6/16; (3/8 − 1/3) / (2/3) = 1/16; 1 / HHI = 8/3.
        let concentration = try #require(Concentration(parts([50, 25, 25]), whole: 100, .any))
        #expect(concentration.isComplete)
        #expect(concentration.low == Rational(3, 8) && concentration.high == Rational(3, 8))
        #expect(concentration.normalised.low == Rational(1, 16) && concentration.normalised.high == Rational(1, 16))
        #expect(concentration.effective.low == Rational(8, 3))
        // (√0.375 − √(1/3)) / (1 − √(1/3)) = (0.6123724357 − 0.5773502692) / 0.4226497308 = 0.08286333…
        #expect(concentration.unctad(decimals: 6).low?.text == "0.082863")
        #expect(concentration.top(1).share == Rational(1, 2) && concentration.top(1).isCertain)
    }

    @Test("a complete list has equal bounds although its sum differs from the published total by rounding")
    func roundedWhole() throws {
        let concentration = try #require(Concentration(parts([50, 25, 24]), whole: 100, .complete))
        #expect(concentration.isComplete && concentration.residual == 0)
        // (2 500 + 625 + 576) / 10 000.
        #expect(concentration.low == Rational(3_701, 10_000) && concentration.high == concentration.low)
        let rest = try #require(concentration.without(["P0"]))
        #expect(rest.isComplete && rest.low == Rational(625 + 576, 2_500))
    }

    @Test("equal partners have 0 in both normalised forms, and a single partner has neither form")
    func ends() throws {
        let equal = try #require(Concentration(parts([7, 7, 7, 7]), whole: 28, .any))
        #expect(equal.normalised.low == .zero && equal.unctad(decimals: 4).low?.text == "0.0000")
        #expect(equal.effective.low == Rational(whole: 4))
        let single = try #require(Concentration(parts([7]), whole: 7, .any))
        #expect(
            single.low == Rational(whole: 1) && single.normalised.low == nil && single.unctad(decimals: 4).low == nil)
    }

    @Test("the index of a complete list is within the bounds of each of its partial lists")
    func bounds() throws {
        var numbers = Numbers(seed: 11)
        for _ in 0..<60 {
            let amounts = (0..<(2 + Int(numbers.next(below: 8)))).map { _ in Int128(1 + numbers.next(below: 1_000)) }
                .sorted(by: >)
            let whole = amounts.reduce(0, +)
            let truth = try #require(Concentration(parts(amounts), whole: whole, .any))
            let exact = try #require(truth.low)
            for listed in 1..<amounts.count {
                let list = parts(Array(amounts.prefix(listed)))
                let smallest = amounts[listed - 1]
                for assumption in [Concentration.Residual.any, .upTo(smallest)] {
                    let part = try #require(Concentration(list, whole: whole, assumption))
                    let (low, high) = (try #require(part.low), try #require(part.high))
                    #expect(low <= exact && exact <= high)
                    let (normal, bound) = (try #require(truth.normalised.low), part.normalised)
                    #expect(bound.low.map { $0 <= normal } ?? true && bound.high.map { normal <= $0 } ?? true)
                    let (root, roots) = (truth.unctad(decimals: 9).low, part.unctad(decimals: 9))
                    if let root, let least = roots.low { #expect(least <= root) }
                    if let root, let most = roots.high { #expect(root <= most) }
                    let effective = try #require(truth.effective.low)
                    #expect(part.effective.low.map { $0 <= effective } ?? false)
                    #expect(part.effective.high.map { effective <= $0 } ?? false)
                    if part.top(1).isCertain { #expect(part.top(1).share == truth.top(1).share) }
                }
            }
        }
    }

    @Test("the change without a partner is within its bounds for every possible residual")
    func without() throws {
        let amounts: [Int128] = [400, 250, 100, 90, 60, 50, 50]
        let truth = try #require(Concentration(parts(amounts), whole: 1_000, .any))
        let rest = try #require(truth.without(["P0"]))
        #expect(rest.whole == 600)
        let exact = try #require(truth.change(to: rest, decimals: 9).low)
        let listed = try #require(Concentration(parts(Array(amounts.prefix(4))), whole: 1_000, .upTo(90)))
        let change = listed.change(to: try #require(listed.without(["P0"])), decimals: 9)
        let (low, high) = (try #require(change.low), try #require(change.high))
        #expect(low <= exact && exact <= high)
        #expect(listed.without(["P9"]) == nil)
    }

    @Test("the partners that a report lists, with the remainder of its published total")
    func published() throws {
        let goods = totals(.goods, "report").filter { $0.period.code == "2022" }
        let listed = goods.filter { Fixture.dataset.codes.partner($0.partner) != nil }
        let whole = try #require(try find(goods, "WLD", "2022").figure(.exports)).value
        let parts = try listed.map { (partner: $0.partner, figure: try #require($0.figure(.exports))) }
        let concentration = try #require(Concentration(parts, whole: whole, .any))
        // Squares of 0.16, 0.2, 0.1, 0.08 and 0.06.
        #expect(parts.count == 5 && concentration.low == Rational(856, 10_000))
        #expect(concentration.parts.first?.partner == "CAN")
        #expect(concentration.residual == 400_000_000)
    }
}
