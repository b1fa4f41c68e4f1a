// The endpoints of the API, and the service that serves them.

import Dataset
import HTTP

extension EndpointList {
    /// The endpoints for data without further dimensions and measures.
    static let api = EndpointList(
        IndexEndpoints.all + PartnerEndpoints.all + BalanceEndpoints.all + FlowEndpoints.all
            + DimensionEndpoints.all + PartnerViewEndpoints.all + GroupEndpoints.all + MetricEndpoints.all
            + RankingEndpoints.all
            + CompareEndpoints.all + ConcentrationEndpoints.all + StructureEndpoints.all + WhatIfEndpoints.all
            + CrossingEndpoints.all + RevisionEndpoints.all
            + UnavailableEndpoints.all + TableEndpoints.all + SourceEndpoints.all + CellEndpoints.all
            + CodeListEndpoints.all + DiscrepancyEndpoints.all + SearchEndpoints.all + RegisterEndpoints.all
            + AgreementEndpoints.all + ReviewEndpoints.all + LaborEndpoints.all + ProblemEndpoints.all
            + OperationEndpoints.all
            + ReferenceEndpoints.all)

    /// The endpoints for data with further dimensions and measures. An endpoint that depends on them replaces the endpoint of the
    /// same path in place, so that an index means the same path for all data.
    static func endpoints(_ detail: DatasetDetail) -> [Endpoint] {
        guard !detail.isEmpty else { return api.all }
        let replacements = DetailEndpoints(detail).all
        return api.all.map { endpoint in replacements.first { $0.path == endpoint.path } ?? endpoint }
            + [DimensionEndpoints.values]
    }
}

/// The settings of the API.
public struct ServiceConfiguration: Sendable {
    let basePath: String
    let maximumQueryRows: Int

    public static let defaultQueryRows = EndpointList.defaultQueryRows

    /// - Parameters:
    ///   - basePath: empty, or segments such as `/trade` that all targets and links start with.
    ///   - maximumQueryRows: the maximum number of rows of the store that one query reads.
    public init(basePath: String = "", maximumQueryRows: Int = defaultQueryRows) {
        (self.basePath, self.maximumQueryRows) = (basePath, maximumQueryRows)
    }

    /// The endpoints for a dataset.
    func endpoints(_ snapshot: Snapshot) -> EndpointList {
        let detail = snapshot.dataset.detail
        guard !detail.isEmpty || !basePath.isEmpty || maximumQueryRows != Self.defaultQueryRows else { return .api }
        return EndpointList(
            EndpointList.endpoints(detail), basePath: basePath, maximumQueryRows: maximumQueryRows)
    }
}

extension Service {
    public convenience init(
        snapshot: Snapshot, configuration: ServiceConfiguration = ServiceConfiguration(), cacheBytes: Int = 0,
        statistics: Statistics = Statistics()
    ) {
        self.init(configuration.endpoints(snapshot), snapshot: snapshot, cacheBytes: cacheBytes, statistics: statistics)
    }

    /// For logs and metrics: the paths of the endpoints, and of the dashboard's files.
    public static var routes: [String] {
        EndpointList.api.all.map(\.path) + [DimensionEndpoints.values.path, "/web/{file}"]
    }

    /// The index of the dashboard's files in `routes`.
    static let dashboardRoute = EndpointList.api.all.count + 1

    /// Initializes the endpoints, which otherwise delays the first request. Needs no data, so a server calls it while it reads the
    /// data.
    public static func prepare() { _ = EndpointList.api }
}
