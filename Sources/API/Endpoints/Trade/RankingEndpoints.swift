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
            "Partners ranked by \(metric.words), with the interval that the published rounding allows. By default these are the 30 "
                + "partners with the most total trade in the period. " + metric.summary,
            parameters: .onePeriod + [
                .oneType, .order, among, minimumTrade, .oneClassification, .oneCategory, .partner, .group, .oneBasis,
                .unit, .decimals, .explain,
            ] + (metric.takesFlow ? [.oneFlow] : []),
            columns: RankedPartner.columns(metric),
            meta: PartnerRanking.meta(metric),
            chart: Chart(
                "\(title(metric)) of the United States",
                .bars(
                    label: "partner_name", value: metric.name, low: metric.name + "_low", high: metric.name + "_high"),
                constants: ["period", "type"], meta: ["partners_listed", "share_of_world"]),
            problems: ["conflicting-parameters"], example: "year=2023&order=asc&limit=5",
            related: ["/v1/balances"] + Metric.allCases.filter { $0 != metric }.map { "/v1/rankings/" + $0.name }
        ) { request throws(Problem) in try ranking(metric, request) }
    }

    private static func title(_ metric: Metric) -> String {
        metric == .tdr ? "Trade Deficit Ratio" : metric.words.capitalizedFirst
    }

    private static let among = Parameter(
        optional: "among", .rankingField,
        "The partners that are compared: those with the most total trade in the period, such as `top30` for 30, or `all`.",
        defaultText: "top30; all with partner, group or min_trade")
    private static let minimumTrade = Parameter(
        optional: "min_trade", .decimal, "Only partners with at least this total trade, in millions of US dollars.")

    private static func ranking(
        _ metric: Metric, _ request: Request
    ) throws(Problem) -> (RecordList<RankedPartner>, PartnerRanking) {
        let (type, category) = (request[.oneType], try request.oneCategory())
        if let group = request[.partner].first(where: { !request.codes.isPartner($0) }) {
            let advice =
                request.dataset.members(of: group, type) == nil
                ? " whose members the sources do not list." : "; group=\(group) ranks its members."
            throw .conflicting("partner", "A ranking compares partners, and \(group) is a group\(advice)")
        }
        let (choice, periods) = (request.partnerChoice(type), try request.onePeriod())
        let flow = metric.takesFlow ? request.oneFlow : .totalTrade
        let field = try field(request)
        let measured = Coverage.flow(of: metric, flow)
        // The choice of the default period ranks the periods that it tries; these rankings are used again below.
        var rankings: [Period: PartnerRanking] = [:]
        func rank(_ found: RankingPeriod) -> PartnerRanking {
            if let known = rankings[found.period] { return known }
            let ranking = rank(found) { _ in true }
            rankings[found.period] = ranking
            return ranking
        }
        func rank(_ found: RankingPeriod, where isCompared: (Balance) -> Bool) -> PartnerRanking {
            // Growth and shares compare only figures of releases up to that of the world total.
            let (only, day) = (
                periods.only(found.period), request.releaseDay(found.coverage.whole?.rows ?? [], asOf: periods.asOf)
            )
            let candidates = found.balances.filter { choice.contains($0.partner, request.codes) && isCompared($0) }
            return PartnerRanking(
                found, metric, flow, field.select(candidates, by: measured),
                ascending: request[.order] == .ascending, request.dataset.related(day.map(only.asOf) ?? only))
        }
        let found = request.rankingPeriod(type, category, measured, periods) { !rank($0).ranked.isEmpty }
        var current = found.map(rank) ?? PartnerRanking()
        current.field = field
        current.type = type
        current.requestedYear = request[.oneYear]
        current.isBasisRequested = request[.oneBasis] != nil
        // The ranking of the year before, by the same rule on the same basis. Of the partners that the period lists: an incomplete
        // list would otherwise be compared with a complete one.
        let listed = Set(found?.balances.map(\.partner) ?? [])
        let previous = found.flatMap { found in
            found.period.yearsBefore(1).flatMap { period in
                request.rankingPeriod(
                    period, request.filter(type, category), periods, basis: found.basis, measured)
            }
        }.map { rank($0) { listed.contains($0.partner) } }
        let records = current.ranked.map { entry in
            RankedPartner(
                metric: metric, flow: flow, balance: entry.balance, value: entry.value, rank: entry.place.rank,
                isCertain: entry.place.isCertain, previousRank: previous?.rank(of: entry.balance.partner))
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                choice.emptyReason ?? current.unranked.first.map { "No partner has a value: \($0.reason)" }
                    ?? found.flatMap { found in
                        field.minimumTrade != nil
                            && found.balances.contains { choice.contains($0.partner, request.codes) }
                            ? "No partner has the total trade of 'min_trade' in these periods." : nil
                    }
                    ?? request.whyEmpty(choice, type, category, found.map { periods.only($0.period) } ?? periods)
            })
        return (list, current)
    }

    private static func field(_ request: Request) throws(Problem) -> RankingField {
        let minimum = try request[minimumTrade].map { amount throws(Problem) in
            guard amount.mantissa >= 0 else {
                throw .conflicting("min_trade", "Total trade is never below 0.")
            }
            guard let dollars = MoneyUnit.million.dollars(amount) else {
                throw .conflicting("min_trade", "\(amount.text) million is not a whole number of US dollars.")
            }
            return dollars
        }
        let isNarrowed = minimum != nil || request.gives(.partner) || request.gives(.group)
        let field = request[among] ?? (isNarrowed ? .all : .standard)
        return RankingField(largest: field.largest, minimumTrade: minimum)
    }
}

