// The export of all figures, against the files they were read from.
import TestData
import Testing

@testable import Dataset

@Suite("Export")
struct ExportTests {
    private func export(_ dataset: Dataset, _ format: FigureExport.Format, part: String? = nil, rows: Int = 4096)
        -> String
    {
        var export = FigureExport(dataset, format, part: part)
        var (bytes, hasMore) = ([UInt8](), true)
        while hasMore {
            var piece: [UInt8] = []
            hasMore = export.next(into: &piece, rows: rows)
            #expect(piece.count <= (rows + 1) * 400, "a piece is bounded by its rows")
            bytes += piece
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func records(_ text: String) throws -> [CSV.Record] {
        try CSV(DataFile(name: "export.csv", bytes: Array(text.utf8))).records
    }

    @Test("the export of a file set has the figures of its file, each with its line and column")
    func fileSet() throws {
        let dataset = Fixture.dataset
        let set = try #require(dataset.fileSets.first { $0.id == "stats-2025" })
        let file = try #require(Fixture.files.first { $0.name == "data/" + set.files[0] })
        let lines = String(decoding: file.bytes.array, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var expected: [String: String] = [:]
        for (line, fields) in lines.enumerated().dropFirst() {
            for (column, field) in fields.enumerated()
            where lines[0][column].hasPrefix("exports") || lines[0][column].hasPrefix("imports") {
                guard !field.isEmpty else { continue }
                // The file is in millions.
                let value = (Int(field) ?? 0) * 1_000_000
                expected[PublishedTable.cellID(set.id, row: line + 1, column: column + 1)] = String(value)
            }
        }
        let records = try records(export(dataset, .csv, part: set.id, rows: 7))
        #expect(records.count == set.figureCount && !records.isEmpty)
        for record in records {
            #expect(record["value"] == expected[record["figure"]], "\(record["figure"])")
            #expect(record["unit"] == "USD" && record["precision"] == "1" && record["source"] == set.source)
        }
        #expect(Set(records.map { $0["figure"] }) == Set(expected.keys))
    }

    @Test("the export of all parts has every figure of every release once, shares in percent")
    func all() throws {
        let dataset = Fixture.dataset
        let text = export(dataset, .csv)
        let count = dataset.fileSets.reduce(0) { $0 + $1.figureCount }
        let tables = try records(export(dataset, .csv, part: "tables"))
        #expect(text.utf8.count { $0 == 0x0a } == 1 + count + tables.count)
        #expect(tables.count == dataset.store.tableRows.count)
        let rows = Dictionary(
            uniqueKeysWithValues: dataset.store.tableRows.map { (dataset.cellID(row: $0), $0) })
        for record in tables {
            let row = try #require(rows[record["figure"]])
            let store = dataset.store
            #expect(record["partner"] == store.partner(row) && record["period"] == store.period(row).code)
            if store.measure(row).isShare {
                #expect(record["unit"] == "percent")
                #expect(Double(record["value"]) == Double(store.value(row)) / 1e6, "\(record["figure"])")
            } else {
                #expect(record["value"] == String(store.value(row)))
            }
        }
    }

    /// Freight with a state whose name holds a comma and a quote.
    private func freight() throws -> Dataset {
        var sample = SampleSet()
        sample.columns = [
            ("state", #"{"dimension": "us_state"}"#), ("partner", #"{"dimension": "partner", "codes": "iso3"}"#),
            ("year", #"{"period": "year"}"#), ("flow", #"{"dimension": "flow"}"#),
            ("value", #"{"measure": "value"}"#), ("weight", #"{"measure": "weight", "unit": "kg"}"#),
        ]
        sample.files = [
            (
                "data.csv",
                Array(
                    "state,partner,year,flow,value,weight\n\"T \"\"X\"\", a\",MEX,2024,exports,-5,7\nCA,MEX,2024,exports,6,\n"
                        .utf8)
            )
        ]
        return try sample.load()
    }

    @Test("further dimensions and measures are columns, and texts with special characters are quoted")
    func further() throws {
        let dataset = try freight()
        let records = try records(export(dataset, .csv, part: "sample"))
        #expect(records.map { $0["us_state"] } == ["CA", "T \"X\", a"])
        #expect(records.map { $0["value"] } == ["6", "-5"] && records.map { $0["weight"] } == ["0", "7"])
        let lines = export(dataset, .ndjson, part: "sample").split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        #expect(lines[1].contains(#""value":-5,"unit":"USD","#) && lines[1].contains(#""us_state":"T \"X\", a""#))
        #expect(lines.allSatisfy { $0.hasPrefix("{\"reporter\":\"USA\",\"partner\":\"MEX\"") && $0.hasSuffix("}") })
        // JSON of the other parts has no members for dimensions that they lack.
        #expect(!export(dataset, .ndjson, part: "tables").contains("us_state"))
    }

    @Test("an exported file set is read back with the same figures")
    func roundTrip() throws {
        let dataset = try freight()
        let text = export(dataset, .csv, part: "sample")
        var sample = SampleSet(bytes: Array(text.utf8))
        sample.columns = [
            ("reporter", #"{"dimension": "reporter"}"#), ("partner", #"{"dimension": "partner", "codes": "iso3"}"#),
            ("period", #"{"period": "period"}"#), ("type", #"{"dimension": "type"}"#),
            ("classification", "\"ignored\""),
            ("category", #"{"dimension": "category", "classification": "total", "total": "total"}"#),
            ("flow", #"{"dimension": "flow"}"#), ("basis", "\"ignored\""), ("source", "\"ignored\""),
            ("value", #"{"measure": "value"}"#), ("unit", #"{"ignored": true, "only": "USD"}"#),
            ("precision", "\"ignored\""), ("figure", "\"ignored\""), ("us_state", #"{"dimension": "us_state"}"#),
            ("weight", #"{"measure": "weight", "unit": "kg"}"#),
        ]
        let again = try sample.load()
        #expect(again.fileSets[0].report.rejectedCount == 0)
        func plain(_ text: String) throws -> [[String]] {
            try records(text).map { record in
                ["partner", "period", "flow", "value", "us_state", "weight"].map { record[$0] }
            }
        }
        #expect(try plain(export(again, .csv, part: "sample")) == plain(text))
    }
}

@Suite("Descriptions proposed for a file")
struct DescriptionDraftTests {
    private func draft(_ text: String, name: String = "trade.csv") throws -> (DescriptionDraft, DatasetDescription) {
        let codes = try SampleSet("MEX,2024,7,exports,10\n").load().codes
        let draft = try DescriptionDraft(DataFile(name: name, bytes: Array(text.utf8)), codes: codes)
        // Completed as the notes of the draft instruct.
        let json = draft.json.replacing(
            "{\"id\": \"\", \"title\": \"\", \"publisher\": \"\", \"released\": \"\", \"citation\": \"\"}",
            with: "{\"id\": \"s\", \"title\": \"S\", \"released\": \"2024\", \"citation\": \"S.\"}"
        ).replacing("{\"id\": \"\", \"name\": \"\", \"description\": \"\"}", with: "\"census\"")
        return (draft, try DatasetDescription(DataFile(name: "dataset.json", bytes: Array(json.utf8))))
    }

    struct Layout: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let columns: [String]
        var testDescription: String { name }
    }

    @Test(
        "the columns of known layouts are recognised",
        arguments: [
            Layout(
                name: "one row for each month",
                text:
                    "YEAR,MONTH,CTY_CODE,CTY_NAME,exports_usd,imports_usd\n2024,01,2010,Mexico,5,6\n2024,02,1220,Canada,7,\n",
                columns: [
                    "YEAR {\"period\": \"year\"}", "MONTH {\"period\": \"month\"}",
                    "CTY_CODE {\"dimension\": \"partner\", \"codes\": \"census\"}", "CTY_NAME \"ignored\"",
                    "exports_usd {\"measure\": \"value\", \"flow\": \"exports\"}",
                    "imports_usd {\"measure\": \"value\", \"flow\": \"imports\"}",
                ]),
            Layout(
                name: "a column for each month",
                text: "cty;year;IJAN;IFEB;EJAN;EFEB\nMexico;2024;1;2;3;4\n",
                columns: [
                    "cty {\"dimension\": \"partner\"}", "year {\"period\": \"year\"}",
                    "I{month} {\"measure\": \"value\", \"flow\": \"imports\"}",
                    "E{month} {\"measure\": \"value\", \"flow\": \"exports\"}",
                ]),
            Layout(
                name: "states, chapters and weights",
                text: "TRDTYPE,USASTATE,COMMODITY2,COUNTRY,VALUE,SHIPWT,MONTH,YEAR\n1,TX,02,2010,21814,0,01,2022\n",
                columns: [
                    "TRDTYPE {\"dimension\": \"flow\", \"codes\": {\"1\": \"exports\", \"2\": \"imports\"}}",
                    "USASTATE {\"dimension\": \"usastate\", \"label\": \"USASTATE\"}",
                    "COMMODITY2 {\"dimension\": \"category\", \"classification\": \"hs2\"}",
                    "COUNTRY {\"dimension\": \"partner\", \"codes\": \"census\"}", "VALUE {\"measure\": \"value\"}",
                    "SHIPWT {\"measure\": \"weight\", \"unit\": \"kg\"}", "MONTH {\"period\": \"month\"}",
                    "YEAR {\"period\": \"year\"}",
                ]),
        ])
    func layouts(layout: Layout) throws {
        let (draft, description) = try draft(layout.text)
        let set = try #require(description.sets.first)
        #expect(set.columns.count == layout.columns.count)
        for column in layout.columns {
            let parts = column.split(separator: " ", maxSplits: 1)
            #expect(draft.json.contains("\"\(parts[0])\": \(parts[1])"), "\(column) in \(draft.json)")
        }
        #expect(draft.notes.first?.contains("'source'") == true)
    }

    @Test("a completed draft reads its file")
    func reads() throws {
        let text = "partner,year,flow,value\nMEX,2024,X,10\nCAN,2024,M,20\nWLD,2024,DX,1\n"
        let (draft, _) = try draft(text)
        var sample = SampleSet(bytes: Array(text.utf8))
        let start = try #require(draft.json.firstRange(of: "\"columns\": {")).upperBound
        let columns = draft.json[start...].split(separator: "\n").prefix {
            !$0.contains("      }") || $0.contains(": {")
        }
        sample.columns = columns.compactMap { line in
            let parts = line.split(separator: "\"", maxSplits: 2)
            guard parts.count == 3 else { return nil }
            var value = String(parts[2].dropFirst(2))
            if value.hasSuffix(",") { value.removeLast() }
            return (String(parts[1]), value)
        }
        #expect(try sample.figures() == ["CAN 2024 imports 20", "MEX 2024 exports 10"])
        #expect(try sample.report().skippedCounts == ["flow": 1] && sample.report().rejectedCount == 0)
    }

    @Test("the draft notes the missing declarations; a file without amounts is refused")
    func notes() throws {
        let (draft, description) = try draft("place,anno,sum\nMéxico,x,1.5\nx y z long text value,x,2\n")
        #expect(description.sets[0].columns.last?.name == "sum")
        for word in ["the partner", "the flow", "the year", "'sum' is taken for the amount"] {
            #expect(draft.notes.contains { $0.contains(word) }, "\(word): \(draft.notes)")
        }
        #expect(throws: DataError.self) { try self.draft("a,b\nx,y\n") }
        #expect(throws: DataError.self) { try self.draft("") }
    }
}

@Suite("JSON Schema of descriptions")
struct DatasetSchemaTests {
    private func object(_ value: JSONValue, _ path: String...) throws -> [(name: String, value: JSONValue)] {
        var value = value
        for name in path {
            guard case .object(let members) = value.content else { return [] }
            value = try #require(members.first { $0.name == name }?.value, "\(name)")
        }
        guard case .object(let members) = value.content else { return [] }
        return members
    }

    /// The names that the reader of descriptions accepts, from its error for an unknown name.
    private func isKnown(_ name: String, in object: (String) -> String) -> Bool {
        do {
            _ = try DatasetDescription(DataFile(name: "dataset.json", bytes: Array(object(name).utf8)))
            return true
        } catch { return !error.reason.contains("unknown member '\(name)'") }
    }

    @Test("the schema has the members that are read, and no others")
    func members() throws {
        let schema = try JSONValue.parse(
            DataFile(name: "schema", bytes: DataFile.embedded(named: "schemas/dataset.schema.json")))
        let set = #""id": "a", "files": "a.csv", "source": "a", "basis": "a""#
        let column = #""dimension": "partner""#
        func json(_ members: String, _ column: String = column) -> String {
            "{\"sets\": [{\(set), \"columns\": {\"a\": {\(column)}}\(members)}]}"
        }
        let places: [(path: [(name: String, value: JSONValue)], text: (String) -> String)] = [
            (
                try object(schema, "properties"),
                { name in
                    name == "sets" ? json("") : "{\"\(name)\": \"x\", " + json("").dropFirst()
                }
            ),
            (
                try object(schema, "$defs", "set", "properties"),
                { name in name == "columns" || set.contains("\"\(name)\"") ? json("") : json(", \"\(name)\": \"x\"") }
            ),
            (
                try object(schema, "$defs", "column", "properties"),
                { name in name == "dimension" ? json("") : json("", column + ", \"\(name)\": \"x\"") }
            ),
        ]
        for place in places {
            #expect(!place.path.isEmpty)
            for member in place.path {
                // Members that only some columns have are read for those.
                guard !["measure", "period", "flow", "unit", "ignored"].contains(member.name) || place.path.count < 10
                else { continue }
                #expect(isKnown(member.name, in: place.text), "\(member.name)")
            }
            #expect(!isKnown("nothing", in: place.text))
        }
    }
}
