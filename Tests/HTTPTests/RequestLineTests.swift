// Request lines and targets, RFC 9112 sections 2 and 3, RFC 3986 section 3.
import Testing

@testable import HTTP

@Suite("Request lines")
struct RequestLineTests {
    @Test(
        "a well-formed request line is parsed",
        arguments: [
            good("GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
            good("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .head },
            good("OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .options },
            good("POST / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .post },
            good("PUT / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .put },
            good("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .delete },
            good("PATCH / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .patch },
            good("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .trace },
            good("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n") {
                $0.method = .connect
                $0.form = .authority
                $0.target = "h:443"
                $0.path = ""
            },
            good("BREW / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .other },
            // Methods are case-sensitive, RFC 9110 section 9.1.
            good("get / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .other },
            good("Head / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .other },
            good("GETT / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .other },
            good("!#$%&'*+-.^_`|~09AZaz / HTTP/1.1\r\nHost: h\r\n\r\n") { $0.method = .other },
            // A higher minor version is treated as 1.1, RFC 9110 section 2.5.
            good("GET / HTTP/1.2\r\nHost: h\r\n\r\n"),
            good("GET / HTTP/1.9\r\nHost: h\r\n\r\n"),
            good("GET / HTTP/1.0\r\n\r\n") {
                $0.isVersion11 = false
                $0.keepsAlive = false
                $0.fields = [:]
            },
            good("GET / HTTP/1.0\r\nHost: h\r\n\r\n") {
                $0.isVersion11 = false
                $0.keepsAlive = false
            },
            // An empty line before the request line is ignored, RFC 9112 section 2.2.
            good("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        ])
    func accepted(vector: HeadVector) { vector.check() }

    @Test(
        "a malformed request line is refused",
        arguments: [
            badLine(" GET / HTTP/1.1"), badLine("\tGET / HTTP/1.1"), badLine("GET  / HTTP/1.1"),
            badLine("GET /  HTTP/1.1"), badLine("GET / HTTP/1.1 "), badLine("GET\t/ HTTP/1.1"),
            badLine("GET /\tHTTP/1.1"),
            badLine("GET / x HTTP/1.1"), badLine("GET"), badLine("GET "), badLine("GET /"), badLine("GET / "),
            badLine("/ HTTP/1.1"), badLine(" / HTTP/1.1"), badLine("G(T / HTTP/1.1"), badLine("GET: / HTTP/1.1"),
            badLine("\"GET\" / HTTP/1.1"), badLine("GÉT / HTTP/1.1"), badLine("GET / http/1.1"),
            badLine("GET / HTTP/1"),
            badLine("GET / HTTP/1."), badLine("GET / HTTP/.1"), badLine("GET / HTTP/11.1"), badLine("GET / HTTP/1.10"),
            badLine("GET / HTTP/1,1"), badLine("GET / HTTP/a.1"), badLine("GET / HTTP/1.1x"),
            badLine("GET / HTTPS/1.1"),
            badLine("GET / HTTP 1.1"), badLine("GET / HTTP/01.1"), badLine("GET / HTTP/-1.1"),
            badLine("GET / HTTP/2.0", .httpVersionNotSupported), badLine("GET / HTTP/3.0", .httpVersionNotSupported),
            badLine("GET / HTTP/0.9", .httpVersionNotSupported),
            bad("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .httpVersionNotSupported),
            bad("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), bad("\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("\rGET / HTTP/1.1\r\nHost: h\r\n\r\n"), bad("GET / HTTP/1.1\nHost: h\r\n\r\n"),
            bad("GET / HTTP/1.1\rHost: h\r\n\r\n"), bad("GET / HTTP/1.1\r\r\nHost: h\r\n\r\n"),
            bad("GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"), bad("GET /\u{7f} HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("GET /\u{1b} HTTP/1.1\r\nHost: h\r\n\r\n"), bad("\u{16}\u{3}\u{1}\u{2}\0\u{1}"), bad("\0"),
        ])
    func refused(vector: HeadVector) { vector.check() }

    @Test("a TLS handshake gets an error that names plain HTTP")
    func tls() {
        guard case .failed(let error) = parseEveryWay([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]) else {
            Issue.record("not refused")
            return
        }
        #expect(error.detail.contains("TLS"))
    }

    @Test(
        "an incomplete head needs more bytes",
        arguments: [
            "", "\r", "\r\n", "G", "GET", "GET ", "GET /", "GET / HTTP/1.1", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nHost", "GET / HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r",
        ].map { HeadVector(raw: Array($0.utf8), expected: .partial) })
    func partial(vector: HeadVector) { vector.check() }
}

@Suite("Request targets")
struct RequestTargetTests {
    @Test(
        "a target of any form is split into path and query",
        arguments: [
            target("/", path: "/"), target("//", path: "//"), target("/a/b", path: "/a/b"),
            target("/a//b/", path: "/a//b/"),
            target("/?", path: "/", query: ""), target("/a?b=c&d", path: "/a", query: "b=c&d"),
            target("/?a?b", path: "/", query: "a?b"), target("/?/a:@", path: "/", query: "/a:@"),
            target("/;v=1/:x@y", path: "/;v=1/:x@y"), target("/-._~!$&'()*+,;=", path: "/-._~!$&'()*+,;="),
            target("/%41%5a%5A", path: "/%41%5a%5A"), target("/a%2Fb", path: "/a%2Fb"),
            target("/%C3%A9?%c3%a9=%25", path: "/%C3%A9", query: "%c3%a9=%25"), target("/../..", path: "/../.."),
            target("/%01", path: "/%01"),
            target("http://h/", path: "/", form: .absolute),
            target("HTTP://H/a?b", path: "/a", query: "b", form: .absolute),
            target("HttP://h/x", path: "/x", form: .absolute), target("http://h", path: "", form: .absolute),
            target("http://h?q", path: "", query: "q", form: .absolute),
            target("http://h:80/", path: "/", form: .absolute), target("http://h:/", path: "/", form: .absolute),
            target("http://h:65535/", path: "/", form: .absolute),
            target("http://[2001:db8::1]:8080/x", path: "/x", form: .absolute),
            target("http://[::ffff:192.0.2.1]/", path: "/", form: .absolute),
            target("http://[1:2:3:4:5:6:7:8]/", path: "/", form: .absolute),
            target("http://%41.example/", path: "/", form: .absolute),
            target("http://other.example/x", path: "/x", form: .absolute),
            target("*", path: "", form: .asterisk, by: .options),
            target("http://h", path: "", form: .absolute, by: .options),
        ])
    func accepted(vector: HeadVector) { vector.check() }

    @Test(
        "a target outside the grammar is refused",
        arguments: [
            "*", "*/", "**", "a", "a/b", "?q", "h:80", "/%", "/%4", "/%zz", "/%4g", "/%g4", "/%%41", "/a%2", "/?%",
            "/?%4",
            "/?a=%zz", "/%00", "/a%00b", "/?%00", "/#f", "/a#", "/?a#b", "/\"", "/<", "/>", "/\\", "/^", "/`", "/{x}",
            "/a|b",
            "/[a]", "/?[a]", "/?a|b", "/é", "/?é", "http://", "http:///x", "http://:80/", "http://h:65536/",
            "http://h:8a/",
            "http://h:-1/", "http://u@h/", "http://u:p@h/", "http://[::1/", "http://[]/", "http://[::1]x/",
            "http://[:::1]/", "http://[1:2:3]/", "http://[::12345]/",
            "http://h#f",
            "http://h/#f", "http://h%/", "http://h%4/", "http://h%zz/", "http://a\\b/", "ftp://h/", "http:/h", "http:h",
            "ws://h/", "mailto:x@y", "http://h/%00",
        ])
    func refused(target: String) { badLine("GET \(target) HTTP/1.1").check() }

    @Test(
        "an https target gets 421",
        arguments: ["https://h/x", "HTTPS://h/", "https://h", "https://[::1]:443/?q", "https://", "https://h#f"])
    func misdirected(target: String) { badLine("GET \(target) HTTP/1.1", .misdirectedRequest).check() }

    @Test("the target * is valid for OPTIONS only")
    func asterisk() {
        badLine("OPTIONS ** HTTP/1.1").check()
        badLine("OPTIONS *?q HTTP/1.1").check()
        badLine("HEAD * HTTP/1.1").check()
        badLine("POST * HTTP/1.1").check()
    }
}
