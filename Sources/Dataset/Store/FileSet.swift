// The figures of a file set with its further dimensions, and sums over them.

/// A file set as loaded.
public final class FileSet: Sendable {
    public let id: String
    /// The ids of its source and basis.
    public let source: String
    public let basis: String
    public let dimensions: [FurtherDimension]
    public let measures: [FurtherMeasure]
    /// The counts of records that were read, skipped and rejected.
    public let report: LoadReport
    let release: UInt32
    /// The number of the first file among all files of the dataset, and their names.
    let firstFile: Int
    let files: [String]
    let inherited: (source: String, periods: PeriodRange)?
    /// All figures.
    let detail: [Segment]
    /// Sums over dimensions, the fewest rows first.
    let rollUps: [RollUp]

    /// Sums of the figures by some dimensions.
    struct RollUp: Sendable {
        /// Indices of the further dimensions that remain.
        let further: [Int]
        /// Whether the categories are summed to the total.
        let isTotal: Bool
        let segments: [Segment]

        var rowCount: Int { segments.reduce(0) { $0 + $1.rowCount } }
    }

    /// The number of the first file of all file sets in addresses; published tables have lower numbers.
    static let firstFileNumber = 1 << 20

    init(
        id: String, source: String, basis: String, dimensions: [FurtherDimension], measures: [FurtherMeasure],
        report: LoadReport, release: UInt32, firstFile: Int, files: [String],
        inherited: (source: String, periods: PeriodRange)?, detail: [Segment], rollUps: [RollUp]
    ) {
        (self.id, self.source, self.basis) = (id, source, basis)
        (self.dimensions, self.measures, self.report, self.release) = (dimensions, measures, report, release)
        (self.firstFile, self.files, self.inherited) = (firstFile, files, inherited)
        (self.detail, self.rollUps) = (detail, rollUps)
    }

    /// The segments that the store serves as series: sums over the further dimensions, or the figures without further dimensions.
    var seriesSegments: [Segment] {
        let sums = rollUps.filter { $0.further.isEmpty }.flatMap(\.segments)
        return dimensions.isEmpty ? detail + sums : sums
    }

    /// Whether totals over the categories are summed.
    var sumsCategories: Bool { rollUps.contains { $0.isTotal } }

    /// The number of figures.
    public var figureCount: Int { detail.reduce(0) { $0 + $1.rowCount } }

    /// Bytes of all segments.
    public var byteCount: Int {
        (detail + rollUps.flatMap(\.segments)).reduce(0) { $0 + $1.byteCount }
    }

    /// The smallest segments that have some further dimensions, with the columns of the dimensions in them.
    /// - Parameter isTotal: whether the rows may be totals over the categories.
    func segments(further: [Int], isTotal: Bool) -> (segments: [Segment], columns: [Int: Int]) {
        let found = rollUps.first { ($0.isTotal == isTotal || isTotal) && further.allSatisfy($0.further.contains) }
        let dimensions = found?.further ?? Array(dimensions.indices)
        return (
            found?.segments ?? detail,
            Dictionary(uniqueKeysWithValues: dimensions.enumerated().map { ($1, Dimension.count + $0) })
        )
    }
}
