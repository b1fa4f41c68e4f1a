// Partners in order.

import Analytics
import Dataset
import HTTP

enum RankingEndpoints {
    private static let columns = [
        Column("rank", .integer, "1 for the first; equal values share a rank."),
        Column("partner", .string, "Code of the partner."),
        Column("partner_name", .string, "Its name as the reports print it."),
        Column("year", .integer, "The year."),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("tdr", .number, "Trade Deficit Ratio, (imports − exports) / exports; negative in surplus."),
        Column("tdr_low", .number, "The least value that the published rounding allows."),
        Column("tdr_high", .number, "The largest value that the published rounding allows."),
        Column("rank_certain", .boolean, "False where the range overlaps that of another partner in the ranking."),
        Column("exports", .number, "Exports to the partner, in `unit`."),
        Column("imports", .number, "Imports from the partner, in `unit`."),
        Column("balance", .number, "Exports − imports, in `unit`."),
        Column("unit", .string, "The unit of money values."),
        Column("basis", .string, "Which of the published totals the figures belong to."),
        Column("cells", .list, "The cells of exports and imports."),
    ]

    private static let metric = Parameter("metric", .choice(["tdr"]), "What to rank by.", in: .path)
    private static let oneYear = Parameter("year", .years, "One year.", default: "the latest full one")
    private static let oneType = Parameter(
        "type", .choice(TradeType.allCases.map(\.rawValue)), "The type of trade.", default: "goods")
    private static let order = Parameter(
        "order", .choice(["desc", "asc"]), "The largest deficit per dollar exported first, or the least.",
        default: "desc")

    static let all = [
        Endpoint(
            "/v1/rankings/{metric}", "Partners ranked by Trade Deficit Ratio, with the doubt that rounding leaves.",
            [metric, oneYear, oneType, order, .partner, .basis, .unit, .decimals],
            chart: Chart(
                "Trade Deficit Ratio of the United States",
                .bars(label: "partner_name", value: "tdr", low: "tdr_low", high: "tdr_high"),
                constants: ["year", "type"]),
            .list(columns) { request throws(Problem) in try ranking(request) })
    ]

    private static func ranking(_ request: Request) throws(Problem) -> Listing {
        var filter = request.query.filter
        filter.types = [request.query.text("type").flatMap(TradeType.init) ?? .goods]
        filter.classifications = ["total"]
        if filter.partners.isEmpty { filter.partners = request.codes.partners.map(\.code) }
        let year = try year(request, filter)
        filter.years = [year...year]
        let unit = request.query.unit
        var balances = Balance.all(request.dataset, filter).filter { $0.period.year == year }
        if request.query.wantsPreferredBasis { balances = Balance.preferred(balances, request.dataset) }
        let ranked = Ranking.byTDR(
            balances, ascending: request.query.text("order") == "asc", decimals: request.query.decimals)
        var listing = Listing(rows: ranked.map { row($0, unit, request.dataset) }, unit: unit.label)
        listing.sources = Set(balances.flatMap { balance in balance.rows.values.map { request.dataset.source($0) } })
        listing.meta = [JSON.Member(name: "year", value: .integer(year))]
        if ranked.isEmpty { listing.reason = FlowEndpoints.emptyReason(filter, request) }
        return listing
    }

    private static func year(_ request: Request, _ filter: Filter) throws(Problem) -> Int {
        if let asked = request.query.years.first {
            guard request.query.years.count == 1, asked.count == 1 else {
                throw Problem(
                    .badRequest, kind: "invalid-parameter", title: "Invalid parameter",
                    detail: "A ranking is of one year; the parameter 'year' takes one, such as 2023.", parameter: "year"
                )
            }
            return asked.lowerBound
        }
        let store = request.dataset.observations
        return store.rows(filter).compactMap { store.period($0).year }.max() ?? 0
    }

    private static func row(_ ranked: RankedBalance, _ unit: MoneyUnit, _ dataset: Dataset) -> [JSON] {
        let balance = ranked.balance
        func money(_ value: Int64?) -> JSON { .optional(value.map { Exact($0, scaledBy: unit.exponent) }) }
        return [
            .integer(ranked.rank), .string(balance.partner), .string(dataset.codes.areaName(balance.partner)),
            .optional(balance.period.year), .string(balance.type.rawValue), .number(ranked.tdr), .number(ranked.low),
            .number(ranked.high), .bool(ranked.isCertain), money(balance.exports?.value), money(balance.imports?.value),
            money(balance.balance), .string(unit.label), .string(balance.basis),
            .strings(
                [Measure.exports, .imports].compactMap { measure in
                    balance.rows[measure].map { dataset.cellID(observation: $0) }
                }),
        ]
    }
}
