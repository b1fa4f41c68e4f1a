// Code lists: names of partners and groups, suggestions, and the figures of a filter.
import TestData
import TestSupport
import Testing

@testable import Dataset

@Suite("Names and spellings")
struct CodesTests {
    @Test("a partner is found by each of its codes and names, in any letter case")
    func names() throws {
        let codes = Fixture.dataset.codes
        for text in ["MEX", "mex", "MX", "mx", "484", "Mexico", "MEXICO"] { #expect(codes.area(named: text) == "MEX") }
        #expect(codes.area(named: "Korea, Republic of") == "KOR")
        #expect(codes.area(named: "All countries") == "WLD")
        #expect(codes.area(named: "usmca") == "USMCA")
        for text in ["", "MXC", "MEXX", "48", "Mexico ", "xx"] { #expect(codes.area(named: text) == nil, "\(text)") }
        for partner in codes.partners {
            let names = [partner.code, partner.alpha2, partner.m49, partner.name] + partner.otherNames
            for name in names where !name.isEmpty {
                #expect(codes.area(named: name) == partner.code, "\(name)")
                #expect(codes.area(named: name.lowercased()) == partner.code, "\(name)")
                // `ß` has no single capital letter.
                let capitals = name.uppercased()
                guard capitals.lowercased() == name.lowercased() else { continue }
                #expect(codes.area(named: capitals) == partner.code, "\(name)")
            }
        }
    }

    @Test("names are equal without regard to full stops")
    func fullStops() throws {
        let codes = try SampleFiles.valid.load().codes
        for text in ["U.S.", "US", "u.s", "usa", "U.S.A."] { #expect(codes.area(named: text) == "USA") }
    }

    @Test("a Census code names one partner or group, several may name the same partner, and unknown codes name none")
    func censusCodes() throws {
        let sample = try SampleFiles.valid.load().codes
        let areas = ["1220", "2010", "2011", "1XXX", "-"].map(sample.area(census:))
        #expect(areas == ["CAN", "MEX", "MEX", "NAM", "WLD"])
        for code in ["", "220", "12200", "1xxx"] { #expect(sample.area(census: code) == nil, "\(code)") }
    }

    @Test("the nearest spellings are suggested, and none that differs in more than a third of its letters")
    func nearest() throws {
        func nearest(_ text: String, _ words: String...) -> [String] {
            Suggestions.nearest(to: text, among: words.map { ($0, $0) })
        }
        #expect(nearest("Mexcio", "Monaco", "Mexico", "Morocco") == ["Mexico"])
        #expect(nearest("MEXCIO", "mexico") == ["mexico"])
        #expect(nearest("goods", "good", "goods", "services") == ["goods", "good"])
        #expect(nearest("ab", "ba", "ax", "xb", "abc", "xy") == ["ba", "ax", "xb"])
        #expect(nearest("abcdef", "abcxyz").isEmpty)
        #expect(nearest("abcdef", "abcdyz") == ["abcdyz"])
        #expect(nearest("", "a", "ab") == ["a"])
        #expect(nearest("x").isEmpty)
        // Names that begin with the text follow the nearest names.
        #expect(nearest("eclac", "eclac-2024", "nap-2025", "eclacs") == ["eclacs", "eclac-2024"])
        #expect(nearest("ec", "eclac-2024").isEmpty)
        #expect(nearest(String(repeating: "a", count: 100_000), "a").isEmpty)
        let codes = Fixture.dataset.codes
        #expect(Suggestions.nearest(to: "Mexcio", among: codes.areaSpellings).first == "MEX")
        #expect(Suggestions.nearest(to: "Untied States", among: codes.areaSpellings).first == "USA")
        #expect(Suggestions.nearest(to: "qqqqqqqq", among: codes.areaSpellings).isEmpty)
    }

    @Test("distance counts inserted, deleted, replaced and exchanged letters, and is symmetric")
    func distance() {
        func distance(_ left: String, _ right: String) -> Int {
            let there = Suggestions.distance(Array(left.unicodeScalars), Array(right.unicodeScalars))
            #expect(
                there == Suggestions.distance(Array(right.unicodeScalars), Array(left.unicodeScalars)),
                "\(left) \(right)")
            return there
        }
        #expect(distance("", "") == 0 && distance("abc", "abc") == 0)
        #expect(distance("abc", "") == 3 && distance("abc", "abxc") == 1 && distance("abc", "axc") == 1)
        #expect(
            distance("abcd", "abdc") == 1 && distance("mexico", "mexcio") == 1 && distance("kitten", "sitting") == 3)
    }

    @Test("a limit changes no distance within it, and distances beyond it exceed the limit")
    func limitedDistance() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            func word() -> [Unicode.Scalar] {
                (0..<Int.random(in: 0...9, using: &generator)).map { _ in "abc".unicodeScalars.randomElement() ?? "a" }
            }
            let (left, right) = (word(), word())
            let exact = Suggestions.distance(left, right)
            for limit in 0...4 {
                let limited = Suggestions.distance(left, right, atMost: limit)
                #expect(exact <= limit ? limited == exact : limited > limit, "\(left) \(right) \(limit)")
            }
        }
    }
}

