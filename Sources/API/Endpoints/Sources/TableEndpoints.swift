// Published tables as printed.

import Dataset
import Formats
import HTTP

enum TableEndpoints {
    static let all = [list, table]

    private static let list = Endpoint(
        "/v1/tables", "The published tables.", columns: listColumns,
        related: ["/v1/sources", "/v1/flows", "/v1/discrepancies"]
    ) { request throws(Problem) in
        RecordList(request.dataset.tables, sources: request.dataset.tables.map(\.source).distinct)
    }

    private static let table = Endpoint(
        "/v1/tables/{id}", "A table with the verbatim text of each cell, in printed order.", parameters: [id],
        fields: fields, related: ["/v1/sources", "/v1/discrepancies"],
        rows: ObjectContent.Rows(field: "rows") { printed($0[id]) }
    ) { request throws(Problem) in request[id] }

    /// The rows in the layout of the report: section and rank if the table has them, label, then a column for each heading. The
    /// cells are verbatim texts, which a workbook converts to numbers.
    private static func printed(_ table: PublishedTable) -> ValueRecords {
        let leading: [(name: String, text: (PublishedTable.Row) -> String)] = [
            ("section", { $0.section }), ("rank", { $0.rank }), ("label", { $0.label }),
        ].filter { column in column.name == "label" || table.rows.contains { !column.text($0).isEmpty } }
        return ValueRecords(
            leading.map { Field($0.name, "The \($0.name) as printed.") }
                + table.columns.map { Field($0.label, .number, "The column as printed.") },
            table.rows.map { row in
                leading.map { $0.text(row).nonEmpty.json }
                    + row.cells.map { .string($0.text) }
                    + Array(repeating: .null, count: max(0, table.columns.count - row.cells.count))
            })
    }

    private static let id = Parameter(path: "id", .table, "The table's id, such as `eclac-2024-t06`.")

    private static let listColumns: [Column<PublishedTable>] = [
        .tableID, .source, .number, .title, .page, .tableUnit,
        Column("rows", "The number of rows.") { $0.rows.count },
        Column("columns", "The number of columns with values.") { $0.columns.count },
    ]

    private static let fields: [Column<PublishedTable>] = [
        .tableID, .title, .tableUnit, .source, .page, .number,
        Column("printed_source", "The source that the table names.") { $0.printedSource.nonEmpty },
        Column("notes", "Notes printed with the table.") { $0.notes.nonEmpty },
        Column("citation", "A citation of the table.") { $1.dataset.citation(of: $0) },
        Column("columns", "Headings of the columns with values.") { $0.columns.map(\.label) },
        Column("rows", objects: rowColumns, "The rows in printed order.") { table, _ in
            table.rows.enumerated().map { TableRow(row: $1, firstCell: table.cellID(row: $0 + 1, column: 1)) }
        },
        Column("discrepancies", "Ids of the discrepancies that involve its cells.") { table, request in
            request.dataset.discrepancies.filter { $0.cells.contains { $0.hasPrefix(table.id + "-") } }.map(\.id)
        },
    ]

    private static let rowColumns: [Column<TableRow>] = [
        Column("label", "The label as printed.") { $0.row.label },
        Column("section", "The heading of the row's part of the table.") { $0.row.section.nonEmpty },
        Column("rank", "The printed rank.") { $0.row.rank.nonEmpty },
        Column("first_cell", "The id of the row's first cell; the others end in c02, c03, …") { $0.firstCell },
        Column("cells", "The verbatim texts of the cells.") { $0.row.cells.map(\.text) },
    ]
}

private struct TableRow {
    let row: PublishedTable.Row
    let firstCell: String
}

extension Column<PublishedTable> {
    fileprivate static var tableID: Column {
        Column("id", "The table's id; the ids of its cells begin with it.") { $0.id }
    }
    fileprivate static var source: Column { Column("source", "Id of the source.") { $0.source } }
    fileprivate static var number: Column {
        Column("number", "The table's number in the report.") { $0.number.nonEmpty }
    }
    fileprivate static var title: Column { Column("title", "The title as printed.") { $0.title } }
    fileprivate static var page: Column { Column("page", "The page of the report.") { $0.page } }
    fileprivate static var tableUnit: Column {
        Column("unit", "The unit as printed; null without a common unit.") { $0.unit.nonEmpty }
    }
}
