// Up to 2^20 figures as sorted, dictionary-coded columns.

/// Rows sorted by their dimensions. Immutable; made by `SegmentBuilder`.
final class Segment: Sendable {
    static let maximumRowCount = 1 << 20

    let rowCount: Int
    /// By dimension, the ids that occur, ascending; a row's code is a position in it.
    let ids: [[UInt32]]
    /// By dimension, the codes of the rows.
    let codes: [PackedColumn]
    /// US dollars, or millionths of a percent for a share; then the further measures.
    let values: [PackedColumn]
    let origin: Origin
    /// Where the series of the rows start.
    let series: SeriesIndex

    /// The provenance of the rows.
    enum Origin: Sendable {
        /// Each row is a figure of a file: the power of ten it was published to, and its address.
        case figures(precision: PackedColumn, file: PackedColumn, line: PackedColumn, column: PackedColumn)
        /// Each row is a sum: the number of figures, and the sum of their rounding steps.
        case sums(count: PackedColumn, steps: PackedColumn)
    }

    init(ids: [[UInt32]], codes: [PackedColumn], values: [PackedColumn], origin: Origin, rowCount: Int) {
        self.rowCount = rowCount
        self.ids = ids
        self.codes = codes
        self.values = values
        self.origin = origin
        series = SeriesIndex(ids: ids, codes: codes, rowCount: rowCount)
    }

    @inline(__always)
    func id(_ dimension: Dimension, _ row: Int) -> UInt32 {
        ids[dimension.rawValue][Int(codes[dimension.rawValue][row])]
    }

    /// The series of a row.
    func key(_ row: Int) -> SeriesKey { series.key(ofRow: row) }

    /// Bytes in memory, without the fixed part.
    var byteCount: Int {
        var count = ids.reduce(0) { $0 + $1.count * 4 } + (codes + values).reduce(0) { $0 + $1.byteCount }
        switch origin {
        case .figures(let precision, let file, let line, let column):
            count += precision.byteCount + file.byteCount + line.byteCount + column.byteCount
        case .sums(let figures, let steps): count += figures.byteCount + steps.byteCount
        }
        return count + series.byteCount
    }
}

/// The place of a figure in the files that were loaded.
struct FigureAddress: Equatable {
    /// Index into the tables of the dataset, then into the files of its file sets.
    let file: Int
    /// The row of a published table, or the line of a file; counted from 1.
    let line: Int
    /// The column of values of a published table, or the column of a file; counted from 1.
    let column: Int
}
