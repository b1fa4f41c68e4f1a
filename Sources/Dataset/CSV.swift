// Comma-separated values as RFC 4180 has them: quotes where a field needs them, CRLF or LF, a header line. Bytes in, rows out;
// a row that does not fit says on which line it stands.

/// A CSV file in memory.
public struct CSV: Sendable {
    public let file: String
    public let header: [String]
    public let rows: [Row]

    /// One record.
    public struct Row: Sendable {
        /// The line it starts on, counted from 1.
        public let line: Int
        public let fields: [String]
    }

    /// - Throws: a `DataError` for bytes that are not UTF-8, a missing header, a column without a name or named twice, a
    ///   misplaced or unclosed quote, and a record with another number of fields than the header.
    public init(_ source: DataFile) throws(DataError) {
        file = source.name
        var records = try CSV.records(source)
        guard !records.isEmpty else {
            throw DataError(file, nil, "the file is empty; its first line must name the columns")
        }
        header = records.removeFirst().fields
        for (index, name) in header.enumerated() {
            guard !name.isEmpty else { throw DataError(file, 1, "column \(index + 1) has no name") }
            guard header.firstIndex(of: name) == index else {
                throw DataError(file, 1, "the column '\(name)' stands twice")
            }
        }
        for record in records where record.fields.count != header.count {
            throw DataError(
                file, record.line,
                "\(record.fields.count) fields instead of \(header.count) (\(header.joined(separator: ",")))")
        }
        rows = records
    }

    /// The rows as records with exactly these columns, in any order.
    /// - Throws: a `DataError` naming the columns that are missing or unknown.
    public func records(of columns: [String]) throws(DataError) -> [Record] {
        let missing = columns.filter { !header.contains($0) }
        guard missing.isEmpty else { throw DataError(file, 1, "missing columns: \(missing.joined(separator: ", "))") }
        let unknown = header.filter { !columns.contains($0) }
        guard unknown.isEmpty else { throw DataError(file, 1, "unknown columns: \(unknown.joined(separator: ", "))") }
        return rows.map {
            Record(file: file, line: $0.line, values: Dictionary(uniqueKeysWithValues: zip(header, $0.fields)))
        }
    }

    /// A row by column name.
    public struct Record: Sendable {
        public let file: String
        public let line: Int
        let values: [String: String]

        /// The field, or "" for a column that does not exist.
        public subscript(_ column: String) -> String { values[column] ?? "" }

        /// A field that may not be empty.
        public func required(_ column: String) throws(DataError) -> String {
            let value = self[column]
            guard !value.isEmpty else { throw error("the column '\(column)' is empty") }
            return value
        }

        /// The parts of a field that are separated by `|`.
        public func list(_ column: String) -> [String] {
            self[column].split(separator: "|").map(String.init)
        }

        public func error(_ reason: String) -> DataError { DataError(file, line, reason) }
    }

    private static func records(_ source: DataFile) throws(DataError) -> [Row] {
        let quote = UInt8(ascii: "\"")
        var bytes = source.bytes[...]
        // A byte order mark, as Excel writes it.
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
        var rows: [Row] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var line = 1
        var startLine = 1
        var index = bytes.startIndex
        var isQuoted = false
        var wasQuoted = false

        func endField() throws(DataError) {
            guard let text = String(validating: field, as: UTF8.self) else {
                throw DataError(source.name, startLine, "the text is not UTF-8")
            }
            fields.append(text)
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        func endRow() throws(DataError) {
            try endField()
            rows.append(Row(line: startLine, fields: fields))
            fields = []
        }

        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                if byte == quote {
                    if index < bytes.endIndex, bytes[index] == quote {
                        field.append(quote)
                        index += 1
                    } else {
                        isQuoted = false
                        wasQuoted = true
                    }
                } else {
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    field.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: ","): try endField()
            case UInt8(ascii: "\n"):
                try endRow()
                line += 1
                startLine = line
            case UInt8(ascii: "\r") where index < bytes.endIndex && bytes[index] == UInt8(ascii: "\n"): continue
            case quote where field.isEmpty && !wasQuoted: isQuoted = true
            case quote:
                throw DataError(source.name, line, "a quote stands inside a field; quote the whole field and double it")
            case _ where wasQuoted: throw DataError(source.name, line, "text follows a closing quote")
            default:
                // A run of plain bytes at once: it ends where the switch above has something to decide.
                let start = index - 1
                while index < bytes.endIndex, bytes[index] > UInt8(ascii: ",") { index += 1 }
                field.append(contentsOf: bytes[start..<index])
            }
        }
        guard !isQuoted else { throw DataError(source.name, startLine, "a quote is not closed") }
        if !field.isEmpty || !fields.isEmpty || wasQuoted { try endRow() }
        return rows
    }
}
