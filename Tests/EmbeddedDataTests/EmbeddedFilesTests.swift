// The embedded files against the files of the checkout, and the printed tables against the text of the report.
import TestSupport
import Testing

@testable import API
@testable import Analytics
@testable import Dataset

@Suite("Embedded files")
struct EmbeddedFilesTests {
    @Test("the embedded files are exactly the files below Resources that the product reads or serves, byte for byte")
    func sameBytes() throws {
        // Documents and deployment examples belong to the repository, not to the binary.
        let onDisk = try files(below: checkout + "/Resources")
            .filter { !$0.key.hasPrefix("docs/") && !$0.key.hasPrefix("deploy/") }
        let embedded = Dictionary(uniqueKeysWithValues: DataFile.embedded.map { ($0.name, $0.bytes.array) })
        #expect(Set(onDisk.keys).subtracting(embedded.keys) == [], "not embedded")
        #expect(Set(embedded.keys).subtracting(onDisk.keys) == [], "embedded, but absent from Resources")
        let differing = onDisk.filter { embedded[$0.key] != $0.value }.keys.sorted()
        #expect(differing == [])
        #expect(onDisk.count >= 20)
    }

    @Test("a folder with the same files gives the same dataset as the binary")
    func folder() throws {
        let read = try DataFile.read(folder: checkout + "/Resources/data")
        #expect(read.map(\.name).sorted() == DataFile.embedded.map(\.name).filter { $0.hasPrefix("data/") }.sorted())
        #expect(Set(read.map(\.name)).count == read.count)
        for file in read { #expect(DataFile.embedded.contains(file), "\(file.name)") }
    }
}

@Suite("Registers at first use")
struct RegisterReadingTests {
    @Test("a register that is read at its first use has the records of the register that load checks")
    func firstUse() throws {
        let files = client.files.filter { $0.name != "data/dataset.json" }
        let snapshot = try Snapshot(files: files, registersAtFirstUse: true)
        let checked = try tablesClient.get().snapshot
        #expect(snapshot.id == checked.id)
        for schema in RegisterSchema.all {
            let (late, early) = (snapshot.dataset.register(schema), checked.dataset.register(schema))
            #expect(late?.count == early?.count && (late?.count ?? 0) > 0, "\(schema.name)")
            guard let late, let early else { continue }
            for row in 0..<late.count {
                #expect(late.columns.indices.allSatisfy { late.text(row, $0) == early.text(row, $0) })
            }
            #expect(snapshot.dataset.register(schema) === late, "it is read once")
        }
        #expect(snapshot.reviewFacts?.facts.count == checked.reviewFacts?.facts.count)
        #expect((snapshot.reviewFacts?.facts.count ?? 0) > 0)
    }

