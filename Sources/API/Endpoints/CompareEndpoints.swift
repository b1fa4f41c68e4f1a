// One metric, several partners, over time.

import Analytics
import Dataset
import HTTP

enum CompareEndpoints {
    private static let columns: [Column] = [
        Column("partner", .string, "Code of the partner or group."),
        Column("partner_name", .string, "Its name as the reports print it."),
        Column("year", .integer, "The year."),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("classification", .string, "`total`, or how trade is split into categories."),
        Column("category", .string, "The category within the classification."),
        Column("metric", .string, "What is compared."),
        Column("flow", .string, "The flow it is of; null where the metric has none to choose.", nullable: true),
        Column("value", .number, "Its value, in `unit`.", nullable: true),
        Column("low", .number, "The least that the published rounding allows.", nullable: true),
        Column("high", .number, "The largest; null where there is no limit.", nullable: true),
        Column("unit", .string, "The unit of the value: of money, or `ratio`."),
        Column(
            "basis", .string, "Which of the published totals the figures belong to; one for all partners of a year."),
        .reason, .cells, .explain,
    ]

    static let all = [
        Endpoint(
            "/v1/compare",
            "One metric of several partners over the years: a record for each partner and year, with a reason where it is null.",
            [
                Parameter(
                    "metric", .choice(Metric.allCases.map(\.rawValue)), "What to compare.", default: "tdr"),
                .oneFlow, .partner, .group, .year, .oneType, .oneClassification, .oneCategory, .oneBasis, .unit,
                .decimals, .explain,
            ],
            chart: Chart(
                "United States trade with partners",
                .series(over: "year", values: ["value"], panels: ["partner_name"], isOneScale: true),
                constants: ["metric", "flow", "type", "partner_name"]),
            meta: [
                Column(
                    "readings", RankingEndpoints.readingsColumn.kind, "For the metric tdr: how such a ratio is read.",
                    nullable: true)
            ], problems: ["conflicting-parameters"], example: "metric=tdr&partner=MEX,CAN,CHN",
            related: ["/v1/rankings/tdr", "/v1/balances"],
            .list(columns) { request throws(Problem) in try listing(request) })
    ]

    private static func listing(_ request: Request) throws(Problem) -> RecordList {
        let metric = request.query.text("metric").flatMap(Metric.init) ?? .tdr
        if !metric.takesFlow, request.query.text("flow") != nil {
            throw .conflicting(
                "flow", "The metric '\(metric.rawValue)' has no flow to choose; share and growth have.",
                allowed: ["share", "growth"])
        }
        let (type, category) = (request.oneType, try request.oneCategory())
        let (wanted, noMembers) = request.partners(type)
        let basis = request.query.text("basis")
        let all = request.balances(type, category).filter { $0.period.year != nil }
        let index = RelatedBalances(request.dataset)
        let candidates = all.filter { balance in
            wanted?.contains(balance.partner) ?? (request.codes.partner(balance.partner) != nil)
        }
        let asked = request.query.years
        let years = Set(candidates.compactMap(\.period.year)).sorted().filter { year in
            asked.isEmpty || asked.contains { $0.contains(year) }
        }
        let partners = wanted?.sorted() ?? Set(candidates.map(\.partner)).sorted()
        let bases = Dictionary(
            uniqueKeysWithValues: years.map { year in
                (
                    year,
                    basis ?? Balance.broadestBasis(candidates.filter { $0.period.year == year }, request.dataset)
                )
            })
        let found = Dictionary(
            candidates.map { ("\($0.partner) \($0.period.code) \($0.basis)", $0) },
            uniquingKeysWith: { first, _ in first })
        var used: [Int] = []
        var rows: [[JSON]] = []
        for partner in partners {
            for year in years {
                let onBasis = (bases[year] ?? nil) ?? ""
                let value =
                    found["\(partner) \(year) \(onBasis)"].map { metric.compute($0, flow: request.flow, in: index) }
                    ?? Computation(without: "The sources give no figure for \(year) on the basis \(onBasis).")
                used += value.rows
                rows.append(
                    [
                        .string(partner), .string(request.codes.areaName(partner)), .integer(year),
                        .string(type.rawValue), .string(category.classification), .string(category.category),
                        .string(metric.rawValue), metric.takesFlow ? .string(request.flow.rawValue) : .null,
                    ] + request.range(value, isMoney: metric.isMoney) + [
                        .string(metric.isMoney ? request.query.unit.label : "ratio"), .string(onBasis),
                        .optional(value.reason), request.cells(value.rows),
                        request.explain([
                            Derivation(column: metric.rawValue, computation: value, isMoney: metric.isMoney)
                        ]),
                    ])
            }
        }
        var filter = request.query.filter
        (filter.types, filter.partners) = ([type], wanted?.sorted() ?? [])
        let reason = noMembers ?? FlowEndpoints.emptyReason(filter, request)
        let listing = RecordList(rows, from: used, request, reason: reason)
        listing.unit = metric.isMoney ? request.query.unit.label : "ratio"
        if metric == .tdr { listing.meta = [JSON.Member(name: "readings", value: RankingEndpoints.readings)] }
        return listing
    }
}
