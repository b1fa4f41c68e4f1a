// The settings of the API, and the service with them.

import HTTP

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
