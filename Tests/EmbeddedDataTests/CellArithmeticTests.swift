// The arithmetic of every printed cell of the embedded tables. Its failures are exactly the discrepancies of discrepancies.csv.
import Testing

@testable import Dataset

@Suite("Arithmetic over the printed cells")
struct CellArithmeticTests {
    let dataset: Dataset
    let cells: [PrintedCell]

    init() throws {
        dataset = try publishedTables.get()
        cells = try printedCells(dataset)
    }

    /// The tables of trade by partner and by category, 1 to 11 of the first report.
    private static let trade = (1...11).map { "eclac-2024-t" + ($0 < 10 ? "0" : "") + String($0) }

    @Test("eleven tables have 1,335 printed cells, and all but three dashes hold a figure")
    func cellCount() {
        let cells = cells.filter { CellArithmeticTests.trade.contains($0.table) }
        #expect(cells.count == 1_335)
        #expect(Set(cells.map(\.id)).count == 1_335)
        #expect(cells.filter { $0.value == nil }.map(\.id) == (1...3).map { "eclac-2024-t10-r08-c0\($0)" })
    }

    @Test("the tables of circular-economy goods, technology, trucks and 2025 have 339 flows and shares, each a figure")
    func furtherCells() {
        let counts = Dictionary(
            grouping: cells.filter { !CellArithmeticTests.trade.contains($0.table) }, by: \.table
        ).mapValues(\.count)
        #expect(
            counts == [
                "eclac-2024-t13": 120, "eclac-2024-t14": 108, "eclac-2024-t15": 28, "eclac-2024-t16": 28,
                "nap-2025-ict": 12, "nap-2025-trucks-china": 7, "census-2026-10-goods": 36,
            ])
        #expect(cells.count == 1_335 + 339)
        #expect(Set(cells.map(\.id)).count == cells.count)
        #expect(dataset.store.count == 1_332 + 339)
    }

    @Test("the other cells are served as printed and give no figures")
    func otherCells() throws {
        let store = dataset.store
        let observed = Set((0..<store.count).map { dataset.cellID(row: $0) })
        var counts: [String: Int] = [:]
        for table in dataset.tables {
            for (row, column) in table.rows.indices.flatMap({ row in table.columns.indices.map { (row, $0) } })
            where table.columns[column].isOther {
                counts[table.id, default: 0] += 1
                #expect(!observed.contains(table.cellID(row: row + 1, column: column + 1)))
            }
        }
        #expect(
            counts == [
                "eclac-2024-t12": 12, "eclac-2024-t17": 9, "eclac-2024-t18": 59, "nap-2025-ict": 6,
                "nap-2025-trucks-china": 7, "nap-2025-truck-classes": 18, "nap-2025-atp-groups": 10, "nap-2026-atp": 10,
            ])
        #expect(dataset.tables.count == 24)
    }

    @Test("every figure is its cell's text times the unit, with the precision of its meaningful digits")
    func observations() {
        let byID = Dictionary(uniqueKeysWithValues: cells.map { ($0.id, $0) })
        let store = dataset.store
        for row in 0..<store.count {
            let id = dataset.cellID(row: row)
            #expect(byID[id]?.value == Int(store.value(row)), "\(id)")
            #expect(byID[id]?.step == power(10, store.precision(row)), "\(id)")
        }
    }

    @Test("a cell whose value differs from its text has a reason")
    func readings() throws {
        for cell in cells {
            let stored = try dataset.cell(#require(dataset.cell(cell.id)))
            let isPlain = cell.text != "–" && !(cell.isShare && cell.text.contains(" "))
            #expect(stored.reason.isEmpty == isPlain, "\(cell.id)")
            #expect((stored.value == nil) == (cell.text == "–"), "\(cell.id)")
        }
    }

    @Test(
        "the failed checks are exactly the records of discrepancies.csv, with their figures, in its order")
    func findings() {
        let found = CellChecks(cells).findings
        // Discrepancies of the Census series have no cells; Tests/Integration/census.py checks them.
        let listed = dataset.discrepancies.filter { !$0.cells.isEmpty }.map {
            CellChecks.Finding(
                id: $0.id, kind: $0.kind, cells: $0.cells, printed: $0.printed, expected: $0.expected, unit: $0.unit)
        }
        #expect(Set(found).subtracting(listed).isEmpty, "found and not listed")
        #expect(Set(listed).subtracting(found).isEmpty, "listed and not found")
        #expect(found == listed)
        #expect(listed.count == 35)
        #expect(dataset.discrepancies.count == 35 + 10)
    }

    @Test("every cell is in a check, and in a check within its table")
    func coverage() {
        let checks = CellChecks(cells)
        let inTable = checks.covered.filter { $0.key != "cross-table" }.values.reduce(into: Set<String>()) {
            $0.formUnion($1)
        }
        #expect(cells.map(\.id).filter { !inTable.contains($0) } == [])
        #expect(inTable.count == 1_335 + 339)
    }

    @Test("the number of checks of each kind is the known one")
    func counts() {
        #expect(
            CellChecks(cells).counts
                == [
                    "shifted": 3, "sum": 566 + 12, "total": 119 + 24, "share": 185 + 24, "hundred": 8, "part": 96,
                    "surplus": 6, "growth": 6, "rank": 54, "cross-table": 205,
                ])
    }

    @Test(
        "a figure altered by a hundred steps is found in every cell that more than a rounded share, growth or a bound depends on"
    )
    func alterations() {
        let listed = CellChecks(cells).findings
        // Every 31st cell meets all tables and measures; the dashes have no figure to alter.
        for index in stride(from: 0, to: cells.count, by: 31) {
            guard let value = cells[index].value else { continue }
            // The totals of goods of table 13 and the imports of technology and trucks.
            let isLoose =
                cells[index].table == "eclac-2024-t13" && cells[index].place.category == "total"
                || ["nap-2025-ict", "nap-2025-trucks-china"].contains(cells[index].table)
            guard !isLoose else { continue }
            var altered = cells
            altered[index].value = value + 100 * cells[index].step
            #expect(CellChecks(altered).findings != listed, "\(cells[index].id)")
        }
    }

    @Test("printed ranks count from 1 without a gap")
    func ranks() {
        for table in dataset.tables {
            let ranks = table.rows.map(\.rank).filter { !$0.isEmpty }
            #expect(ranks == ranks.indices.map { String($0 + 1) }, "\(table.id)")
        }
        #expect(dataset.tables.filter { $0.rows.contains { !$0.rank.isEmpty } }.count == 4)
    }
}

