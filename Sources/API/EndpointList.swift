// The endpoints of an API, with routing and the relations between them.

import HTTP

final class EndpointList: Sendable {
    /// In the order of the index.
    let all: [Endpoint]
    /// The endpoints that index and reference describe: all but `/`, which is the index again.
    let described: [Endpoint]
    /// The path that all targets start with, for a proxy that shares its host name with other services: empty, or such as `/trade`.
    let basePath: String
    /// The maximum number of rows of the store that one query reads.
    let maximumQueryRows: Int
    private let router: Router
    private let relatives: [ObjectIdentifier: [PathTemplate]]

    init(_ all: [Endpoint], basePath: String = "", maximumQueryRows: Int = EndpointList.defaultQueryRows) {
        self.all = all
        self.basePath = basePath
        self.maximumQueryRows = maximumQueryRows
        described = all.filter { $0.path != "/" }
        router = Router(all.map(\.path))
        relatives = EndpointList.relatives(described.filter { $0.isData && $0.path != "/v1" }, basePath)
    }

    static let defaultQueryRows = 20_000_000

    /// The endpoint at a path below the base path, with its index in `all` and the values of its path parameters.
    func find(_ path: [String]) -> (endpoint: Endpoint, index: Int, values: [String])? {
        router.match(path).map { (all[$0.route], $0.route, $0.parameters) }
    }

    /// The segments below the base path; nil for a path that does not start with it.
    func withoutBasePath(_ path: [String]) -> [String]? {
        guard !basePath.isEmpty else { return path }
        let base = basePath.split(separator: "/")
        guard path.starts(with: base.map(String.init)) else { return nil }
        return path.count == base.count ? [""] : Array(path.dropFirst(base.count))
    }

    /// The endpoints related to one: its parent, its children, its siblings below the same parameter, and those that it names.
    /// Their parameters are parameters of the endpoint itself.
    func relatives(of endpoint: Endpoint) -> [PathTemplate] { relatives[ObjectIdentifier(endpoint)] ?? [] }

    private static func relatives(
        _ endpoints: [Endpoint], _ basePath: String
    ) -> [ObjectIdentifier: [PathTemplate]] {
        let parents = endpoints.map { parent($0.path) }
        let children = Dictionary(grouping: endpoints.indices) { parents[$0] }
        let indices = Dictionary(grouping: endpoints.indices) { endpoints[$0].path }
        let names = endpoints.map { Set($0.pathParameters.map(\.name)) }
        var relatives: [ObjectIdentifier: [PathTemplate]] = [:]
        for (index, endpoint) in endpoints.enumerated() {
            let siblings = parents[index].contains("{") ? children[parents[index]] : nil
            let near = [indices[parents[index]], children[endpoint.path], siblings].flatMap { $0 ?? [] }.sorted()
                .filter { $0 != index && names[index].isSuperset(of: names[$0]) }
            let paths = near.map { endpoints[$0].path } + endpoint.related
            relatives[ObjectIdentifier(endpoint)] = paths.map { PathTemplate(basePath + $0, like: endpoint) }
        }
        return relatives
    }

    private static func parent(_ path: String) -> String {
        String(path[..<(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)])
    }
}

/// A path whose parameters are parameters of another path.
struct PathTemplate: Sendable {
    /// The literal parts of the path, and the indices of the values between them in the other path.
    private let literals: [[UInt8]]
    private let values: [Int]

    init(_ path: String, like endpoint: Endpoint) {
        let parts = path.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}")
        }
        let names = endpoint.pathParameters.map(\.name)
        literals = parts.indices.filter { $0.isMultiple(of: 2) }.map { Array(parts[$0]) }
        values = parts.indices.filter { !$0.isMultiple(of: 2) }.compactMap { index in
            names.firstIndex { $0.utf8.elementsEqual(parts[index]) }
        }
    }

    /// Writes the path with the values of the other path, percent-encoded.
    func write(_ encoded: [String], to json: inout JSONWriter) {
        json.append(literals[0])
        for index in values.indices {
            json.append(encoded[values[index]])
            json.append(literals[index + 1])
        }
    }
}
