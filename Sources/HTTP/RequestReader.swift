// The requests of one connection. Bytes go in, steps come out; there is no socket, clock or thread, so tests can try every order
// of events.

/// Reads the requests of an HTTP/1.1 connection one after the other.
public struct RequestReader: Sendable {
    public enum Step: Equatable {
        /// All complete requests were returned; more bytes are needed.
        case needsBytes
        /// A complete request; its body was skipped. `head` refers to the bytes at `requestBytes` of the span passed in, or to
        /// `headCopy` if that is not empty.
        case request
        /// The client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1).
        case sendContinue
        /// The input is invalid. The error is the last response of the connection.
        case failed(RequestError)
        /// No further request will be read.
        case finished
    }

    /// The part of a request that is expected next.
    public enum Phase: Equatable, Sendable {
        /// The first byte of a request.
        case idle
        /// The rest of a head.
        case head
        /// The rest of a body.
        case body
        /// Nothing: the last request was read, the input was invalid, or `finish` was called.
        case finished
    }

    private let limits: Limits
    private var parser: RequestParser
    private var body = BodyDecoder(.none)
    private var isReadingBody = false
    private var isFinished = false
    /// The parser holds the head of the request that was returned last.
    private var hasRequest = false
    private var needsContinue = false

    /// The range of the last request's head in the span passed to `advance`.
    public private(set) var requestBytes = 0..<0
    /// A copy of the last request's head if it has a body, or if `keepHead` was called: the bytes of the head are gone when the
    /// body has been read or the response has been made.
    public private(set) var headCopy: [UInt8] = []

    public init(limits: Limits = Limits()) {
        self.limits = limits
        parser = RequestParser(limits: limits)
    }

    /// The head of the last request.
    public var head: RequestHead { parser.head }

    public var phase: Phase {
        if isFinished { return .finished }
        if isReadingBody { return .body }
        return !hasRequest && parser.hasStarted ? .head : .idle
    }

    /// Whether the connection persists after the last request.
    public var keepsAlive: Bool { !isFinished }

    /// Takes the next step over `bytes` from `index` on, and advances `index` past the bytes that were consumed. The rest must be
    /// passed again, followed by the bytes that arrive later.
    public mutating func advance(_ bytes: Span<UInt8>, from index: inout Int) -> Step {
        if isFinished {
            index = bytes.count
            return .finished
        }
        if hasRequest {
            parser.reset()
            if !headCopy.isEmpty { headCopy = [] }
            hasRequest = false
        }
        if !isReadingBody {
            switch parser.parse(bytes.extracting(index..<bytes.count)) {
            case .partial: return .needsBytes
            case .failed(let error): return fail(error)
            case .complete: break
            }
            requestBytes = index..<index + parser.head.length
            index = requestBytes.upperBound
            guard parser.head.framing != .none else { return requestCompleted() }
            headCopy = bytes.bytes(requestBytes)
            body = BodyDecoder(parser.head.framing, limits: limits)
            // A client that has begun to send its body does not wait.
            needsContinue = parser.head.expectsContinue && index == bytes.count
            isReadingBody = true
        }
        switch body.decode(bytes, from: &index) {
        case .partial:
            guard needsContinue else { return .needsBytes }
            needsContinue = false
            return .sendContinue
        case .failed(let error): return fail(error)
        case .complete:
            isReadingBody = false
            return requestCompleted()
        }
    }

    private mutating func requestCompleted() -> Step {
        hasRequest = true
        isFinished = !parser.head.keepsAlive
        return .request
    }

    private mutating func fail(_ error: RequestError) -> Step {
        isFinished = true
        return .failed(error)
    }

    /// Copies the head of the last request, whose response is made later, to `headCopy`.
    public mutating func keepHead(_ bytes: Span<UInt8>) {
        if headCopy.isEmpty { headCopy = bytes.bytes(0..<bytes.count) }
    }

    /// Ends reading: a deadline passed, or the server is stopping.
    public mutating func finish() { isFinished = true }
}
