// Responses byte by byte.
import Testing

@testable import HTTP

@Suite("Response buffer")
struct OutputTests {
    private func response(of count: Int, _ byte: UInt8 = 0x61) -> Response {
        Response(
            contentType: "text/plain", body: [UInt8](repeating: byte, count: count),
            shared: FieldLines(cacheControl: "max-age=60"))
    }

    @Test("a response consists of status line, fields, Date, empty line and body")
    func exact() {
        let response = Response(
            contentType: "application/json", body: Array("hello".utf8),
            shared: FieldLines(cacheControl: "max-age=60", [("Vary", "Accept")]), fields: [("Link", "</b>; rel=next")],
            lastModified: LastModified(HTTPDate(seconds: 784_111_777)))
        var output = ResponseBuffer()
        respond(to: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", with: response, into: &output)
        let expected = [
            "HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Length: 5",
            "ETag: \"26c7827d889f6da3\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control: max-age=60",
            "Vary: Accept", "Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: ETag, Link",
            "X-Content-Type-Options: nosniff", "Link: </b>; rel=next", "Date: Mon, 04 May 2026 12:00:00 GMT", "",
            "hello",
        ]
        #expect(String(decoding: output.bytes, as: UTF8.self) == expected.joined(separator: "\r\n"))
    }

    @Test(
        "small bodies are copied and large ones are referred to, in order",
        arguments: [0, 1, 16_384, 16_385, 50_000])
    func referred(count: Int) {
        var output = ResponseBuffer()
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        let bodies = [response(of: 3, 0x62), response(of: count), response(of: count, 0x63), response(of: 2, 0x64)]
        for response in bodies { respond(to: request, with: response, into: &output) }
        #expect(output.insertions.count == (count > 16_384 ? 2 : 0))
        #expect(output.count == output.flattened.count)
        let expected = bodies.flatMap { response in
            var alone = ResponseBuffer()
            respond(to: request, with: response, into: &alone)
            return alone.flattened
        }
        #expect(output.flattened == expected)
        #expect(output.bytes.count == expected.count - (count > 16_384 ? 2 * count : 0))
    }

    @Test("the response to HEAD is that to GET without the body", arguments: [0, 5, 50_000])
    func head(count: Int) {
        for response in [self.response(of: count), Response(Problem(.notFound, kind: "k", title: "t", detail: "d"))] {
            let get = reply("GET", with: response)
            let head = reply("HEAD", with: response)
            #expect(head.statusLine == get.statusLine)
            #expect(head.fields == get.fields)
            #expect(head.body.isEmpty)
            #expect(get.body == response.body)
            #expect(get["Content-Length"] == "\(response.body.count)")
        }
    }

    @Test("Connection is sent with the last response, and to an HTTP/1.0 client with a persistent connection")
    func connection() {
        let response = self.response(of: 1)
        #expect(reply(with: response)["Connection"] == nil)
        #expect(reply(with: response, closes: true)["Connection"] == "close")
        #expect(reply("GET", ["Connection: keep-alive"], with: response, version: "1.0")["Connection"] == "keep-alive")
        #expect(reply(with: response, version: "1.0", closes: true)["Connection"] == "close")
        #expect(reply("GET", ["If-None-Match: *"], with: response, closes: true)["Connection"] == "close")
        // The version is that of the server, RFC 9110 section 6.2.
        #expect(reply(with: response, version: "1.0", closes: true).statusLine == "HTTP/1.1 200 OK")
    }

    @Test("the response to OPTIONS has Allow, but no body or Content-Length")
    func options() {
        let options = reply("OPTIONS", with: Response(allowedMethods: "GET, HEAD, OPTIONS"))
        #expect(options.statusLine == "HTTP/1.1 204 No Content")
        #expect(options["Allow"] == "GET, HEAD, OPTIONS")
        #expect(options["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS")
        #expect(options["Access-Control-Allow-Origin"] == "*")
        #expect(options["Content-Length"] == nil)
        #expect(options.body.isEmpty)
    }

    @Test("a problem has Allow if it names methods, and Retry-After with 429 and 503")
    func problems() {
        for status in Status.allCases {
            let problem = Problem(
                status, kind: "k", title: "t", detail: "d", allowedMethods: status == .methodNotAllowed ? "GET" : nil)
            let sent = reply(with: Response(problem))
            #expect(sent.statusLine == "HTTP/1.1 \(status.rawValue) \(status.phrase)")
            #expect(sent["Content-Type"] == "application/problem+json")
            #expect(sent["Content-Length"] == "\(problem.json.count)")
            #expect(sent["Cache-Control"] == "no-store")
            #expect(sent["ETag"] == nil)
            #expect(sent["Allow"] == (status == .methodNotAllowed ? "GET" : nil))
            #expect(sent["Retry-After"] == ([.tooManyRequests, .serviceUnavailable].contains(status) ? "1" : nil))
            #expect(sent.body == problem.json)
        }
    }

    @Test("an invalid request gets a problem, and the connection closes")
    func unreadable() {
        for error in [
            .timeout, .tooManyConnections, .tooManyConnectionsFromAddress(7), RequestError(.badRequest, "No."),
        ] {
            var output = ResponseBuffer()
            output.append(error, at: someTime)
            let sent = Reply(output.flattened)
            #expect(sent.status == error.status.rawValue)
            #expect(sent["Connection"] == "close")
            #expect(sent["Date"] == "Mon, 04 May 2026 12:00:00 GMT")
            #expect(sent["Content-Length"] == "\(sent.body.count)")
            #expect(sent.body == Problem(error).json)
        }
    }

    @Test("100 Continue is a status line and an empty line")
    func interim() {
        var output = ResponseBuffer()
        output.appendContinue()
        #expect(output.flattened == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        #expect(output.count == 25)
    }

    @Test("removing all output leaves nothing")
    func removal() {
        var output = ResponseBuffer()
        #expect(output.isEmpty)
        respond(to: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", with: response(of: 20_000), into: &output)
        #expect(!output.isEmpty)
        output.removeAll()
        #expect(output.isEmpty && output.count == 0 && output.flattened.isEmpty && output.insertions.isEmpty)
    }

    @Test("reason phrases are distinct and consist of letters and spaces")
    func phrases() {
        #expect(Set(Status.allCases.map(\.phrase)).count == Status.allCases.count)
        for status in Status.allCases {
            #expect(status.phrase.allSatisfy { $0.isLetter || $0 == " " })
        }
    }
}
