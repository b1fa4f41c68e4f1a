// Partners in order of a metric. Every metric is an endpoint of its own, as each has columns of its own name.

import Analytics
import Dataset
import HTTP

enum RankingEndpoints {
    static let all = Metric.allCases.map { metric in
        let columns = columns(metric)
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
            .list(columns) { request throws(Problem) in try ranking(metric, columns, request) })
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

    private static func columns(_ metric: Metric) -> [Column] {
        let name = metric.rawValue
        let money = metric.isMoney ? " In `unit`." : ""
        let first = [
            Column("rank", .integer, "1 for the first; equal values share a rank."),
            Column("partner", .string, "Code of the partner."),
            Column("partner_name", .string, "Its name as the reports print it."),
            Column("year", .integer, "The year."),
            Column("type", .string, "goods, services, or goods-and-services."),
            Column(name, .number, metric.summary + money, nullable: true),
            Column(
                name + "_low", .number, "The least value that the published rounding allows." + money, nullable: true),
            Column(name + "_high", .number, "The largest; null where there is no limit." + money, nullable: true),
            Column("rank_certain", .boolean, "False where the range overlaps that of another in the ranking."),
            Column("exports", .number, "Exports to the partner, in `unit`.", nullable: true),
            Column("imports", .number, "Imports from the partner, in `unit`.", nullable: true),
            Column("balance", .number, "Exports − imports, in `unit`.", nullable: true),
            Column("unit", .string, "The unit of money values."),
            Column("basis", .string, "Which of the published totals the figures belong to; one for the whole ranking."),
            Column("cells", .list, "The cells the value was computed from."),
            Column(
                "previous_rank", .integer, "The rank the year before by the same rule; null without figures for it.",
                nullable: true),
            Column("rank_change", .integer, "Places risen since then; negative if fallen.", nullable: true),
        ]
        var columns: [Column] = []
        for column in first where !columns.contains(where: { $0.name == column.name }) { columns.append(column) }
        if metric == .tdr {
            columns.append(Column("reading", .string, "How the reports read such a ratio; see meta.", nullable: true))
        }
        if metric.takesFlow { columns.append(Column("flow", .string, "The flow that the value is of.")) }
        return columns + [.explain]
    }

    /// Values of one year, in their order.
    private struct Year {
        var balances: [Balance] = []
        var values: [Computation] = []
        var places: [Place] = []
        var leftOut: [(partner: String, reason: String)] = []
    }

    private static func ranking(_ metric: Metric, _ columns: [Column], _ request: Request) throws(Problem) -> Listing {
        let type = request.oneType
        let category = try request.oneCategory()
        let (wanted, noMembers) = request.partners(type)
        let basis = request.query.text("basis")
        let all = request.balances(type, category)
        let index = BalanceIndex(all)
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
            result.places = Ranking.places(
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
        let listing = Listing(
            rows: current.places.map { place in
                let balance = current.balances[place.index]
                return row(
                    metric, place, balance, current.values[place.index], previousRanks[balance.partner], columns,
                    request)
            }, unit: request.query.unit.label)
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

    private static func row(
        _ metric: Metric, _ place: Place, _ balance: Balance, _ value: Computation, _ previousRank: Int?,
        _ columns: [Column], _ request: Request
    ) -> [JSON] {
        let range = request.range(value, isMoney: metric.isMoney)
        let name = metric.rawValue
        let values: [String: JSON] = [
            "rank": .integer(place.rank), "partner": .string(balance.partner),
            "partner_name": .string(request.codes.areaName(balance.partner)), "year": .optional(balance.period.year),
            "type": .string(balance.type.rawValue), name + "_low": range[1], name + "_high": range[2],
            "rank_certain": .bool(place.isCertain), "exports": request.money(balance.figure(.exports)?.value),
            "imports": request.money(balance.figure(.imports)?.value),
            "balance": request.money(balance.figure(.balance)?.value), "unit": .string(request.query.unit.label),
            "basis": .string(balance.basis), "cells": request.cells(value.rows),
            "previous_rank": .optional(previousRank), "rank_change": .optional(previousRank.map { $0 - place.rank }),
            "reading": .optional(metric == .tdr ? (value.measured?.value).map { TradeReading($0).rawValue } : nil),
            "flow": .string(request.flow.rawValue),
            "explain": request.explain([Derivation(column: name, computation: value, isMoney: metric.isMoney)]),
        ]
        return columns.map { $0.name == name ? range[0] : values[$0.name] ?? .null }
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
