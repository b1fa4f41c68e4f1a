// Observations: each published figure with its cell.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

/// One observation.
struct Flow: TradeRecord, FlowRecord {
    let dataset: Dataset
    /// The row of the store.
    let row: Int

    private var store: Store { dataset.store }
    var partner: String { store.partner(row) }
    var period: Period { store.period(row) }
    var type: TradeType { store.type(row) }
    var classification: String { store.classification(row) }
    var category: String { store.category(row) }
    var flow: Measure { store.measure(row) }
    var basis: String { store.basis(row) }
}

enum FlowEndpoints {
    static let all = [list, ofPartner]

    static let list = Endpoint(
        "/v1/flows", "Observations: the published figures with their printed text and their cells.",
        parameters: [.partner] + parameters, columns: columns,
        example: "partner=MEX,CAN&year=2022..2023&flow=exports", related: ["/v1/balances", "/v1/tables"]
    ) { request throws(Problem) in flows(request.filter(partners: request[.partner]), request) }

    static let ofPartner = Endpoint(
        "/v1/partners/{code}/flows", "The same records for one partner or group.",
        parameters: [.partnerInPath] + parameters, columns: columns
    ) { request throws(Problem) in flows(request.filter(partners: [request[.partnerInPath]]), request) }

    static let parameters: [ParameterDeclaration] = [
        .year, .type, measure, .classification, .category, .basis, .unit,
    ]

    static let measure = Parameter(
        list: "flow", .words(Measure.allCases), "Measures, separated by commas; shares are in percent.",
        defaultText: "exports,imports,balance,total-trade")

    static let columns: [Column<Flow>] = [
        Column("reporter", "Code of the reporter.") { flow, request in request.store.reporter(flow.row) },
        .partner, .partnerName, .period, .year, .type, .classification, .category,
        Column("flow", "The measure.") { $0.flow.rawValue },
        Column("value", "The figure, in `unit`.") { flow, request in
            ExactDecimal(request.store.value(flow.row), scaledBy: exponent(flow, request))
        },
        Column("unit", "The unit of the value.") { $0.flow.isShare ? "percent" : $1.unit.label },
        Column("precision", "The step to which the figure was rounded in print, in `unit`.") { flow, request in
            ExactDecimal(.powerOfTen(request.store.precision(flow.row)), scaledBy: exponent(flow, request))
        },
        Column("value_text", "The figure as printed, in the unit of its table.") { flow, request in
            request.dataset.text(observation: flow.row)
        },
        .basis,
        Column("cell", "The published cell.") { flow, request in request.dataset.cellID(observation: flow.row) },
        Column("source", "Id of the source.") { flow, request in request.dataset.source(flow.row) },
        Column("also", "Other cells that give the same figure, with the same or lower precision.") { flow, request in
            request.store.repetitions(flow.row).map { request.dataset.cellID(observation: $0) }
        },
    ]

    /// The store holds shares in millionths of a percent.
    private static func exponent(_ flow: Flow, _ request: Request) -> Int {
        flow.flow.isShare ? 6 : request.unit.exponent
    }

    static func flows(_ filter: Filter, _ request: Request) -> RecordList<Flow> {
        var filter = filter
        let measures = request[measure]
        filter.measures = measures.isEmpty ? Measure.allCases.filter { !$0.isShare } : measures
        // Unlike balances, observations are listed on all bases by default.
        let rows = request.store.rows(filter)
        return RecordList(
            rows.map { Flow(dataset: request.dataset, row: $0) }, unit: request.unit.label,
            sources: request.dataset.sources(of: rows), emptyReason: { request.whyEmpty(filter) })
    }
}
