// The snapshot that everything is answered from: code lists, tables as printed, observations. Loaded and checked as a whole;
// never changed afterwards.

import Dispatch
import Synchronization

/// An immutable dataset. A class, so that every request shares it for the price of one reference.
public final class Dataset: Sendable {
    public let release: Release
    public let codes: CodeLists
    public let tables: [PublishedTable]
    public let observations: Observations
    public let discrepancies: [Discrepancy]
    private let registers: [String: Register]
    private let tableIndex: [String: Int]
    /// The cell id of each observation, made once: every record that is served names several.
    private let observationCells: [String]

    /// Which edition of the data this is.
    public struct Release: Sendable, Equatable {
        public let version: String
        /// `YYYY-MM-DD`.
        public let date: String
    }

    /// What is wrong in the sources themselves: kept as printed, and listed.
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
    /// - Parameter files: named as below the data folder: `partners.csv`, `tables.csv`, `tables/eclac-2024-t01.csv`, …
    /// - Throws: the first thing that is wrong, with file and line: an unknown or repeated code, a number that is none, a
    ///   wrong number of columns, a figure given twice by one table, a table without its file or a file without its table.
    public init(files: [DataFile]) throws(DataError) {
        let files = DataFiles(all: files)
        release = try Dataset.readRelease(files)
        codes = try CodeLists(files)
        let readings = try Dataset.readings(files)
        let codes = self.codes
        // Tables and registers do not depend on each other, and a start waits for both.
        let tablesRead = Mutex<Result<Tables, DataError>?>(nil)
        let registersRead = Mutex<Result<[String: Register], DataError>?>(nil)
        DispatchQueue.concurrentPerform(iterations: 2) { part in
            if part == 0 {
                let result = Result { () throws(DataError) in try Tables(files, codes, readings) }
                tablesRead.withLock { $0 = result }
            } else {
                let result = Result { () throws(DataError) in try Dataset.readRegisters(files, codes) }
                registersRead.withLock { $0 = result }
            }
        }
        guard let read = try tablesRead.withLock({ $0 })?.get(),
            let registers = try registersRead.withLock({ $0 })?.get()
        else { throw DataError("tables.csv", nil, "the data was not read") }
        (tables, tableIndex, observations) = (read.tables, read.index, read.observations)
        (observationCells, self.registers) = (read.observationCells, registers)
        try Dataset.refuseRepeated(observations, tables)
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

    private static func readRegisters(_ files: DataFiles, _ codes: CodeLists) throws(DataError) -> [String: Register] {
        var registers: [String: Register] = [:]
        for schema in RegisterSchema.all { registers[schema.name] = try Register(schema, files, codes) }
        for register in registers.values { try register.checkReferences(registers) }
        return registers
    }

    /// The register of a schema; every schema has one.
    public func register(_ schema: RegisterSchema) -> Register {
        guard let register = registers[schema.name] else {
            preconditionFailure("\(schema.name) is not among RegisterSchema.all")
        }
        return register
    }

    public func table(_ id: String) -> PublishedTable? { tableIndex[id].map { tables[$0] } }

    public func cellID(_ address: CellAddress) -> String {
        tables[address.table].cellID(row: address.row, column: address.column)
    }

    public func cell(_ address: CellAddress) -> PublishedTable.Cell {
        tables[address.table].rows[address.row - 1].cells[address.column - 1]
    }

    /// Where a cell id points; nil if nowhere.
    public func cell(_ id: String) -> CellAddress? {
        let parts = id.split(separator: "-")
        guard parts.count > 2,
            let row = parts[parts.count - 2].first == "r" ? Int(parts[parts.count - 2].dropFirst()) : nil,
            let column = parts[parts.count - 1].first == "c" ? Int(parts[parts.count - 1].dropFirst()) : nil,
            let table = tableIndex[parts.dropLast(2).joined(separator: "-")],
            tables[table].rows.indices.contains(row - 1), tables[table].rows[row - 1].cells.indices.contains(column - 1)
        else { return nil }
        let address = CellAddress(table: table, row: row, column: column)
        return cellID(address) == id ? address : nil
    }

    /// The id of an observation's cell.
    public func cellID(observation row: Int) -> String { observationCells[row] }

    /// The source of an observation's cell.
    public func source(_ row: Int) -> String { tables[observations.cell(row).table].source }

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
            guard readings[cell] == nil else { throw record.error("the cell '\(cell)' stands twice") }
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
            else { throw record.error("the discrepancy '\(id)' stands twice") }
            let discrepancy = Discrepancy(
                id: id, kind: try record.required("kind"), cells: record.list("cells"), printed: record["printed"],
                expected: record["expected"], unit: record["unit"], explanation: try record.required("explanation"))
            discrepancies.append((discrepancy, record.line))
        }
        return discrepancies
    }

    private static func refuseRepeated(_ observations: Observations, _ tables: [PublishedTable]) throws(DataError) {
        for row in 0..<observations.count where !observations.isServed(row) {
            let other = observations.cell(row)
            // Not only the row before: between two cells of one table may stand another's, as the order is that of precision.
            for before in observations.sameFigure(row).lowerBound..<row
            where observations.cell(before).table == other.table {
                let one = observations.cell(before)
                let table = tables[one.table]
                throw DataError(
                    "tables/\(table.id).csv", table.rows[max(one.row, other.row) - 1].line,
                    "cells \(table.cellID(row: one.row, column: one.column)) and "
                        + "\(table.cellID(row: other.row, column: other.column)) give the same figure")
            }
        }
    }
}

/// All tables, read and turned into observations.
private struct Tables {
    let tables: [PublishedTable]
    let index: [String: Int]
    let observations: Observations
    let observationCells: [String]

    init(_ files: DataFiles, _ codes: CodeLists, _ readings: [String: TableReader.Reading]) throws(DataError) {
        var tables: [PublishedTable] = []
        var drafts: [Observations.Draft] = []
        var index: [String: Int] = [:]
        for record in try files.records("tables.csv", TableDescription.columns) {
            let description = try TableDescription(record)
            guard index[description.id] == nil else { throw record.error("the table '\(description.id)' stands twice") }
            guard codes.source(record["source"]) != nil else {
                throw record.error("unknown source '\(record["source"])'")
            }
            index[description.id] = tables.count
            let reader = TableReader(
                description: description, codes: codes,
                readings: readings.filter { $0.key.hasPrefix(description.id + "-r") }, tableIndex: tables.count)
            let (table, observations) = try reader.read(try files.csv("tables/\(description.id).csv"))
            tables.append(table)
            drafts += observations
        }
        for file in files.all where file.name.hasPrefix("tables/") {
            guard tables.contains(where: { file.name == "tables/\($0.id).csv" }) else {
                throw DataError(file.name, nil, "tables.csv does not describe this table")
            }
        }
        let store = Observations(drafts, bases: codes.bases.map(\.id))
        (self.tables, self.index, observations) = (tables, index, store)
        observationCells = (0..<store.count).map { row in
            let address = store.cell(row)
            return tables[address.table].cellID(row: address.row, column: address.column)
        }
    }
}
