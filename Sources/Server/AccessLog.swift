import CPosix
import HTTP

/// Formats the access log of one event loop, and passes its lines to the writer in batches.
///
/// A text line has, separated by spaces: time, client address, method, target, status, bytes, microseconds, route, cache, request id.
/// A JSON line has the members `time`, `client`, `method`, `target`, `status`, `bytes`, `microseconds`, `route`, `cache` and
/// `request_id`. The value of `cache` is `hit` or `miss`. An unknown value, such as the size of a produced body, is `-` or null. No
/// field contains a space, a quote, a backslash or a control character, so a request cannot forge lines.
final class AccessLog {
    /// Lines are passed to the writer when they exceed this size in bytes, or after `flushInterval`.
    private static let batchBytes = 65_536
    /// Milliseconds.
    static let flushInterval: Int64 = 200

    /// A response.
    struct Record {
        var status: Int
        /// Bytes of head and body; nil for a produced body.
        var bytes: Int?
        var microseconds: Int
        /// The index of the route; −1 without one.
        var route: Int
        var isCached: Bool
    }

    private let writer: LogWriter
    private let format: LogOptions.Format
    private let routes: [[UInt8]]
    /// The lines are in unmanaged memory. With an array, a line took 5,600 instructions (callgrind).
    private let start = UnsafeMutablePointer<UInt8>.allocate(capacity: AccessLog.capacity)
    private var count = 0
    private var lineCount = 0
    /// The time to pass the oldest line to the writer, in monotonic milliseconds.
    private(set) var flushTime: Int64?
    private var nextID = UInt64.random(in: .min ... .max)
    /// The time of the last line, in milliseconds since 1970, and its text.
    private var millisecond: Int64 = -1
    private var timeText = InlineArray<24, UInt8>(repeating: 0)

    /// A line is much shorter than the capacity minus `batchBytes`, except for a long target, which is cut.
    private static let capacity = 98_304
    /// The longest target in a line in bytes.
    private static let targetLimit = 8_192

    /// - Parameter routes: the names of the routes.
    init(writer: LogWriter, format: LogOptions.Format, routes: [String]) {
        self.writer = writer
        self.format = format
        let null = format == .json ? "null" : "-"
        self.routes = routes.map { Array((format == .json ? "\"\($0)\"" : $0).utf8) } + [Array(null.utf8)]
    }

    deinit { start.deallocate() }

    /// Appends the line of a response.
    /// - Parameters:
    ///   - request: an empty target means that the request is invalid.
    ///   - bytes: the head of the request.
    ///   - wallTime: microseconds since 1970.
    ///   - now: monotonic milliseconds.
    func append(
        _ record: Record, to request: borrowing RequestHead, in bytes: Span<UInt8>, client: AddressText,
        wallTime: Int64, now: Int64
    ) {
        if wallTime / 1_000 != millisecond { setTime(wallTime / 1_000) }
        var line = LogLine(end: start + count)
        switch format {
        case .text: appendText(record, request, bytes, client, to: &line)
        case .json: appendJSON(record, request, bytes, client, to: &line)
        }
        count = line.end - start
        lineCount += 1
        if flushTime == nil { flushTime = now + AccessLog.flushInterval }
        if count >= AccessLog.batchBytes { flush() }
    }

    private func appendText(
        _ record: Record, _ request: borrowing RequestHead, _ bytes: Span<UInt8>, _ client: AddressText,
        to line: inout LogLine
    ) {
        line.append(timeText, count: timeText.count)
        line.append(" ")
        line.append(client.bytes, count: client.count)
        if request.target.isEmpty {
            line.append(" - - ")
        } else {
            line.append(" ")
            line.append(AccessLog.name(request.method))
            line.append(" ")
            appendTarget(request, bytes, to: &line)
            line.append(" ")
        }
        line.append(decimal: record.status)
        line.append(" ")
        if let size = record.bytes { line.append(decimal: size) } else { line.append("-") }
        line.append(" ")
        line.append(decimal: record.microseconds)
        line.append(" ")
        appendRoute(record, to: &line)
        if record.isCached { line.append(" hit ") } else { line.append(" miss ") }
        appendID(request, bytes, to: &line)
        line.append("\n")
    }

