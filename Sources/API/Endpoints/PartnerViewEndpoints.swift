// One partner or group, seen by its Trade Deficit Ratio, its shares of the whole, and its growth.

import Analytics
import Dataset
import HTTP

enum PartnerViewEndpoints {
    private static let parameters: [Parameter] = [
        .areaInPath, .year, .type, .classification, .category, .basis, .unit, .decimals, .explain,
    ]

    private static let flows = Parameter(
        "flow", .choices { _ in Balance.flows.map(\.rawValue) }, "Which flows, separated by commas.",
        default: "exports,imports,total-trade")

    private static let whole = Parameter(
        "of", .choice(Shares.Whole.allCases.map(\.rawValue)),
        "Of what: the published total of all countries; the partner's own published total over all categories; or the sum "
            + "over the partners that have figures, which is less than the total.", default: "published")

    private static let from = Parameter(
        "from", .year, "The year that the compound rate starts from.", default: "the earliest on the same basis")

    private static func chart(_ title: String, _ values: [String]) -> Chart {
        Chart(
            title,
            .series(over: "period", values: values, panels: ["flow", "type", "classification", "category", "basis"]),
            constants: ["partner_name", "flow", "type"])
    }

    static let all = [
        Endpoint(
            "/v1/partners/{code}/tdr",
            "Trade Deficit Ratio of one partner or group with its range and reading, and the ratios beside it.",
            parameters, chart: chart("Trade Deficit Ratio of the United States", ["tdr"]),
            meta: [RankingEndpoints.readingsColumn], example: "year=2023&type=goods",
            .list(tdrColumns) { request throws(Problem) in tdr(request) }),
        Endpoint(
            "/v1/partners/{code}/shares",
            "What part of the whole one partner or group is, on one basis, and how that changed.",
            parameters + [flows, whole], chart: chart("Share of United States trade", ["share"]),
            example: "year=2023&flow=exports", .list(shareColumns) { request throws(Problem) in shares(request) }),
        Endpoint(
            "/v1/partners/{code}/growth",
            "Change from the year before, compound annual rate, and contribution to the growth of the whole.",
            parameters + [flows, from], chart: chart("Growth of United States trade", ["growth"]),
            example: "year=2023&flow=exports",
            .list(growthColumns) { request throws(Problem) in try growth(request) }),
    ]

    // MARK: TDR

    private static let ratios: [Metric] = [.deficitToImports, .coverage, .normalisedBalance]

    private static let tdrColumns: [Column] =
        Column.identity
        + [
            Column("tdr", .number, Metric.tdr.summary, nullable: true),
            Column("tdr_low", .number, "The least ratio that the published rounding allows.", nullable: true),
            Column("tdr_high", .number, "The largest; null where there is no limit.", nullable: true),
            Column("reading", .string, "How the reports read such a ratio; see meta.", nullable: true),
            Column("exports", .number, "Exports to the partner, in `unit`.", nullable: true),
            Column("imports", .number, "Imports from the partner, in `unit`.", nullable: true),
            Column("balance", .number, "Exports − imports, in `unit`.", nullable: true),
        ]
        + ratios.flatMap { metric in
            [
                Column(metric.rawValue, .number, metric.summary, nullable: true),
                Column(
                    metric.rawValue + "_low", .number, "The least that the published rounding allows.", nullable: true),
                Column(
                    metric.rawValue + "_high", .number, "The largest; null where there is no limit.", nullable: true),
            ]
        } + [.unit, .basis, .reason, .cells, .explain]

    private static func tdr(_ request: Request) -> RecordList {
        let selection = request.balances(of: request.query.text("code") ?? "", with: [])
        var used: [Int] = []
        let rows = selection.chosen.map { balance -> [JSON] in
            let tdr = Metric.tdr.compute(balance)
            let others = ratios.map { $0.compute(balance) }
            used += tdr.rows
            let money = Balance.flows.prefix(3).map { request.money(balance.figure($0)?.value) }
            return request.identity(balance) + request.range(tdr)
                + [.optional((tdr.measured?.value).map { TradeReading($0).rawValue })] + money
                + others.flatMap { request.range($0) } + [
                    .string(request.query.unit.label), .string(balance.basis), .optional(tdr.reason),
                    request.cells(tdr.rows),
                    request.explain(
                        zip([.tdr] + ratios, [tdr] + others).map { Derivation(column: $0.rawValue, computation: $1) }),
                ]
        }
        let listing = RecordList(rows, from: used, request, reason: selection.reason)
        listing.meta = [JSON.Member(name: "readings", value: RankingEndpoints.readings)]
        return listing
    }

    // MARK: shares

    private static let shareColumns: [Column] =
        Column.identity
        + [
            .flow, Column("value", .number, "The partner's figure, in `unit`.", nullable: true),
            Column("of", .string, "What the share is a part of: published, own, or sum."),
            Column("whole", .number, "What it is a part of, in `unit`.", nullable: true),
            Column("share", .number, "value / whole.", nullable: true),
            Column("share_low", .number, "The least share that the published rounding allows.", nullable: true),
            Column("share_high", .number, "The largest.", nullable: true),
            Column("share_change", .number, "The change from the year before, in percentage points.", nullable: true),
            Column(
                "printed", .string, "The share of the published total as the report prints it, where it does.",
                nullable: true),
            Column("printed_cell", .string, "Where it is printed.", nullable: true),
            .unit, .basis, .reason,
            Column("change_reason", .string, "Why `share_change` is null.", nullable: true), .cells, .explain,
        ]

