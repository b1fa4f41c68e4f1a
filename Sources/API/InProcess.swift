// Asking without a socket: the same parsing, the same endpoints, the same answers.

import HTTP

extension Service {
    /// The answer to a GET of `target`, as a client would have it.
    /// - Parameters:
    ///   - target: path and query; what a URI cannot hold as it stands (blanks, letters with accents) is percent-encoded first.
    ///   - accept: the value of Accept.
    /// - Throws: the problem that a client would be told.
    public func get(_ target: String, accept: String? = nil, at moment: Timestamp) throws(Problem) -> Response {
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

extension Snapshot {
    /// The body of the answer to a GET of `target`, for a terminal.
    /// - Parameters:
    ///   - format: as if `format=` stood in the target; nil for what stands there, or JSON.
    ///   - now: seconds since 1970.
    public func answer(to target: String, format: String?, now: Int64) throws(Problem) -> [UInt8] {
        var target = target
        if let format { target += (target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "format=" + format }
        let answer = try Service(snapshot: self).get(target, at: Timestamp(now: HTTPDate(seconds: now)))
        return answer.body.last == UInt8(ascii: "\n") ? answer.body : answer.body + [UInt8(ascii: "\n")]
    }
}

extension Problem {
    /// What was wrong and what would be right, in a few lines.
    public var text: String {
        var text = detail
        if !allowed.isEmpty, !allowed.allSatisfy(detail.contains) {
            text += "\nallowed: " + allowed.joined(separator: ", ")
        }
        if let suggestion, !detail.contains(suggestion) { text += "\ndid you mean \(suggestion)?" }
        return text
    }
}
