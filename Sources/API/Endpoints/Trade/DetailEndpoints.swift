// Flows and balances of data with further dimensions or measures: the endpoints of all data, with a parameter and a column for
// each dimension, `group_by`, and columns for the measures.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

struct DetailEndpoints {
    private let detail: DatasetDetail
    private let groupBy: Parameter<[GroupName]>
    /// In the order of the dimensions of the data.
    private let filters: [Parameter<[String]>]

    /// A dimension in `group_by`.
    private enum GroupName: Sendable, Equatable {
        case partner, period, type, category, basis
        case further(String)
    }

    init(_ detail: DatasetDetail) {
        self.detail = detail
        let names: [(word: String, value: GroupName)] =
            [
                ("partner", .partner), ("period", .period), ("type", .type), ("category", .category), ("basis", .basis),
            ] + detail.dimensions.map { ($0.name, .further($0.name)) }
        groupBy = Parameter(
            list: "group_by", .words(names),
            "Dimensions of the records, separated by commas; figures are added up over the others, but never over types and "
                + "bases. With `window`, `period` is one of them, or the parameter `period` is one month.",
            defaultText: "partner,period,type,category,basis")
        filters = detail.dimensions.map { dimension in
            let name = dimension.name
            return Parameter(
                list: name, .words { dataset in dataset.detail.dimension(name)?.values.map(\.code) ?? [] },
                "Values of \(dimension.label), separated by commas; /v1/dimensions/\(name) lists them.")
        }
    }

    var all: [Endpoint] {
        let parameters: [ParameterDeclaration] = [groupBy] + filters
        let (flowColumns, balanceColumns) = (flowColumns, balanceColumns)
        let problems = ["conflicting-parameters", "query-too-large"]
        let example = detail.dimensions.first.map { "group_by=period,\($0.name)" } ?? "group_by=period"
        let flows = [FlowEndpoints.list, FlowEndpoints.ofPartner].map { endpoint in
            Endpoint(
                endpoint.path, endpoint.summary, parameters: endpoint.ownParameters + parameters, columns: flowColumns,
                meta: [BasisNote.column { $0 }], problems: problems,
                example: endpoint.pathParameters.isEmpty ? example : endpoint.example,
                related: endpoint.related + ["/v1/dimensions"]
            ) { request throws(Problem) in try self.flows(request) }
        }
        let balances = [BalanceEndpoints.list, BalanceEndpoints.ofPartner].map { endpoint in
            Endpoint(
                endpoint.path, endpoint.summary, parameters: endpoint.ownParameters + parameters,
                columns: balanceColumns, meta: [BasisNote.column { $0 }], chart: BalanceEndpoints.chart,
                problems: problems,
                example: endpoint.pathParameters.isEmpty ? example : endpoint.example,
                related: endpoint.related + ["/v1/dimensions"]
            ) { request throws(Problem) in try self.balances(request) }
        }
        return flows + balances
    }

    // MARK: lists

    private func flows(_ request: Request) throws(Problem) -> (RecordList<Either<Flow, DetailFlow>>, [BasisNote]) {
        let flows = request[FlowEndpoints.measure]
        guard let grouping = try grouping(request) else {
            let (list, bases) = try FlowEndpoints.flows(partners(request), request)
            return (
                RecordList(
                    list.records.map { Either<Flow, DetailFlow>.first($0) }, unit: list.unit, sources: list.sources,
                    emptyReason: list.emptyReason), bases
            )
        }
        if let derived = flows.first(where: { $0 != .exports && $0 != .imports }) {
            throw .conflicting(
                "flow", "Sums over further dimensions are of exports and imports, not of \(derived.rawValue).",
                allowed: ["exports", "imports"])
        }
        var filter = try filter(request)
        filter.measures = flows
        let records = try sums(&filter, grouping, request)
        let flowsOfRecords = records.flatMap { record in
            [Measure.exports, .imports].compactMap { flow in
                record.sum(flow).map { DetailFlow(record: record, flow: flow, sum: $0) }
            }
        }
        let either = flowsOfRecords.map { Either<Flow, DetailFlow>.second($0) }
        return (list(either, records, grouping, filter, request), [])
    }

