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
        Column("endpoints", objects: endpointColumns, "All endpoints.") { _, request in request.endpoints.described },
        Column("examples", "Example requests.") { _, request in
            request.endpoints.described.filter { !$0.example.isEmpty }.map {
                request.endpoints.basePath + $0.exampleTarget(request.dataset)
            }
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
