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

extension Service {
    public convenience init(snapshot: Snapshot, cacheBytes: Int = 0, statistics: Statistics = Statistics()) {
        self.init(.api, snapshot: snapshot, cacheBytes: cacheBytes, statistics: statistics)
    }

    /// Initializes the endpoints, which takes the time of the first request otherwise. It needs no data, so a server can do it while
    /// it reads the data.
    public static func prepare() { _ = EndpointList.api }
}
