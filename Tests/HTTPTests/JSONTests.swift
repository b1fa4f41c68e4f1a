// JSON byte for byte, problem documents, and digests against vectors computed elsewhere.
import Testing

@testable import HTTP

@Suite("JSON")
struct JSONWriterTests {
    private func written(pretty: Bool = false, _ content: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(pretty: pretty)
        content(&writer)
        return String(decoding: writer.finished(), as: UTF8.self)
    }

    private static func sample(_ json: inout JSONWriter) {
        json.object { json in
            json.member("a", "x")
            json.key("b")
            json.array { list in
                list.integer(-1)
                list.literal("12.50")
                list.null()
                list.bool(true)
                list.object { _ in }
                list.array { _ in }
                list.array { $0.array { $0.string("y") } }
            }
            json.key("c")
            json.object { $0.member("d", "") }
            json.key("e")
            json.bool(false)
        }
    }

    @Test("a compact document has no blank in it")
    func compact() {
        #expect(
            written(JSONWriterTests.sample)
                == #"{"a":"x","b":[-1,12.50,null,true,{},[],[["y"]]],"c":{"d":""},"e":false}"#)
    }

    @Test("a pretty document has a line for each value, indents by two, and ends in a line feed")
    func pretty() {
        let expected = """
            {
              "a": "x",
              "b": [
                -1,
                12.50,
                null,
                true,
                {},
                [],
                [
                  [
                    "y"
                  ]
                ]
              ],
              "c": {
                "d": ""
              },
              "e": false
            }

            """
        #expect(written(pretty: true, JSONWriterTests.sample) == expected)
    }

    @Test("a lone value is a document")
    func scalars() {
        #expect(written { $0.null() } == "null")
        #expect(written { $0.string("") } == "\"\"")
        #expect(written(pretty: true) { $0.integer(.min) } == "-9223372036854775808\n")
        #expect(written { $0.array { _ in } } == "[]")
    }

    @Test("quotes, backslashes and control characters are escaped, and nothing else")
    func escapes() {
        func quoted(_ text: String) -> String { String(written { $0.string(text) }.dropFirst().dropLast()) }
        for byte in UInt8.min..<0x80 {
            let character = String(Unicode.Scalar(byte))
            let expected =
                switch byte {
                case 0x0a: "\\n"
                case 0x0d: "\\r"
                case 0x09: "\\t"
                case ..<0x10: "\\u000" + String(byte, radix: 16)
                case ..<0x20: "\\u00" + String(byte, radix: 16)
                case 0x22, 0x5c: "\\" + character
                default: character
                }
            #expect(quoted(character) == expected)
            #expect(written { $0.object { $0.member(character, "") } } == "{\"\(expected)\":\"\"}")
        }
        #expect(quoted("é€🙂\u{2028}") == "é€🙂\u{2028}")
        // A line feed after a carriage return is one character of Swift's, and two of JSON's.
        #expect(quoted("\r\n") == "\\r\\n")
    }
}

@Suite("Problems")
struct ProblemTests {
    @Test("a problem has its five members in order, and no others without need")
    func plain() {
        let problem = Problem(.notFound, kind: "not-found", title: "Not Found", detail: "Nothing \"here\".")
        let expected = """
            {
              "type": "/problems/not-found",
              "title": "Not Found",
              "status": 404,
              "detail": "Nothing \\"here\\".",
              "links": {
                "docs": "/problems/not-found"
              }
            }

            """
        #expect(String(decoding: problem.json, as: UTF8.self) == expected)
    }

    @Test("a problem names the parameter, what is allowed, and what was meant")
    func full() {
        let problem = Problem(
            .badRequest, kind: "unknown-parameter", title: "Unknown", detail: "d", parameter: "yaer",
            allowed: ["year", "type"],
            suggestion: "year")
        let expected = """
            {
              "type": "/problems/unknown-parameter",
              "title": "Unknown",
              "status": 400,
              "detail": "d",
              "parameter": "yaer",
              "allowed": [
                "year",
                "type"
              ],
              "suggestion": "year",
              "links": {
                "docs": "/problems/unknown-parameter"
              }
            }

            """
        #expect(String(decoding: problem.json, as: UTF8.self) == expected)
    }

    @Test("an error of the protocol has the kind of its status")
    func protocolError() {
        let problem = Problem(RequestError(.requestHeaderFieldsTooLarge, "Too much."))
        #expect(problem.kind == "request-header-fields-too-large")
        #expect(problem.title == "Request Header Fields Too Large")
        #expect(problem.status == .requestHeaderFieldsTooLarge)
        #expect(problem.detail == "Too much.")
    }
}

@Suite("Digests")
struct DigestTests {
    @Test(
        "a digest is FNV-1a in 128 bits",
        arguments: [
            ("", "6c62272e07bb014262b821756295c58d"), ("a", "d228cb696f1a8caf78912b704e4a8964"),
            ("b", "d228cb69721a8caf78912b704e4a8d15"), ("foobar", "343e1662793c64bf6f0d3597ba446f18"),
            ("hello", "e3e1efd54283d94f7081314b599d31b3"), ("\0", "d228cb69101a8caf78912b704e4a147f"),
            ("\0\0", "0880945b4fab1be95aa0733055273845"),
            ("The quick brown fox jumps over the lazy dog", "68cce4cd885ea04239f02af30e297870"),
        ])
    func vectors(text: String, hex: String) {
        #expect(Digest(of: Array(text.utf8)).hex == hex)
        #expect(EntityTag(of: Array(text.utf8)).text == "\"\(hex)\"")
    }

    @Test("every byte counts")
    func allBytes() {
        #expect(Digest(of: Array(UInt8.min...UInt8.max)).hex == "8097249afae7c21686b07bd6fa33708d")
    }

    @Test("adding in pieces is the same as adding at once")
    func pieces() {
        let content = Array("The quick brown fox".utf8)
        for place in 0...content.count {
            var digest = Digest()
            digest.add(Array(content[..<place]))
            digest.add(Array(content[place...]))
            #expect(digest == Digest(of: content))
        }
    }
}
