// The arithmetic of printed cells that are not flows: growth, contributions, shares of sectors, counts of cases.
import Testing

@testable import Dataset

@Suite("Arithmetic over other printed cells")
struct FurtherTablesTests {
    /// The column of a table as exact decimals of one scale, rows as printed; a cell without a figure is nil.
    private func column(_ table: String, _ column: Int, decimals: Int) throws -> [Int?] {
        try #require(publishedTables.get().table(table)).rows.map { row in
            try printedFigure(row.cells[column - 1].text == "" ? "–" : row.cells[column - 1].text).map {
                $0.digits * power(10, decimals - $0.decimals)
            }
        }
    }

    @Test("the growth of truck imports from China is that of the printed imports, digit for digit; 2018 has none")
    func truckGrowth() throws {
        let imports = try column("nap-2025-trucks-china", 1, decimals: 0).map { try #require($0) }
        let growth = try column("nap-2025-trucks-china", 2, decimals: 1)
        #expect(imports.count == 7 && growth[0] == nil)
        for year in 1..<7 {
            #expect(growth[year] == rounded((imports[year] - imports[year - 1]) * 1000, over: imports[year - 1]))
        }
    }

    @Test("the contributions of the ten technology groups to the deficit add up to 100 percent, surpluses negative")
    func contributions() throws {
        let contributions = try column("nap-2026-atp", 1, decimals: 0).map { try #require($0) }
        #expect(contributions.count == 10 && contributions.reduce(0, +) == 100)
        #expect(contributions.filter { $0 < 0 } == [-27, -1])
        let groups = try #require(publishedTables.get().table("nap-2025-atp-groups")).rows
        #expect(groups.map(\.label) == (1...10).map { "ATP \($0)" })
        let later = try #require(publishedTables.get().table("nap-2026-atp")).rows
        #expect(zip(later, groups).allSatisfy { $0.label.hasPrefix($1.label + " ") })
    }

    @Test("the shares of five sectors in exports add up to the total of table 12, and no total of emissions is printed")
    func sectors() throws {
        let shares = try column("eclac-2024-t12", 1, decimals: 1).map { try #require($0) }
        #expect(shares.count == 6 && shares.dropLast().reduce(0, +) == shares.last)
        let table = try #require(publishedTables.get().table("eclac-2024-t12"))
        #expect(table.rows.map { $0.cells[1].text } == ["3 b", "34 c", "2–8 d", "4–7 e", "75 f", ""])
        // The letters lead to the sources below the table.
        for row in table.rows.dropLast() {
            let letter = try #require(row.cells[1].text.last)
            #expect(table.printedSource.contains("(\(letter))"), "\(row.label)")
        }
        #expect(table.columns[0].label.hasSuffix(" a") && table.printedSource.contains("(a)"))
        #expect(table.rows.map { $0.cells[1].value == nil } == [false, false, true, true, false, true])
    }

    @Test("the labor cases of eight sectors add up to the total of table 17")
    func laborCases() throws {
        let cases = try column("eclac-2024-t17", 1, decimals: 0).map { try #require($0) }
        #expect(cases.count == 9 && cases.dropLast().reduce(0, +) == 27 && cases.last == 27)
    }

    @Test("table 18 has 59 entries under 27 facilities, each with its day")
    func laborEntries() throws {
        let rows = try #require(publishedTables.get().table("eclac-2024-t18")).rows
        #expect(rows.count == 59)
        #expect(rows.allSatisfy { !$0.section.isEmpty && !$0.label.isEmpty && !$0.cells[0].text.isEmpty })
        var facilities: [String] = []
        for row in rows where facilities.last != row.section { facilities.append(row.section) }
        #expect(facilities.count == Set(facilities).count && facilities.count == 27)
    }

    @Test("the region of table 14 includes the Caribbean: each sector's share is between those of tables 15 and 16")
    func circularEconomyRegion() throws {
        let dataset = try publishedTables.get()
        let (region, latin, caribbean) = (
            try #require(dataset.table("eclac-2024-t14")), try #require(dataset.table("eclac-2024-t15")),
            try #require(dataset.table("eclac-2024-t16"))
        )
        func amount(_ cell: PublishedTable.Cell) throws -> Int { Int(try #require(cell.value).number.mantissa) }
        for (section, column) in [("Exports", 1), ("Imports", 3)] {
            let rows = region.rows.filter { $0.section == section }
            let total = try #require(rows.first { $0.label.hasPrefix("Total CE") })
            // 2020 to 2023.
            let all = try total.cells[2...5].map(amount).reduce(0, +)
            for (index, sector) in latin.rows.enumerated() where !sector.label.hasPrefix("Musical") {
                let part = try rows[index].cells[2...5].map(amount).reduce(0, +)
                let (one, other) = (
                    try amount(sector.cells[column]), try amount(caribbean.rows[index].cells[column])
                )
                // The shares of tables 15 and 16 are rounded to the percent.
                let share = Double(part * 100) / Double(all)
                #expect(
                    Double(min(one, other)) - 0.5 <= share && share <= Double(max(one, other)) + 0.5,
                    "\(section) \(sector.label): \(share)")
            }
        }
        #expect(dataset.codes.group("LACC") != nil && dataset.codes.group("LACC")?.definitions.count == 1)
    }
}
