// Partners ranked by a metric. Each metric is an endpoint, because its value is a column of that name.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum RankingEndpoints {
    static let all = Metric.allCases.map(endpoint)

    private static func endpoint(_ metric: Metric) -> Endpoint {
        Endpoint(
            "/v1/rankings/\(metric.name)",
            "Partners ranked by \(metric.words), with the interval that the published rounding allows. "
                + metric.summary,
            parameters: [
                .oneYear, .oneType, .order, .oneClassification, .oneCategory, .partner, .group, .oneBasis, .unit,
                .decimals, .explain,
            ] + (metric.takesFlow ? [.oneFlow] : []),
            columns: RankedPartner.columns(metric),
            meta: RankingYear.meta(metric),
            chart: Chart(
                "\(title(metric)) of the United States",
                .bars(
                    label: "partner_name", value: metric.name, low: metric.name + "_low", high: metric.name + "_high"),
                constants: ["year", "type"]),
            problems: ["conflicting-parameters"], example: "year=2023&order=asc&limit=5",
            related: ["/v1/balances"] + Metric.allCases.filter { $0 != metric }.map { "/v1/rankings/" + $0.name }
        ) { request throws(Problem) in try ranking(metric, request) }
    }

    private static func title(_ metric: Metric) -> String {
        metric == .tdr ? "Trade Deficit Ratio" : metric.words.prefix(1).uppercased() + metric.words.dropFirst()
    }

    private static func ranking(
        _ metric: Metric, _ request: Request
    ) throws(Problem) -> (RecordList<RankedPartner>, RankingYear) {
        let type = request[.oneType]
        let category = try request.oneCategory()
        let choice = request.partnerChoice(type)
        let basis = request[.oneBasis]
        let flow = metric.takesFlow ? request.oneFlow : .totalTrade
        let all = request.balances(type, category)
        let index = RelatedBalances(request.dataset)
        let candidates = all.filter { choice.contains($0.partner, request.codes) }
        func rank(_ year: Int, on basis: String?) -> RankingYear {
            let balances = candidates.filter { $0.period.year == year }
            let basis = basis ?? Balance.broadestBasis(balances, request.dataset)
            return RankingYear(
                year, balances.filter { $0.basis == basis }.map { ($0, metric.compute($0, flow: flow, in: index)) },
                ascending: request[.order] == .ascending)
        }
        // By default the latest year in which the metric has a value, or the latest with figures.
        let years = Set(candidates.compactMap(\.period.year)).sorted(by: >)
        let year = request[.oneYear] ?? years.first { !rank($0, on: basis).ranked.isEmpty } ?? years.first
        let current = year.map { rank($0, on: basis) } ?? RankingYear()
        let previous = year.map { rank($0 - 1, on: current.basis ?? basis) } ?? RankingYear()
        let records = current.ranked.map { entry in
            RankedPartner(
                metric: metric, flow: flow, balance: entry.balance, value: entry.value, rank: entry.place.rank,
                isCertain: entry.place.isCertain, previousRank: previous.rank(of: entry.balance.partner))
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                choice.emptyReason ?? current.unranked.first.map { "No partner has a value: \($0.reason)" }
                    ?? (years.isEmpty
                        ? request.whyEmpty(choice, type, category)
                        : "There are no such figures for \(year.map(String.init) ?? "the year"), only for "
                            + "\(years.reversed().map(String.init).joined(separator: ", ")).")
            })
        return (list, current)
    }
}

/// The ranking of one year.
private struct RankingYear {
    var year: Int?
    /// In order of rank.
    var ranked: [(balance: Balance, value: Computation, place: Rank)] = []
    /// Partners without a value, with the reason.
    var unranked: [(partner: String, reason: String)] = []

    init() {}

    init(_ year: Int, _ values: [(balance: Balance, value: Computation)], ascending: Bool) {
        self.year = year
        let measured = values.filter { $0.value.measured != nil }
        unranked = values.filter { $0.value.measured == nil }.map { ($0.balance.partner, $0.value.reason ?? "") }
        let places = Ranking.ranks(
            measured.compactMap(\.value.measured), names: measured.map(\.balance.partner), ascending: ascending)
        ranked = places.map { (measured[$0.index].balance, measured[$0.index].value, $0) }
    }

    /// The basis of all values; nil where there are none.
    var basis: String? { ranked.first?.balance.basis }

    func rank(of partner: String) -> Int? { ranked.first { $0.balance.partner == partner }?.place.rank }

    static func meta(_ metric: Metric) -> [Column<RankingYear>] {
        Column.list(
            [
                Column("year", "The year of the ranking.") { $0.year },
                Column("basis", "The published total that the figures belong to.") { $0.basis },
                Column(
                    "left_out",
                    objects: [
                        Column<(partner: String, reason: String)>("partner", "Code of the partner.") { $0.partner },
                        Column<(partner: String, reason: String)>("reason", "Why it has no value.") { $0.reason },
                    ], "Partners without a value."
                ) { ranking, _ in ranking.unranked },
            ], metric == .tdr ? [TradeReadings.column { _ in .published }] : [])
    }
}

/// A partner in a ranking.
private struct RankedPartner: BalanceRecord, FlowRecord, ComputedRecord {
    let metric: Metric
    let flow: Measure
    let balance: Balance
    let value: Computation
    let rank: Int
    let isCertain: Bool
    let previousRank: Int?

    var year: Int { balance.period.firstYear }
    var rows: [Int] { value.rows }
    var reason: String? { value.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: metric.name, computation: value, isMoney: metric.isMoney)
        ])
    }

    static func columns(_ metric: Metric) -> [Column<RankedPartner>] {
        let unit = metric.isMoney ? " In `unit`." : ""
        let amounts: [Column<RankedPartner>] = [.exports, .imports, .balance]
        return Column.list(
            [.rank, .partner, .partnerName, .yearOfRecord, .type],
            .interval(
                metric.name, metric.summary + unit,
                lowSummary: "The lowest value that the published rounding allows." + unit,
                highSummary: "The highest; null where unlimited." + unit, isMoney: { _ in metric.isMoney }
            ) { $0.value },
            [.rankCertain],
            // The value of a metric such as `exports` is this column already.
            amounts.filter { $0.field.name != metric.name },
            [.unit, .basis, .cells, .previousRank, .rankChange], metric == .tdr ? [.reading] : [],
            metric.takesFlow ? [.flow] : [], [.explain])
    }
}

extension Column<RankedPartner> {
    fileprivate static var rank: Column { Column("rank", "1 for the first; equal values share a rank.") { $0.rank } }
    fileprivate static var rankCertain: Column {
        Column("rank_certain", "False where the interval overlaps the interval of another partner.") { $0.isCertain }
    }
    fileprivate static var previousRank: Column {
        Column("previous_rank", "The rank in the year before by the same rule; null without figures.") {
            $0.previousRank
        }
    }
    fileprivate static var rankChange: Column {
        Column("rank_change", "The number of ranks gained since then; negative for ranks lost.") { record in
            record.previousRank.map { $0 - record.rank }
        }
    }
    fileprivate static var yearOfRecord: Column { Column("year", "The year.") { $0.year } }
    fileprivate static var reading: Column {
        Column("reading", "The reports' interpretation of such a ratio; see `meta.readings`.") { record in
            (record.value.measured?.value).map { TradeReading($0).rawValue }
        }
    }
}