    private func appendJSON(
        _ record: Record, _ request: borrowing RequestHead, _ bytes: Span<UInt8>, _ client: AddressText,
        to line: inout LogLine
    ) {
        line.append("{\"time\":\"")
        line.append(timeText, count: timeText.count)
        line.append("\",\"client\":\"")
        line.append(client.bytes, count: client.count)
        if request.target.isEmpty {
            line.append("\",\"method\":null,\"target\":null")
        } else {
            line.append("\",\"method\":\"")
            line.append(AccessLog.name(request.method))
            line.append("\",\"target\":\"")
            appendTarget(request, bytes, to: &line)
            line.append("\"")
        }
        line.append(",\"status\":")
        line.append(decimal: record.status)
        line.append(",\"bytes\":")
        if let size = record.bytes { line.append(decimal: size) } else { line.append("null") }
        line.append(",\"microseconds\":")
        line.append(decimal: record.microseconds)
        line.append(",\"route\":")
        appendRoute(record, to: &line)
        line.append(",\"cache\":\"")
        if record.isCached { line.append("hit") } else { line.append("miss") }
        line.append("\",\"request_id\":\"")
        appendID(request, bytes, to: &line)
        line.append("\"}\n")
    }

    func flush() {
        flushTime = nil
        guard lineCount > 0 else { return }
        writer.write(UnsafeBufferPointer(start: start, count: count), count: lineCount)
        count = 0
        lineCount = 0
    }

    private func setTime(_ millisecond: Int64) {
        let isSameSecond = millisecond / 1_000 == self.millisecond / 1_000
        self.millisecond = millisecond
        if isSameSecond {
            let rest = UInt16(truncatingIfNeeded: millisecond % 1_000)
            timeText[20] = 0x30 + UInt8(truncatingIfNeeded: rest / 100)
            timeText[21] = 0x30 + UInt8(truncatingIfNeeded: rest / 10 % 10)
            timeText[22] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        } else {
            for (index, byte) in LogTime.text(millisecond).utf8.enumerated() where index < timeText.count {
                timeText[index] = byte
            }
        }
    }

    @inline(__always)
    private func appendRoute(_ record: Record, to line: inout LogLine) {
        line.append(routes[routes.indices.contains(record.route) ? record.route : routes.count - 1])
    }

    /// The parser accepts only visible ASCII without quotes and backslashes in a target, except in that of CONNECT.
    private func appendTarget(_ request: borrowing RequestHead, _ bytes: Span<UInt8>, to line: inout LogLine) {
        let target = bytes.extracting(request.target.prefix(AccessLog.targetLimit))
        if request.form == .authority {
            line.append(escaping: target)
        } else {
            target.withUnsafeBufferPointer { line.append($0) }
        }
    }

    /// The client's request id if it has 1 to 64 letters, digits, `-`, `_` and `.`; a new one otherwise.
    private func appendID(_ request: borrowing RequestHead, _ bytes: Span<UInt8>, to line: inout LogLine) {
        if let id = request.firstValue(.requestID), (1...64).contains(id.count) {
            let isValid = bytes.extracting(id).withUnsafeBufferPointer { id in
                // Without a branch for each byte, so that the compiler uses vector instructions.
                var invalid: UInt8 = 0
                for byte in id { invalid |= AccessLog.isValidInID(byte) ? 0 : 1 }
                if invalid == 0 { line.append(id) }
                return invalid == 0
            }
            guard !isValid else { return }
        }
        nextID &+= 1
        line.append(hexadecimal: nextID)
    }

    @inline(__always)
    private static func isValidInID(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return byte &- 0x30 < 10 || letter &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ".")
    }

    private static func name(_ method: Method) -> StaticString {
        switch method {
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
