// Intra-industry trade, similarity, structural change, group sums, and targets.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

@Suite("Structure, groups and targets")
struct StructureTests {
    private func set(_ partner: String, _ year: String, _ basis: String = "report-kinds") throws -> CategorySet {
        let sets = CategorySet.all(
            Fixture.dataset.balances(
                Filter {
                    ($0.partners, $0.bases) = ([partner], [basis])
                }))
        return try #require(sets.first { $0.first.period.code == year })
    }

    @Test("intra-industry trade by category and over the categories")
    func intraIndustry() throws {
        let china = try set("CHN", "2023")
        #expect(china.categories == ["food", "machines"])
        // Food: 1 - |20 - 100| / 120 = 40 / 120.
        #expect(Structure.intraIndustry(china.balances[0]).measured?.value == Rational(1, 3))
        // 2 x (20 + 80) / (100 + 400).
        #expect(Structure.intraIndustry(china).measured?.value == Rational(2, 5))
    }

    @Test("similarity is 1 with itself, symmetric, and missing between different categories")
    func similarity() throws {
        let (china, mexico) = (try set("CHN", "2023"), try set("MEX", "2023"))
        for flow in [Measure.exports, .imports] {
            #expect(Structure.similarity(china, china, flow).measured?.value == Rational(whole: 1))
            #expect(
                Structure.similarity(mexico, china, flow).measured?.value
                    == Structure.similarity(china, mexico, flow).measured?.value)
        }
        // Shares of 20 and 80 percent, and of 50 and 50 percent: 20 + 50.
        #expect(Structure.similarity(china, mexico, .exports).measured?.value == Rational(7, 10))
        let services = Structure.similarity(china, try set("MEX", "2023", "report-services"), .exports)
        #expect(services.measured == nil && services.reason?.contains("travel") == true)
    }

    @Test("structural change is 0 from a year to itself, and the largest gain and loss have opposite signs")
    func change() throws {
        let (before, after) = (try set("CHN", "2022"), try set("CHN", "2023"))
        #expect(Structure.change(from: after, to: after, .exports).computation.measured?.value == .zero)
        // Food fell from 60 to 20 percent of the exports, machines rose from 40 to 80.
        let change = Structure.change(from: before, to: after, .exports)
        #expect(change.computation.measured?.value == Rational(2, 5))
        #expect(change.gaining?.category == "machines" && change.gaining?.change == Rational(2, 5))
        #expect(change.losing?.category == "food" && change.losing?.change == Rational(-2, 5))
    }

    @Test("a group sum lists missing members, and equals the published total of the members")
    func groups() throws {
        let dataset = Fixture.dataset
        let goods = totals(.goods, "report")
        let sum = try #require(GroupSum.all(of: "TOP2", .goods, goods, dataset)?.first { $0.period.code == "2023" })
        let published = try find(goods, "TOP2", "2023")
        #expect(sum.isComplete && sum.exports.value == published.figure(.exports)?.value)
        #expect(sum.exports.value == 400_000_000 && sum.imports.value == 550_000_000)
        let part = try #require(GroupSum.all(of: "LAC2", .goods, goods, dataset)?.last)
        #expect(part.missing == ["CHL"] && part.counted == ["MEX"])
        #expect(GroupSum.all(of: "LAC", .goods, goods, dataset) == nil)
    }

    @Test("the computed change reaches the target, and is 0 where the target is met")
    func targets() throws {
        let mexico = try find(totals(.goods, "report"), "MEX", "2023")
        let (x, m) = (try #require(mexico.figure(.exports)), try #require(mexico.figure(.imports)))
        for target in ["0", "0.25", "-0.5", "1"].compactMap({ ExactDecimal($0) }) {
            for lever in TradeLever.allCases {
                let change = try #require(WhatIf.change(mexico, lever, to: .tdr(target)).measured)
                let moved = try #require(
                    change.value.adding(Rational(whole: lever == .exports ? x.value : m.value)))
                let (exports, imports) =
                    lever == .exports ? (moved, Rational(whole: m.value)) : (Rational(whole: x.value), moved)
                let tdr = try #require(imports.divided(by: exports)?.subtracting(Rational(whole: 1)))
                #expect(tdr == Rational(target))
                let (low, high) = (try #require(change.low), try #require(change.high))
                #expect(low <= change.value && change.value <= high)
            }
        }
        // 300 / 1.25 − 200 million.
        let rise = WhatIf.change(mexico, .exports, to: .tdr(try #require(ExactDecimal("0.25")))).measured
        #expect(rise?.value == Rational(whole: 40_000_000))
        let met = WhatIf.change(mexico, .imports, to: .balance(x.value - m.value)).measured
        #expect(met?.value == .zero)
    }

    @Test("an impossible target has a reason and no number")
    func impossible() throws {
        let mexico = try find(totals(.goods, "report"), "MEX", "2023")
        let below = WhatIf.change(mexico, .exports, to: .tdr(ExactDecimal(-1)))
        #expect(below.measured == nil && below.reason?.contains("stays above −1") == true)
        #expect(WhatIf.change(mexico, .imports, to: .tdr(ExactDecimal(-1))).measured != nil)
        #expect(
            WhatIf.change(mexico, .imports, to: .tdr(ExactDecimal(-2))).reason == "Imports would have to be below zero."
        )
        let balance = WhatIf.change(mexico, .imports, to: .balance(1_000_000_000_000))
        #expect(balance.reason == "Imports would have to be below zero.")
    }

    @Test("readings follow the stated lines")
    func readings() throws {
        func reading(_ text: String) throws -> TradeReading { TradeReading(Rational(try #require(ExactDecimal(text)))) }
        #expect(try reading("-0.0001") == .surplus)
        #expect(try reading("0") == .balanced)
        #expect(try reading("0.9999") == .balanced)
        #expect(try reading("1") == .oneWay)
    }

    @Test("only goods with Canada, Mexico and China have the reports' reading")
    func readingOfPartners() throws {
        let ratio = Rational(whole: 2)
        #expect(TradeReading(ratio, of: try balance("CHN", exports: 1, imports: 3)) == .oneWay)
        #expect(TradeReading(.zero, of: try balance("MEX", exports: 1, imports: 1)) == .balanced)
        #expect(TradeReading(ratio, of: try balance("JPN", exports: 1, imports: 3)) == nil)
        #expect(TradeReading(ratio, of: try balance("CHN", type: .services, exports: 1, imports: 3)) == nil)
    }
}
