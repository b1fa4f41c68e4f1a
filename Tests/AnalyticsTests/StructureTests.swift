// Intra-industry trade, similarity, structural change, group sums, and targets.
import Arithmetic
import Dataset
import Testing

@testable import Analytics

@Suite("Structure, groups and targets")
struct StructureTests {
    private func sets(_ partner: String, _ basis: String) throws -> [CategorySet] {
        try CategorySet.all(
            embedded.get().balances(
                Filter {
                    ($0.partners, $0.bases) = ([partner], [basis])
                }))
    }

    private func set(_ partner: String, _ year: String, _ basis: String = "bea-end-use") throws -> CategorySet {
        try #require(try sets(partner, basis).first { $0.first.period.code == year })
    }

    @Test("intra-industry trade with China by category and over the categories")
    func intraIndustry() throws {
        let china = try set("CHN", "2023")
        #expect(china.balances.count == 6)
        let cars = try #require(china.balances.first { $0.category == "automotive" })
        // Table 10: 1 − |8.99 − 20.00| / 28.99 = 17.98 / 28.99 = 0.62021…
        #expect(Structure.intraIndustry(cars).measured?.value == Rational(1_798, 2_899))
        // 2 × (4.51 + 40.33 + 41.28 + 8.99 + 16.15 + 1.64) / (148.80 + 427.52) = 225.80 / 576.32
        #expect(Structure.intraIndustry(china).measured?.value == Rational(22_580, 57_632))
    }

    @Test("a category set contains no totals, not even those of its classification")
    func totalsAreNoCategories() throws {
        for set in try sets("WLD", "census") {
            #expect(!set.categories.contains { $0.hasPrefix("total") })
            #expect(set.first.classification != "circular-economy" || set.ownTotal?.category == "total-ce")
        }
        for set in try sets("WLD", "bea-end-use") { #expect(set.ownTotal == nil && set.balances.count == 6) }
    }

    @Test("similarity is 1 with itself, symmetric, and missing between different categories")
    func similarity() throws {
        let (china, latin, world) = (try set("CHN", "2023"), try set("LAC", "2023"), try set("WLD", "2023"))
        for flow in [Measure.exports, .imports] {
            #expect(Structure.similarity(china, china, flow).measured?.value == Rational(whole: 1))
            let there = try #require(Structure.similarity(china, latin, flow).measured)
            #expect(Structure.similarity(latin, china, flow).measured?.value == there.value)
            #expect(Rational.zero <= there.value && there.value <= Rational(whole: 1))
            let (low, high) = (try #require(there.low), try #require(there.high))
            #expect(low <= there.value && there.value <= high)
            #expect(Structure.similarity(latin, world, flow).measured != nil)
        }
        let services = Structure.similarity(
            try set("CHN", "2023", "bea-services"), try set("LAC", "2023", "bea-services"), .exports)
        #expect(services.measured == nil && services.reason?.contains("other-services-t09") == true)
    }

    @Test("structural change is 0 from a year to itself, and the largest gain and loss have opposite signs")
    func change() throws {
        let (before, after) = (try set("WLD", "2021"), try set("WLD", "2023"))
        #expect(Structure.change(from: after, to: after, .imports).computation.measured?.value == .zero)
        let change = Structure.change(from: before, to: after, .imports)
        #expect(change.gaining?.category == "automotive" && change.losing?.category == "consumer-goods")
        // Automotive: 459.40 / 3 077.15 − 346.30 / 2 823.33 = 0.149294… − 0.122657…
        #expect(change.gaining?.change.rounded(decimals: 4)?.text == "0.0266")
        let value = try #require(change.computation.measured).value
        #expect(Rational.zero < value && value < Rational(whole: 1))
    }

    @Test("a group sum lists missing members, and equals the published total of the members")
    func groups() throws {
        let dataset = try embedded.get()
        let goods = try totals(.goods, "bea-partner")
        let sums = try #require(GroupSum.all(of: "LAC14", .goods, goods, dataset))
        let sum = try #require(sums.first { $0.period.code == "2023" })
        let published = try find(goods, "LAC14", "2023")
        #expect(sum.isComplete && sum.exports.value == published.figure(.exports)?.value)
        // Table 6 prints 486 376 and 610 605.
        #expect(sum.exports.value == 486_376_000_000 && sum.imports.value == 610_605_000_000)
        let partnership = try #require(GroupSum.all(of: "APEP", .goods, goods, dataset)?.last)
        #expect(partnership.missing == ["BRB", "ECU", "URY"] && !partnership.counted.contains("USA"))
        #expect(GroupSum.all(of: "LAC", .goods, goods, dataset) == nil)
    }

    @Test("the computed change reaches the target, and is 0 where the target is met")
    func targets() throws {
        let mexico = try find(try totals(.goods, "bea-partner"), "MEX", "2023")
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
        // 484 527 / 1.25 − 323 145 = 64 476.6 million.
        let rise = WhatIf.change(mexico, .exports, to: .tdr(try #require(ExactDecimal("0.25")))).measured
        #expect(rise?.value == Rational(whole: 64_476_600_000))
        let met = WhatIf.change(mexico, .imports, to: .balance(x.value - m.value)).measured
        #expect(met?.value == .zero)
    }

    @Test("an impossible target has a reason and no number")
    func impossible() throws {
        let mexico = try find(try totals(.goods, "bea-partner"), "MEX", "2023")
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
