// The life of a connection as a value: bytes go in, steps come out. No socket, no clock, no thread; so every order of events
// can be tried in a test. The server asks for steps until it is told to wait.

/// The protocol state of one HTTP/1.1 connection.
public struct Connection: Sendable {
    public enum Step: Equatable {
        /// Everything complete has been handed out; wait for more bytes.
        case needsBytes
        /// A whole request with its body read: answer `head`, whose bytes are at `requestBytes` of the span passed in, or
        /// in `heldBytes` if that is not empty.
        case request
        /// The client waits for permission to send its body (RFC 9110 section 10.1.1): write `100 Continue`.
        case sendContinue
        /// Answer with an error, then close.
        case failed(RequestError)
        /// Nothing more will be read from this connection.
        case finished
    }

    /// What the connection is in the middle of; each has a deadline of its own.
    public enum Activity: Equatable {
        /// Between requests, or before the first.
        case idle
        /// Part of a head has arrived.
        case readingHead
        /// A head has arrived, and its body is being read past.
        case readingBody
        /// No more requests will be read.
        case finished
    }

    private enum Phase { case head, body, answered, finished }

    private let limits: Limits
    private var parser: RequestParser
    private var body = BodyDecoder(.none)
    private var phase = Phase.head
    private var continuePending = false

    /// Where the last request's head stands in the span passed to `advance`.
    public private(set) var requestBytes = 0..<0
    /// A copy of the head of a request that has a body: by the time the body has been read, the bytes of its head are gone.
    public private(set) var heldBytes: [UInt8] = []

    public init(limits: Limits = Limits()) {
        self.limits = limits
        parser = RequestParser(limits: limits)
    }

    /// The head of the request to be answered, after `advance` returned `.request`.
    public var head: RequestHead { parser.head }

    public var activity: Activity {
        switch phase {
        case .finished: .finished
        case .body: .readingBody
        case .head: parser.hasStarted ? .readingHead : .idle
        case .answered: .idle
        }
    }

    /// Whether the connection goes on after the request just handed out.
    public var keepsAlive: Bool { phase != .finished }

    /// Takes the next step over `bytes` from `index` on. Bytes before the returned `index` are done with; the rest must be
    /// passed again, followed by what arrives later.
    public mutating func advance(_ bytes: Span<UInt8>, from index: inout Int) -> Step {
        if phase == .answered {
            parser.reset()
            if !heldBytes.isEmpty { heldBytes = [] }
            phase = .head
        }
        switch phase {
        case .head:
            switch parser.parse(bytes.extracting(index..<bytes.count)) {
            case .partial: return .needsBytes
            case .failed(let error): return fail(error)
            case .complete: return headCompleted(bytes, &index)
            }
        case .body:
            switch body.decode(bytes, from: &index) {
            case .partial:
                guard continuePending else { return .needsBytes }
                continuePending = false
                return .sendContinue
            case .failed(let error): return fail(error)
            case .complete: return requestCompleted()
            }
        case .answered, .finished:
            index = bytes.count
            return .finished
        }
    }

    private mutating func headCompleted(_ bytes: Span<UInt8>, _ index: inout Int) -> Step {
        requestBytes = index..<index + parser.head.length
        index = requestBytes.upperBound
        guard parser.head.framing != .none else { return requestCompleted() }
        heldBytes = bytes.bytes(requestBytes)
        body = BodyDecoder(parser.head.framing, limits: limits)
        // A client that has already begun to send its body waits for nothing.
        continuePending = parser.head.expectsContinue && index == bytes.count
        phase = .body
        return advance(bytes, from: &index)
    }

    private mutating func requestCompleted() -> Step {
        phase = parser.head.keepsAlive ? .answered : .finished
        return .request
    }

    private mutating func fail(_ error: RequestError) -> Step {
        phase = .finished
        return .failed(error)
    }

    /// No further request will be read: the client closed its side, a deadline passed, or the server is stopping.
    public mutating func finish() { phase = .finished }
}
