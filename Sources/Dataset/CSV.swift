// Comma-separated values, RFC 4180, with CRLF or LF and a header line. Errors name the line. A field becomes a String when it is
// read, because most of the text is not needed at the start.

/// A CSV file in memory.
public final class CSV: Sendable {
    public let file: String
    public let header: [String]
    /// The number of records without the header.
    public let count: Int

    private let bytes: FileBytes
    /// The bounds of each field, in the order of records. The header is the first record.
    private let fields: [FieldBounds]
    private let lines: [UInt32]

    /// The bytes of a field, without its quotes.
    fileprivate struct FieldBounds {
        let start: UInt32
        let end: UInt32
    }

    /// - Throws: a `DataError` for bytes that are not UTF-8, a missing header, a column without a name, duplicate columns, a
    ///   misplaced or unclosed quote, and a record whose number of fields differs from the header's.
    public init(_ source: DataFile) throws(DataError) {
        let source = try source.inMemory()
        file = source.name
        bytes = source.bytes
        var scanner = CSVScanner(file: file)
        try source.bytes.withUnsafeBufferPointer { all throws(DataError) in
            guard UInt32(exactly: all.count) != nil else {
                throw DataError(source.name, nil, "the file is larger than 4 GB")
            }
            try scanner.scan(all)
        }
        guard let width = scanner.widths.first else {
            throw DataError(file, nil, "the file is empty; its first line must name the columns")
        }
        var names: [String] = []
        for index in 0..<width { names.append(CSV.text(bytes, scanner.fields[index])) }
        for (index, name) in names.enumerated() {
            guard !name.isEmpty else { throw DataError(file, 1, "column \(index + 1) has no name") }
            guard names.firstIndex(of: name) == index else {
                throw DataError(file, 1, "duplicate column '\(name)'")
            }
        }
        for (index, fields) in scanner.widths.enumerated() where fields != width {
            throw DataError(
                file, Int(scanner.lines[index]),
                "\(fields) fields instead of \(width) (\(names.joined(separator: ",")))")
        }
        header = names
        count = scanner.widths.count - 1
        (fields, lines) = (scanner.fields, scanner.lines)
    }

    public var records: [Record] { (0..<count).map { Record(csv: self, index: $0) } }

    /// The records of a file that has exactly these columns, in any order.
    /// - Throws: a `DataError` naming the columns that are missing or unknown.
    public func records(of columns: [String]) throws(DataError) -> [Record] {
        let missing = columns.filter { !header.contains($0) }
        guard missing.isEmpty else { throw DataError(file, 1, "missing columns: \(missing.joined(separator: ", "))") }
        let unknown = header.filter { !columns.contains($0) }
        guard unknown.isEmpty else { throw DataError(file, 1, "unknown columns: \(unknown.joined(separator: ", "))") }
        return records
    }

    /// One record.
    public struct Record: Sendable {
        let csv: CSV
        let index: Int

        public var file: String { csv.file }
        /// The first line of the record, counted from 1.
        public var line: Int { Int(csv.lines[index + 1]) }

        private func field(_ column: Int) -> Int { (index + 1) * csv.header.count + column }

        /// The field of a column by its index.
        public subscript(_ column: Int) -> String {
            CSV.text(csv.bytes, csv.fields[field(column)])
        }

        func isEmpty(_ column: Int) -> Bool {
            let bounds = csv.fields[field(column)]
            return bounds.start == bounds.end
        }

        /// The field of a column by its name; "" for an absent column.
        public subscript(_ column: String) -> String {
            // Lengths are cheaper to compare than names.
            let length = column.utf8.count
            return csv.header.firstIndex { $0.utf8.count == length && $0 == column }.map { self[$0] } ?? ""
        }

        public var fields: [String] { csv.header.indices.map { self[$0] } }

        /// A field that must not be empty.
        public func required(_ column: String) throws(DataError) -> String {
            let value = self[column]
            guard !value.isEmpty else { throw error("the column '\(column)' is empty") }
            return value
        }

        /// The parts of a field between `|`.
        public func list(_ column: String) -> [String] {
            var text = self[column]
            return text.withUTF8 { bytes in
                bytes.split(separator: UInt8(ascii: "|")).map { String(decoding: $0, as: UTF8.self) }
            }
        }

        public func error(_ reason: String) -> DataError { DataError(file, line, reason) }
    }

