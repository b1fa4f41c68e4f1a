// Registers: records of the reports' text such as figures, claims, events, labor cases and rules, each with its quote and its
// address. All records are checked at load; a field becomes a String when it is read.

import Arithmetic
import Synchronization

/// The type of a column's values, which load checks.
public enum RegisterKind: Sendable, Equatable {
    /// The unique id of the record.
    case id
    case text
    /// A whole number.
    case integer
    /// An exact decimal number.
    case number
    /// `2024`, `2024-07`, `2024-07-17`, `2018/2019`, `2021/..` or `../2025-01`.
    case date
    /// A `Period` or a date, or two of them, `2024-YTD06/2025-YTD06`, of which one may be open.
    case period
    /// The id of a source.
    case source
    /// Texts separated by `|`.
    case list
    /// The id of a record of another register.
    case reference(String)
}

/// A column of a register.
public struct RegisterColumn: Sendable, Equatable {
    public let name: String
    public let kind: RegisterKind
    public let isRequired: Bool
    public let summary: String

    init(_ name: String, required: Bool = false, _ summary: String) {
        self.init(name, .text, required: required, summary)
    }

    init(_ name: String, _ kind: RegisterKind, required: Bool = false, _ summary: String) {
        self.name = name
        self.kind = kind
        isRequired = required || kind == .id || kind == .source
        self.summary = summary
    }
}

/// A checked list of records.
public final class Register: Sendable {
    public let name: String
    /// The file below the data folder.
    public let file: String
    public let columns: [RegisterColumn]
    /// The index of each column in the file.
    private let places: [Int]
    private let csv: CSV
    private let rowsByID: [String: Int]

    public var count: Int { csv.count }

    /// The field of a record; "" for an absent column.
    public func text(_ row: Int, _ column: Int) -> String { csv.record(row)[places[column]] }

    /// The field of a column by name.
    public func text(_ row: Int, _ column: String) -> String { csv.record(row)[column] }

    /// An error at the line of a record.
    public func error(_ row: Int, _ reason: String) -> DataError { csv.record(row).error(reason) }

    /// The record with this id.
    public func row(id: String) -> Int? { rowsByID[id] }

    /// The distinct texts of a column that are not empty, in the order of the records.
    public func values(_ column: String) -> [String] {
        if let known = knownValues.withLock({ $0[column] }) { return known }
        var seen: Set<String> = []
        let values = (0..<count).map { text($0, column) }.filter { !$0.isEmpty && seen.insert($0).inserted }
        knownValues.withLock { $0[column] = values }
        return values
    }

    /// The distinct texts by column, collected at first use: the parameter that filters by a column accepts these values.
    private let knownValues = Mutex<[String: [String]]>([:])

    /// - Parameter sources: the ids of all sources.
    init(_ schema: RegisterSchema, _ files: DataFiles, sources: Set<String>) throws(DataError) {
        name = schema.name
        file = schema.file
        columns = schema.columns
        csv = try files.csv(schema.file)
        let records = try csv.records(of: schema.columns.map(\.name))
        var places: [Int] = []
        for column in schema.columns { places.append(csv.header.firstIndex(of: column.name) ?? 0) }
        self.places = places
        var rowsByID: [String: Int] = [:]
        for (column, place) in zip(schema.columns, places) {
            // Optional text needs no check.
            let isText = [.text, .list].contains(column.kind)
            guard column.isRequired || !isText else { continue }
            for (row, record) in records.enumerated() {
                guard !record.isEmpty(place) else {
                    if column.isRequired { throw record.error("the column '\(column.name)' is empty") }
                    continue
                }
                guard !isText else { continue }
                let text = record[place]
                switch column.kind {
                case .id:
                    guard rowsByID.updateValue(row, forKey: text) == nil else {
                        throw record.error("duplicate \(column.name) '\(text)'")
                    }
                case .source:
                    guard sources.contains(text) else { throw record.error("unknown source '\(text)'") }
                case .integer where Int(text) == nil:
                    throw record.error("'\(text)' in the column '\(column.name)' is not a whole number")
                case .number where PrintedNumber(text).map({ $0.isPercent || $0.isBillions }) ?? true:
                    throw record.error("'\(text)' in the column '\(column.name)' is not a plain decimal number")
                case .date where !Register.isDate(text):
                    throw record.error(
                        "'\(text)' in the column '\(column.name)' is not a date such as 2024-07-17 or 2024")
                case .period where !Register.isPeriod(text):
                    throw record.error(
                        "'\(text)' in the column '\(column.name)' is neither a period such as 2025-YTD06 nor a date, nor two of them"
                    )
                default: break
                }
            }
        }
        self.rowsByID = rowsByID
    }

    /// Checks references between registers.
    func checkReferences(_ registers: [String: Register]) throws(DataError) {
        for (index, column) in columns.enumerated() {
            guard case .reference(let target) = column.kind else { continue }
            for row in 0..<count {
                let id = text(row, index)
                guard !id.isEmpty, registers[target]?.row(id: id) == nil else { continue }
                throw error(
                    row,
                    registers[target] == nil
                        ? "'\(id)' refers to registers/\(target).csv, which is missing"
                        : "there is no '\(id)' in \(target)")
            }
        }
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// `2024`, `2024-07`, `2024-07-17`, two of them around a slash, or one and `..` for an open end.
    static func isDate(_ text: String) -> Bool { isSpan(text, of: isDay) }

    /// As `isDate`, but each end may also be a period such as `2025-YTD06`.
    static func isPeriod(_ text: String) -> Bool {
        isSpan(text) { isDay($0) || Period(String(decoding: $0, as: UTF8.self)) != nil }
    }

    /// Whether a text is a value, or two around a slash in ascending order, of which one may be open.
    private static func isSpan(_ text: String, of isEnd: (Bytes) -> Bool) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return isEnd(bytes[...]) }
            let (first, last) = (bytes[..<slash], bytes[(slash + 1)...])
            func isOpen(_ end: Bytes) -> Bool { end.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) }
            if isOpen(first) { return isEnd(last) }
            if isOpen(last) { return isEnd(first) }
            return isEnd(first) && isEnd(last) && !last.prefix(4).lexicographicallyPrecedes(first.prefix(4))
        }
    }

    private static func isDay(_ bytes: Bytes) -> Bool {
        guard [4, 7, 10].contains(bytes.count) else { return false }
        var number = 0
        for (offset, byte) in bytes.enumerated() {
            guard offset != 4 && offset != 7 else {
                guard byte == UInt8(ascii: "-") else { return false }
                number = 0
                continue
            }
            guard byte &- 0x30 < 10 else { return false }
            number = number * 10 + Int(byte &- 0x30)
            if offset == 6 && !(1...12).contains(number) || offset == 9 && !(1...31).contains(number) { return false }
        }
        return true
    }
}

extension CSV {
    func record(_ index: Int) -> Record { Record(csv: self, index: index) }
}