extension ValueType<RankingField> {
    /// `top30`, `30`, or `all`.
    static var rankingField: ValueType {
        ValueType(
            "number of partners", "all, or the number of the largest partners such as top30, at most top999",
            schema: ["type": .string("string"), "pattern": .string("^(all|top[1-9][0-9]{0,2})$")], example: "top30"
        ) { text in
            let text = text.lowercased()
            if text == "all" { return .all }
            let digits = text.hasPrefix("top") ? text.dropFirst(3) : text[...]
            guard digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let count = Int(digits), (1...999).contains(count) else {
                return nil
            }
            return RankingField(largest: count)
        }
    }
}

extension RankingField {
    fileprivate var text: String { largest.map { "top\($0)" } ?? "all" }
}

/// The ranking of one period.
private struct PartnerRanking {
    var requestedYear: Int?
    var type = TradeType.goods
    var field = RankingField.all
    private(set) var found: RankingPeriod?
    /// In order of rank.
    private(set) var ranked: [(balance: Balance, value: Computation, place: Rank)] = []
    /// Partners without a value, with the reason.
    private(set) var unranked: [(partner: String, reason: String)] = []

    init() {}

    /// - Parameter field: the partners that are compared.
    init(
        _ found: RankingPeriod, _ metric: Metric, _ flow: Measure, _ field: [Balance], ascending: Bool,
        _ related: RelatedBalances
    ) {
        self.found = found
        let values = field.map { (balance: $0, value: metric.compute($0, flow: flow, in: related)) }
        let measured = values.filter { $0.value.measured != nil }
        unranked = values.filter { $0.value.measured == nil }.map { ($0.balance.partner, $0.value.reason ?? "") }
        let places = Ranking.ranks(
            measured.compactMap(\.value.measured), names: measured.map(\.balance.partner), ascending: ascending)
        ranked = places.map { (measured[$0.index].balance, measured[$0.index].value, $0) }
    }

    var period: Period? { found?.period }
    private var coverage: Coverage? { found?.coverage }

    func rank(of partner: String) -> Int? { ranked.first { $0.balance.partner == partner }?.place.rank }

