// Observations: each figure with its cell.

import Analytics
import Dataset
import HTTP

enum FlowEndpoints {
    private static let columns = [
        Column("reporter", .string, "Whose trade it is."),
        Column("partner", .string, "Code of the partner or group."),
        Column("partner_name", .string, "Its name as the reports print it."),
        Column("period", .string, "`2023`, `2025-H1`, `2000/2003`, …"),
        Column("year", .integer, "The year, where the period is one.", nullable: true),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("classification", .string, "`total`, or how trade is split into categories."),
        Column("category", .string, "The category within the classification."),
        Column("flow", .string, "What is measured."),
        Column("value", .number, "The figure, in `unit`."),
        Column("unit", .string, "The unit of the value."),
        Column("precision", .number, "The step the figure was rounded to in print, in `unit`."),
        Column("value_text", .string, "The figure as printed, in the unit of its table."),
        Column("basis", .string, "Which of the published totals the figure belongs to."),
        Column("cell", .string, "The published cell."),
        Column("source", .string, "The report."),
        Column("also", .list, "Other cells that give the same figure, less precisely or again."),
    ]

    private static let flow = Parameter(
        "flow", .choices { _ in Measure.allCases.map(\.rawValue) },
        "What is measured, separated by commas; shares are given in percent.",
        default: "exports,imports,balance,total-trade")

    private static let parameters: [Parameter] = [.year, .type, flow, .classification, .category, .basis, .unit]

    static let all = [
        Endpoint(
            "/v1/flows", "Observations: every figure of the tables with its printed text and its cell.",
            [.partner] + parameters,
            example: "partner=MEX,CAN&year=2022..2023&flow=exports", related: ["/v1/balances", "/v1/tables"],
            .list(columns) { request throws(Problem) in listing(request.query.filter, request) }),
        Endpoint(
            "/v1/partners/{code}/flows", "The same observations, of one partner or group.",
            [.areaInPath] + parameters,
            .list(columns) { request throws(Problem) in
                var filter = request.query.filter
                filter.partners = request.query.list("code")
                return listing(filter, request)
            }),
    ]

    private static func listing(_ filter: Filter, _ request: Request) -> Listing {
        var filter = filter
        if filter.measures.isEmpty { filter.measures = Measure.allCases.filter { !$0.isShare } }
        // A list of observations is the place where all bases show.
        let store = request.dataset.observations
        let rows =
            BalanceEndpoints.hasPartners(filter, request.dataset)
            ? store.rows(filter).filter { store.isServed($0) } : []
        var listing = Listing(rows: rows.map { row($0, request) }, unit: request.query.unit.label)
        listing.sources = Set(rows.map { request.dataset.source($0) })
        if rows.isEmpty { listing.reason = emptyReason(filter, request) }
        return listing
    }

    private static func row(_ row: Int, _ request: Request) -> [JSON] {
        let dataset = request.dataset
        let store = dataset.observations
        let measure = store.measure(row)
        // Shares are kept in millionths of a percent, as money is in dollars.
        let exponent = measure.isShare ? 6 : request.query.unit.exponent
        var step: Int64 = 1
        for _ in 0..<store.precision(row) { step *= 10 }
        return [
            .string(store.reporter(row)), .string(store.partner(row)),
            .string(dataset.codes.areaName(store.partner(row))),
            .string(store.period(row).code), .optional(store.period(row).year), .string(store.type(row).rawValue),
            .string(store.classification(row)), .string(store.category(row)), .string(measure.rawValue),
            .number(Exact(store.value(row), scaledBy: exponent)),
            .string(measure.isShare ? "percent" : request.query.unit.label), .number(Exact(step, scaledBy: exponent)),
            .string(dataset.cell(store.cell(row)).text), .string(store.basis(row)),
            .string(dataset.cellID(observation: row)), .string(dataset.source(row)),
            .strings(store.sameFigure(row).dropFirst().map { dataset.cellID(observation: $0) }),
        ]
    }

    /// Why a list of figures is empty although everything asked for exists.
    static func emptyReason(_ filter: Filter, _ request: Request) -> String {
        let store = request.dataset.observations
        let without = filter.partners.filter { !store.partners.contains($0) }
        if !without.isEmpty, without.count == filter.partners.count {
            return
                "The sources give no figures for \(without.joined(separator: ", ")); /v1/partners?has_data=true lists those they do."
        }
        var wider = filter
        wider.years = []
        let years = Set(store.rows(wider).map { store.period($0).code }).sorted()
        if !filter.years.isEmpty, !years.isEmpty {
            return "There are no such figures for these years, only for \(years.joined(separator: ", "))."
        }
        return "The sources give no figures for this combination; /v1/partners/{code} lists what there is on a partner."
    }
}
