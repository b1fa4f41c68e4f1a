// Parses a request head, RFC 9112 sections 2 to 5, line by line as bytes arrive. Strict: where the RFC permits leniency (bare LF,
// folded lines, blanks before the colon), leniency enables request smuggling.
//
// Rules: each byte is examined once; the result depends on the bytes and not on the pieces in which they arrive; limits count from
// the start of the line or of the head.

/// An incremental parser of one request head.
public struct RequestParser: Sendable {
    public enum Result: Equatable {
        /// More bytes are needed. Call again with the same bytes and those that follow.
        case partial
        /// The head is complete; see `head`.
        case complete
        case failed(RequestError)
    }

    private enum State: UInt8 { case start, requestLine, fieldLines, finished }

    public private(set) var head = RequestHead()
    private let limits: Limits
    private var state = State.start
    private var lineStart = 0
    private var scanned = 0
    private var fieldCount = 0
    private var codings = TransferCodings()
    private var connectionOptions = ConnectionOptions()

    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Whether part of a request was parsed.
    public var hasStarted: Bool { scanned > 0 && state != .finished }

    /// Prepares for the next head.
    @inline(__always)
    public mutating func reset() { self = RequestParser(limits: limits) }

    /// Continues to parse. On every call, `bytes` starts with the first byte of the request.
    public mutating func parse(_ bytes: Span<UInt8>) -> Result {
        do throws(RequestError) {
            while let line = try nextLine(bytes) {
                switch state {
                case .start where line.isEmpty:
                    // RFC 9112 section 2.2: an empty line before the request line is ignored; a second one is not.
                    state = .requestLine
                case .start, .requestLine:
                    try parseRequestLine(bytes, line)
                    state = .fieldLines
                case .fieldLines where line.isEmpty:
                    head.length = lineStart
                    try finish(bytes)
                    state = .finished
                    return .complete
                case .fieldLines:
                    try parseFieldLine(bytes, line)
                case .finished:
                    return .complete
                }
            }
            return .partial
        } catch {
            return .failed(error)
        }
    }

    // MARK: lines

    /// The next complete line without its CR LF; nil if it is incomplete.
    @inline(__always)
    private mutating func nextLine(_ bytes: Span<UInt8>) throws(RequestError) -> Range<Int>? {
        let isRequestLine = state != .fieldLines
        // The bytes that the limit of the head leaves for this line without its CR LF; −1 if there are none.
        let headRest = max(limits.head - lineStart - 2, -1)
        let limit = min(isRequestLine ? limits.requestLine : limits.fieldLine, headRest)
        let stop = min(bytes.count, lineStart + limit + 1)
        let index = bytes.endOfText(scanned..<stop)
        scanned = index
        if index == stop {
            guard index - lineStart > limit else { return nil }
            if isRequestLine { throw RequestParser.tooLongRequestLine(bytes, lineStart, limits) }
            throw headRest <= limits.fieldLine
                ? RequestError(
                    .requestHeaderFieldsTooLarge, "The request head is longer than the limit of \(limits.head) bytes.")
                : RequestError(
                    .requestHeaderFieldsTooLarge, "A field line is longer than the limit of \(limits.fieldLine) bytes.")
        }
        guard bytes[index] == .carriageReturn else {
            throw RequestParser.misplaced(bytes[index], isFirst: index == 0)
        }
        guard index + 1 < bytes.count else { return nil }
        guard bytes[index + 1] == .lineFeed else {
            throw .bad("The head contains a CR without LF; lines end in CR LF (RFC 9112 section 2.2).")
        }
        let line = lineStart..<index
        lineStart = index + 2
        scanned = lineStart
        return line
    }

    private static func misplaced(_ byte: UInt8, isFirst: Bool) -> RequestError {
        if byte == .lineFeed {
            return .bad("A line of the head ends in a bare LF; lines end in CR LF (RFC 9112 section 2.2).")
        }
        if isFirst && byte == 0x16 {
            return .bad(
                "These bytes look like TLS; this server speaks plain HTTP. Use http://, or put a TLS proxy in front.")
        }
        return .bad("A request head must not contain byte 0x\(String(byte, radix: 16)) (RFC 9110 section 5.5).")
    }

    private static func tooLongRequestLine(_ bytes: Span<UInt8>, _ start: Int, _ limits: Limits) -> RequestError {
        // 414 means that the target is too long; a line without a space in its first 64 bytes has no target.
        let methodEnd = bytes.firstIndex(of: .space, in: start..<min(bytes.count, start + 64))
        return methodEnd == nil
            ? .bad("The request line has no method in its first 64 bytes.")
            : RequestError(.uriTooLong, "The request line is longer than the limit of \(limits.requestLine) bytes.")
    }

    // MARK: request line

