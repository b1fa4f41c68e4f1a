// The output of one input of a connection, before it is written to the socket.

/// Bytes to send, in order. Small pieces are copied together; a large body is referred to, so that a client that reads slowly
/// costs no copy of it.
public struct ResponseBuffer {
    /// A body that is sent before the byte at `offset` of `bytes`.
    public struct Insertion: Sendable {
        public let offset: Int
        public let body: [UInt8]
    }

    public private(set) var bytes: [UInt8] = []
    public private(set) var insertions: [Insertion] = []
    /// The number of bytes, including insertions.
    public private(set) var count = 0

    /// Bodies up to this size, in bytes, are copied.
    private static let copiedAtMost = 16_384

    public init(capacity: Int = 65_536) { bytes.reserveCapacity(capacity) }

    public var isEmpty: Bool { count == 0 }

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        if !insertions.isEmpty { insertions.removeAll() }
        count = 0
    }

    @inline(__always)
    mutating func append(_ piece: borrowing [UInt8]) { piece.withUnsafeBufferPointer { append($0) } }

    @inline(__always)
    private mutating func append(_ piece: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: piece)
        count += piece.count
    }

    mutating func append(body: [UInt8]) {
        if body.count <= ResponseBuffer.copiedAtMost {
            append(body)
        } else {
            insertions.append(Insertion(offset: bytes.count, body: body))
            count += body.count
        }
    }

    /// Appends the interim response `100 Continue` (RFC 9110 section 15.2.1).
    public mutating func appendContinue() { append([UInt8]("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }

    /// Appends the response to a request after evaluating the request's conditions: it may become a 304 or a 412.
    /// - Parameter closes: whether the connection ends with this response.
    /// - Returns: the status that is sent, and the stream of the body if it is produced. The pieces of a stream follow; unless it is
    ///   chunked, the connection ends with it.
    @discardableResult
    public mutating func append(
        _ response: Response, to request: RequestHead, in bytes: Span<UInt8>, closes: Bool, at time: Timestamp
    ) -> (status: Status, stream: BodyStream?) {
        var hasBody = request.method != .head
        let precondition =
            response.tag == nil
            ? .proceed
            : request.precondition(
                bytes, tag: response.tag, lastModified: response.lastModified?.date, now: time.now)
        switch precondition {
        case .proceed: append(response.head)
        case .notModified:
            append(Response.notModifiedLine)
            response.head.withUnsafeBufferPointer {
                append(UnsafeBufferPointer(rebasing: $0[response.sharedFields...]))
            }
            hasBody = false
        case .failed(let field):
            return append(Response(.preconditionFailed(field)), to: request, in: bytes, closes: closes, at: time)
        }
        let isProduced = response.producer != nil && precondition == .proceed
        if isProduced, request.isVersion11 { append(ResponseBuffer.chunkedLine) }
        let ends = closes || isProduced && !request.isVersion11
        append(ends ? time.close : request.isVersion11 ? time.persistent : time.keepAlive)
        let status = precondition == .notModified ? .notModified : response.status
        guard hasBody else { return (status, nil) }
        if let producer = response.producer {
            return (
                status, BodyStream(producer(), isChunked: request.isVersion11, isCoded: response.isProducedCoded)
            )
        }
        append(body: response.body)
        return (status, nil)
    }

    private static let chunkedLine = [UInt8]("Transfer-Encoding: chunked\r\n".utf8)

    /// Appends the last response of a connection whose input cannot be parsed.
    /// - Parameter isHead: whether the method was parsed and is HEAD; the response to HEAD has no body.
    public mutating func append(_ error: RequestError, isHead: Bool = false, at time: Timestamp) {
        let response = Response(Problem(error))
        append(response.head)
        append(time.close)
        if !isHead { append(body: response.body) }
    }
}
