// Trade Deficit Ratio, shares and growth of one partner or group.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum PartnerViewEndpoints {
    static let all = [tdr, shares, growth]

    static let parameters: [ParameterDeclaration] =
        [.partnerInPath] + .periods + [.type, .classification, .category, .basis, .unit, .decimals, .explain]

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
        parameters: parameters, columns: PartnerTDR.columns,
        meta: [BasisNote.column { $0 }, TradeReadings.column { _ in .published }],
        chart: chart("Trade Deficit Ratio of the United States", "tdr"),
        problems: ["conflicting-parameters"], example: "year=2023&type=goods"
    ) { request throws(Problem) in try PartnerTDR.list(request) }

    private static let shares = Endpoint(
        "/v1/partners/{code}/shares",
        "Share of one partner or group in the whole, on one basis, and its change from the year before.",
        parameters: parameters + [flows, PartnerShare.whole], columns: PartnerShare.columns,
        meta: [BasisNote.column { $0 }],
        chart: chart("Share of United States trade", "share"),
        problems: ["conflicting-parameters"], example: "year=2023&flow=exports"
    ) { request throws(Problem) in try PartnerShare.list(request) }

    private static let growth = Endpoint(
        "/v1/partners/{code}/growth",
        "Change from the year or the period before, compound annual growth rate, and contribution to the growth of the whole.",
        parameters: parameters + [flows, PartnerGrowth.over, PartnerGrowth.from], columns: PartnerGrowth.columns,
        meta: [BasisNote.column { $0 }],
        chart: chart("Growth of United States trade", "growth"),
        problems: ["conflicting-parameters"], example: "year=2023&flow=exports"
    ) { request throws(Problem) in try PartnerGrowth.list(request) }
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
    let otherBases: [String]
    let tdr: Computation
    let deficitToImports: Computation
    let coverage: Computation
    let normalisedBalance: Computation

    init(_ served: ServedBalance) {
        (balance, otherBases) = (served.balance, served.otherBases)
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

    fileprivate static func list(_ request: Request) throws(Problem) -> (RecordList<PartnerTDR>, [BasisNote]) {
        let selection = try request.selection(partners: [request[.partnerInPath]])
        let records = selection.balances.map { PartnerTDR($0) }
        let list = RecordList(
            records, unit: request.unit.label, sources: records.map(\.balance).sources,
            emptyReason: { request.whyEmpty(selection) })
        return (list, selection.bases)
    }

    fileprivate static let columns: [Column<PartnerTDR>] = Column.list(
        .identity(),
        .interval(
            "tdr", Metric.tdr.summary, lowSummary: "The lowest TDR that the published rounding allows.",
            highSummary: "The highest TDR that the rounding allows; null if unlimited."
        ) { $0.tdr },
        [
            .reading { $0.tdr },
            .exports, .imports, .balance,
        ],
        ratio(.deficitToImports) { $0.deficitToImports },
        ratio(.coverage) { $0.coverage },
        ratio(.normalisedBalance) { $0.normalisedBalance },
        [.unit, .basis, .otherBases, .months, .source, .released, .reason, .cells, .explain])

    private static func ratio(
        _ metric: Metric, _ computation: @escaping @Sendable (PartnerTDR) -> Computation
    ) -> [Column<PartnerTDR>] {
        .interval(
            metric.name, metric.summary, lowSummary: "The lowest value that the published rounding allows.",
            highSummary: "The highest value that the rounding allows; null if unlimited.", computation)
    }
}

// MARK: shares

/// The share of one flow of one balance in a whole.
struct PartnerShare: BalanceRecord, FlowRecord, ComputedRecord {
    let balance: Balance
    let otherBases: [String]
    let flow: Measure
    let of: Shares.Whole
    let share: Computation
    let change: Computation
    /// The row of the share that a report prints; nil if no report prints it.
    let printed: Int?
    /// The listed partners if the whole is their sum; otherwise nil.
    let coverage: Coverage?

