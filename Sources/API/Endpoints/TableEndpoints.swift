// Published tables as a reader of the report sees them.

import Dataset
import HTTP

enum TableEndpoints {
    private static let columns = [
        Column("id", .string, "The table's id; cells are named after it."),
        Column("source", .string, "The report."),
        Column("number", .string, "The table's number in the report, where it has one.", nullable: true),
        Column("title", .string, "As printed."),
        Column("page", .integer, "The page of the report.", nullable: true),
        Column("unit", .string, "As printed; null where its figures have no common one.", nullable: true),
        Column("rows", .integer, "Number of rows."),
        Column("columns", .integer, "Number of columns that hold values."),
    ]

    private static let fields = [
        Column("id", .string, "The table's id; cells are named after it."),
        Column("title", .string, "As printed."),
        Column("unit", .string, "As printed; null where its figures have no common one.", nullable: true),
        Column("source", .string, "The report."),
        Column("page", .integer, "The page of the report.", nullable: true),
        Column("number", .string, "The table's number in the report, where it has one.", nullable: true),
        Column("printed_source", .string, "Whom the table gives as its source.", nullable: true),
        Column("notes", .string, "Notes printed with the table.", nullable: true),
        Column("citation", .string, "Ready to be quoted.", nullable: true),
        Column("columns", .list, "Headings of the columns that hold values."),
        Column(
            "rows",
            .records([
                Column("label", .string, "As printed."),
                Column("section", .string, "The heading of the part of the table it stands in.", nullable: true),
                Column("rank", .string, "The printed rank.", nullable: true),
                Column("first_cell", .string, "The id of the row's first cell; the others follow with c02, c03, …"),
                Column("cells", .list, "The texts of the cells, verbatim."),
            ]), "The rows in printed order."),
        Column("discrepancies", .list, "Ids of the discrepancies that its cells are part of."),
    ]

    private static let id = Parameter("id", .table, "The table's id, such as `eclac-2024-t06`.", in: .path)

    static let all = [
        Endpoint(
            "/v1/tables", "The published tables.", [],
            related: ["/v1/sources", "/v1/flows", "/v1/discrepancies"],
            .list(columns) { request throws(Problem) in
                let listing = RecordList(
                    rows: request.dataset.tables.map { table in
                        [
                            .string(table.id), .string(table.source), .optional(table.number), .string(table.title),
                            .optional(table.page), .optional(table.unit), .integer(table.rows.count),
                            .integer(table.columns.count),
                        ]
                    })
                listing.sources = RecordList.distinct(request.dataset.tables.map(\.source))
                return listing
            }),
        Endpoint(
            "/v1/tables/{id}", "A table, cell by cell, verbatim and in printed order.", [id],
            related: ["/v1/sources", "/v1/discrepancies"],
            .object(fields) { request throws(Problem) in
                request.query.text("id").flatMap { request.dataset.table($0) }.map { describe($0, request.dataset) }
                    ?? .null
            }),
    ]

    private static func describe(_ table: PublishedTable, _ dataset: Dataset) -> JSON {
        .object([
            "id": .string(table.id),
            "title": .string(table.title),
            "unit": .optional(table.unit),
            "source": .string(table.source),
            "page": .optional(table.page),
            "number": .optional(table.number),
            "printed_source": .optional(table.printedSource),
            "notes": .optional(table.notes),
            "citation": .optional(ProvenanceEndpoints.citation(table, dataset)),
            "columns": .strings(table.columns.map(\.label)),
            "rows": .array(
                table.rows.enumerated().map { index, row in
                    .object([
                        "label": .string(row.label),
                        "section": .optional(row.section),
                        "rank": .optional(row.rank),
                        "first_cell": .string(table.cellID(row: index + 1, column: 1)),
                        "cells": .strings(row.cells.map(\.text)),
                    ])
                }),
            "discrepancies": .strings(
                dataset.discrepancies.filter { $0.cells.contains { $0.hasPrefix(table.id + "-") } }.map(\.id)),
        ])
    }
}
