// Parsed responses, and the output of `ResponseBuffer` for raw requests.
import Testing

@testable import HTTP

/// A parsed response.
struct Reply: Equatable {
    var statusLine = ""
    var fields: [String] = []
    var body: [UInt8] = []

    var status: Int { Int(statusLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    /// The value of a field; nil if it is missing or repeated.
    subscript(name: String) -> String? {
        let values = fields.filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        return values.count == 1 ? String(values[0].dropFirst(name.count + 2)) : nil
    }

    /// The body is everything after the empty line.
    init(_ bytes: [UInt8]) {
        var lines: [String] = []
        var start = 0
        for index in bytes.indices.dropLast() where bytes[index] == 0x0d && bytes[index + 1] == 0x0a {
            let line = String(decoding: bytes[start..<index], as: UTF8.self)
            start = index + 2
            if line.isEmpty { break }
            lines.append(line)
        }
        statusLine = lines.first ?? ""
        fields = Array(lines.dropFirst())
        body = Array(bytes[start...])
    }
}

extension ResponseBuffer {
    /// The bytes as they are sent.
    var flattened: [UInt8] {
        var flat: [UInt8] = []
        var start = 0
        for insertion in insertions {
            flat += bytes[start..<insertion.offset] + insertion.body
            start = insertion.offset
        }
        return flat + bytes[start...]
    }
}

/// 2026-05-04T12:00:00Z, a Monday.
let someTime = Timestamp(now: HTTPDate(seconds: 1_777_896_000))

/// Appends the response to a raw request.
func respond(
    to raw: String, with response: Response, closes: Bool = false, into output: inout ResponseBuffer,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let bytes = Array(raw.utf8)
    var parser = RequestParser()
    #expect(parser.parse(bytes.span) == .complete, sourceLocation: sourceLocation)
    output.append(response, to: parser.head, in: bytes.span, closes: closes, at: someTime)
}

/// The response to a request with these field lines.
func reply(
    _ method: String = "GET", _ lines: [String] = [], with response: Response, version: String = "1.1",
    closes: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
) -> Reply {
    var output = ResponseBuffer()
    let raw = "\(method) / HTTP/\(version)\r\nHost: h\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
    respond(to: raw, with: response, closes: closes, into: &output, sourceLocation: sourceLocation)
    #expect(output.flattened.count == output.count, sourceLocation: sourceLocation)
    return Reply(output.flattened)
}
