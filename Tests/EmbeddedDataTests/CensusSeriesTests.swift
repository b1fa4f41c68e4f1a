// Years, quarters, windows and releases of the Census Bureau's monthly series, against sums made by other code from the source
// files (Tests/Integration/census.py).
import Arithmetic
import Dataset
import Testing

@testable import Analytics

@Suite("Census series")
struct CensusSeriesTests {
    let dataset: Dataset

    init() throws { dataset = client.snapshot.dataset }

    private func goods(_ partner: String, _ change: (inout Filter) -> Void = { _ in }) -> Filter {
        Filter { filter in
            (filter.partners, filter.types) = ([partner], [.goods])
            (filter.classifications, filter.bases) = (["total"], ["census"])
            change(&filter)
        }
    }

    private func texts(_ balances: [Balance]) -> [String] {
        balances.map { "\($0.period.code) \($0.exports?.value ?? -1) \($0.imports?.value ?? -1)" }
    }

    @Test("the id of a figure of a file and of a sum leads back to its rows")
    func ids() throws {
        let store = dataset.store
        let quarters = dataset.balances(goods("CAFTA-DR") { $0.years = [2018...2021] }, .periods(.quarter))
        let windows = dataset.balances(goods("MEX") { $0.years = [2020...2021] }, .windows(12))
        let years = dataset.balances(goods("CHN") { $0.years = [2020...2026] })
        let balances = quarters + windows + years
        #expect(quarters.count == 16 && windows.count == 24 && years.count == 7)
        let figures = balances.flatMap { balance in Balance.flows.map { balance.rows[$0] }.filter { !$0.isEmpty } }
        for rows in figures where dataset.cell(row: rows[0]) == nil {
            let id = try #require(dataset.cellID(rows: rows))
            #expect(dataset.figure(id) == rows, "\(id)")
            for month in rows.count > 1 ? rows : store.months(ofSum: rows[0]) {
                #expect(dataset.figure(dataset.cellID(row: month)) == [month])
            }
        }
        for id in [
            "census-2025-06-sum-MEX-2023-goods-total-total", "census-2025-06-sum-MEX-2031-goods-total-total-exports",
            "census-2025-06-sum-XXX-2023-goods-total-total-exports", "other-sum-MEX-2023-goods-total-total-exports",
            "census-2025-06-sum-MEX-2023-13-goods-total-total-exports", "census-2025-06-r0-c3",
            "census-2025-06-r99999-c3",
            "census-2025-06-r2-c99", "-sum-", "census-2025-06-sum-",
        ] {
            #expect(dataset.figure(id) == nil, "\(id)")
        }
    }

    @Test("an incomplete year is served until a release has later months")
    func incompleteYear() throws {
        func codes(_ date: String?) -> [String] {
            dataset.balances(
                goods("MEX") { filter in
                    (filter.years, filter.asOf) = ([2022...2024], date.flatMap { CalendarDate($0) })
                }
            ).map(\.period.code)
        }
        #expect(codes("2024-01-01") == ["2022", "2023-YTD01"])
        #expect(codes(nil) == ["2022", "2023", "2024"])
    }

    @Test("years are sums of twelve months of one release, with the interval of the sum")
    func years() throws {
        let years = dataset.balances(goods("MEX") { $0.years = [1994...2024] })
        #expect(years.count == 31 && years.allSatisfy { $0.months == 12 })
        for row in years.flatMap({ balance in Balance.flows.flatMap { balance.rows[$0] } }) {
            let months = dataset.store.months(ofSum: row)
            #expect(months.count == 12 && Set(months.map { dataset.source($0) }) == [dataset.source(row)])
            #expect(months.reduce(0) { $0 + dataset.store.value($1) } == dataset.store.value(row))
        }
        let byYear = Dictionary(uniqueKeysWithValues: years.map { ($0.period.code, $0) })
        let expected: [(String, Int64, Int64, String)] = [
            ("1994", 50_843_500_000, 49_493_700_000, "census-2023-03"),
            ("2003", 97_411_793_347, 138_059_990_668, "census-2023-03"),
            ("2019", 256_676_487_323, 356_093_584_045, "census-2023-03"),
            ("2020", 212_512_806_763, 323_476_917_991, "census-2025-06"),
            ("2022", 327_016_123_443, 452_014_966_511, "census-2025-06"),
            ("2024", 334_031_930_350, 505_523_174_525, "census-2025-06"),
        ]
        for (year, exports, imports, source) in expected {
            let balance = try #require(byYear[year])
            #expect(balance.exports?.value == exports && balance.imports?.value == imports, "\(year)")
            #expect(balance.sources == [source], "\(year)")
            // Each month to 0.1 million until 2002.
            let slack: Int128 = year == "1994" ? 12 * 100_000 : 0
            #expect(balance.exports?.doubledBounds.low == 2 * Int128(exports) - slack)
            #expect(balance.exports?.doubledBounds.high == 2 * Int128(exports) + slack)
        }
    }

