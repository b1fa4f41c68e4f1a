// Answers ready to send. Everything that does not change from one request to the next is assembled once, when the answer is
// made; writing it is copying bytes, with the date of the moment between head and body.

/// A complete response, kept as bytes. Immutable, so it may be sent any number of times, by any thread.
public final class Response: Sendable {
    public let status: Status
    public let body: [UInt8]
    /// Whether it is the answer to the same request again, until the data it was made from changes.
    public let isLasting: Bool
    /// Status line and the fields that describe the content, then those that a 304 has as well (RFC 9110 section 15.4.5). Date,
    /// Connection and the empty line come with the moment.
    let head: [UInt8]
    /// Where in it the fields of a 304 begin.
    let sharedFields: Int
    let tag: EntityTag?
    let lastModified: LastModified?

    /// Its field lines that do not depend on the moment.
    public var fields: String {
        String(decoding: head.drop { $0 != .lineFeed }.dropFirst(), as: UTF8.self)
    }

    /// Bytes it takes in memory.
    var cost: Int { body.capacity + head.capacity + 256 }

    /// Fields of every response: answers may be read by scripts of any origin, and are what their type says.
    fileprivate static let commonFields: StaticString =
        "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag, Link\r\nX-Content-Type-Options: nosniff\r\n"

    /// An answer with a body and validators, for GET and HEAD.
    /// - Parameters:
    ///   - shared: fields that many answers have; they are part of a 304 too.
    ///   - fields: further ones, such as Link.
    ///   - lastModified: when what the answer is made of last changed; nil where that is not known.
    ///   - coding: the content coding that was agreed on; a body that is not worth it is sent as it is.
    ///   - isLasting: whether the answer depends on nothing but the request and the data.
    public init(
        contentType: String, body: [UInt8], shared: FieldLines, fields: [(name: String, value: String)] = [],
        lastModified: LastModified? = nil, coding: Negotiation.Coding = .identity, isLasting: Bool = false
    ) {
        self.isLasting = isLasting
        let compressed = Gzip.compress(body, coding)
        // A coded representation is another one, and has a tag of its own (RFC 9110 section 8.8.3.3).
        let tag = EntityTag(of: body, suffix: compressed == nil ? "" : "-gzip")
        let body = compressed ?? body
        status = .ok
        // It may be kept for long, and the room that a body grew into is up to as much again.
        self.body = body.compact
        self.tag = tag
        self.lastModified = lastModified
        var lines = Response.head(.ok, contentType, length: body.count, isCoded: compressed != nil)
        sharedFields = lines.count
        lines.append("ETag: " as StaticString)
        tag.withBytes { lines.append(contentsOf: $0) }
        lines.append("\r\n" as StaticString)
        if let lastModified { lines.append(bytes: lastModified.line) }
        lines.append(bytes: shared.bytes)
        for field in fields { FieldLines.append(field, to: &lines) }
        head = lines
    }

    /// An error.
    public init(_ problem: Problem) {
        let body = problem.json
        var lines = Response.head(problem.status, "application/problem+json", length: body.count)
        sharedFields = lines.count
        lines.append("Cache-Control: no-store\r\n" as StaticString)
        if let methods = problem.allowedMethods { lines.append("Allow: \(methods)\r\n") }
        if problem.status == .serviceUnavailable || problem.status == .tooManyRequests {
            lines.append("Retry-After: 1\r\n" as StaticString)
        }
        lines.append(Response.commonFields)
        status = problem.status
        isLasting = false
        self.body = body
        tag = nil
        lastModified = nil
        head = lines
    }

    /// The answer to OPTIONS, which is also that to a CORS preflight.
    public init(allowedMethods: String) {
        status = .noContent
        isLasting = false
        body = []
        tag = nil
        lastModified = nil
        var lines = Response.statusLine(.noContent)
        sharedFields = lines.count
        lines.append(
            "Allow: \(allowedMethods)\r\nAccess-Control-Allow-Methods: \(allowedMethods)\r\n"
                + "Access-Control-Allow-Headers: *\r\nAccess-Control-Max-Age: 86400\r\nCache-Control: no-store\r\n"
                + "\(Response.commonFields)")
        head = lines
    }

    static let notModifiedLine = statusLine(.notModified)

    private static func statusLine(_ status: Status) -> [UInt8] {
        Array("HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n".utf8)
    }

    private static func head(
        _ status: Status, _ contentType: String, length: Int, isCoded: Bool = false
    ) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(640)
        lines.append("HTTP/1.1 " as StaticString)
        lines.append(decimal: status.rawValue)
        lines.append(.space)
        lines.append(status.phrase)
        lines.append("\r\nContent-Type: " as StaticString)
        lines.append(contentType)
        if isCoded { lines.append("\r\nContent-Encoding: gzip" as StaticString) }
        lines.append("\r\nContent-Length: " as StaticString)
        lines.append(decimal: length)
        lines.append("\r\n" as StaticString)
        return lines
    }
}