    var rows: [Int] { share.rows }
    var reason: String? { share.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: "share", computation: share),
            Explanation.Derivation(column: "share_change_points", computation: change),
        ])
    }

    fileprivate static let whole = Parameter(
        "of", .words(Shares.Whole.allCases),
        "The whole: `published` for the published total of all countries, `own` for the partner's own published total over all "
            + "categories, `sum` for the sum over the partners with figures, which is less than the total.",
        default: .published, Shares.Whole.published.rawValue)

    fileprivate static func list(_ request: Request) throws(Problem) -> (RecordList<PartnerShare>, [BasisNote]) {
        let of = request[whole]
        let selection = try request.selection(partners: [request[.partnerInPath]])
        let related = request.dataset.related(selection.periods)
        let partners = of == .sum ? ListedPartners(selection, request) : nil
        /// - Parameter beside: the balances of the partners of the sum.
        func share(_ balance: Balance, _ flow: Measure, _ beside: [Balance]) -> Computation {
            switch of {
            case .published: Shares.ofWorld(balance, flow, related)
            case .own: Shares.ofOwnTotal(balance, flow, related)
            case .sum: Shares.ofSum(balance, flow, beside)
            }
        }
        let printed = of == .published ? PrintedShares(request[.partnerInPath], request) : nil
        let flows = request.viewedFlows
        func contemporary(_ balance: Balance) -> Balance {
            of == .own ? balance : related.contemporary(balance)
        }
        let records = selection.balances.flatMap { served in
            let balance = contemporary(served.balance)
            let before = balance.period.yearsBefore(1).flatMap { related.balance(like: balance, in: $0) }
                .map(contemporary)
            let listed = partners?.beside(balance)
            let listedBefore = before.flatMap { partners?.beside($0) } ?? []
            let codes = Set(listed?.map(\.partner) ?? [])
            let besideBefore = listedBefore.filter { codes.contains($0.partner) }
            return flows.map { flow in
                let now = share(balance, flow, listed ?? [])
                return PartnerShare(
                    balance: balance, otherBases: served.otherBases, flow: flow, of: of, share: now,
                    change: Shares.change(now, before.map { share($0, flow, besideBefore) }),
                    printed: printed?.row(balance, flow),
                    coverage: listed.map { Coverage($0, flow, related) })
            }
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { request.whyEmpty(selection) })
        return (list, selection.bases)
    }

    fileprivate static let columns: [Column<PartnerShare>] = Column.list(
        .identity(),
        [
            .flow,
            Column("value", "The partner's figure, in `unit`.") { $1.money($0.balance.value($0.flow)) },
            Column("of", "The whole: published, own, or sum.") { $0.of.rawValue },
            Column("whole", "The whole, in `unit`.") { $1.money($0.share.whole?.value) },
        ],
        .interval(
            "share", "value / whole.", lowSummary: "The lowest share that the published rounding allows.",
            highSummary: "The highest share that the rounding allows."
        ) { $0.share },
        [
            Column(
                "share_change_points",
                "The change from the year before, in percentage points; with `of=sum`, among the partners of this period."
            ) { record, request in
                request.ratio(record.change.measured?.value)
            },
            Column("printed", "The share of the published total as the report prints it.") { record, request in
                record.printed.map { request.dataset.text(row: $0) }
            },
            Column("printed_cell", "The cell of the printed share.") { record, request in
                record.printed.map { request.dataset.cellID(row: $0) }
            },
            Column("partners_listed", "With `of=sum`: the number of partners in the sum.") { $0.coverage?.partners },
            Column("listed_share", "With `of=sum`: the share of these partners in the published total.") {
                $1.ratio($0.coverage?.share.measured?.value)
            },
            .unit, .basis, .otherBases, .months, .source, .released, .reason,
            Column("change_reason", "The reason for a null `share_change_points`.") { $0.change.reason }, .areaNote,
            .cells,
            .explain,
        ])
}

/// The balances of all partners, for shares of their sum.
private struct ListedPartners {
    private let balances: [Period: [Balance]]

    init(_ selection: BalanceSelection, _ request: Request) {
        var (filter, periods) = (selection.filter, selection.periods)
        filter.partners = []
        // The year before, for changes of shares.
        periods.years = periods.years.map { $0.lowerBound - 1...$0.upperBound }
        periods.ranges = periods.ranges.map { range in
            PeriodRange(months: range.months.lowerBound - 12...range.months.upperBound)
        }
        periods.single = nil
        balances = Dictionary(grouping: request.partnerBalances(filter, periods), by: \.period)
    }