    /// The text of a field. A quote in it is doubled in the file.
    private static func text(_ bytes: FileBytes, _ bounds: FieldBounds) -> String {
        bytes.withUnsafeBufferPointer { all in
            let start = Int(bounds.start)
            let field = UnsafeBufferPointer(rebasing: all[start..<Int(bounds.end)])
            guard start > 0, all[start - 1] == UInt8(ascii: "\""), field.contains(UInt8(ascii: "\"")) else {
                return String(decoding: field, as: UTF8.self)
            }
            var text: [UInt8] = []
            var isSecond = false
            for byte in field {
                isSecond = byte == UInt8(ascii: "\"") && !isSecond
                if !isSecond { text.append(byte) }
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

/// Finds the fields of a CSV file in one pass.
private struct CSVScanner {
    let file: String
    var fields: [CSV.FieldBounds] = []
    /// The number of fields and the first line of each record.
    var widths: [Int] = []
    var lines: [UInt32] = []

    private var line: UInt32 = 1
    private var width = 0
    private var recordLine: UInt32 = 1

    init(file: String) { self.file = file }

    /// Skips ASCII 32 bytes at a time and validates the runs of other bytes, which consist of whole characters.
    private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let words = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index < bytes.count {
            while index + 32 <= bytes.count {
                func word(_ offset: Int) -> UInt64 {
                    words.loadUnaligned(fromByteOffset: index + offset, as: UInt64.self)
                }
                guard (word(0) | word(8) | word(16) | word(24)) & 0x8080_8080_8080_8080 == 0 else { break }
                index += 32
            }
            while index < bytes.count, bytes[index] < 0x80 { index += 1 }
            let start = index
            while index < bytes.count, bytes[index] >= 0x80 { index += 1 }
            guard (try? UTF8Span(validating: bytes.span.extracting(start..<index))) != nil else { return false }
        }
        return true
    }

    /// The index of the first byte from one on that a test finds, or the number of bytes.
    /// - Parameter test: sets the highest bit of each byte that it finds; the lowest such byte counts.
    @inline(__always)
    private static func firstIndex(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, where test: (UInt64) -> UInt64
    ) -> Int {
        let words = UnsafeRawBufferPointer(bytes)
        var index = start
        while index &+ 8 <= bytes.count {
            let found = test(words.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian)
            if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < bytes.count, test(UInt64(bytes[index])) & 0x80 == 0 { index &+= 1 }
        return index
    }

    /// Bytes that are not larger than a comma: commas, quotes, line ends and others.
    @inline(__always)
    private static func upToComma(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101 &* 0x2d) & ~word & 0x8080_8080_8080_8080
    }

    @inline(__always)
    private static func quotesAndLineFeeds(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let (quotes, lines) = (word ^ ones &* 0x22, word ^ ones &* 0x0a)
        return ((quotes &- ones) & ~quotes | (lines &- ones) & ~lines) & 0x8080_8080_8080_8080
    }

    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
        guard CSVScanner.isUTF8(bytes) else { throw notUTF8(bytes) }
        fields.reserveCapacity(bytes.count / 8)
        // Excel writes a byte order mark.
        let hasMark = bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf
        var index = hasMark ? 3 : 0
        var endsInComma = false
        while index < bytes.count || endsInComma {
            let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
            let start = isQuoted ? index + 1 : index
            var end = start
            if isQuoted {
                end = try closingQuote(bytes, from: start)
                index = end + 1
                guard index == bytes.count || CSVScanner.endsField(bytes, index) else {
                    throw DataError(file, Int(line), "text follows a closing quote")
                }
            } else {
                while true {
                    index = CSVScanner.firstIndex(bytes, from: index, where: CSVScanner.upToComma)
                    if index == bytes.count || CSVScanner.endsField(bytes, index) { break }
                    guard bytes[index] != UInt8(ascii: "\"") else {
                        throw DataError(
                            file, Int(line), "an unquoted field has a quote; quote the field and double the quote")
                    }
                    index += 1
                }
                end = index
            }
            fields.append(
                CSV.FieldBounds(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end)))
            width += 1
            endsInComma = index < bytes.count && bytes[index] == UInt8(ascii: ",")
            if endsInComma {
                index += 1
            } else {
                if index < bytes.count, bytes[index] == UInt8(ascii: "\r") { index += 1 }
                endRecord()
                index += 1
            }
        }
    }

    /// Whether the byte is a comma or starts a line end.
    @inline(__always)
    private static func endsField(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
        default: false
        }
    }

    /// Finds the first invalid line, after the whole has been found invalid.
    private func notUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> DataError {
        let lines = Array(bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        return DataError(file, index + 1, "the text is not UTF-8")
    }

    private mutating func closingQuote(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) throws(DataError) -> Int {
        var index = start
        while true {
            index = CSVScanner.firstIndex(bytes, from: index, where: CSVScanner.quotesAndLineFeeds)
            guard index < bytes.count else { throw DataError(file, Int(recordLine), "a quote is not closed") }
            if bytes[index] == 0x0a {
                line += 1
            } else {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { return index }
                index += 1
            }
            index += 1
        }
    }

    private mutating func endRecord() {
        widths.append(width)
        lines.append(recordLine)
        width = 0
        line += 1
        recordLine = line
    }
}
