// Measures that bilateral trade of one reporter does not support. A number computed from incomplete data would be wrong, so the
// response names the data that the measure requires.

import HTTP

enum UnavailableEndpoints {
    static let all = [
        endpoint(
            "/v1/rca", "Revealed comparative advantage (Balassa)",
            formula:
                "(exports of a product / all exports of a country) / (world exports of the product / all world exports)",
            missing: ["exports of each country to all countries by product", "world exports by product"],
            instead: "/v1/similarity compares the structures of two partners' trade with the United States."),
        endpoint(
            "/v1/trade-intensity", "Trade intensity",
            formula:
                "(exports to a partner / all exports) / (the partner's imports from all countries / imports of the world without the exporter)",
            missing: ["the partners' imports from all countries", "imports of the world"],
            instead: "/v1/partners/{code}/shares gives the partner's share of the trade of the United States."),
        endpoint(
            "/v1/openness", "Trade openness", formula: "(exports + imports) / gross domestic product",
            missing: ["gross domestic product, of the United States and of its partners, in current US dollars"],
            instead: "/v1/balances?partner=WLD gives exports + imports of the United States as total_trade."),
    ]

    private static func endpoint(
        _ path: String, _ name: String, formula: String, missing: [String], instead: String
    ) -> Endpoint {
        Endpoint(
            path, "\(name): 422 with the data that it requires, which the sources do not give.",
            parameters: [.partner, .group, .year, .type, .classification, .category], problems: ["missing-data"],
            content: .refusal(
                Problem(
                    .unprocessableContent, kind: "missing-data", title: "Missing data",
                    detail:
                        "\(name) is \(formula). The sources do not give \(missing.joined(separator: ", nor ")). \(instead)"
                )))
    }
}
