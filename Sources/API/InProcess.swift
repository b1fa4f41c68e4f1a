// Asking without a socket: the same parsing, the same endpoints, the same answers.

import HTTP

extension Service {
    /// The answer to a GET of `target`, as a client would have it.
    /// - Parameters:
    ///   - target: path and query; what a URI cannot hold as it stands (blanks, letters with accents) is percent-encoded first.
    ///   - accept: the value of Accept.
    /// - Throws: the problem that a client would be told.
    public func get(_ target: String, accept: String? = nil, at moment: Moment) throws(Problem) -> Answer {
        var bytes = [UInt8]("GET ".utf8)
        if target.utf8.first != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
        for byte in target.utf8 {
            let isPlain = byte > 0x20 && byte < 0x7f && !"\"#<>\\^`{|}[]".utf8.contains(byte)
            if isPlain {
                bytes.append(byte)
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                bytes.append(contentsOf: ("%" + (hex.utf8.count < 2 ? "0" : "") + hex).utf8)
            }
        }
        bytes.append(contentsOf: " HTTP/1.1\r\nHost: localhost\r\n".utf8)
        if let accept { bytes.append(contentsOf: "Accept: \(accept)\r\n".utf8) }
        bytes.append(contentsOf: "\r\n".utf8)
        var parser = RequestParser()
        switch parser.parse(bytes.span) {
        case .complete: return try respond(to: parser.head, in: bytes.span, at: moment)
        case .partial:
            throw Problem(.badRequest, kind: "bad-request", title: "Bad Request", detail: "The request has no end.")
        case .failed(let error): throw Problem(error)
        }
    }
}
