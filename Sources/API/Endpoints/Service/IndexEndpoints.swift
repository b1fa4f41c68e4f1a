// The index of the API.

import Dataset
import Formats
import HTTP

enum IndexEndpoints {
    static let all = [
        Endpoint("/", "The index.", fields: fields) { _ throws(Problem) in () },
        Endpoint("/v1", "The index of all endpoints, with links.", fields: fields) { _ throws(Problem) in () },
    ]

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
