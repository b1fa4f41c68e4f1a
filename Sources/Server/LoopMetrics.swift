import HTTP
import Synchronization

/// The counters of one event loop. The loop writes them; any thread may read them.
final class LoopMetrics: Sendable {
    private static let buckets = ServerMetrics.bucketBounds.count + 1
    private static let statusClasses = 5

    /// Indices of `counters`, in this order: latency buckets, their sum, lag buckets, their sum, bytes received, bytes sent, accepted
    /// connections, connections by state, limits, and the status classes of each route.
    private enum Index {
        static let latency = 0
        static let latencySum = latency + buckets
        static let lag = latencySum + 1
        static let lagSum = lag + buckets
        static let received = lagSum + 1
        static let sent = received + 1
        static let accepted = sent + 1
        static let states = accepted + 1
        static let limits = states + ConnectionState.allCases.count
        static let routes = limits + ServerMetrics.Limit.allCases.count
    }

    private let routes: [String]
    /// Atomics without locked instructions: one thread writes, so load and store need not be one operation.
    nonisolated(unsafe) private let counters: UnsafeMutablePointer<Atomic<Int>>
    private let count: Int

    init(routes: [String]) {
        self.routes = routes
        count = Index.routes + (routes.count + 1) * LoopMetrics.statusClasses
        counters = .allocate(capacity: count)
        for index in 0..<count { (counters + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counters.deinitialize(count: count)
        counters.deallocate()
    }

    // MARK: writing

    @inline(__always)
    private func add(_ number: Int, to index: Int) {
        let value = counters[index].load(ordering: .relaxed)
        counters[index].store(value &+ number, ordering: .relaxed)
    }

    @inline(__always)
    private static func bucket(_ microseconds: Int) -> Int {
        var index = 0
        while index < ServerMetrics.bucketBounds.count, microseconds > ServerMetrics.bucketBounds[index] { index &+= 1 }
        return index
    }

    func countResponse(route: Int, status: Int) {
        let row = routes.indices.contains(route) ? route : routes.count
        add(1, to: Index.routes + row * LoopMetrics.statusClasses + status / 100 - 1)
    }

    /// - Parameter microseconds: the duration of each of the requests.
    func addLatency(_ microseconds: Int, requests: Int) {
        add(requests, to: Index.latency + LoopMetrics.bucket(microseconds))
        add(microseconds &* requests, to: Index.latencySum)
    }

    func addLag(_ microseconds: Int) {
        add(1, to: Index.lag + LoopMetrics.bucket(microseconds))
        add(microseconds, to: Index.lagSum)
    }

    func addReceived(_ bytes: Int) { add(bytes, to: Index.received) }
    func addSent(_ bytes: Int) { add(bytes, to: Index.sent) }
    func countAccepted() { add(1, to: Index.accepted) }
    func count(_ limit: ServerMetrics.Limit) { add(1, to: Index.limits + limit.rawValue) }

    /// A connection has changed its state; nil: it is new, or it was removed.
    func move(from old: ConnectionState?, to new: ConnectionState?) {
        if let old { add(-1, to: Index.states + old.rawValue) }
        if let new { add(1, to: Index.states + new.rawValue) }
    }

    // MARK: reading

    private subscript(index: Int) -> Int { counters[index].load(ordering: .relaxed) }

    /// The sum over several loops, which have the same routes.
    static func sum(_ loops: [LoopMetrics]) -> ServerMetrics {
        func total(_ index: Int) -> Int { loops.reduce(0) { $0 + $1[index] } }
        func histogram(_ index: Int, _ sum: Int) -> ServerMetrics.Histogram {
            var histogram = ServerMetrics.Histogram()
            histogram.counts = (0..<buckets).map { total(index + $0) }
            histogram.sum = total(sum)
            return histogram
        }
        var metrics = ServerMetrics()
        metrics.latency = histogram(Index.latency, Index.latencySum)
        metrics.loopLag = histogram(Index.lag, Index.lagSum)
        metrics.bytesReceived = total(Index.received)
        metrics.bytesSent = total(Index.sent)
        metrics.connectionsAccepted = total(Index.accepted)
        metrics.connectionsByState = ConnectionState.allCases.dropLast().map {
            ("\($0)", total(Index.states + $0.rawValue))
        }
        metrics.limits = ServerMetrics.Limit.allCases.map { total(Index.limits + $0.rawValue) }
        let names = (loops.first?.routes ?? []) + [""]
        metrics.routes = names.enumerated().map { index, name in
            let start = Index.routes + index * statusClasses
            return ServerMetrics.Route(name: name, statusClasses: (0..<statusClasses).map { total(start + $0) })
        }
        metrics.loops = loops.count
        return metrics
    }
}