    @Test("as of a day, the releases up to that day are served")
    func asOf() throws {
        func year2022(_ day: String) throws -> [String] {
            let date = try #require(CalendarDate(day))
            return texts(
                dataset.balances(goods("MEX") { ($0.years, $0.asOf) = ([2022...2022], date) }))
        }
        #expect(try year2022("2023-03-07") == [])
        #expect(try year2022("2024-05-01") == ["2022 324377863297 454929951197"])
        #expect(try year2022("2026-01-01") == ["2022 327016123443 452014966511"])
    }

    @Test("quarters are sums of three months")
    func quarters() {
        let quarters = dataset.balances(goods("EU") { $0.years = [2023...2024] }, .periods(.quarter))
        #expect(
            texts(quarters) == [
                "2023-Q1 93340403177 141429263137", "2023-Q2 91478636373 144436474674",
                "2023-Q3 91981459463 144085999658", "2023-Q4 91629467590 146131691755",
                "2024-Q1 92821804555 141497163898", "2024-Q2 92132203928 153612085911",
                "2024-Q3 92767974684 156193714713", "2024-Q4 92067347494 154360253158",
            ])
    }

    @Test("months are served from the latest release that has them")
    func months() {
        let months = dataset.balances(goods("CHN") { $0.years = [2024...2024] }, .periods(.month))
        #expect(months.count == 12)
        // February, April, August and December of 2024 are not in the latest release.
        let latest = months.filter { $0.sources.contains("census-2026-06") }.map(\.period.number)
        #expect(Set(latest).isDisjoint(with: [2, 4, 8, 12]) && !latest.isEmpty)
    }

    @Test(
        "months of two releases are not added up; a published year of a later release precedes the sum of an earlier one"
    )
    func releases() {
        let year = dataset.balances(goods("CHN") { $0.years = [2024...2024] })
        #expect(texts(year) == ["2024 143271800000 440319500000"])
        let partial = dataset.balances(goods("CHN") { $0.years = [2026...2026] })
        #expect(partial.map(\.period.code) == ["2026-YTD04"] && partial.first?.months == 4)
    }

    @Test("a window is named by its last month and widens the months that are read, not those that are served")
    func windows() throws {
        let periods = [try #require(PeriodRange("2024-11..2024-12"))]
        let windows = dataset.balances(goods("MEX") { $0.periods = periods }, .windows(12))
        #expect(windows.map(\.period.code) == ["2024-11", "2024-12"])
        #expect(texts(windows).last == "2024-12 334031930350 505523174525")
        let related = RelatedBalances(dataset)
        let last = try #require(windows.last)
        let november = try #require(Period("2024-11"))
        #expect(related.balance(like: last, in: november)?.exports == windows[0].exports)
        #expect(related.balance(like: last, with: "CAN")?.exports?.value == 349_908_153_123)
    }

    @Test("years to date end with the last month of the latest year")
    func yearToDate() {
        let years = dataset.balances(goods("CHN") { $0.years = [2025...2026] }, .yearsToDate(lastMonth: nil))
        #expect(years.map(\.period.code) == ["2025-YTD04", "2026-YTD04"])
        let months = dataset.balances(goods("CHN") { $0.years = [2025...2025] }, .periods(.month))
        #expect(years.first?.exports?.value == months.prefix(4).reduce(0) { $0 + ($1.exports?.value ?? 0) })
    }

    @Test("a series is on the basis with the most periods; with equal counts, on that of the reports")
    func basis() throws {
        func bases(_ change: (inout Filter) -> Void) -> Set<String> {
            let filter = Filter { filter in
                (filter.partners, filter.types, filter.classifications) = (["MEX"], [.goods], ["total"])
                change(&filter)
            }
            let all = dataset.balances(filter)
            let choice = BasisChoice(all.map(\.seriesRecord), order: dataset.store.bases)
            return Set(choice.chosen.map { all[$0.index].basis })
        }
        #expect(bases { $0.years = [2023...2023] } == ["bea-partner"])
        #expect(bases { $0.years = [2022...2023] } == ["bea-partner"])
        #expect(bases { $0.years = [2021...2023] } == ["census"])
        #expect(bases { _ in } == ["census"])
    }

    @Test("the Herfindahl–Hirschman index of imports in 2024 over all partners is that of the source files")
    func concentration() throws {
        let filter = Filter { filter in
            (filter.years, filter.types) = ([2024...2024], [.goods])
            (filter.classifications, filter.bases) = (["total"], ["census"])
            filter.asOf = CalendarDate("2026-01-01")
        }
        let parts = dataset.balances(filter).filter {
            dataset.codes.partner($0.partner) != nil && $0.period.year == 2024
        }
        .compactMap { balance in balance.figure(.imports).map { (partner: balance.partner, figure: $0) } }
        #expect(parts.count == 233)
        let sum = parts.reduce(Int128(0)) { $0 + $1.figure.value }
        #expect(sum == 3_266_410_195_321)
        let squares = parts.reduce(Int128(0)) { $0 + $1.figure.value * $1.figure.value }
        // HHI 769612008281915295095563/10669435564096973370293041 in lowest terms.
        #expect(
            Rational(squares, sum * sum)
                == Rational(769_612_008_281_915_295_095_563, 10_669_435_564_096_973_370_293_041))
    }
}
