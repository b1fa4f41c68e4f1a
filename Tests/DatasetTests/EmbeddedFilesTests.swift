// What the binary carries against what stands in the checkout, and the printed tables against the text of the report.
import Testing

@testable import Dataset

@Suite("Embedded files")
struct EmbeddedFilesTests {
    @Test("every file below Resources is embedded byte for byte, and nothing else is")
    func sameBytes() throws {
        let onDisk = try files(below: checkout + "/Resources")
        let embedded = Dictionary(uniqueKeysWithValues: DataFile.embedded.map { ($0.name, $0.bytes) })
        #expect(Set(onDisk.keys).subtracting(embedded.keys) == [], "not embedded")
        #expect(Set(embedded.keys).subtracting(onDisk.keys) == [], "embedded, but not there")
        for (name, bytes) in onDisk { #expect(embedded[name] == bytes, "\(name)") }
        #expect(onDisk.count >= 20)
    }

    @Test("a folder with the same files gives the same dataset as the binary")
    func folder() throws {
        let read = try DataFile.read(folder: checkout + "/Resources/data")
        #expect(read.map(\.name).sorted() == DataFile.embedded.map(\.name).filter { $0.hasPrefix("data/") }.sorted())
        #expect(Set(read.map(\.name)).count == read.count)
        for file in read { #expect(DataFile.embedded.contains(file), "\(file.name)") }
    }

    @Test("a folder that is not there, or holds no CSV file, is named")
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
}

@Suite("Tables as printed")
struct PrintedOrderTests {
    /// The lines of the report without its markup.
    private func lines() throws -> [String] {
        let path = try #require(reportTexts) + "/000_c93d55b4d90d0f2e.txt"
        let text = String(decoding: try #require(contents(of: path)), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            ["<b>", "</b>", "<sup>a</sup>", "**"].reduce(String(line)) { $0.replacing($1, with: "") }
        }
    }

    @Test(
        "every table has the report's title, unit and rows, and each row its rank, label and cells in printed order",
        .enabled(if: reportTexts != nil, "the text of the report is not beside this checkout"))
    func tables() throws {
        let lines = try lines()
        for table in try embedded.get().tables {
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
        "every row stands under the section that the report prints above it",
        .enabled(if: reportTexts != nil, "the text of the report is not beside this checkout"))
    func sections() throws {
        let lines = try lines()
        let table = try #require(try embedded.get().table("eclac-2024-t01"))
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
