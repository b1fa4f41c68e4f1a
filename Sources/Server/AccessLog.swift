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
    /// The lines are in unmanaged memory. With an array, a line took 5,600 instructions (callgrind), three quarters of those of a
    /// cached request without a log.
    private let start = UnsafeMutablePointer<UInt8>.allocate(capacity: AccessLog.capacity)
    private var count = 0
    private var lineCount = 0
    /// The time to pass the oldest line to the writer, in monotonic milliseconds.
    private(set) var flushTime: Int64?
    private var nextID = UInt64.random(in: .min ... .max)
    private var second: Int64 = -1
    private var timePrefix: [UInt8] = []

    /// A line is much shorter than the capacity minus `batchBytes`, except for a long target, which is cut.
    private static let capacity = 65_536
    /// The longest target in a line in bytes.
    private static let targetLimit = 8_192

    init(writer: LogWriter, format: LogOptions.Format) {
        self.writer = writer
        self.format = format
    }

    deinit { start.deallocate() }

    /// - Parameters:
    ///   - client: the text of the client's address.
    ///   - target: the range of the target in `bytes`.
    ///   - id: the range of X-Request-Id.
    ///   - wallTime: microseconds since 1970.
    ///   - now: monotonic milliseconds.
    func append(
        _ record: Record, client: borrowing [UInt8], target: Range<Int>, id: Range<Int>?, in bytes: Span<UInt8>,
        wallTime: Int64, now: Int64
    ) {
        let isJSON = format == .json
        append(isJSON ? "{\"time\":\"" as StaticString : "")
        appendTime(wallTime)
        append(isJSON ? "\",\"client\":\"" as StaticString : " ")
        client.withUnsafeBufferPointer { append($0) }
        append(isJSON ? "\",\"method\":" as StaticString : " ")
        append(AccessLog.name(record.method), isQuoted: isJSON)
        append(isJSON ? ",\"target\":" as StaticString : " ")
        if target.isEmpty {
            append(isJSON ? "null" as StaticString : "-")
        } else {
            if isJSON { append(UInt8(ascii: "\"")) }
            appendEscaped(bytes.extracting(target.prefix(AccessLog.targetLimit)))
            if isJSON { append(UInt8(ascii: "\"")) }
        }
        append(isJSON ? ",\"status\":" as StaticString : " ")
        append(decimal: record.status)
        append(isJSON ? ",\"bytes\":" as StaticString : " ")
        if let size = record.bytes { append(decimal: size) } else { append(isJSON ? "null" as StaticString : "-") }
        append(isJSON ? ",\"microseconds\":" as StaticString : " ")
        append(decimal: record.microseconds)
        append(isJSON ? ",\"route\":" as StaticString : " ")
        if let route = record.route {
            if isJSON { append(UInt8(ascii: "\"")) }
            route.utf8Span.span.withUnsafeBufferPointer { append($0) }
            if isJSON { append(UInt8(ascii: "\"")) }
        } else {
            append(isJSON ? "null" as StaticString : "-")
        }
        append(isJSON ? ",\"cache\":\"" as StaticString : " ")
        append(record.isCached ? "hit" as StaticString : "miss")
        append(isJSON ? "\",\"request_id\":\"" as StaticString : " ")
        appendID(bytes, id)
        append(isJSON ? "\"}\n" as StaticString : "\n")
        lineCount += 1
        if flushTime == nil { flushTime = now + AccessLog.flushInterval }
        if count >= AccessLog.batchBytes { flush() }
    }

    func flush() {
        flushTime = nil
        guard lineCount > 0 else { return }
        writer.write(UnsafeBufferPointer(start: start, count: count), count: lineCount)
        count = 0
        lineCount = 0
    }

    // MARK: pieces

    @inline(__always)
    private func append(_ byte: UInt8) {
        start[count] = byte
        count &+= 1
    }

    @inline(__always)
    private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        (start + count).update(from: source, count: bytes.count)
        count &+= bytes.count
    }

    @inline(__always)
    private func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private func append(_ name: StaticString?, isQuoted: Bool) {
        guard let name else { return append(isQuoted ? "null" as StaticString : "-") }
        if isQuoted { append(UInt8(ascii: "\"")) }
        append(name)
        if isQuoted { append(UInt8(ascii: "\"")) }
    }

    /// - Parameter number: not negative.
    private func append(decimal number: Int) {
        var digits = 1
        var bound = 10
        while digits < 19, number >= bound {
            digits &+= 1
            bound &*= 10
        }
        // From the last digit to the first: division by a constant takes a multiplication, by a variable tens of cycles.
        var rest = UInt(bitPattern: number)
        var index = count &+ digits
        count = index
        repeat {
            index &-= 1
            start[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    private func appendTime(_ wallTime: Int64) {
        let second = wallTime / 1_000_000
        if second != self.second {
            self.second = second
            timePrefix = Array(LogTime.prefix(Int(second)).utf8)
        }
        timePrefix.withUnsafeBufferPointer { append($0) }
        let milliseconds = UInt16(truncatingIfNeeded: wallTime / 1_000 % 1_000)
        append(0x30 + UInt8(truncatingIfNeeded: milliseconds / 100))
        append(0x30 + UInt8(truncatingIfNeeded: milliseconds / 10 % 10))
        append(0x30 + UInt8(truncatingIfNeeded: milliseconds % 10))
        append(UInt8(ascii: "Z"))
    }

    /// A target consists of visible ASCII without quotes, except that of CONNECT, which is not parsed.
    private func appendEscaped(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { text in
            // Without a branch for each byte, so that the compiler uses vector instructions.
            var needsEscape: UInt8 = 0
            for byte in text { needsEscape |= AccessLog.isPlain(byte) ? 0 : 1 }
            guard needsEscape != 0 else { return append(text) }
            for byte in text {
                if AccessLog.isPlain(byte) {
                    append(byte)
                } else {
                    append(UInt8(ascii: "%"))
                    appendHex(UInt64(byte), digits: 2)
                }
            }
        }
    }

    /// Whether a byte is visible ASCII other than a quote and a backslash.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x21 < 0x5e && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The client's request id if it has 1 to 64 letters, digits, `-`, `_` and `.`; a new one otherwise.
    private func appendID(_ bytes: Span<UInt8>, _ id: Range<Int>?) {
        if let id, (1...64).contains(id.count), id.allSatisfy({ AccessLog.isValidInID(bytes[$0]) }) {
            bytes.extracting(id).withUnsafeBufferPointer { append($0) }
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
        var shift = UInt64(digits &* 4)
        while shift > 0 {
            shift &-= 4
            let digit = UInt8(truncatingIfNeeded: number &>> shift) & 0xf
            append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    private static func name(_ method: Method?) -> StaticString? {
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