    static func meta(_ metric: Metric) -> [Column<PartnerRanking>] {
        /// An end of the interval; null if the share is exact.
        @Sendable func end(
            _ ranking: PartnerRanking, _ request: Request, _ bound: (BoundedRatio) -> Rational?
        ) -> ExactDecimal? {
            guard let share = ranking.coverage?.share.measured, share.low != share.high else { return nil }
            return request.ratio(bound(share))
        }
        return Column.list(
            [
                Column("period", "The period of the ranking; of a window of months, the last month.") {
                    $0.period?.code
                },
                Column("year", "The year of the ranking; null for another period.") {
                    $0.period.map(\.year) ?? $0.requestedYear
                },
                Column("months", "The number of months in the sums; null for published periods.") {
                    $0.ranked.first?.balance.months
                },
                BasisNote.column { ranking in ranking.basisNotes },
                Column("among", "The partners that are compared: the largest by total trade, or all.") {
                    $0.field.text
                },
                Column("min_trade", "The smallest total trade that is compared, in millions of US dollars.") {
                    ranking in
                    ranking.field.minimumTrade.flatMap { Int64(exactly: $0) }.map { ExactDecimal($0, scaledBy: 6) }
                },
                Column("partners_listed", "The number of partners with figures in the period, on the basis.") {
                    $0.coverage?.partners ?? 0
                },
                Column("partners_ranked", "The number of partners in the ranking.") { $0.ranked.count },
                Column(
                    "share_of_world",
                    "The share of the listed partners in the published world total; null without a total."
                ) { ranking, request in request.ratio(ranking.coverage?.share.measured?.value) },
                Column("share_of_world_low", "The lowest share that the published rounding allows; null if exact.") {
                    end($0, $1, \.low)
                },
                Column("share_of_world_high", "The highest share that the rounding allows; null if exact.") {
                    end($0, $1, \.high)
                },
                Column("not_listed", "The published world total − the listed partners, in `unit`.") {
                    $1.money($0.coverage?.unlisted)
                },
                Column(
                    "left_out",
                    objects: [
                        Column<(partner: String, reason: String)>("partner", "Code of the partner.") { $0.partner },
                        Column<(partner: String, reason: String)>("reason", "The reason for the absence of a value.") {
                            $0.reason
                        },
                    ], "Compared partners without a value."
                ) { ranking, _ in ranking.unranked },
            ], metric == .tdr ? [TradeReadings.column { _ in .published }] : [])
    }

    private var basisNotes: [BasisNote] {
        found.map { [BasisNote($0.basis, type, $0.partners, isRequested: isBasisRequested)] } ?? []
    }
    var isBasisRequested = false
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

    var otherBases: [String] { [] }
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
            [.rank, .partner, .partnerName, .period, .year, .type],
            .interval(
                metric.name, metric.summary + unit,
                lowSummary: "The lowest value that the published rounding allows." + unit,
                highSummary: "The highest value that the rounding allows; null if unlimited." + unit,
                isMoney: { _ in metric.isMoney }
            ) { $0.value },
            [.rankCertain],
            // The interval of a metric such as `exports` has a column of this name.
            amounts.filter { $0.field.name != metric.name },
            [.unit, .basis, .months, .source, .released, .cells, .previousRank, .rankChange],
            metric == .tdr ? [.reading { $0.value }] : [],
            metric.takesFlow ? [.flow] : [], [.explain])
    }
}

extension Column<RankedPartner> {
    fileprivate static var rank: Column { Column("rank", "1 for the first; equal values share a rank.") { $0.rank } }
    fileprivate static var rankCertain: Column {
        Column(
            "rank_certain",
            "False if the interval overlaps that of another ranked partner; unlisted partners are not compared."
        ) { $0.isCertain }
    }
    fileprivate static var previousRank: Column {
        Column(
            "previous_rank",
            "The rank in the year before, by the same rule, among the partners with figures in this period too; null without figures."
        ) {
            $0.previousRank
        }
    }
    fileprivate static var rankChange: Column {
        Column("rank_change", "The number of ranks gained since the year before; negative for ranks lost.") { record in
            record.previousRank.map { $0 - record.rank }
        }
    }
}
