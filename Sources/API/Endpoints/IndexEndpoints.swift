// The index: what there is, with links.

import HTTP

enum IndexEndpoints {
    static let all = [
        Endpoint("/", "The index.", [], .object(fields, index)),
        Endpoint("/v1", "The index: what there is, with links.", [], .object(fields, index)),
    ]

    private static let fields = [
        Column("name", .string, "The name of the program."),
        Column("description", .string, "What it serves."),
        Column("release", .string, "The edition of the data."),
        Column(
            "endpoints",
            .records([
                Column("path", .string, "The path, with its parameters in braces."),
                Column("href", .string, "An example that can be followed."),
                Column("summary", .string, "What it answers."),
                Column("parameters", .list, "Names of the parameters."),
                Column("formats", .list, "Formats that the answer can be had in; empty for a document."),
                Column("docs", .string, "Where it is described."),
            ]), "Everything there is."),
        Column("examples", .list, "Questions worth asking."),
    ]

    private static let index: @Sendable (Request) throws(Problem) -> JSON = { request in
        .object([
            "name": .string("bilateral"),
            "description": .string(
                "United States trade with its partners: every figure with its exact digits and its place in a published report."
            ),
            "release": .string(request.dataset.release.version),
            "endpoints": .array(
                Endpoints.described.map { endpoint in
                    .object([
                        "path": .string(endpoint.path),
                        "href": .string(endpoint.exampleTarget(request.dataset)),
                        "summary": .string(endpoint.summary),
                        "parameters": .strings(endpoint.parameters.map(\.name)),
                        "formats": .strings(endpoint.formats.map(\.rawValue)),
                        "docs": .string("/docs#" + endpoint.id),
                    ])
                }),
            "examples": .strings(
                Endpoints.described.filter { !$0.example.isEmpty }.map { $0.exampleTarget(request.dataset) }),
        ])
    }
}
