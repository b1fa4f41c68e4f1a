// One client's connection as a value: inputs go in, output and the next state come out. There is no system call and no clock, so
// tests can try every order of inputs.

import HTTP

/// A connection. `ConnectionState` describes its states; there is one method for each input.
struct Connection {
    /// The surroundings of an input.
    struct Context {
        var responder: any Responder
        let monitor: LoopMonitor
        /// Bytes of output after which the next requests wait.
        var outputPerBatch: Int
        /// The start of the batch of events in monotonic microseconds.
        var start: Int64 = 0
        var time: Timestamp
        /// Whether the server is stopping, so that every response is its connection's last.
        var isStopping = false
    }

    private(set) var state = ConnectionState.idle
    /// Whether the deadline of the state starts again.
    private(set) var restartsDeadline = true
    /// Bytes that were received and not consumed: part of a request, or requests that wait for output to be sent.
    private(set) var backlog: [UInt8] = []
    /// Requests that were responded to.
    private(set) var requests = 0
    /// Makes the late response, on another thread. The loop takes it when the state becomes `waiting`.
    private(set) var lateResponse: (@Sendable () -> Response)?

    private var reader: RequestReader
    /// The body that is being sent piece by piece.
    private var stream: BodyStream?
    private(set) var inputHasEnded = false
    private var backlogMayHoldRequests = false
    private var isWaiting = false
    /// The responder of the late response, and its start in monotonic microseconds.
    private var late: (responder: any Responder, start: Int64)?
    /// Nil if no log needs it.
    let client: ClientIdentity?
    /// Bytes dropped while lingering.
    private var droppedBytes = 0

    /// A client that sends more than this while lingering is closed. It is more than the rest of
    /// a refused head and 1 MiB after it.
    private static let droppedBytesLimit = 2 << 20

    init(limits: Limits, client: ClientIdentity? = nil) {
        reader = RequestReader(limits: limits)
        self.client = client
    }

    // MARK: inputs

    /// Bytes arrived. Responds to the requests that are complete, until a batch is full.
    mutating func receive(_ bytes: Span<UInt8>, _ context: Context, into output: inout ResponseBuffer) {
        restartsDeadline = false
        if state == .lingering {
            droppedBytes += bytes.count
            return
        }
        if backlog.isEmpty {
            let consumed = respond(to: bytes, context, &output)
            if consumed < bytes.count { backlog = bytes.bytes(consumed..<bytes.count) }
        } else {
            var all: [UInt8] = []
            swap(&all, &backlog)
            bytes.withUnsafeBufferPointer { all.append(contentsOf: $0) }
            let consumed = respond(to: all.span, context, &output)
            if consumed < all.count {
                all.removeFirst(consumed)
                backlog = all
            }
        }
    }

    /// The other connections were served: continues with the body or the requests of the backlog.
    mutating func resume(_ context: Context, into output: inout ResponseBuffer) {
        guard let stream else { return receive(Span(), context, into: &output) }
        // The previous piece is sent.
        restartsDeadline = true
        if !stream.next(into: &output) { endStream() }
    }

    /// The client ended its sending side.
    mutating func endInput() {
        restartsDeadline = false
        inputHasEnded = true
        settle(hasPendingOutput: state == .writing)
    }

    /// The loop has written the output of an input, or a part of it.
    mutating func wrote(all: Bool) {
        settle(hasPendingOutput: !all)
    }

    /// The response of `lateResponse` is ready.
    mutating func complete(
        _ response: Response, _ context: Context, into output: inout ResponseBuffer
    ) {
        isWaiting = false
        restartsDeadline = true
        backlogMayHoldRequests = !backlog.isEmpty
        if context.isStopping { reader.finish() }
        let bytes = reader.headCopy
        // After a reload, the response of the old data must not enter the new responder's cache.
        if let late, late.responder === context.responder {
            context.responder.finished(response, for: reader.head, in: bytes.span)
        }
        append(response, isCached: false, in: bytes.span, context, &output)
        late = nil
    }

    /// The deadline of the state has passed. `output` may receive a last response.
    mutating func expire(_ context: Context, into output: inout ResponseBuffer) {
        switch state {
        case .head, .body:
            reader.finish()
            context.monitor.count(.requestTime)
            append(.timeout, context, &output)
        case .writing:
            context.monitor.count(.writeTime)
            move(to: .closed)
        default: move(to: .closed)
        }
    }

