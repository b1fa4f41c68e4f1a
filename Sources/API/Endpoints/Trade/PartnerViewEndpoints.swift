// Trade Deficit Ratio, shares and growth of one partner or group.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum PartnerViewEndpoints {
    static let all = [tdr, shares, growth]

    static let parameters: [ParameterDeclaration] = [
        .partnerInPath, .year, .type, .classification, .category, .basis, .unit, .decimals, .explain,
    ]

    static let flows = Parameter(
        list: "flow", .words(Balance.flows), "Flows, separated by commas.", defaultText: "exports,imports,total-trade")

    private static func chart(_ title: String, _ value: String) -> Chart {
        Chart(
            title,
            .series(over: "period", values: [value], panels: ["flow", "type", "classification", "category", "basis"]),
            constants: ["partner_name", "flow", "type"])
    }

    private static let tdr = Endpoint(
        "/v1/partners/{code}/tdr",
        "Trade Deficit Ratio of one partner or group with its interval and reading, and related ratios.",
        parameters: parameters, columns: PartnerTDR.columns, meta: [TradeReadings.column { $0 }],
        chart: chart("Trade Deficit Ratio of the United States", "tdr"), example: "year=2023&type=goods"
    ) { request throws(Problem) in (PartnerTDR.list(request), TradeReadings.published) }

    private static let shares = Endpoint(
        "/v1/partners/{code}/shares",
        "Share of one partner or group in the whole, on one basis, and its change from the year before.",
        parameters: parameters + [flows, PartnerShare.whole], columns: PartnerShare.columns,
        chart: chart("Share of United States trade", "share"), example: "year=2023&flow=exports"
    ) { request throws(Problem) in PartnerShare.list(request) }

    private static let growth = Endpoint(
        "/v1/partners/{code}/growth",
        "Change from the year before, compound annual growth rate, and contribution to the growth of the whole.",
        parameters: parameters + [flows, PartnerGrowth.from], columns: PartnerGrowth.columns,
        chart: chart("Growth of United States trade", "growth"), example: "year=2023&flow=exports"
    ) { request throws(Problem) in PartnerGrowth.list(request) }
}

extension Request {
    /// The flows of the parameter `flow` of the partner views.
    fileprivate var viewedFlows: [Measure] {
        let flows = self[PartnerViewEndpoints.flows]
        return flows.isEmpty ? [.exports, .imports, .totalTrade] : flows
    }
}

// MARK: TDR

/// The TDR of one balance, and related ratios.
struct PartnerTDR: BalanceRecord, ComputedRecord {
    let balance: Balance
    let tdr: Computation
    let deficitToImports: Computation
    let coverage: Computation
    let normalisedBalance: Computation

    init(_ balance: Balance) {
        self.balance = balance
        tdr = Metric.tdr.compute(balance)
        deficitToImports = Metric.deficitToImports.compute(balance)
        coverage = Metric.coverage.compute(balance)
        normalisedBalance = Metric.normalisedBalance.compute(balance)
    }

    var rows: [Int] { tdr.rows }
    var reason: String? { tdr.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: "tdr", computation: tdr),
            Explanation.Derivation(column: "deficit_to_imports", computation: deficitToImports),
            Explanation.Derivation(column: "coverage", computation: coverage),
            Explanation.Derivation(column: "normalised_balance", computation: normalisedBalance),
        ])
    }

    fileprivate static func list(_ request: Request) -> RecordList<PartnerTDR> {
        let selection = PartnerSelection(request[.partnerInPath], request)
        let records = selection.chosen.map { PartnerTDR($0) }
        return RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { request.whyEmpty(selection.filter) })
    }

    fileprivate static let columns: [Column<PartnerTDR>] = Column.list(
        .identity(),
        .interval(
            "tdr", Metric.tdr.summary, lowSummary: "The lowest TDR that the published rounding allows.",
            highSummary: "The highest; null where unlimited."
        ) { $0.tdr },
        [
            Column("reading", "The reports' interpretation of such a ratio; see `meta.readings`.") { record in
                (record.tdr.measured?.value).map { TradeReading($0).rawValue }
            },
            .exports, .imports, .balance,
        ],
        ratio(.deficitToImports) { $0.deficitToImports },
        ratio(.coverage) { $0.coverage },
        ratio(.normalisedBalance) { $0.normalisedBalance },
        [.unit, .basis, .reason, .cells, .explain])

    private static func ratio(
        _ metric: Metric, _ computation: @escaping @Sendable (PartnerTDR) -> Computation
    ) -> [Column<PartnerTDR>] {
        .interval(
            metric.name, metric.summary, lowSummary: "The lowest value that the published rounding allows.",
            highSummary: "The highest; null where unlimited.", computation)
    }
}

