// The choice of bases, the coverage of lists of partners, the field and period of rankings, and crossings.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

private func exact(_ value: Int128) -> AmountRange {
    AmountRange(value: value, doubledLow: 2 * value, doubledHigh: 2 * value, rows: [])
}

@Suite("One basis for each series")
struct BasisChoiceTests {
    private func balances(_ partner: String, _ years: [String], on basis: String) throws -> [Balance] {
        try years.map { try balance(partner, $0, basis: basis, exports: 1, imports: 2) }
    }

    @Test("the basis with the most periods is chosen for each partner, with equal counts the preferred one")
    func mostPeriods() throws {
        let all =
            try balances("MEX", ["2021", "2022", "2023"], on: "census") + balances("MEX", ["2022", "2023"], on: "bea")
            + balances("CAN", ["2022", "2023"], on: "census") + balances("CAN", ["2022", "2023"], on: "bea")
        let choice = BasisChoice(all.map(\.seriesRecord), order: ["bea", "census"])
        #expect(
            choice.series.map(\.partner) == ["MEX", "CAN"] && choice.series.map(\.chosen) == [["census"], ["bea"]])
        #expect(choice.series[0].periods.map(\.basis) == ["bea", "census"])
        #expect(choice.series[0].periods.map(\.count) == [2, 3])
        let records = choice.chosen.map { all[$0.index] }
        #expect(records.map(\.basis) == ["census", "census", "census", "bea", "bea"])
        #expect(records.map(\.period.code) == ["2021", "2022", "2023", "2022", "2023"])
    }

    @Test("a record names the other bases of its period only")
    func otherBases() throws {
        let all = try balances("MEX", ["2021", "2022"], on: "census") + balances("MEX", ["2022"], on: "bea")
        let choice = BasisChoice(all.map(\.seriesRecord), order: ["bea", "census"])
        #expect(choice.chosen.map(\.otherBases) == [[], ["bea"]])
    }

    @Test("no series mixes bases, and none is on a basis with fewer periods than another")
    func series() throws {
        let dataset = Fixture.dataset
        let all = dataset.balances(Filter())
        let choice = BasisChoice(all.map(\.seriesRecord), order: dataset.store.bases)
        var bases: [String: Set<String>] = [:]
        for balance in choice.chosen.map({ all[$0.index] }) {
            let key =
                "\(balance.reporter) \(balance.partner) \(balance.type) \(balance.classification) \(balance.category)"
            bases[key, default: []].insert(balance.basis)
        }
        #expect(bases.values.allSatisfy { $0.count == 1 } && bases.count == choice.series.count)
        for series in choice.series {
            let count = series.periods.first { [$0.basis] == series.chosen }?.count ?? 0
            #expect(series.periods.allSatisfy { $0.count <= count })
        }
    }
}

@Suite("Coverage of a list of partners")
struct CoverageTests {
    @Test("the share is the sum of the listed partners over the published total; the remainder is unlisted")
    func share() {
        let coverage = Coverage(partners: 2, listed: exact(950), whole: exact(1_000))
        #expect(coverage.share.measured?.value == Rational(19, 20))
        #expect(coverage.unlisted == 50 && !coverage.isComplete && coverage.isBroad)
        #expect(!Coverage(partners: 2, listed: exact(949), whole: exact(1_000)).isBroad)
    }

    @Test("without a published total there is no share, no remainder, and the list is neither complete nor broad")
    func noTotal() {
        let coverage = Coverage(partners: 2, listed: exact(950), whole: nil)
        #expect(coverage.share.measured == nil && coverage.share.reason?.contains("No total") == true)
        #expect(coverage.unlisted == nil && !coverage.isComplete && !coverage.isBroad)
    }

    @Test("a list whose sum agrees with the total within their rounding is complete")
    func rounding() {
        func amount(_ value: Int64) -> AmountRange { AmountRange(PublishedAmount(value, precision: 2), rows: []) }
        // 300 ± 50 and 700 ± 50 add up to 1 000 ± 100, which meets 1 100 ± 50 but not 1 200 ± 50.
        let sum = amount(300) + amount(700)
        #expect(Coverage(partners: 2, listed: sum, whole: amount(1_100)).isComplete)
        #expect(Coverage(partners: 2, listed: sum, whole: amount(1_100)).unlisted == 0)
        #expect(!Coverage(partners: 2, listed: sum, whole: amount(1_200)).isComplete)
    }

    @Test("the listed partners of a report are compared with its total of the same year")
    func tables() {
        func coverage(_ year: String) -> Coverage {
            let goods = totals(.goods, "report").filter {
                $0.period.code == year && Fixture.dataset.codes.partner($0.partner) != nil
            }
            return Coverage(goods, .exports, RelatedBalances(Fixture.dataset))
        }
        // 600 of 1,000 million in 2022, all 800 in 2023.
        let part = coverage("2022")
        #expect(part.partners == 5 && part.share.measured?.value == Rational(3, 5))
        #expect(part.unlisted == 400_000_000 && !part.isBroad && !part.isComplete)
        #expect(coverage("2023").isBroad && coverage("2023").isComplete)
    }

