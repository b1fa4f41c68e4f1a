/// Counts of a running server, summed over its event loops.
public struct ServerMetrics: Sendable {
    /// Upper bounds of the buckets of a histogram in microseconds; the last bucket has none.
    public static let bucketBounds = [
        50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    ]

    /// A distribution of durations.
    public struct Histogram: Sendable, Equatable {
        /// The number of durations in each bucket of `bucketBounds`, not cumulative, and one for longer durations.
        public var counts = [Int](repeating: 0, count: bucketBounds.count + 1)
        /// The sum of the durations in microseconds.
        public var sum = 0

        public init() {}

        public var count: Int { counts.reduce(0, +) }
    }

    /// The requests of a route.
    public struct Route: Sendable, Equatable {
        /// The route's name; empty for requests that no route matches.
        public let name: String
        /// The number of responses with a status of 100 to 199, 200 to 299 and so on, up to 500 to 599.
        public let statusClasses: [Int]

        public init(name: String, statusClasses: [Int]) {
            self.name = name
            self.statusClasses = statusClasses
        }
    }

    /// Limits that requests and connections can exceed.
    public enum Limit: Int, CaseIterable, Sendable {
        /// `ServerOptions.connections`.
        case connections
        /// `ServerOptions.connectionsPerAddress`.
        case connectionsPerAddress
        /// `ServerOptions.pendingOutput`.
        case pendingOutput
        /// `ServerOptions.lateResponses`.
        case lateResponses
        /// Descriptors or memory of the system, when a connection was accepted.
        case descriptors
        /// The deadline of a head or body: 408.
        case requestTime
        /// The write deadline.
        case writeTime

        /// The name in metrics and logs.
        public var name: String {
            switch self {
            case .connections: "connections"
            case .connectionsPerAddress: "connections_per_address"
            case .pendingOutput: "pending_output"
            case .lateResponses: "late_responses"
            case .descriptors: "descriptors"
            case .requestTime: "request_time"
            case .writeTime: "write_time"
            }
        }
    }

    /// One element for each route, then one for requests without a route.
    public var routes: [Route] = []
    /// From the arrival of a request's last bytes to the write of its response.
    public var latency = Histogram()
    /// The durations of the batches of events: a new event may wait for one batch.
    public var loopLag = Histogram()
    public var bytesReceived = 0
    public var bytesSent = 0
    public var connectionsAccepted = 0
    /// Open connections by state: idle, head, body, waiting, yielding, writing, lingering.
    public var connectionsByState: [(name: String, count: Int)] = []
    /// By `Limit.rawValue`: how often each limit was exceeded.
    public var limits = [Int](repeating: 0, count: Limit.allCases.count)
    /// Unsent bytes of connections whose socket is full.
    public var pendingBytes = 0
    /// Lines of the logs that were dropped because the log's reader was too slow.
    public var droppedLogLines = 0
    /// Whether the server is stopping: it accepts no connections and finishes the requests in flight.
    public var isDraining = false
    public var loops = 0

    public init() {}
}
