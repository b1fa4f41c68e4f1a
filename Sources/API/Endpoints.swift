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
    static func relatives(of endpoint: Endpoint) -> PathTemplates { relatives[ObjectIdentifier(endpoint)] ?? .none }

    private static let relatives: [ObjectIdentifier: PathTemplates] = {
        var relatives: [ObjectIdentifier: PathTemplates] = [:]
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
            relatives[ObjectIdentifier(endpoint)] = PathTemplates(
                near.map { data[$0].path } + endpoint.related, endpoint.pathParameters.map(\.name))
        }
        return relatives
    }()

    private static func above(_ path: String) -> String {
        path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }
}

/// Paths with places for the values that another path has.
final class PathTemplates: Sendable {
    static let none = PathTemplates([], [])

    /// The paths one after the other, without their parameters.
    private let bytes: [UInt8]
    /// Where in them what ends, in their order: a path, or a piece before the value with this place in the other path.
    private let ends: [(offset: Int, value: Int?)]

    /// - Parameter names: the parameters of the other path, in its order.
    init(_ paths: [String], _ names: [String]) {
        var bytes: [UInt8] = []
        var ends: [(offset: Int, value: Int?)] = []
        for path in paths {
            let pieces = path.utf8.split(omittingEmptySubsequences: false) {
                $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}")
            }
            for (index, piece) in pieces.enumerated() {
                if index.isMultiple(of: 2) {
                    bytes += piece
                } else if let value = names.firstIndex(where: { $0.utf8.elementsEqual(piece) }) {
                    ends.append((bytes.count, value))
                }
            }
            ends.append((bytes.count, nil))
        }
        (self.bytes, self.ends) = (bytes, ends)
    }

    var isEmpty: Bool { ends.isEmpty }

    /// Writes each path with these values, encoded, as a string.
    func write(_ values: [String], to json: inout JSONWriter) {
        bytes.withUnsafeBufferPointer { bytes in
            var (index, start) = (0, 0)
            while index < ends.count {
                json.plainString { json in
                    while true {
                        let end = ends[index]
                        json.append(UnsafeBufferPointer(rebasing: bytes[start..<end.offset]))
                        (index, start) = (index + 1, end.offset)
                        guard let value = end.value else { break }
                        Target.withEncoded(values[value]) { json.append($0) }
                    }
                }
            }
        }
    }
}
