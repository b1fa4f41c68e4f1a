// Workbooks for spreadsheet programs.

import Arithmetic
import Testing

@testable import Formats

@Suite("Workbooks")
struct WorkbookTests {
    private static let fields = [
        Field("name", ""), Field("year", .integer, ""), Field("value", .number, ""), Field("day", .date, "A day."),
        Field("certain", .boolean, ""), Field("cells", .list, ""),
    ]

    private func document(_ fields: [Field], _ rows: [[JSON]]) -> RecordDocument {
        RecordDocument(
            RecordPage(fields, rows), title: "Balances <all>", query: "/v1/balances?year=2023",
            release: ("2026.1.0", "2026-11-21"), unit: "USD million", sources: [("a-2024", "A, \"B\", 2024.")],
            meta: [
                JSON.Member("among", .string("top30")), JSON.Member("partners", .strings(["MEX", "CAN"])),
                JSON.Member("terms", .array([.object(["id": .string("a")]), .object(["id": .string("b")])])),
            ])
    }

    @Test("every value is read back with its type and digits")
    func values() throws {
        let rows: [[JSON]] = [
            [
                .string("a <b> & \"c\" "), .integer(2023), .number(ExactDecimal(-161_382_90, decimals: 2)),
                .string("2026-03-01"), .bool(true), .strings(["x", "y"]),
            ],
            [.string("=1+1"), .integer(-1), .number(ExactDecimal(5, decimals: 18)), .string("2026-03"), .bool(false)]
                + [.strings([])],
            [.string("é\u{1}\u{ffff}\n😀"), .null, .null, .string("1900-02-28"), .null, .null],
            [.string("2023"), .integer(.max), .number(ExactDecimal(.min)), .string("1900-03-01"), .null, .null],
        ]
        let cells = try #require(Workbook(WorkbookEncoder.encode(document(Self.fields, rows)))).cells(1)
        func texts(_ row: Int) -> [String?] { "ABCDEF".map { cells["\($0)\(row)"]?.text } }
        #expect(texts(1) == ["name", "year", "value", "day", "certain", "cells"])
        // 46,082 days lie between 1899-12-30 and 2026-03-01.
        #expect(texts(2) == ["a <b> & \"c\" ", "2023", "-161382.90", "46082", "1", "x|y"])
        #expect(texts(3) == ["=1+1", "-1", "0.000000000000000005", "2026-03", "0", nil])
        #expect(texts(4) == ["é\u{fffd}\u{fffd}\n😀", nil, nil, "1900-02-28", nil, nil])
        #expect(texts(5) == ["2023", "9223372036854775807", "-9223372036854775808", "61", nil, nil])
        #expect("ABCDEF".map { cells["\($0)2"]?.type } == ["inlineStr", nil, nil, nil, "b", "inlineStr"])
        #expect(cells["D3"]?.type == "inlineStr" && cells["A5"]?.type == "inlineStr")
        // Dates have format 2; a number has the format of its decimals.
        #expect(["B2", "C2", "D2", "C3"].map { cells[$0]?.style } == ["4", "6", "2", "22"])
    }

    @Test("a printed number in a field of numbers is a number; any other text is a text")
    func printedNumbers() throws {
        let texts = ["-161 382.00", "1,234.5", "–18", "15.7%", "…", "12a"]
        let rows = texts.map { [JSON.string($0)] }
        let cells = try #require(Workbook(WorkbookEncoder.encode(document([Field("n", .number, "")], rows)))).cells(1)
        #expect(
            (2...7).map { cells["A\($0)"]?.text } == ["-161382.00", "1234.5", "-18", "15.7%", "…", "12a"])
        #expect((2...7).map { cells["A\($0)"]?.type == nil } == [true, true, true, false, false, false])
    }

    @Test("records fill several pieces, and every one is read back", arguments: [0, 1, 511, 512, 513, 1_300])
    func pieces(count: Int) throws {
        let rows = (0..<count).map { [JSON.integer($0)] }
        let workbook = try #require(Workbook(WorkbookEncoder.encode(document([Field("n", .integer, "")], rows))))
        let cells = workbook.cells(1)
        #expect(cells.count == count + 1)
        for row in 0..<count { #expect(cells["A\(row + 2)"]?.text == String(row)) }
        #expect(workbook.text("xl/worksheets/sheet1.xml").contains("<autoFilter ref=\"A1:A\(count + 1)\"/>"))
    }

    @Test("the header is frozen, and a column is as wide as its header and values, from 8 to 50 characters")
    func layout() throws {
        let fields = ["n", "a name of 24 characters", "short", "long"].map { Field($0, "") }
        let row: [JSON] = [.null, .null, .string("fifteen letters"), .string(String(repeating: "x", count: 400))]
        let sheet = try #require(Workbook(WorkbookEncoder.encode(document(fields, [row]))))
            .text("xl/worksheets/sheet1.xml")
        #expect(sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"))
        let widths = sheet.split(separator: "width=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(widths == ["8", "25", "16", "50"])
    }

    @Test("the second sheet states title, query, release, unit, basis, further facts, sources and columns")
    func origin() throws {
        let fields = [Field("basis", "The total."), Field("value", .number, "The figure.")]
        let rows: [[JSON]] = [[.string("census"), .null], [.string("bea"), .null], [.string("census"), .null]]
        let cells = try #require(Workbook(WorkbookEncoder.encode(document(fields, rows)))).cells(2)
        var facts: [String: String] = [:]
        var terms: [String?] = []
        for row in 1...cells.count / 2 {
            facts[cells["A\(row)"]?.text ?? ""] = cells["B\(row)"]?.text
            if cells["A\(row)"]?.text == "terms" { terms.append(cells["B\(row)"]?.text) }
        }
        #expect(terms == ["id=a", "id=b"], "a line for each object")
        #expect(facts["title"] == "Balances <all>" && facts["query"] == "/v1/balances?year=2023")
        #expect(facts["release"] == "2026.1.0 (2026-11-21)" && facts["records"] == "3")
        #expect(facts["unit"] == "USD million" && facts["basis"] == "census, bea")
        #expect(facts["among"] == "top30" && facts["partners"] == "MEX|CAN")
        #expect(facts["source a-2024"] == "A, \"B\", 2024." && facts["column value"] == "The figure.")
    }

    @Test("a text that exceeds a cell is truncated to 32,767 characters, with an ellipsis")
    func longText() throws {
        for (length, kept) in [(32_766, 32_766), (40_000, 32_767)] {
            let rows: [[JSON]] = [[.string(String(repeating: "x", count: length))]]
            let cells = try #require(Workbook(WorkbookEncoder.encode(document([Field("t", "")], rows)))).cells(1)
            #expect(cells["A2"]?.text.count == kept && (cells["A2"]?.text.hasSuffix("…") == true) == (length > kept))
        }
    }

    @Test("the columns are A to Z, AA to ZZ, AAA")
    func columns() {
        #expect([0, 25, 26, 27, 701, 702].map(SheetXML.column) == ["A", "Z", "AA", "AB", "ZZ", "AAA"])
    }

    @Test("the same records have the same bytes")
    func reproducible() {
        let document = document([Field("t", "")], [[.string("x")]])
        #expect(WorkbookEncoder.encode(document) == WorkbookEncoder.encode(document))
    }
}
