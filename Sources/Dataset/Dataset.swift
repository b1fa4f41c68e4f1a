// A dataset: code lists, tables as printed, registers and figures. It is loaded and checked as a whole and never changes.

import Arithmetic
import Dispatch
import Synchronization

/// An immutable dataset. A class, because all requests share it.
public final class Dataset: Sendable {
    public let release: Release
    public let codes: CodeLists
    public let tables: [PublishedTable]
    /// The file sets of `dataset.json`, in its order.
    public let fileSets: [FileSet]
    /// The further dimensions and measures of the file sets.
    public let detail: DatasetDetail
    public let store: Store
    public let discrepancies: [Discrepancy]
    private let registers: Registers
    private let tableIndex: [String: Int]
    private let preparedSuggestions = AtomicLazyReference<Suggestions>()

    /// The edition of the data.
    public struct Release: Sendable, Equatable {
        public let version: String
        /// `YYYY-MM-DD`.
        public let date: String
    }

    /// An error in a source. The dataset has the figure as printed.
    public struct Discrepancy: Sendable, Equatable {
        public let id: String
        /// `share`, `sign`, `shifted`, `cross-table`, …
        public let kind: String
        /// Ids of the cells involved.
        public let cells: [String]
        public let printed: String
        public let expected: String
        public let unit: String
        public let explanation: String
    }

    /// Reads and checks all files.
    /// - Parameters:
    ///   - files: with their names below the data folder: `partners.csv`, `tables.csv`, `tables/eclac-2024-t01.csv`, …
    ///   - strict: whether a rejected line of a file set is an error.
    ///   - registersAtFirstUse: whether a register is read when it is first needed; for files of which all registers were checked
    ///     before, such as the embedded ones.
    /// - Throws: the first error with file and line: an unknown or repeated code, an invalid number, a wrong number of columns, a
    ///   figure that a table gives twice, a table without file, or a file without table.
    public init(
        files: [DataFile], strict: Bool = false, registersAtFirstUse: Bool = false
    ) throws(DataError) {
        let files = DataFiles(all: files)
        release = try Dataset.readRelease(files)
        let folders = try Dataset.descriptions(files)
        let sets = folders.flatMap(\.sets)
        let sources = try CodeLists.sources(files, sets)
        let registers = Registers(files, sources: Set(sources.map(\.id)))
        // Registers need no other list.
        let registersRead =
            registersAtFirstUse ? nil : Background { Result { () throws(DataError) in try registers.readAll() } }
        let codes = try CodeLists(files, sets, sources)
        let readings = try Dataset.readings(files)
        let releases = SourceRelease.all(codes.sources)
        let areas = AreaIDs(codes)
        let categories = CodeBook(codes)
        let loader = try FileSetLoader(
            folders, codes: codes, areas: areas, categories: categories, releases: releases, files: files.all,
            strict: strict)
        // Files and tables do not depend on each other. The tables take less time than a large file, so they come last. A nested
        // concurrentPerform would be serial.
        let tablesRead = Mutex<Result<Tables, DataError>?>(nil)
        DispatchQueue.concurrentPerform(iterations: 1 + loader.batchCount) { part in
            guard part == loader.batchCount else { return loader.read(batch: part) }
            let result = Result { () throws(DataError) in
                try Tables(files, codes, areas, categories, releases, readings)
            }
            tablesRead.withLock { $0 = result }
        }
        guard let read = try tablesRead.withLock({ $0 })?.get() else {
            throw DataError("tables.csv", nil, "the data was not read")
        }
        try registersRead?.value.get()
        (tables, tableIndex, self.registers) = (read.tables, read.index, registers)
        let loaded = try loader.loaded()
        let (keys, numbers) = categories.sorted()
        let total = categories.number(.total)
        var fileSets: [FileSet] = []
        for set in loaded {
            fileSets.append(try set.fileSet(categories: numbers, total: numbers[Int(total)]))
        }
        self.fileSets = fileSets
        detail = DatasetDetail(fileSets)
        self.codes = CodeLists(codes, adding: LoadedSet.addedCategories(keys, loaded, codes))
        store = Store(
            read.segments.map { $0.renumbered([Dimension.category.rawValue: numbers]) }, fileSets, areas,
            CategoryIDs(keys: keys), bases: codes.bases.map(\.id), releases: releases)
        let listed = try Dataset.readDiscrepancies(files)
        discrepancies = listed.map(\.discrepancy)
        for (id, reading) in readings where cell(id) == nil {
            throw DataError("readings.csv", reading.line, "there is no cell '\(id)'")
        }
        for (discrepancy, line) in listed {
            for id in discrepancy.cells where cell(id) == nil {
                throw DataError(
                    "discrepancies.csv", line, "\(discrepancy.id) names the cell '\(id)', which does not exist")
            }
        }
    }

    /// The prefix of the names of a user's files in a dataset that also has the embedded files.
    public static let addedFolder = "added/"

    private static func descriptions(_ files: DataFiles) throws(DataError) -> [DescribedFolder] {
        var folders: [DescribedFolder] = []
        for folder in ["", addedFolder] {
            guard let file = files.file(folder + DatasetDescription.fileName) else { continue }
            folders.append(DescribedFolder(name: folder, sets: try DatasetDescription(file).sets))
        }
        return folders
    }

    /// Partners and groups to suggest. Of equally near spellings, those of partners in the published tables come first, then those of
    /// partners with other figures. Made at the first use, because most requests need no suggestion.
    public var areaSuggestions: Suggestions {
        if let prepared = preparedSuggestions.load() { return prepared }
        let (ofTables, withFigures) = (Set(store.tablePartners), Set(store.partners))
        func rank(_ code: String) -> Int { ofTables.contains(code) ? 0 : withFigures.contains(code) ? 1 : 2 }
        let ranked = codes.areaSpellings.enumerated().sorted { left, right in
            (rank(left.element.meaning), left.offset) < (rank(right.element.meaning), right.offset)
        }
        return preparedSuggestions.storeIfNil(Suggestions(ranked.map(\.element)))
    }

