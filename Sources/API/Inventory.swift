// What a dataset holds, as text tables: for whoever checks a dataset at the terminal.

import Analytics
import Dataset

extension Snapshot {
    /// Sources, tables, registers, claims and discrepancies.
    /// - Throws: an error with file and line for a claim whose verdict in its register is not the computed one.
    public func inventory() throws(DataError) -> [UInt8] {
        let claims = try Claim.all(dataset)
        var text: [UInt8] = []
        text.append(
            "edition \(dataset.release.version) of \(dataset.release.date), dataset \(id): everything was read and checked\n"
        )
        section("Sources", sources, &text)
        section("Tables", tables, &text)
        section("Records beside the tables", registers, &text)
        section("Claims by verdict", counted("verdict", claims.map(\.verdict.rawValue)), &text)
        section("Claims", page(claims), &text)
        section("Discrepancies by kind", discrepancies, &text)
        return text
    }

    private func section(_ title: String, _ page: RecordPage, _ text: inout [UInt8]) {
        text.append("\n\(title)\n\n")
        text.append(contentsOf: TextTableEncoder.encode(page))
    }

    private func page(_ columns: [(String, Column.Kind)], _ rows: [[JSON]]) -> RecordPage {
        RecordPage(columns: columns.map { Column($0.0, $0.1, "") }, rows: rows, reason: "None.")
    }

    private var sources: RecordPage {
        let observations = counts((0..<dataset.store.count).map { dataset.source($0) })
        return page(
            [
                ("source", .string), ("tables", .integer), ("cells", .integer), ("observations", .integer),
                ("title", .string),
            ],
            dataset.codes.sources.map { source in
                let tables = dataset.tables.filter { $0.source == source.id }
                return [
                    .string(source.id), .integer(tables.count), .integer(tables.reduce(0) { $0 + cells($1) }),
                    .integer(observations[source.id] ?? 0), .string(source.title),
                ]
            })
    }

    private var tables: RecordPage {
        let observations = counts(
            (0..<dataset.store.count).compactMap { dataset.cell(observation: $0).map { dataset.tables[$0.table].id } })
        return page(
            [
                ("table", .string), ("rows", .integer), ("columns", .integer), ("cells", .integer),
                ("observations", .integer),
            ],
            dataset.tables.map { table in
                [
                    .string(table.id), .integer(table.rows.count), .integer(table.columns.count),
                    .integer(cells(table)),
                    .integer(observations[table.id] ?? 0),
                ]
            })
    }

    private var registers: RecordPage {
        page(
            [("register", .string), ("records", .integer)],
            RegisterSchema.all.map { [.string($0.name), .optional(dataset.register($0)?.count)] })
    }

    private func page(_ claims: [Claim]) -> RecordPage {
        page(
            [("claim", .string), ("stated", .string), ("recomputed", .string), ("verdict", .string)],
            claims.map {
                [.string($0.id), .string($0.stated), .string($0.recomputed), .string($0.verdict.rawValue)]
            })
    }

    private var discrepancies: RecordPage { counted("kind", dataset.discrepancies.map(\.kind)) }

    private func cells(_ table: PublishedTable) -> Int { table.rows.reduce(0) { $0 + $1.cells.count } }

    private func counts(_ names: [String]) -> [String: Int] {
        names.reduce(into: [:]) { counts, name in counts[name, default: 0] += 1 }
    }

    private func counted(_ name: String, _ values: [String]) -> RecordPage {
        page(
            [(name, .string), ("count", .integer)],
            counts(values).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                [.string($0.key), .integer($0.value)]
            })
    }
}
