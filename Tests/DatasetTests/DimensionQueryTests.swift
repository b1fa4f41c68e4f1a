// Sums over further dimensions, against sums made row by row.
import TestSupport
import Testing

@testable import Dataset

/// Rows of random trade, and the same as a file set.
private struct RandomTrade {
    struct Row {
        let partner, flow, state, mode, chapter: String
        let year, month: Int
        let value, weight: Int64
    }

    let rows: [Row]
    let dataset: Dataset

    static let partners = ["MEX", "CAN", "CHN", "DEU"]
    static let states = (0..<30).map { "S\($0)" }
    static let modes = ["1", "3", "5", "6"]
    static let chapters = ["01", "02", "27", "84", "85", "87"]

    init(_ count: Int, files: Int, totals: Bool, where isUsed: (Row) -> Bool = { _ in true }) throws {
        var random = SeededGenerator(seed: 4)
        func one(_ list: [String]) -> String { list[Int.random(in: 0..<list.count, using: &random)] }
        let rows = (0..<count).map { index in
            Row(
                partner: one(RandomTrade.partners), flow: one(["1", "2"]), state: one(RandomTrade.states),
                mode: one(RandomTrade.modes), chapter: one(RandomTrade.chapters),
                year: 2020 + index * files / count, month: Int.random(in: 1...12, using: &random),
                value: Int64.random(in: 0...10_000_000_000, using: &random),
                weight: Bool.random(using: &random) ? 0 : Int64.random(in: 1...1_000_000, using: &random))
        }.filter(isUsed)
        var sample = SampleSet()
        sample.columns = [
            ("flow", #"{"dimension": "flow", "codes": {"1": "exports", "2": "imports"}}"#),
            ("state", #"{"dimension": "us_state", "label": "US state"}"#),
            ("chapter", #"{"dimension": "category", "classification": "hs2"}"#),
            ("mode", #"{"dimension": "mode"}"#), ("partner", #"{"dimension": "partner", "codes": "iso3"}"#),
            ("value", #"{"measure": "value"}"#), ("weight", #"{"measure": "weight", "unit": "kg"}"#),
            ("year", #"{"period": "year"}"#), ("month", #"{"period": "month"}"#),
        ]
        sample.description["duplicates"] = "\"sum\""
        if totals { sample.description["category_totals"] = "\"sum\"" }
        sample.files = (0..<files).map { file in
            let lines = rows.filter { $0.year == 2020 + file }.map {
                "\($0.flow),\($0.state),\($0.chapter),\($0.mode),\($0.partner),\($0.value),\($0.weight),\($0.year),\($0.month)\n"
            }
            return (
                "data\(file).csv",
                Array(("flow,state,chapter,mode,partner,value,weight,year,month\n" + lines.joined()).utf8)
            )
        }
        self.rows = rows
        dataset = try sample.load()
    }
}

@Suite("Sums over dimensions")
struct DimensionQueryTests {
    @Test(
        "500 random queries return the sums made row by row, with and without totals over categories",
        arguments: [true, false])
    func random(totals: Bool) throws {
        let trade = try RandomTrade(6_000, files: 3, totals: totals)
        let set = try #require(trade.dataset.fileSets.first)
        #expect(
            set.dimensions.map(\.name) == ["us_state", "mode"]
                && set.measures == [FurtherMeasure(name: "weight", unit: "kg")])
        var random = SeededGenerator(seed: 5)
        func some(_ list: [String]) -> [String] {
            Bool.random(using: &random)
                ? []
                : (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    list[Int.random(in: 0..<list.count, using: &random)]
                }
        }
        for _ in 0..<250 {
            var filter = Filter()
            filter.partners = some(RandomTrade.partners)
            filter.years = Bool.random(using: &random) ? [] : [2020...Int.random(in: 2020...2022, using: &random)]
            filter.measures = Bool.random(using: &random) ? [] : [.exports]
            let isTotal = totals && Bool.random(using: &random)
            filter.classifications = isTotal ? ["total"] : ["hs2"]
            if !isTotal { filter.categories = some(RandomTrade.chapters) }
            for (name, values) in [("us_state", RandomTrade.states), ("mode", RandomTrade.modes)] {
                let wanted = some(values)
                if !wanted.isEmpty { filter.dimensions[name] = wanted }
            }
            let groups = [["us_state"], ["mode"], [], ["mode", "us_state"]][Int.random(in: 0..<4, using: &random)]
            var expected: [String: (value: Int64, weight: Int64, dollars: Int64, count: Int64)] = [:]
            func passes(_ wanted: [String]?, _ value: String) -> Bool {
                wanted.map { $0.isEmpty || $0.contains(value) } ?? true
            }
            for row in trade.rows
            where passes(filter.partners, row.partner) && passes(filter.categories, row.chapter)
                && passes(filter.dimensions["us_state"], row.state) && passes(filter.dimensions["mode"], row.mode)
                && (filter.years.isEmpty || filter.years[0].contains(row.year))
                && (filter.measures.isEmpty || row.flow == "1")
            {
                let period = try #require(Period(year: row.year, month: row.month)).code
                let codes = groups.map { $0 == "mode" ? row.mode : row.state }.joined(separator: ",")
                let key = "\(row.partner) \(period) \(isTotal ? "total" : row.chapter) \(row.flow) \(codes)"
                var sum = expected[key] ?? (0, 0, 0, 0)
                sum.value += row.value
                sum.weight += row.weight
                expected[key] = sum
            }
            let sums = try trade.dataset.store.sums(of: set, filter, by: groups)
            #expect(sums.count == expected.count, "\(filter) by \(groups)")
            for sum in sums {
                let store = trade.dataset.store
                let key =
                    "\(store.partner(of: sum.key)) \(sum.key.period.code) \(store.category(of: sum.key)) "
                    + "\(sum.flow == .exports ? "1" : "2") \(sum.dimensions.joined(separator: ","))"
                #expect(
                    expected[key]?.value == sum.value && expected[key]?.weight == sum.measures.first?.value, "\(key)")
            }
        }
    }

    @Test("sums over random windows and years to date equal sums made row by row; a month without figures is in none")
    func windows() throws {
        // Without May 2021.
        let trade = try RandomTrade(1_000, files: 3, totals: true) { $0.year != 2021 || $0.month != 5 }
        let (set, store) = (try #require(trade.dataset.fileSets.first), trade.dataset.store)
        let gap = 2021 * 12 + 4
        var random = SeededGenerator(seed: 6)
        for _ in 0..<20 {
            var filter = Filter()
            filter.classifications = ["total"]
            filter.years = Bool.random(using: &random) ? [] : [2021...Int.random(in: 2021...2022, using: &random)]
            var grouping = DimensionGrouping(further: ["mode"])
            let count = Int.random(in: 1...14, using: &random)
            let isWindow = count < 13
            grouping.spans = isWindow ? .windows(count) : .yearsToDate(lastMonth: nil)
            grouping.partner = Bool.random(using: &random)
            let last = 12 * (filter.years.first?.upperBound ?? 2022) + 11
            var expected: [String: [Int64]] = [:]
            for end in stride(from: 2020 * 12, through: last, by: 1) {
                let months = isWindow ? end - count + 1...end : end / 12 * 12...end
                let period =
                    isWindow ? Period(year: end / 12, month: end % 12 + 1) : Period(year: end / 12, toMonth: 12)
                guard let period, filter.passes(period), isWindow || end % 12 == 11, !months.contains(gap),
                    months.lowerBound >= 2020 * 12
                else { continue }
                for row in trade.rows where months.contains(row.year * 12 + row.month - 1) {
                    let partner = grouping.partner ? row.partner : ""
                    let key = "\(partner) \(period.code) \(row.flow) \(row.mode) \(months.count)"
                    expected[key, default: [0, 0]][0] += row.value
                    expected[key, default: [0, 0]][1] += row.weight
                }
            }
            var found: [String: [Int64]] = [:]
            for sum in try store.sums(of: set, filter, by: grouping) {
                let partner = grouping.partner ? store.partner(of: sum.key) : ""
                let flow = sum.flow == .exports ? "1" : "2"
                let key = "\(partner) \(sum.key.period.code) \(flow) \(sum.dimensions[0]) \(sum.months ?? 0)"
                #expect(found[key] == nil)
                found[key] = [sum.value, sum.measures[0].value]
            }
            #expect(found == expected, "\(grouping) \(filter.years)")
        }
    }

    @Test("series are sums over the further dimensions, and their rows have the number of figures")
    func series() throws {
        let trade = try RandomTrade(3_000, files: 2, totals: true)
        let store = trade.dataset.store
        var filter = Filter()
        (filter.partners, filter.classifications, filter.measures) = (["MEX"], ["total"], [.imports])
        let rows = store.rows(filter)
        #expect(rows.count == 24)
        for row in rows {
            let period = store.period(row)
            let expected = trade.rows.filter {
                $0.partner == "MEX" && $0.flow == "2" && $0.year == period.firstYear && $0.month == period.number
            }
            #expect(store.value(row) == expected.reduce(0) { $0 + $1.value })
            #expect(trade.dataset.cellID(row: row) == "sample-sum-MEX-\(period.code)-goods-total-total-imports")
        }
    }

    @Test("the dollars of a unit value are those of the figures that give the measure")
    func unitValues() throws {
        let trade = try RandomTrade(500, files: 1, totals: true)
        let set = try #require(trade.dataset.fileSets.first)
        var filter = Filter()
        filter.classifications = ["total"]
        let sums = try trade.dataset.store.sums(of: set, filter, by: [])
        // Duplicates were summed before, so the figures are those of the detail.
        let detail = set.detail.flatMap { segment in
            (0..<segment.rowCount).map { (value: segment.values[0][$0], weight: segment.values[1][$0]) }
        }
        #expect(
            sums.reduce(0) { $0 + $1.measures[0].dollars } == detail.reduce(0) { $0 + ($1.weight > 0 ? $1.value : 0) })
        #expect(sums.reduce(0) { $0 + $1.count } == Int64(detail.count))
    }

    @Test("a query that exceeds a limit is refused with the dimensions to narrow")
    func limits() throws {
        let trade = try RandomTrade(3_000, files: 1, totals: true)
        let set = try #require(trade.dataset.fileSets.first)
        var filter = Filter()
        filter.classifications = ["hs2"]
        #expect(throws: QueryError.tooManyRows(set.figureCount, limit: 100)) {
            try trade.dataset.store.sums(
                of: set, filter, by: DimensionGrouping(further: ["us_state", "mode"]), rowLimit: 100)
        }
        filter.classifications = ["total"]
        let groups = try trade.dataset.store.sums(of: set, filter, by: ["mode"]).count
        #expect(throws: QueryError.tooManyGroups(groups, limit: 10)) {
            try trade.dataset.store.sums(of: set, filter, by: DimensionGrouping(further: ["mode"]), groupLimit: 10)
        }
        #expect(QueryError.tooManyRows(5, limit: 1).description.contains("Name a partner"))
        #expect(try trade.dataset.store.sums(of: set, filter, by: ["nothing"]).isEmpty)
    }

    @Test("a month without a row is missing, or 0 if declared, so that the year is summed")
    func absent() throws {
        var sample = SampleSet()
        sample.columns = [
            ("partner", #"{"dimension": "partner", "codes": "iso3"}"#), ("state", #"{"dimension": "us_state"}"#),
            ("chapter", #"{"dimension": "category", "classification": "hs2"}"#), ("year", #"{"period": "year"}"#),
            ("month", #"{"period": "month"}"#), ("flow", #"{"dimension": "flow"}"#),
            ("value", #"{"measure": "value"}"#),
        ]
        var lines = "partner,state,chapter,year,month,flow,value\n"
        for month in 1...12 { lines += "MEX,TX,87,2023,\(month),exports,\(month)\n" }
        lines += "MEX,TX,97,2023,5,exports,40\nMEX,CA,97,2023,7,exports,2\n"
        sample.files = [("data.csv", Array(lines.utf8))]
        func years() throws -> [String] {
            let store = try sample.load().store
            var filter = Filter()
            filter.years = [2023...2023]
            filter.months = .summed
            return store.rows(filter).filter { store.period($0).kind == .year }.map {
                "\(store.category($0)) \(store.value($0))"
            }
        }
        #expect(try years() == ["87 78"])
        sample.description["absent"] = "\"zero\""
        #expect(try years() == ["87 78", "97 42"])
        sample.description["category_totals"] = "\"sum\""
        #expect(try years().sorted() == ["87 78", "97 42", "total 120"])
        sample.columns[1].1 = "\"ignored\""
        #expect(sample.error().contains("needs a further dimension"))
    }
}
