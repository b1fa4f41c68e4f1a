// Observations: each figure with its cell.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum FlowEndpoints {
    /// The columns of a row of the store.
    private static let fields: [RecordColumn<Int>] = [
        .init(Column("reporter", .string, "Whose trade it is.")) { row, request in .string(request.store.reporter(row))
        },
        .init(Column("partner", .string, "Code of the partner or group.")) { row, request in
            .string(request.store.partner(row))
        },
        .init(Column("partner_name", .string, "Its name as the reports print it.")) { row, request in
            .string(request.codes.areaName(request.store.partner(row)))
        },
        .init(Column("period", .string, "`2023`, `2025-H1`, `2000/2003`, …")) { row, request in
            .string(request.store.period(row).code)
        },
        .init(Column("year", .integer, "The year, where the period is one.", nullable: true)) { row, request in
            .optional(request.store.period(row).year)
        },
        .init(Column("type", .string, "goods, services, or goods-and-services.")) { row, request in
            .string(request.store.type(row).rawValue)
        },
        .init(Column("classification", .string, "`total`, or how trade is split into categories.")) { row, request in
            .string(request.store.classification(row))
        },
        .init(Column("category", .string, "The category within the classification.")) { row, request in
            .string(request.store.category(row))
        },
        .init(Column("flow", .string, "What is measured.")) { row, request in
            .string(request.store.measure(row).rawValue)
        },
        .init(Column("value", .number, "The figure, in `unit`.")) { row, request in
            .number(ExactDecimal(request.store.value(row), scaledBy: exponent(row, request)))
        },
        .init(Column("unit", .string, "The unit of the value.")) { row, request in
            .string(request.store.measure(row).isShare ? "percent" : request.query.unit.label)
        },
        .init(Column("precision", .number, "The step the figure was rounded to in print, in `unit`.")) { row, request in
            .number(ExactDecimal(.powerOfTen(request.store.precision(row)), scaledBy: exponent(row, request)))
        },
        .init(Column("value_text", .string, "The figure as printed, in the unit of its table.")) { row, request in
            .string(request.dataset.text(observation: row))
        },
        .init(Column("basis", .string, "Which of the published totals the figure belongs to.")) { row, request in
            .string(request.store.basis(row))
        },
        .init(Column("cell", .string, "The published cell.")) { row, request in
            .string(request.dataset.cellID(observation: row))
        },
        .init(Column("source", .string, "The report.")) { row, request in .string(request.dataset.source(row)) },
        .init(Column("also", .list, "Other cells that give the same figure, less precisely or again.")) {
            row, request in
            .strings(request.store.versions(row).dropFirst().map { request.dataset.cellID(observation: $0) })
        },
    ]

    /// Shares are kept in millionths of a percent, as money is in dollars.
    private static func exponent(_ row: Int, _ request: Request) -> Int {
        request.store.measure(row).isShare ? 6 : request.query.unit.exponent
    }

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
            .list(fields.map(\.column)) { request throws(Problem) in listing(request.query.filter, request) }),
        Endpoint(
            "/v1/partners/{code}/flows", "The same observations, of one partner or group.",
            [.areaInPath] + parameters,
            .list(fields.map(\.column)) { request throws(Problem) in
                var filter = request.query.filter
                filter.partners = request.query.list("code")
                return listing(filter, request)
            }),
    ]

    private static func listing(_ filter: Filter, _ request: Request) -> RecordList {
        var filter = filter
        if filter.measures.isEmpty { filter.measures = Measure.allCases.filter { !$0.isShare } }
        // A list of observations is the place where all bases show.
        let store = request.store
        let rows = store.rows(filter)
        let listing = RecordList(rows, fields, request)
        listing.unit = request.query.unit.label
        listing.sources = request.sources(rows)
        if rows.isEmpty { listing.reason = emptyReason(filter, request) }
        return listing
    }

    /// Why a list of figures is empty although everything asked for exists.
    static func emptyReason(_ filter: Filter, _ request: Request) -> String {
        let store = request.dataset.store
        let without = filter.partners.filter { !store.partners.contains($0) }
        if let reporter = without.first(where: store.reporters.contains), filter.partners.count == 1 {
            return "\(reporter) is the reporter: the figures are of its trade with others; WLD stands for all of them."
        }
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
