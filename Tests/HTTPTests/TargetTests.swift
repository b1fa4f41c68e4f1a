// Path segments, query items, percent-encoding and routes.
import TestSupport
import Testing

@testable import HTTP

@Suite("Path segments")
struct SegmentTests {
    private func segments(_ path: String) -> [String]? {
        let bytes = Array(path.utf8)
        return Target.segments(bytes.span, 0..<bytes.count)
    }

    @Test(
        "a path is split at its slashes and then decoded, once",
        arguments: [
            ("/", [""]), ("", [""]), ("//", ["", ""]), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]),
            ("/a//b", ["a", "", "b"]), ("/a%2Fb/c", ["a/b", "c"]), ("/%61%62", ["ab"]), ("/%2561", ["%61"]),
            ("/a+b", ["a+b"]), ("/%C3%A9", ["é"]), ("/../.", ["..", "."]), ("/%E2%82%AC/x", ["€", "x"]),
            ("/;a=b,c", [";a=b,c"]),
        ])
    func split(path: String, expected: [String]) { #expect(segments(path) == expected) }

    @Test(
        "a path that is not UTF-8 has no segments",
        arguments: ["/%ff", "/a/%C3", "/%C3%28", "/%ED%A0%80", "/%C0%AF", "/%80/a"])
    func notText(path: String) { #expect(segments(path) == nil) }

    @Test("escapes of unreserved characters are equivalent to the characters")
    func equivalent() { #expect(segments("/%7Euser/%41%2d%2E%5F") == segments("/~user/A-._")) }
}

@Suite("Query items")
struct QueryTests {
    private func items(_ query: String) -> [[String]]? {
        let bytes = Array(query.utf8)
        return Target.queryItems(bytes.span, 0..<bytes.count)?.map { [$0.name, $0.value] }
    }

    @Test(
        "items are split at ampersands and at the first equals sign, and then decoded",
        arguments: [
            ("", []), ("a", [["a", ""]]), ("a=", [["a", ""]]), ("=b", [["", "b"]]), ("=", [["", ""]]),
            ("a=b", [["a", "b"]]),
            ("a=b=c", [["a", "b=c"]]), ("a=1&b=2", [["a", "1"], ["b", "2"]]), ("a=1&a=2", [["a", "1"], ["a", "2"]]),
            ("&&a=1&&", [["a", "1"]]), ("a+b=c+d", [["a b", "c d"]]), ("a=%2B", [["a", "+"]]),
            ("a%3Db=c%26d", [["a=b", "c&d"]]),
            ("a=%C3%A9", [["a", "é"]]), ("a;b=c", [["a;b", "c"]]), ("a=b?c/d", [["a", "b?c/d"]]),
            ("a=%2525", [["a", "%25"]]),
        ])
    func split(query: String, expected: [[String]]) { #expect(items(query) == expected) }

    @Test("a query that is not UTF-8 has no items", arguments: ["a=%ff", "%ff=a", "a=1&b=%C3"])
    func notText(query: String) { #expect(items(query) == nil) }
}

@Suite("Percent-encoding")
struct EncodingTests {
    @Test("only unreserved characters are not encoded")
    func unreserved() {
        for byte in UInt8.min..<0x80 {
            let character = String(Unicode.Scalar(byte))
            let isUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".contains(character)
            let hex = String(byte, radix: 16, uppercase: true)
            #expect(Target.encode(character) == (isUnreserved ? character : "%" + (byte < 16 ? "0" : "") + hex))
        }
    }

    @Test("characters beyond ASCII are encoded as UTF-8, and excepted bytes are not encoded")
    func others() {
        #expect(Target.encode("é€") == "%C3%A9%E2%82%AC")
        #expect(Target.encode("a/b,c:d e", keeping: .queryValue) == "a/b,c:d%20e")
        #expect(Target.encode("ª") == "%C2%AA")
    }

    @Test("decoding is the inverse of encoding, in a path and in a query")
    func roundTrip() {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("aZ09-._~ /?#[]@!$&'()*+,;=%\u{1}é€🙂\"<>\\^`{|}")
        for _ in 0..<300 {
            let text = String((0..<12).map { _ in alphabet.randomElement(using: &random)! })
            let bytes = Array(Target.encode(text).utf8)
            #expect(Target.decode(bytes.span, 0..<bytes.count, plusIsSpace: false) == text)
            #expect(Target.decode(bytes.span, 0..<bytes.count, plusIsSpace: true) == text)
        }
    }
}

@Suite("Canonical targets")
struct CanonicalTargetTests {
    /// The canonical path and query of a target.
    private func canonical(_ path: String, _ query: String?) -> (path: String, query: String)? {
        let bytes = Array((path + (query.map { "?" + $0 } ?? "")).utf8)
        let end = path.utf8.count
        let range = query == nil ? nil : end + 1..<bytes.count
        guard let segments = Target.segments(bytes.span, 0..<end),
            let items = range.map({ Target.queryItems(bytes.span, $0) }) ?? []
        else { return nil }
        return (
            String(decoding: Target.path(segments), as: UTF8.self),
            String(decoding: Target.query(items), as: UTF8.self)
        )
    }

    @Test(
        "a target has one canonical form",
        arguments: [
            ("/v1/partners/MEX", nil, "/v1/partners/MEX", ""), ("/", "", "/", ""), ("/a//b/", nil, "/a//b/", ""),
            ("/a%2Fb/%4dEX", "a=%31", "/a%2Fb/MEX", "a=1"), ("/a+b,c", "a+b=c+d", "/a%2Bb%2Cc", "a%20b=c%20d"),
            ("/x", "a=1&b=2..3,4:5/6", "/x", "a=1&b=2..3,4:5/6"), ("/x", "a,b=1", "/x", "a%2Cb=1"),
            ("/x", "a", "/x", "a="), ("/x", "a=1&&b=2&", "/x", "a=1&b=2"), ("/x", "&a=1", "/x", "a=1"),
            ("/x", "a=b=c", "/x", "a=b%3Dc"), ("/x", "a=1&b", "/x", "a=1&b="), ("/x", "=1", "/x", "=1"),
            ("/x", "a=", "/x", "a="), ("/x", "a=(1)", "/x", "a=%281%29"), ("", nil, "/", ""),
        ] as [(String, String?, String, String)])
    func spelling(path: String, query: String?, wantedPath: String, wantedQuery: String) throws {
        let found = try #require(canonical(path, query))
        #expect(found.path == wantedPath && found.query == wantedQuery)
    }
}

@Suite("Router")
struct RouterTests {
    private static let templates = [
        "/", "/v1", "/v1/partners", "/v1/partners/{code}", "/v1/partners/all", "/v1/partners/{code}/balance",
        "/v1/{a}/{b}/c/{d}",
    ]
    private static let router = Router(templates)

    @Test(
        "a template matches its segments and returns the values of its parameters in order",
        arguments: [
            ([""], "/", []), (["v1"], "/v1", []), (["v1", "partners"], "/v1/partners", []),
            (["v1", "partners", "MEX"], "/v1/partners/{code}", ["MEX"]),
            (["v1", "partners", "a/b"], "/v1/partners/{code}", ["a/b"]),
            (["v1", "partners", "MEX", "balance"], "/v1/partners/{code}/balance", ["MEX"]),
            (["v1", "x", "y", "c", "z"], "/v1/{a}/{b}/c/{d}", ["x", "y", "z"]),
            // A literal has precedence over a parameter.
            (["v1", "partners", "all"], "/v1/partners/all", []),
        ] as [([String], String, [String])])
    func matches(segments: [String], template: String, parameters: [String]) throws {
        let match = try #require(RouterTests.router.match(segments))
        #expect(RouterTests.templates[match.route] == template)
        #expect(match.parameters == parameters)
    }

    @Test(
        "other paths do not match",
        arguments: [
            [], ["x"], ["V1"], ["v1", ""], ["", "v1"], ["v1", "partners", ""], ["v1", "partners", "MEX", ""],
            ["v1", "partners", "", "balance"], ["v1", "partners", "MEX", "balance", "x"], ["v1", "x"], ["v1", "{a}"],
        ])
    func noMatch(segments: [String]) { #expect(RouterTests.router.match(segments) == nil) }
}
