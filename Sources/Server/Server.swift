import CPosix
import Dispatch
import HTTP
import Synchronization

/// A running server. Each event loop has a thread, a listener and a responder.
public final class Server: Sendable {
    /// The port that it listens on.
    public let port: UInt16
    private let mailboxes: [Mailbox]
    private let loopMetrics: [LoopMetrics]
    private let limiter: ConnectionLimiter
    private let accessLog: LogWriter?
    private let accessLogFile: String?
    private let events: EventLog
    private let running: DispatchGroup
    private let draining = Atomic(false)
    private let drainDelay: Int64

    private init(
        port: UInt16, mailboxes: [Mailbox], loopMetrics: [LoopMetrics], limiter: ConnectionLimiter,
        accessLog: LogWriter?, accessLogFile: String?, events: EventLog, running: DispatchGroup, drainDelay: Int64
    ) {
        self.port = port
        self.mailboxes = mailboxes
        self.loopMetrics = loopMetrics
        self.limiter = limiter
        self.accessLog = accessLog
        self.accessLogFile = accessLogFile
        self.events = events
        self.running = running
        self.drainDelay = drainDelay
    }

    /// Opens the listeners and starts the loops. Connections are accepted when it returns.
    /// - Parameters:
    ///   - events: the event log; nil creates one by `options.logs`.
    ///   - responder: called once for each loop, on the loop's thread.
    public static func start<R: Responder>(
        _ options: ServerOptions, events: EventLog? = nil, responder: @escaping @Sendable () -> R
    ) throws(ServerError) -> Server {
        cposix_ignore_broken_pipes()
        let events = events ?? EventLog(options.logs)
        let accessLog = try openAccessLog(options.logs)
        var mailboxes: [Mailbox] = []
        for _ in 0..<options.loops { mailboxes.append(try Mailbox()) }
        let (listeners, port) = try Listener.open(
            count: options.loops, host: options.host, port: options.port, sharesPort: options.sharesPort)
        let limiter = ConnectionLimiter(
            limit: options.connections, limitPerAddress: options.connectionsPerAddress,
            pendingLimit: options.pendingOutput)
        let running = DispatchGroup()
        let started = DispatchGroup()
        let failure = Mutex<ServerError?>(nil)
        let metrics = mailboxes.map { _ in LoopMetrics(routes: R.routes) }
        for (index, listener) in listeners.enumerated() {
            started.enter()
            let (mailbox, metrics) = (mailboxes[index], metrics[index])
            DispatchQueue(label: "bilateral.loop.\(index)").async(group: running) {
                do throws(ServerError) {
                    let monitor = LoopMonitor(
                        metrics: metrics,
                        accessLog: accessLog.map {
                            AccessLog(writer: $0, format: options.logs.access ?? .text, routes: R.routes)
                        },
                        trustedProxies: options.logs.trustedProxies, events: events)
                    var loop = try EventLoop(
                        listener: listener, options: options, responder: responder(), limiter: limiter,
                        mailbox: mailbox, monitor: monitor)
                    started.leave()
                    loop.run()
                } catch {
                    failure.withLock { $0 = error }
                    _ = cposix_close(listener)
                    started.leave()
                }
            }
        }
        started.wait()
        let server = Server(
            port: port, mailboxes: mailboxes, loopMetrics: metrics, limiter: limiter, accessLog: accessLog,
            accessLogFile: options.logs.accessFile, events: events, running: running,
            drainDelay: options.timeouts.drainDelay)
        if let failure = failure.withLock({ $0 }) {
            server.post(.stop(delay: 0))
            server.wait()
            throw failure
        }
        return server
    }

    private static func openAccessLog(_ options: LogOptions) throws(ServerError) -> LogWriter? {
        guard options.access != nil else { return nil }
        guard let path = options.accessFile else { return LogWriter(descriptor: 1, capacity: options.bufferBytes) }
        return try LogWriter.appending(to: path, capacity: options.bufferBytes)
    }

    /// Opens the file of the access log again, which may have been renamed. Returns at once, because opening a FIFO can wait.
    public func reopenAccessLog() {
        guard let accessLog, let path = accessLogFile else { return }
        DispatchQueue.global().async { [events] in
            do throws(ServerError) {
                try accessLog.reopen(path)
                events.log(.info, "access log reopened", [("file", .text(path))])
            } catch {
                events.log(
                    .error, "access log not reopened, the old file stays open", [("reason", .text(error.description))])
            }
        }
    }

    /// Replaces the responders of all loops. A request that is being responded to keeps the old one.
    /// - Parameter responder: called once for each loop, on the loop's thread.
    public func replaceResponders(_ responder: @escaping @Sendable () -> any Responder) {
        post(.replaceResponder(responder))
        events.log(.info, "responders replaced")
    }

    /// After `timeouts.drainDelay`, stops accepting connections, finishes the requests in flight, then ends. Returns at once.
    public func stop() {
        if !draining.exchange(true, ordering: .relaxed) {
            events.log(.info, "draining", [("delay_seconds", .number(Int(drainDelay / 1_000)))])
        }
        post(.stop(delay: drainDelay))
    }

    private func post(_ message: Mailbox.Message) {
        for mailbox in mailboxes { mailbox.post(message) }
    }

    /// Whether `stop` was called.
    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Returns when all loops have ended and the logs are written, as far as their readers read.
    public func wait() {
        running.wait()
        accessLog?.flush()
        events.flush()
    }

    /// The counts since the start, summed over all loops.
    public var metrics: ServerMetrics {
        var metrics = LoopMetrics.sum(loopMetrics)
        metrics.pendingBytes = limiter.pendingBytes
        metrics.droppedLogLines = (accessLog?.droppedLines ?? 0) + events.droppedLines
        metrics.isDraining = isDraining
        return metrics
    }

    /// Raises the number of descriptors that the process may have to the highest that the system allows, and returns it.
    public static func raiseDescriptorLimit() -> Int { Int(cposix_limit_descriptors(.max)) }
}
