// Groups of partners: who belongs to them, the totals published for them, and the sums over their members.

import Analytics
import Dataset
import HTTP

enum GroupEndpoints {
    private static let groupInPath = Parameter(
        "id", .group, "A group: its code or name; letter case does not matter.", in: .path)

    private static let member = Parameter("member", .area, "Only groups that this partner belongs to.")

    private static let listColumns = [
        Column("id", .string, "Code of the group."),
        Column("name", .string, "Its name as the source gives it."),
        Column("type", .string, "The type of trade that the definition holds for; null for all.", nullable: true),
        Column("members", .list, "CodeLists of the members; empty where the source does not list them."),
        Column("member_count", .integer, "How many members are listed; null where none are.", nullable: true),
        Column("definition", .string, "What the source means by it."),
        Column("source", .string, "The report."),
        Column("observations", .integer, "How many figures are published on trade with the group as a whole."),
    ]

    private static let kinds = ["published", "sum-of-members"]

    private static let balanceColumns: [Column] =
        [
            Column("group", .string, "Code of the group."),
            Column("group_name", .string, "Its name."),
            Column(
                "kind", .string,
                "`published` for the total a report gives, `sum-of-members` for the members' own figures added up."),
            Column(
                "complete", .boolean, "Whether every member is in the sum; null for a published total.", nullable: true),
        ] + Column.identity.dropFirst(2) + [
            Column("exports", .number, "Exports to the group, in `unit`.", nullable: true),
            Column("imports", .number, "Imports from the group, in `unit`.", nullable: true),
            Column("balance", .number, "Exports − imports, in `unit`.", nullable: true),
            Column("total_trade", .number, "Exports + imports, in `unit`.", nullable: true),
            Column("tdr", .number, Metric.tdr.summary, nullable: true),
            Column("tdr_low", .number, "The least ratio that the published rounding allows.", nullable: true),
            Column("tdr_high", .number, "The largest; null where there is no limit.", nullable: true),
            Column("coverage", .number, Metric.coverage.summary, nullable: true),
            .unit, .basis,
            Column("members", .list, "Members that are in the sum; empty for a published total."),
            Column("missing", .list, "Members without figures on this basis."),
            .reason, .cells, .explain,
        ]

    static let all = [
        Endpoint(
            "/v1/groups", "Groups of partners with their members, as each source defines them.", [member],
            example: "member=MEX", related: ["/v1/partners"],
            .list(listColumns) { request throws(Problem) in
                let counts = PartnerEndpoints.observationCounts(request.dataset)
                let member = request.query.text("member")
                let rows = request.codes.groups.flatMap { group in
                    group.definitions.filter { member == nil || $0.members.contains(member ?? "") }.map {
                        row(group, $0, counts)
                    }
                }
                let listing = RecordList(rows: rows)
                listing.sources = RecordList.distinct(request.codes.groups.flatMap { $0.definitions.map(\.source) })
                if rows.isEmpty { listing.reason = "\(member ?? "It") is a listed member of no group." }
                return listing
            }),
        Endpoint(
            "/v1/groups/{id}", "A group: its definitions, members, and the data there is on it.", [groupInPath],
            .object(PartnerEndpoints.fields) { request throws(Problem) in
                PartnerEndpoints.describe(request.query.text("id") ?? "", request)
            }),
        Endpoint(
            "/v1/groups/{id}/balance",
            "Trade with a group: totals that reports publish, and sums over its members, as records of their own.",
            [
                groupInPath, Parameter("kind", .choice(kinds), "Only published totals, or only sums over members."),
                .year, .type, .classification, .category, .basis, .unit, .decimals, .explain,
            ],
            chart: Chart(
                "United States trade",
                .series(
                    over: "period", values: ["exports", "imports", "balance"],
                    panels: ["kind", "type", "classification", "category", "basis"]),
                constants: ["group_name", "kind", "type"]),
            example: "type=goods&year=2023",
            .list(balanceColumns) { request throws(Problem) in
                balances(of: request.query.text("id") ?? "", request)
            }),
    ]

    private static func row(
        _ group: PartnerGroup, _ definition: PartnerGroup.Definition, _ counts: [String: Int]
    ) -> [JSON] {
        [
            .string(group.code), .string(definition.name), .optional(definition.type?.rawValue),
            .strings(definition.members), definition.members.isEmpty ? .null : .integer(definition.members.count),
            .string(definition.text), .string(definition.source), .integer(counts[group.code] ?? 0),
        ]
    }

