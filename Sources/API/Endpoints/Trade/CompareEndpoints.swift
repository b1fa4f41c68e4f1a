// One metric of several partners over time.

import Analytics
import Dataset
import Formats
import HTTP

enum CompareEndpoints {
    static let all = [
        Endpoint(
            "/v1/compare",
            "One metric of several partners over time: one record per partner and period, with a reason for a null value. All figures "
                + "are on one basis.",
            parameters: [metric, .oneFlow, .partner, .group] + .periods + [
                .oneType, .oneClassification, .oneCategory, .oneBasis, .unit, .decimals, .explain,
            ],
            columns: ComparedValue.columns,
            meta: [
                BasisNote.column { (meta: (basis: [BasisNote], metric: Metric)) in meta.basis },
                Column(
                    "readings", optionalObject: TradeReadings.columns,
                    "For the metric tdr: how the reports interpret it."
                ) { meta, _ in meta.metric == .tdr ? .published : nil },
            ],
            chart: Chart(
                "United States trade with partners",
                .lines(over: "period", value: "value", by: "partner_name", basis: "basis"),
                constants: ["metric", "flow", "type", "partner_name"]),
            problems: ["conflicting-parameters"], example: "metric=tdr&partner=MEX,CAN,CHN",
            related: ["/v1/rankings/tdr", "/v1/balances"]
        ) { request throws(Problem) in try comparison(request) }
    ]

    private static let metric = Parameter(
        "metric", .words(Metric.allCases.map { ($0.name, $0) }), "The metric.", default: .tdr, Metric.tdr.name)

    private static func comparison(
        _ request: Request
    ) throws(Problem) -> (RecordList<ComparedValue>, (basis: [BasisNote], metric: Metric)) {
        let metric = request[metric]
        if !metric.takesFlow, request.gives(.oneFlow) {
            throw .conflicting(
                "flow", "The metric '\(metric.name)' does not depend on a flow; share and growth do.",
                allowed: Metric.allCases.filter(\.takesFlow).map(\.name))
        }
        let (type, category) = (request[.oneType], try request.oneCategory())
        let (choice, selected) = (request.partnerChoice(type), try request.periods())
        let filter = request.filter(type, category, partners: choice.codes?.sorted() ?? [])
        let related = request.dataset.related(selected)
        // Spans of several years are not comparable with shorter periods.
        let candidates =
            choice.codes?.isEmpty == true
            ? []
            : request.dataset.comparableBalances(filter, selected).filter {
                choice.contains($0.partner, request.codes) && $0.period.kind != .years
            }
        let periods = Set(candidates.map(\.period)).sorted()
        let basis = request[.oneBasis] ?? Balance.broadestBasis(candidates, request.dataset) ?? ""
        let onBasis = candidates.filter { $0.basis == basis }
        let partners = choice.codes?.sorted() ?? onBasis.map(\.partner).distinct
        // In the order of partners, then of periods.
        var rest = onBasis[...]
        let records = partners.flatMap { partner in
            let series = Dictionary(
                rest.prefix { $0.partner == partner }.map { ($0.period, $0) }, uniquingKeysWith: { first, _ in first })
            rest = rest.drop { $0.partner == partner }
            return periods.map { period in
                // A share is a quotient of two figures of one release.
                let balance = series[period].map { metric == .share ? related.contemporary($0) : $0 }
                let value =
                    balance.map { metric.compute($0, flow: request.oneFlow, in: related) }
                    ?? Computation(without: "The sources give no figure for \(period.code) on the basis \(basis).")
                return ComparedValue(
                    partner: partner, period: period, months: series[period]?.months, type: type, choice: category,
                    metric: metric, flow: metric.takesFlow ? request.oneFlow : nil, value: value, basis: basis,
                    balance: balance)
            }
        }
        let counts = request.store.bases.compactMap { basis in
            let partners = Set(candidates.lazy.filter { $0.basis == basis }.map(\.partner)).count
            return partners > 0 ? BasisCount(basis: basis, count: partners) : nil
        }
        let list = RecordList(
            records, unit: metric.isMoney ? request.unit.label : "ratio",
            sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { request.whyEmpty(choice, type, category, selected) })
        let isRequested = request[.oneBasis] != nil
        return (
            list,
            (records.isEmpty ? [] : [BasisNote(basis, type, counts, isRequested: isRequested, isSeries: true)], metric)
        )
    }
}

private struct ComparedValue: PartnerRecord, PeriodRecord, TypeRecord, CategoryRecord, BasisRecord, ReleasedRecord,
    ComputedRecord
{
    let partner: String
    let period: Period
    /// The number of months in the sums; nil for a published period.
    let months: Int?
    let type: TradeType
    let choice: CategoryChoice
    let metric: Metric
    /// Nil if the metric does not depend on a flow.
    let flow: Measure?
    let value: Computation
    let basis: String
    /// Nil without figures.
    let balance: Balance?

    var classification: String { choice.classification }
    var category: String { choice.category }
    func release(in store: Store) -> SourceRelease? { balance?.release(in: store) }
    var rows: [Int] { value.rows }
    var reason: String? { value.reason }
    var explanation: Explanation {
        Explanation(derivations: [
            Explanation.Derivation(column: "value", computation: value, isMoney: metric.isMoney)
        ])
    }

    static let columns: [Column<ComparedValue>] = Column.list(
        [
            .partner, .partnerName, .period, .year, .type, .classification, .category,
            Column("metric", "The metric.") { $0.metric.name },
            Column("flow", "The flow; null if the metric does not depend on one.") { $0.flow?.rawValue },
        ],
        .interval(
            "value", low: "low", high: "high", "The value, in `unit`.",
            lowSummary: "The lowest value that the published rounding allows.",
            highSummary: "The highest value that the rounding allows; null if unlimited.",
            isMoney: { $0.metric.isMoney }
        ) { $0.value },
        [
            Column("unit", "The unit of the value: a unit of money, or `ratio`.") {
                $0.metric.isMoney ? $1.unit.label : "ratio"
            },
            .basis, Column("months", "The number of months in the sum; null for a published period.") { $0.months },
            .source, .released, .reason, .cells, .explain,
        ])
}