    private static func shares(_ request: Request) -> RecordList {
        let of = request.query.text("of").flatMap(Shares.Whole.init) ?? .published
        let area = request.query.text("code") ?? ""
        var selection = request.balances(of: area, with: of == .sum ? nil : [RelatedBalances.world])
        if of == .own { selection = selection.withTotals(area, request) }
        let listed = of == .sum ? selection.all.filter { request.codes.partner($0.partner) != nil } : []
        func share(_ balance: Balance, _ flow: Measure) -> Computation {
            switch of {
            case .published: Shares.ofWorld(balance, flow, selection.index)
            case .own: Shares.ofOwnTotal(balance, flow, selection.index)
            case .sum: Shares.ofSum(balance, flow, listed.filter { $0.isBeside(balance) })
            }
        }
        let printed = of == .published ? PrintedShares(area, request) : nil
        var used: [Int] = []
        var rows: [[JSON]] = []
        for balance in selection.chosen {
            for flow in request.flows([.exports, .imports, .totalTrade]) {
                let now = share(balance, flow)
                let before = balance.period.yearsBefore(1).flatMap { selection.index.balance(like: balance, in: $0) }
                let change = Shares.change(now, before.map { share($0, flow) })
                let cell = printed?.row(balance, flow)
                used += now.rows
                rows.append(
                    request.identity(balance) + [
                        .string(flow.rawValue), request.money(balance.figure(flow)?.value), .string(of.rawValue),
                        request.money(now.whole?.value),
                    ] + request.range(now) + [
                        request.ratio(change.measured?.value),
                        .optional(cell.map { request.dataset.text(observation: $0) }),
                        .optional(cell.map { request.dataset.cellID(observation: $0) }),
                        .string(request.query.unit.label), .string(balance.basis), .optional(now.reason),
                        .optional(change.reason), request.cells(now.rows),
                        request.explain([
                            Derivation(column: "share", computation: now),
                            Derivation(column: "share_change", computation: change),
                        ]),
                    ])
            }
        }
        return RecordList(rows, from: used, request, reason: selection.reason)
    }

    // MARK: growth

    private static let growthColumns: [Column] =
        Column.identity
        + [
            .flow, Column("value", .number, "The figure, in `unit`.", nullable: true),
            Column("previous_period", .string, "The same period of the year before.", nullable: true),
            Column("previous_value", .number, "The figure then, on the same basis, in `unit`.", nullable: true),
            Column("change", .number, "value − previous_value, in `unit`.", nullable: true),
            Column("growth", .number, "change / previous_value.", nullable: true),
            Column("growth_low", .number, "The least growth that the published rounding allows.", nullable: true),
            Column("growth_high", .number, "The largest.", nullable: true),
            Column("contribution", .number, "change / the figure of all countries the year before.", nullable: true),
            Column("cagr_from", .string, "The period that the compound rate starts from.", nullable: true),
            Column("cagr_years", .integer, "Over how many years.", nullable: true),
            Column("cagr", .number, "Compound annual rate of growth.", nullable: true),
            Column("cagr_low", .number, "The least rate that the published rounding allows.", nullable: true),
            Column("cagr_high", .number, "The largest.", nullable: true),
            .unit, .basis, .reason,
            Column("contribution_reason", .string, "Why `contribution` is null.", nullable: true),
            Column("cagr_reason", .string, "Why `cagr` is null.", nullable: true), .cells, .explain,
        ]

    private static func growth(_ request: Request) throws(Problem) -> RecordList {
        let selection = request.balances(of: request.query.text("code") ?? "")
        let from = request.oneYear("from")
        var used: [Int] = []
        var rows: [[JSON]] = []
        for balance in selection.chosen {
            for flow in request.flows([.exports, .imports, .totalTrade]) {
                let previous = balance.period.yearsBefore(1)
                let before = previous.flatMap { selection.index.balance(like: balance, in: $0) }?.figure(flow)
                let figure = balance.figure(flow)
                let growth = Growth.fromYearBefore(balance, flow, selection.index)
                let contribution = Growth.contribution(balance, flow, selection.index)
                let compound = Growth.compoundRate(
                    balance, flow, from: from, among: selection.all, decimals: request.query.decimals)
                used += growth.rows
                rows.append(
                    request.identity(balance) + [
                        .string(flow.rawValue), request.money(figure?.value),
                        .optional(previous?.code), request.money(before?.value),
                        request.money(figure.flatMap { now in before.map { now.value - $0.value } }),
                    ] + request.range(growth) + [
                        request.ratio(contribution.measured?.value), .optional(compound.from?.code),
                        .optional(compound.years), .optional(compound.rate), .optional(compound.low),
                        .optional(compound.high), .string(request.query.unit.label), .string(balance.basis),
                        .optional(growth.reason), .optional(contribution.reason), .optional(compound.reason),
                        request.cells(growth.rows + compound.rows),
                        request.explain(
                            [
                                Derivation(column: "growth", computation: growth),
                                Derivation(column: "contribution", computation: contribution),
                            ], formulas: [("cagr", CompoundRate.formula)], rows: compound.rows),
                    ])
            }
        }
        return RecordList(rows, from: used, request, reason: selection.reason)
    }
}

/// Shares as the reports print them, to be shown beside the computed ones.
struct PrintedShares {
    private let dataset: Dataset
    private let rows: [Int]

    init(_ area: String, _ request: Request) {
        var filter = request.query.filter
        filter.partners = [area]
        filter.measures = Measure.allCases.filter(\.isShare)
        dataset = request.dataset
        let store = request.dataset.store
        rows = store.rows(filter)
    }

    /// The observation that prints the share of a flow; nil where none does.
    func row(_ balance: Balance, _ flow: Measure) -> Int? {
        let store = dataset.store
        guard let any = balance.rows.first, balance.months == nil else { return nil }
        return rows.first {
            store.measure($0).rawValue == flow.rawValue + "-share" && store.recordKey($0) == store.recordKey(any)
        }
    }
}
