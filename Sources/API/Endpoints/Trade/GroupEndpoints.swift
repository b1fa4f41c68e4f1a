// Groups of partners: members, published totals, and sums over the members.

import Analytics
import Dataset
import Formats
import HTTP

/// The definition of a group by one source.
private struct GroupDefinition {
    let group: PartnerGroup
    let definition: PartnerGroup.Definition
    /// The number of figures on trade with the group as a whole.
    let figures: Int
}

enum GroupEndpoints {
    static let all = [list, group, balance]

    private static let list = Endpoint(
        "/v1/groups", "Groups of partners with their members, as each source defines them.", parameters: [member],
        columns: definitionColumns, example: "member=MEX", related: ["/v1/partners"]
    ) { request throws(Problem) in
        let counts = request.store.figureCounts
        let member = request[member]
        let definitions = request.codes.groups.flatMap { group in
            group.definitions.filter { definition in member.map(definition.members.contains) ?? true }.map {
                GroupDefinition(group: group, definition: $0, figures: counts[group.code] ?? 0)
            }
        }
        return RecordList(
            definitions, sources: request.codes.groups.flatMap { $0.definitions.map(\.source) }.distinct,
            emptyReason: { "No group lists \(member ?? "it") as a member." })
    }

    private static let group = Endpoint(
        "/v1/groups/{id}", "A group: definitions, members, and the data on it.", parameters: [groupInPath],
        fields: Column<Area>.description
    ) { request throws(Problem) in request.area(request[groupInPath]) }

    private static let balance = Endpoint(
        "/v1/groups/{id}/balance",
        "Trade with a group: the totals that reports publish and the sums over the members, as separate records.",
        parameters: [groupInPath, kind] + .periods + [
            .type, .classification, .category, .basis, .unit, .decimals, .explain,
        ],
        columns: GroupBalance.columns, meta: [BasisNote.column { $0 }],
        chart: Chart(
            "United States trade",
            .series(
                over: "period", values: ["exports", "imports", "balance"],
                panels: ["kind", "type", "classification", "category", "basis"]),
            constants: ["group_name", "kind", "type"]),
        problems: ["conflicting-parameters"], example: "type=goods&year=2023"
    ) { request throws(Problem) in try GroupBalance.list(request[groupInPath], request[kind], request) }

    private static let groupInPath = Parameter(
        path: "id", .group, "A group: its code or name; letter case is ignored.")
    private static let member = Parameter(optional: "member", .area, "Only groups with this member.")
    private static let kind = Parameter(
        optional: "kind", .words(GroupBalance.Kind.allCases), "Only published totals, or only sums over members.")

    private static let definitionColumns: [Column<GroupDefinition>] = [
        Column("id", "Code of the group.") { $0.group.code },
        Column("name", "The source's name of the group.") { $0.definition.name },
        Column("type", "The type of trade that the definition covers; null for all.") { $0.definition.type?.rawValue },
        Column("members", "Codes of the members; empty if the source does not list them.") { $0.definition.members },
        Column("member_count", "The number of listed members; null without a list.") {
            $0.definition.members.isEmpty ? nil : $0.definition.members.count
        },
        Column("definition", "The definition.") { $0.definition.text },
        Column("note", "A note on the members; null without one.") { $0.definition.note.nonEmpty },
        Column("source", "Id of the source.") { $0.definition.source },
        Column("observations", "The number of published figures on trade with the group as a whole.") {
            $0.figures
        },
    ]
}

/// A published total of a group, or the sum over its members.
private struct GroupBalance: PeriodRecord, TypeRecord, CategoryRecord, AmountsRecord, BasisRecord, ComputedRecord {
    enum Kind: String, CaseIterable {
        case published
        case sumOfMembers = "sum-of-members"
    }

    let group: String
    let kind: Kind
    let period: Period
    let type: TradeType
    let classification: String
    let category: String
    let basis: String
    /// The number of months in the sums; nil for a published period.
    let months: Int?
    /// Codes of the members in the sum; empty for a published total.
    let members: [String]
    /// Codes of the members without figures on this basis.
    let missing: [String]
    private let exports: AmountRange?
    private let imports: AmountRange?
    /// Nil if exports or imports are not published.
    private let tdr: Computation?
    private let coverage: Computation?

    var exportsValue: Int128? { exports?.value }
    var importsValue: Int128? { imports?.value }
    var rows: [Int] { (exports?.rows ?? []) + (imports?.rows ?? []) }
    /// Nil for a published total.
    var isComplete: Bool? { kind == .published ? nil : missing.isEmpty }
    var reason: String? {
        guard missing.isEmpty else {
            return
                "The sum covers \(members.count) of \(members.count + missing.count) members; without figures on the "
                + "basis \(basis): \(missing.joined(separator: ", "))."
        }
        guard let tdr else { return "The sources do not give \(exports == nil ? "exports" : "imports") here." }
        return tdr.reason
    }
    var explanation: Explanation {
        Explanation(
            derivations: [("tdr", tdr), ("coverage", coverage)].compactMap { name, computation in
                computation.map { Explanation.Derivation(column: name, computation: $0) }
            })
    }