    // MARK: balances

    /// One record: published or summed.
    private struct Record {
        let order: (Period, String, String, String, Int)
        let fields: [JSON]
        let rows: [Int]
    }

    private static func balances(of group: String, _ request: Request) -> RecordList {
        let kind = request.query.text("kind")
        var records: [Record] = []
        if kind != "sum-of-members" {
            let published = request.balances(of: group, with: [])
            records += published.chosen.map { record(published: $0, request) }
        }
        var reasons: [String] = []
        if kind != "published" {
            var filter = request.query.filter
            filter.partners = []
            let all = request.dataset.balances(filter)
            let types = filter.types.isEmpty ? TradeType.allCases : filter.types
            for type in types {
                guard var sums = GroupSum.all(of: group, type, all, request.dataset) else {
                    if reasons.isEmpty {
                        reasons.append(
                            "The sources do not list the members of \(request.codes.areaName(group)) (\(group)).")
                    }
                    continue
                }
                if request.query.wantsPreferredBasis { sums = GroupSum.broadest(sums, request.dataset) }
                records += sums.map { record(sum: $0, request) }
            }
        }
        records.sort { $0.order < $1.order }
        var filter = request.query.filter
        filter.partners = [group]
        return RecordList(
            records.map(\.fields), from: records.flatMap(\.rows), request,
            reason: reasons.first ?? FlowEndpoints.emptyReason(filter, request))
    }

    private static func record(published balance: Balance, _ request: Request) -> Record {
        var identity = request.identity(balance)
        identity.insert(contentsOf: [.string("published"), .null], at: 2)
        let numbers = numbers(balance.figure(.exports), balance.figure(.imports), request)
        return Record(
            order: (balance.period, balance.type.rawValue, balance.classification, balance.category, 0),
            fields: identity + numbers.fields + [
                .string(request.query.unit.label), .string(balance.basis), .array([]), .array([]),
                .optional(numbers.reason), request.cells(numbers.rows), numbers.explain,
            ], rows: numbers.rows)
    }

    private static func record(sum: GroupSum, _ request: Request) -> Record {
        let numbers = numbers(sum.exports, sum.imports, request)
        let missing =
            sum.isComplete
            ? nil
            : "The sum is over \(sum.counted.count) of \(sum.counted.count + sum.missing.count) members; without figures on "
                + "the basis \(sum.basis): \(sum.missing.joined(separator: ", "))."
        return Record(
            order: (sum.period, sum.type.rawValue, sum.classification, sum.category, 1),
            fields: [
                .string(sum.group), .string(request.codes.areaName(sum.group)), .string("sum-of-members"),
                .bool(sum.isComplete), .string(sum.period.code), .optional(sum.period.year),
                .string(sum.type.rawValue), .string(sum.classification), .string(sum.category),
            ] + numbers.fields + [
                .string(request.query.unit.label), .string(sum.basis), .strings(sum.counted), .strings(sum.missing),
                .optional(missing ?? numbers.reason), request.cells(numbers.rows), numbers.explain,
            ], rows: numbers.rows)
    }

    /// The values from `exports` to `coverage`, and what they came from.
    private static func numbers(
        _ exports: AmountRange?, _ imports: AmountRange?, _ request: Request
    ) -> (fields: [JSON], reason: String?, rows: [Int], explain: JSON) {
        let rows = (exports?.rows ?? []) + (imports?.rows ?? [])
        guard let exports, let imports else {
            let fields = [request.money(exports?.value), request.money(imports?.value)]
            return (
                fields + [JSON](repeating: .null, count: 6),
                "The sources do not give \(exports == nil ? "exports" : "imports") here.", rows, request.explain([])
            )
        }
        let tdr = Metric.tdr.compute(exports: exports, imports: imports)
        let coverage = Metric.coverage.compute(exports: exports, imports: imports)
        let fields =
            [exports.value, imports.value, exports.value - imports.value, exports.value + imports.value].map {
                request.money($0)
            } + request.range(tdr) + [request.ratio(coverage.measured?.value)]
        return (
            fields, tdr.reason, rows,
            request.explain([
                Derivation(column: "tdr", computation: tdr), Derivation(column: "coverage", computation: coverage),
            ])
        )
    }
}
