import CPosix
import Dispatch
import HTTP
import Synchronization

/// A running server. Each event loop has a thread, a listener and a responder.
public final class Server: Sendable {
    /// The port that it listens on.
    public let port: UInt16
    private let mailboxes: [Mailbox]
    private let running: DispatchGroup

    private init(port: UInt16, mailboxes: [Mailbox], running: DispatchGroup) {
        self.port = port
        self.mailboxes = mailboxes
        self.running = running
    }

    /// Opens the listeners and starts the loops. Connections are accepted when it returns.
    /// - Parameter responder: called once for each loop, on the loop's thread.
    public static func start<R: Responder>(
        _ options: ServerOptions, responder: @escaping @Sendable () -> R
    ) throws(ServerError) -> Server {
        cposix_ignore_broken_pipes()
        var mailboxes: [Mailbox] = []
        for _ in 0..<options.loops { mailboxes.append(try Mailbox()) }
        let (listeners, port) = try Listener.open(count: options.loops, host: options.host, port: options.port)
        let limiter = ConnectionLimiter(
            limit: options.connections, limitPerAddress: options.connectionsPerAddress,
            pendingLimit: options.pendingOutput)
        let running = DispatchGroup()
        let started = DispatchGroup()
        let failure = Mutex<ServerError?>(nil)
        for (index, (listener, mailbox)) in zip(listeners, mailboxes).enumerated() {
            started.enter()
            DispatchQueue(label: "bilateral.loop.\(index)").async(group: running) {
                do throws(ServerError) {
                    var loop = try EventLoop(
                        listener: listener, options: options, responder: responder(), limiter: limiter,
                        mailbox: mailbox)
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
        let server = Server(port: port, mailboxes: mailboxes, running: running)
        if let failure = failure.withLock({ $0 }) {
            server.stop()
            server.wait()
            throw failure
        }
        return server
    }

    /// Stops accepting connections, finishes the requests in flight, then ends. Returns at once.
    public func stop() { for mailbox in mailboxes { mailbox.post(.stop) } }

    /// Returns when all loops have ended.
    public func wait() { running.wait() }

    /// Raises the number of descriptors that the process may have to the highest that the system allows, and returns it.
    public static func raiseDescriptorLimit() -> Int { Int(cposix_limit_descriptors(.max)) }
}
