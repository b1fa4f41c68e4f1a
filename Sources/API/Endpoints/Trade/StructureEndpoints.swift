// The composition of trade: intra-industry trade, similarity of two partners, and structural change.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum StructureEndpoints {
    static let all = [intraIndustry, similarity, structuralChange]

    private static let intraIndustry = Endpoint(
        "/v1/intra-industry",
        "Grubel–Lloyd index of intra-industry trade by category, over all categories, and of the total.",
        parameters: [.partner] + .periods + [
            .type, StructureParameters.classification, .category, IntraIndustryTrade.level, .basis, .unit, .decimals,
            .explain,
        ],
        columns: IntraIndustryTrade.columns, problems: ["conflicting-parameters"],
        example: "partner=CHN&year=2023&type=goods", related: ["/v1/balances", "/v1/categories"]
    ) { request throws(Problem) in try IntraIndustryTrade.list(request) }

    private static let similarity = Endpoint(
        "/v1/similarity",
        "Finger–Kreinin index: the similarity of the structures of trade with two partners.",
        parameters: [.partner] + .periods + [
            .type, StructureParameters.flows, StructureParameters.classification, .basis, .decimals, .explain,
        ],
        columns: Similarity.columns, problems: ["conflicting-parameters"], example: "partner=CHN&year=2023",
        related: ["/v1/structural-change", "/v1/categories"]
    ) { request throws(Problem) in try Similarity.list(request) }

    private static let structuralChange = Endpoint(
        "/v1/structural-change",
        "Change of the structure of trade with a partner between two years, with the categories that gained and lost most.",
        parameters: [
            .partner, .type, StructureParameters.flows, StructureParameters.classification, StructuralChange.from,
            StructuralChange.to, .asOf, .basis, .decimals, .explain,
        ],
        columns: StructuralChange.columns, problems: ["conflicting-parameters"], example: "partner=CHN",
        related: ["/v1/similarity", "/v1/categories"]
    ) { request throws(Problem) in try StructuralChange.list(request) }
}

private enum StructureParameters {
    static let classification = Parameter(
        list: "classification", .words { $0.codes.classifications + ["all"] },
        "Classifications, separated by commas.", defaultText: "all that have categories")
    static let flows = Parameter(
        list: "flow", .words([Measure.exports, .imports]),
        "Exports to the partners, or imports from them, separated by commas.", defaultText: "exports,imports")
}

/// Sets of categories selected by a request, and the totals they belong to.
private struct CategorySelection {
    let sets: [CategorySet]
    let index: RelatedBalances
    /// The requested ones that have categories.
    private let classifications: [String]
    private let filter: Filter
    private let periods: PeriodSelection

    init(partners: [String], _ periods: PeriodSelection, _ request: Request) {
        var filter = Filter()
        filter.partners = partners
        filter.types = request[.type]
        filter.bases = request.requestedBases ?? []
        let asked = request[StructureParameters.classification].filter { $0 != "all" }
        classifications = (asked.isEmpty ? request.codes.classifications : asked).filter { $0 != "total" }
        filter.classifications = classifications + ["total"]
        self.filter = filter
        self.periods = periods
        let all = CategorySet.all(request.dataset.balances(filter, periods))
        sets = request.requestedBases == nil ? CategorySet.fullest(all) : all
        index = request.dataset.related(periods)
    }

    func whyEmpty(_ request: Request) -> String {
        guard !classifications.isEmpty else {
            return "The classification 'total' has no categories; /v1/categories lists those of the others."
        }
        var filter = filter
        filter.classifications = classifications
        return request.whyEmpty(filter, periods)
    }
}

extension Request {
    fileprivate var structureFlows: [Measure] {
        let flows = self[StructureParameters.flows]
        return flows.isEmpty ? [.exports, .imports] : flows
    }
}

// MARK: intra-industry trade

private struct IntraIndustryTrade: BalanceRecord, ComputedRecord {
    enum Level: String, CaseIterable { case category, aggregate, total }

    /// The balance, or the first of the balances that are aggregated.
    let balance: Balance
    var otherBases: [String] { [] }
    let level: Level
    let index: Computation
    let exportsValue: Int128?
    let importsValue: Int128?
    /// The share of the published total trade that the categories of an aggregate add up to.
    var covered: Rational?

