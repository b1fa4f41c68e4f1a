// What trade is made of: two-way trade within categories, how alike partners are, and how structures moved.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum StructureEndpoints {
    private static let classification = Parameter(
        "classification", .choices { $0.codes.classifications + ["all"] }, "Classifications, separated by commas.",
        default: "all that have categories")
    private static let level = Parameter(
        "level", .choices { _ in levels },
        "Single categories, the aggregate over them, or the total of all trade taken as one category.",
        default: "category,aggregate,total")
    private static let flows = Parameter(
        "flow", .choices { _ in [Measure.exports, .imports].map(\.rawValue) },
        "Exports to the partners, or imports from them, separated by commas.", default: "exports,imports")
    private static let levels = ["category", "aggregate", "total"]

    static let all = [
        Endpoint(
            "/v1/intra-industry",
            "Grubel–Lloyd index of two-way trade by category, over the categories, and of the total.",
            [.partner, .year, .type, classification, .category, level, .basis, .unit, .decimals, .explain],
            example: "partner=CHN&year=2023&type=goods", related: ["/v1/balances", "/v1/categories"],
            .list(intraColumns) { request throws(Problem) in intraIndustry(request) }),
        Endpoint(
            "/v1/similarity",
            "Finger–Kreinin index: how alike the structures of trade with two partners are, of those that have categories.",
            [.partner, .year, .type, flows, classification, .basis, .decimals, .explain],
            example: "partner=CHN&year=2023", related: ["/v1/structural-change", "/v1/categories"],
            .list(similarityColumns) { request throws(Problem) in similarity(request) }),
        Endpoint(
            "/v1/structural-change",
            "How far the structure of trade with a partner moved between two years, and what gained and lost most.",
            [
                .partner, .type, flows, classification,
                Parameter("from", .year, "The earlier year.", default: "the first with figures"),
                Parameter("to", .year, "The later year.", default: "the last with figures"), .basis, .decimals,
                .explain,
            ], problems: ["conflicting-parameters"], example: "partner=CHN",
            related: ["/v1/similarity", "/v1/categories"],
            .list(changeColumns) { request throws(Problem) in try structuralChange(request) }),
    ]

    /// Sets of categories that pass the request's filter, and everything else of the same partners.
    private static func sets(
        _ request: Request, years: [ClosedRange<Int>]
    ) -> (sets: [CategorySet], index: RelatedBalances, filter: Filter) {
        var filter = request.query.filter
        (filter.years, filter.categories) = (years, [])
        let asked = request.query.list("classification").filter { $0 != "all" }
        filter.classifications =
            (asked.isEmpty ? request.codes.classifications : asked).filter { $0 != "total" } + ["total"]
        let balances = request.dataset.balances(filter)
        var sets = CategorySet.all(balances)
        if request.query.wantsPreferredBasis { sets = CategorySet.fullest(sets) }
        return (sets, RelatedBalances(request.dataset), filter)
    }

    // MARK: intra-industry trade

    private static let intraColumns: [Column] =
        Column.identity
        + [
            Column("level", .string, "category, aggregate (over the categories), or total (all as one category)."),
            Column(
                "grubel_lloyd", .number,
                "1 − |exports − imports| / (exports + imports): 0 for one-way trade, 1 for equal exports and imports.",
                nullable: true),
            Column("grubel_lloyd_low", .number, "The least index that the published rounding allows.", nullable: true),
            Column("grubel_lloyd_high", .number, "The largest.", nullable: true),
            Column("exports", .number, "Exports to the partner, in `unit`.", nullable: true),
            Column("imports", .number, "Imports from the partner, in `unit`.", nullable: true),
            Column(
                "covered", .number,
                "For an aggregate: the part of the published total trade that the categories add to.", nullable: true),
            .unit, .basis, .reason, .cells, .explain,
        ]

    private static func intraIndustry(_ request: Request) -> RecordList {
        let (sets, index, filter) = sets(request, years: request.query.years)
        let levels = request.query.list("level").isEmpty ? levels : request.query.list("level")
        let categories = request.query.list("category")
        var used: [Int] = []
        var rows: [[JSON]] = []
        func add(
            _ level: String, _ balance: Balance, _ index: Computation, _ exports: Int128?, _ imports: Int128?,
            covered: Rational? = nil
        ) {
            var identity = request.identity(balance)
            if level == "aggregate" { identity[6] = .string("aggregate") }
            used += index.rows
            rows.append(
                identity + [.string(level)] + request.range(index) + [
                    request.money(exports), request.money(imports), request.ratio(covered),
                    .string(request.query.unit.label), .string(balance.basis), .optional(index.reason),
                    request.cells(index.rows),
                    request.explain([Derivation(column: "grubel_lloyd", computation: index)]),
                ])
        }
        for set in sets {
            if levels.contains("category") {
                for balance in set.balances where categories.isEmpty || categories.contains(balance.category) {
                    add(
                        "category", balance, Structure.intraIndustry(balance), balance.figure(.exports)?.value,
                        balance.figure(.imports)?.value)
                }
            }
            // Of single categories asked for there is no aggregate: it would be of a part that nobody publishes.
            guard categories.isEmpty else { continue }
            if levels.contains("aggregate"), set.balances.count > 1 {
                add(
                    "aggregate", set.first, Structure.intraIndustry(set), set.sum(.exports), set.sum(.imports),
                    covered: Structure.covered(set, index))
            }
            if levels.contains("total"), let total = set.total(index) {
                add(
                    "total", total, Structure.intraIndustry(total), total.figure(.exports)?.value,
                    total.figure(.imports)?.value)
            }
        }
        return RecordList(rows, from: used, request, reason: emptyReason(filter, request))
    }

    private static func emptyReason(_ filter: Filter, _ request: Request) -> String {
        var filter = filter
        filter.classifications = request.codes.classifications.filter { $0 != "total" }
        return FlowEndpoints.emptyReason(filter, request)
    }

    // MARK: similarity

    private static let similarityColumns: [Column] = [
        Column("partner", .string, "Code of one partner or group."),
        Column("partner_name", .string, "Its name."),
        Column("other", .string, "Code of the other."),
        Column("other_name", .string, "Its name."),
        Column("period", .string, "`2023`, `2025-H1`, …"),
        Column("year", .integer, "The year, where the period is one.", nullable: true),
        Column("type", .string, "goods or services."),
        Column("classification", .string, "How trade is split into categories."),
        Column(
            "flow", .string,
            "exports: what the United States sells to both; imports: what both sell to the United States."),
        Column(
            "similarity", .number, "Σ min(share of one, share of the other): 0 for nothing in common, 1 for the same.",
            nullable: true),
        Column("similarity_low", .number, "The least index that the published rounding allows.", nullable: true),
        Column("similarity_high", .number, "The largest.", nullable: true),
        Column("categories", .integer, "Over how many categories.", nullable: true),
        .basis, .reason, .cells, .explain,
    ]

    private static func similarity(_ request: Request) -> RecordList {
        var (sets, _, filter) = sets(request, years: request.query.years)
        let asked = request.query.list("partner")
        // A single partner is set against every other.
        if asked.count == 1 {
            var all = filter
            all.partners = []
            let found = CategorySet.all(request.dataset.balances(all))
            sets = request.query.wantsPreferredBasis ? CategorySet.fullest(found) : found
        }
        var used: [Int] = []
        var rows: [[JSON]] = []
        // A classification of which only one category is given has no structure.
        sets.removeAll { $0.balances.count < 2 }
        for (index, one) in sets.enumerated() {
            for other in sets.dropFirst(index + 1) where one.first.isBeside(other.first, exceptCategory: true) {
                let pair = [one.first.partner, other.first.partner]
                guard asked.count != 1 || pair.contains(asked[0]) else { continue }
                for flow in request.flows([.exports, .imports]) {
                    let similarity = Structure.similarity(one, other, flow)
                    used += similarity.rows
                    rows.append(
                        [
                            .string(pair[0]), .string(request.codes.areaName(pair[0])), .string(pair[1]),
                            .string(request.codes.areaName(pair[1])), .string(one.first.period.code),
                            .optional(one.first.period.year), .string(one.first.type.rawValue),
                            .string(one.first.classification), .string(flow.rawValue),
                        ] + request.range(similarity) + [
                            similarity.measured == nil ? .null : .integer(one.balances.count), .string(one.first.basis),
                            .optional(similarity.reason), request.cells(similarity.rows),
                            request.explain([Derivation(column: "similarity", computation: similarity)]),
                        ])
                }
            }
        }
        let listing = RecordList(rows, from: used, request, reason: nil)
        if rows.isEmpty {
            listing.reason =
                sets.isEmpty
                ? emptyReason(filter, request)
                : "No two of these partners have categories of one classification in the same period, on one basis."
        }
        listing.unit = nil
        return listing
    }

    // MARK: structural change

    private static let changeColumns: [Column] = [
        Column("partner", .string, "Code of the partner or group."),
        Column("partner_name", .string, "Its name."),
        Column("from", .string, "The earlier year."),
        Column("to", .string, "The later year."),
        Column("type", .string, "goods or services."),
        Column("classification", .string, "How trade is split into categories."),
        .flow,
        Column(
            "structural_change", .number,
            "½ Σ|share − share before|: the part of trade that would have to change its category; 0 for no change.",
            nullable: true),
        Column("gaining", .string, "The category whose share rose most.", nullable: true),
        Column("gaining_points", .number, "By how many percentage points.", nullable: true),
        Column("losing", .string, "The category whose share fell most.", nullable: true),
        Column("losing_points", .number, "By how many percentage points; negative.", nullable: true),
        .basis, .reason, .cells, .explain,
    ]

    private static func structuralChange(_ request: Request) throws(Problem) -> RecordList {
        let (from, to) = (request.oneYear("from"), request.oneYear("to"))
        if let from, let to, from >= to {
            throw .conflicting("from", "The parameter 'from' (\(from)) has to be before 'to' (\(to)).")
        }
        let (all, _, filter) = sets(request, years: [])
        let sets = all.filter { $0.first.period.year != nil && $0.balances.count > 1 }
        var used: [Int] = []
        var rows: [[JSON]] = []
        var done: [CategorySet] = []
        for set in sets where !done.contains(where: { $0.first.isSeries(set.first) }) {
            done.append(set)
            let series = sets.filter { $0.first.isSeries(set.first) }.sorted { $0.first.period < $1.first.period }
            guard let before = from == nil ? series.first : series.first(where: { $0.first.period.year == from }),
                let after = to == nil ? series.last : series.first(where: { $0.first.period.year == to }),
                before.first.period < after.first.period
            else { continue }
            for flow in request.flows([.exports, .imports]) {
                let change = Structure.change(from: before, to: after, flow)
                used += change.computation.rows
                rows.append([
                    .string(set.first.partner), .string(request.codes.areaName(set.first.partner)),
                    .string(before.first.period.code), .string(after.first.period.code),
                    .string(set.first.type.rawValue), .string(set.first.classification), .string(flow.rawValue),
                    request.ratio(change.computation.measured?.value), .optional(change.gaining?.category),
                    request.ratio(change.gaining.flatMap { $0.change.multiplied(by: Rational(whole: 100)) }),
                    .optional(change.losing?.category),
                    request.ratio(change.losing.flatMap { $0.change.multiplied(by: Rational(whole: 100)) }),
                    .string(set.first.basis),
                    .optional(change.computation.reason), request.cells(change.computation.rows),
                    request.explain([Derivation(column: "structural_change", computation: change.computation)]),
                ])
            }
        }
        let listing = RecordList(rows, from: used, request, reason: nil)
        if rows.isEmpty {
            listing.reason =
                sets.isEmpty
                ? emptyReason(filter, request)
                : "No partner has categories on one basis in both years; there are figures for "
                    + Set(sets.map(\.first.period.code)).sorted().joined(separator: ", ") + "."
        }
        listing.unit = nil
        return listing
    }
}
