// The endpoints of the API, in the order of the index.

import Dataset

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
