// Every byte at every position of a head, against the grammar of the RFCs; and mutated heads with every cut.
import TestSupport
import Testing

@testable import HTTP

@Suite("Grammar, byte by byte")
struct GrammarTests {
    private static let alphanumeric = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
        .union(UInt8(ascii: "A")...UInt8(ascii: "Z")).union(UInt8(ascii: "a")...UInt8(ascii: "z"))
    /// RFC 9110 section 5.6.2.
    private static let token = alphanumeric.union("!#$%&'*+-.^_`|~".utf8)
    /// RFC 3986 section 2: unreserved and sub-delims.
    private static let plain = alphanumeric.union("-._~".utf8).union("!$&'()*+,;=".utf8)
    /// RFC 3986 section 3.3.
    private static let pathBytes = plain.union(":@/".utf8)

    private func isAccepted(_ before: String, _ byte: UInt8, _ after: String) -> Bool {
        let raw = Array(before.utf8) + [byte] + Array(after.utf8)
        if case .complete = parse(raw, ends: [raw.count], limits: Limits()).outcome { return true }
        return false
    }

    private func expect(
        _ allowed: Set<UInt8>, between before: String, and after: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for byte in UInt8.min...UInt8.max {
            #expect(
                isAccepted(before, byte, after) == allowed.contains(byte), "byte \(byte)",
                sourceLocation: sourceLocation)
        }
    }

    @Test("a method consists of token bytes")
    func method() { expect(GrammarTests.token, between: "GE", and: "T / HTTP/1.1\r\nHost: h\r\n\r\n") }

    @Test("a path consists of pchar and slashes; a question mark ends it; a percent sign needs digits")
    func path() {
        let end = "zz HTTP/1.1\r\nHost: h\r\n\r\n"
        expect(GrammarTests.pathBytes.union("?".utf8), between: "GET /", and: end)
    }

    @Test("a query consists of pchar, slashes and question marks")
    func query() {
        expect(GrammarTests.pathBytes.union("?".utf8), between: "GET /?", and: "zz HTTP/1.1\r\nHost: h\r\n\r\n")
    }

    @Test("an escape needs two hexadecimal digits, in either case")
    func escapes() {
        let digits = Set("0123456789abcdefABCDEF".utf8)
        expect(digits, between: "GET /%", and: "1 HTTP/1.1\r\nHost: h\r\n\r\n")
        expect(digits, between: "GET /%1", and: " HTTP/1.1\r\nHost: h\r\n\r\n")
        expect(digits, between: "GET /?%", and: "1 HTTP/1.1\r\nHost: h\r\n\r\n")
    }

    @Test("a field name consists of token bytes, and a colon ends it")
    func fieldName() {
        expect(GrammarTests.token.union(":".utf8), between: "GET / HTTP/1.1\r\nHost: h\r\nX", and: "y: v\r\n\r\n")
    }

    @Test("a field value consists of visible bytes, blanks and bytes beyond ASCII")
    func fieldValue() {
        let allowed = Set(UInt8(0x20)...0x7e).union([0x09]).union(0x80...0xff)
        expect(allowed, between: "GET / HTTP/1.1\r\nHost: h\r\nX: a", and: "b\r\n\r\n")
    }

    @Test("a host consists of unreserved bytes and sub-delims, and a colon begins its port")
    func host() {
        expect(GrammarTests.plain.union(":".utf8), between: "GET / HTTP/1.1\r\nHost: h", and: "1\r\n\r\n")
        // A trailing blank is not part of the value.
        expect(
            GrammarTests.plain.union(": \t".utf8), between: "GET / HTTP/1.1\r\nHost: h", and: "\r\n\r\n")
    }

    @Test("a group of an IPv6 address consists of hexadecimal digits")
    func address() {
        let digits = Set("0123456789abcdefABCDEF".utf8)
        // A colon begins the next group.
        expect(digits.union(":".utf8), between: "GET / HTTP/1.1\r\nHost: [2001:d", and: "1::1]\r\n\r\n")
        expect(digits, between: "GET / HTTP/1.1\r\nHost: [::", and: "]\r\n\r\n")
    }

    @Test("an IPvFuture address consists of unreserved bytes, sub-delims and colons")
    func literal() {
        expect(GrammarTests.plain.union(":".utf8), between: "GET / HTTP/1.1\r\nHost: [v1F.", and: "]\r\n\r\n")
        expect(GrammarTests.plain.union(":".utf8), between: "GET / HTTP/1.1\r\nHost: [vA.:", and: ":]\r\n\r\n")
    }
}

@Suite("Mutated heads")
struct MutatedHeadTests {
    private static let seeds = [
        "GET /a/b?c=d%41&e HTTP/1.1\r\nHost: h:80\r\nAccept: a/b;q=0.5, */*\r\nConnection: close\r\n\r\n",
        "\r\nPOST http://h/x HTTP/1.1\r\nHost: [::1]\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\nIf-None-Match: \"a\", W/\"b\"\r\nX: \t y \r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n",
    ]
    private static let pieces = [
        "\r\n", "\r", "\n", " ", "\t", ":", "\0", "\r\n ", "%", "%4", "*", "/", "?", "#", "HTTP/1.0", "Host: h\r\n",
        "chunked",
        "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "\u{7f}", "é", "close", "http://",
    ]

    @Test("the result for a mutated head is independent of cuts", arguments: 0..<60)
    func mutants(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var limits = Limits()
        limits.fieldCount = 6
        limits.fieldLine = 60
        limits.head = 160
        for _ in 0..<4 {
            var raw = Array(MutatedHeadTests.seeds.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<raw.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: raw.remove(at: place)
                case 1: raw[place] = UInt8.random(in: 0...255, using: &random)
                case 2: raw.insert(contentsOf: MutatedHeadTests.pieces.randomElement(using: &random)!.utf8, at: place)
                default: raw.insert(contentsOf: raw[0..<place], at: place)
                }
            }
            // The outcome is not predicted; `parseEveryWay` reports every cut with another one.
            _ = parseEveryWay(raw, limits: limits)
        }
    }
}