    var category: String { level == .aggregate ? "aggregate" : balance.category }
    var rows: [Int] { index.rows }
    var reason: String? { index.reason }
    var explanation: Explanation {
        Explanation(derivations: [Explanation.Derivation(column: "grubel_lloyd", computation: index)])
    }

    private init(_ balance: Balance, _ level: Level) {
        self.balance = balance
        self.level = level
        index = Structure.intraIndustry(balance)
        exportsValue = balance.value(.exports)
        importsValue = balance.value(.imports)
    }

    private init(aggregate set: CategorySet, covered: Rational?) {
        balance = set.first
        level = .aggregate
        index = Structure.intraIndustry(set)
        exportsValue = set.sum(.exports)
        importsValue = set.sum(.imports)
        self.covered = covered
    }

    static let level = Parameter(
        list: "level", .words(Level.allCases),
        "Single categories, the aggregate over them, or the total of all trade taken as one category.",
        defaultText: "category,aggregate,total")

    static func list(_ request: Request) throws(Problem) -> RecordList<IntraIndustryTrade> {
        let selection = CategorySelection(partners: request[.partner], try request.periods(), request)
        let levels = request[level].isEmpty ? Level.allCases : request[level]
        let categories = request[.category]
        var records: [IntraIndustryTrade] = []
        for set in selection.sets {
            if levels.contains(.category) {
                records += set.balances.filter { categories.isEmpty || categories.contains($0.category) }.map {
                    IntraIndustryTrade($0, .category)
                }
            }
            // An aggregate over some categories has no published total to compare with.
            guard categories.isEmpty else { continue }
            if levels.contains(.aggregate), set.balances.count > 1 {
                records.append(
                    IntraIndustryTrade(aggregate: set, covered: Structure.covered(set, selection.index)))
            }
            if levels.contains(.total), let total = set.total(selection.index) {
                records.append(IntraIndustryTrade(total, .total))
            }
        }
        return RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { selection.whyEmpty(request) })
    }

    static let columns: [Column<IntraIndustryTrade>] = Column.list(
        .identity(),
        [
            Column("level", "category, aggregate (over the categories), or total (all trade as one category).") {
                $0.level.rawValue
            }
        ],
        .interval(
            "grubel_lloyd",
            "1 − |exports − imports| / (exports + imports): 0 for one-way trade, 1 for equal exports and imports.",
            lowSummary: "The lowest index that the published rounding allows.",
            highSummary: "The highest index that the rounding allows."
        ) { $0.index },
        [
            .exports, .imports,
            Column("covered", "For an aggregate: the share of the published total trade that the categories add up to.")
            {
                $1.ratio($0.covered)
            },
            .unit, .basis, .reason, .cells, .explain,
        ])
}

// MARK: similarity

private struct Similarity: PeriodRecord, TypeRecord, FlowRecord, BasisRecord, ComputedRecord {
    let one: CategorySet
    let other: CategorySet
    let flow: Measure
    let index: Computation

    var period: Period { one.first.period }
    var type: TradeType { one.first.type }
    var basis: String { one.first.basis }
    var rows: [Int] { index.rows }
    var reason: String? { index.reason }
    var explanation: Explanation {
        Explanation(derivations: [Explanation.Derivation(column: "similarity", computation: index)])
    }

