// The counts of records that were read, skipped and rejected, for each file set of a source.

import Dataset
import Formats

enum LoadReports {
    static let column = Column<Source>(
        "file_sets", objects: columns, "The file sets of the source, with the records read, skipped and rejected."
    ) { source, request in
        request.dataset.fileSets.filter { $0.source == source.id }
    }

    private static let columns: [Column<FileSet>] = [
        Column("id", "The id of the file set; the ids of its figures begin with it.") { $0.id },
        Column("files", "Names of the files.") { $0.report.files },
        Column("records", "The number of records in the files.") { $0.report.recordCount },
        Column("figures", "The number of figures, after duplicates were joined.") { $0.report.figureCount },
        Column("blank", "The number of blank amounts, which are not figures.") { $0.report.missingCount },
        Column("rounded", "The number of amounts rounded to whole US dollars.") { $0.report.roundedCount },
        Column("skipped", map: count, "Records skipped by the patterns of a column, by column.") { set, _ in
            sorted(set.report.skippedCounts)
        },
        Column("rejected", map: count, "Rejected lines, by column and reason.") { set, _ in
            sorted(set.report.rejectedCounts)
        },
        Column("rejected_lines", objects: lines, "The first \(LoadReport.listLimit) rejected lines.") { set, _ in
            set.report.rejectedLines
        },
    ]

    private static let count = Column<Int>("count", "The number of records or lines.") { $0 }

    private static func sorted(_ counts: [String: Int]) -> [(name: String, value: Int)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static let lines: [Column<RejectedLine>] = [
        Column("file", "The file.") { $0.file }, Column("line", "The line, counted from 1.") { $0.line },
        Column("column", "The column; null for the line as a whole.") { $0.column.nonEmpty },
        Column("text", "The field, shortened to 80 characters.") { $0.text.nonEmpty },
        Column("reason", "The reason.") { $0.reason },
    ]
}
