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

    private static let router = Router(all.map(\.path))

    /// Makes now what the first request would wait for.
    static func prepare() { (_, _) = (router, relatives) }

    /// The endpoint at these segments, with the values of its path's parameters.
    static func find(_ path: [String]) -> (endpoint: Endpoint, values: [String])? {
        router.match(path).map { (all[$0.route], $0.parameters) }
    }

    /// Those that index and reference tell of: not the entrance, which is the index again.
    static let described = all.filter { $0.path != "/" }

    /// What goes with an endpoint: what stands above it, below it, and beside it under the same parameter, and what it names
    /// itself.
    static func relatives(of endpoint: Endpoint) -> [PathTemplate] { relatives[ObjectIdentifier(endpoint)] ?? [] }

    private static let relatives: [ObjectIdentifier: [PathTemplate]] = {
        var relatives: [ObjectIdentifier: [PathTemplate]] = [:]
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
            relatives[ObjectIdentifier(endpoint)] = (near.map { data[$0].path } + endpoint.related).map {
                PathTemplate($0, endpoint.pathParameters.map(\.name))
            }
        }
        return relatives
    }()

    private static func above(_ path: String) -> String {
        path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }
}

/// A path with places for the values that another path has.
struct PathTemplate: Sendable {
    /// The path without its parameters.
    private let path: [UInt8]
    /// Where in it which value goes: a value's place is that in the other path.
    private let gaps: [(offset: Int, value: Int)]

    /// - Parameter names: the parameters of the other path, in its order.
    init(_ path: String, _ names: [String]) {
        var bytes: [UInt8] = []
        var gaps: [(offset: Int, value: Int)] = []
        for (index, piece) in path.split(omittingEmptySubsequences: false, whereSeparator: { "{}".contains($0) })
            .enumerated()
        {
            if index.isMultiple(of: 2) {
                bytes += piece.utf8
            } else if let value = names.firstIndex(of: String(piece)) {
                gaps.append((bytes.count, value))
            }
        }
        (self.path, self.gaps) = (bytes, gaps)
    }

    /// Writes the path with these values, encoded.
    func write(_ values: [String], to json: inout JSONWriter) {
        path.withUnsafeBufferPointer { path in
            var start = 0
            for gap in gaps {
                json.append(UnsafeBufferPointer(rebasing: path[start..<gap.offset]))
                Target.withEncoded(values[gap.value]) { json.append($0) }
                start = gap.offset
            }
            json.append(UnsafeBufferPointer(rebasing: path[start...]))
        }
    }
}
