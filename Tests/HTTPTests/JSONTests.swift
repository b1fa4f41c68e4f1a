// JSON, problem documents, and digests against vectors of another implementation.
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

    @Test("a compact document has no blanks")
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

    @Test("characters are escaped by RFC 8259 at every position")
    func places() {
        for scalar in (0...0x82).compactMap(Unicode.Scalar.init) {
            let escaped: String =
                switch scalar {
                case "\"": "\\\""
                case "\\": "\\\\"
                case "\n": "\\n"
                case "\r": "\\r"
                case "\t": "\\t"
                case _ where scalar.value < 0x10: "\\u000" + String(scalar.value, radix: 16)
                case _ where scalar.value < 0x20: "\\u00" + String(scalar.value, radix: 16)
                default: String(scalar)
                }
            for place in 0..<18 {
                let before = String(repeating: "!", count: place)
                let after = String(repeating: "é]", count: 17 - place)
                #expect(written { $0.string(before + String(scalar) + after) } == "\"\(before)\(escaped)\(after)\"")
            }
        }
    }

    @Test("a scalar is a document")
    func scalars() {
        #expect(written { $0.null() } == "null")
        #expect(written { $0.string("") } == "\"\"")
        #expect(written(pretty: true) { $0.integer(.min) } == "-9223372036854775808\n")
        #expect(written { $0.array { _ in } } == "[]")
    }

    @Test("only quotes, backslashes and control characters are escaped")
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
        // CR LF is one Character in Swift, but two characters in JSON.
        #expect(quoted("\r\n") == "\\r\\n")
    }
}

@Suite("Problems")
struct ProblemTests {
    @Test("a problem has five members in order, and optional ones only if they have values")
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

    @Test("a problem has the parameter, the allowed values and the suggestion")
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

    @Test("a protocol error has the kind of its status")
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
        "a digest is XXH64",
        arguments: [
            ("", "ef46db3751d8e999"), ("a", "d24ec4f1a98c6e5b"),
            ("hello", "26c7827d889f6da3"), ("hello, world", "b33a384e6d1b1242"),
            ("The quick brown fox jumps over the lazy dog", "0b242d361fda71bc"),
        ])
    func vectors(text: String, hex: String) {
        #expect(Digest(of: Array(text.utf8).span).hex == hex)
        #expect(EntityTag(of: Array(text.utf8)).text == "\"\(hex)\"")
    }

    /// Expected values come from another implementation.
    @Test(
        "the digest depends on every byte, for every length of the last block",
        arguments: [
            (1, "e934a84adb052768"), (7, "14cc643f630c72d2"),
            (8, "884a173614b81b8d"), (9, "67d85784a7c78c5b"),
            (15, "a948f5f0f6abac2d"), (16, "44b6ef2fb84169f7"),
            (17, "5603e60c527599b6"), (31, "c346d2b59b4d8ee1"),
            (32, "cbf59c5116ff32b4"), (33, "0c535d1acafb8ead"), (36, "dde0ef85e3aef05c"), (40, "f5da40f1b11741e9"),
            (47, "0d9883a03e7bfbb8"), (63, "e26aa9e2a95f8e4f"), (64, "f7c67301db6713f0"), (77, "93f85c1b6280ead3"),
            (256, "1facbe8406cd904b"),
        ])
    func lengths(count: Int, hex: String) {
        let content = (0..<count).map { UInt8($0) }
        #expect(Digest(of: content.span).hex == hex)
        for index in content.indices {
            var changed = content
            changed[index] ^= 1
            #expect(Digest(of: changed.span) != Digest(of: content.span))
        }
    }
}
