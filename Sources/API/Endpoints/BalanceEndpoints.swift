// Exports, imports, balance, total trade, TDR and coverage, with the cells they come from.

import Analytics
import Dataset
import HTTP

enum BalanceEndpoints {
    static let columns = fields.map(\.column)

    private static let fields: [RecordColumn<Balance>] = [
        .init(Column("partner", .string, "Code of the partner or group.")) { balance, _ in .string(balance.partner) },
        .init(Column("partner_name", .string, "Its name as the reports print it.")) { balance, request in
            .string(request.codes.areaName(balance.partner))
        },
        .init(Column("period", .string, "`2023`, `2025-H1`, `2000/2003`, …")) { balance, _ in
            .string(balance.period.code)
        },
        .init(Column("year", .integer, "The year, where the period is one.", nullable: true)) { balance, _ in
            .optional(balance.period.year)
        },
        .init(Column("type", .string, "goods, services, or goods-and-services.")) { balance, _ in
            .string(balance.type.rawValue)
        },
        .init(Column("classification", .string, "`total`, or how trade is split into categories.")) { balance, _ in
            .string(balance.classification)
        },
        .init(Column("category", .string, "The category within the classification.")) { balance, _ in
            .string(balance.category)
        },
        .init(Column("exports", .number, "Exports to the partner, in `unit`.", nullable: true)) { balance, request in
            request.money(balance.exports?.value)
        },
        .init(Column("imports", .number, "Imports from the partner, in `unit`.", nullable: true)) { balance, request in
            request.money(balance.imports?.value)
        },
        .init(Column("balance", .number, "Exports − imports, in `unit`.", nullable: true)) { balance, request in
            request.money(balance.balance)
        },
        .init(Column("total_trade", .number, "Exports + imports, in `unit`.", nullable: true)) { balance, request in
            request.money(balance.totalTrade)
        },
        .init(
            Column(
                "tdr", .number,
                "Trade Deficit Ratio, (imports − exports) / exports; negative in surplus; null without exports.",
                nullable: true)
        ) { balance, request in request.ratio(.value, of: .tdr, balance) },
        .init(Column("coverage", .number, "Exports / imports; null without imports.", nullable: true)) {
            balance, request in
            request.ratio(.value, of: .coverage, balance)
        },
        .init(Column("unit", .string, "The unit of money values.")) { _, request in .string(request.query.unit.label) },
        .init(Column("basis", .string, "Which of the published totals the figures belong to.")) { balance, _ in
            .string(balance.basis)
        },
        .init(Column("source", .string, "The report.", nullable: true)) { balance, _ in
            .optional(balance.sources.first)
        },
        .init(Column("cells", .object, "The published cell of each figure, by flow.")) { balance, request in
            .object(
                balance.rows.printed.map { printed in
                    JSON.Member(
                        name: printed.measure.fieldName,
                        value: .string(request.dataset.cellID(observation: printed.row)))
                })
        },
        .init(Column("also", .list, "Other cells that give the same figures, less precisely or again.")) {
            balance, request in
            var also: [JSON] = []
            for printed in balance.rows.printed {
                for row in request.store.versions(printed.row).dropFirst() {
                    also.append(.string(request.dataset.cellID(observation: row)))
                }
            }
            return .array(also)
        },
        .init(Column("tdr_low", .number, "The least ratio that the published rounding allows.", nullable: true)) {
            balance, request in
            request.ratio(.low, of: .tdr, balance)
        },
        .init(Column("tdr_high", .number, "The largest; null where there is no limit.", nullable: true)) {
            balance, request in
            request.ratio(.high, of: .tdr, balance)
        },
        .init(Column("coverage_low", .number, "The least coverage that the published rounding allows.", nullable: true))
        { balance, request in
            request.ratio(.low, of: .coverage, balance)
        },
        .init(Column("coverage_high", .number, "The largest; null where there is no limit.", nullable: true)) {
            balance, request in
            request.ratio(.high, of: .coverage, balance)
        },
        .init(Column("deficit_to_imports", .number, Metric.deficitToImports.summary, nullable: true)) {
            balance, request in
            request.ratio(.value, of: .deficitToImports, balance)
        },
        .init(Column("normalised_balance", .number, Metric.normalisedBalance.summary, nullable: true)) {
            balance, request in
            request.ratio(.value, of: .normalisedBalance, balance)
        },
        .init(.explain) { balance, request in explain(balance, request) },
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

    private static func listing(_ filter: Filter, _ request: Request) -> RecordList {
        let unit = request.query.unit
        var balances = request.dataset.balances(filter)
        if request.query.wantsPreferredBasis { balances = Balance.preferred(balances) }
        let listing = RecordList(balances, fields, request)
        listing.unit = unit.label
        listing.sources = request.sources(of: balances)
        listing.hidden = request.hidden
        if balances.isEmpty { listing.reason = FlowEndpoints.emptyReason(filter, request) }
        return listing
    }

    private static func explain(_ balance: Balance, _ request: Request) -> JSON {
        guard request.query.explains else { return .null }
        let metrics: [Metric] = [.balance, .totalTrade, .tdr, .coverage, .deficitToImports, .normalisedBalance]
        return request.explain(
            metrics.map { Derivation(column: $0.rawValue, computation: $0.compute(balance), isMoney: $0.isMoney) })
    }
}

extension Measure {
    /// The name of a record's field: `total_trade`.
    var fieldName: String {
        switch self {
        case .exports, .imports, .balance: rawValue
        case .totalTrade: "total_trade"
        default: rawValue.replacing("-", with: "_")
        }
    }
}