@Suite("Causes that discrepancies.csv states")
struct DiscrepancyCauseTests {
    let cells: [PrintedCell]

    init() throws { cells = try printedCells(publishedTables.get()) }

    private func texts(_ measure: Measure, _ period: String) -> [String] {
        cells.filter { $0.table == "eclac-2024-t08" && $0.place.measure == measure && $0.place.period == period }.map(
            \.text)
    }

    @Test("table 8 prints the shares of 2023 in the column of 2022, in all sixteen rows")
    func repeatedColumn() {
        #expect(texts(.totalTradeShare, "2022").count == 16)
        #expect(texts(.totalTradeShare, "2022") == texts(.totalTradeShare, "2023"))
        #expect(texts(.totalTrade, "2022") != texts(.totalTrade, "2023"))
    }

    @Test("no total fits the shares that table 8 prints for 2022")
    func noDenominator() throws {
        let table = cells.filter {
            $0.table == "eclac-2024-t08" && $0.place.period == "2022" && $0.place.partner != "WLD"
        }
        let shares = table.filter { $0.place.measure == .totalTradeShare }
        let totals = table.filter { $0.place.measure == .totalTrade }
        // A share p of a total T means T between 100 × trade / (p ± half a step); in millions of dollars.
        let bounds = try zip(shares, totals).map { share, total in
            let (trade, percent) = (try #require(total.value) / 1_000_000, try #require(share.value))
            return (
                least: 200_000_000 * trade / (2 * percent + share.step),
                most: 200_000_000 * trade / (2 * percent - share.step)
            )
        }
        let (least, most) = (try #require(bounds.map(\.least).max()), try #require(bounds.map(\.most).min()))
        #expect(bounds.count == 15)
        #expect(least > most + 1)
    }

    @Test("the totals of table 4 add its rows to the unit, and tables 8, 9 and 11 agree on others")
    func addedRows() throws {
        func world(_ table: String) -> [PrintedCell.Place: Int] {
            let rows = cells.filter {
                $0.table == "eclac-2024-" + table && $0.place.partner == "WLD" && $0.place.category == "total"
                    && !$0.isShare
            }
            return Dictionary(uniqueKeysWithValues: rows.compactMap { cell in cell.value.map { (cell.place, $0) } })
        }
        let added = world("t04")
        #expect(added.count == 8)
        for (place, value) in added {
            let rows = cells.filter {
                $0.table == "eclac-2024-t04" && $0.place.category != "total" && $0.place.measure == place.measure
                    && $0.place.period == place.period
            }
            #expect(rows.count == 11)
            #expect(rows.reduce(0) { $0 + ($1.value ?? 0) } == value)
        }
        #expect(world("t08") == world("t09") && world("t09") == world("t11"))
        #expect(added.keys.filter { added[$0] != world("t08")[$0] }.count == 6)
    }
}
