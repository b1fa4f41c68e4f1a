// The end of a response head, which depends on the time and on the connection.

/// The time of a response, with the lines that end its head.
public struct Timestamp: Sendable {
    /// Wall-clock time, for Date and for responses that depend on the day.
    public let now: HTTPDate
    /// The Date line, the Connection line if any, and the empty line: for a connection that persists in HTTP/1.1 or in HTTP/1.0
    /// (`keepAlive`), and for one that closes.
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
