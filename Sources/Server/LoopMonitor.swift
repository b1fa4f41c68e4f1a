import CPosix
import HTTP

/// Observes the requests of an event loop, for metrics and the access log.
final class LoopMonitor {
    let metrics: LoopMetrics
    private let routes: [String]
    private let accessLog: AccessLog?
    private let events: EventLog?
    /// Requests of the current input of a connection.
    private var requests = 0
    /// The clock at the start of the batch of events.
    private var start: Int64 = 0
    private var wallTime: Int64 = 0
    /// For each limit, the time from which its next event is logged, in monotonic microseconds, and the number of events before it.
    private var limitReports = [(time: Int64, count: Int)](repeating: (0, 0), count: ServerMetrics.Limit.allCases.count)

    /// Between two events of the same limit in microseconds.
    private static let limitReportInterval: Int64 = 10_000_000

    init(metrics: LoopMetrics, routes: [String], accessLog: AccessLog? = nil, events: EventLog? = nil) {
        self.metrics = metrics
        self.routes = routes
        self.accessLog = accessLog
        self.events = events
    }

    var logsRequests: Bool { accessLog != nil }
    /// The time to call `flushLog`, in monotonic milliseconds.
    var logFlushTime: Int64? { accessLog?.flushTime }

    /// A batch of events starts.
    /// - Parameter now: monotonic microseconds.
    func startBatch(_ now: Int64) {
        start = now
        if accessLog != nil { wallTime = cposix_wall_microseconds() }
    }

    /// The batch ends.
    func endBatch() {
        let now = cposix_monotonic_microseconds()
        metrics.addLag(Int(now - start))
        if let time = accessLog?.flushTime, now / 1_000 >= time { accessLog?.flush() }
    }

    /// Passes the lines of the access log to the writer, at the end of the loop.
    func flushLog() { accessLog?.flush() }

    /// A response was appended to the output.
    /// - Parameters:
    ///   - request: nil if the request is invalid.
    ///   - size: bytes of the response; nil for a produced body.
    ///   - lateStart: the start of a late response in monotonic microseconds; nil if the response was made at once.
    func countResponse(
        _ status: Status, route: Int, isCached: Bool, size: Int?, to request: RequestHead?, in bytes: Span<UInt8>,
        from client: ClientIdentity?, lateStart: Int64? = nil
    ) {
        metrics.countResponse(route: route, status: status.rawValue)
        if let lateStart {
            metrics.addLatency(Int(cposix_monotonic_microseconds() - lateStart), requests: 1)
        } else {
            requests += 1
        }
        guard let accessLog, let client else { return }
        let now = cposix_monotonic_microseconds()
        let record = AccessLog.Record(
            method: request?.method, status: status.rawValue, bytes: size,
            microseconds: Int(now - (lateStart ?? start)),
            route: routes.indices.contains(route) ? routes[route] : nil, isCached: isCached)
        accessLog.append(
            record, client: request.map { client.addressText($0, bytes) } ?? client.peerText,
            target: request?.target ?? 0..<0, id: request?.firstValue(.requestID), in: bytes, wallTime: wallTime,
            now: now / 1_000)
    }

    /// The output of an input of a connection was written.
    func endInput(sent: Int) {
        if sent > 0 { metrics.addSent(sent) }
        guard requests > 0 else { return }
        metrics.addLatency(Int(cposix_monotonic_microseconds() - start), requests: requests)
        requests = 0
    }

    /// A limit was exceeded.
    func count(_ limit: ServerMetrics.Limit) {
        metrics.count(limit)
        guard let events else { return }
        limitReports[limit.rawValue].count += 1
        guard start >= limitReports[limit.rawValue].time else { return }
        events.log(
            .warning, "limit exceeded",
            [("limit", limit.name), ("times", String(limitReports[limit.rawValue].count))])
        limitReports[limit.rawValue] = (start + LoopMonitor.limitReportInterval, 0)
    }
}
