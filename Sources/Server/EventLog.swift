import CPosix
import HTTP

/// Logs events of the process: start, reload, drain, exceeded limits, errors.
public final class EventLog: Sendable {
    /// A detail of an event.
    public enum Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case number(Int)

        public init(stringLiteral text: String) { self = .text(text) }
        public init(integerLiteral number: Int) { self = .number(number) }
    }

    private let writer: LogWriter
    private let format: LogOptions.Format
    private let level: LogOptions.Level

    /// - Parameter descriptor: the destination; standard error by default.
    public init(_ options: LogOptions, descriptor: Int32 = 2) {
        writer = LogWriter(descriptor: descriptor, capacity: options.bufferBytes)
        format = options.events
        level = options.level
    }

    /// Whether events of a level are logged, to avoid the work of making them.
    public func logs(_ level: LogOptions.Level) -> Bool { level >= self.level }

    /// Logs an event.
    /// - Parameters:
    ///   - message: a constant text, by which the event can be found.
    ///   - fields: the details. Control characters and quotes in values are escaped.
    public func log(_ level: LogOptions.Level, _ message: String, _ fields: [(name: String, value: Value)] = []) {
        guard logs(level) else { return }
        let time = LogTime.text(cposix_wall_microseconds() / 1_000)
        var json = JSONWriter()
        var line: [UInt8] = []
        switch format {
        case .json:
            json.object { json in
                json.member("time", time)
                json.member("level", level.rawValue)
                json.member("message", message)
                for field in fields {
                    switch field.value {
                    case .text(let text): json.member(field.name, text)
                    case .number(let number):
                        json.key(field.name)
                        json.integer(number)
                    }
                }
            }
        case .text:
            line.append("\(time) \(level.rawValue) \(message)")
            for field in fields {
                line.append(" \(field.name)=")
                switch field.value {
                case .text(let text):
                    // A JSON string is a safe and readable form of any text.
                    var value = JSONWriter()
                    value.string(text)
                    line += value.finished()
                case .number(let number): line.append(decimal: number)
                }
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
