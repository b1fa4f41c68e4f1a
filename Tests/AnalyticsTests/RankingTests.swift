// Rankings by Trade Deficit Ratio: order by exact ratios, ties, and certainty.
import Arithmetic
import Dataset
import TestData
import TestSupport
import Testing

@testable import Analytics

@Suite("Rankings")
struct RankingTests {
    /// Goods with partners, without groups, in 2023, each on its preferred basis.
    private func goods2023() throws -> [Balance] {
        let dataset = Fixture.dataset
        let filter = Filter {
            $0.partners = dataset.codes.partners.map(\.code)
            ($0.years, $0.types, $0.classifications) = ([2023...2023], [.goods], ["total"])
        }
        return onOneBasis(dataset.balances(filter), dataset)
    }

    /// A balance with its rank by Trade Deficit Ratio.
    private struct Ranked {
        let rank: Int
        let balance: Balance
        let tdr: ExactDecimal
        let low: ExactDecimal
        let high: ExactDecimal
        let isCertain: Bool
    }

    /// Balances with a ratio, in the order of ranks.
    private func ranked(_ balances: [Balance], ascending: Bool, decimals: Int) throws -> [Ranked] {
        let computed = balances.map { (balance: $0, measured: Metric.tdr.compute($0).measured) }
            .filter { $0.measured != nil }
        let places = Ranking.ranks(
            computed.compactMap(\.measured), names: computed.map(\.balance.partner), ascending: ascending)
        return try places.map { place in
            let (balance, measured) = computed[place.index]
            func exact(_ value: Rational?) throws -> ExactDecimal {
                try #require(value?.rounded(decimals: decimals))
            }
            return Ranked(
                rank: place.rank, balance: balance, tdr: try exact(measured?.value), low: try exact(measured?.low),
                high: try exact(measured?.high), isCertain: place.isCertain)
        }
    }

    /// Whether the ratio of the left is the greater one, or greater or equal, by cross-multiplication.
    private func exceeds(_ left: Balance, _ right: Balance, orEquals: Bool = false) throws -> Bool {
        let (a, b) = (try ratio(left), try ratio(right))
        return orEquals ? a.imports * b.exports >= b.imports * a.exports : a.imports * b.exports > b.imports * a.exports
    }

