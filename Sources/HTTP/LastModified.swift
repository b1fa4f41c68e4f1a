// The Last-Modified field, RFC 9110 section 8.8.2.

/// The last change of the data that a response is made from, with its field line.
public struct LastModified: Sendable {
    public let date: HTTPDate
    let line: [UInt8]

    public init(_ date: HTTPDate) {
        self.date = date
        line = Array("Last-Modified: \(date.text)\r\n".utf8)
    }
}