    private func balances(
        _ request: Request
    ) throws(Problem) -> (RecordList<Either<ServedBalance, DetailBalance>>, [BasisNote]) {
        guard let grouping = try grouping(request) else {
            let (list, bases) = try BalanceEndpoints.balances(partners(request), request)
            return (
                RecordList(
                    list.records.map { Either<ServedBalance, DetailBalance>.first($0) }, unit: list.unit,
                    sources: list.sources,
                    emptyReason: list.emptyReason), bases
            )
        }
        var filter = try filter(request)
        let records = try sums(&filter, grouping, request)
        return (
            list(records.map { Either<ServedBalance, DetailBalance>.second($0) }, records, grouping, filter, request),
            []
        )
    }

    /// The partners of the path or of the query.
    private func partners(_ request: Request) -> [String] {
        request.declares(.partnerInPath) ? [request[.partnerInPath]] : request[.partner]
    }

    private func filter(_ request: Request) throws(Problem) -> Filter {
        var filter = try request.periods().narrowing(request.filter(partners: partners(request)))
        filter.bases = request.requestedBases ?? []
        return filter
    }

    /// The requested grouping; nil if the request names no further dimension and no group.
    private func grouping(_ request: Request) throws(Problem) -> DimensionGrouping? {
        let names = request[groupBy]
        guard !names.isEmpty || filters.contains(where: request.gives) else { return nil }
        let periods = try request.periods()
        var grouping = DimensionGrouping()
        grouping.spans = periods.spans
        guard !names.isEmpty else { return grouping }
        grouping.partner = names.contains(.partner)
        grouping.period = names.contains(.period)
        guard periods.window == nil || grouping.period || periods.isOneMonth else {
            throw .conflicting(
                "window",
                "Windows overlap, so their sums are not added up; add period to 'group_by', or name one last month, such as "
                    + "period=2023-12.")
        }
        grouping.category = names.contains(.category)
        grouping.further = names.compactMap { if case .further(let name) = $0 { name } else { nil } }
        return grouping
    }

    private func sums(
        _ filter: inout Filter, _ grouping: DimensionGrouping, _ request: Request
    ) throws(Problem) -> [DetailBalance] {
        for parameter in filters where request.gives(parameter) {
            filter.dimensions[parameter.name] = request[parameter]
        }
        if !grouping.partner, filter.partners.count > 1,
            let group = filter.partners.first(where: { request.codes.group($0) != nil })
        {
            throw .conflicting(
                "partner", "\(group) is a group; its trade and that of other partners are not added up.")
        }
        do throws(QueryError) {
            return try request.dataset.detailBalances(
                filter, by: grouping, rowLimit: request.endpoints.maximumQueryRows)
        } catch {
            throw Problem(
                .unprocessableContent, kind: "query-too-large", title: "Query too large", detail: error.description)
        }
    }

    private func list<Record>(
        _ records: [Record], _ sums: [DetailBalance], _ grouping: DimensionGrouping, _ filter: Filter,
        _ request: Request
    ) -> RecordList<Record> {
        let used = Set(filter.dimensions.keys).union(grouping.further)
        let measures = request.dataset.fileSets.filter { set in
            used.allSatisfy { name in set.dimensions.contains { $0.name == name } }
        }.flatMap(\.measures).map(\.name)
        let shown = ["figures"] + grouping.further + measures.flatMap { MeasureColumns($0).all }
        return RecordList(
            records, unit: request.unit.label, sources: sums.map(\.balance).sources,
            shownColumns: Set(shown),
            emptyReason: {
                used.isEmpty
                    ? "No figures of file sets match the filters."
                    : "No figures with \(used.sorted().joined(separator: " and ")) match the filters; /v1/dimensions lists the "
                        + "bases of each dimension."
            })
    }

    // MARK: columns

