import CPosix
import HTTP

/// Observes the requests of an event loop, for metrics and the access log.
final class LoopMonitor {
    let metrics: LoopMetrics
    private let accessLog: AccessLog?
    private let trustedProxies: [AddressRange]
    private let events: EventLog?
    /// Requests of the current input of a connection.
    private var requests = 0
    /// The monotonic clock at the start of the batch of events, in microseconds.
    private var start: Int64 = 0
    /// The wall clock minus the monotonic clock, and the time to compare them again, in microseconds.
    private var wallOffset: Int64 = 0
    private var nextClockCheck: Int64 = .min
    /// For each limit, the time from which its next event is logged, in monotonic microseconds, and the number of events before it.
    private var limitReports = [(time: Int64, count: Int)](repeating: (0, 0), count: ServerMetrics.Limit.allCases.count)

    /// Between two events of the same limit in microseconds.
    private static let limitReportInterval: Int64 = 10_000_000
    /// Microseconds.
    private static let clockCheckInterval: Int64 = 1_000_000

    init(
        metrics: LoopMetrics, accessLog: AccessLog? = nil, trustedProxies: [AddressRange] = [], events: EventLog? = nil
    ) {
        self.metrics = metrics
        self.accessLog = accessLog
        self.trustedProxies = trustedProxies
        self.events = events
    }

    private var logsConnections: Bool { events?.logs(.debug) ?? false }

    /// The identity of a new connection; nil if no log needs it.
    func client(_ peer: cposix_address) -> ClientIdentity? {
        accessLog != nil || logsConnections
            ? ClientIdentity(IPAddress(peer), trustedProxies: trustedProxies) : nil
    }

    /// The time to call `flushLog`, in monotonic milliseconds.
    var logFlushTime: Int64? { accessLog?.flushTime }

    /// A batch of events starts.
    /// - Parameter now: monotonic microseconds.
    func startBatch(_ now: Int64) {
        start = now
        guard accessLog != nil, now >= nextClockCheck else { return }
        wallOffset = cposix_wall_microseconds() - now
        nextClockCheck = now + LoopMonitor.clockCheckInterval
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
    ///   - size: bytes of the response; nil for a produced body.
    ///   - request: an empty target means that the request is invalid.
    ///   - lateStart: the start of a late response in monotonic microseconds; nil if the response was made at once.
    func countResponse(
        _ status: Status, route: Int, isCached: Bool, size: Int?, to request: borrowing RequestHead,
        in bytes: Span<UInt8>, from client: ClientIdentity?, lateStart: Int64? = nil
    ) {
        metrics.countResponse(route: route, status: status.rawValue)
        if let lateStart {
            metrics.addLatency(Int(cposix_monotonic_microseconds() - lateStart), requests: 1)
        } else {
            requests += 1
        }
        guard let accessLog, let client else { return }
        let now = cposix_monotonic_microseconds()
        accessLog.append(
            AccessLog.Record(
                status: status.rawValue, bytes: size, microseconds: Int(now - (lateStart ?? start)), route: route,
                isCached: isCached),
            to: request, in: bytes, client: client.addressText(request, bytes, trustedProxies: trustedProxies),
            wallTime: now + wallOffset, now: now / 1_000)
    }

    /// The output of an input of a connection was written.
    func endInput(sent: Int) {
        if sent > 0 { metrics.addSent(sent) }
        guard requests > 0 else { return }
        metrics.addLatency(Int(cposix_monotonic_microseconds() - start), requests: requests)
        requests = 0
    }

    /// A connection was accepted.
    func logOpened(_ client: ClientIdentity?, _ descriptor: Descriptor) {
        guard logsConnections, let client else { return }
        events?.log(
            .debug, "connection opened",
            [("client", .text(client.peerText.text)), ("descriptor", .number(Int(descriptor)))])
    }

    /// A connection will be closed.
    /// - Parameter state: its state before the input that ends it.
    func logClosed(
        _ connection: borrowing Connection, _ descriptor: Descriptor, _ state: ConnectionState, _ reason: CloseReason
    ) {
        guard logsConnections, let client = connection.client else { return }
        events?.log(
            .debug, "connection closed",
            [
                ("client", .text(client.peerText.text)), ("descriptor", .number(Int(descriptor))),
                ("reason", .text(reason.rawValue)), ("state", .text("\(state)")),
                ("requests", .number(connection.requests)),
            ])
    }

    /// A limit was exceeded.
    func count(_ limit: ServerMetrics.Limit) {
        metrics.count(limit)
        guard let events else { return }
        limitReports[limit.rawValue].count += 1
        guard start >= limitReports[limit.rawValue].time else { return }
        events.log(
            .warning, "limit exceeded",
            [("limit", .text(limit.name)), ("times", .number(limitReports[limit.rawValue].count))])
        limitReports[limit.rawValue] = (start + LoopMonitor.limitReportInterval, 0)
    }
}

/// The reason for the end of a connection, in the event log.
enum CloseReason: String {
    case client = "ended by the client"
    case server = "ended by the server"
    case time = "timeout"
    case error = "socket error"
    case pendingOutput = "limit of unsent output"
    case drainTime = "end of the time to drain"
    case resources = "no resources"
}