// MARK: shares

/// The share of one flow of one balance in a whole.
struct PartnerShare: BalanceRecord, FlowRecord, ComputedRecord {
    let balance: Balance
    let flow: Measure
    let of: Shares.Whole
    let share: Computation
    let change: Computation
    /// The row of the observation that prints the share; nil where no report does.
    let printed: Int?

    var rows: [Int] { share.rows }
    var reason: String? { share.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: "share", computation: share),
            Explanation.Derivation(column: "share_change", computation: change),
        ])
    }

    fileprivate static let whole = Parameter(
        "of", .words(Shares.Whole.allCases),
        "The whole: `published` for the published total of all countries, `own` for the partner's own published total over all "
            + "categories, `sum` for the sum over the partners with figures, which is less than the total.",
        default: .published, Shares.Whole.published.rawValue)

    fileprivate static func list(_ request: Request) -> RecordList<PartnerShare> {
        let of = request[whole]
        let selection = PartnerSelection(
            request[.partnerInPath], withOthers: of == .sum, request)
        let listed = of == .sum ? selection.all.filter { request.codes.partner($0.partner) != nil } : []
        func share(_ balance: Balance, _ flow: Measure) -> Computation {
            switch of {
            case .published: Shares.ofWorld(balance, flow, selection.index)
            case .own: Shares.ofOwnTotal(balance, flow, selection.index)
            case .sum: Shares.ofSum(balance, flow, listed.filter { $0.isBeside(balance) })
            }
        }
        let printed = of == .published ? PrintedShares(request[.partnerInPath], request) : nil
        let flows = request.viewedFlows
        let records = selection.chosen.flatMap { balance in
            flows.map { flow in
                let now = share(balance, flow)
                let before = balance.period.yearsBefore(1).flatMap { selection.index.balance(like: balance, in: $0) }
                return PartnerShare(
                    balance: balance, flow: flow, of: of, share: now,
                    change: Shares.change(now, before.map { share($0, flow) }),
                    printed: printed?.row(balance, flow))
            }
        }
        return RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { request.whyEmpty(selection.filter) })
    }

    fileprivate static let columns: [Column<PartnerShare>] = Column.list(
        .identity(),
        [
            .flow,
            Column("value", "The partner's figure, in `unit`.") { $1.money($0.balance.figure($0.flow)?.value) },
            Column("of", "The whole: published, own, or sum.") { $0.of.rawValue },
            Column("whole", "The whole, in `unit`.") { $1.money($0.share.whole?.value) },
        ],
        .interval(
            "share", "value / whole.", lowSummary: "The lowest share that the published rounding allows.",
            highSummary: "The highest."
        ) { $0.share },
        [
            Column("share_change", "The change from the year before, in percentage points.") { record, request in
                request.ratio(record.change.measured?.value)
            },
            Column("printed", "The share of the published total as the report prints it.") { record, request in
                record.printed.map { request.dataset.text(observation: $0) }
            },
            Column("printed_cell", "The cell of the printed share.") { record, request in
                record.printed.map { request.dataset.cellID(observation: $0) }
            },
            .unit, .basis, .reason,
            Column("change_reason", "Why `share_change` is null.") { $0.change.reason }, .cells, .explain,
        ])
}

/// The shares that the reports print, to be served beside the computed ones.
private struct PrintedShares {
    private let store: Store
    private let rows: [Int]