    private var flowColumns: [Column<Either<Flow, DetailFlow>>] {
        let own: [Column<DetailFlow>] = Column.list(
            DetailColumns.identity.map { $0.of(\.record) },
            [
                Column("flow", "The measure.") { $0.flow.rawValue },
                Column("value", "The sum, in `unit`.") { record, request in request.money(Int128(record.sum.value)) },
                .unit, DetailColumns.basis.of(\.record), DetailColumns.source.of(\.record),
                Column("months", "The number of months in the sum.") { $0.record.balance.months },
                Column("also", "Empty for a sum.") { _ in [String]() },
                Column("figures", "The number of figures in a sum.") { Int($0.sum.count) },
            ],
            detail.dimensions.map { DetailColumns.dimension($0).of(\.record) },
            detail.measures.flatMap { MeasureColumns($0.name).columns($0, "") { $0.sum } })
        return Column.either(FlowEndpoints.columns, own)
    }

    private var balanceColumns: [Column<Either<ServedBalance, DetailBalance>>] {
        let identity = DetailColumns.identity + [DetailColumns.source]
        let names = Set(identity.map(\.field.name)).union(["cells", "also"])
        let own: [Column<DetailBalance>] = Column.list(
            identity,
            BalanceEndpoints.columns.filter { !names.contains($0.field.name) }.map { column in
                column.of { ServedBalance(balance: $0.balance, otherBases: []) }
            },
            [
                Column("cells", "Empty for a sum.") { _ in NamedTexts([]) },
                Column("also", "Empty for a sum.") { _ in [String]() },
                Column("figures", "The number of figures in a sum.") {
                    Int(($0.exports?.count ?? 0) + ($0.imports?.count ?? 0))
                },
            ],
            detail.dimensions.map(DetailColumns.dimension),
            detail.measures.flatMap { measure in
                [Measure.exports, .imports].flatMap { flow in
                    MeasureColumns(measure.name).columns(measure, flow.rawValue + "_") { $0.sum(flow) }
                }
            })
        return Column.either(BalanceEndpoints.columns, own)
    }
}

/// One flow of a group.
struct DetailFlow {
    let record: DetailBalance
    let flow: Measure
    let sum: DetailSum
}

/// The columns that sums have in common.
private enum DetailColumns {
    static let identity: [Column<DetailBalance>] = [
        Column("reporter", "Code of the reporter.") { $0.balance.reporter },
        Column("partner", "Code of the partner or group; null for several.") { $0.partner },
        Column("partner_name", "Name of the partner or group.") { record, request in
            record.partner.map(request.codes.areaName)
        },
        Column("period", "The period; null for several.") { $0.period?.code },
        Column("year", "The year; null if the period is not a year.") { $0.period?.year },
        Column("type", "goods, services, or goods-and-services.") { $0.balance.type.rawValue },
        Column("classification", "The classification of the category, or `total`.") { $0.balance.classification },
        Column("category", "The category; null for several.") { $0.category },
    ]
    static let basis = Column<DetailBalance>("basis", "The published total that the figures belong to.") {
        $0.balance.basis
    }
    static let source = Column<DetailBalance>("source", "Id of the source.") { $0.balance.sources.first }

    static func dimension(_ dimension: DetailDimension) -> Column<DetailBalance> {
        Column(dimension.name, "\(dimension.label); null if its values are added up.") { record in
            record.dimensions[dimension.name]
        }
    }
}

/// The columns of a further measure.
private struct MeasureColumns {
    let name: String

    init(_ name: String) { self.name = name }

    private func names(_ prefix: String) -> [String] { [prefix + name, "\(prefix)usd_per_\(name)"] }

    /// The names in flows and in balances.
    var all: [String] { ["", "exports_", "imports_"].flatMap(names) }

    func columns<Record>(
        _ measure: FurtherMeasure, _ prefix: String, _ sum: @escaping @Sendable (Record) -> DetailSum?
    ) -> [Column<Record>] {
        let (name, names) = (name, names(prefix))
        return [
            Column(names[0], "The sum of \(name), in \(measure.unit).") { record in
                sum(record)?.measures[name].map { ExactDecimal($0.value) }
            },
            Column(
                names[1],
                "US dollars per \(measure.unit), of the figures with \(name); null without figures. Rounded to 4 decimals, half to even."
            ) { record in
                sum(record)?.measures[name].flatMap { measure in
                    ExactDecimal(Int128(measure.dollars), over: Int128(measure.value), decimals: 4)
                }
            },
        ]
    }
}
