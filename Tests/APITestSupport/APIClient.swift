// The client of the API tests: requests without a socket, through parser, service and response buffer.

import Dataset
import Synchronization
import TestData
import TestSupport
import Testing

@testable import API
@testable import HTTP

/// Requests to a service for one dataset, without a cache.
package struct APIClient: Sendable {
    package let files: [DataFile]
    package let snapshot: Snapshot

    package init(files: [DataFile]) throws {
        self.files = files
        snapshot = try Snapshot(files: files)
    }

    package static let fixture = required { Fixture.files }

    /// The data in the binary.
    package static let embedded = required { DataFile.embedded }

    private static func required(_ files: () throws -> [DataFile]) -> APIClient {
        do { return try APIClient(files: files()) } catch { fatalError("\(error)") }
    }

    /// The time of all requests: 2026-11-21, noon.
    package static let noon = Timestamp(now: HTTPDate(seconds: 1_795_262_400))

    // MARK: responses of the service

    /// The response to a GET of a target as a user writes it.
    package func response(_ target: String, accept: String? = nil) throws -> Response {
        try Service(snapshot: snapshot).get(target, accept: accept, at: APIClient.noon)
    }

    package func text(_ target: String, accept: String? = nil) throws -> String {
        String(decoding: try response(target, accept: accept).wholeBody, as: UTF8.self)
    }

    package func lines(_ target: String, accept: String? = nil) throws -> [String] {
        try text(target, accept: accept).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The problem of a target; nil if the request succeeds.
    package func problem(_ target: String, accept: String? = nil) -> Problem? {
        do throws(Problem) {
            _ = try Service(snapshot: snapshot).get(target, accept: accept, at: APIClient.noon)
            return nil
        } catch {
            return error
        }
    }

    // MARK: responses as sent

    /// The response to one request, as it is sent.
    package func request(
        _ method: String, _ target: String, fields: [String] = [], at moment: Timestamp = APIClient.noon
    ) throws -> ReceivedResponse {
        let bytes = Array(
            ([method + " " + target + " HTTP/1.1", "Host: x"] + fields + ["", ""]).joined(separator: "\r\n").utf8)
        let service = Service(snapshot: snapshot)
        var parser = RequestParser()
        try #require(parser.parse(bytes.span) == .complete, "\(method) \(target)")
        var output = ResponseBuffer()
        let made: Response
        switch service.response(to: parser.head, in: bytes.span, at: moment) {
        case .cached(let response), .made(let response): made = response
        case .later(let work):
            made = work()
            service.finished(made, for: parser.head, in: bytes.span)
        }
        output.append(made, to: parser.head, in: bytes.span, closes: false, at: moment)
        // Large bodies are separate, to be sent without a copy.
        var sent: [UInt8] = []
        var offset = 0
        for insertion in output.insertions {
            sent += output.bytes[offset..<insertion.offset] + insertion.body
            offset = insertion.offset
        }
        sent += output.bytes[offset...]
        if made.producer != nil, method == "GET", sent.starts(with: Array("HTTP/1.1 200".utf8)) {
            sent += made.wholeBody
        }
        return try response(sent)
    }

    private func response(_ sent: [UInt8]) throws -> ReceivedResponse {
        let end = try #require(sent.indices.first { sent[$0...].starts(with: [0x0d, 0x0a, 0x0d, 0x0a]) })
        let lines = String(decoding: sent[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        let status = lines[0].split(separator: " ")
        try #require(status[0] == "HTTP/1.1")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let name = parts[0].lowercased()
            try #require(fields[name] == nil, "duplicate \(name)")
            fields[name] = String(parts[1].dropFirst())
        }
        return ReceivedResponse(status: try #require(Int(status[1])), fields: fields, body: Array(sent[(end + 4)...]))
    }

    /// A GET that must succeed.
    package func get(_ target: String, fields: [String] = [], at location: SourceLocation = #_sourceLocation) throws
        -> ReceivedResponse
    {
        let response = try request("GET", target, fields: fields)
        #expect(response.status == 200, "\(target)", sourceLocation: location)
        #expect(response.fields["content-type"] == "application/json", sourceLocation: location)
        let isStreamed = response.fields["transfer-encoding"] == "chunked"
        #expect(
            response.fields["content-length"] == (isStreamed ? nil : String(response.body.count)),
            sourceLocation: location)
        return response
    }

    /// A GET that must be refused with a problem, RFC 9457, whose detail contains all these words.
    @discardableResult
    package func refused(
        _ target: String, _ status: Int, _ kind: String, naming words: String..., parameter: String? = nil,
        suggestion: String? = nil, at location: SourceLocation = #_sourceLocation
    ) throws -> JSONText {
        let response = try request("GET", target)
        let problem = try response.json()
        #expect(response.status == status, "\(target)", sourceLocation: location)
        #expect(response.fields["content-type"] == "application/problem+json", "\(target)", sourceLocation: location)
        #expect(problem["status"] == .number(String(status)), "\(target)", sourceLocation: location)
        #expect(problem["type"]?.text == "/problems/" + kind, "\(target)", sourceLocation: location)
        #expect(problem["title"]?.text?.isEmpty == false, "\(target)", sourceLocation: location)
        #expect(problem["parameter"]?.text == parameter, "\(target)", sourceLocation: location)
        if let suggestion { #expect(problem["suggestion"]?.text == suggestion, "\(target)", sourceLocation: location) }
        for word in words {
            #expect(problem["detail"]?.text?.contains(word) == true, "\(word): \(problem)", sourceLocation: location)
        }
        return problem
    }

    /// The texts of one column of a list's records.
    package func column(_ name: String, _ target: String, at location: SourceLocation = #_sourceLocation) throws
        -> [String?]
    {
        try get(target, at: location).data().values.map { record in
            let value = try #require(record[name], "\(name)", sourceLocation: location)
            return value.text
        }
    }

    /// The records of a list, each as its values joined by blanks; null is `-`.
    package func rows(_ target: String, at location: SourceLocation = #_sourceLocation) throws -> [String] {
        try get(target, at: location).data().values.map { record in
            record.values.map { value in
                if case .array(let elements) = value { return elements.compactMap(\.text).joined(separator: "|") }
                if case .bool(let truth) = value { return String(truth) }
                return value.text ?? "-"
            }.joined(separator: " ")
        }
    }
}

extension Service {
    /// The response to a GET, through the parser; for services with a cache, a configuration or shared statistics.
    package func answer(_ target: String, fields: [String] = []) throws -> Response {
        let lines = ["GET \(target) HTTP/1.1", "Host: x"] + fields + ["", ""]
        let bytes = Array(lines.joined(separator: "\r\n").utf8)
        var parser = RequestParser()
        try #require(parser.parse(bytes.span) == .complete, "\(target)")
        return response(to: parser.head, in: bytes.span, at: APIClient.noon).response
    }
}

extension Response {
    /// The body; a streamed one as a whole.
    package var wholeBody: [UInt8] {
        guard let producer = producer?() else { return body }
        var (whole, hasMore): ([UInt8], Bool) = ([], true)
        while hasMore {
            var piece: [UInt8] = []
            hasMore = producer.next(into: &piece)
            whole += piece
        }
        return whole
    }
}

package struct ReceivedResponse: Sendable {
    package let status: Int
    /// Names in lower case.
    package let fields: [String: String]
    package let body: [UInt8]
    private let document = Document()

    /// The parsed body, made once. Not under a `Mutex`, whose contention ThreadSanitizer misreports.
    private final class Document: Sendable {
        let read = AtomicLazyReference<Text>()
    }

    private final class Text: Sendable {
        let value: JSONText

        init(_ body: [UInt8]) throws { value = try JSONText(body) }
    }

    init(status: Int, fields: [String: String], body: [UInt8]) {
        (self.status, self.fields, self.body) = (status, fields, body)
    }

    package func json() throws -> JSONText {
        if let known = document.read.load() { return known.value }
        return document.read.storeIfNil(try Text(body)).value
    }

    /// The records of a list, or the object.
    package func data() throws -> JSONText { try #require(try json()["data"]) }
    package func meta() throws -> JSONText { try #require(try json()["meta"]) }
    package func links() throws -> JSONText { try #require(try json()["links"]) }
}
