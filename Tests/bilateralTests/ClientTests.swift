import HTTP
import Testing

@testable import bilateral

/// Reads a response in pieces.
private func read(_ text: String, piece: Int, isEnded: Bool = true) throws(InvalidResponse) -> (
    status: Int, body: String
) {
    var reader = ResponseReader()
    let bytes = Array(text.utf8)
    var body: [UInt8] = []
    var start = 0
    while start < bytes.count {
        let end = min(bytes.count, start + piece)
        try reader.read(bytes[start..<end]) { body += $0 }
        start = end
    }
    if isEnded { try reader.end() }
    return (reader.status, String(decoding: body, as: UTF8.self))
}

@Suite("Client") struct ClientTests {
    private static let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\n"
        + "5;a=b\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"

    @Test(arguments: 1...40) func `the result for a response is independent of cuts`(piece: Int) throws {
        #expect(try read(ClientTests.chunked, piece: piece) == (200, "hello 0123456789"))
        #expect(try read("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc", piece: piece) == (404, "abc"))
        #expect(try read("HTTP/1.0 200 OK\n\nuntil the end", piece: piece) == (200, "until the end"))
        #expect(
            try read("HTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", piece: piece) == (204, ""))
    }

    @Test(arguments: 0..<120) func `a response that ends too early is refused`(length: Int) {
        let text = String(ClientTests.chunked.prefix(length))
        guard text.count < ClientTests.chunked.count - 1 else { return }
        #expect(throws: InvalidResponse.self) { try read(text, piece: 7) }
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
    ]) func `an invalid response is refused`(text: String) {
        #expect(throws: InvalidResponse.self) { try read(text, piece: 100) }
    }

    @Test func `the header fields are limited`() {
        let field = "X: " + String(repeating: "x", count: 1_000) + "\r\n"
        #expect(throws: InvalidResponse.self) {
            try read("HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 70) + "\r\n", piece: 4_096)
        }
    }

    @Test func `an address has a host, a port and a base path`() {
        #expect(ServerAddress(url: "http://a") == ServerAddress(host: "a", port: 80))
        #expect(ServerAddress(url: "HTTP://a:8080/") == ServerAddress(host: "a", port: 8080))
        #expect(
            ServerAddress(url: "http://[::1]:8080/trade/") == ServerAddress(host: "::1", port: 8080, basePath: "/trade")
        )
        #expect(ServerAddress(url: "http://[::1]")?.authority == "[::1]:80")
        for url in [
            "", "a:80", "https://a", "http://", "http://:80", "http://a:", "http://a:0", "http://a:65536",
            "http://[::1",
            "http://[::1]x", "http://u@a", "http://a?b", "http://a b",
        ] {
            #expect(ServerAddress(url: url) == nil, "\(url)")
        }
    }

    @Test func `a target is percent-encoded where it must be, and not twice`() {
        func encoded(_ text: String) -> String { Target.encode(text, keeping: .target) }
        #expect(encoded("/v1/search?q=México a&x=%20[1]") == "/v1/search?q=M%C3%A9xico%20a&x=%20%5B1%5D")
        #expect(encoded("/a\r\nb") == "/a%0D%0Ab")
    }
}

@Suite("Text tables on a terminal") struct TextTableTests {
    private static let text = """
        rank  partner      tdr
        ----  -------  -------
           1  VNM      10.6291
           2  Côte     -0.5000

        """

    @Test func `columns that do not fit are cut and named`() throws {
        let table = try #require(TextTable(TextTableTests.text))
        let (fitted, hidden) = table.fitted(to: 15, isColored: false)
        #expect(fitted == "rank  partner\n----  -------\n   1  VNM\n   2  Côte\n")
        #expect(hidden == ["tdr"])
        #expect(table.fitted(to: 22, isColored: false).text == TextTableTests.text)
        #expect(table.fitted(to: nil, isColored: false).hidden == [])
        #expect(table.fitted(to: 1, isColored: false).hidden == ["partner", "tdr"])
    }

    @Test func `headings and negative numbers are coloured, and nothing else changes`() throws {
        let colored = try #require(TextTable(TextTableTests.text)).fitted(to: nil, isColored: true).text
        #expect(colored.contains("\u{1b}[1mrank"))
        #expect(colored.contains("\u{1b}[31m-0.5000\u{1b}[0m"))
        var plain = colored
        for sequence in ["[1m", "[2m", "[31m", "[0m"] { plain = plain.replacing("\u{1b}\(sequence)", with: "") }
        #expect(plain == TextTableTests.text)
    }

    @Test func `the reason of an empty table is not cut`() throws {
        let table = try #require(TextTable("a  b  c\n-  -  -\nNo records match the filters.\n"))
        #expect(table.fitted(to: 4, isColored: true).text.contains("No records match the filters."))
    }

    @Test func `other texts are not tables`() {
        #expect(TextTable("{}") == nil)
        #expect(TextTable("# HELP a b\n# TYPE a counter\na 1\n") == nil)
    }
}
