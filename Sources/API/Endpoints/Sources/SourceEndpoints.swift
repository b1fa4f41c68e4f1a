// The sources of all figures.

import Dataset
import Formats
import HTTP

enum SourceEndpoints {
    static let all = [
        Endpoint(
            "/v1/sources", "The sources with citations and the amount of data from each.", columns: columns,
            related: ["/v1/tables", "/v1/indicators", "/v1/claims"]
        ) { request throws(Problem) in RecordList(request.codes.sources) },
        Endpoint(
            "/v1/sources/{id}", "One source, with the report on its files if it has file sets.", parameters: [id],
            fields: Column.list(columns, [LoadReports.column])
        ) { request throws(Problem) in request[id] },
    ]

    private static let id = Parameter(path: "id", .source, "The id of a source, such as `eclac-2024`.")

    private static let columns: [Column<Source>] = [
        Column("id", "The id.") { $0.id },
        Column("kind", "report, statistics, agreement, statute, press, statement, or analysis.") { $0.kind },
        Column("certainty", "The origin of its facts: published, text, statute, or reported.") { $0.certainty },
        Column("title", "The title.") { $0.title },
        Column("authors", "The authors.") { $0.authors },
        Column("publisher", "The publisher.") { $0.publisher.nonEmpty },
        Column("document", "The document number.") { $0.document.nonEmpty },
        Column("year", "The year.") { Int($0.year) },
        Column("published", "The date of publication, with its known precision.") { $0.published.nonEmpty },
        Column(
            "released", "The day of the release of its figures; if only a month or a year is known, its last day."
        ) {
            source, request in
            request.store.releases.first { $0.source == source.id }?.date
        },
        Column("date_note", "The origin of the date.") { $0.dateNote.nonEmpty },
        Column(
            "coverage",
            optionalObject: [
                Column<ReleaseCoverage>("partners", "The number of partners and groups.") { $0.partners },
                Column("first_period", "The first period.") { $0.firstPeriod.code },
                Column("last_period", "The last period.") { $0.lastPeriod.code },
                Column("figures", "The number of figures.") { $0.figures },
            ], "The coverage of its trade figures; null without figures."
        ) { source, request in request.store.coverage(ofSource: source.id) },
        Column("language", "The language.") { $0.language.nonEmpty },
        Column("citation", "A citation.") { $0.citation },
        Column("tables", "The number of tables.") { source, request in tables(of: source, request).count },
        Column("cells", "The number of published cells.") { source, request in
            tables(of: source, request).reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.cells.count } }
        },
        Column("indicators", "The number of figures from its text.") { count(.indicators, of: $0, $1) },
        Column("claims", "The number of its checked statements.") { count(.claims, of: $0, $1) },
    ]

    private static func tables(of source: Source, _ request: Request) -> [PublishedTable] {
        request.dataset.tables.filter { $0.source == source.id }
    }

    private static func count(_ schema: RegisterSchema, of source: Source, _ request: Request) -> Int {
        request.dataset.register(schema)?.records.count { $0.text("source") == source.id } ?? 0
    }
}
