// Responses as bytes. Everything that does not depend on the moment is assembled when the response is made; sending it copies
// bytes, with the Date line between head and body.

/// A complete response. Immutable, so it may be sent any number of times by any thread.
public final class Response: Sendable {
    public let status: Status
    public let body: [UInt8]
    /// Whether the same request gets this response until the data changes, so that it may be cached.
    public let isLasting: Bool
    /// The status line and the fields that describe the content, then the fields that a 304 has too (RFC 9110 section 15.4.5).
    /// `Timestamp` adds Date, Connection and the empty line.
    let head: [UInt8]
    /// The index in `head` of the fields of a 304.
    let sharedFields: Int
    let tag: EntityTag?
    let lastModified: LastModified?
    /// Makes the producer of a body that is not in `body`; nil for an ordinary response.
    public let producer: (@Sendable () -> any BodyProducer)?
    /// Whether the body of the producer is sent with the gzip coding.
    let isProducedCoded: Bool
    /// The index in `Responder.routes`; −1 if no route matches.
    public let route: Int

    /// The field lines that do not depend on the moment.
    public var fields: String {
        String(decoding: head.drop { $0 != .lineFeed }.dropFirst(), as: UTF8.self)
    }

    /// Memory in bytes, estimated.
    var cost: Int { body.capacity + head.capacity + 256 }

    /// Fields of every response: scripts of any origin may read it, and browsers must not guess its type.
    static let commonFields: StaticString =
        "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag, Link\r\nX-Content-Type-Options: nosniff\r\n"

    /// A 200 response with validators, for GET and HEAD.
    /// - Parameters:
    ///   - shared: fields that many responses share; a 304 has them too.
    ///   - fields: further fields, such as Link.
    ///   - lastModified: the last change of the data that the response is made from; nil if it is unknown.
    ///   - coding: the negotiated content coding. A body shorter than 1,024 bytes is sent without a coding, unless identity is refused.
    ///   - isLasting: whether the response depends only on the request and the data.
    public init(
        contentType: String, body: [UInt8], shared: FieldLines, fields: [(name: String, value: String)] = [],
        lastModified: LastModified? = nil, coding: Negotiation.Coding = .identity, isLasting: Bool = false,
        route: Int = -1
    ) {
        self.isLasting = isLasting
        self.route = route
        producer = nil
        isProducedCoded = false
        let compressed = Gzip.compress(body, coding)
        // Representations in different codings have different tags (RFC 9110 section 8.8.3.3).
        let tag = EntityTag(of: body, suffix: compressed == nil ? "" : "-gzip")
        let body = compressed ?? body
        status = .ok
        // A cached body must not keep spare capacity, which is up to the body's size again.
        self.body = body.compact
        self.tag = tag
        self.lastModified = lastModified
        var lines = Response.head(.ok, contentType, length: body.count, isCoded: compressed != nil)
        sharedFields = lines.count
        Response.appendShared(tag, lastModified, shared, fields, to: &lines)
        head = lines
    }

    /// A 200 response whose body is produced while it is sent: with the chunked coding, or until the connection ends for HTTP/1.0.
    /// - Parameters:
    ///   - identity: bytes that identify the representation, such as the dataset, the target and the format; the entity tag is
    ///     their digest.
    ///   - coding: the negotiated content coding.
    ///   - producer: called on the event loop for each response with a body; not for HEAD, 304 or 412.
    ///
    /// The other parameters are those of an ordinary response.
    public init(
        contentType: String, identity: [UInt8], shared: FieldLines, fields: [(name: String, value: String)] = [],
        lastModified: LastModified? = nil, coding: Negotiation.Coding = .identity, isLasting: Bool = false,
        route: Int = -1, producer: @escaping @Sendable () -> any BodyProducer
    ) {
        self.isLasting = isLasting
        self.route = route
        self.producer = producer
        isProducedCoded = coding != .identity
        let tag = EntityTag(of: identity, suffix: isProducedCoded ? "-gzip" : "")
        status = .ok
        body = []
        self.tag = tag
        self.lastModified = lastModified
        var lines = Response.head(.ok, contentType, length: nil, isCoded: isProducedCoded)
        sharedFields = lines.count
        Response.appendShared(tag, lastModified, shared, fields, to: &lines)
        head = lines
    }

    /// An error response, RFC 9457. A 429 or 503 has `Retry-After: 1`.
    public init(_ problem: Problem, route: Int = -1) {
        self.route = route
        producer = nil
        isProducedCoded = false
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

    /// The response to OPTIONS, a CORS preflight included.
    public init(allowedMethods: String) {
        status = .noContent
        isLasting = false
        route = -1
        producer = nil
        isProducedCoded = false
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
        _ status: Status, _ contentType: String, length: Int?, isCoded: Bool = false
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
        if let length {
            lines.append("\r\nContent-Length: " as StaticString)
            lines.append(decimal: length)
        }
        lines.append("\r\n" as StaticString)
        return lines
    }

    /// Appends the fields that a 304 has too.
    private static func appendShared(
        _ tag: EntityTag, _ lastModified: LastModified?, _ shared: FieldLines,
        _ fields: [(name: String, value: String)],
        to lines: inout [UInt8]
    ) {
        lines.append("ETag: " as StaticString)
        tag.withBytes { lines.append(contentsOf: $0) }
        lines.append("\r\n" as StaticString)
        if let lastModified { lines.append(bytes: lastModified.line) }
        lines.append(bytes: shared.bytes)
        for field in fields { FieldLines.append(field, to: &lines) }
    }
}
