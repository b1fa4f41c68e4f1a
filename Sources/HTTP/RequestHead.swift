// Request heads as ranges of the received bytes. Nothing is copied, so a head is valid only with its bytes.

/// A request method. Only GET, HEAD and OPTIONS are served.
public enum Method: UInt8, Sendable {
    case get, head, options
    /// Methods of RFC 9110 section 9.3, RFC 5789, and QUERY, which every resource refuses with 405.
    case post, put, delete, patch, trace, query
    /// CONNECT, whose target is not a resource: 501.
    case connect
    /// An unknown method: 501.
    case other
}

/// The target forms of RFC 9112 section 3.2.
public enum TargetForm: UInt8, Sendable {
    case origin, absolute, authority, asterisk
}

/// The delimitation of the body, RFC 9112 section 6.3.
public enum Framing: Sendable, Equatable {
    case none
    case length(Int)
    case chunked
}

/// The fields that the server uses. The syntax of other fields is checked; they are ignored otherwise.
public enum KnownField: Int, Sendable, CaseIterable {
    case host, connection, contentLength, transferEncoding, expect, accept, acceptEncoding
    case ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince
    /// X-Request-Id, Forwarded (RFC 7239) and X-Forwarded-For, for the access log.
    case requestID, forwarded, forwardedFor

    /// The field with the name in `range`, in any case; nil if the server does not use it.
    @inline(__always)
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        switch range.count {
        case 4 where bytes.spells("host", in: range): self = .host
        case 6 where bytes.spells("accept", in: range): self = .accept
        case 6 where bytes.spells("expect", in: range): self = .expect
        case 8 where bytes.spells("if-match", in: range): self = .ifMatch
        case 9 where bytes.spells("forwarded", in: range): self = .forwarded
        case 10 where bytes.spells("connection", in: range): self = .connection
        case 12 where bytes.spells("x-request-id", in: range): self = .requestID
        case 13 where bytes.spells("if-none-match", in: range): self = .ifNoneMatch
        case 14 where bytes.spells("content-length", in: range): self = .contentLength
        case 15 where bytes.spells("accept-encoding", in: range): self = .acceptEncoding
        case 15 where bytes.spells("x-forwarded-for", in: range): self = .forwardedFor
        case 17 where bytes.spells("transfer-encoding", in: range): self = .transferEncoding
        case 17 where bytes.spells("if-modified-since", in: range): self = .ifModifiedSince
        case 19 where bytes.spells("if-unmodified-since", in: range): self = .ifUnmodifiedSince
        default: return nil
        }
    }
}

/// A valid request head. Ranges are relative to its first byte.
public struct RequestHead: Sendable {
    public internal(set) var method = Method.get
    public internal(set) var form = TargetForm.origin
    /// False for HTTP/1.0. Every later 1.x is treated as 1.1 (RFC 9110 section 2.5).
    public internal(set) var isVersion11 = true
    /// The target as sent: visible ASCII without quotes and backslashes, except in the authority form, which is not parsed.
    public internal(set) var target = 0..<0
    /// The path as sent, with escapes. Empty in an absolute target without a path, which means `/`.
    public internal(set) var path = 0..<0
    /// The query without `?`; nil without one.
    public internal(set) var query: Range<Int>?
    public internal(set) var framing = Framing.none
    /// Whether the connection persists, by version and Connection (RFC 9112 section 9.3).
    public internal(set) var keepsAlive = true
    public internal(set) var expectsContinue = false
    /// The size of the head in bytes, with the empty line.
    public internal(set) var length = 0

    var values = InlineArray<14, Range<Int>>(repeating: 0..<0)
    var present: UInt16 = 0
    var repeated: UInt16 = 0

    /// The head of an invalid request, with an empty target.
    public init() {}

    /// The value of the first line of a field, without surrounding blanks; nil if the field is missing.
    @inline(__always)
    public func firstValue(_ field: KnownField) -> Range<Int>? {
        present >> UInt16(field.rawValue) & 1 == 1 ? values[field.rawValue] : nil
    }

    @inline(__always)
    public func isRepeated(_ field: KnownField) -> Bool { repeated >> UInt16(field.rawValue) & 1 == 1 }

    @inline(__always)
    mutating func record(_ field: KnownField, _ value: Range<Int>) {
        let bit: UInt16 = 1 << UInt16(field.rawValue)
        if present & bit == 0 {
            present |= bit
            values[field.rawValue] = value
        } else {
            repeated |= bit
        }
    }

    /// The value of a list field: its lines joined with commas (RFC 9110 section 5.3); nil if the field is missing.
    public func combinedValue(_ field: KnownField, in bytes: Span<UInt8>) -> [UInt8]? {
        guard let first = firstValue(field) else { return nil }
        guard isRepeated(field) else { return bytes.bytes(first) }
        var joined: [UInt8] = []
        var index = 0
        while index < length {
            var end = index
            while bytes[end] != .carriageReturn { end += 1 }
            if let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: index..<end),
                KnownField(bytes, index..<colon) == field
            {
                if !joined.isEmpty { joined += [UInt8(ascii: ","), .space] }
                joined += bytes.bytes(bytes.trimmingBlanks(colon + 1..<end))
            }
            index = end + 2
        }
        return joined
    }
}
