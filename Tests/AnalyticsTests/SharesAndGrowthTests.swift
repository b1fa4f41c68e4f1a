// Shares and growth of published figures; comments show the arithmetic by hand.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

func find(_ balances: [Balance], _ partner: String, _ period: String) throws -> Balance {
    try #require(balances.first { $0.partner == partner && $0.period.code == period }, "\(partner) \(period)")
}

/// The exact sum; nil if an element is missing.
func sum(_ parts: [Rational?]) -> Rational? {
    parts.reduce(Rational.zero) { sum, part in sum.flatMap { sum in part.flatMap { sum.adding($0) } } }
}

@Suite("Shares and growth")
struct SharesAndGrowthTests {
    @Test("the whole of a share is the published total on the same basis")
    func share() throws {
        let goods = totals(.goods, "report")
        let index = RelatedBalances(Fixture.dataset)
        // 500 of 2,000.
        let mexico = Shares.ofWorld(try find(goods, "MEX", "2023"), .totalTrade, index)
        #expect(mexico.measured?.value == Rational(1, 4))
        // No total is published on the basis of the kinds of goods.
        let kinds = Shares.ofWorld(try find(totals(.goods, "report-kinds"), "MEX", "2023"), .totalTrade, index)
        #expect(kinds.measured == nil && kinds.reason?.isEmpty == false)
    }

    @Test(
        "the shares of all partners and of the remainder add up to 1",
        arguments: [Measure.exports, .imports, .totalTrade])
    func sharesAddUp(_ flow: Measure) throws {
        let dataset = Fixture.dataset
        let goods = totals(.goods, "report")
        let index = RelatedBalances(Fixture.dataset)
        let world = try #require(try find(goods, "WLD", "2022").figure(flow))
        let partners = goods.filter { $0.period.code == "2022" && dataset.codes.partner($0.partner) != nil }
        let shares = partners.map { Shares.ofWorld($0, flow, index).measured?.value }
        let listed = partners.compactMap { $0.figure(flow)?.value }.reduce(0, +)
        #expect(sum(shares + [Rational(world.value - listed, world.value)]) == Rational(whole: 1))
        let ofSum = partners.map { Shares.ofSum($0, flow, partners).measured?.value }
        #expect(sum(ofSum) == Rational(whole: 1))
    }

    @Test("the change of a share is in percentage points")
    func pointChange() throws {
        let goods = totals(.goods, "report")
        let index = RelatedBalances(Fixture.dataset)
        let now = Shares.ofWorld(try find(goods, "MEX", "2023"), .imports, index)
        let before = Shares.ofWorld(try find(goods, "MEX", "2022"), .imports, index)
        // 300 of 1,200 and 240 of 1,000: 25 - 24.
        #expect(Shares.change(now, before).measured?.value == Rational(whole: 1))
        #expect(Shares.change(now, nil).reason?.contains("year before") == true)
    }

    @Test("growth compares with the year before on the same basis; a missing figure gives a reason")
    func growth() throws {
        let goods = totals(.goods, "report")
        let index = RelatedBalances(Fixture.dataset)
        // 1,200 / 1,000 - 1.
        let imports = Growth.rate(try find(goods, "WLD", "2023"), .imports, index)
        #expect(imports.measured?.value == Rational(1, 5))
        let first = Growth.rate(try find(goods, "MEX", "2022"), .imports, index)
        #expect(first.measured == nil && first.reason == "The sources give no figure for 2021 on the basis report.")
        let balance = Growth.rate(try find(goods, "MEX", "2023"), .balance, index)
        #expect(balance.measured == nil && balance.reason?.contains("below zero") == true)
    }

    @Test("figures on different bases are not compared")
    func bases() throws {
        // The monthly series begins in 2022, the report has exports to Mexico in 2021.
        let monthly = totals(.goods, "monthly")
        let index = RelatedBalances(Fixture.dataset)
        let growth = Growth.rate(try find(monthly, "MEX", "2022"), .exports, index)
        #expect(growth.reason == "The sources give no figure for 2021 on the basis monthly.")
    }

    @Test("the contributions of all partners and of the remainder add up to the growth of the whole")
    func contributions() throws {
        let dataset = Fixture.dataset
        let goods = totals(.goods, "report")
        let index = RelatedBalances(Fixture.dataset)
        let partners = goods.filter { $0.period.code == "2023" && dataset.codes.partner($0.partner) != nil }
        func exports(_ partner: String, _ year: String) throws -> Int128 {
            try #require(try find(goods, partner, year).figure(.exports)).value
        }
        let before = try exports("WLD", "2022")
        var rest = try exports("WLD", "2023") - before
        for partner in partners.map(\.partner) {
            rest -= try exports(partner, "2023") - exports(partner, "2022")
        }
        let contributions = partners.map { Growth.contribution($0, .exports, index).measured?.value }
        let growth = Growth.rate(try find(goods, "WLD", "2023"), .exports, index).measured?.value
        #expect(growth != nil && sum(contributions + [Rational(rest, before)]) == growth)
    }

