// The metrics by which partners are ranked.

import Analytics
import Formats
import HTTP

enum MetricEndpoints {
    static let all = [
        Endpoint(
            "/v1/rankings", "The metrics by which partners are ranked, with their formulas.",
            columns: [
                Column<Metric>("metric", "The name of the metric.") { $0.name },
                Column("definition", "The formula, and the meaning of its sign.") { $0.summary },
                Column("unit", "`USD`, or `ratio`.") { $0.isMoney ? "USD" : "ratio" },
                Column("link", "The ranking.") { $1.endpoints.basePath + "/v1/rankings/" + $0.name },
            ], related: ["/v1/compare"]
        ) { _ throws(Problem) in RecordList(Metric.allCases) }
    ]
}