    /// The register of a schema; nil if the data does not have its file.
    public func register(_ schema: RegisterSchema) -> Register? { registers.register(schema) }

    public func table(_ id: String) -> PublishedTable? { tableIndex[id].map { tables[$0] } }

    public func cellID(_ address: CellAddress) -> String {
        PublishedTable.cellID(tables[address.table].id, row: address.row, column: address.column)
    }

    public func cell(_ address: CellAddress) -> PublishedTable.Cell {
        tables[address.table].rows[address.row - 1].cells[address.column - 1]
    }

    /// The address of the cell with an id; nil for an unknown id.
    public func cell(_ id: String) -> CellAddress? {
        let hyphen = UInt8(ascii: "-")
        /// The number after a hyphen and a letter.
        func number(_ part: Substring.UTF8View) -> Int? { Int(Substring(part.dropFirst(2))) }
        guard let columnStart = id.utf8.lastIndex(of: hyphen),
            let rowStart = id.utf8[..<columnStart].lastIndex(of: hyphen),
            let row = number(id.utf8[rowStart..<columnStart]), let column = number(id.utf8[columnStart...]),
            let table = tableIndex[String(id[..<rowStart])], tables[table].rows.indices.contains(row - 1),
            tables[table].rows[row - 1].cells.indices.contains(column - 1)
        else { return nil }
        let address = CellAddress(table: table, row: row, column: column)
        return cellID(address) == id ? address : nil
    }

    private static func readRelease(_ files: DataFiles) throws(DataError) -> Release {
        let records = try files.records("release.csv", ["version", "date"])
        guard records.count == 1, let record = records.first else {
            throw DataError("release.csv", nil, "it must have one row")
        }
        return Release(version: try record.required("version"), date: try record.required("date"))
    }

    private static func readings(_ files: DataFiles) throws(DataError) -> [String: TableReader.Reading] {
        var readings: [String: TableReader.Reading] = [:]
        for record in try files.records("readings.csv", ["cell", "value", "reason"]) {
            let cell = try record.required("cell")
            guard readings[cell] == nil else { throw record.error("duplicate cell '\(cell)'") }
            readings[cell] = TableReader.Reading(
                value: record["value"], reason: try record.required("reason"), line: record.line)
        }
        return readings
    }

    private static func readDiscrepancies(
        _ files: DataFiles
    ) throws(DataError) -> [(discrepancy: Discrepancy, line: Int)] {
        var discrepancies: [(discrepancy: Discrepancy, line: Int)] = []
        let columns = ["id", "kind", "cells", "printed", "expected", "unit", "explanation"]
        for record in try files.records("discrepancies.csv", columns) {
            let id = try record.required("id")
            guard !discrepancies.contains(where: { $0.discrepancy.id == id })
            else { throw record.error("duplicate discrepancy '\(id)'") }
            let discrepancy = Discrepancy(
                id: id, kind: try record.required("kind"), cells: record.list("cells"), printed: record["printed"],
                expected: record["expected"], unit: record["unit"], explanation: try record.required("explanation"))
            discrepancies.append((discrepancy, record.line))
        }
        return discrepancies
    }
}

/// All tables, and the segments of their figures.
private struct Tables {
    let tables: [PublishedTable]
    let index: [String: Int]
    let segments: [Segment]

    init(
        _ files: DataFiles, _ codes: CodeLists, _ areas: AreaIDs, _ categories: CodeBook<CategoryIDs.Key>,
        _ releases: [SourceRelease], _ readings: [String: TableReader.Reading]
    ) throws(DataError) {
        var tables: [PublishedTable] = []
        var figures = SegmentBuilder()
        var index: [String: Int] = [:]
        for record in try files.records("tables.csv", TableDescription.columns) {
            let description = try TableDescription(record)
            guard index[description.id] == nil else { throw record.error("duplicate table '\(description.id)'") }
            guard let release = releases.firstIndex(where: { $0.source == record["source"] }) else {
                throw record.error("unknown source '\(record["source"])'")
            }
            index[description.id] = tables.count
            let reader = TableReader(
                description: description, codes: codes, areas: areas, categories: categories,
                readings: readings.filter { $0.key.hasPrefix(description.id + "-r") }, tableIndex: tables.count,
                release: UInt32(release))
            tables.append(try reader.read(try files.csv("tables/\(description.id).csv"), &figures))
        }
        let described = Set(tables.map { "tables/\($0.id).csv" })
        for file in files.all where file.name.hasPrefix("tables/") {
            guard described.contains(file.name) else {
                throw DataError(file.name, nil, "tables.csv does not describe this table")
            }
        }
        (self.tables, self.index) = (tables, index)
        do throws(SegmentBuilder.Failure) {
            let keys = categories.keys
            segments = try figures.segments(duplicates: .keep) { dimension, left, right in
                dimension == Dimension.category.rawValue ? keys[Int(left)] < keys[Int(right)] : left < right
            }
        } catch {
            guard case .duplicate(let first, let second) = error else {
                throw DataError("tables.csv", nil, "the dimensions of the tables have too many values")
            }
            let table = tables[second.file]
            throw DataError(
                "tables/\(table.id).csv", table.rows[max(first.line, second.line) - 1].line,
                "cells \(table.cellID(row: first.line, column: first.column)) and "
                    + "\(table.cellID(row: second.line, column: second.column)) give the same figure")
        }
    }
}