    private func ratio(_ balance: Balance) throws -> (imports: Int128, exports: Int128) {
        (Int128(try #require(balance.imports).value), Int128(try #require(balance.exports).value))
    }

    /// The range of imports / exports, as fractions of whole half dollars.
    private func range(_ balance: Balance) throws -> (low: (Int128, Int128), high: (Int128, Int128)) {
        func bounds(_ amount: PublishedAmount) -> (Int128, Int128) {
            let slack: Int128 =
                amount.precision == 0 ? 0 : (0..<amount.precision).reduce(1) { product, _ in product * 10 }
            return (2 * Int128(amount.value) - slack, 2 * Int128(amount.value) + slack)
        }
        let (x, m) = (bounds(try #require(balance.exports)), bounds(try #require(balance.imports)))
        return ((m.0, x.1), (m.1, x.0))
    }

    /// Whether the intervals of two balances overlap.
    private func overlap(_ left: Balance, _ right: Balance) throws -> Bool {
        let (a, b) = (try range(left), try range(right))
        return a.low.0 * b.high.1 <= b.high.0 * a.low.1 && b.low.0 * a.high.1 <= a.high.0 * b.low.1
    }

    @Test("the order is that of the exact ratios", arguments: [0, 1, 4, 12], [false, true])
    func order(decimals: Int, ascending: Bool) throws {
        let balances = try goods2023()
        var generator = SeededGenerator(seed: 1)
        let ranked = try ranked(balances.shuffled(using: &generator), ascending: ascending, decimals: decimals)
        for (upper, lower) in zip(ranked, ranked.dropFirst()) {
            let (greater, less) = ascending ? (lower, upper) : (upper, lower)
            #expect(try exceeds(greater.balance, less.balance, orEquals: true))
        }
        for place in ranked {
            let before = try balances.filter {
                ascending ? try exceeds(place.balance, $0) : try exceeds($0, place.balance)
            }
            #expect(place.rank == before.count + 1, "\(place.balance.partner)")
            #expect(place.tdr.text == place.balance.tdr(decimals: decimals)?.text)
            #expect(place.low <= place.tdr && place.tdr <= place.high)
        }
    }

    @Test("partners are ranked by the exact ratio of imports to exports")
    func known() throws {
        let shown = try ranked(try goods2023(), ascending: false, decimals: 4).map {
            "\($0.rank) \($0.balance.partner) \($0.tdr.text)"
        }
        #expect(shown == ["1 CHN 3.0000", "2 MEX 0.5000", "3 CAN 0.2500", "4 DEU 0.0000", "5 KOR -0.3333"])
    }

    @Test("without ties, ascending order is descending order reversed")
    func backwards() throws {
        let down = try ranked(try goods2023(), ascending: false, decimals: 4)
        let up = try ranked(try goods2023(), ascending: true, decimals: 4)
        #expect(up.map(\.balance.partner) == down.map(\.balance.partner).reversed())
        #expect(up.map(\.isCertain) == down.map(\.isCertain).reversed())
    }

    @Test("equal ratios share a rank in the order of their codes, and the rank after them counts them all")
    func ties() throws {
        let balances = [
            try balance("D", exports: 100, imports: 100), try balance("C", exports: 200, imports: 300),
            try balance("A", exports: 3, imports: 6), try balance("B", exports: 100, imports: 150),
        ]
        func shown(_ ascending: Bool) throws -> [String] {
            try ranked(balances, ascending: ascending, decimals: 2).map { "\($0.rank) \($0.balance.partner)" }
        }
        #expect(try shown(false) == ["1 A", "2 B", "2 C", "4 D"])
        #expect(try shown(true) == ["1 D", "2 B", "2 C", "4 A"])
    }

    @Test("ratios that are equal only when rounded are not tied")
    func printedAlike() throws {
        let balances = [try balance("A", exports: 3, imports: 4), try balance("B", exports: 30_000, imports: 40_001)]
        let ranked = try ranked(balances, ascending: false, decimals: 2)
        #expect(ranked.map { "\($0.rank) \($0.balance.partner) \($0.tdr.text)" } == ["1 B 0.33", "2 A 0.33"])
        #expect(ranked.map(\.isCertain) == [true, true])
    }

    @Test("a rank is certain exactly where no other interval overlaps its own")
    func certainty() throws {
        let balances = try goods2023()
        for decimals in [0, 1, 4, 12] {
            let ranked = try ranked(balances, ascending: false, decimals: decimals)
            for place in ranked {
                let rivals = try balances.filter {
                    try $0.partner != place.balance.partner && overlap($0, place.balance)
                }
                #expect(
                    place.isCertain == rivals.isEmpty,
                    "\(place.balance.partner) to \(decimals) decimals: \(rivals.map(\.partner))")
            }
        }
    }

    @Test("an interval that contains a neighbour's also makes the rank beyond it uncertain")
    func farReach() throws {
        // A was rounded to tens of dollars: its ratio is between 0.5 and infinity, an interval that contains those of B and C.
        let wide = try balance("A", exports: 10, imports: 40, precision: 1)
        let balances = [
            wide, try balance("B", exports: 100, imports: 300), try balance("C", exports: 100, imports: 290),
        ]
        let ranked = try ranked(balances, ascending: false, decimals: 4)
        #expect(ranked.map(\.balance.partner) == ["A", "B", "C"])
        #expect(ranked.map(\.isCertain) == [false, false, false])
    }

    @Test("intervals with a common bound are uncertain, and a single partner is certain")
    func touching() throws {
        // 15 ± 5 over 10 exactly, and 20 exactly over 10.
        let low = Balance(
            reporter: "USA", partner: "A", period: try #require(Period("2023")), type: .goods, classification: "total",
            category: "total", basis: "b", rows: Balance.Rows(), exports: PublishedAmount(10, precision: 0),
            imports: PublishedAmount(15, precision: 1))
        let touching = try ranked([low, try balance("B", exports: 10, imports: 20)], ascending: true, decimals: 4)
        #expect(touching.map(\.isCertain) == [false, false])
        let apart = try ranked([low, try balance("B", exports: 10, imports: 21)], ascending: true, decimals: 4)
        #expect(apart.map(\.isCertain) == [true, true])
        #expect(try ranked([low], ascending: true, decimals: 4).map(\.isCertain) == [true])
        #expect(try ranked([], ascending: true, decimals: 4).isEmpty)
    }

    @Test("a balance without a ratio has no rank")
    func withoutRatio() throws {
        let balances = [
            try balance("A", exports: 0, imports: 5), try balance("B", exports: 5, imports: 5),
            try balance("C", exports: nil, imports: 5), try balance("D", exports: 5, imports: nil),
        ]
        #expect(try ranked(balances, ascending: false, decimals: 4).map(\.balance.partner) == ["B"])
    }

    @Test("the largest amounts are compared without a trap")
    func largest() throws {
        let balances = [
            try balance("A", exports: .max, imports: .max, precision: 12),
            try balance("B", exports: .max, imports: .max - 1),
            try balance("C", exports: .max - 1, imports: .max, precision: 1),
        ]
        let ranked = try ranked(balances, ascending: false, decimals: 4)
        #expect(ranked.map { "\($0.rank) \($0.balance.partner)" } == ["1 C", "2 A", "3 B"])
        #expect(ranked.map(\.isCertain) == [false, false, false])
    }
}