    /// The server stops: a connection between requests ends.
    /// - Parameter endsFresh: whether this holds before the first request too, which a new client is about to send.
    mutating func stop(endsFresh: Bool) {
        restartsDeadline = false
        guard state == .idle, backlog.isEmpty, requests > 0 || endsFresh else { return }
        reader.finish()
        settle(hasPendingOutput: false)
    }

    /// Takes `lateResponse`.
    mutating func takeLateResponse() -> (@Sendable () -> Response)? {
        defer { lateResponse = nil }
        return lateResponse
    }

    // MARK: requests

    /// Responds to complete requests until the batch is full or a response was not in the cache.
    /// - Returns: the number of bytes consumed.
    private mutating func respond(
        to bytes: Span<UInt8>, _ context: Context, _ output: inout ResponseBuffer
    ) -> Int {
        var index = 0
        backlogMayHoldRequests = false
        loop: while true {
            switch reader.advance(bytes, from: &index) {
            case .needsBytes, .finished: break loop
            case .sendContinue: output.appendContinue()
            case .failed(let error): append(error, context, &output)
            case .request:
                requests += 1
                restartsDeadline = true
                if context.isStopping { reader.finish() }
                let isCached: Bool
                if reader.headCopy.isEmpty {
                    isCached = respond(in: bytes.extracting(reader.requestBytes), context, &output)
                } else {
                    let head = reader.headCopy
                    isCached = respond(in: head.span, context, &output)
                }
                guard isCached, output.count < context.outputPerBatch else {
                    backlogMayHoldRequests = index < bytes.count
                    break loop
                }
            }
        }
        return index
    }

    /// Responds to the reader's request.
    /// - Returns: whether the response was cached, so that the next request can follow at once.
    private mutating func respond(
        in head: Span<UInt8>, _ context: Context, _ output: inout ResponseBuffer
    ) -> Bool {
        switch context.responder.response(to: reader.head, in: head, at: context.time) {
        case .cached(let response):
            append(response, isCached: true, in: head, context, &output)
            return stream == nil
        case .made(let response):
            append(response, isCached: false, in: head, context, &output)
            return false
        case .later(let make):
            reader.keepHead(head)
            lateResponse = make
            late = (context.responder, context.start)
            isWaiting = true
            return false
        }
    }

    private mutating func append(
        _ response: Response, isCached: Bool, in head: Span<UInt8>, _ context: Context, _ output: inout ResponseBuffer
    ) {
        let request = reader.head
        let start = output.count
        // Without the chunked coding, the end of the connection ends a produced body.
        if response.producer != nil, !request.isVersion11 { reader.finish() }
        let status: Status
        (status, stream) = output.append(response, to: request, in: head, closes: !reader.keepsAlive, at: context.time)
        context.monitor.countResponse(
            status, route: response.route, isCached: isCached, size: stream == nil ? output.count - start : nil,
            to: request, in: head, from: client, lateStart: late?.start)
    }

    /// Appends the last response of a connection with invalid input.
    private func append(_ error: RequestError, _ context: Context, _ output: inout ResponseBuffer) {
        let start = output.count
        output.append(error, isHead: reader.head.method == .head, at: context.time)
        context.monitor.countResponse(
            error.status, route: -1, isCached: false, size: output.count - start, to: RequestHead(), in: Span(),
            from: client)
    }

    private mutating func endStream() {
        stream = nil
        backlogMayHoldRequests = !backlog.isEmpty
    }

    // MARK: states

    /// Moves to the state that follows from the properties of the connection.
    private mutating func settle(hasPendingOutput: Bool) {
        if hasPendingOutput {
            move(to: .writing)
        } else if state == .lingering {
            if inputHasEnded || droppedBytes > Connection.droppedBytesLimit { move(to: .closed) }
        } else if isWaiting {
            move(to: .waiting)
        } else if stream != nil || backlogMayHoldRequests && reader.phase != .finished {
            move(to: .yielding)
        } else if reader.phase == .finished {
            backlog = []
            move(to: inputHasEnded ? .closed : .lingering)
        } else if inputHasEnded {
            // No request can become complete.
            move(to: .closed)
        } else {
            switch reader.phase {
            case .head: move(to: .head)
            case .body: move(to: .body)
            case .idle, .finished: move(to: .idle)
            }
        }
    }

    private mutating func move(to next: ConnectionState) {
        guard next != state else { return }
        assert(state.canBecome(next), "\(state) cannot become \(next)")
        state = next
        restartsDeadline = true
    }
}
