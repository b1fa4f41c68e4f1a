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

    /// What goes with an endpoint, by its path: what stands above it, below it, and beside it under the same parameter, and what
    /// it names itself. Each is cut at its parameters: pieces that are literal, and between each two of them a parameter's name.
    static let relatives: [String: [[String]]] = {
        var relatives: [String: [[String]]] = [:]
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
            relatives[endpoint.path] = (near.map { data[$0].path } + endpoint.related).map { path in
                path.split(omittingEmptySubsequences: false) { $0 == "{" || $0 == "}" }.map(String.init)
            }
        }
        return relatives
    }()

    private static func above(_ path: String) -> String {
        path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }
}