    @Test("the coverage of ratios and balances is measured by total trade, that of a flow by the flow")
    func flows() {
        #expect(
            Coverage.flow(of: .tdr, .exports) == .totalTrade && Coverage.flow(of: .balance, .exports) == .totalTrade)
        #expect(Coverage.flow(of: .imports, .exports) == .imports && Coverage.flow(of: .growth, .exports) == .exports)
        #expect(Coverage.flow(of: .share, .balance) == .totalTrade)
    }
}

@Suite("The field of a ranking")
struct RankingFieldTests {
    private func field() throws -> [Balance] {
        [
            try balance("AAA", exports: 10, imports: 10), try balance("BBB", exports: 500, imports: 1),
            try balance("CCC", exports: 20, imports: 0), try balance("DDD", exports: 900, imports: nil),
            try balance("EEE", exports: 1, imports: 800),
        ]
    }

    @Test("the field has the largest partners by total trade in the given order; ties are decided by code")
    func largest() throws {
        func kept(_ count: Int?, minimum: Int128? = nil) throws -> [String] {
            RankingField(largest: count, minimumTrade: minimum).select(try field()).map(\.partner)
        }
        #expect(try kept(2) == ["BBB", "EEE"])
        // AAA and CCC both have a total trade of 20.
        #expect(try kept(3) == ["AAA", "BBB", "EEE"])
        #expect(try kept(30) == ["AAA", "BBB", "CCC", "EEE"])
        #expect(try kept(nil) == ["AAA", "BBB", "CCC", "DDD", "EEE"])
        #expect(try kept(nil, minimum: 21) == ["BBB", "EEE"] && kept(1, minimum: 21) == ["EEE"])
        #expect(try kept(0).isEmpty)
    }
}

@Suite("The period of a ranking")
struct RankingPeriodTests {
    @Test("the period is the latest whose partners make up 95 percent of the total; without one there is none")
    func latest() throws {
        let dataset = Fixture.dataset
        let services = totals(.services, "report-services").filter { dataset.codes.partner($0.partner) != nil }
        let related = RelatedBalances(dataset)
        func latest(_ years: [String]) -> String? {
            RankingPeriod.latest(years.compactMap { Period($0) }, .totalTrade, dataset, related) { period in
                services.filter { $0.period == period }
            }?.period.code
        }
        // Total trade of 100 in 110 million, 140 in 160, and 200 in 200.
        #expect(latest(["2021", "2022"]) == nil && latest(["2021", "2022", "2023"]) == "2023")
    }

    @Test("without candidates there is no period")
    func none() throws {
        let dataset = Fixture.dataset
        #expect(RankingPeriod.latest([], .totalTrade, dataset, RelatedBalances(dataset)) { _ in [] } == nil)
    }
}

@Suite("Crossings")
struct CrossingTests {
    private func series(_ partner: String, _ values: [(Int64, Int64)], precision: Int = 0) throws -> [Balance] {
        try values.enumerated().map { index, pair in
            try balance(partner, String(2014 + index), exports: pair.0, imports: pair.1, precision: precision)
        }
    }

    @Test("a balance crosses zero between two years; a balance of zero continues the sign before it")
    func zero() throws {
        let crossings = Crossing.ofZero(try series("A", [(1, 2), (2, 2), (3, 2), (3, 3), (2, 3), (1, 3)]))
        #expect(crossings.map(\.from.code) == ["2014", "2016"] && crossings.map(\.to.code) == ["2016", "2018"])
        #expect(crossings.map(\.isRise) == [true, false] && crossings.allSatisfy(\.isCertain))
        #expect(Crossing.ofZero(try series("A", [(1, 2), (2, 2), (1, 2)])).isEmpty)
    }

    @Test("a crossing that the rounding might undo is uncertain")
    func uncertain() throws {
        let crossings = Crossing.ofZero(try series("A", [(100, 900), (110, 100)], precision: 1))
        #expect(crossings.map(\.isCertain) == [false])
    }

    @Test("crossings of two series are the changes of order over the periods of both")
    func overtaking() throws {
        let mexico = try series("MEX", [(0, 5), (0, 7), (0, 5), (0, 9), (0, 10)])
        let china = try series("CHN", [(0, 6), (0, 6), (0, 6), (0, 6)])
        let crossings = Crossing.of(mexico, china, .imports)
        #expect(crossings.map(\.to.code) == ["2015", "2016", "2017"])
        #expect(crossings.map(\.isRise) == [true, false, true])
        #expect(Crossing.of(china, mexico, .imports).map(\.isRise) == [false, true, false])
    }
}
