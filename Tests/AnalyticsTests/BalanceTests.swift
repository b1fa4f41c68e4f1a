// Balances: figures and properties of the balances of the fixture.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

@Suite("Balances")
struct BalanceTests {
    private let dataset = Fixture.dataset

    private func balances(_ change: (inout Filter) -> Void) -> [Balance] { dataset.balances(Filter(change)) }

    private func cells(_ balance: Balance) -> [Measure: String] {
        Dictionary(
            uniqueKeysWithValues: balance.rows.printed.map {
                ($0.measure, dataset.cellID(row: $0.row))
            })
    }

    @Test("a balance has the figures of its first table, with those of the other table as other cells")
    func mexico() throws {
        let found = balances {
            ($0.partners, $0.years, $0.types, $0.classifications) = (["MEX"], [2023...2023], [.goods], ["total"])
            $0.bases = ["report"]
        }
        try #require(found.count == 1)
        let mexico = found[0]
        #expect(mexico.exports == PublishedAmount(200_000_000, precision: 0))
        #expect(mexico.imports == PublishedAmount(300_000_000, precision: 0))
        #expect(mexico.balance == -100_000_000 && mexico.totalTrade == 500_000_000)
        #expect(mexico.tdr(decimals: 4)?.text == "0.5000" && mexico.coverage(decimals: 4)?.text == "0.6667")
        #expect(mexico.reporter == "USA" && mexico.period.code == "2023")
        #expect(
            cells(mexico) == [
                .balance: "goods-r01-c02", .exports: "goods-r01-c04", .imports: "goods-r01-c06",
                .totalTrade: "goods-r01-c08",
            ])
        let others = mexico.rows.printed.map { printed in
            dataset.store.versions(printed.row).dropFirst().map { dataset.cellID(row: $0) }
        }
        #expect(others.flatMap(\.self) == ["billions-r01-c01", "billions-r01-c02"])
    }

    @Test("balances are unique by their key and in order, and each published export and import is in one")
    func records() {
        let all = balances { $0.bases = ["report", "report-kinds", "report-services"] }
        let store = dataset.store
        for balance in all {
            for (measure, row) in balance.rows.printed {
                #expect(store.isServed(row) && store.measure(row) == measure && store.partner(row) == balance.partner)
                #expect(store.period(row) == balance.period && store.type(row) == balance.type)
                #expect(store.category(row) == balance.category && store.basis(row) == balance.basis)
            }
        }
        let keys = all.map {
            "\($0.partner) \($0.period.code) \($0.type) \($0.classification) \($0.category) \($0.basis)"
        }
        #expect(Set(keys).count == all.count)
        let partners = all.map(\.partner)
        #expect(partners == partners.sorted())
        let served = (0..<store.count).filter {
            store.isServed($0) && [.exports, .imports].contains(store.measure($0)) && store.basis($0) != "monthly"
        }
        #expect(Set(all.flatMap { $0.rows[.exports] + $0.rows[.imports] }) == Set(served) && served.count > 80)
    }

    @Test("the balances of a filter do not depend on its measures")
    func filtered() {
        let all = balances { _ in }
        let services = balances { ($0.types, $0.measures) = ([.services], [.balanceShare]) }
        #expect(services.map(\.rows.first) == all.filter { $0.type == .services }.map(\.rows.first))
        #expect(!services.isEmpty)
        #expect(balances { $0.partners = ["FRO"] }.isEmpty)
    }

    @Test("figures of one partner and year are on several bases")
    func bases() throws {
        let china = balances {
            ($0.partners, $0.years, $0.types, $0.classifications) = (["CHN"], [2022...2023], [.goods], ["total"])
        }
        #expect(
            china.map { "\($0.period.code) \($0.basis) \($0.exports?.value ?? 0)" }.sorted() == [
                "2022 monthly 60000000", "2022 report 100000000", "2022 report-kinds 100000000",
                "2023 monthly 60000000", "2023 report 100000000", "2023 report-kinds 100000000",
            ])
    }

    @Test("balance, total trade, ratio and coverage of every record follow from its exports and imports")
    func identities() throws {
        let all = twoSided(balances { _ in })
        #expect(all.count > 40)
        let one: Int128 = 1_000_000_000_000
        for balance in all {
            let name = Comment(
                rawValue: "\(balance.partner) \(balance.period.code) \(balance.type) \(balance.category)")
            let exports = try #require(balance.exports, name)
            let imports = try #require(balance.imports, name)
            let difference = try #require(balance.balance, name)
            #expect(difference + imports.value == exports.value, name)
            #expect(balance.totalTrade == exports.value + imports.value, name)
            #expect((balance.tdr(decimals: 12) == nil) == (exports.value == 0), name)
            #expect((balance.coverage(decimals: 12) == nil) == (imports.value == 0), name)
            // Canada's travel has no exports.
            guard exports.value != 0, imports.value != 0 else {
                #expect(balance.category == "travel", name)
                continue
            }
            let tdr = try #require(balance.tdr(decimals: 12), name)
            let coverage = try #require(balance.coverage(decimals: 12), name)
            // Coverage × (1 + ratio) = 1, within half a unit in the last place of each factor.
            let product = Int128(coverage.mantissa) * (one + Int128(tdr.mantissa))
            let slack = (one + Int128(tdr.mantissa) + Int128(coverage.mantissa)) / 2 + 1
            #expect((product - one * one).magnitude <= slack.magnitude, name)
            #expect((tdr < ExactDecimal(0)) == (difference > 0) || difference == 0, name)
        }
    }

    @Test("the ratio of every record, and of all amounts that round to the same figures, is within its bounds")
    func bounds() throws {
        for balance in twoSided(balances({ _ in })) {
            let name = Comment(
                rawValue: "\(balance.partner) \(balance.period.code) \(balance.type) \(balance.category)")
            let exports = try #require(balance.exports, name)
            let imports = try #require(balance.imports, name)
            guard doubledEnds(exports, [0])[0] > 0 else {
                #expect(balance.tdrBounds(decimals: 4) == nil && balance.category == "travel", name)
                continue
            }
            for decimals in [0, 4, 12] {
                let (low, high) = try #require(balance.tdrBounds(decimals: decimals), name)
                let tdr = try #require(balance.tdr(decimals: decimals), name)
                #expect(low <= tdr && tdr <= high, name)
                // The extremes are at the corners: half a step of each amount, either way.
                var corners: [ExactDecimal] = []
                for (sold, bought) in zip(doubledEnds(exports, [0, 0, 1, 1]), doubledEnds(imports, [0, 1, 0, 1])) {
                    corners.append(try #require(ExactDecimal(bought - sold, over: sold, decimals: decimals), name))
                }
                #expect(corners.min() == low && corners.max() == high, name)
            }
        }
    }

    @Test("a balance of one flow has no balance, total trade or ratio")
    func oneSided() {
        let oneSided = balances { _ in }.filter { $0.exports == nil || $0.imports == nil }
        #expect(
            oneSided.map { "\($0.partner) \($0.period.code) \($0.category)" } == [
                "GBR 2022 food", "GBR 2022 machines", "GBR 2023 food", "GBR 2023 machines", "MEX 2021 total",
            ])
        for balance in oneSided {
            #expect(balance.exports != nil && balance.imports == nil)
            #expect(balance.balance == nil && balance.totalTrade == nil && balance.coverage(decimals: 4) == nil)
            #expect(balance.tdr(decimals: 4) == nil && balance.tdrBounds(decimals: 4) == nil)
        }
    }

    /// The balances with both exports and imports.
    private func twoSided(_ balances: [Balance]) -> [Balance] {
        balances.filter { $0.exports != nil && $0.imports != nil }
    }

    /// Twice the amount minus (0) or plus (1) half of its last digit's step.
    private func doubledEnds(_ amount: PublishedAmount, _ ends: [Int]) -> [Int128] {
        // An amount to the dollar is exact.
        let step: Int128 = amount.precision == 0 ? 0 : (0..<amount.precision).reduce(1) { step, _ in step * 10 }
        return ends.map { end in 2 * Int128(amount.value) + (end == 0 ? -step : step) }
    }
}

