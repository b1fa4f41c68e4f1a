// All endpoints there are, and how they go together.

import HTTP

enum Endpoints {
    /// In the order the index lists them.
    static let all: [Endpoint] =
        IndexEndpoints.all + PartnerEndpoints.all + BalanceEndpoints.all + FlowEndpoints.all
        + PartnerViewEndpoints.all + GroupEndpoints.all + RankingEndpoints.all + CompareEndpoints.all
        + ConcentrationEndpoints.all + StructureEndpoints.all + WhatIfEndpoints.all + UnavailableEndpoints.all
        + TableEndpoints.all + SourceEndpoints.all + ProvenanceEndpoints.all + RegisterEndpoints.all
        + AgreementEndpoints.all
        + ReviewEndpoints.all + LaborEndpoints.all + ProblemEndpoints.all + OperationEndpoints.all
        + ReferenceEndpoints.all

    /// Those that index and reference tell of: not the entrance, which is the index again.
    static let described = all.filter { $0.path != "/" }

    /// The templates of what goes with an endpoint, by its path: what stands above it, below it, and beside it under the same
    /// parameter, and what it names itself.
    static let relatives: [String: [String]] = {
        var relatives: [String: [String]] = [:]
        let data = described.filter { $0.isData && $0.path != "/v1" }
        // Every endpoint is held against every other, so what is compared is made once.
        let parents = data.map { above($0.path) }
        let names = data.map { Set($0.pathParameters.map(\.name)) }
        for (index, endpoint) in data.enumerated() {
            let hasSiblings = parents[index].contains("{")
            let near = data.indices.filter { other in
                let isNear =
                    data[other].path == parents[index] || parents[other] == endpoint.path
                    || (hasSiblings && parents[other] == parents[index])
                return isNear && other != index && names[index].isSuperset(of: names[other])
            }
            relatives[endpoint.path] = near.map { data[$0].path } + endpoint.related
        }
        return relatives
    }()

    private static func above(_ path: String) -> String {
        path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }

    /// What goes with an endpoint, with the values that the path of a request has.
    static func relatives(of endpoint: Endpoint, _ query: Query) -> [String] {
        (relatives[endpoint.path] ?? []).map { template in
            guard template.contains("{") else { return template }
            return endpoint.pathParameters.reduce(template) { path, parameter in
                path.replacing("{\(parameter.name)}", with: Target.encode(query.text(parameter.name) ?? ""))
            }
        }
    }
}