    private init(
        _ group: String, _ kind: Kind, _ period: Period, _ type: TradeType, _ classification: String,
        _ category: String, _ basis: String, months: Int?, members: [String], missing: [String],
        exports: AmountRange?, imports: AmountRange?
    ) {
        self.group = group
        self.kind = kind
        self.period = period
        self.type = type
        self.classification = classification
        self.category = category
        self.basis = basis
        self.months = months
        self.members = members
        self.missing = missing
        self.exports = exports
        self.imports = imports
        func compute(_ metric: Metric) -> Computation? {
            exports.flatMap { exports in imports.map { metric.compute(exports: exports, imports: $0) } }
        }
        tdr = compute(.tdr)
        coverage = compute(.coverage)
    }

    init(published balance: Balance) {
        self.init(
            balance.partner, .published, balance.period, balance.type, balance.classification, balance.category,
            balance.basis, months: balance.months, members: [], missing: [], exports: balance.figure(.exports),
            imports: balance.figure(.imports))
    }

    init(sum: GroupSum) {
        self.init(
            sum.group, .sumOfMembers, sum.period, sum.type, sum.classification, sum.category, sum.basis,
            months: sum.months, members: sum.counted, missing: sum.missing, exports: sum.exports, imports: sum.imports)
    }

    static func list(
        _ group: String, _ kind: Kind?, _ request: Request
    ) throws(Problem) -> (RecordList<GroupBalance>, [BasisNote]) {
        var (records, notes): ([GroupBalance], [BasisNote]) = ([], [])
        if kind != .sumOfMembers {
            let published = try request.selection(partners: [group])
            records += published.balances.map { GroupBalance(published: $0.balance) }
            notes += published.bases
        }
        let periods = try request.periods()
        var isWithoutMembers = false
        if kind != .published {
            var filter = request.filter(partners: [])
            for type in filter.types.isEmpty ? TradeType.allCases : filter.types {
                guard let members = request.dataset.members(of: group, type) else {
                    isWithoutMembers = true
                    continue
                }
                (filter.types, filter.partners) = ([type], members)
                let sums =
                    GroupSum.all(of: group, type, request.dataset.balances(filter, periods), request.dataset) ?? []
                let choice = BasisChoice(
                    sums.map(\.seriesRecord), order: request.store.bases, requested: request.requestedBases)
                records += choice.chosen.map { GroupBalance(sum: sums[$0.index]) }
                for note in BasisNote.all(choice, isRequested: request.requestedBases != nil) {
                    if !notes.contains(where: { $0.id == note.id && $0.types == note.types }) { notes.append(note) }
                }
            }
        }
        records.sort { $0.order < $1.order }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                isWithoutMembers
                    ? "The sources do not list the members of \(request.codes.areaName(group)) (\(group))."
                    : request.whyEmpty(request.filter(partners: [group]), periods)
            })
        return (list, notes)
    }

    private var order: (Period, String, String, String, Int) {
        (period, type.rawValue, classification, category, kind == .published ? 0 : 1)
    }

    static let columns: [Column<GroupBalance>] =
        [
            Column("group", "Code of the group.") { $0.group },
            Column("group_name", "Name of the group.") { $1.codes.areaName($0.group) },
            Column(
                "kind",
                "`published` for the total that a report gives, `sum-of-members` for the sum of the members' figures."
            ) { $0.kind.rawValue },
            Column("complete", "Whether the sum covers every member; null for a published total.") { $0.isComplete },
            .period, .year, .type, .classification, .category, .exports, .imports, .balance, .totalTrade,
            Column("tdr", Metric.tdr.summary) { $1.ratio($0.tdr?.measured?.value) },
            Column("tdr_low", "The lowest TDR that the published rounding allows.") { $1.ratio($0.tdr?.measured?.low) },
            Column("tdr_high", "The highest TDR that the rounding allows; null if unlimited.") {
                $1.ratio($0.tdr?.measured?.high)
            },
            Column("coverage", Metric.coverage.summary) { $1.ratio($0.coverage?.measured?.value) },
            .unit, .basis,
            Column("months", "The number of months in the sums; null for a published period.") { $0.months },
            Column("members", "Codes of the members in the sum; empty for a published total.") { $0.members },
            Column("missing", "Codes of the members without figures on this basis.") { $0.missing },
            .reason, .cells, .explain,
        ]
}