    @Test("a register without a file is absent, also at its first use")
    func absent() throws {
        let files = client.files.filter { !$0.name.hasPrefix("data/registers/") && $0.name != "data/dataset.json" }
        let snapshot = try Snapshot(files: files, registersAtFirstUse: true)
        #expect(snapshot.dataset.register(.claims) == nil)
        #expect(snapshot.reviewFacts == nil)
    }
}

@Suite("Tables as printed")
struct PrintedOrderTests {
    /// The lines of the first report without their markup, and without the letters of their footnotes.
    private func lines() throws -> [String] {
        try #require(reportLines("eclac-2024")).map { line in
            // The letters of table 12, which refer to its sources, are part of the text: `3 b`.
            line.replacing(#/([0-9]) <sup>(.)</sup>/#) { "\($0.output.1) \($0.output.2)" }
                .replacing(#/ ?<sup>.</sup>/#, with: "").replacing(#/</?b>|\*\*/#, with: "")
        }
    }

    /// The line that the report prints below the title of a table that is not in money.
    private static let units = [
        "eclac-2024-t12": "(Percentages)", "eclac-2024-t13": "*(in US millions of dollars)*",
        "eclac-2024-t14": "*(in US millions of dollars)*", "eclac-2024-t15": "*(Percentages)*",
        "eclac-2024-t16": "*(Percentages)*", "eclac-2024-t17": "",
    ]

    @Test(
        "tables 1 to 11 have the report's title, unit and rows, and each row its rank, label and cells in printed order",
        .needsReportTexts)
    func tables() throws {
        let lines = try lines()
        let tables = try publishedTables.get().tables.filter { (1...11).map { "Table \($0)" }.contains($0.number) }
        #expect(tables.count == 11)
        for table in tables {
            let start = try #require(lines.firstIndex { $0.trimmed == table.number }, "\(table.id)")
            #expect(lines[start + 1].trimmed == table.title, "\(table.id)")
            #expect(lines[start + 2].contains("US \(table.unit.dropFirst(4))s of dollars"), "\(table.id)")
            let end = try #require(lines[start...].firstIndex { $0.hasPrefix("Source:") }, "\(table.id)")
            #expect(lines[end].trimmed == table.printedSource, "\(table.id)")
            let isRanked = table.rows.contains { !$0.rank.isEmpty }
            // Lines of headings and of sections hold no decimals.
            let printed = lines[start + 3..<end].filter { line in
                line.split(separator: "\t").dropFirst().contains { $0.contains(".") || $0 == "–" }
            }
            let rows = table.rows.map { row in
                ((isRanked ? [row.rank] : []) + [row.label] + row.cells.map(\.text)).joined(separator: "\t")
            }
            #expect(printed == rows, "\(table.id)")
        }
    }

    @Test(
        "tables 12 to 17 have the report's title, unit, sections and rows, and each row its label and cells in printed order",
        .needsReportTexts)
    func furtherTables() throws {
        let lines = try lines()
        let tables = try publishedTables.get().tables.filter { (12...17).map { "Table \($0)" }.contains($0.number) }
        #expect(tables.count == 6)
        for table in tables {
            let start = try #require(lines.firstIndex { $0.trimmed == table.number }, "\(table.id)")
            #expect(lines[start + 1].trimmed == table.title, "\(table.id)")
            #expect(lines[start + 2].trimmed == PrintedOrderTests.units[table.id], "\(table.id)")
            let end = try #require(lines[start...].firstIndex { $0.hasPrefix("Source") }, "\(table.id)")
            #expect(lines[end].trimmed == table.printedSource, "\(table.id)")
            var section = ""
            var printed: [String] = []
            for line in lines[start + 3..<end] {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                guard fields.count > 1, !fields[0].isEmpty, fields[0] != "Sector" else { continue }
                if fields[1] == "2000" { section = fields[0] } else { printed.append("\(section)\t\(line)") }
            }
            let rows = table.rows.map { ([$0.section, $0.label] + $0.cells.map(\.text)).joined(separator: "\t") }
            #expect(printed == rows, "\(table.id)")
        }
    }

    @Test(
        "every row of the other reports' tables is one line of its report, with its texts in printed order",
        .needsReportTexts)
    func otherReports() throws {
        let tables = try publishedTables.get().tables.filter { ["nap-2025", "nap-2026"].contains($0.source) }
        #expect(tables.count == 5)
        for table in tables {
            let lines = try #require(reportLines(table.source)).map { $0.replacing("\\$", with: "$") }
            for row in table.rows {
                let texts = [row.label] + row.cells.map(\.text)
                #expect(lines.contains { stand(texts, in: $0) }, "\(table.id): \(texts)")
            }
            // A table without a printed title is named after a heading or sentence of its report.
            #expect(lines.contains { $0.contains(table.title) }, "\(table.id): \(table.title)")
            #expect(lines.contains { $0.contains(table.printedSource) }, "\(table.id): \(table.printedSource)")
        }
    }

    /// Whether a line contains texts in this order.
    private func stand(_ texts: [String], in line: String) -> Bool {
        var rest = line[...]
        for text in texts {
            guard let found = rest.firstRange(of: text) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    @Test(
        "every entry of table 18 has the report's date and its words, in their order",
        .needsReportTexts)
    func laborEntries() throws {
        let table = try #require(try publishedTables.get().table("eclac-2024-t18"))
        let lines = try lines()
        let start = try #require(lines.firstIndex { $0.trimmed == table.number })
        let end = try #require(lines[start...].firstIndex { $0.hasPrefix("Source:") })
        #expect(lines[start + 1].trimmed == table.title)
        #expect(lines[end].trimmed == table.printedSource)
        // Entries run over lines and pages, and in parts they are marked up.
        let text = words(lines[start + 2..<end].joined(separator: " ").replacing(#/</?[a-z][^>]*>/#, with: ""))
        var rest = text[...]
        for row in table.rows {
            for part in [row.label] + row.cells.map(\.text) {
                guard let found = rest.firstRange(of: words(part)) else {
                    Issue.record("\(row.section), \(row.label): \(part.prefix(80))")
                    continue
                }
                if part == row.label { rest = rest[found.lowerBound...] }
            }
            #expect(text.contains(words(row.section)), "\(row.section)")
        }
    }

    /// A text with one blank between any two words.
    private func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test(
        "every row has the section that the report prints above it",
        .needsReportTexts)
    func sections() throws {
        let lines = try lines()
        let table = try #require(try publishedTables.get().table("eclac-2024-t01"))
        let start = try #require(lines.firstIndex { $0.trimmed == table.number })
        var section = ""
        var printed: [String] = []
        for line in lines[(start + 3)...].prefix(while: { !$0.hasPrefix("Source:") }) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields.count > 1, fields[1].isEmpty, !fields[0].isEmpty { section = String(fields[0]) }
            if fields.count > 1, fields[1].contains(".") { printed.append("\(section) \(fields[0])") }
        }
        #expect(table.rows.map { "\($0.section) \($0.label)" } == printed)
        #expect(Set(table.rows.map(\.section)) == ["Balance", "Exports", "Imports"])
    }
}

extension String {
    fileprivate var trimmed: String {
        let isBlank = { (character: Character) in character.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
