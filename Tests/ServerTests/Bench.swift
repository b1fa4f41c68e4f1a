// A session on the bench: it is driven as a loop drives it, with times that the test says and a client that takes
// output or does not. And the responder that answers the tests of this room.
@testable import HTTP
@testable import Server

/// Answers `/<number>` with that many bytes, and every other path with the path itself.
final class FakeResponder: Responder {
    private var answers: [String: Response] = [:]

    /// The response to a path that begins with `/new` counts as made.
    func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
        let path = bytes.text(request.path)
        if let answer = answers[path] { return path.hasPrefix("/new") ? .made(answer) : .cached(answer) }
        let body = Int(path.dropFirst()).map { FakeResponder.body(of: $0) } ?? Array(path.utf8)
        let answer = Response(contentType: "text/plain", body: body, shared: FieldLines(cacheControl: "no-store"))
        answers[path] = answer
        return path.hasPrefix("/new") ? .made(answer) : .cached(answer)
    }

    /// Bytes that repeat only after a prime number of them, so that a lost or doubled piece shows.
    static func body(of count: Int) -> [UInt8] {
        let pattern = (0..<8_191).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var body: [UInt8] = []
        while body.count < count { body += pattern.prefix(count - body.count) }
        return body
    }
}

func get(_ target: String, _ fields: String = "") -> String { "GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n" }

/// One session, its deadline, and all that it has sent.
struct Bench {
    var options: ServerOptions
    private(set) var session: Session
    private(set) var deadlines: Deadlines
    private(set) var now: Int64 = 0
    var isStopping = false
    /// Whether the client takes nothing.
    var isBlocked = false
    private(set) var sent: [UInt8] = []
    private var output = ResponseBuffer()
    private let responder = FakeResponder()
    private let moment = Timestamp(now: HTTPDate(seconds: 1_777_896_000))

    init(_ change: (inout ServerOptions) -> Void = { _ in }) {
        var options = ServerOptions()
        change(&options)
        self.options = options
        session = Session(limits: options.limits)
        deadlines = Deadlines(options.timeouts)
        deadlines.start(.idle, for: 7, at: 0)
    }

    /// The status codes of all that was sent, in order.
    var statuses: [Int] {
        let text = String(decoding: sent, as: UTF8.self)
        return text.split(separator: "HTTP/1.1 ").dropFirst(text.hasPrefix("HTTP/1.1 ") ? 0 : 1).compactMap {
            Int($0.prefix(3))
        }
    }

    var text: String { String(decoding: sent, as: UTF8.self) }

    /// The kind of deadline that runs and when it ends.
    var deadline: (kind: DeadlineKind, time: Int64)? { deadlines.next.map { (session.deadline, $0) } }

    mutating func receive(_ text: String, at time: Int64? = nil) -> Session.Next { receive(Array(text.utf8), at: time) }

    mutating func receive(_ bytes: [UInt8], at time: Int64? = nil) -> Session.Next {
        now = time ?? now
        output.removeAll()
        session.receive(
            bytes.span, isStopping: isStopping, options: options, responder: responder, at: moment, into: &output)
        return write()
    }

    /// The turn that the loop gives a session that asked for `.again`.
    mutating func again() -> Session.Next { receive([]) }

    mutating func inputEnds(at time: Int64? = nil) -> Session.Next {
        now = time ?? now
        session.inputDidEnd()
        return follow(session.wrote(isComplete: true))
    }

    /// The client has taken everything that was pending.
    mutating func drained(at time: Int64? = nil) -> Session.Next {
        now = time ?? now
        isBlocked = false
        return follow(session.wrote(isComplete: true))
    }

    /// What comes of the time that has passed; nil if no deadline has.
    mutating func tick(at time: Int64) -> Session.Next? {
        now = time
        guard deadlines.popExpired(at: now) != nil else { return nil }
        output.removeAll()
        let next = session.expire(at: moment, into: &output)
        return next == .write ? write() : follow(next)
    }

    mutating func stop() -> Session.Next {
        isStopping = true
        let next = session.stop()
        return next == .read ? next : follow(next)
    }

    private mutating func write() -> Session.Next {
        sent += output.flattened
        return follow(session.wrote(isComplete: output.isEmpty || !isBlocked))
    }

    private mutating func follow(_ next: Session.Next) -> Session.Next {
        if next == .close {
            deadlines.clear(7)
        } else if session.deadlineChanged {
            deadlines.start(session.deadline, for: 7, at: now)
        }
        return next
    }
}

extension ResponseBuffer {
    /// The bytes as they go to the client, referred bodies in their places.
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

/// SplitMix64: random numbers that are the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
