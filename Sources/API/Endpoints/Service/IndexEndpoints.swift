// The index of the API.

import Dataset
import Formats
import HTTP

enum IndexEndpoints {
    static let all = [
        Endpoint(
            "/", "The purpose of the server and example requests as text; the index as JSON.",
            fields: fields,
            rows: rows, text: welcome, pretty: .prettyByDefault
        ) { _ throws(Problem) in () },
        Endpoint(
            "/v1", "The index of all endpoints, with links.", fields: fields, rows: rows, pretty: .prettyByDefault
        ) { _ throws(Problem) in () },
    ]

    private static let rows = ObjectContent.Rows(field: "endpoints")

    /// At most 30 lines of at most 100 characters.
    @Sendable private static func welcome(_ request: Request) -> [UInt8] {
        let (base, dataset) = (request.endpoints.basePath, request.dataset)
        let sources = dataset.codes.sources.count { $0.kind == "report" }
        return Array(
            """
            bilateral \(bilateralVersion), data of \(dataset.release.date)

            United States trade with its partners: flows, balances, Trade Deficit Ratios, rankings, the joint
            review of the USMCA and its labor cases. \(dataset.store.count) figures, each with its exact digits and its
            address in a source; \(dataset.tables.count) tables and the statements of \(sources) reports.

            Try, after the address of this server:

              \(base)/v1/partners/MEX/balance?format=table          exports, imports and balance with Mexico
              \(base)/v1/rankings/tdr?year=2023&format=csv          partners by Trade Deficit Ratio
              \(base)/v1/compare?partner=MEX,CAN,CHN&metric=balance several partners over time
              \(base)/v1/search?q=mexico+tariff                     tables, figures of the text, claims, events
              \(base)/v1/usmca/reviews?format=table                 the dates of the joint reviews

            Quote an address with ? and & in a shell: curl 'http://…/v1/rankings/tdr?year=2023&format=csv'

            Formats    format=\(Format.available().map(\.rawValue).joined(separator: "|")), for many lists also svg or ics
            Records    fields=partner,tdr  sort=-tdr  limit=10  offset=10
            Periods    year=2023  year=2021..2023
            Money      unit=usd|thousand|million|billion, default million
            Formulas   explain=true

            \(base)/v1             all endpoints
            \(base)/docs           the reference for readers
            \(base)/openapi.json   the reference for programs
            \(base)/               in a browser: charts and tables

            """.utf8)
    }

    private static let fields: [Column<Void>] = [
        Column("name", "The name of the program.") { _ in "bilateral" },
        Column("description", "The purpose of the program.") { _ in
            "United States trade with its partners: every figure with its exact digits and its place in a published report."
        },
        Column("release", "The edition of the data.") { _, request in request.dataset.release.version },
        Column("file_sets", objects: fileSetColumns, "Figures of data files, beside those of the published tables.") {
            _, request in request.dataset.fileSets
        },
        Column("endpoints", objects: endpointColumns, "All endpoints.") { _, request in request.endpoints.described },
        Column("examples", "Example requests.") { _, request in
            request.endpoints.described.filter { !$0.example.isEmpty }.map {
                request.endpoints.basePath + $0.exampleTarget(request.dataset)
            }
        },
    ]

    private static let fileSetColumns: [Column<FileSet>] = [
        Column("id", "The id.") { $0.id },
        Column("basis", "The published total that the figures belong to: a value of `basis`.") { $0.basis },
        Column("figures", "The number of figures.") { $0.figureCount },
        Column("dimensions", "Further dimensions: parameters of flows and balances.") { $0.dimensions.map(\.name) },
        Column("measures", "Further measures.") { $0.measures.map(\.name) },
        Column("source", "The address of the source, with the report on its files.") { set, request in
            request.endpoints.basePath + "/v1/sources/" + Target.encode(set.source)
        },
    ]

    private static let endpointColumns: [Column<Endpoint>] = [
        Column("path", "The path, with its parameters in braces.") { $0.path },
        Column("href", "An example request.") { $1.endpoints.basePath + $0.exampleTarget($1.dataset) },
        Column("summary", "The data that it returns.") { $0.summary },
        Column("parameters", "Names of the parameters.") { $0.parameters.map(\.name) },
        Column("formats", "The formats; empty for a document.") { $0.formats.map(\.rawValue) },
        Column("docs", "Its documentation.") { $1.endpoints.basePath + "/docs#" + $0.id },
    ]
}
