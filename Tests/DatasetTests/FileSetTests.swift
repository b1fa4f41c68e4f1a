// File sets of `dataset.json`: the figures read from their files, and refused lines with the reason.
import Foundation
import TestSupport
import Testing

@testable import Dataset

/// Files of a data folder in memory, beside the embedded code lists.
struct SampleSet {
    var description: [String: String] = [:]
    var columns: [(String, String)] = [
        ("partner", #"{"dimension": "partner", "codes": "iso3"}"#), ("year", #"{"period": "year"}"#),
        ("month", #"{"period": "month"}"#), ("flow", #"{"dimension": "flow"}"#), ("value", #"{"measure": "value"}"#),
    ]
    var files: [(name: String, bytes: [UInt8])] = []

    static let header = "partner,year,month,flow,value\n"

    init(_ text: String = "") { files = [("data.csv", Array((SampleSet.header + text).utf8))] }

    init(bytes: [UInt8]) { files = [("data.csv", bytes)] }

    var json: String {
        var members: [String: String] = [
            "id": #""sample""#, "files": #"["data*.csv", "data*.csv.gz"]"#, "basis": #""census""#,
            "source": #"{"id": "sample", "title": "Sample", "released": "2025-01-31", "citation": "Sample, 2025."}"#,
        ]
        members.merge(description) { $1 }
        let set = members.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }.joined(separator: ",\n")
        return "{\"sets\": [{\(set),\n\"columns\": {\(columns.map { "\"\($0)\": \($1)" }.joined(separator: ",\n"))}}]}"
    }

    func load(strict: Bool = false) throws -> Dataset {
        let codeLists = ["partners", "groups", "categories", "sources", "bases", "release"].map { "data/\($0).csv" }
        var all = DataFile.embedded.filter { codeLists.contains($0.name) }.map {
            DataFile(name: String($0.name.dropFirst(5)), bytes: $0.bytes)
        }
        for file in DataFile.embedded
        where file.name.hasPrefix("data/registers/") || file.name.hasSuffix("ies.csv")
            || ["data/tables.csv", "data/readings.csv"].contains(file.name)
        {
            guard !codeLists.contains(file.name) else { continue }
            let header = file.bytes.array.prefix { $0 != 0x0a } + [0x0a]
            all.append(DataFile(name: String(file.name.dropFirst(5)), bytes: Array(header)))
        }
        all.append(DataFile(name: "added/dataset.json", bytes: Array(json.utf8)))
        all += files.map { DataFile(name: "added/" + $0.name, bytes: $0.bytes) }
        return try Dataset(files: all, strict: strict)
    }

    /// The figures as `partner period flow value`.
    func figures() throws -> [String] {
        let dataset = try load()
        let store = dataset.store
        return store.rows(Filter()).map {
            "\(store.partner($0)) \(store.period($0).code) \(store.measure($0)) \(store.value($0))"
        }
    }

    func report() throws -> LoadReport { try load().fileSets[0].report }

    /// The error that loading gives.
    func error(strict: Bool = false) -> String {
        do {
            _ = try load(strict: strict)
            return ""
        } catch {
            return "\(error)"
        }
    }
}

