// The division of a file's value columns among readers.

/// One of `count` parts of the value columns.
struct ColumnPart {
    let index: Int
    let count: Int

    /// Whether this part counts the records and reports those that are rejected or skipped. The readers of all parts read all records.
    var reportsRecords: Bool { index == 0 }

    /// The columns of this part.
    func columns<Column>(_ columns: [Column]) -> [Column] {
        Array(columns[columns.count * index / count..<columns.count * (index + 1) / count])
    }
}
