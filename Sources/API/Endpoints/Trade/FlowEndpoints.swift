// Flows: each published figure with its cell, and sums of months.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

/// A published figure, or the sum of the figures of months.
struct Flow: TradeRecord, FlowRecord {
    let dataset: Dataset
    let period: Period
    /// The number of months in the sum; nil for a published figure.
    let months: Int?
    /// The row of the figure, or the rows of the months.
    let rows: [Int]
    var otherBases: [String] = []

    init(_ row: Int, _ dataset: Dataset) {
        (self.dataset, rows, months) = (dataset, [row], dataset.store.monthCount(row))
        period = dataset.store.period(row)
    }

    /// - Returns: nil without rows.
    init?(_ flow: Measure, of sum: Balance, _ dataset: Dataset) {
        guard sum.rows.first(flow) != nil else { return nil }
        (self.dataset, rows, months, period) = (dataset, sum.rows[flow], sum.months, sum.period)
    }

    private var store: Store { dataset.store }
    /// One of the rows, which differ in their periods only.
    private var row: Int { rows.first ?? 0 }
    var reporter: String { store.reporter(row) }
    var partner: String { store.partner(row) }
    var type: TradeType { store.type(row) }
    var classification: String { store.classification(row) }
    var category: String { store.category(row) }
    var flow: Measure { store.measure(row) }
    var basis: String { store.basis(row) }
    /// The release of the figure; of a sum, the latest of its months.
    fileprivate var release: SourceRelease { store.release(store.newestRow(rows) ?? row) }
    var source: String { release.source }
    /// Nil for a sum.
    var published: Int? { months == nil ? row : nil }
    /// In US dollars; for a share, in millionths of a percent.
    var value: Int64 { rows.reduce(0) { $0 &+ store.value($1) } }

    fileprivate var seriesRecord: SeriesRecord {
        SeriesRecord(
            reporter: reporter, partner: partner, period: period, type: type, classification: classification,
            category: category, basis: basis)
    }

    /// The place in the order of lists.
    fileprivate var key: (RecordKey, Int) {
        var key = store.recordKey(row)
        key.period = period
        return (key, Measure.allCases.firstIndex(of: flow) ?? 0)
    }
}

enum FlowEndpoints {
    static let all = [list, ofPartner]

    static let list = Endpoint(
        "/v1/flows",
        "The published figures with their printed text and their cells, and years and quarters as sums of months.",
        parameters: [.partner] + parameters, columns: columns,
        meta: [BasisNote.column { $0 }, HiddenFlows.column { $0[.partner] }],
        problems: ["conflicting-parameters"], example: "partner=MEX,CAN&year=2022..2023&flow=exports",
        related: ["/v1/balances", "/v1/tables"]
    ) { request throws(Problem) in try flows(request[.partner], request) }

    static let ofPartner = Endpoint(
        "/v1/partners/{code}/flows", "The same records for one partner or group.",
        parameters: [.partnerInPath] + parameters, columns: columns,
        meta: [BasisNote.column { $0 }, HiddenFlows.column { [$0[.partnerInPath]] }],
        problems: ["conflicting-parameters"]
    ) { request throws(Problem) in try flows([request[.partnerInPath]], request) }

    static let parameters: [ParameterDeclaration] =
        .periods + [.type, measure, .classification, .category, .basis, .unit]

    static let measure = Parameter(
        list: "flow", .words(Measure.allCases), "Measures, separated by commas; shares are in percent.",
        defaultText: "exports,imports,balance,total-trade")

    static let columns: [Column<Flow>] = [
        Column("reporter", "Code of the reporter.") { $0.reporter },
        .partner, .partnerName, .period, .year, .type, .classification, .category,
        Column("flow", "The measure.") { $0.flow.rawValue },
        Column("value", "The figure, in `unit`.") { flow, request in
            ExactDecimal(flow.value, scaledBy: exponent(flow, request))
        },
        Column("unit", "The unit of the value.") { $0.flow.isShare ? "percent" : $1.unit.label },
        Column("precision", "The step to which the figure was rounded in print, in `unit`; null for a sum.") {
            flow, request in
            flow.published.map {
                ExactDecimal(.powerOfTen(request.store.precision($0)), scaledBy: exponent(flow, request))
            }
        },
        Column("value_text", "The figure as printed, in the unit of its table; null for a sum.") { flow, request in
            flow.published.map { request.dataset.text(row: $0) }
        },
        .basis,
        Column("other_bases", "Ids of the other bases on which the sources publish the same figure.") { $0.otherBases },
        Column("months", "The number of months in the sum; null for a published figure.") { $0.months },
        Column("cell", "The id of the figure: that of its cell, or of a sum of months.") { flow, request in
            request.dataset.cellID(rows: flow.rows)
        },
        Column("source", "Id of the source, which is a release of the figures; of a sum, the latest.") { $0.source },
        Column("released", "The day of the release; if only its month or year is known, the last day.") {
            $0.release.date
        },
        Column("also", "Other cells that give the same figure, with the same or lower precision.") { flow, request in
            flow.published.map { request.repetitions(of: $0) } ?? []
        },
    ]

