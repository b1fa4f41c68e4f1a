// The endpoints of the API, and the service that serves them.

import HTTP

extension EndpointList {
    static let api = EndpointList(
        IndexEndpoints.all + PartnerEndpoints.all + BalanceEndpoints.all + FlowEndpoints.all
            + PartnerViewEndpoints.all + GroupEndpoints.all + RankingEndpoints.all + CompareEndpoints.all
            + ConcentrationEndpoints.all + StructureEndpoints.all + WhatIfEndpoints.all + UnavailableEndpoints.all
            + TableEndpoints.all + SourceEndpoints.all + CellEndpoints.all + CodeListEndpoints.all
            + DiscrepancyEndpoints.all + RegisterEndpoints.all + AgreementEndpoints.all + ReviewEndpoints.all
            + LaborEndpoints.all + ProblemEndpoints.all + OperationEndpoints.all + ReferenceEndpoints.all)
}

/// The API below a base path.
public struct ServiceConfiguration: Sendable {
    let endpoints: EndpointList

    /// - Parameter basePath: empty, or segments such as `/trade` that all targets and links start with.
    public init(basePath: String = "") {
        endpoints = basePath.isEmpty ? .api : EndpointList(EndpointList.api.all, basePath: basePath)
    }
}

extension Service {
    public convenience init(
        snapshot: Snapshot, configuration: ServiceConfiguration = ServiceConfiguration(), cacheBytes: Int = 0,
        statistics: Statistics = Statistics()
    ) {
        self.init(configuration.endpoints, snapshot: snapshot, cacheBytes: cacheBytes, statistics: statistics)
    }

    /// For logs and metrics: the paths of the endpoints, and of the dashboard's files.
    public static var routes: [String] { EndpointList.api.all.map(\.path) + ["/web/{file}"] }

    /// The index of the dashboard's files in `routes`.
    static let dashboardRoute = EndpointList.api.all.count

    /// Initializes the endpoints, which takes the time of the first request otherwise. It needs no data, so a server can do it while
    /// it reads the data.
    public static func prepare() { _ = EndpointList.api }
}
