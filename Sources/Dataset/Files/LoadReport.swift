// The result of reading a file set: counts of records, and the skipped and rejected lines with the reason.

/// A line that was not loaded.
public struct RejectedLine: Sendable, Equatable {
    public let file: String
    /// Counted from 1.
    public let line: Int
    public let column: String
    /// The field, shortened to 80 characters.
    public let text: String
    public let reason: String
}

/// The result of reading one file set.
public struct LoadReport: Sendable {
    public let set: String
    public internal(set) var files: [String] = []
    /// By file that is not in memory, its CRC-32 and its size as stored.
    public internal(set) var checksums: [String] = []
    /// Records of the files, without the headers.
    public internal(set) var recordCount = 0
    /// Figures in the store, after duplicates were joined.
    public internal(set) var figureCount = 0
    /// Records skipped by the patterns of a column, by column.
    public internal(set) var skippedCounts: [String: Int] = [:]
    /// Blank amounts that give no figure.
    public internal(set) var missingCount = 0
    /// Amounts that were rounded to dollars.
    public internal(set) var roundedCount = 0
    /// Rejected lines by reason.
    public internal(set) var rejectedCounts: [String: Int] = [:]
    /// The first rejected lines.
    public internal(set) var rejectedLines: [RejectedLine] = []

    /// The number of rejected lines that are listed.
    public static let listLimit = 100

    public var rejectedCount: Int { rejectedCounts.values.reduce(0, +) }

    init(set: String) { self.set = set }

    mutating func reject(_ file: String, _ line: Int, _ column: String, _ text: String, _ reason: String) {
        rejectedCounts["\(column): \(reason)", default: 0] += 1
        guard rejectedLines.count < LoadReport.listLimit else { return }
        rejectedLines.append(
            RejectedLine(file: file, line: line, column: column, text: String(text.prefix(80)), reason: reason))
    }

    mutating func add(_ other: LoadReport) {
        checksums += other.checksums
        recordCount += other.recordCount
        figureCount += other.figureCount
        missingCount += other.missingCount
        roundedCount += other.roundedCount
        skippedCounts.merge(other.skippedCounts, uniquingKeysWith: +)
        rejectedCounts.merge(other.rejectedCounts, uniquingKeysWith: +)
        rejectedLines = Array(
            (rejectedLines + other.rejectedLines).sorted { ($0.file, $0.line) < ($1.file, $1.line) }
                .prefix(LoadReport.listLimit))
    }
}
