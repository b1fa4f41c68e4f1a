// Up to 2^20 figures as sorted, dictionary-coded columns.

import Arithmetic
import Synchronization

/// Rows sorted by their dimensions. Immutable; made by `SegmentBuilder`.
final class Segment: Sendable {
    static let maximumRowCount = 1 << 20
    /// The number of rows of a zone, for which the least and the largest code of each further dimension are stored.
    static let blockSize = PackedColumn.blockSize

    let rowCount: Int
    /// By dimension, the ids that occur, ascending; a row's code is a position in it.
    let ids: [[UInt32]]
    /// By dimension, the codes of the rows.
    let codes: [PackedColumn]
    /// US dollars, or millionths of a percent for a share; then the further measures.
    let values: [PackedColumn]
    let origin: Origin
    /// The series of the rows; empty for rows with further dimensions.
    let series: SeriesIndex
    /// By dimension, the least and the largest code of each block; empty for a constant and for rows without further dimensions.
    private let zones: [[ClosedRange<UInt16>]]
    private let madeSums = AtomicLazyReference<MadeSums>()

    private final class MadeSums: Sendable {
        let segment: Segment?

        init(_ segment: Segment?) { self.segment = segment }
    }

    /// The provenance of the rows. One reference, because it is copied for each figure that is read.
    enum Origin: Sendable {
        /// Each row is a figure of a file.
        case figures(FigureColumns)
        /// Each row is a sum: the number of figures, and the sum of their rounding steps.
        indirect case sums(count: PackedColumn, steps: PackedColumn)
        /// Each row is the sum of the months of a year or of a year to date: twice the differences that rounding allows above and
        /// below.
        indirect case months(steps: PackedColumn, lowerSteps: PackedColumn)
    }

    init(ids: [[UInt32]], codes: [PackedColumn], values: [PackedColumn], origin: Origin, rowCount: Int) {
        self.rowCount = rowCount
        self.ids = ids
        self.codes = codes
        self.values = values
        self.origin = origin
        let hasFurther = codes.count > Dimension.count
        series = hasFurther ? SeriesIndex() : SeriesIndex(ids: ids, codes: codes, rowCount: rowCount)
        zones =
            hasFurther
            ? zip(ids, codes).map { Segment.zones($0, $1, rowCount) }
            : [[ClosedRange<UInt16>]](repeating: [], count: codes.count)
    }

    private init(_ segment: Segment, ids: [[UInt32]], series: SeriesIndex) {
        (rowCount, codes, values) = (segment.rowCount, segment.codes, segment.values)
        (origin, zones, self.ids, self.series) = (segment.origin, segment.zones, ids, series)
    }

    /// This segment with other ids for the codes of some dimensions. The order of the ids must not change.
    /// - Parameter positions: by dimension, the new id of an id.
    func renumbered(_ positions: [Int: [UInt32]]) -> Segment {
        var ids = ids
        for (dimension, positions) in positions { ids[dimension] = ids[dimension].map { positions[Int($0)] } }
        let series = positions[Dimension.category.rawValue].map { self.series.renumbered($0) } ?? self.series
        let renumbered = Segment(self, ids: ids, series: series)
        if let made = madeSums.load() {
            _ = renumbered.madeSums.storeIfNil(MadeSums(made.segment?.renumbered(positions)))
        }
        return renumbered
    }

    /// The sums of each series and release over the years with all twelve months, and over the months of an incomplete last
    /// year; nil without sums. Made at the first use.
    var monthSums: Segment? {
        (madeSums.load() ?? madeSums.storeIfNil(MadeSums(MonthSumBuilder.sums(of: self)))).segment
    }

    private static func zones(_ ids: [UInt32], _ column: PackedColumn, _ rowCount: Int) -> [ClosedRange<UInt16>] {
        // A constant, and codes that do not fit, have no zones.
        if case .constant = column { return [] }
        guard ids.count <= UInt16.max else { return [] }
        return stride(from: 0, to: rowCount, by: blockSize).map { start in
            let codes = column.range(start..<min(rowCount, start + blockSize))
            return UInt16(codes.lowerBound)...UInt16(codes.upperBound)
        }
    }

    /// The least and the largest code of a dimension in a block; nil without zones.
    func zone(_ dimension: Int, _ block: Int) -> ClosedRange<Int>? {
        guard !zones[dimension].isEmpty else { return nil }
        let zone = zones[dimension][block]
        return Int(zone.lowerBound)...Int(zone.upperBound)
    }

    /// The rows with a code in a dimension before which all dimensions are constant.
    func rows(dimension: Int, code: Int) -> Range<Int> {
        codes[dimension].rows(in: 0..<rowCount, Int64(code)..<Int64(code) + 1)
    }

    /// The number of sums that an aggregation makes: the value, then for each further measure its sum and the value of the rows
    /// that have it.
    var measureCount: Int { if case .sums = origin { values.count } else { 1 + 2 * (values.count - 1) } }

    /// The codes of periods that a range of raw values contains.
    func periodCodes(_ range: Range<UInt32>) -> Range<Int64> {
        let periods = ids[Dimension.period.rawValue]
        func first(_ value: UInt32) -> Int64 { Int64(periods.indices.partitionPoint { periods[$0] >= value }) }
        return first(range.lowerBound)..<first(range.upperBound)
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
        case .figures(let columns):
            count +=
                columns.precision.byteCount + columns.file.byteCount + columns.line.byteCount
                + columns.column.byteCount
        case .sums(let figures, let steps): count += figures.byteCount + steps.byteCount
        case .months(let steps, let lowerSteps): count += steps.byteCount + lowerSteps.byteCount
        }
        return count + series.byteCount
    }
}

/// The precision of figures of files, as a power of ten, and their addresses. A class: copying four columns for each figure
/// that is read took a tenth of the instructions of a new balance.
final class FigureColumns: Sendable {
    let precision: PackedColumn
    let file: PackedColumn
    let line: PackedColumn
    let column: PackedColumn

    init(precision: PackedColumn, file: PackedColumn, line: PackedColumn, column: PackedColumn) {
        (self.precision, self.file, self.line, self.column) = (precision, file, line, column)
    }

    func address(_ row: Int) -> FigureAddress {
        FigureAddress(file: Int(file[row]), line: Int(line[row]), column: Int(column[row]))
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
