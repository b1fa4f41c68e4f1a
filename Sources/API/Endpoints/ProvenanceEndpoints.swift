// Codes and provenance: where a figure stands, what a code means, and what is wrong in the sources.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum ProvenanceEndpoints {
    static let all = [cell, categories, bases, discrepancies]

    private static let cellFields = [
        Column("id", .string, "The id of the cell."),
        Column("text", .string, "As printed."),
        Column("value", .number, "What it is read as; null where it is no figure.", nullable: true),
        Column("unit", .string, "The unit of the value.", nullable: true),
        Column("reason", .string, "Why the text is not read as it stands.", nullable: true),
        Column("table", .string, "The table's id."),
        Column("row", .integer, "The row, counted from 1."),
        Column("column", .integer, "The column of values, counted from 1."),
        Column("row_label", .string, "The row's label, after the heading of its part of the table."),
        Column("column_label", .string, "The column's heading."),
        Column("source", .string, "The report."),
        Column("page", .integer, "The page of the report.", nullable: true),
        Column("citation", .string, "Ready to be quoted.", nullable: true),
        Column(
            "observation",
            .record([
                Column("reporter", .string, "Whose trade it is."), Column("partner", .string, "With whom."),
                Column("period", .string, "When."), Column("type", .string, "goods, services, or both."),
                Column("classification", .string, "How trade is split."), Column("category", .string, "The part."),
                Column("flow", .string, "What is measured."), Column("basis", .string, "Which total it belongs to."),
                Column("served", .boolean, "Whether this cell is the one that lists give the figure from."),
                Column("served_cell", .string, "The cell that they do."),
            ]), "What the cell is an observation of; null where it is of nothing.", nullable: true),
        Column("discrepancies", .list, "Ids of the discrepancies that it is part of."),
    ]

    private static let cell = Endpoint(
        "/v1/cells/{id}",
        "A published cell: its verbatim text, what it is read as, where it stands, ready to be cited.",
        [Parameter("id", .cell, "The id of a cell, such as `eclac-2024-t06-r01-c04`.", in: .path)],
        related: ["/v1/tables", "/v1/discrepancies"],
        .object(cellFields) { request throws(Problem) in
            request.query.text("id").flatMap { request.dataset.cell($0) }.map { describe($0, request.dataset) } ?? .null
        })

    private static func describe(_ address: CellAddress, _ dataset: Dataset) -> JSON {
        let table = dataset.tables[address.table]
        let row = table.rows[address.row - 1]
        let column = table.columns[address.column - 1]
        let cell = dataset.cell(address)
        let id = dataset.cellID(address)
        let observation = dataset.observation(address)
        return .object([
            "id": .string(id),
            "text": .string(cell.text),
            "value": .optional(cell.value?.number),
            "unit": .optional(cell.value.map { $0.isPercent ? "percent" : column.isOther ? "" : table.unit } ?? ""),
            "reason": .optional(cell.reason),
            "table": .string(table.id),
            "row": .integer(address.row),
            "column": .integer(address.column),
            "row_label": .string(row.section.isEmpty ? row.label : "\(row.section): \(row.label)"),
            "column_label": .string(column.label),
            "source": .string(table.source),
            "page": .optional(table.page),
            "citation": .optional(citation(table, dataset, "row '\(row.label)', column '\(column.label)'")),
            "observation": observation.map { describe($0, dataset) } ?? .null,
            "discrepancies": .strings(dataset.discrepancies.filter { $0.cells.contains(id) }.map(\.id)),
        ])
    }

    private static func describe(_ row: Int, _ dataset: Dataset) -> JSON {
        let store = dataset.store
        return .object([
            "reporter": .string(store.reporter(row)), "partner": .string(store.partner(row)),
            "period": .string(store.period(row).code), "type": .string(store.type(row).rawValue),
            "classification": .string(store.classification(row)), "category": .string(store.category(row)),
            "flow": .string(store.measure(row).rawValue), "basis": .string(store.basis(row)),
            "served": .bool(store.isServed(row)),
            "served_cell": .string(dataset.cellID(observation: store.versions(row).first ?? row)),
        ])
    }

    /// A ready citation of a table, or of a place in it.
    static func citation(_ table: PublishedTable, _ dataset: Dataset, _ place: String? = nil) -> String? {
        dataset.codes.source(table.source).map { source in
            let parts = [
                source.citation.hasSuffix(".") ? String(source.citation.dropLast()) : source.citation,
                table.number.isEmpty ? "\"\(table.title)\"" : table.number, place ?? "",
                table.page.map { "p. \($0)" } ?? "",
            ]
            return parts.filter { !$0.isEmpty }.joined(separator: ", ") + "."
        }
    }

    private static let categories = Endpoint(
        "/v1/categories", "Classifications and their categories, with the labels printed.", [.type],
        related: ["/v1/balances", "/v1/flows"],
        .list([
            Column("classification", .string, "How trade is split."), Column("category", .string, "The part."),
            Column("type", .string, "The type of trade; null for every type.", nullable: true),
            Column("label", .string, "As printed."),
            Column("definition", .string, "What it covers.", nullable: true),
        ]) { request throws(Problem) in
            let types = request.query.list("type")
            return RecordList(
                rows: request.codes.categories.filter {
                    $0.type == nil || types.isEmpty || types.contains($0.type?.rawValue ?? "")
                }
                .map { category in
                    [
                        .string(category.classification), .string(category.code), .optional(category.type?.rawValue),
                        .string(category.label), .optional(category.definition),
                    ]
                })
        })

    private static let bases = Endpoint(
        "/v1/bases", "The totals that figures belong to, in order of preference.", [],
        related: ["/v1/balances", "/v1/tables"],
        .list([
            Column("id", .string, "The id that records name it by."), Column("name", .string, "Its name."),
            Column("description", .string, "Which tables add up to which total."),
        ]) { request throws(Problem) in
            RecordList(rows: request.codes.bases.map { [.string($0.id), .string($0.name), .string($0.description)] })
        })

    // MARK: discrepancies

    private static let discrepancies = Endpoint(
        "/v1/discrepancies",
        "Where tables disagree with themselves, each other or the text: kept as printed, with what is served and why.",
        [
            Parameter(
                "kind",
                .choices { dataset in
                    var kinds: [String] = []
                    for row in discrepancyRows(dataset) {
                        if case .string(let kind) = row[1], !kinds.contains(kind) { kinds.append(kind) }
                    }
                    return kinds
                }, "Only these kinds, separated by commas."),
            RegisterEndpoints.text,
        ], related: ["/v1/claims", "/v1/tables"],
        .list([
            Column("id", .string, "The id."),
            Column(
                "kind", .string,
                "share, sign, shifted, cross-table (by the arithmetic of cells), sum-of-partners, sum-of-members (of the Census Bureau's series), claim (of the prose), or contradiction (between places)."
            ),
            Column("cause", .string, "The same word for the same cause, where it is known.", nullable: true),
            Column("places", .list, "Cells, claims, and lines of a report's text as `source:line`."),
            Column("printed", .string, "What is printed."),
            Column("expected", .string, "What the other figures give.", nullable: true),
            Column("unit", .string, "The unit of both.", nullable: true),
            Column("served", .string, "What is served.", nullable: true),
            Column("explanation", .string, "Why.", nullable: true),
        ]) { request throws(Problem) in
            let kinds = request.query.list("kind")
            let wanted = request.query.text("q").map(TextSearch.init)
            let rows = discrepancyRows(request.dataset).filter { row in
                (kinds.isEmpty || kinds.contains { .string($0) == row[1] })
                    && (wanted.map { wanted in
                        row.contains { if case .string(let text) = $0 { wanted.isFound(in: text) } else { false } }
                    } ?? true)
            }
            return RecordList(rows: rows, reason: rows.isEmpty ? "No discrepancy fits all that is asked for." : nil)
        })

    private static func discrepancyRows(_ dataset: Dataset) -> [[JSON]] {
        var rows: [[JSON]] = dataset.discrepancies.map { item in
            [
                .string(item.id), .string(item.kind), .null, .strings(item.cells), .string(item.printed),
                .optional(item.expected), .string(item.unit), .string("as printed"), .string(item.explanation),
            ]
        }
        // Absent registers add no discrepancies.
        let claims = dataset.register(.claims)
        for row in 0..<(claims?.count ?? 0) where claims?.text(row, "verdict") == "discrepancy" {
            func text(_ column: String) -> String { claims?.text(row, column) ?? "" }
            rows.append([
                .string(text("id")), .string("claim"), .optional(text("cause")),
                .strings(["\(text("source")):\(text("line"))"] + ((try? Formula(text("formula")))?.operands ?? [])),
                .string(text("stated")), .string(text("recomputed")), .string(text("stated_unit")),
                .string("the published cells"), .optional(text("explanation")),
            ])
        }
        let contradictions = dataset.register(.contradictions)
        for row in 0..<(contradictions?.count ?? 0) {
            func text(_ column: String) -> String { contradictions?.text(row, column) ?? "" }
            rows.append([
                .string(text("id")), .string("contradiction"), .string(text("cause")),
                .strings(text("places").split(separator: "|").map(String.init)), .string(text("printed")), .null,
                .optional(text("unit")), .optional(text("served")), .string(text("explanation")),
            ])
        }
        return rows
    }
}
