// The reports that everything comes from.

import Dataset
import HTTP

enum SourceEndpoints {
    private static let columns = [
        Column("id", .string, "The id that records name it by."), Column("title", .string, "The title."),
        Column("authors", .list, "The authors."), Column("publisher", .string, "The publisher.", nullable: true),
        Column("document", .string, "The document's own number.", nullable: true),
        Column("year", .integer, "The year.", nullable: true),
        Column("published", .string, "The date of publication, as far as it is known.", nullable: true),
        Column("language", .string, "The language.", nullable: true),
        Column("citation", .string, "Ready to be quoted."),
        Column("tables", .integer, "Tables."), Column("cells", .integer, "Published cells."),
        Column("indicators", .integer, "Figures of the prose."), Column("claims", .integer, "Statements checked."),
    ]

    private static let id = Parameter(
        "id", .choiceOf { $0.codes.sources.map(\.id) }, "The id of a report, such as `eclac-2024`.", in: .path)

    static let all = [
        Endpoint(
            "/v1/sources", "The reports, each ready to be cited, and how much comes from each.", [],
            related: ["/v1/tables", "/v1/indicators", "/v1/claims"],
            .list(columns) { request throws(Problem) in
                RecordList(rows: request.codes.sources.map { row($0, request.dataset) })
            }),
        Endpoint(
            "/v1/sources/{id}", "One report.", [id],
            .object(columns) { request throws(Problem) in
                guard let source = request.query.text("id").flatMap(request.codes.source) else { return .null }
                let values = row(source, request.dataset)
                return .object(zip(columns, values).map { JSON.Member(name: $0.name, value: $1) })
            }),
    ]

    private static func row(_ source: Source, _ dataset: Dataset) -> [JSON] {
        let tables = dataset.tables.filter { $0.source == source.id }
        func count(_ schema: RegisterSchema) -> JSON {
            guard let register = dataset.register(schema) else { return .integer(0) }
            return .integer((0..<register.count).filter { register.text($0, "source") == source.id }.count)
        }
        return [
            .string(source.id), .string(source.title), .strings(source.authors), .optional(source.publisher),
            .optional(source.document), .optional(Int(source.year)), .optional(source.published),
            .optional(source.language), .string(source.citation), .integer(tables.count),
            .integer(tables.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.cells.count } }), count(.indicators),
            count(.claims),
        ]
    }
}
