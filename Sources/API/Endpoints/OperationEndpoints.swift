// For those who run the server: is it alive, and what is it.

import HTTP

/// The version of the program, `MAJOR.MINOR.PATCH`.
public let bilateralVersion = "0.1.0"

enum OperationEndpoints {
    static let all = [
        Endpoint(
            "/healthz", "Whether the server is alive.", [], freshness: .now,
            .object { _ throws(Problem) in .object(["status": .string("ok")]) }),
        Endpoint(
            "/version", "The build and the dataset.", [], freshness: .now,
            .object { request throws(Problem) in
                .object([
                    "name": .string("bilateral"),
                    "version": .string(bilateralVersion),
                    "release": .string(request.dataset.release.version),
                    "released": .string(request.dataset.release.date),
                    "dataset": .string(request.snapshot.id),
                    "tables": .integer(request.dataset.tables.count),
                    "observations": .integer(request.dataset.observations.count),
                ])
            }),
    ]
}
