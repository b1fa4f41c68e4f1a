// Faulty files: missing, repeated, malformed, or with duplicate records; and unusual forms that are valid.
import Testing

@testable import Dataset

@Suite("Faults of files")
struct FileErrorTests {
    @Test("each code list and description is required", arguments: SampleFiles.valid.names.filter { !$0.contains("/") })
    func missingList(name: String) {
        SampleFiles.valid.setting(name, nil).expectError(name, nil, naming: ["missing"])
    }

    @Test("tables.csv and the files of tables must correspond")
    func tableFiles() {
        SampleFiles.valid.setting("tables/one.csv", nil).expectError("tables/one.csv", nil, naming: ["missing"])
        SampleFiles.valid.setting("tables/two.csv", SampleFiles.valid.bytes("tables/one.csv"))
            .expectError("tables/two.csv", nil, naming: ["tables.csv", "does not describe"])
        SampleFiles.valid.setting("tables/one.txt", [0x41])
            .expectError("tables/one.txt", nil, naming: ["tables.csv", "does not describe"])
    }

    @Test("every file is refused if it is empty", arguments: SampleFiles.valid.names)
    func emptyFile(name: String) {
        SampleFiles.valid.setting(name, []).expectError(name, nil, naming: ["empty"])
    }

    @Test("the error for a missing, unknown or duplicate column names it; a wrong number of fields is refused")
    func columns() throws {
        let files = SampleFiles.valid
        try files.replacing("m49", with: "number", in: "partners.csv")
            .expectError("partners.csv", 1, naming: ["missing columns: m49"])
        try files.replacing("version,date\n1.2,", with: "version,date,day\n1.2,Monday,", in: "release.csv")
            .expectError("release.csv", 1, naming: ["unknown columns: day"])
        try files.replacing("25%", with: "25%,1", in: "tables/one.csv")
            .expectError("tables/one.csv", 3, naming: ["6 fields instead of 5", "label,partner"])
        try files.replacing(",7,–", with: ",7", in: "tables/one.csv")
            .expectError("tables/one.csv", 3, naming: ["4 fields instead of 5"])
        try files.replacing("imports 2023", with: "exports 2023", in: "tables/one.csv")
            .expectError("tables/one.csv", 1, naming: ["'exports 2023'", "duplicate"])
        try files.replacing("imports 2023", with: "", in: "tables/one.csv")
            .expectError("tables/one.csv", 1, naming: ["column 4", "no name"])
    }

    @Test("the error for an empty required field names the field")
    func required() throws {
        let files = SampleFiles.valid
        try files.replacing("MX,484,Mexico", with: "MX,484,", in: "partners.csv")
            .expectError("partners.csv", 3, naming: ["'name'", "empty"])
        try files.replacing("A report,A. Author", with: ",A. Author", in: "sources.csv")
            .expectError("sources.csv", 2, naming: ["'title'", "empty"])
        try files.replacing("Nothing is printed.", with: "", in: "readings.csv")
            .expectError("readings.csv", 2, naming: ["'reason'", "empty"])
        try files.replacing("1.2,2026-01-31", with: "1.2,", in: "release.csv")
            .expectError("release.csv", 2, naming: ["'date'", "empty"])
        try files.adding("1.3,2026-02-01", to: "release.csv").expectError("release.csv", nil, naming: ["one row"])
        try files.replacing("exports:Sold", with: "exports", in: "tables.csv")
            .expectError("tables.csv", 2, naming: ["heading 'exports'", "code:printed heading"])
        try files.replacing("MEX,MX", with: "mex,MX", in: "partners.csv")
            .expectError("partners.csv", 3, naming: ["'mex'", "three capital letters"])
    }

    @Test("duplicates are refused")
    func repeated() throws {
        let files = SampleFiles.valid
        try files.adding("MEX,XX,999,Elsewhere,,,,", to: "partners.csv")
            .expectError("partners.csv", 5, naming: ["partner 'MEX'", "duplicate"])
        try files.adding("total,total,,All,", to: "categories.csv")
            .expectError("categories.csv", 4, naming: ["category 'total'", "duplicate"])
        try files.adding("report,report,published,Again,,,,,,,Again.,en", to: "sources.csv")
            .expectError("sources.csv", 3, naming: ["source 'report'", "duplicate"])
        try files.adding("first,Again,Again.", to: "bases.csv")
            .expectError("bases.csv", 4, naming: ["basis 'first'", "duplicate"])
        try files.adding("NAM,Again,goods,,Again.,report,,", to: "groups.csv")
            .expectError("groups.csv", 4, naming: ["group 'NAM'", "duplicate"])
        try files.adding("one-r02-c02,1,Again.", to: "readings.csv")
            .expectError("readings.csv", 3, naming: ["cell 'one-r02-c02'", "duplicate"])
        try files.adding("odd,sign,one-r01-c01,,,,Again.", to: "discrepancies.csv")
            .expectError("discrepancies.csv", 3, naming: ["discrepancy 'odd'", "duplicate"])
        let described = String(decoding: files.bytes("tables.csv"), as: UTF8.self).split(separator: "\n")[1]
        try files.adding(String(described), to: "tables.csv")
            .expectError("tables.csv", 3, naming: ["table 'one'", "duplicate"])
    }

