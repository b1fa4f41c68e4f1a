// Requests without a socket, through the same parser and endpoints.

import Arithmetic
import HTTP

extension Service {
    /// The response to a GET of `target`.
    /// - Parameters:
    ///   - target: the path after the base path, with the query. Bytes that a target cannot hold are percent-encoded.
    ///   - accept: the value of Accept.
    public func get(_ target: String, accept: String? = nil, at time: Timestamp) throws(Problem) -> Response {
        let slash = target.utf8.first == UInt8(ascii: "/") ? "" : "/"
        let encoded = Target.encode(target, keeping: .target)
        var bytes = Array("GET \(basePath)\(slash)\(encoded) HTTP/1.1\r\nHost: localhost\r\n".utf8)
        if let accept { bytes.append(contentsOf: "Accept: \(accept)\r\n".utf8) }
        bytes.append(contentsOf: "\r\n".utf8)
        var parser = RequestParser()
        switch parser.parse(bytes.span) {
        case .complete:
            return try respond(to: parser.head, in: bytes.span, at: time)
        case .partial:
            throw Problem(
                .badRequest, kind: "bad-request", title: "Bad Request", detail: "The request is incomplete.")
        case .failed(let error): throw Problem(error)
        }
    }
}

extension Problem {
    /// The problem in a few lines, for a terminal.
    public var text: String {
        var text = detail
        if !allowed.isEmpty, !allowed.allSatisfy(detail.contains) {
            text += "\nallowed: " + allowed.joined(separator: ", ")
        }
        if let suggestion, !detail.contains(suggestion) { text += "\ndid you mean \(suggestion)?" }
        return text
    }
}
