// Exports, imports, balance, total trade, TDR and coverage, with the cells they come from.

import Analytics
import Dataset
import HTTP

enum BalanceEndpoints {
    static let columns = [
        Column("partner", .string, "Code of the partner or group."),
        Column("partner_name", .string, "Its name as the reports print it."),
        Column("period", .string, "`2023`, `2025-H1`, `2000/2003`, …"),
        Column("year", .integer, "The year, where the period is one.", nullable: true),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("classification", .string, "`total`, or how trade is split into categories."),
        Column("category", .string, "The category within the classification."),
        Column("exports", .number, "Exports to the partner, in `unit`.", nullable: true),
        Column("imports", .number, "Imports from the partner, in `unit`.", nullable: true),
        Column("balance", .number, "Exports − imports, in `unit`.", nullable: true),
        Column("total_trade", .number, "Exports + imports, in `unit`.", nullable: true),
        Column(
            "tdr", .number,
            "Trade Deficit Ratio, (imports − exports) / exports; negative in surplus; null without exports.",
            nullable: true),
        Column("coverage", .number, "Exports / imports; null without imports.", nullable: true),
        Column("unit", .string, "The unit of money values."),
        Column("basis", .string, "Which of the published totals the figures belong to."),
        Column("source", .string, "The report.", nullable: true),
        Column("cells", .object, "The published cell of each figure, by flow."),
        Column("also", .list, "Other cells that give the same figures, less precisely or again."),
        Column("tdr_low", .number, "The least ratio that the published rounding allows.", nullable: true),
        Column("tdr_high", .number, "The largest; null where there is no limit.", nullable: true),
        Column("coverage_low", .number, "The least coverage that the published rounding allows.", nullable: true),
        Column("coverage_high", .number, "The largest; null where there is no limit.", nullable: true),
        Column("deficit_to_imports", .number, Metric.deficitToImports.summary, nullable: true),
        Column("normalised_balance", .number, Metric.normalisedBalance.summary, nullable: true),
        .explain,
    ]

    private static let chart = Chart(
        "United States trade",
        .series(
            over: "period", values: ["exports", "imports", "balance"],
            panels: ["partner_name", "type", "classification", "category", "basis"]),
        constants: ["partner_name", "type"])

    private static let parameters: [Parameter] = [
        .year, .type, .classification, .category, .basis, .unit, .decimals, .explain,
    ]

    static let all = [
        Endpoint(
            "/v1/partners/{code}/balance",
            "Trade with one partner or group: by default the totals of every year and type, each on its preferred basis.",
            [.areaInPath] + parameters, chart: chart, example: "type=goods&year=2023",
            .list(columns) { request throws(Problem) in
                var filter = request.query.filter
                filter.partners = request.query.list("code")
                return listing(filter, request)
            }),
        Endpoint(
            "/v1/balances", "The same records across partners and categories.", [.partner] + parameters,
            chart: chart, example: "partner=MEX,CAN&year=2023", related: ["/v1/flows", "/v1/rankings/tdr"],
            .list(columns) { request throws(Problem) in listing(request.query.filter, request) }),
    ]

    private static func listing(_ filter: Filter, _ request: Request) -> Listing {
        let unit = request.query.unit
        var balances = hasPartners(filter, request.dataset) ? Balance.all(request.dataset, filter) : []
        if request.query.wantsPreferredBasis { balances = Balance.preferred(balances, request.dataset) }
        var listing = Listing(rows: balances.map { row($0, unit, request) }, unit: unit.label)
        listing.sources = Set(balances.flatMap { balance in balance.rows.values.map { request.dataset.source($0) } })
        listing.hidden = request.hidden
        if balances.isEmpty { listing.reason = FlowEndpoints.emptyReason(filter, request) }
        return listing
    }

    /// Whether any of the partners asked for has data; an empty filter asks for all.
    static func hasPartners(_ filter: Filter, _ dataset: Dataset) -> Bool {
        filter.partners.isEmpty || filter.partners.contains { dataset.observations.partners.contains($0) }
    }

    private static func row(_ balance: Balance, _ unit: MoneyUnit, _ request: Request) -> [JSON] {
        let dataset = request.dataset
        let metrics = [Metric.tdr, .coverage, .deficitToImports, .normalisedBalance]
        let computed = metrics.map { $0.compute(balance) }
        let (tdr, coverage) = (request.range(computed[0]), request.range(computed[1]))
        func money(_ value: Int64?) -> JSON { .optional(value.map { Exact($0, scaledBy: unit.exponent) }) }
        let printed = Measure.allCases.compactMap { measure in balance.rows[measure].map { (measure, $0) } }
        return [
            .string(balance.partner), .string(dataset.codes.areaName(balance.partner)), .string(balance.period.code),
            .optional(balance.period.year), .string(balance.type.rawValue), .string(balance.classification),
            .string(balance.category), money(balance.exports?.value), money(balance.imports?.value),
            money(balance.balance),
            money(balance.totalTrade), tdr[0], coverage[0], .string(unit.label), .string(balance.basis),
            .optional(printed.first.map { dataset.source($0.1) }),
            .object(
                printed.map { measure, row in
                    JSON.Member(
                        name: measure.fieldName,
                        value: .string(dataset.cellID(observation: row)))
                }),
            .strings(
                printed.flatMap { _, row in
                    dataset.observations.sameFigure(row).dropFirst().map { dataset.cellID(observation: $0) }
                }),
            tdr[1], tdr[2], coverage[1], coverage[2], request.ratio(computed[2].measured?.value),
            request.ratio(computed[3].measured?.value), explain(balance, zip(metrics, computed), request),
        ]
    }

    private static func explain(
        _ balance: Balance, _ metrics: some Sequence<(Metric, Computation)>, _ request: Request
    ) -> JSON {
        guard request.explains else { return .null }
        return request.explain(
            [Metric.balance, .totalTrade].map {
                Derivation(column: $0.rawValue, computation: $0.compute(balance), isMoney: true)
            } + metrics.map { Derivation(column: $0.rawValue, computation: $1) })
    }
}

extension Measure {
    private static let fieldNames = allCases.map { $0.rawValue.replacing("-", with: "_") }

    /// The name of a record's field: `total_trade`.
    var fieldName: String { Measure.allCases.firstIndex(of: self).map { Measure.fieldNames[$0] } ?? rawValue }
}