    /// The store holds shares in millionths of a percent.
    private static func exponent(_ flow: Flow, _ request: Request) -> Int {
        flow.flow.isShare ? 6 : request.unit.exponent
    }

    static func flows(
        _ partners: [String], _ request: Request
    ) throws(Problem) -> (RecordList<Flow>, [BasisNote]) {
        let (periods, dataset) = (try request.periods(), request.dataset)
        var filter = request.filter(partners: partners)
        let measures = request[measure].isEmpty ? Measure.allCases.filter { !$0.isShare } : request[measure]
        filter.measures = measures
        var narrowed = periods.narrowing(filter)
        if periods.spans == .periods(.year) { narrowed.months = .summed }
        var found = request.store.rows(narrowed).filter { periods.spans.lists(request.store.period($0)) }.map {
            Flow($0, dataset)
        }
        if !periods.listsRows {
            let sums = dataset.balances(filter, periods).filter { $0.months != nil }
            found += sums.flatMap { sum in measures.compactMap { Flow($0, of: sum, dataset) } }
            found = found.map { ($0.key, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let choice = BasisChoice(
            found.map(\.seriesRecord), order: request.store.bases, requested: request.requestedBases)
        let records = choice.chosen.map { chosen in
            var flow = found[chosen.index]
            flow.otherBases = chosen.otherBases
            return flow
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: dataset.sources(of: records.lazy.flatMap(\.rows)),
            emptyReason: {
                filter.bases = request.requestedBases ?? []
                return request.whyEmpty(filter, periods)
            })
        return (list, BasisNote.all(choice, isRequested: request.requestedBases != nil))
    }
}

/// The figures that the defaults of `classification` and `flow` leave out.
private struct HiddenFlows {
    let defaults: [(name: String, text: String)]
    let count: Int
    /// The parameters that show them.
    let shown: String

    /// Nil if the request gives both parameters, or if the defaults hide no figure.
    init?(_ partners: [String], _ request: Request) {
        let everyMeasure = Measure.allCases.map(\.rawValue).joined(separator: ",")
        let isTotal = !request.gives(.classification) && !request.gives(.category)
        let isMoney = !request.gives(FlowEndpoints.measure)
        guard isTotal || isMoney, let periods = try? request.periods(), periods.listsRows else { return nil }
        var all = request.filter(partners: partners)
        all.measures = isMoney ? Measure.allCases.filter { !$0.isShare } : request[FlowEndpoints.measure]
        func count(_ filter: Filter) -> Int {
            var filter = periods.narrowing(filter)
            if periods.spans == .periods(.year) { filter.months = .summed }
            var count = 0
            // All releases of a figure have one period.
            request.store.forEachFigure(filter) { releases in
                if let figure = releases.first, periods.spans.lists(figure.key.period) { count += 1 }
            }
            return count
        }
        let listed = count(all)
        if isTotal { all.classifications = [] }
        if isMoney { all.measures = [] }
        self.count = count(all) - listed
        guard self.count > 0 else { return nil }
        defaults =
            (isTotal ? [("classification", "total")] : [])
            + (isMoney ? [("flow", FlowEndpoints.measure.defaultText ?? "")] : [])
        shown = ((isTotal ? ["classification=all"] : []) + (isMoney ? ["flow=\(everyMeasure)"] : []))
            .joined(separator: "&")
    }

    static func column(_ partners: @escaping @Sendable (Request) -> [String]) -> Column<[BasisNote]> {
        Column(
            "hidden", optionalObject: columns,
            "The figures that the defaults omit; null if they omit none."
        ) { _, request in HiddenFlows(partners(request), request) }
    }

    private static let columns: [Column<HiddenFlows>] = [
        Column("defaults", "The defaults that apply.") { NamedTexts($0.defaults) },
        Column("count", "The number of omitted figures, on all bases.") { $0.count },
        Column("shown_by", "The parameters that add them.") { $0.shown },
    ]
}

extension PeriodSelection {
    /// Whether all figures are rows of the store: published ones, and sums over years.
    fileprivate var listsRows: Bool { spans == .periods(.year) || spans == .periods(.month) }
}

extension Request {
    /// Ids of the other figures with the same amount, from releases up to the day of `as_of`.
    fileprivate func repetitions(of row: Int) -> [String] {
        let day = self[.asOf] ?? .last
        return store.repetitions(row).filter { store.release($0).date ?? .first <= day }.map {
            dataset.cellID(row: $0)
        }
    }
}
