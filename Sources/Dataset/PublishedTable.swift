// A published table in its printed layout.

import Arithmetic

/// A table of a report, cell by cell in printed order.
public struct PublishedTable: Sendable {
    public let id: String
    public let source: String
    /// `Table 6`.
    public let number: String
    public let title: String
    public let page: Int?
    /// As printed, e.g. `USD million`.
    public let unit: String
    /// The significant decimals of its amounts, if the table prints more.
    public let meaningfulDecimals: Int?
    public let printedSource: String
    public let notes: String
    public let columns: [Column]
    public let rows: [Row]

    /// A column of values.
    public struct Column: Sendable, Equatable {
        /// The heading as printed with its period, e.g. `Exports, 2023`.
        public let label: String
        public let measure: Measure?
        public let period: Period?
        /// Whether its cells are served as printed but give no figures.
        public let isOther: Bool
    }

    public struct Row: Sendable {
        /// The printed heading of the row's part of the table; empty without parts.
        public let section: String
        /// As printed.
        public let label: String
        /// The printed rank; empty without ranks.
        public let rank: String
        /// The line of the data file.
        public let line: Int
        public let cells: [Cell]
    }

    /// One printed cell.
    public struct Cell: Sendable, Equatable {
        /// Verbatim.
        public let text: String
        /// Nil for a cell that is not a figure.
        public let value: PrintedNumber?
        /// The reason why the value differs from the text; empty if it does not.
        public let reason: String
    }

    /// The id of a cell, counted from 1: `eclac-2024-t06-r01-c04`.
    public func cellID(row: Int, column: Int) -> String { PublishedTable.cellID(id, row: row, column: column) }

    static func cellID(_ table: String, row: Int, column: Int) -> String {
        // By bytes, because string interpolation takes ten times as long.
        String(unsafeUninitializedCapacity: table.utf8.count + 48) { bytes in
            var count = bytes.fill(table, from: 0)
            func append(_ letter: UInt8, _ number: Int) {
                bytes[count] = UInt8(ascii: "-")
                bytes[count + 1] = letter
                // At least two digits.
                var end = count + 4
                var limit = 100
                while number >= limit {
                    end += 1
                    limit *= 10
                }
                var rest = number
                for index in stride(from: end - 1, to: count + 1, by: -1) {
                    bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                count = end
            }
            append(UInt8(ascii: "r"), row)
            append(UInt8(ascii: "c"), column)
            return count
        }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes a text at an index.
    /// - Returns: the index after it.
    func fill(_ text: String, from start: Int) -> Int {
        text.utf8Span.span.withUnsafeBufferPointer { text in
            guard let first = text.baseAddress, let destination = baseAddress else { return start }
            (destination + start).update(from: first, count: text.count)
            return start + text.count
        }
    }
}

/// The address of a cell.
public struct CellAddress: Sendable, Hashable {
    /// Index into the dataset's tables.
    public let table: Int
    /// Counted from 1.
    public let row: Int
    public let column: Int
}
