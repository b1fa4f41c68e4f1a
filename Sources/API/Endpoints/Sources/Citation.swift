// Citations of tables and of their cells.

import Dataset

extension Dataset {
    /// A citation of a table, or of a part of it.
    func citation(of table: PublishedTable, _ part: String? = nil) -> String? {
        codes.source(table.source).map { source in
            let parts = [
                source.citation.hasSuffix(".") ? String(source.citation.dropLast()) : source.citation,
                table.number.isEmpty ? "\"\(table.title)\"" : table.number, part ?? "",
                table.page.map { "p. \($0)" } ?? "",
            ]
            return parts.filter { !$0.isEmpty }.joined(separator: ", ") + "."
        }
    }
}