    private mutating func parseRequestLine(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(RequestError) {
        guard let methodEnd = bytes.firstIndex(of: .space, in: line), methodEnd > line.lowerBound else {
            throw .bad("The request line is not 'METHOD TARGET HTTP/1.1' with single spaces (RFC 9112 section 3).")
        }
        for index in line.lowerBound..<methodEnd where !ByteSet.token.contains(bytes[index]) {
            throw .bad("The method is not a token (RFC 9110 section 9.1).")
        }
        head.method = RequestParser.method(bytes, line.lowerBound..<methodEnd)
        guard let targetEnd = bytes.firstIndex(of: .space, in: methodEnd + 1..<line.upperBound) else {
            throw .bad("The request line has no HTTP version; HTTP/0.9 is not supported.")
        }
        guard targetEnd > methodEnd + 1 else {
            throw .bad("The request line is not 'METHOD TARGET HTTP/1.1' with single spaces (RFC 9112 section 3).")
        }
        try parseVersion(bytes, targetEnd + 1..<line.upperBound)
        head.target = methodEnd + 1..<targetEnd
        try parseTarget(bytes)
    }

    private static func method(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Method {
        @inline(__always) func isExactly(_ name: StaticString) -> Bool {
            for index in 0..<range.count where bytes[range.lowerBound + index] != name.utf8Start[index] { return false }
            return true
        }
        switch range.count {
        case 3: return isExactly("GET") ? .get : isExactly("PUT") ? .put : .other
        case 4: return isExactly("HEAD") ? .head : isExactly("POST") ? .post : .other
        case 5: return isExactly("TRACE") ? .trace : isExactly("PATCH") ? .patch : isExactly("QUERY") ? .query : .other
        case 6: return isExactly("DELETE") ? .delete : .other
        case 7: return isExactly("OPTIONS") ? .options : isExactly("CONNECT") ? .connect : .other
        default: return .other
        }
    }

    private mutating func parseVersion(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(RequestError) {
        // RFC 9112 section 2.3: HTTP-name "/" DIGIT "." DIGIT, case-sensitive.
        let start = range.lowerBound
        guard range.count == 8, bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/"), bytes[start + 5].isDigit, bytes[start + 6] == UInt8(ascii: "."),
            bytes[start + 7].isDigit
        else {
            throw .bad("The request line does not end in a version such as HTTP/1.1 (RFC 9112 section 2.3).")
        }
        guard bytes[start + 5] == UInt8(ascii: "1") else {
            throw RequestError(.httpVersionNotSupported, "This server supports HTTP/1.1 and HTTP/1.0.")
        }
        head.isVersion11 = bytes[start + 7] != UInt8(ascii: "0")
    }

    // MARK: fields

    private mutating func parseFieldLine(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(RequestError) {
        fieldCount += 1
        guard fieldCount <= limits.fieldCount else {
            throw RequestError(
                .requestHeaderFieldsTooLarge, "The request has more fields than the limit of \(limits.fieldCount).")
        }
        var index = line.lowerBound
        while index < line.upperBound, ByteSet.token.contains(bytes[index]) { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == UInt8(ascii: ":") else {
            throw RequestParser.malformedFieldLine(bytes, line, index)
        }
        guard let field = KnownField(bytes, line.lowerBound..<index) else { return }
        let value = bytes.trimmingBlanks(index + 1..<line.upperBound)
        head.record(field, value)
        switch field {
        case .connection: connectionOptions.parse(bytes, value)
        case .transferEncoding: codings.parse(bytes, value)
        case .expect:
            // RFC 9110 section 10.1.1 defines one expectation, and ignores it in HTTP/1.0.
            if bytes.spells("100-continue", in: value) {
                head.expectsContinue = true
            } else if head.isVersion11 {
                throw RequestError(
                    .expectationFailed, "The only expectation that this server supports is 100-continue.")
            }
        case .contentLength where head.isRepeated(.contentLength):
            throw .bad("Content-Length is repeated (RFC 9112 section 6.3).")
        case .host where head.isRepeated(.host):
            throw .bad("Host is repeated (RFC 9112 section 3.2).")
        default: break
        }
    }

    private static func malformedFieldLine(_ bytes: Span<UInt8>, _ line: Range<Int>, _ index: Int) -> RequestError {
        if bytes[line.lowerBound].isBlank {
            return .bad(
                "A field line starts with a space or tab; folded lines are not accepted (RFC 9112 section 5.2).")
        }
        guard index < line.upperBound else { return .bad("A field line has no colon (RFC 9112 section 5).") }
        if bytes[index].isBlank {
            return .bad("A field line has a space or tab before its colon (RFC 9112 section 5.1).")
        }
        return index == line.lowerBound && bytes[index] == UInt8(ascii: ":")
            ? .bad("A field line has no name (RFC 9112 section 5).")
            : .bad("A field name is not a token (RFC 9110 section 5.1).")
    }

    // MARK: the end of the head

    private mutating func finish(_ bytes: Span<UInt8>) throws(RequestError) {
        if let host = head.firstValue(.host) {
            guard host.isEmpty || Authority.isHost(bytes, host) else {
                throw .bad("The value of Host is not a host with an optional port (RFC 9110 section 7.2).")
            }
        } else if head.isVersion11 {
            throw .bad("The Host field is missing (RFC 9112 section 3.2).")
        }
        head.keepsAlive = (head.isVersion11 || connectionOptions.keepAlive) && !connectionOptions.close
        if !head.isVersion11 { head.expectsContinue = false }
        try parseFraming(bytes)
        if head.framing == .none { head.expectsContinue = false }
    }

    /// RFC 9112 sections 6.1 to 6.3. Framing that recipients could interpret differently is refused.
    private mutating func parseFraming(_ bytes: Span<UInt8>) throws(RequestError) {
        if head.firstValue(.transferEncoding) != nil {
            guard head.isVersion11 else { throw .bad("HTTP/1.0 has no Transfer-Encoding (RFC 9112 section 6.1).") }
            guard head.firstValue(.contentLength) == nil else {
                throw .bad("Both Transfer-Encoding and Content-Length are present (RFC 9112 section 6.3).")
            }
            try codings.check()
            head.framing = .chunked
        } else if let value = head.firstValue(.contentLength) {
            var length = 0
            guard !value.isEmpty else { throw .bad("Content-Length is empty (RFC 9110 section 8.6).") }
            for index in value {
                guard bytes[index].isDigit else {
                    throw .bad("Content-Length is not a number of bytes in digits (RFC 9110 section 8.6).")
                }
                // Not beyond the limit, so that no number of digits overflows.
                if length <= limits.body { length = length * 10 + Int(bytes[index] &- 0x30) }
            }
            guard length <= limits.body else { throw RequestParser.bodyTooLarge(limits) }
            head.framing = length == 0 ? .none : .length(length)
        }
    }

    static func bodyTooLarge(_ limits: Limits) -> RequestError {
        RequestError(
            .contentTooLarge,
            "The request body is longer than the limit of \(limits.body) bytes; no resource accepts a body.")
    }

    // MARK: target

    private mutating func parseTarget(_ bytes: Span<UInt8>) throws(RequestError) {
        let target = head.target
        switch bytes[target.lowerBound] {
        case _ where head.method == .connect:
            head.form = .authority
        case UInt8(ascii: "/"):
            head.form = .origin
            try parsePathAndQuery(bytes, target)
        case UInt8(ascii: "*") where target.count == 1:
            guard head.method == .options else {
                throw .bad("The target * is valid for OPTIONS only (RFC 9112 section 3.2.4).")
            }
            head.form = .asterisk
        default:
            guard let start = try Authority.afterScheme(bytes, target) else {
                throw .bad("The target must start with / or be an absolute http URI (RFC 9112 section 3.2).")
            }
            head.form = .absolute
            var end = start
            while end < target.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?"),
                bytes[end] != UInt8(ascii: "#")
            { end += 1 }
            guard start < end, bytes[start] != UInt8(ascii: ":"), Authority.isHost(bytes, start..<end) else {
                throw .bad("The target's authority is not a host with an optional port (RFC 9110 section 4.2).")
            }
            try parsePathAndQuery(bytes, end..<target.upperBound)
        }
    }

    private mutating func parsePathAndQuery(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(RequestError) {
        let end = try RequestParser.endOfPart(bytes, range, .path)
        head.path = range.lowerBound..<end
        guard end < range.upperBound else { return }
        guard bytes[end] == UInt8(ascii: "?") else { throw RequestParser.misplacedInTarget(bytes[end]) }
        head.query = end + 1..<range.upperBound
        let rest = try RequestParser.endOfPart(bytes, end + 1..<range.upperBound, .query)
        guard rest == range.upperBound else { throw RequestParser.misplacedInTarget(bytes[rest]) }
    }

    /// The index of the first byte in `range` that is not in `set`, or the end. Escapes are checked.
    @inline(__always)
    private static func endOfPart(_ bytes: Span<UInt8>, _ range: Range<Int>, _ set: ByteSet) throws(RequestError) -> Int
    {
        try bytes.extracting(range).withUnsafeBufferPointer { bytes throws(RequestError) in
            var index = 0
            while index < bytes.count, set.contains(bytes[index]) {
                if bytes[index] == UInt8(ascii: "%") {
                    guard index + 2 < bytes.count, let high = bytes[index + 1].hexValue,
                        let low = bytes[index + 2].hexValue
                    else {
                        throw .bad(
                            "A % in the target is not followed by two hexadecimal digits (RFC 3986 section 2.1).")
                    }
                    guard high != 0 || low != 0 else {
                        throw .bad("The target contains %00, which no resource has in its name.")
                    }
                    index &+= 2
                }
                index &+= 1
            }
            return range.lowerBound + index
        }
    }

    private static func misplacedInTarget(_ byte: UInt8) -> RequestError {
        if byte == UInt8(ascii: "#") { return .bad("A fragment (#) is not sent in a request (RFC 9110 section 7.1).") }
        let hex = String(byte, radix: 16, uppercase: true)
        return .bad(
            "Byte 0x\(hex) in the target must be written %\(hex.count < 2 ? "0" : "")\(hex) (RFC 3986 section 2.1).")
    }
}
