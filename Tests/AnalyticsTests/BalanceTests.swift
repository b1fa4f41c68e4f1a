// Balances: known figures, and properties of all balances of the embedded data.
import Arithmetic
import Dataset
import Testing

@testable import Analytics

@Suite("Balances")
struct BalanceTests {
    let dataset: Dataset

    init() throws { dataset = try embedded.get() }

    private func balances(_ change: (inout Filter) -> Void) -> [Balance] { dataset.balances(Filter(change)) }

    private func cells(_ balance: Balance) -> [Measure: String] {
        Dictionary(
            uniqueKeysWithValues: balance.rows.printed.map {
                ($0.measure, dataset.cellID(observation: $0.row))
            })
    }

    @Test("goods with Mexico in 2023 are the figures of table 6, with those of table 3 as other cells")
    func mexico() throws {
        let found = balances {
            ($0.partners, $0.years, $0.types, $0.classifications) = (["MEX"], [2023...2023], [.goods], ["total"])
        }
        try #require(found.count == 1)
        let mexico = found[0]
        #expect(mexico.exports == PublishedAmount(323_145_000_000, precision: 6))
        #expect(mexico.imports == PublishedAmount(484_527_000_000, precision: 6))
        #expect(mexico.balance == -161_382_000_000)
        #expect(mexico.totalTrade == 807_672_000_000)
        #expect(mexico.tdr(decimals: 4)?.text == "0.4994")
        #expect(mexico.coverage(decimals: 4)?.text == "0.6669")
        #expect(mexico.tdr(decimals: 0)?.text == "0" && mexico.tdr(decimals: 12)?.text == "0.499410481363")
        #expect(mexico.basis == "bea-partner" && mexico.reporter == "USA" && mexico.period.code == "2023")
        let table6 = [Measure.balance: "02", .exports: "04", .imports: "06", .totalTrade: "08"].mapValues {
            "eclac-2024-t06-r01-c\($0)"
        }
        #expect(cells(mexico) == table6)
        for printed in mexico.rows.printed {
            let others = dataset.store.versions(printed.row).dropFirst().map {
                dataset.cellID(observation: $0)
            }
            #expect(others == [try #require(table6[printed.measure]).replacing("t06", with: "t03")])
        }
    }