    static func list(_ request: Request) throws(Problem) -> RecordList<Similarity> {
        let (asked, periods) = (request[.partner], try request.periods())
        // A single partner is compared with all others.
        let single = asked.count == 1 ? asked[0] : nil
        let selection = CategorySelection(
            partners: single == nil ? asked : [], periods, request)
        // One category is not a structure.
        let sets = selection.sets.filter { $0.balances.count > 1 }
        var records: [Similarity] = []
        for (index, one) in sets.enumerated() {
            for other in sets.dropFirst(index + 1) where one.first.isBeside(other.first, exceptCategory: true) {
                guard single.map({ [one.first.partner, other.first.partner].contains($0) }) ?? true else { continue }
                records += request.structureFlows.map { flow in
                    Similarity(one: one, other: other, flow: flow, index: Structure.similarity(one, other, flow))
                }
            }
        }
        return RecordList(
            records, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                sets.isEmpty
                    ? CategorySelection(partners: asked, periods, request).whyEmpty(request)
                    : "No two of these partners have categories of one classification in the same period, on one basis."
            })
    }

    static let columns: [Column<Similarity>] = Column.list(
        [
            Column("partner", "Code of one partner or group.") { $0.one.first.partner },
            Column("partner_name", "The name of this partner or group.") { $1.codes.areaName($0.one.first.partner) },
            Column("other", "Code of the other partner or group.") { $0.other.first.partner },
            Column("other_name", "The name of this partner or group.") { $1.codes.areaName($0.other.first.partner) },
            .period, .year,
            Column("type", "goods or services.") { $0.type.rawValue },
            Column("classification", "The classification of the categories.") { $0.one.first.classification },
            Column(
                "flow",
                "exports: sales of the United States to both partners; imports: their sales to the United States."
            ) { $0.flow.rawValue },
        ],
        .interval(
            "similarity", "Σ min(share of one, share of the other): 0 for disjoint structures, 1 for equal structures.",
            lowSummary: "The lowest index that the published rounding allows.",
            highSummary: "The highest index that the rounding allows."
        ) { $0.index },
        [
            Column("categories", "The number of categories compared.") { record in
                record.index.measured.map { _ in record.one.balances.count }
            },
            .basis, .reason, .cells, .explain,
        ])
}

// MARK: structural change

private struct StructuralChange: PartnerRecord, TypeRecord, FlowRecord, BasisRecord, ComputedRecord {
    let before: CategorySet
    let after: CategorySet
    let flow: Measure
    let change: Structure.Change

    var partner: String { before.first.partner }
    var type: TradeType { before.first.type }
    var basis: String { before.first.basis }
    var rows: [Int] { change.computation.rows }
    var reason: String? { change.computation.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: "structural_change", computation: change.computation)
        ])
    }

    static let from = Parameter(
        optional: "from", .year, "The earlier year.", defaultText: "the first with figures")
    static let to = Parameter(optional: "to", .year, "The later year.", defaultText: "the last with figures")

    static func list(_ request: Request) throws(Problem) -> RecordList<StructuralChange> {
        let (from, to) = (request[from], request[to])
        if let from, let to, from >= to {
            throw .conflicting("from", "The year in 'from' (\(from)) must be before the year in 'to' (\(to)).")
        }
        let selection = CategorySelection(
            partners: request[.partner], PeriodSelection(asOf: request[.asOf]), request)
        let sets = selection.sets.filter { $0.first.period.year != nil && $0.balances.count > 1 }
        var records: [StructuralChange] = []
        var done: [CategorySet] = []
        for set in sets where !done.contains(where: { $0.first.isSeries(set.first) }) {
            done.append(set)
            let series = sets.filter { $0.first.isSeries(set.first) }.sorted { $0.first.period < $1.first.period }
            guard let before = from == nil ? series.first : series.first(where: { $0.first.period.year == from }),
                let after = to == nil ? series.last : series.first(where: { $0.first.period.year == to }),
                before.first.period < after.first.period
            else { continue }
            records += request.structureFlows.map { flow in
                StructuralChange(
                    before: before, after: after, flow: flow,
                    change: Structure.change(from: before, to: after, flow))
            }
        }
        return RecordList(
            records, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                sets.isEmpty
                    ? selection.whyEmpty(request)
                    : "No partner has categories on one basis in both years; there are figures for "
                        + Set(sets.map(\.first.period.code)).sorted().joined(separator: ", ") + "."
            })
    }

    static let columns: [Column<StructuralChange>] = [
        .partner, .partnerName,
        Column("from", "The earlier year.") { $0.before.first.period.code },
        Column("to", "The later year.") { $0.after.first.period.code },
        Column("type", "goods or services.") { $0.type.rawValue },
        Column("classification", "The classification of the categories.") { $0.before.first.classification },
        .flow,
        Column(
            "structural_change",
            "½ Σ|share − earlier share|: the share of trade that changed its category; 0 for no change."
        ) { $1.ratio($0.change.computation.measured?.value) },
        Column("gaining", "The category whose share rose most.") { $0.change.gaining?.category },
        Column("gaining_points", "The rise of its share in percentage points.") {
            $1.points($0.change.gaining?.change)
        },
        Column("losing", "The category whose share fell most.") { $0.change.losing?.category },
        Column("losing_points", "The fall of its share in percentage points; negative.") {
            $1.points($0.change.losing?.change)
        },
        .basis, .reason, .cells, .explain,
    ]
}