@Suite("File sets")
struct FileSetTests {
    @Test("rows become figures with their line and column as the address")
    func plain() throws {
        let sample = SampleSet("MEX,2024,7,exports,10\nMEX,2024,7,imports,20\nCAN,2024,12,exports,30\n")
        #expect(try sample.figures() == ["CAN 2024-12 exports 30", "MEX 2024-07 exports 10", "MEX 2024-07 imports 20"])
        let dataset = try sample.load()
        #expect(
            dataset.store.rows(Filter()).map { dataset.cellID(row: $0) } == [
                "sample-r04-c05", "sample-r02-c05", "sample-r03-c05",
            ])
        #expect(dataset.source(0) == "sample" && dataset.codes.source("sample")?.published == "2025-01-31")
    }

    @Test(
        "line ends may be LF, CRLF or CR, with or without the last; a byte order mark and blank lines are skipped",
        arguments: ["\n", "\r\n", "\r", "\n\n"])
    func lineEnds(end: String) throws {
        let lines = ["partner,year,month,flow,value", "MEX,2024,7,exports,10", "CAN,2024,12,exports,30"]
        for last in ["", end] {
            for mark in ["", "\u{feff}"] {
                let text = mark + lines.joined(separator: end) + last
                let sample = SampleSet(bytes: Array(text.utf8))
                #expect(
                    try sample.figures() == ["CAN 2024-12 exports 30", "MEX 2024-07 exports 10"], "\(mark) \(last)")
            }
        }
    }

    @Test("a quoted field may hold the delimiter, doubled quotes and line breaks; lines are counted through it")
    func quotes() throws {
        var sample = SampleSet(
            bytes: Array(
                "partner,year,month,flow,value,note\r\n\"MEX\",2024,\"7\",exports,10,\"a \"\"b\"\",\r\nc\"\r\nXXX,2024,7,exports,1,\r\n"
                    .utf8))
        sample.columns.append(("note", "\"ignored\""))
        #expect(try sample.figures() == ["MEX 2024-07 exports 10"])
        #expect(try sample.report().rejectedLines.map(\.line) == [4])
        #expect(SampleSet("MEX,2024,\"7,exports,10\n").error().contains("a quote is not closed"))
        #expect(SampleSet("MEX,2024,\"7\"7,exports,10\n").error().contains("line 2: text follows a closing quote"))
        #expect(SampleSet("MEX,2024,7\",exports,10\n").error().contains("line 2: a quote in a field without quotes"))
    }

    @Test("a field longer than the buffer and a file of many records are read like short ones")
    func buffers() throws {
        var text = "partner,year,month,flow,value,note\n"
        var sum = 0
        for index in 0..<20_000 {
            text += "MEX,\(1900 + index / 12 % 100),\(index % 12 + 1),exports,\(index),\"x\"\"\(index)\n\"\n"
            sum += index
        }
        text += "CAN,2024,7,exports,5,\"" + String(repeating: "y\n", count: 300_000) + "\"\n"
        var sample = SampleSet(bytes: Array(text.utf8))
        sample.columns.append(("note", "\"ignored\""))
        sample.description["duplicates"] = "\"sum\""
        let dataset = try sample.load()
        let store = dataset.store
        #expect((0..<store.count).reduce(0) { $0 + store.value($1) } == Int64(sum) + 5)
        #expect(store.count == 1201)
        let can = try #require((0..<store.count).first { store.partner($0) == "CAN" })
        #expect(dataset.cellID(row: can) == "sample-r40002-c05")
    }

    struct Rejection: Sendable, CustomTestStringConvertible {
        let line: String
        let column: String
        let text: String
        let reason: String
        var testDescription: String { line }
    }

    @Test(
        "a line that cannot be read is listed with its column, text and reason; the rest is served",
        arguments: [
            Rejection(
                line: "MXE,2024,7,exports,1", column: "partner", text: "MXE",
                reason: "unknown partner in the code list iso3"),
            Rejection(line: "MEX,24,7,exports,1", column: "year", text: "24", reason: "not a year"),
            Rejection(line: "MEX,2024,13,exports,1", column: "month", text: "13", reason: "not a month"),
            Rejection(line: "MEX,2024,7,export,1", column: "flow", text: "export", reason: "unknown flow"),
            Rejection(line: "MEX,2024,7,exports,1e5", column: "value", text: "1e5", reason: "not a decimal number"),
            Rejection(line: "MEX,2024,7,exports,.", column: "value", text: ".", reason: "not a decimal number"),
            Rejection(line: "MEX,2024,7,exports,--1", column: "value", text: "--1", reason: "not a decimal number"),
            Rejection(
                line: "MEX,2024,7,exports,9223372036854775808", column: "value", text: "9223372036854775808",
                reason: "more than 18 digits"),
            Rejection(
                line: "MEX,2024,7,exports,1.5", column: "value", text: "1.5",
                reason: "more decimals than a whole US dollar; declare \"cents\": \"round\" to round"),
            Rejection(
                line: "MEX,2024,7,exports", column: "", text: "4 fields",
                reason: "the number of fields differs from the header"),
        ])
    func rejected(_ rejection: Rejection) throws {
        let sample = SampleSet("MEX,2024,1,exports,10\n\(rejection.line)\nCAN,2024,1,exports,30\n")
        #expect(try sample.figures() == ["CAN 2024-01 exports 30", "MEX 2024-01 exports 10"])
        let report = try sample.report()
        #expect(report.recordCount == 3 && report.figureCount == 2 && report.rejectedCount == 1)
        #expect(
            report.rejectedLines == [
                RejectedLine(
                    file: "added/data.csv", line: 3, column: rejection.column, text: rejection.text,
                    reason: rejection.reason)
            ])
        let strict = sample.error(strict: true)
        #expect(strict.contains("added/data.csv, line 3") && strict.contains(rejection.reason), "\(strict)")
    }

    @Test("rejected lines are counted by reason, and listed up to a limit")
    func manyRejected() throws {
        let report = try SampleSet(
            (1...250).map { "X\($0),2024,1,exports,1\n" }.joined() + "MEX,2024,1,exports,x\n"
        ).report()
        #expect(report.rejectedLines.count == LoadReport.listLimit)
        #expect(
            report.rejectedCounts == [
                "partner: unknown partner in the code list iso3": 250, "value: not a decimal number": 1,
            ])
    }

    @Test("text that is not UTF-8 is rejected with a hint; Latin-1 is read where it is declared")
    func encodings() throws {
        let bytes = Array(SampleSet.header.utf8) + [0x4d, 0xe9, 0x78] + Array(",2024,7,exports,10\n".utf8)
        var sample = SampleSet(bytes: bytes)
        #expect(try sample.report().rejectedLines.map(\.reason).allSatisfy { $0.contains("\"encoding\": \"latin-1\"") })
        sample.description["encoding"] = "\"latin-1\""
        sample.columns[0].1 = #"{"dimension": "partner", "codes": {"Méx": "MEX"}}"#
        #expect(try sample.figures() == ["MEX 2024-07 exports 10"])
    }

    @Test("a file with more columns of values than a block has rows is refused with their number")
    func tooManyValueColumns() throws {
        let names = (0...RowBlock.capacity).map { "v\(1_000 + $0 / 12)_\($0 % 12 + 1)" }
        var sample = SampleSet(bytes: Array(("partner," + names.joined(separator: ",") + "\n").utf8))
        sample.columns = [
            ("partner", #"{"dimension": "partner", "codes": "iso3"}"#),
            ("v{year}_{month}", #"{"measure": "value", "flow": "exports"}"#),
        ]
        let error = #expect(throws: DataError.self) { try sample.load() }
        #expect(
            error?.reason.contains("65537 columns have values; at most 65536") == true, "\(String(describing: error))")
    }

    @Test("duplicates are refused with both lines, summed, or replaced by the last, also across files")
    func duplicates() throws {
        let lines = "MEX,2024,7,exports,10\nCAN,2024,7,exports,1\nMEX,2024,7,exports,32\n"
        var sample = SampleSet(lines)
        #expect(
            sample.error().contains("added/data.csv, line 4: the figure has the same dimensions as the one on line 2"))
        sample.description["duplicates"] = "\"sum\""
        #expect(try sample.figures() == ["CAN 2024-07 exports 1", "MEX 2024-07 exports 42"])
        sample.description["duplicates"] = "\"last\""
        #expect(try sample.figures() == ["CAN 2024-07 exports 1", "MEX 2024-07 exports 32"])
        // Two batches: each file is larger than one.
        var large = SampleSet()
        large.columns.append(("note", "\"ignored\""))
        let note = String(repeating: "x", count: 20_000)
        let many = (0..<500).map { "MEX,\(2000 + $0 / 12),\($0 % 12 + 1),exports,1,\(note)\n" }.joined()
        large.files = (1...2).map { ("data\($0).csv", Array(("partner,year,month,flow,value,note\n" + many).utf8)) }
        large.description["duplicates"] = "\"sum\""
        let store = try large.load().store
        #expect(store.rows(Filter()).map { store.value($0) } == [Int64](repeating: 2, count: 500))
        large.description["duplicates"] = "\"last\""
        let last = try large.load().store
        #expect(last.rows(Filter()).map { last.value($0) } == [Int64](repeating: 1, count: 500))
        large.description["duplicates"] = "\"refuse\""
        #expect(
            large.error().contains("added/data2.csv, line 2: the figure has the same dimensions as the one on line 2"))
    }

    @Test("of duplicates in a small and a large file, the last file counts, in either order")
    func lastFile() throws {
        var sample = SampleSet()
        sample.columns = [
            ("partner", #"{"dimension": "partner", "codes": "iso3"}"#), ("year", #"{"period": "year"}"#),
            ("exports", #"{"measure": "value", "flow": "exports"}"#),
            ("imports", #"{"measure": "value", "flow": "imports"}"#), ("note", "\"ignored\""),
        ]
        sample.description["duplicates"] = "\"last\""
        let header = "partner,year,exports,imports,note\n"
        let small = Array((header + "MEX,2024,1,1,\n").utf8)
        let large = Array(
            (header + "MEX,2024,2,2," + String(repeating: "x", count: 1 << 19) + "\nCAN,2024,2,2,"
                + String(repeating: "x", count: 1 << 19) + "\n").utf8)
        sample.files = [("data1.csv", small), ("data2.csv", large)]
        #expect(try sample.figures().suffix(2) == ["MEX 2024 exports 2", "MEX 2024 imports 2"])
        sample.files = [("data1.csv", large), ("data2.csv", small)]
        #expect(try sample.figures().suffix(2) == ["MEX 2024 exports 1", "MEX 2024 imports 1"])
    }

    @Test("a year whose months lie in two large files is summed")
    func yearInTwoFiles() throws {
        var sample = SampleSet()
        sample.columns = [
            ("partner", #"{"dimension": "partner", "codes": "iso3"}"#), ("year", #"{"period": "year"}"#),
            ("month", #"{"period": "month"}"#), ("exports", #"{"measure": "value", "flow": "exports"}"#),
            ("imports", #"{"measure": "value", "flow": "imports"}"#), ("note", "\"ignored\""),
        ]
        let note = String(repeating: "x", count: 1 << 18)
        sample.files = [1...6, 7...12].enumerated().map { index, months in
            let lines = months.map { "MEX,2023,\($0),\($0),\(10 * $0),\(note)\n" }.joined()
            return ("data\(index).csv", Array(("partner,year,month,exports,imports,note\n" + lines).utf8))
        }
        let store = try sample.load().store
        var filter = Filter()
        filter.months = .summed
        #expect(store.rows(filter).map { store.period($0).code } == ["2023", "2023"])
        #expect(store.rows(filter).map(store.value) == [78, 780])
    }

    @Test("a partner without figures is not listed")
    func partnersWithFigures() throws {
        let dataset = try SampleSet("MEX,2024,7,exports,5\nGUY,2024,7,exports,\n").load()
        #expect(dataset.store.partners == ["MEX"])
    }

    @Test("an amount with more decimals than fit is rounded to zero, or rejected")
    func manyDecimals() throws {
        for decimals in [18, 19, 39, 200] {
            var sample = SampleSet("MEX,2024,7,exports,0.\(String(repeating: "0", count: decimals - 1))1\n")
            #expect(try sample.report().rejectedLines.map(\.reason).allSatisfy { $0.contains("more decimals") })
            #expect(try sample.report().rejectedCount == 1)
            sample.description["cents"] = "\"round\""
            #expect(try sample.figures() == ["MEX 2024-07 exports 0"], "\(decimals)")
        }
    }

    @Test("a sum of duplicates and a sum of all values beyond 64 bits are refused")
    func overflow() {
        let large = "999999999999999999"
        var sample = SampleSet((0..<20).map { _ in "MEX,2024,7,exports,\(large)\n" }.joined())
        sample.description["duplicates"] = "\"sum\""
        #expect(sample.error().contains("exceeds 9.2 × 10^18"))
        let apart = SampleSet((0..<20).map { "MEX,\(2000 + $0),7,exports,\(large)\n" }.joined())
        #expect(apart.error().contains("the sum of all values of the file set 'sample' exceeds 9.2 × 10^18"))
        var thousands = SampleSet("MEX,2024,7,exports,\(large)\n")
        thousands.description["unit"] = "\"USD thousand\""
        #expect((try? thousands.report().rejectedLines.map(\.reason)) == ["exceeds 9.2 × 10^18 US dollars"])
    }

    @Test("blank amounts are missing, or zero if declared")
    func blanks() throws {
        var sample = SampleSet("MEX,2024,7,exports,\nCAN,2024,7,exports, 5 \n")
        #expect(try sample.figures() == ["CAN 2024-07 exports 5"])
        #expect(try sample.report().missingCount == 1)
        sample.description["blanks"] = "\"zero\""
        #expect(try sample.figures() == ["CAN 2024-07 exports 5", "MEX 2024-07 exports 0"])
    }

    @Test("amounts are in the declared unit, exact to the dollar; their precision is that of their digits or declared")
    func units() throws {
        var sample = SampleSet("MEX,2024,7,exports,6350.6\nCAN,2024,7,exports,-1.000000\n")
        sample.description["unit"] = "\"USD million\""
        let dataset = try sample.load()
        let store = dataset.store
        #expect(store.rows(Filter()).map { store.value($0) } == [-1_000_000, 6_350_600_000])
        #expect(store.rows(Filter()).map { store.precision($0) } == [0, 5])
        sample.description["precision"] = "\"10000\""
        let declared = try sample.load().store
        #expect(declared.rows(Filter()).map { declared.precision($0) } == [4, 4])
        var cents = SampleSet("MEX,2024,7,exports,2.5\nCAN,2024,7,exports,3.5\nUSA,2024,7,exports,4.00\n")
        cents.description["cents"] = "\"round\""
        #expect(try cents.figures() == ["CAN 2024-07 exports 4", "MEX 2024-07 exports 2", "USA 2024-07 exports 4"])
        #expect(try cents.report().roundedCount == 2)
    }

    @Test("the name of a wide column gives its flow and its part of the period")
    func wide() throws {
        var sample = SampleSet(
            bytes: Array("country,year,IJAN,IFEB,EJAN,EFEB\n2010,2024,1,2,3,\n00,2024,9,9,9,9\n".utf8))
        sample.columns = [
            ("country", #"{"dimension": "partner", "codes": "census", "skip": "0?"}"#),
            ("year", #"{"period": "year"}"#),
            ("E{month}", #"{"measure": "value", "flow": "exports"}"#),
            ("I{month}", #"{"measure": "value", "flow": "imports"}"#),
        ]
        #expect(
            try sample.figures() == [
                "MEX 2024-01 exports 3", "MEX 2024-01 imports 1", "MEX 2024-02 imports 2",
            ])
        #expect(try sample.report().skippedCounts == ["country": 1])
    }

    @Test(
        "a large file with wide columns, which two threads read, gives the figures and the report of the same rows in small files"
    )
    func dividedFile() throws {
        let header = "partner,year," + (1...12).map { "exports_\($0),imports_\($0)" }.joined(separator: ",") + "\n"
        var rows: [String] = []
        for (number, partner) in ["MEX", "CAN", "XXX", "VNM", "DEU"].enumerated() {
            for year in 1500..<3000 {
                let values = (1...24).map {
                    $0 == 7 && year == 1900 ? "n/a" : "\(number * 1_000_000 + year * 100 + $0)"
                }
                rows.append("\(partner),\(year),\(values.joined(separator: ","))\n")
            }
        }
        rows[40] = "MEX,1540,1\n"
        var whole = SampleSet()
        whole.columns = [
            ("partner", #"{"dimension": "partner", "codes": "iso3"}"#), ("year", #"{"period": "year"}"#),
            ("exports_{month}", #"{"measure": "value", "flow": "exports"}"#),
            ("imports_{month}", #"{"measure": "value", "flow": "imports"}"#),
        ]
        var parts = whole
        whole.files = [("data.csv", Array((header + rows.joined()).utf8))]
        #expect(whole.files[0].bytes.count > 1 << 20)
        parts.files = stride(from: 0, to: rows.count, by: 1000).map { start in
            ("data\(start).csv", Array((header + rows[start..<min(rows.count, start + 1000)].joined()).utf8))
        }
        #expect(try whole.figures() == parts.figures())
        let reports = try (whole.report(), parts.report())
        #expect(reports.0.recordCount == rows.count)
        #expect(reports.0.figureCount == 4 * 1500 * 24 - 24 - 4)
        #expect(reports.0.figureCount == reports.1.figureCount)
        #expect(reports.0.rejectedCounts == reports.1.rejectedCounts)
        #expect(reports.0.rejectedCount == 1 + 1500 + 4)
        let store = try whole.load().store
        let addressed = store.rows(Filter()).allSatisfy { row in
            guard let line = store.address(row)?.line, rows.indices.contains(line - 2) else { return false }
            return rows[line - 2].hasPrefix("\(store.partner(row)),\(store.period(row).code.prefix(4)),")
        }
        #expect(addressed, "the line of each figure is that of its record in the whole file")
        // The same records in both halves.
        let name = whole.files[0].name
        var repeated = whole
        repeated.description["duplicates"] = "\"sum\""
        repeated.files = [(name, Array((header + rows.joined() + rows.joined()).utf8))]
        let sums = try repeated.load().store
        #expect(sums.rows(Filter()).map(sums.value) == store.rows(Filter()).map { 2 * store.value($0) })
    }

    @Test("a file is divided at a line on which the first field changes; quotes and carriage returns prevent it")
    func halves() throws {
        func parts(_ text: String) -> [FilePart] {
            FilePart(DataFile(name: "data.csv", bytes: Array(text.utf8)), number: 3).halves(delimiter: 0x2c)
        }
        let lines = (0..<60).map { "\(["A", "AB", "B"][$0 / 20]),\(2000 + $0 % 20),\($0)\n" }
        let divided = parts("partner,year,value\n" + lines.joined())
        let records = try divided.map { try #require($0.records) }
        #expect(
            records.map { String(decoding: $0.bytes.array, as: UTF8.self) } == [
                lines[..<40].joined(), lines[40...].joined(),
            ])
        #expect(records.map(\.firstLine) == [2, 42])
        #expect(divided.allSatisfy { $0.number == 3 && $0.file.name == "data.csv" })
        for text in [
            "", "\n", "\npartner,year,value\n" + lines.joined(), "partner,year,value", "partner,year,value\n",
            "partner,year,value\n" + lines[..<20].joined(),
            "partner,year,value\r\n" + lines.joined(), "partner,year,value\n" + lines.joined() + "\"C\",2000,1\n",
        ] {
            let whole = parts(text)
            #expect(whole.count == 1 && whole[0].records == nil, "\(text.prefix(40))")
        }
        let compressed = DataFile(name: "data.csv.gz", bytes: Array(("partner,year,value\n" + lines.joined()).utf8))
        #expect(FilePart(compressed, number: 1).halves(delimiter: 0x2c).count == 1)
    }

    @Test("files of different flows with the same months are not joined row by row")
    func filesByFlow() throws {
        var set = SampleSet()
        set.files = ["exports", "imports"].map { flow in
            ("data-\(flow).csv", Array((SampleSet.header + "MEX,2024,1,\(flow),5\nMEX,2024,2,\(flow),7\n").utf8))
        }
        #expect(
            try set.figures() == [
                "MEX 2024-01 exports 5", "MEX 2024-01 imports 5", "MEX 2024-02 exports 7", "MEX 2024-02 imports 7",
            ])
    }

    @Test("periods may be years, quarters, months, codes, or months without a hyphen")
    func periods() throws {
        var sample = SampleSet(
            bytes: Array(
                "partner,period,flow,value\nMEX,2024,exports,1\nMEX,2024-Q2,exports,2\nMEX,202407,exports,3\n".utf8))
        sample.columns = [
            ("partner", #"{"dimension": "partner", "codes": "iso3"}"#), ("period", #"{"period": "period"}"#),
            ("flow", #"{"dimension": "flow"}"#), ("value", #"{"measure": "value"}"#),
        ]
        #expect(try sample.figures() == ["MEX 2024 exports 1", "MEX 2024-07 exports 3", "MEX 2024-Q2 exports 2"])
    }

    @Test("the flow follows from exporter and importer; rows without the reporter are skipped")
    func pairs() throws {
        var sample = SampleSet(
            bytes: Array("t,i,j,k,v\n2022,842,484,010121,1.5\n2022,484,842,010121,2\n2022,484,124,010121,3\n".utf8))
        sample.columns = [
            ("t", #"{"period": "year"}"#), ("i", #"{"dimension": "exporter", "codes": "comtrade"}"#),
            ("j", #"{"dimension": "importer", "codes": "comtrade"}"#),
            ("k", #"{"dimension": "category", "classification": "hs6"}"#), ("v", #"{"measure": "value"}"#),
        ]
        sample.description["unit"] = "\"USD thousand\""
        #expect(try sample.figures() == ["MEX 2022 exports 1500", "MEX 2022 imports 2000"])
        let dataset = try sample.load()
        #expect(dataset.codes.category("hs6", "010121") != nil)
        #expect(try sample.report().skippedCounts == ["exporter and importer": 1])
    }

    @Test("a gzip file is read like a plain one; a truncated or damaged one is refused")
    func gzip() throws {
        let text = SampleSet.header + (1...5_000).map { "MEX,\(1000 + $0),7,exports,\($0)\n" }.joined()
        let packed = try gzipped(text)
        var sample = SampleSet()
        sample.files = [("data.csv.gz", packed)]
        #expect(try sample.figures().count == 5_000)
        // A second member continues the first; its header is a line that cannot be read.
        sample.files = [("data.csv.gz", packed + (try gzipped(SampleSet.header + "CAN,2024,7,exports,1\n")))]
        #expect(try sample.report().rejectedCount == 1 && sample.figures().count == 5_001)
        for count in [packed.count - 1, packed.count / 2, 12] {
            sample.files = [("data.csv.gz", Array(packed.prefix(count)))]
            #expect(sample.error().contains("the gzip file is truncated"), "\(count)")
        }
        var damaged = packed
        damaged[packed.count / 2] ^= 0xff
        sample.files = [("data.csv.gz", damaged)]
        #expect(sample.error().contains("the file is not valid gzip"))
    }

    @Test("columns must be declared, and declared columns must exist")
    func columns() {
        var sample = SampleSet()
        sample.columns.removeLast()
        #expect(sample.error().contains("has no column with \"measure\": \"value\""))
        sample.columns.append(("amount", #"{"measure": "value"}"#))
        #expect(
            sample.error().contains("added/data.csv, line 1: the column 'value' is not declared in added/dataset.json"))
        sample.columns.append(("value", "\"ignored\""))
        #expect(sample.error().contains("the column 'amount', which added/dataset.json declares, is not in the file"))
        #expect(SampleSet(bytes: Array("partner,partner,year\n".utf8)).error().contains("duplicate column 'partner'"))
        #expect(SampleSet(bytes: []).error().contains("the file is empty"))
    }

    @Test(
        "a fault of the description is an error with its line",
        arguments: [
            ("basis", #""cenus""#, "unknown basis 'cenus'"), ("source", #""nowhere""#, "unknown source 'nowhere'"),
            ("files", #"["other*.csv"]"#, "no file matches 'other*.csv'"),
            ("unit", #""EUR""#, "unknown unit of money 'EUR'"),
            ("duplicates", #""add""#, "'add' is not a value of 'duplicates' of a file set; known: refuse, sum, last"),
            ("duplicate", #""sum""#, "a file set has an unknown member 'duplicate'; did you mean 'duplicates'?"),
            ("constants", #"{"partner": "XXX"}"#, "unknown constant partner 'XXX'"),
            ("constants", #"{"partner": "MEX"}"#, "must give the partner of a row once"),
            ("constants", #"{"flow": "exports"}"#, "must give the flow of a value once"),
            ("precision", #""1500""#, "the precision '1500' must be a power of ten"),
            ("delimiter", #""x""#, "the delimiter 'x' must be"),
            ("id", #""Two words""#, "lower-case letters, digits and hyphens"),
            ("source", "3", "'source' must be an object in braces"), ("blanks", "true", "must be a text in quotes"),
        ])
    func descriptions(_ member: String, _ value: String, _ reason: String) {
        var sample = SampleSet("MEX,2024,7,exports,10\n")
        sample.description[member] = value
        let error = sample.error()
        #expect(error.contains(reason) && error.contains("added/dataset.json, line"), "\(error)")
    }
}

/// A text compressed by the system's gzip.
func gzipped(_ text: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("text")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", file.path]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: file.appendingPathExtension("gz")))
}

@Suite("Data folders")
struct DataFolderTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func dataset(_ folder: URL) throws -> Dataset {
        try Dataset(
            files: DataFile.read(folder: folder.path).map {
                DataFile(name: String($0.name.dropFirst("data/".count)), bytes: $0.bytes)
            })
    }

    private func error(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("a folder with a description extends the embedded data, or replaces it")
    func extends() throws {
        try withFolder { folder in
            let sample = SampleSet("MEX,2024,7,exports,10\n")
            for (base, tables) in [("extend", true), ("replace", false)] {
                let json = "{\"embedded_data\": \"\(base)\"," + sample.json.dropFirst()
                try json.write(to: folder.appendingPathComponent("dataset.json"), atomically: true, encoding: .utf8)
                try Data(sample.files[0].bytes).write(to: folder.appendingPathComponent("data.csv"))
                let dataset = try dataset(folder)
                #expect(dataset.tables.isEmpty != tables)
                #expect(dataset.fileSets.last?.id == "sample" && dataset.fileSets.last?.figureCount == 1)
            }
        }
    }

    @Test("a thousand small files are read as one file set")
    func manyFiles() throws {
        try withFolder { folder in
            try SampleSet().json.write(
                to: folder.appendingPathComponent("dataset.json"), atomically: true, encoding: .utf8)
            for index in 0..<1_000 {
                try Data((SampleSet.header + "MEX,\(1000 + index),7,exports,\(index)\n").utf8)
                    .write(to: folder.appendingPathComponent("data\(index).csv"))
            }
            let set = try #require(try dataset(folder).fileSets.last)
            #expect(set.figureCount == 1_000 && set.detail.count == 1 && set.report.files.count == 1_000)
        }
    }

    @Test("the error for a missing folder, or one without CSV files, names the folder")
    func noFolder() {
        let missing = checkout + "/Resources/nowhere"
        #expect(throws: DataError(missing, nil, "cannot be read: No such file or directory")) {
            try DataFile.read(folder: missing)
        }
        let without = checkout + "/Sources/CPosix"
        #expect(throws: DataError(without, nil, "the folder holds no .csv files")) {
            try DataFile.read(folder: without)
        }
    }

    @Test("an empty, a missing and an unreadable folder are errors with the reason")
    func unreadable() throws {
        try withFolder { folder in
            #expect(error { _ = try dataset(folder) }.contains("the folder holds no .csv files"))
            let missing = folder.appendingPathComponent("missing")
            #expect(error { _ = try dataset(missing) }.contains("cannot be read: No such file or directory"))
            // The superuser may read everything.
            guard getuid() != 0 else { return }
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
            #expect(error { _ = try dataset(folder) }.contains("cannot be read: Permission denied"))
        }
    }

    @Test("a file whose size changes after its folder was read is refused")
    func growing() throws {
        try withFolder { folder in
            let file = folder.appendingPathComponent("data.csv")
            let rows = SampleSet.header + (0..<100_000).map { "MEX,\(1000 + $0 % 9000),7,exports,1\n" }.joined()
            try rows.write(to: file, atomically: true, encoding: .utf8)
            var sample = SampleSet()
            sample.description["duplicates"] = "\"sum\""
            try sample.json.write(to: folder.appendingPathComponent("dataset.json"), atomically: true, encoding: .utf8)
            let files = try DataFile.read(folder: folder.path)
            for text in [rows + "MEX,2024,7,exports,1\n", String(rows.dropLast(10))] {
                try text.write(to: file, atomically: true, encoding: .utf8)
                let message = error {
                    _ = try Dataset(files: files.map { DataFile(name: String($0.name.dropFirst(5)), bytes: $0.bytes) })
                }
                #expect(message.contains("the size of the file changed while it was read"), "\(message)")
            }
        }
    }
}

@Suite("JSON of descriptions")
struct JSONValueTests {
    private func parse(_ text: String) -> String {
        do {
            return "\(try JSONValue.parse(DataFile(name: "x.json", bytes: Array(text.utf8))).content)"
        } catch {
            return "\(error)"
        }
    }

    @Test("values of every kind are read")
    func values() {
        #expect(parse(" [null, true, false, -1.5e3, \"a\\u00e9\\n\\ud83d\\ude00\", {}] ").contains("aé\\n😀"))
        #expect(parse("{\"a\": [1, 2]}").contains("number(\"2\")"))
    }

    @Test(
        "a fault is an error with its line",
        arguments: [
            ("", "line 1: the JSON text ends"), ("{\n\"a\": 1,\n\"a\": 2}", "line 3: duplicate name 'a'"),
            ("[1,]", "expected a JSON value"), ("{\"a\" 1}", "expected ':'"), ("[1 2]", "expected ',' or ']'"),
            ("{} x", "text follows the end"), ("[01]", "expected"), ("\"a", "a text is not closed"),
            ("\"\u{1}\"", "control character"), ("\"\\x\"", "invalid escape"), ("\"\\ud800\"", "invalid \\u escape"),
            ("nul", "expected a JSON value"), (String(repeating: "[", count: 40), "nested too deeply"),
            ("{a: 1}", "double quotes"),
        ])
    func faults(_ text: String, _ reason: String) {
        #expect(parse(text).contains(reason), "\(parse(text))")
    }
}