    init(_ area: String, _ request: Request) {
        var filter = request.filter(partners: [area])
        filter.measures = Measure.allCases.filter(\.isShare)
        let store = request.store
        self.store = store
        rows = store.rows(filter)
    }

    /// The observation that prints the share of a flow; nil where no report does.
    func row(_ balance: Balance, _ flow: Measure) -> Int? {
        guard let any = balance.rows.first, balance.months == nil else { return nil }
        return rows.first {
            store.measure($0).rawValue == flow.rawValue + "-share" && store.recordKey($0) == store.recordKey(any)
        }
    }
}

// MARK: growth

/// The growth of one flow of one balance.
struct PartnerGrowth: BalanceRecord, FlowRecord, ComputedRecord {
    let balance: Balance
    let flow: Measure
    let previousPeriod: Period?
    /// US dollars, the year before.
    let previousValue: Int128?
    let growth: Computation
    let contribution: Computation
    let compound: CompoundRate

    var value: Int128? { balance.figure(flow)?.value }
    var rows: [Int] { growth.rows + compound.rows }
    var reason: String? { growth.reason }
    var explanation: Explanation {
        Explanation(
            derivations: [
                Explanation.Derivation(column: "growth", computation: growth),
                Explanation.Derivation(column: "contribution", computation: contribution),
            ], formulas: [("cagr", CompoundRate.formula)], rows: compound.rows)
    }

    fileprivate static let from = Parameter(
        optional: "from", .year, "The first year of the compound rate.", defaultText: "the earliest on the same basis")

    fileprivate static func list(_ request: Request) -> RecordList<PartnerGrowth> {
        let selection = PartnerSelection(request[.partnerInPath], request)
        let flows = request.viewedFlows
        let records = selection.chosen.flatMap { balance in
            flows.map { flow in
                let previous = balance.period.yearsBefore(1)
                let before = previous.flatMap { selection.index.balance(like: balance, in: $0) }
                return PartnerGrowth(
                    balance: balance, flow: flow, previousPeriod: previous,
                    previousValue: before?.figure(flow)?.value,
                    growth: Growth.rate(balance, flow, selection.index),
                    contribution: Growth.contribution(balance, flow, selection.index),
                    compound: Growth.compoundRate(
                        balance, flow, from: request[from], among: selection.all, decimals: request.decimals))
            }
        }
        return RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.growth.rows)),
            emptyReason: { request.whyEmpty(selection.filter) })
    }

    fileprivate static let columns: [Column<PartnerGrowth>] = Column.list(
        .identity(),
        [
            .flow, Column("value", "The figure, in `unit`.") { $1.money($0.value) },
            Column("previous_period", "The same period of the year before.") { $0.previousPeriod?.code },
            Column("previous_value", "The figure of that period on the same basis, in `unit`.") {
                $1.money($0.previousValue)
            },
            Column("change", "value − previous_value, in `unit`.") { record, request in
                request.money(record.value.flatMap { now in record.previousValue.map { now - $0 } })
            },
        ],
        .interval(
            "growth", "change / previous_value.", lowSummary: "The lowest growth that the published rounding allows.",
            highSummary: "The highest."
        ) { $0.growth },
        [
            Column("contribution", "change / the figure of all countries the year before.") { record, request in
                request.ratio(record.contribution.measured?.value)
            },
            Column("cagr_from", "The first period of the compound rate.") { $0.compound.from?.code },
            Column("cagr_years", "The number of years of the compound rate.") { $0.compound.years },
            Column("cagr", "Compound annual growth rate.") { $0.compound.rate },
            Column("cagr_low", "The lowest rate that the published rounding allows.") { $0.compound.low },
            Column("cagr_high", "The highest.") { $0.compound.high },
            .unit, .basis, .reason,
            Column("contribution_reason", "Why `contribution` is null.") { $0.contribution.reason },
            Column("cagr_reason", "Why `cagr` is null.") { $0.compound.reason }, .cells, .explain,
        ])
}
