// The index: what there is, with links.

import HTTP

enum IndexEndpoints {
    static let all = [
        Endpoint("/", "The index.", [], .object(index)),
        Endpoint("/v1", "The index: what there is, with links.", [], .object(index)),
    ]

    private static let index: @Sendable (Request) throws(Problem) -> JSON = { request in
        .object([
            "name": .string("bilateral"),
            "description": .string(
                "United States trade with its partners: every figure with its exact digits and its place in a published report."
            ),
            "release": .string(request.dataset.release.version),
            "endpoints": .array(
                Endpoints.all.filter { $0.path != "/" }.map { endpoint in
                    .object([
                        "path": .string(endpoint.path),
                        "summary": .string(endpoint.summary),
                        "parameters": .strings(endpoint.parameters.map(\.name)),
                    ])
                }),
            "examples": .strings([
                "/v1/partners/MEX/balance?type=goods&year=2023",
                "/v1/rankings/tdr?year=2023&order=asc&limit=5",
                "/v1/flows?partner=MEX,CAN&year=2022..2023&flow=exports",
                "/v1/balances?classification=end-use&partner=CHN&year=2023",
                "/v1/tables/eclac-2024-t06",
                "/v1/usmca/reviews?as_of=2026-11-21",
            ]),
        ])
    }
}
