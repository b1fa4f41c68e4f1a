import CPosix
import HTTP

/// Logs events of the process: start, reload, drain, exceeded limits, errors.
public final class EventLog: Sendable {
    private let writer: LogWriter
    private let format: LogOptions.Format
    private let level: LogOptions.Level

    /// - Parameter descriptor: the destination; standard error by default.
    public init(_ options: LogOptions, descriptor: Int32 = 2) {
        writer = LogWriter(descriptor: descriptor, capacity: options.bufferBytes)
        format = options.events
        level = options.level
    }

    /// Logs an event.
    /// - Parameters:
    ///   - message: a constant text, by which the event can be found.
    ///   - fields: the details. Control characters and quotes in values are escaped.
    public func log(_ level: LogOptions.Level, _ message: String, _ fields: [(name: String, value: String)] = []) {
        guard level >= self.level else { return }
        let now = cposix_wall_microseconds()
        var json = JSONWriter()
        var line: [UInt8] = []
        switch format {
        case .json:
            json.object { json in
                json.member("time", LogTime.text(now))
                json.member("level", "\(level)")
                json.member("message", message)
                for field in fields { json.member(field.name, field.value) }
            }
        case .text:
            line.append("\(LogTime.text(now)) \(level) \(message)")
            for field in fields {
                // A JSON string is a safe and readable form of any value.
                var value = JSONWriter()
                value.string(field.value)
                line.append(" \(field.name)=")
                line += value.finished()
            }
        }
        line += json.finished()
        line.append(0x0a)
        line.withUnsafeBufferPointer { writer.write($0, count: 1) }
    }

    /// Returns when all events are written, or after two seconds, for the end of the process.
    public func flush() { writer.flush() }

    /// Events that were dropped because the log's reader was too slow.
    var droppedLines: Int { writer.droppedLines }
}
