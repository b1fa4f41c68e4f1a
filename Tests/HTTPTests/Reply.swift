// A response as a client reads it, and a shortcut from a raw request to the response that `ResponseBuffer` makes of an answer.
import Testing

@testable import HTTP

/// A response taken apart.
struct Reply: Equatable {
    var statusLine = ""
    var fields: [String] = []
    var body: [UInt8] = []

    var status: Int { Int(statusLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    /// The value of the only field of this name; nil without one, and where there are several.
    subscript(name: String) -> String? {
        let values = fields.filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        return values.count == 1 ? String(values[0].dropFirst(name.count + 2)) : nil
    }

    /// Takes everything after the empty line for the body.
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
    /// The bytes as they go to the client, referred bodies in their places.
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
let someMoment = Timestamp(now: HTTPDate(seconds: 1_777_896_000))

/// Appends the response to a raw request.
func respond(
    to raw: String, with answer: Response, closes: Bool = false, into output: inout ResponseBuffer,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let bytes = Array(raw.utf8)
    var parser = RequestParser()
    #expect(parser.parse(bytes.span) == .complete, sourceLocation: sourceLocation)
    output.append(answer, to: parser.head, in: bytes.span, closes: closes, at: someMoment)
}

/// The response to a request with these field lines.
func reply(
    _ method: String = "GET", _ lines: [String] = [], with answer: Response, version: String = "1.1",
    closes: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
) -> Reply {
    var output = ResponseBuffer()
    let raw = "\(method) / HTTP/\(version)\r\nHost: h\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
    respond(to: raw, with: answer, closes: closes, into: &output, sourceLocation: sourceLocation)
    #expect(output.flattened.count == output.count, sourceLocation: sourceLocation)
    return Reply(output.flattened)
}