/// Field lines that many answers have, made once.
public struct FieldLines: Sendable {
    fileprivate let bytes: [UInt8]

    /// - Parameter fields: further fields, such as Vary.
    public init(cacheControl: String, _ fields: [(name: String, value: String)] = []) {
        var lines: [UInt8] = []
        for field in [(name: "Cache-Control", value: cacheControl)] + fields { FieldLines.append(field, to: &lines) }
        lines.append(Response.commonFields)
        bytes = lines
    }

    fileprivate static func append(_ field: (name: String, value: String), to lines: inout [UInt8]) {
        lines.append(field.name)
        lines.append(": " as StaticString)
        lines.append(field.value)
        lines.append("\r\n" as StaticString)
    }
}

/// When what an answer is made of last changed, with its field line made once.
public struct LastModified: Sendable {
    public let date: HTTPDate
    let line: [UInt8]

    public init(_ date: HTTPDate) {
        self.date = date
        line = Array("Last-Modified: \(date.text)\r\n".utf8)
    }
}

/// What a response depends on beside its answer.
public struct Timestamp: Sendable {
    /// Wall-clock time, for Date and for whatever depends on the day.
    public let now: HTTPDate
    /// The end of a head by what happens to the connection after it: the line of Date, that of Connection, the empty line.
    let persistent: [UInt8]
    let keepAlive: [UInt8]
    let close: [UInt8]

    public init(now: HTTPDate) {
        self.now = now
        let date = "Date: \(now.text)\r\n"
        persistent = [UInt8]("\(date)\r\n".utf8)
        keepAlive = [UInt8]("\(date)Connection: keep-alive\r\n\r\n".utf8)
        close = [UInt8]("\(date)Connection: close\r\n\r\n".utf8)
    }
}

/// Bytes on their way to a client, in order. Small pieces are copied together; a large body is only referred to, so that a
/// client that reads slowly costs no copy of it.
public struct ResponseBuffer {
    /// A large piece that belongs before `offset` of `bytes`.
    public struct Insertion: Sendable {
        public let offset: Int
        public let body: [UInt8]
    }

    public private(set) var bytes: [UInt8] = []
    public private(set) var insertions: [Insertion] = []
    /// How many bytes there are in all.
    public private(set) var count = 0

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

    /// The interim response of RFC 9110 section 15.2.1.
    public mutating func appendContinue() { append([UInt8]("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }

    /// Answers a request, conditions considered.
    /// - Parameter closes: whether the connection ends with this response.
    public mutating func append(
        _ answer: Response, to request: RequestHead, in bytes: Span<UInt8>, closes: Bool, at moment: Timestamp
    ) {
        var isBodyless = request.method == .head
        let precondition =
            answer.tag == nil
            ? .proceed
            : request.precondition(
                bytes, tag: answer.tag, lastModified: answer.lastModified?.date, now: moment.now)
        switch precondition {
        case .proceed: append(answer.head)
        case .notModified:
            append(Response.notModifiedLine)
            answer.head.withUnsafeBufferPointer { append(UnsafeBufferPointer(rebasing: $0[answer.sharedFields...])) }
            isBodyless = true
        case .failed(let field):
            return append(Response(.preconditionFailed(field)), to: request, in: bytes, closes: closes, at: moment)
        }
        append(closes ? moment.close : request.isVersion11 ? moment.persistent : moment.keepAlive)
        if !isBodyless { append(body: answer.body) }
    }

    /// Answers a request that could not be read; the connection ends with it.
    /// - Parameter isHead: whether enough of it was read to know that it is a HEAD, whose answer has no content.
    public mutating func append(_ error: RequestError, isHead: Bool = false, at moment: Timestamp) {
        let answer = Response(Problem(error))
        append(answer.head)
        append(moment.close)
        if !isHead { append(body: answer.body) }
    }
}

extension Problem {
    static func preconditionFailed(_ field: KnownField) -> Problem {
        Problem(
            .preconditionFailed, kind: "precondition-failed", title: "Precondition Failed",
            detail: field == .ifMatch
                ? "None of the entity tags in If-Match is that of the current representation; fetch it again for its ETag."
                : "The representation has changed since the date in If-Unmodified-Since.")
    }
}

/// What answers requests. One for each event loop, so it needs no lock.
public protocol Responder: AnyObject, SendableMetatype {
    /// The answer to a request that could be read. `bytes` are those of its head.
    func answer(to request: RequestHead, in bytes: Span<UInt8>, at moment: Timestamp) -> Response

    /// How many answers were made so far and not found ready. They may cost a thousand times as much, so a connection's turn
    /// ends with one.
    var answersMade: Int { get }
}
