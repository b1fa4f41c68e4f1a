@testable import HTTP
@testable import Server

/// Drives a connection as an event loop does, with times set by the test and a client that reads or does not read.
struct ConnectionHarness {
    typealias Action = ConnectionState.Action

    private(set) var connection: Connection
    private(set) var deadlines: Deadlines
    private(set) var now: Int64 = 0
    /// Whether the client reads nothing.
    var isBlocked = false
    private(set) var sent: [UInt8] = []
    private var output = ResponseBuffer()
    private var context: Connection.Context

    init(_ change: (inout ServerOptions) -> Void = { _ in }) {
        var options = ServerOptions()
        change(&options)
        connection = Connection(limits: options.limits)
        deadlines = Deadlines(options.timeouts)
        deadlines.start(.idle, for: 7, at: 0)
        context = Connection.Context(
            responder: FakeResponder(), monitor: LoopMonitor(metrics: LoopMetrics(routes: [])),
            outputPerBatch: options.outputPerBatch,
            time: Timestamp(now: HTTPDate(seconds: 1_777_896_000)))
    }

    /// The status codes of the responses sent, in order.
    var statuses: [Int] {
        let text = String(decoding: sent, as: UTF8.self)
        return text.split(separator: "HTTP/1.1 ").dropFirst(text.hasPrefix("HTTP/1.1 ") ? 0 : 1).compactMap {
            Int($0.prefix(3))
        }
    }

    var text: String { String(decoding: sent, as: UTF8.self) }

    /// The kind of the running deadline and its time.
    var deadline: (kind: DeadlineKind, time: Int64)? {
        guard let time = deadlines.next, let kind = connection.state.deadline else { return nil }
        return (kind, time)
    }

    mutating func receive(_ text: String, at time: Int64? = nil) -> Action { receive(Array(text.utf8), at: time) }

    mutating func receive(_ bytes: [UInt8], at time: Int64? = nil) -> Action {
        now = time ?? now
        output.removeAll()
        connection.receive(bytes.span, context, into: &output)
        return write()
    }

    mutating func resume(at time: Int64? = nil) -> Action {
        now = time ?? now
        output.removeAll()
        connection.resume(context, into: &output)
        return write()
    }

    /// Makes the late response and delivers it.
    mutating func complete(at time: Int64? = nil) -> Action {
        now = time ?? now
        output.removeAll()
        guard let make = connection.takeLateResponse() else { return connection.state.action }
        connection.complete(make(), context, into: &output)
        return write()
    }

    mutating func endInput(at time: Int64? = nil) -> Action {
        now = time ?? now
        connection.endInput()
        return proceed()
    }

    /// The client reads all output.
    mutating func drain(at time: Int64? = nil) -> Action {
        now = time ?? now
        isBlocked = false
        connection.wrote(all: true)
        return proceed()
    }

    /// Time passes.
    /// - Returns: nil if no deadline has passed.
    mutating func tick(at time: Int64) -> Action? {
        now = time
        guard deadlines.popExpired(at: now) != nil else { return nil }
        output.removeAll()
        connection.expire(context, into: &output)
        return connection.state == .closed ? proceed() : write()
    }

    mutating func stop(endsFresh: Bool = false) -> Action {
        context.isStopping = true
        connection.stop(endsFresh: endsFresh)
        return proceed()
    }

    private mutating func write() -> Action {
        sent += output.flattened
        connection.wrote(all: output.isEmpty || !isBlocked)
        return proceed()
    }

    private mutating func proceed() -> Action {
        if connection.restartsDeadline {
            if let deadline = connection.state.deadline {
                deadlines.start(deadline, for: 7, at: now)
            } else {
                deadlines.clear(7)
            }
        }
        return connection.state.action
    }
}

extension ResponseBuffer {
    /// The bytes as they are sent.
    var flattened: [UInt8] {
        var flat: [UInt8] = []
        var start = 0
        for insertion in insertions {
            flat += bytes[start..<insertion.offset] + insertion.body
            start = insertion.offset
        }
        return flat + bytes[start...]
    }
}
