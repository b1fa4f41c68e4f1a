// The origin of a figure: a published cell, a place in a file, or the months of a sum.

import Analytics
import Arithmetic
import Dataset
import Formats
import HTTP

enum CellEndpoints {
    static let all = [
        Endpoint(
            "/v1/cells/{id}",
            "The origin of a figure: a published cell with its verbatim text and its place in the report, a place in a file, or the "
                + "months of a sum.",
            parameters: [id], fields: fields, related: ["/v1/tables", "/v1/discrepancies"]
        ) { request throws(Problem) in
            switch request[id] {
            case .cell(let address): Origin(address, request.dataset)
            case .rows(let rows): Origin(rows, request.dataset)
            }
        }
    ]

    private static let id = Parameter(
        path: "id", .cell,
        "The id of a figure: of a cell, `eclac-2024-t06-r01-c04`, of a place in a file, `census-2025-06-r0012-c03`, or of a sum."
    )

    private static let fields: [Column<Origin>] = Column.list(
        [
            Column("id", "The id.") { $0.id },
            Column("text", "The text as printed; null for a figure of a file and for a sum.") {
                $0.published?.cell.text
            },
            Column("value", "The value in `unit`; null if the text is not a figure.") { origin, request in
                origin.value(request)
            },
            Column("unit", "The unit of the value.") { $0.unit },
            Column("reason", "The reason for a value that differs from the text.") {
                $0.published?.cell.reason.nonEmpty
            },
        ],
        ofTable,
        [
            Column("file", "The file of the file set; null for a published cell and for a sum.") { origin, request in
                origin.filePlace(request)?.file
            },
            Column("line", "The line of the file, counted from 1.") { origin, request in
                origin.filePlace(request)?.line
            },
            Column("file_column", "The column of the file, counted from 1.") { origin, request in
                origin.filePlace(request)?.column
            },
            Column("months", "The number of summed months; null for a figure that is not a sum.") {
                $0.months
            },
            Column("summands", "The ids of the months of a sum.") { origin, request in
                origin.summands(request).map { request.dataset.cellID(row: $0) }
            },
            Column("source", "Id of the source.") { $0.source },
            Column("page", "The page of the report.") { $0.published?.table.page },
            Column("citation", "A citation.") { origin, request in origin.citation(request) },
            Column(
                "observation", optionalObject: figureColumns,
                "The dimensions of the figure; null for a cell without a figure."
            ) { origin, _ in ShownFigure(origin.rows) },
            Column("discrepancies", "Ids of the discrepancies that involve the cell.") { origin, request in
                request.dataset.discrepancies.filter { $0.cells.contains(origin.id) }.map(\.id)
            },
        ])

    private static let ofTable: [Column<Origin>] = [
        Column(
            "table", "The id of the table; null, like the next four fields, for a figure that is not a published cell."
        ) {
            $0.published?.table.id
        },
        Column("row", "The row, counted from 1.") { $0.published?.address.row },
        Column("column", "The column of values, counted from 1.") { $0.published?.address.column },
        Column("row_label", "The row's label, after the heading of its part of the table.") { origin in
            origin.published.map { $0.row.section.isEmpty ? $0.row.label : "\($0.row.section): \($0.row.label)" }
        },
        Column("column_label", "The column's heading.") { $0.published?.column.label },
    ]

    private static let figureColumns: [Column<ShownFigure>] = [
        Column("reporter", "Code of the reporter.") { $1.store.reporter($0.row) },
        Column("partner", "Code of the partner or group.") { $1.store.partner($0.row) },
        Column(
            "period",
            "The period; for the sum of a quarter, a window or an earlier year to date, its first and last month: "
                + "`2024-01..2024-03`."
        ) {
            let codes = [$0.rows[0], $0.rows[$0.rows.count - 1]].distinct.map($1.store.period).map(\.code)
            return codes.joined(separator: "..")
        },
        Column("type", "goods, services, or goods-and-services.") { $1.store.type($0.row).rawValue },
        Column("classification", "The classification of the category.") { $1.store.classification($0.row) },
        Column("category", "The category.") { $1.store.category($0.row) },
        Column("flow", "The measure.") { $1.store.measure($0.row).rawValue },
        Column("basis", "The published total that the figure belongs to.") { $1.store.basis($0.row) },
        Column("served", "Whether lists serve this figure, and not another one for the same trade and period.") {
            record, request in
            record.rows.allSatisfy(request.store.isServed)
        },
        Column("served_cell", "The id of the figure that lists serve for the same trade and period.") {
            record, request in
            request.dataset.cellID(rows: record.rows.compactMap { request.store.versions($0).first })
        },
    ]
}

/// The content of the field `observation`: one row of the store, or the rows of the months of a sum.
private struct ShownFigure {
    let rows: [Int]
    /// The first row. The rows differ only in their period.
    let row: Int

    init?(_ rows: [Int]) {
        guard let first = rows.first else { return nil }
        (self.rows, row) = (rows, first)
    }
}

/// The origin of a figure.
private struct Origin {
    struct Published {
        let address: CellAddress
        let table: PublishedTable
        let row: PublishedTable.Row
        let column: PublishedTable.Column
        let cell: PublishedTable.Cell
    }

    let id: String
    /// Nil for a figure that is not a cell of a table.
    let published: Published?
    /// The rows of the store: one, or the months of a sum; empty for a cell that gives no figure.
    let rows: [Int]
    /// The number of months of a sum.
    let months: Int?
    let source: String

    init(_ address: CellAddress, _ dataset: Dataset) {
        let table = dataset.tables[address.table]
        id = dataset.cellID(address)
        published = Published(
            address: address, table: table, row: table.rows[address.row - 1],
            column: table.columns[address.column - 1], cell: dataset.cell(address))
        rows = dataset.row(of: address).map { [$0] } ?? []
        months = nil
        source = table.source
    }

    /// - Parameter rows: the rows of one figure, not empty.
    init(_ rows: [Int], _ dataset: Dataset) {
        id = dataset.cellID(rows: rows) ?? ""
        published = nil
        self.rows = rows
        months = rows.count > 1 ? rows.count : dataset.store.monthCount(rows[0])
        source = dataset.source(rows[rows.count - 1])
    }

    var unit: String? {
        guard let published else { return MoneyUnit.usd.label }
        return published.cell.value.map { value in
            value.isPercent ? "percent" : published.column.isOther ? "" : published.table.unit
        }?.nonEmpty
    }

    func value(_ request: Request) -> ExactDecimal? {
        if let published { return published.cell.value?.number }
        // The load checks that the sum of all values of a file set fits into 64 bits.
        return ExactDecimal(rows.reduce(0) { $0 &+ request.store.value($1) })
    }

    func filePlace(_ request: Request) -> (file: String, line: Int, column: Int)? {
        rows.count == 1 ? request.dataset.filePlace(row: rows[0]) : nil
    }

    /// The rows of the months of a sum.
    func summands(_ request: Request) -> [Int] {
        guard months != nil else { return [] }
        return rows.count > 1 ? rows : request.store.months(ofSum: rows[0])
    }

    func citation(_ request: Request) -> String? {
        if let published {
            return request.dataset.citation(
                of: published.table, "row '\(published.row.label)', column '\(published.column.label)'")
        }
        let citation = request.codes.source(source)?.citation ?? source
        guard let place = filePlace(request) else { return citation }
        return "\(citation) File \(place.file), line \(place.line), column \(place.column)."
    }
}
