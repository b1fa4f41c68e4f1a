// Exports, imports, balance, total trade, TDR and coverage, with the published cells.

import Analytics
import Dataset
import Formats
import HTTP

enum BalanceEndpoints {
    static let all = [ofPartner, list]

    static let ofPartner = Endpoint(
        "/v1/partners/{code}/balance",
        "Trade with one partner or group. By default the totals of every year and type, each series on one basis.",
        parameters: [.partnerInPath] + parameters, columns: columns, meta: [BasisNote.column { $0 }], chart: chart,
        problems: ["conflicting-parameters"], example: "type=goods&year=2023"
    ) { request throws(Problem) in try balances([request[.partnerInPath]], request) }

    static let list = Endpoint(
        "/v1/balances", "The same records for several partners and categories.", parameters: [.partner] + parameters,
        columns: columns, meta: [BasisNote.column { $0 }], chart: chart, problems: ["conflicting-parameters"],
        example: "partner=MEX,CAN&year=2023", related: ["/v1/flows", "/v1/rankings/tdr"]
    ) { request throws(Problem) in try balances(request[.partner], request) }

    static let parameters: [ParameterDeclaration] =
        .periods + [.type, .classification, .category, .basis, .unit, .decimals, .explain]

    static let columns: [Column<ServedBalance>] = Column.list(
        .identity(),
        [
            .exports, .imports, .balance, .totalTrade, .tdr, .coverage, .unit, .basis, .otherBases, .months, .source,
            .released, .cellsByFlow, .also, .tdrLow, .tdrHigh, .coverageLow, .coverageHigh, .deficitToImports,
            .normalisedBalance,
            .explain { served in Explanation(derivations: explained.map { $0.derivation(served.balance) }) },
        ])

    private static let explained: [Metric] = [
        .balance, .totalTrade, .tdr, .coverage, .deficitToImports, .normalisedBalance,
    ]

    static let chart = Chart(
        "United States trade",
        .series(
            over: "period", values: ["exports", "imports", "balance"],
            panels: ["partner_name", "type", "classification", "category", "basis"]),
        constants: ["partner_name", "type"])

    static func balances(
        _ partners: [String], _ request: Request
    ) throws(Problem) -> (RecordList<ServedBalance>, [BasisNote]) {
        let selection = try request.selection(partners: partners)
        let list = RecordList(
            selection.balances, unit: request.unit.label, sources: selection.sources,
            emptyReason: { request.whyEmpty(selection) })
        return (list, selection.bases)
    }
}

extension Column<ServedBalance> {
    /// A ratio of exports and imports, or an end of its interval.
    private static func ratio(_ name: String, _ metric: Metric, _ part: Part, _ summary: String) -> Column {
        Column(name, summary) { served, request in
            metric.rounded(part, served.balance, decimals: request.decimals)
        }
    }

    fileprivate static var tdr: Column {
        ratio(
            "tdr", .tdr, .value,
            "Trade Deficit Ratio, (imports − exports) / exports; negative in surplus; null without exports.")
    }
    fileprivate static var tdrLow: Column {
        ratio("tdr_low", .tdr, .low, "The lowest TDR that the published rounding allows.")
    }
    fileprivate static var tdrHigh: Column {
        ratio("tdr_high", .tdr, .high, "The highest TDR that the rounding allows; null if unlimited.")
    }
    fileprivate static var coverage: Column {
        ratio("coverage", .coverage, .value, "Exports / imports; null without imports.")
    }
    fileprivate static var coverageLow: Column {
        ratio("coverage_low", .coverage, .low, "The lowest coverage that the published rounding allows.")
    }
    fileprivate static var coverageHigh: Column {
        ratio("coverage_high", .coverage, .high, "The highest coverage that the rounding allows; null if unlimited.")
    }
    fileprivate static var deficitToImports: Column {
        ratio("deficit_to_imports", .deficitToImports, .value, Metric.deficitToImports.summary)
    }
    fileprivate static var normalisedBalance: Column {
        ratio("normalised_balance", .normalisedBalance, .value, Metric.normalisedBalance.summary)
    }
    fileprivate static var cellsByFlow: Column {
        Column("cells", "The id of each figure, by flow: the id of a cell or of a sum of months.") {
            served, request in
            var ids = NamedTexts()
            for flow in Balance.flows {
                guard let id = served.balance.figureID(flow, request.dataset) else { continue }
                ids.append(flow.fieldName, id)
            }
            return ids
        }
    }
    fileprivate static var also: Column {
        Column("also", "Other cells that give the same figures, with the same or lower precision.") {
            served, request in
            served.balance.repetitions.map { request.dataset.cellID(row: $0) }
        }
    }
}

extension Metric {
    fileprivate func derivation(_ balance: Balance) -> Explanation.Derivation {
        Explanation.Derivation(column: name, computation: compute(balance), isMoney: isMoney)
    }
}
