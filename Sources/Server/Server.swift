// A running server: listeners, loops on threads of their own, and the order to stop.

import CPosix
import Dispatch
import Glibc
import HTTP
import Synchronization

/// Serves one responder per loop until it is told to stop.
public final class Server: Sendable {
    /// The port it listens on; that of the options unless they said 0.
    public let port: UInt16
    private let stopSignal: StopSignal
    private let running: DispatchGroup

    private init(port: UInt16, stopSignal: StopSignal, running: DispatchGroup) {
        self.port = port
        self.stopSignal = stopSignal
        self.running = running
    }

    /// Opens the listeners and starts the loops. When it returns, connections are accepted.
    /// - Parameter responder: called once for each loop, on the loop's own thread.
    public static func start<R: Responder>(
        _ options: ServerOptions, responder: @escaping @Sendable () -> R
    ) throws(ServerError) -> Server {
        signal(SIGPIPE, SIG_IGN)
        let stopSignal = try StopSignal()
        let (listeners, port) = try Listener.open(count: options.loops, host: options.host, port: options.port)
        let census = ConnectionLimiter(
            limit: options.connections, limitPerAddress: options.connectionsPerAddress, limitOfPending: options.pending)
        let running = DispatchGroup()
        let started = DispatchGroup()
        let failure = Mutex<ServerError?>(nil)
        for (index, listener) in listeners.enumerated() {
            started.enter()
            DispatchQueue(label: "bilateral.loop.\(index)").async(group: running) {
                do throws(ServerError) {
                    var loop = try EventLoop(
                        listener: listener, options: options, responder: responder(), census: census,
                        stopSignal: stopSignal)
                    started.leave()
                    loop.run()
                } catch {
                    failure.withLock { $0 = error }
                    Glibc.close(listener)
                    started.leave()
                }
            }
        }
        started.wait()
        let server = Server(port: port, stopSignal: stopSignal, running: running)
        if let failure = failure.withLock({ $0 }) {
            server.stop()
            server.wait()
            throw failure
        }
        return server
    }

    /// Stops accepting, finishes what is in flight, then ends. Returns at once.
    public func stop() { stopSignal.raise() }

    /// Returns when all loops have ended.
    public func wait() { running.wait() }

    /// Raises the number of descriptors the process may have to what the system allows, and returns it.
    public static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}

/// Wakes every loop at once: a descriptor that becomes readable and stays so.
final class StopSignal: Sendable {
    let descriptor: Descriptor
    private let raised = Atomic(false)

    init() throws(ServerError) {
        descriptor = cposix_eventfd()
        guard descriptor >= 0 else {
            throw ServerError(description: "cannot create an event descriptor: \(SystemCalls.message(errno))")
        }
    }

    deinit { Glibc.close(descriptor) }

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() {
        raised.store(true, ordering: .releasing)
        var one: UInt64 = 1
        _ = Glibc.write(descriptor, &one, 8)
    }
}
