// The life of a connection between socket and protocol, as a value: what arrives, what is written and what expires goes in;
// what the loop has to do next comes out. No system call and no clock in here, so every order of events can be tested.

import HTTP

/// One client's session.
struct Session {
    /// What the loop does next.
    enum Next: Equatable {
        /// Wait until there are bytes to read.
        case read
        /// Wait until what is pending can be written; read nothing meanwhile.
        case write
        /// More requests may be here already: come back when the others have had their turn.
        case again
        /// Close the sending side, then read and drop what still comes, so that the client gets the answer and not a reset
        /// (RFC 9112 section 9.6).
        case linger
        case close
    }

    private(set) var connection: Connection
    /// Bytes that arrived and are not yet answered: part of a request, or requests that wait for output to drain.
    private(set) var backlog: [UInt8] = []
    private var inputEnded = false
    private var hasMore = false
    private(set) var isLingering = false
    private var lingered = 0
    /// The deadline that runs, for the loop to pass on; nil while the loop has nothing to change.
    private(set) var deadline: DeadlineKind = .idle
    private(set) var deadlineChanged = true
    /// Requests answered.
    private(set) var requests = 0

    init(limits: Limits) { connection = Connection(limits: limits) }

    /// Bytes dropped while lingering after which a client is not waited for any longer.
    private static let lingeredAtMost = 1 << 20

    /// Answers what can be answered of the backlog and these bytes.
    /// - Parameter isStopping: whether the server is being stopped, so that every answer is the connection's last.
    mutating func receive(
        _ bytes: Span<UInt8>, isStopping: Bool, options: ServerOptions, responder: some Responder, at moment: Timestamp,
        into output: inout ResponseBuffer
    ) {
        deadlineChanged = false
        if isLingering {
            lingered += bytes.count
            return
        }
        if backlog.isEmpty {
            let consumed = answer(bytes, isStopping, options, responder, moment, &output)
            if consumed < bytes.count { backlog = bytes.bytes(consumed..<bytes.count) }
        } else {
            var all: [UInt8] = []
            swap(&all, &backlog)
            bytes.withUnsafeBufferPointer { all.append(contentsOf: $0) }
            let consumed = answer(all.span, isStopping, options, responder, moment, &output)
            if consumed < all.count {
                all.removeFirst(consumed)
                backlog = all
            }
        }
    }

    private mutating func answer(
        _ bytes: Span<UInt8>, _ isStopping: Bool, _ options: ServerOptions, _ responder: some Responder,
        _ moment: Timestamp, _ output: inout ResponseBuffer
    ) -> Int {
        var index = 0
        var answered = 0
        var madeResponse = false
        hasMore = false
        func respond(to head: RequestHead, in bytes: Span<UInt8>, closes: Bool) {
            let response: Response
            switch responder.response(to: head, in: bytes, at: moment) {
            case .cached(let found): response = found
            case .made(let made): (response, madeResponse) = (made, true)
            }
            output.append(response, to: head, in: bytes, closes: closes, at: moment)
        }
        loop: while true {
            guard output.count < options.outputPerTurn, !madeResponse else {
                hasMore = index < bytes.count
                break
            }
            switch connection.advance(bytes, from: &index) {
            case .needsBytes, .finished: break loop
            case .sendContinue: output.appendContinue()
            case .failed(let error): output.append(error, isHead: connection.head.method == .head, at: moment)
            case .request:
                answered += 1
                if isStopping { connection.finish() }
                let head = connection.head
                let closes = !connection.keepsAlive
                if connection.heldBytes.isEmpty {
                    respond(to: head, in: bytes.extracting(connection.requestBytes), closes: closes)
                } else {
                    let held = connection.heldBytes
                    respond(to: head, in: held.span, closes: closes)
                }
            }
        }
        requests += answered
        updateDeadline(restarts: answered > 0)
        return index
    }

    /// Head and body deadlines are absolute: they start when what they are for starts, and not again before it is over.
    private mutating func updateDeadline(restarts: Bool) {
        let wanted: DeadlineKind =
            switch connection.activity {
            case .idle: .idle
            case .readingHead: .head
            case .readingBody: .body
            case .finished: .linger
            }
        deadlineChanged = restarts || wanted != deadline
        deadline = wanted
    }

    /// The client closed its sending side.
    mutating func inputDidEnd() { inputEnded = true }

    /// The loop wrote what it could; `isComplete` says whether that was all.
    mutating func wrote(isComplete: Bool) -> Next {
        guard isComplete else {
            deadlineChanged = deadline != .write
            deadline = .write
            return .write
        }
        if deadline == .write { updateDeadline(restarts: true) }
        if isLingering { return inputEnded || lingered > Session.lingeredAtMost ? .close : .read }
        if hasMore { return .again }
        if connection.activity == .finished { return endOutput() }
        // Half a request that can never become a whole one is not answered: nobody is known to listen.
        return inputEnded ? .close : .read
    }

    private mutating func endOutput() -> Next {
        guard !inputEnded else { return .close }
        isLingering = true
        backlog = []
        deadline = .linger
        deadlineChanged = true
        return .linger
    }

    /// The running deadline has passed. An answer may have been put in `output`; then the loop writes it and goes on.
    mutating func expire(at moment: Timestamp, into output: inout ResponseBuffer) -> Next {
        switch deadline {
        case .head, .body:
            let isHead = connection.head.method == .head
            connection.finish()
            output.append(.timeout, isHead: isHead, at: moment)
            return .write
        case .idle, .write, .linger: return .close
        }
    }

    /// The server is being stopped: a connection between requests is over.
    mutating func stop() -> Next {
        guard connection.activity == .idle, backlog.isEmpty, deadline != .write else { return .read }
        connection.finish()
        return endOutput()
    }
}
