// For those who run the server: is it alive, and what is it.

import HTTP

/// The version of the program, `MAJOR.MINOR.PATCH`.
public let bilateralVersion = "0.1.0"

enum OperationEndpoints {
    private static let build = [
        Column("name", .string, "The name of the program."),
        Column("version", .string, "Its version, `MAJOR.MINOR.PATCH`."),
        Column("release", .string, "The edition of the data."),
        Column("released", .string, "The day of that edition."),
        Column("dataset", .string, "A hash of the loaded data, the same on every instance that loaded the same."),
        Column("tables", .integer, "How many published tables there are."),
        Column("observations", .integer, "How many figures there are."),
    ]

    static let all = [
        Endpoint(
            "/healthz", "Whether the server is alive.", [], freshness: .now,
            .object([Column("status", .string, "`ok`.")]) { _ throws(Problem) in .object(["status": .string("ok")]) }),
        Endpoint(
            "/metrics", "What the server counts, as Prometheus reads it.", [], freshness: .now,
            .document(contentType: "text/plain; version=0.0.4; charset=utf-8") { request throws(Problem) in
                request.statistics.text(request.snapshot)
            }),
        Endpoint(
            "/version", "The build and the dataset.", [], freshness: .now,
            .object(build) { request throws(Problem) in
                .object([
                    "name": .string("bilateral"),
                    "version": .string(bilateralVersion),
                    "release": .string(request.dataset.release.version),
                    "released": .string(request.dataset.release.date),
                    "dataset": .string(request.snapshot.id),
                    "tables": .integer(request.dataset.tables.count),
                    "observations": .integer(request.dataset.store.count),
                ])
            }),
    ]
}