    @Test("a compound rate is a root, rounded once")
    func compound() throws {
        let goods = totals(.goods, "report")
        // 80 million services in 2022, 50 in 2021 and 100 in 2023: the root of 100 / 50 is 1.41421…
        let services = totals(.services, "report-services")
        let rate = Growth.compoundRate(
            try find(services, "WLD", "2023"), .exports, from: nil, among: services, decimals: 4)
        #expect(rate.from?.code == "2021" && rate.years == 2)
        #expect(rate.rate?.text == "0.4142")
        let (low, value, high) = (try #require(rate.low), try #require(rate.rate), try #require(rate.high))
        #expect(low <= value && value <= high)
        let none = Growth.compoundRate(try find(goods, "WLD", "2022"), .exports, from: nil, among: goods, decimals: 4)
        #expect(none.rate == nil && none.reason?.isEmpty == false)
    }

    @Test("the compound rate over one year is the growth", arguments: [0, 2, 4, 12])
    func oneYear(decimals: Int) throws {
        let goods = totals(.goods, "report")
        let index = RelatedBalances(Fixture.dataset)
        for balance in goods {
            let growth = Growth.rate(balance, .totalTrade, index)
            guard let value = growth.measured?.value, let year = balance.period.year else { continue }
            let rate = Growth.compoundRate(
                balance, .totalTrade, from: year - 1, among: goods, decimals: decimals)
            #expect(rate.rate?.text == value.rounded(decimals: decimals)?.text, "\(balance.partner) \(year)")
        }
    }

    @Test("roots are rounded half to even", arguments: [0, 1, 4])
    func halves(decimals: Int) {
        // ((10^d × 2 + k × 2 + 1) / (2 × 10^d))² has the root 1 + (k + 1/2) / 10^d: half-way between two decimals.
        let one = Int128.powerOfTen(decimals)
        for k: Int128 in 0..<4 {
            let top = UInt128(2 * one + 2 * k + 1)
            let even = k % 2 == 0 ? k : k + 1
            let rate = Rounding.compoundRate(2, top * top, over: UInt128(4 * one * one), decimals: decimals)
            #expect(rate == ExactDecimal(Int64(even), decimals: decimals), "\(k)")
        }
        #expect(
            Rounding.compoundRate(3, 0, over: 5, decimals: decimals) == ExactDecimal(-Int64(one), decimals: decimals))
    }
}

@Suite("Periods of growth")
struct GrowthBaseTests {
    @Test(
        "the period before is the one of the same kind that ends where a period starts",
        arguments: [
            ("2023", "2022"), ("2024-01", "2023-12"), ("2024-07", "2024-06"), ("2024-Q1", "2023-Q4"),
            ("2024-Q3", "2024-Q2"), ("2025-H1", "2024-H2"), ("2025-H2", "2025-H1"), ("2025-YTD06", nil),
            ("2000/2003", nil),
        ])
    func previous(code: String, before: String?) throws {
        #expect(GrowthBase.previous.period(before: try #require(Period(code)))?.code == before)
    }

    @Test(
        "the same period of the year before is a year earlier",
        arguments: ["2024-01", "2024-Q1", "2025-YTD06", "2025-H1"])
    func year(code: String) throws {
        let period = try #require(Period(code))
        let before = try #require(GrowthBase.year.period(before: period))
        #expect(before.code == String((Int(code.prefix(4)) ?? 0) - 1) + code.dropFirst(4))
    }

    @Test("growth over the period before names it in its formula, and a year to date has none")
    func formula() throws {
        let none = RelatedBalances.none
        let month = Growth.rate(try balance("MEX", "2024-01", exports: 1, imports: 1), .exports, over: .previous, none)
        #expect(month.formula == "(exports − exports the period before) / exports the period before")
        #expect(month.reason == "The sources give no figure for 2023-12 on the basis b.")
        let year = Growth.rate(
            try balance("MEX", "2025-YTD06", exports: 1, imports: 1), .exports, over: .previous, none)
        #expect(year.reason?.contains("year to date") == true && year.measured == nil)
    }
}
