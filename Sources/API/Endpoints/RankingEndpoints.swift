// Partners in order of a metric. Every metric is an endpoint of its own, as each has columns of its own name.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum RankingEndpoints {
    static let all = Metric.allCases.map { metric in
        let fields = fields(metric)
        return Endpoint(
            "/v1/rankings/\(metric.rawValue)",
            "Partners ranked by \(metric.rawValue.replacing("_", with: " ")), with the doubt that rounding leaves. "
                + metric.summary,
            parameters(metric),
            chart: Chart(
                "\(title(metric)) of the United States",
                .bars(
                    label: "partner_name", value: metric.rawValue, low: metric.rawValue + "_low",
                    high: metric.rawValue + "_high"),
                constants: ["year", "type"]),
            meta: meta + (metric == .tdr ? [readingsColumn] : []), problems: ["conflicting-parameters"],
            example: "year=2023&order=asc&limit=5",
            related: ["/v1/balances"] + Metric.allCases.filter { $0 != metric }.map { "/v1/rankings/" + $0.rawValue },
            .list(fields.map(\.column)) { request throws(Problem) in try ranking(metric, fields, request) })
    }

    private static func title(_ metric: Metric) -> String {
        if metric == .tdr { return "Trade Deficit Ratio" }
        let words = metric.rawValue.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static func parameters(_ metric: Metric) -> [Parameter] {
        [
            .oneYear, .oneType, .order("The largest value first, or the least."), .oneClassification, .oneCategory,
            .partner, .group, .oneBasis, .unit, .decimals, .explain,
        ] + (metric.takesFlow ? [.oneFlow] : [])
    }

    /// A place in a ranking, with what stands there.
    private final class Ranked: Sendable {
        let place: Rank
        let balance: Balance
        let value: Computation
        let previousRank: Int?

        init(_ place: Rank, _ balance: Balance, _ value: Computation, previousRank: Int?) {
            self.place = place
            self.balance = balance
            self.value = value
            self.previousRank = previousRank
        }
    }

    private static func fields(_ metric: Metric) -> [RecordColumn<Ranked>] {
        let name = metric.rawValue
        let money = metric.isMoney ? " In `unit`." : ""
        @Sendable func shown(_ number: Rational?, _ request: Request) -> JSON {
            metric.isMoney ? request.money(number) : request.ratio(number)
        }
        let all: [RecordColumn<Ranked>] = [
            .init(Column("rank", .integer, "1 for the first; equal values share a rank.")) { ranked, _ in
                .integer(ranked.place.rank)
            },
            .init(Column("partner", .string, "Code of the partner.")) { ranked, _ in .string(ranked.balance.partner) },
            .init(Column("partner_name", .string, "Its name as the reports print it.")) { ranked, request in
                .string(request.codes.areaName(ranked.balance.partner))
            },
            .init(Column("year", .integer, "The year.")) { ranked, _ in .optional(ranked.balance.period.year) },
            .init(Column("type", .string, "goods, services, or goods-and-services.")) { ranked, _ in
                .string(ranked.balance.type.rawValue)
            },
            .init(Column(name, .number, metric.summary + money, nullable: true)) { ranked, request in
                shown(ranked.value.measured?.value, request)
            },
            .init(
                Column(
                    name + "_low", .number, "The least value that the published rounding allows." + money,
                    nullable: true)
            ) { ranked, request in shown(ranked.value.measured?.low, request) },
            .init(
                Column(name + "_high", .number, "The largest; null where there is no limit." + money, nullable: true)
            ) { ranked, request in shown(ranked.value.measured?.high, request) },
            .init(
                Column("rank_certain", .boolean, "False where the range overlaps that of another in the ranking.")
            ) { ranked, _ in .bool(ranked.place.isCertain) },
            .init(Column("exports", .number, "Exports to the partner, in `unit`.", nullable: true)) { ranked, request in
                request.money(ranked.balance.exports?.value)
            },
            .init(Column("imports", .number, "Imports from the partner, in `unit`.", nullable: true)) {
                ranked, request in
                request.money(ranked.balance.imports?.value)
            },
            .init(Column("balance", .number, "Exports − imports, in `unit`.", nullable: true)) { ranked, request in
                request.money(ranked.balance.figure(.balance)?.value)
            },
            .init(Column("unit", .string, "The unit of money values.")) { _, request in
                .string(request.query.unit.label)
            },
            .init(
                Column(
                    "basis", .string,
                    "Which of the published totals the figures belong to; one for the whole ranking.")
            ) { ranked, _ in .string(ranked.balance.basis) },
            .init(Column("cells", .list, "The cells the value was computed from.")) { ranked, request in
                request.cells(ranked.value.rows)
            },
            .init(
                Column(
                    "previous_rank", .integer,
                    "The rank the year before by the same rule; null without figures for it.", nullable: true)
            ) { ranked, _ in .optional(ranked.previousRank) },
            .init(
                Column("rank_change", .integer, "Places risen since then; negative if fallen.", nullable: true)
            ) { ranked, _ in .optional(ranked.previousRank.map { $0 - ranked.place.rank }) },
            .init(Column("reading", .string, "How the reports read such a ratio; see meta.", nullable: true)) {
                ranked, _ in
                .optional((ranked.value.measured?.value).map { TradeReading($0).rawValue })
            },
            .init(Column("flow", .string, "The flow that the value is of.")) { _, request in
                .string(request.flow.rawValue)
            },
            .init(.explain) { ranked, request in
                request.explain([Derivation(column: name, computation: ranked.value, isMoney: metric.isMoney)])
            },
        ]
        let others = Set([metric == .tdr ? nil : "reading", metric.takesFlow ? nil : "flow"])
        var fields: [RecordColumn<Ranked>] = []
        // A metric that is an amount has that as its value, and not a second time.
        for field in all
        where !others.contains(field.column.name) && !fields.contains(where: { $0.column.name == field.column.name }) {
            fields.append(field)
        }
        return fields
    }

    /// Values of one year, in their order.
    private struct Year {
        var balances: [Balance] = []
        var values: [Computation] = []
        var places: [Rank] = []
        var leftOut: [(partner: String, reason: String)] = []
    }

    private static func ranking(
        _ metric: Metric, _ fields: [RecordColumn<Ranked>], _ request: Request
    ) throws(Problem) -> RecordList {
        let type = request.oneType
        let category = try request.oneCategory()
        let (wanted, noMembers) = request.partners(type)
        let basis = request.query.text("basis")
        let all = request.balances(type, category)
        let index = RelatedBalances(request.dataset)
        let candidates = all.filter { balance in
            wanted?.contains(balance.partner) ?? (request.codes.partner(balance.partner) != nil)
        }
        func year(_ year: Int, on basis: String?) -> Year {
            var result = Year()
            let basis = basis ?? Balance.broadestBasis(candidates.filter { $0.period.year == year }, request.dataset)
            for balance in candidates where balance.period.year == year && balance.basis == basis {
                let value = metric.compute(balance, flow: request.flow, in: index)
                if value.measured != nil {
                    result.balances.append(balance)
                    result.values.append(value)
                } else {
                    result.leftOut.append((balance.partner, value.reason ?? ""))
                }
            }
            result.places = Ranking.ranks(
                result.values.compactMap(\.measured), names: result.balances.map(\.partner),
                ascending: request.query.text("order") == "asc")
            return result
        }
        // Unless a year is asked for, the latest in which the metric has a value; with none, the latest there is.
        let years = Set(candidates.compactMap(\.period.year)).sorted(by: >)
        let asked = request.oneYear()
        let chosen = asked ?? years.first { !year($0, on: basis).values.isEmpty } ?? years.first
        let current = chosen.map { year($0, on: basis) } ?? Year()
        let previous = chosen.map { year($0 - 1, on: current.balances.first?.basis ?? basis) } ?? Year()
        let previousRanks = Dictionary(
            previous.places.map { (previous.balances[$0.index].partner, $0.rank) }, uniquingKeysWith: min)
        let ranked = current.places.map { place in
            let balance = current.balances[place.index]
            return Ranked(
                place, balance, current.values[place.index], previousRank: previousRanks[balance.partner])
        }
        let listing = RecordList(ranked, fields, request)
        listing.unit = request.query.unit.label
        listing.sources = request.sources(current.values.flatMap(\.rows))
        listing.hidden = request.hidden
        listing.meta = meta(metric, chosen, current, request)
        if current.places.isEmpty {
            listing.reason =
                noMembers ?? current.leftOut.first.map { "No partner has a value: \($0.reason)" }
                ?? emptyReason(wanted, years, chosen, type, category, request)
        }
        return listing
    }

    private static func meta(
        _ metric: Metric, _ year: Int?, _ ranked: Year, _ request: Request
    ) -> [JSON.Member] {
        var members = [
            JSON.Member(name: "year", value: .optional(year)),
            JSON.Member(name: "basis", value: .optional(ranked.balances.first?.basis)),
            JSON.Member(
                name: "left_out",
                value: .array(
                    ranked.leftOut.map { .object(["partner": .string($0.partner), "reason": .string($0.reason)]) })),
        ]
        if metric == .tdr { members.append(JSON.Member(name: "readings", value: readings)) }
        return members
    }

    private static let meta = [
        Column("year", .integer, "The year of the ranking.", nullable: true),
        Column("basis", .string, "Which of the published totals the figures belong to.", nullable: true),
        Column(
            "left_out",
            .records([
                Column("partner", .string, "Code of the partner."), Column("reason", .string, "Why it has no value."),
            ]), "Partners that could not be ranked."),
    ]

    static let readingsColumn = Column(
        "readings",
        .record([
            Column("note", .string, "Where the readings come from."),
            Column(
                "readings",
                .records([
                    Column("reading", .string, "The word for it."), Column("range", .string, "The ratios it is for."),
                    Column("quote", .string, "The report's own words."),
                ]), "One for each range."),
        ]), "How a Trade Deficit Ratio is read.")

    /// How a Trade Deficit Ratio is read, with the lines between the readings and where they come from.
    static let readings = JSON.object([
        "note": .string(TradeReading.note),
        "readings": .array(
            TradeReading.allCases.map { reading in
                .object([
                    "reading": .string(reading.rawValue), "range": .string(reading.range),
                    "quote": .string(reading.quote),
                ])
            }),
    ])

    private static func emptyReason(
        _ wanted: Set<String>?, _ years: [Int], _ year: Int?, _ type: TradeType,
        _ category: (classification: String, category: String), _ request: Request
    ) -> String {
        guard years.isEmpty else {
            return "There are no such figures for \(year.map(String.init) ?? "the year"), only for "
                + "\(years.reversed().map(String.init).joined(separator: ", "))."
        }
        var filter = Filter()
        filter.partners = wanted?.sorted() ?? []
        filter.types = [type]
        (filter.classifications, filter.categories) = ([category.classification], [category.category])
        return FlowEndpoints.emptyReason(filter, request)
    }
}
