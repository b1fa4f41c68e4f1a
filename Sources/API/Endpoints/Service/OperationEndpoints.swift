// Health, metrics and version, for the operation of a server.

import Dataset
import Formats
import HTTP

/// The version of the program, `MAJOR.MINOR.PATCH`.
public let bilateralVersion = "0.2.0"

enum OperationEndpoints {
    static let all = [health, readiness, metrics, version]

    private static let health = Endpoint(
        "/healthz", "Liveness: 200 while the server runs.",
        fields: [Column<Void>("status", "`ok`.") { _ in "ok" }], freshness: .now
    ) { _ throws(Problem) in () }

    private static let readiness = Endpoint(
        "/readyz", "Readiness: 200 while the server accepts new requests, 503 while it drains.",
        fields: [Column<Void>("status", "`ready`.") { _ in "ready" }], freshness: .now,
        problems: ["service-unavailable"]
    ) { request throws(Problem) in
        if request.statistics.isDraining {
            throw Problem(.serviceUnavailable, "The server stops: it finishes its requests and accepts no new ones.")
        }
    }

    private static let metrics = Endpoint(
        "/metrics", "Counters of the server in the text format of Prometheus.",
        contentType: "text/plain; version=0.0.4; charset=utf-8", freshness: .now
    ) { request throws(Problem) in request.statistics.text(request.snapshot) }

    private static let version = Endpoint(
        "/version", "The version of the program and the dataset.",
        fields: [
            Column<Void>("name", "The name of the program.") { _ in "bilateral" },
            Column<Void>("version", "Its version, `MAJOR.MINOR.PATCH`.") { _ in bilateralVersion },
            Column<Void>("release", "The edition of the data.") { _, request in request.dataset.release.version },
            Column<Void>("released", "The date of that edition.") { _, request in request.dataset.release.date },
            Column<Void>(
                "dataset", "A hash of the loaded files, the same on every instance that loaded the same files."
            ) {
                _, request in request.snapshot.id
            },
            Column<Void>("tables", "The number of published tables.") { _, request in request.dataset.tables.count },
            Column<Void>("observations", "The number of figures.") { _, request in request.store.count },
        ], freshness: .now
    ) { _ throws(Problem) in () }
}
