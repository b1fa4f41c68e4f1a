import CPosix
import HTTP

/// Formats the access log of one event loop, and hands its lines to the writer in batches.
///
/// A text line has, separated by spaces: time, client address, method, target, status, bytes, microseconds, route, cache, request id.
/// A JSON line has the members `time`, `client`, `method`, `target`, `status`, `bytes`, `us`, `route`, `cache` and `id`. The value of
/// `cache` is `hit` or `miss`. Values that do not exist, such as the size of a produced body, are `-` or null. No field contains a
/// space, a quote, a backslash or a control character, so a request cannot forge lines.
final class AccessLog {
    /// Lines are handed over when they exceed this size, or after `flushInterval`.
    private static let batchBytes = 32_768
    /// Milliseconds.
    static let flushInterval: Int64 = 200

    /// A request and its response.
    struct Record {
        /// Nil if the request is invalid.
        var method: Method?
        var status: Int
        /// Bytes of head and body; nil for a produced body.
        var bytes: Int?
        var microseconds: Int
        var route: String?
        var isCached: Bool
    }

    private let writer: LogWriter
    private let format: LogOptions.Format
    private var lines: [UInt8] = []
    private var lineCount = 0
    /// When the oldest line must be handed over, in monotonic milliseconds.
    private(set) var flushTime: Int64?
    private var nextID = UInt64.random(in: .min ... .max)
    private var second: Int64 = -1
    private var timePrefix: [UInt8] = []

    init(writer: LogWriter, format: LogOptions.Format) {
        self.writer = writer
        self.format = format
        lines.reserveCapacity(2 * AccessLog.batchBytes)
    }

    /// - Parameters:
    ///   - target: the range of the target in `bytes`.
    ///   - id: the range of X-Request-Id.
    ///   - wallTime: microseconds since 1970.
    ///   - now: monotonic milliseconds.
    func append(
        _ record: Record, client: String, target: Range<Int>, id: Range<Int>?, in bytes: Span<UInt8>, wallTime: Int64,
        now: Int64
    ) {
        switch format {
        case .text: appendText(record, client, target, id, bytes, wallTime)
        case .json: appendJSON(record, client, target, id, bytes, wallTime)
        }
        lines.append(0x0a)
        lineCount += 1
        if flushTime == nil { flushTime = now + AccessLog.flushInterval }
        if lines.count >= AccessLog.batchBytes { flush() }
    }

    func flush() {
        flushTime = nil
        guard lineCount > 0 else { return }
        writer.write(lines, count: lineCount)
        lines.removeAll(keepingCapacity: true)
        lineCount = 0
    }

    // MARK: formats

    private func appendText(
        _ record: Record, _ client: String, _ target: Range<Int>, _ id: Range<Int>?, _ bytes: Span<UInt8>,
        _ wallTime: Int64
    ) {
        let space = UInt8(ascii: " ")
        appendTime(wallTime)
        lines.append(space)
        lines.append(client)
        lines.append(space)
        lines.append(AccessLog.name(record.method) ?? "-")
        lines.append(space)
        if target.isEmpty { lines.append(UInt8(ascii: "-")) } else { appendEscaped(bytes, target) }
        lines.append(space)
        lines.append(decimal: record.status)
        lines.append(space)
        if let bytes = record.bytes { lines.append(decimal: bytes) } else { lines.append(UInt8(ascii: "-")) }
        lines.append(space)
        lines.append(decimal: record.microseconds)
        lines.append(space)
        lines.append(record.route ?? "-")
        lines.append(record.isCached ? " hit " as StaticString : " miss ")
        appendID(bytes, id)
    }

    private func appendJSON(
        _ record: Record, _ client: String, _ target: Range<Int>, _ id: Range<Int>?, _ bytes: Span<UInt8>,
        _ wallTime: Int64
    ) {
        lines.append("{\"time\":\"" as StaticString)
        appendTime(wallTime)
        lines.append("\",\"client\":\"" as StaticString)
        lines.append(client)
        lines.append("\",\"method\":" as StaticString)
        appendQuoted(AccessLog.name(record.method))
        lines.append(",\"target\":" as StaticString)
        if target.isEmpty {
            lines.append("null" as StaticString)
        } else {
            lines.append(UInt8(ascii: "\""))
            appendEscaped(bytes, target)
            lines.append(UInt8(ascii: "\""))
        }
        lines.append(",\"status\":" as StaticString)
        lines.append(decimal: record.status)
        lines.append(",\"bytes\":" as StaticString)
        if let bytes = record.bytes { lines.append(decimal: bytes) } else { lines.append("null" as StaticString) }
        lines.append(",\"us\":" as StaticString)
        lines.append(decimal: record.microseconds)
        lines.append(",\"route\":" as StaticString)
        appendQuoted(record.route)
        lines.append(record.isCached ? ",\"cache\":\"hit\",\"id\":\"" as StaticString : ",\"cache\":\"miss\",\"id\":\"")
        appendID(bytes, id)
        lines.append("\"}" as StaticString)
    }

    /// - Parameter text: needs no escape.
    private func appendQuoted(_ text: String?) {
        guard let text else { return lines.append("null" as StaticString) }
        lines.append(UInt8(ascii: "\""))
        lines.append(text)
        lines.append(UInt8(ascii: "\""))
    }

    private func appendTime(_ wallTime: Int64) {
        let second = wallTime / 1_000_000
        if second != self.second {
            self.second = second
            timePrefix = Array(LogTime.prefix(Int(second)).utf8)
        }
        lines.append(bytes: timePrefix)
        let milliseconds = UInt16(truncatingIfNeeded: wallTime / 1_000 % 1_000)
        lines.append(0x30 + UInt8(truncatingIfNeeded: milliseconds / 100))
        lines.append(0x30 + UInt8(truncatingIfNeeded: milliseconds / 10 % 10))
        lines.append(0x30 + UInt8(truncatingIfNeeded: milliseconds % 10))
        lines.append(UInt8(ascii: "Z"))
    }

    /// A target consists of visible ASCII without quotes, except that of CONNECT, which is not parsed.
    private func appendEscaped(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        for index in range {
            let byte = bytes[index]
            if byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                lines.append(byte)
            } else {
                lines.append(UInt8(ascii: "%"))
                appendHex(UInt64(byte), digits: 2)
            }
        }
    }

    /// The client's request id if it has 1 to 64 letters, digits, `-`, `_` and `.`; a new one otherwise.
    private func appendID(_ bytes: Span<UInt8>, _ id: Range<Int>?) {
        if let id, (1...64).contains(id.count), id.allSatisfy({ AccessLog.isValidInID(bytes[$0]) }) {
            for index in id { lines.append(bytes[index]) }
        } else {
            nextID &+= 1
            appendHex(nextID, digits: 16)
        }
    }

    private static func isValidInID(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return byte &- 0x30 < 10 || letter &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ".")
    }

    private func appendHex(_ number: UInt64, digits: Int) {
        for index in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(index * 4)) & 0xf
            lines.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    private static func name(_ method: Method?) -> String? {
        switch method {
        case nil: nil
        case .get: "GET"
        case .head: "HEAD"
        case .options: "OPTIONS"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .patch: "PATCH"
        case .trace: "TRACE"
        case .query: "QUERY"
        case .connect: "CONNECT"
        case .other: "OTHER"
        }
    }
}
