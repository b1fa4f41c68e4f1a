// A small valid dataset, and functions that put one fault into it.
import Testing

@testable import Dataset

/// Data files in memory.
struct SampleFiles {
    private var texts: [String: [UInt8]]

    /// A valid dataset: three partners, a group, two categories, one table of six cells, one of them a dash.
    static let valid = SampleFiles(
        texts: [
            "release.csv": "version,date\n1.2,2026-01-31\n",
            "partners.csv": """
            code,alpha2,m49,name,names,census,existed,note
            CAN,CA,124,Canada,,1220,,
            MEX,MX,484,Mexico,United Mexican States,2010|2011,,
            USA,US,840,United States,U.S.|United States of America,,,

            """,
            "groups.csv": """
            code,name,type,members,definition,source,census,note
            WLD,All countries,,,Everyone.,report,-,
            NAM,North America,goods,CAN|MEX,"Neighbours, both.",report,1XXX,Neighbours only.

            """,
            "categories.csv": """
            classification,category,type,label,definition
            total,total,,Total,
            end-use,cars,goods,Cars,

            """,
            "sources.csv": """
            id,kind,certainty,title,authors,publisher,document,year,published,date_note,citation,language
            report,report,published,A report,A. Author,,,2024,2024,,"A. Author, A report, 2024.",en

            """,
            "bases.csv": "id,name,description\nfirst,First,The first.\nsecond,Second,The other.\n",
            "tables.csv": """
            id,source,number,title,page,unit,precision,reporter,partner,type,classification,category,basis,\
            headings,other_columns,printed_source,notes
            one,report,Table 1,Goods,7,USD million,,USA,,goods,total,total,first,exports:Sold,,Source: nobody.,

            """,
            "readings.csv": "cell,value,reason\none-r02-c02,,Nothing is printed.\n",
            "discrepancies.csv": """
            id,kind,cells,printed,expected,unit,explanation
            odd,sign,one-r01-c01|one-r01-c02,10.5,-10.5,USD million,It lost its sign.

            """,
            "tables/one.csv": """
            label,partner,exports 2023,imports 2023,exports-share 2023
            Mexico,MEX,"1,010.5",20.25,75%
            Canada,CAN,7,–,25%

            """,
        ].merging(emptyRegisters) { old, _ in old }.mapValues { Array($0.utf8) })

    /// A file without records for every register.
    private static var emptyRegisters: [String: String] {
        Dictionary(
            uniqueKeysWithValues: RegisterSchema.all.map { schema in
                ("registers/\(schema.name).csv", schema.columns.map(\.name).joined(separator: ",") + "\n")
            })
    }

    /// The rows give the flow, the headings the period.
    static let byFlow = one(
        """
        label,partner,flow,measure,2022,2023
        Mexico,MEX,exports,,1,2
        Mexico,MEX,imports,share,3%,4%

        """, type: "goods")

    /// The rows give the period and the type of trade.
    static let byPeriod = one(
        """
        label,partner,period,type,exports
        Mexico,MEX,2023,goods,1
        Mexico,MEX,2023-07,services,5

        """, type: "")

    private static func one(_ table: String, type: String) -> SampleFiles {
        let described = String(decoding: valid.bytes("tables.csv"), as: UTF8.self)
        return valid.setting("tables/one.csv", Array(table.utf8))
            .setting("tables.csv", Array(described.replacing(",goods,", with: ",\(type),").utf8))
            .setting("readings.csv", Array("cell,value,reason\n".utf8))
            .setting("discrepancies.csv", Array("id,kind,cells,printed,expected,unit,explanation\n".utf8))
    }

    func load() throws(DataError) -> Dataset {
        try Dataset(files: texts.sorted { $0.key < $1.key }.map { DataFile(name: $0.key, bytes: $0.value) })
    }

    /// The files with one text of one file replaced; the text must occur exactly once.
    func replacing(_ old: String, with new: String, in file: String) throws -> SampleFiles {
        let text = String(decoding: try #require(texts[file]), as: UTF8.self)
        try #require(text.split(separator: old, omittingEmptySubsequences: false).count == 2, "'\(old)' in \(file)")
        return setting(file, Array(text.replacing(old, with: new).utf8))
    }

    /// The files with a line added at the end of one file.
    func adding(_ line: String, to file: String) throws -> SampleFiles {
        setting(file, try #require(texts[file]) + Array(line.utf8) + [0x0a])
    }

    /// The files with a file replaced, added or removed.
    func setting(_ file: String, _ bytes: [UInt8]?) -> SampleFiles {
        var copy = self
        copy.texts[file] = bytes
        return copy
    }

    /// The files with the same change to each of them.
    func mapping(_ change: ([UInt8]) -> [UInt8]) -> SampleFiles { SampleFiles(texts: texts.mapValues(change)) }

    var names: [String] { texts.keys.sorted() }
    func bytes(_ name: String) -> [UInt8] { texts[name] ?? [] }

    /// Expects that the files do not load, with an error at this place that contains all these words.
    func expectError(
        _ file: String, _ line: Int?, naming words: [String], at location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try load()
            Issue.record("these files load", sourceLocation: location)
        } catch {
            #expect(error.file == file, "\(error)", sourceLocation: location)
            #expect(error.line == line, "\(error)", sourceLocation: location)
            for word in words {
                #expect(error.reason.contains(word), "'\(word)' in: \(error)", sourceLocation: location)
            }
        }
    }
}

/// One fault and the words of its error.
struct Fault: Sendable, CustomTestStringConvertible {
    let claim: String
    let file: String
    let old: String
    let new: String
    /// The place of the error; by default the changed file.
    let place: String
    let line: Int?
    let words: [String]

    init(
        _ claim: String, in file: String, _ old: String, _ new: String, line: Int?, of place: String? = nil,
        naming words: String...
    ) {
        (self.claim, self.file, self.old, self.new, self.line) = (claim, file, old, new, line)
        self.place = place ?? file
        self.words = words
    }

    var testDescription: String { claim }

    func check(_ files: SampleFiles = .valid) throws {
        _ = try files.load()
        try files.replacing(old, with: new, in: file).expectError(place, line, naming: words)
    }
}
