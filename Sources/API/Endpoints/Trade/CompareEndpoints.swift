// One metric of several partners over the years.

import Analytics
import Dataset
import Formats
import HTTP

enum CompareEndpoints {
    static let all = [
        Endpoint(
            "/v1/compare",
            "One metric of several partners over the years: one record per partner and year, with a reason where it is null.",
            parameters: [
                metric, .oneFlow, .partner, .group, .year, .oneType, .oneClassification, .oneCategory, .oneBasis,
                .unit, .decimals, .explain,
            ],
            columns: ComparedValue.columns,
            meta: [
                Column(
                    "readings", optionalObject: TradeReadings.columns,
                    "For the metric tdr: how the reports interpret it."
                ) {
                    (metric: Metric, _) in metric == .tdr ? .published : nil
                }
            ],
            chart: Chart(
                "United States trade with partners",
                .series(over: "year", values: ["value"], panels: ["partner_name"], isOneScale: true),
                constants: ["metric", "flow", "type", "partner_name"]),
            problems: ["conflicting-parameters"], example: "metric=tdr&partner=MEX,CAN,CHN",
            related: ["/v1/rankings/tdr", "/v1/balances"]
        ) { request throws(Problem) in (try comparison(request), request[metric]) }
    ]

    private static let metric = Parameter(
        "metric", .words(Metric.allCases.map { ($0.name, $0) }), "The metric.", default: .tdr, Metric.tdr.name)

    private static func comparison(_ request: Request) throws(Problem) -> RecordList<ComparedValue> {
        let metric = request[metric]
        if !metric.takesFlow, request.gives(.oneFlow) {
            throw .conflicting(
                "flow", "The metric '\(metric.name)' does not depend on a flow; share and growth do.",
                allowed: Metric.allCases.filter(\.takesFlow).map(\.name))
        }
        let (type, category) = (request[.oneType], try request.oneCategory())
        let choice = request.partnerChoice(type)
        let all = request.balances(type, category).filter { $0.period.year != nil }
        let index = RelatedBalances(request.dataset)
        let candidates = all.filter { choice.contains($0.partner, request.codes) }
        let asked = request[.year]
        let years = Set(candidates.compactMap(\.period.year)).sorted().filter { year in
            asked.isEmpty || asked.contains { $0.contains(year) }
        }
        // All partners of a year are compared on one basis.
        let bases = years.map { year in
            request[.oneBasis]
                ?? Balance.broadestBasis(candidates.filter { $0.period.year == year }, request.dataset) ?? ""
        }
        let found = Dictionary(
            candidates.map { ("\($0.partner) \($0.period.code) \($0.basis)", $0) },
            uniquingKeysWith: { first, _ in first })
        let partners = choice.codes?.sorted() ?? Set(candidates.map(\.partner)).sorted()
        let records = partners.flatMap { partner in
            zip(years, bases).map { year, basis in
                let value =
                    found["\(partner) \(year) \(basis)"].map { metric.compute($0, flow: request.oneFlow, in: index) }
                    ?? Computation(without: "The sources give no figure for \(year) on the basis \(basis).")
                return ComparedValue(
                    partner: partner, year: year, type: type, choice: category, metric: metric,
                    flow: metric.takesFlow ? request.oneFlow : nil, value: value, basis: basis)
            }
        }
        return RecordList(
            records, unit: metric.isMoney ? request.unit.label : "ratio",
            sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { request.whyEmpty(choice, type, category, years: asked) })
    }
}

private struct ComparedValue: PartnerRecord, YearRecord, TypeRecord, CategoryRecord, BasisRecord, ComputedRecord {
    let partner: String
    let year: Int
    let type: TradeType
    let choice: CategoryChoice
    let metric: Metric
    /// Nil where the metric does not depend on a flow.
    let flow: Measure?
    let value: Computation
    let basis: String

    var classification: String { choice.classification }
    var category: String { choice.category }
    var rows: [Int] { value.rows }
    var reason: String? { value.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: metric.name, computation: value, isMoney: metric.isMoney)
        ])
    }

    static let columns: [Column<ComparedValue>] = Column.list(
        [
            .partner, .partnerName, .year, .type, .classification, .category,
            Column("metric", "The metric.") { $0.metric.name },
            Column("flow", "The flow; null where the metric does not depend on one.") { $0.flow?.rawValue },
        ],
        .interval(
            "value", low: "low", high: "high", "The value, in `unit`.",
            lowSummary: "The lowest value that the published rounding allows.",
            highSummary: "The highest; null where unlimited.", isMoney: { $0.metric.isMoney }
        ) { $0.value },
        [
            Column("unit", "The unit of the value: a unit of money, or `ratio`.") {
                $0.metric.isMoney ? $1.unit.label : "ratio"
            },
            .basis, .reason, .cells, .explain,
        ])
}