    @Test("balances are unique by their key and in order")
    func records() {
        let all = balances { _ in }
        for balance in all {
            for printed in balance.rows.printed {
                let (store, measure, row) = (dataset.store, printed.measure, printed.row)
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
        // For two regions the reports print only shares.
        #expect(Set(dataset.store.partners).subtracting(partners) == ["CARIBBEAN", "LATAM"])
        #expect(Set(partners).isSubset(of: dataset.store.partners))
        // Every record of exports or imports is in a balance.
        let store = dataset.store
        let served = (0..<store.count).filter {
            store.isServed($0) && [.exports, .imports].contains(store.measure($0))
        }
        #expect(Set(all.flatMap { $0.rows[.exports] + $0.rows[.imports] }) == Set(served))
    }

    @Test("the balances of a filter do not depend on its measures")
    func filtered() {
        let all = balances { _ in }
        let services = balances { ($0.types, $0.measures) = ([.services], [.balanceShare]) }
        #expect(services.map(\.rows.first) == all.filter { $0.type == .services }.map(\.rows.first))
        #expect(!services.isEmpty)
        #expect(balances { $0.partners = ["FRO"] }.isEmpty)
    }

    @Test("goods with all countries in 2023 are published on three bases")
    func bases() throws {
        let world = balances {
            ($0.partners, $0.years, $0.types, $0.classifications) = (["WLD"], [2023...2023], [.goods], ["total"])
        }
        #expect(world.map(\.basis).sorted() == ["bea-end-use", "bea-partner", "census"])
        let byBasis = Dictionary(uniqueKeysWithValues: world.map { ($0.basis, $0) })
        #expect(byBasis["bea-partner"]?.exports?.value == 2_045_221_000_000)
        #expect(byBasis["bea-end-use"]?.exports?.value == 2_006_057_000_000)
        #expect(byBasis["census"]?.exports?.value == 2_018_059_000_000)
        #expect(byBasis["census"]?.imports?.value == 3_080_170_000_000)
        let china = balances {
            ($0.partners, $0.years, $0.types, $0.classifications) = (["CHN"], [2021...2023], [.goods], ["total"])
        }
        #expect(
            china.map { "\($0.period.code) \($0.basis)" }.sorted() == [
                "2021 bea-end-use", "2022 bea-end-use", "2022 bea-partner", "2023 bea-end-use", "2023 bea-partner",
            ])
    }

    @Test("balance, total trade, ratio and coverage of every record follow from its exports and imports")
    func identities() throws {
        let all = twoSided(balances { _ in })
        #expect(all.count > 200)
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
            // Musical instruments are printed as 0.0 million.
            guard exports.value != 0, imports.value != 0 else {
                #expect(balance.category == "musical-instruments", name)
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
                #expect(balance.tdrBounds(decimals: 4) == nil && balance.category == "musical-instruments", name)
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

    @Test("only technology and trucks have imports without exports, and these have no ratio")
    func oneSided() throws {
        let oneSided = balances { _ in }.filter { $0.exports == nil || $0.imports == nil }
        let shown = oneSided.map { "\($0.partner) \($0.period.code) \($0.classification) \($0.basis)" }
        let technology = ["CHN", "IND", "MEX", "THA", "TWN", "VNM"].map { "\($0) 2025-YTD06 atp census" }
        let trucks = (2018...2024).map { "CHN \($0) trucks section-232" }
        #expect(shown.sorted() == (technology + trucks).sorted())
        for balance in oneSided {
            #expect(balance.exports == nil && balance.imports != nil)
            #expect(balance.balance == nil && balance.totalTrade == nil && balance.coverage(decimals: 4) == nil)
            #expect(balance.tdr(decimals: 4) == nil && balance.tdrBounds(decimals: 4) == nil)
        }
    }

    @Test("goods in 2025 are those of the Census Bureau, with eleven partners and all countries")
    func latest() throws {
        let latest = balances { ($0.years, $0.types, $0.classifications) = ([2025...2025], [.goods], ["total"]) }
        #expect(latest.count == 12 && latest.allSatisfy { $0.basis == "census" && $0.period.code == "2025" })
        let mexico = try #require(latest.first { $0.partner == "MEX" })
        #expect(mexico.exports == PublishedAmount(337_281_700_000, precision: 5))
        #expect(mexico.imports == PublishedAmount(534_314_900_000, precision: 5))
        #expect(mexico.balance == -197_033_200_000 && mexico.tdr(decimals: 4)?.text == "0.5842")
    }

    /// The balances with both exports and imports; the others are all of technology and trucks.
    private func twoSided(_ balances: [Balance]) -> [Balance] {
        balances.filter { !["atp", "trucks"].contains($0.classification) }
    }

    /// Twice the amount minus (0) or plus (1) half of its last digit's step.
    private func doubledEnds(_ amount: PublishedAmount, _ ends: [Int]) -> [Int128] {
        var step: Int128 = 1
        for _ in 0..<amount.precision { step *= 10 }
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
        for balance in try embedded.get().balances(Filter()) where balance.exports != nil && balance.imports != nil {
            for metric in [Metric.tdr, .deficitToImports, .coverage, .normalisedBalance] {
                let ratio = metric.compute(balance).measured
                let name = Comment(rawValue: "\(metric) of \(balance.partner)")
                #expect(metric.rounded(.value, balance, decimals: 6) == ratio?.value.rounded(decimals: 6), name)
                #expect(metric.rounded(.low, balance, decimals: 6) == ratio?.low?.rounded(decimals: 6), name)
                #expect(metric.rounded(.high, balance, decimals: 6) == ratio?.high?.rounded(decimals: 6), name)
            }
        }
    }
}