    /// The balances that differ from one only in the partner.
    func beside(_ balance: Balance) -> [Balance] {
        (balances[balance.period] ?? []).filter { $0.isBeside(balance) }
    }
}

/// The shares that the reports print, for comparison with the computed shares.
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

    /// The row of the printed share of a flow; nil if no report prints it.
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
    let otherBases: [String]
    let flow: Measure
    let previousPeriod: Period?
    let previous: Balance?
    let growth: Computation
    let contribution: Computation
    let compound: CompoundRate

    var value: Int128? { balance.value(flow) }
    private var previousValue: Int128? { previous?.value(flow) }
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

    fileprivate static let over = Parameter(
        "over", .words(GrowthBase.allCases),
        "The earlier period: the same one of the `year` before, or the `previous` period of the same length.",
        default: .year, GrowthBase.year.rawValue)

    fileprivate static func list(_ request: Request) throws(Problem) -> (RecordList<PartnerGrowth>, [BasisNote]) {
        let selection = try request.selection(partners: [request[.partnerInPath]])
        let related = request.dataset.related(selection.periods)
        let (flows, base) = (request.viewedFlows, request[over])
        var allPeriods = selection.periods
        (allPeriods.years, allPeriods.ranges) = ([], [])
        var all =
            selection.periods.isOpen
            ? selection.balances.map(\.balance) : request.dataset.balances(selection.filter, allPeriods)
        // The earlier years to date of an incomplete year are in no list of years.
        let lastMonths = Set(selection.balances.compactMap(\.balance.period.yearToDateMonth))
        for month in lastMonths where allPeriods.spans == .periods(.year) {
            var yearsToDate = allPeriods
            yearsToDate.spans = .yearsToDate(lastMonth: month)
            all += request.dataset.balances(selection.filter, yearsToDate)
        }
        let records = selection.balances.flatMap { served in
            let balance = served.balance
            let previous = base.period(before: balance.period)
            let before = previous.flatMap { related.balance(like: balance, in: $0) }
            return flows.map { flow in
                PartnerGrowth(
                    balance: balance, otherBases: served.otherBases, flow: flow, previousPeriod: previous,
                    previous: before,
                    growth: Growth.rate(balance, flow, over: base, related),
                    contribution: Growth.contribution(balance, flow, over: base, related),
                    compound: Growth.compoundRate(
                        balance, flow, from: request[from], among: all, decimals: request.decimals))
            }
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.growth.rows)),
            emptyReason: { request.whyEmpty(selection) })
        return (list, selection.bases)
    }

    fileprivate static let columns: [Column<PartnerGrowth>] = Column.list(
        .identity(),
        [
            .flow, Column("value", "The figure, in `unit`.") { $1.money($0.value) },
            Column("previous_period", "The earlier period.") { $0.previousPeriod?.code },
            Column("previous_value", "The figure of that period on the same basis, in `unit`.") {
                $1.money($0.previousValue)
            },
            Column("change", "value − previous_value, in `unit`.") { record, request in
                request.money(record.value.flatMap { now in record.previousValue.map { now - $0 } })
            },
        ],
        .interval(
            "growth", "change / previous_value.", lowSummary: "The lowest growth that the published rounding allows.",
            highSummary: "The highest growth that the rounding allows."
        ) { $0.growth },
        [
            Column("contribution", "change / the figure of all countries in the earlier period.") { record, request in
                request.ratio(record.contribution.measured?.value)
            },
            Column("cagr_from", "The first period of the compound rate.") { $0.compound.from?.code },
            Column("cagr_years", "The number of years of the compound rate.") { $0.compound.years },
            Column("cagr", "Compound annual growth rate.") { $0.compound.rate },
            Column("cagr_low", "The lowest rate that the published rounding allows.") { $0.compound.low },
            Column("cagr_high", "The highest rate that the rounding allows.") { $0.compound.high },
            .unit, .basis, .otherBases, .months, .source, .released,
            Column("previous_source", "Id of the source of the earlier figure; the same release if it gives both.") {
                record, request in
                record.previous?.release(in: request.store)?.source
            },
            .reason, Column("contribution_reason", "The reason for a null `contribution`.") { $0.contribution.reason },
            Column("cagr_reason", "The reason for a null `cagr`.") { $0.compound.reason }, .areaNote, .cells,
            .explain,
        ])
}