/// The fixture without its file sets.
private let publishedTables: Dataset = {
    do { return try Dataset(dataFiles: Fixture.without("dataset.json")) } catch { fatalError("\(error)") }
}()

@Suite("Figures and cells")
struct FigureTests {
    @Test("of cells with the same figure, the most precise is served, then that of the earlier table; all are listed")
    func served() throws {
        let dataset = publishedTables
        let store = dataset.store
        var repeated = 0
        for row in 0..<store.count where store.isServed(row) {
            let rows = store.versions(row)
            #expect(rows.first == row)
            for other in rows.dropFirst() {
                repeated += 1
                #expect(!store.isServed(other) && store.recordKey(row) == store.recordKey(other))
                #expect(store.versions(other) == rows)
            }
            let order = try rows.map { row in
                (store.precision(row), try #require(dataset.cell(row: row)).table)
            }
            #expect(zip(order, order.dropFirst()).allSatisfy { $0 < $1 })
        }
        let served = (0..<store.count).filter { store.isServed($0) }
        // Exports to Mexico and imports from it in 2023, in millions and in billions.
        #expect(repeated == store.count - served.count && repeated == 2)
        #expect(Set(served.map { "\(store.recordKey($0)) \(store.measure($0))" }).count == served.count)
    }

    @Test("a value that a filter names twice selects its rows once")
    func namedTwice() throws {
        let store = publishedTables.store
        var (once, twice) = (Filter(), Filter())
        (once.partners, twice.partners) = (["MEX", "WLD"], ["WLD", "MEX", "WLD", "MEX"])
        (once.bases, twice.bases) = (["report"], ["report", "report"])
        #expect(store.rows(once) == store.rows(twice) && !store.rows(once).isEmpty)
    }

    @Test("a filter selects exactly the matching rows")
    func filters() throws {
        let store = publishedTables.store
        func check(
            _ change: (inout Filter) -> Void, _ matches: (Int) -> Bool, at location: SourceLocation = #_sourceLocation
        ) {
            var filter = Filter()
            change(&filter)
            let expected = (0..<store.count).filter { store.isServed($0) && matches($0) }
            #expect(
                Set(store.rows(filter)) == Set(expected) && store.rows(filter).count == expected.count,
                sourceLocation: location)
        }
        check({ _ in }, { _ in true })
        check({ $0.partners = ["MEX", "CAN"] }, { ["MEX", "CAN"].contains(store.partner($0)) })
        check({ $0.partners = ["XXX"] }, { _ in false })
        check({ $0.years = [2022...2023] }, { [2022, 2023].contains(store.period($0).year) })
        check({ $0.years = [2021...2021, 2023...2023] }, { [2021, 2023].contains(store.period($0).year) })
        check({ $0.years = [1990...1999] }, { _ in false })
        check({ $0.types = [.services] }, { store.type($0) == .services })
        check({ $0.classifications = ["kinds"] }, { store.classification($0) == "kinds" })
        check({ $0.categories = ["machines", "travel"] }, { ["machines", "travel"].contains(store.category($0)) })
        check({ $0.bases = ["report-kinds"] }, { store.basis($0) == "report-kinds" })
        check({ $0.measures = [.totalTradeShare] }, { store.measure($0) == .totalTradeShare })
        check(
            { ($0.partners, $0.types, $0.years, $0.measures) = (["MEX"], [.goods], [2023...2023], [.exports]) },
            {
                store.partner($0) == "MEX" && store.type($0) == .goods && store.period($0).code == "2023"
                    && store.measure($0) == .exports
            })
    }

    @Test("a span of years passes only if the filter contains all of it")
    func spans() throws {
        let store = try SampleFiles.byPeriod.replacing("2023-07", with: "2021/2023", in: "tables/one.csv").load()
            .store
        func periods(_ years: ClosedRange<Int>) -> [String] {
            var filter = Filter()
            filter.years = [years]
            return store.rows(filter).map { store.period($0).code }
        }
        #expect(periods(2021...2023) == ["2021/2023", "2023"])
        #expect(periods(2022...2023) == ["2023"] && periods(2021...2022) == [] && periods(2000...2100).count == 2)
    }

    @Test("the id of a cell identifies the cell, and no other spelling does")
    func cellIDs() throws {
        let dataset = publishedTables
        for (index, table) in dataset.tables.enumerated() {
            for row in 1...table.rows.count {
                for column in 1...table.columns.count {
                    let address = CellAddress(table: index, row: row, column: column)
                    #expect(dataset.cell(dataset.cellID(address)) == address)
                    #expect(dataset.cell(address) == table.rows[row - 1].cells[column - 1])
                }
            }
        }
        #expect(dataset.cell("goods-r01-c04") == CellAddress(table: 0, row: 1, column: 4))
        for id in [
            "", "-", "---", "goods", "goods-r1-c4", "goods-r01-c11", "goods-r09-c01", "goods-r00-c01", "goods-r01-c00",
            "goods-r-1-c04", "goods-c04-r01", "other-r01-c01", "GOODS-R01-C04", "goods-r01-c04 ", "goods--r01-c04",
            "goods-r+1-c04", "goods-r99999999999999999999-c01", "r01-c01",
        ] {
            #expect(dataset.cell(id) == nil, "\(id)")
        }
    }
}
