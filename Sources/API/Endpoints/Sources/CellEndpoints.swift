// Published cells: the verbatim text, its value, its place and its citation.

import Arithmetic
import Dataset
import Formats
import HTTP

enum CellEndpoints {
    static let all = [
        Endpoint(
            "/v1/cells/{id}",
            "A published cell: its verbatim text, its value, its place in the report and its citation.",
            parameters: [id], fields: fields, related: ["/v1/tables", "/v1/discrepancies"]
        ) { request throws(Problem) in PublishedCell(request[id], request.dataset) }
    ]

    private static let id = Parameter(path: "id", .cell, "The id of a cell, such as `eclac-2024-t06-r01-c04`.")

    private static let fields: [Column<PublishedCell>] = [
        Column("id", "The id of the cell.") { $0.id },
        Column("text", "The text as printed.") { $0.cell.text },
        Column("value", "The value of the text; null where it is not a figure.") { published in
            published.cell.value?.number
        },
        Column("unit", "The unit of the value.") { published in
            (published.cell.value.map { value in
                value.isPercent ? "percent" : published.column.isOther ? "" : published.table.unit
            } ?? "").nonEmpty
        },
        Column("reason", "Why the value differs from the text.") { $0.cell.reason.nonEmpty },
        Column("table", "The id of the table.") { $0.table.id },
        Column("row", "The row, counted from 1.") { $0.address.row },
        Column("column", "The column of values, counted from 1.") { $0.address.column },
        Column("row_label", "The row's label, after the heading of its part of the table.") { published in
            let row = published.row
            return row.section.isEmpty ? row.label : "\(row.section): \(row.label)"
        },
        Column("column_label", "The column's heading.") { $0.column.label },
        Column("source", "Id of the source.") { $0.table.source },
        Column("page", "The page of the report.") { $0.table.page },
        Column("citation", "A citation of the cell.") { published, request in
            request.dataset.citation(
                of: published.table, "row '\(published.row.label)', column '\(published.column.label)'")
        },
        Column(
            "observation", optionalObject: observationColumns,
            "The observation that the cell gives; null where it gives none."
        ) { published, _ in published.observation },
        Column("discrepancies", "Ids of the discrepancies that involve the cell.") { published, request in
            request.dataset.discrepancies.filter { $0.cells.contains(published.id) }.map(\.id)
        },
    ]

    /// Columns of a row of the observations.
    private static let observationColumns: [Column<Int>] = [
        Column("reporter", "Code of the reporter.") { row, request in request.store.reporter(row) },
        Column("partner", "Code of the partner or group.") { row, request in request.store.partner(row) },
        Column("period", "The period.") { row, request in request.store.period(row).code },
        Column("type", "goods, services, or goods-and-services.") { row, request in request.store.type(row).rawValue },
        Column("classification", "How trade is divided into categories.") { row, request in
            request.store.classification(row)
        },
        Column("category", "The category.") { row, request in request.store.category(row) },
        Column("flow", "The measure.") { row, request in request.store.measure(row).rawValue },
        Column("basis", "The published total that the figure belongs to.") { row, request in
            request.store.basis(row)
        },
        Column("served", "Whether lists serve the figure from this cell.") { row, request in
            request.store.isServed(row)
        },
        Column("served_cell", "The cell from which lists serve the figure.") { row, request in
            request.dataset.cellID(observation: request.store.versions(row).first ?? row)
        },
    ]
}

private struct PublishedCell {
    let id: String
    let address: CellAddress
    let table: PublishedTable
    let row: PublishedTable.Row
    let column: PublishedTable.Column
    let cell: PublishedTable.Cell
    /// The row of the observations; nil where the cell gives none.
    let observation: Int?

    init(_ address: CellAddress, _ dataset: Dataset) {
        self.address = address
        id = dataset.cellID(address)
        table = dataset.tables[address.table]
        row = table.rows[address.row - 1]
        column = table.columns[address.column - 1]
        cell = dataset.cell(address)
        observation = dataset.observation(address)
    }
}