@Suite("Extreme balances")
struct BalanceEdgeTests {
    @Test("without exports there is no ratio, without imports no coverage")
    func zeros() throws {
        let nothingSold = try balance("A", exports: 0, imports: 5)
        #expect(nothingSold.tdr(decimals: 4) == nil && nothingSold.tdrBounds(decimals: 4) == nil)
        #expect(nothingSold.coverage(decimals: 4)?.text == "0.0000" && nothingSold.balance == -5)
        let nothingBought = try balance("A", exports: 5, imports: 0)
        #expect(nothingBought.coverage(decimals: 4) == nil && nothingBought.tdr(decimals: 4)?.text == "-1.0000")
        // Printed as 0.00 billion: it may have been up to 5 million, or nothing.
        #expect(try balance("A", exports: 0, imports: 5, precision: 7).tdrBounds(decimals: 4) == nil)
        #expect(try balance("A", exports: 5_000_000, imports: 5, precision: 7).tdrBounds(decimals: 4) == nil)
        #expect(try balance("A", exports: 5_000_001, imports: 5, precision: 7).tdrBounds(decimals: 4) != nil)
    }

    @Test("if one amount is missing, balance, total trade and ratios are missing")
    func missing() throws {
        for half in [try balance("A", exports: 5, imports: nil), try balance("A", exports: nil, imports: 5)] {
            #expect(half.balance == nil && half.totalTrade == nil)
            #expect(
                half.tdr(decimals: 4) == nil && half.coverage(decimals: 4) == nil && half.tdrBounds(decimals: 4) == nil)
        }
    }

    @Test("amounts whose sum or difference overflows have none, without a trap")
    func overflow() throws {
        let large = try balance("A", exports: .max, imports: .max)
        #expect(large.totalTrade == nil && large.balance == 0)
        #expect(large.tdr(decimals: 12)?.text == "0.000000000000" && large.coverage(decimals: 4)?.text == "1.0000")
        let apart = try balance("A", exports: -2, imports: .max)
        #expect(apart.balance == nil && apart.totalTrade == .max - 2)
        #expect(try balance("A", exports: 1, imports: .max).tdr(decimals: 1) == nil)
    }

    @Test("the bounds of amounts to the dollar are equal")
    func exact() throws {
        let bounds = try #require(try balance("A", exports: 3, imports: 4).tdrBounds(decimals: 4))
        #expect(bounds.low.text == "0.3333" && bounds.high.text == "0.3333")
    }

    @Test("a directly rounded ratio and its bounds equal those of the computation, rounded")
    func roundedAtOnce() throws {
        var numbers = Numbers(seed: 7)
        for _ in 0..<300 {
            let (exports, imports) = (numbers.amount(), numbers.amount())
            let balance = Balance(
                reporter: "USA", partner: "A", period: try #require(Period("2023")), type: .goods,
                classification: "total", category: "total", basis: "b", rows: Balance.Rows(), exports: exports,
                imports: imports)
            for metric in Metric.ratios {
                let ratio = metric.compute(balance).measured
                let name = Comment(rawValue: "\(metric) of \(exports) and \(imports)")
                #expect(metric.rounded(.value, balance, decimals: 6) == ratio?.value.rounded(decimals: 6), name)
                #expect(metric.rounded(.low, balance, decimals: 6) == ratio?.low?.rounded(decimals: 6), name)
                #expect(metric.rounded(.high, balance, decimals: 6) == ratio?.high?.rounded(decimals: 6), name)
            }
        }
    }
}