    @Test("the error for a name of two partners or groups names both")
    func ambiguousNames() throws {
        let files = SampleFiles.valid
        try files.replacing("124,Canada,", with: "124,Canada,mexico", in: "partners.csv")
            .expectError("partners.csv", nil, naming: ["CAN", "MEX", "exico"])
        try files.replacing("124,Canada,", with: "124,Canada,US", in: "partners.csv")
            .expectError("partners.csv", nil, naming: ["'US'", "CAN", "USA"])
        try files.replacing("NAM,North America", with: "NAM,Canada", in: "groups.csv")
            .expectError("partners.csv", nil, naming: ["'Canada'", "CAN", "NAM"])
    }

    @Test("the error for a Census code of two partners or groups names both")
    func ambiguousCensusCodes() throws {
        let files = SampleFiles.valid
        try files.replacing(",1220,", with: ",2011,", in: "partners.csv")
            .expectError("partners.csv", nil, naming: ["'2011'", "CAN", "MEX"])
        try files.replacing(",1XXX,", with: ",1220,", in: "groups.csv")
            .expectError("groups.csv", nil, naming: ["'1220'", "CAN", "NAM"])
    }

    @Test("the error for a figure that one table gives twice names both cells")
    func repeatedFigure() throws {
        try SampleFiles.valid.adding("Mexico again,MEX,1,2,3%", to: "tables/one.csv")
            .expectError("tables/one.csv", 4, naming: ["one-r01-c0", "one-r03-c0", "same figure"])
    }

    @Test("a duplicate figure is refused even if the store has another table's figure between the two")
    func repeatedFigureAmongOthers() throws {
        // In the order of the store, the most precise figure first, the cell of table `two` is between the two cells of table `one`.
        let described = String(decoding: SampleFiles.valid.bytes("tables.csv"), as: UTF8.self).split(separator: "\n")
        let two = described[1].replacing("one,report", with: "two,report")
        try SampleFiles.valid
            .setting("tables/two.csv", Array("label,partner,exports 2023\nMexico,MEX,1010.5\n".utf8))
            .setting("tables.csv", Array("\(described[0])\n\(two)\n\(described[1])\n".utf8))
            .adding("Mexico again,MEX,1010.51,,", to: "tables/one.csv")
            .expectError("tables/one.csv", 4, naming: ["one-r01-c01", "one-r03-c01", "same figure"])
    }

    @Test("a reading or a discrepancy of an unknown cell is refused")
    func unknownCell() throws {
        for cell in [
            "one-r03-c01", "one-r01-c06", "one-r00-c01", "two-r01-c01", "one-r1-c1", "one", "one-r01", "one-c01-r01",
        ] {
            try SampleFiles.valid.replacing("one-r02-c02", with: cell, in: "readings.csv")
                .expectError("readings.csv", 2, naming: ["'\(cell)'"])
            try SampleFiles.valid.replacing("one-r01-c02", with: cell, in: "discrepancies.csv")
                .expectError("discrepancies.csv", 2, naming: ["odd", "'\(cell)'"])
        }
    }

    @Test("an unclosed quote and a quote inside an unquoted field are refused on their line")
    func quotes() throws {
        let files = SampleFiles.valid
        try files.replacing("\"1,010.5\"", with: "\"1,010.5", in: "tables/one.csv")
            .expectError("tables/one.csv", 2, naming: ["quote is not closed"])
        try files.replacing("\"1,010.5\"", with: "1\"010.5", in: "tables/one.csv")
            .expectError("tables/one.csv", 2, naming: ["unquoted field has a quote"])
        try files.replacing("\"1,010.5\"", with: "\"1,010.5\"0", in: "tables/one.csv")
            .expectError("tables/one.csv", 2, naming: ["text follows a closing quote"])
    }

    @Test(
        "bytes that are not UTF-8 are refused on their line",
        arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]])
    func invalidUTF8(bytes: [UInt8]) {
        let line = Array("ZZZ,ZZ,999,Z".utf8) + bytes + Array(",,,,\n".utf8)
        SampleFiles.valid.setting("partners.csv", SampleFiles.valid.bytes("partners.csv") + line)
            .expectError("partners.csv", 5, naming: ["not UTF-8"])
    }

    @Test("a byte order mark, CR LF, and a last line without a line end are accepted")
    func toleratedForms() throws {
        let plain = try SampleFiles.valid.load()
        let marked = try SampleFiles.valid.mapping { [0xef, 0xbb, 0xbf] + $0 }.load()
        let windows = try SampleFiles.valid.mapping { bytes in bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] } }
            .load()
        let unended = try SampleFiles.valid.mapping { $0.dropLast() }.load()
        for dataset in [marked, windows, unended] {
            #expect(dataset.release == plain.release)
            #expect(dataset.codes.partners == plain.codes.partners)
            #expect(dataset.codes.groups == plain.codes.groups)
            #expect(dataset.codes.categories == plain.codes.categories)
            #expect(dataset.codes.sources.map(\.citation) == plain.codes.sources.map(\.citation))
            #expect(dataset.discrepancies == plain.discrepancies)
            #expect(dataset.tables.flatMap(\.rows).flatMap(\.cells) == plain.tables.flatMap(\.rows).flatMap(\.cells))
            #expect((0..<5).map { dataset.store.value($0) } == (0..<5).map { plain.store.value($0) })
        }
    }
}
