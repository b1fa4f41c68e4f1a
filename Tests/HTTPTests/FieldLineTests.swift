// Field lines, and the fields that control the connection: RFC 9110 sections 5, 7 and 10; RFC 9112 sections 5 and 9.
import Testing

@testable import HTTP

@Suite("Field lines")
struct FieldLineTests {
    @Test(
        "the blanks around a field value are not part of it",
        arguments: [
            fields("X:"), fields("X: "), fields("X:a"), fields("X: \t a \t "), fields("X: a b\tc"),
            fields("x-y_z.1: \u{ff}é"),
            fields("!#$%&'*+-.^_`|~: v"), fields("X: :::"), fields("X: \"quoted, text\""), fields("Cookie: a=b; c=d"),
            good("GET / HTTP/1.1\r\nHOST:h\r\n\r\n"), good("GET / HTTP/1.1\r\nhOsT:\th\t\r\n\r\n"),
            fields("Accept:text/html") { $0.fields[.accept] = "text/html" },
            fields("ACCEPT: \t") { $0.fields[.accept] = "" },
            fields("Accept: a/b", "Accept: c/d") { $0.fields[.accept] = "a/b, c/d" },
            fields("Accept:", "accept: c/d ") { $0.fields[.accept] = "c/d" },
            fields("If-None-Match: \"a\"", "X: y", "if-none-match: \"b\"") { $0.fields[.ifNoneMatch] = "\"a\", \"b\"" },
            fields("Accept-Encoding: gzip;q=0.5 , br") { $0.fields[.acceptEncoding] = "gzip;q=0.5 , br" },
            fields("If-Match: *") { $0.fields[.ifMatch] = "*" },
            fields("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT") {
                $0.fields[.ifModifiedSince] = "Sun, 06 Nov 1994 08:49:37 GMT"
            },
            fields("If-Unmodified-Since: x:y") { $0.fields[.ifUnmodifiedSince] = "x:y" },
            // Names similar to known ones.
            fields("Hosts: a b", "Accept_Encoding: x", "Content-Lengths: q", "Expected: never", "Transfer-Encodin: x"),
        ])
    func accepted(vector: HeadVector) { vector.check() }

    @Test(
        "a malformed field line is refused",
        arguments: [
            badFields("X : a"), badFields("X\t: a"), badFields(" X: a"), badFields("\tX: a"), badFields("X"),
            badFields(": a"),
            badFields(":"), badFields("X Y: a"), badFields("X(Y: a"), badFields("X\"Y: a"), badFields("X/Y: a"),
            badFields("X@Y: a"), badFields("É: a"), badFields("X: a", " folded"), badFields("X: a", "\tfolded"),
            badFields("X: a", " "), badFields("X: a\0b"), badFields("X: a\u{1}b"), badFields("X: a\u{8}"),
            badFields("X: a\u{b}"), badFields("X: a\u{c}b"), badFields("X: a\u{1b}[m"), badFields("X: a\u{7f}"),
            badFields("X: a\rb"), badFields("X: a\nY: b"), badFields("X: a\r\rb"), badFields("X\0: a"),
            bad("GET / HTTP/1.1\r\nHost: h\n\r\n"), bad("GET / HTTP/1.1\r\nHost: h\r\n\n"),
            bad("GET / HTTP/1.1\r\nHost: h\r\n\rX"), bad("GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
            bad("GET / HTTP/1.1\r\n\tHost: h\r\n\r\n"), bad("GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
            badFields("Transfer-Encoding : chunked"), badFields("Content-Length : 5"),
            badFields("Content-Length\u{b}: 5"),
        ])
    func refused(vector: HeadVector) { vector.check() }
}

@Suite("Host")
struct HostTests {
    @Test(
        "a host with an optional port is accepted",
        arguments: [
            "", "h", "h:", "h:0", "h:80", "h:65535", "h:00080", "127.0.0.1:8080", "example.com", "a_b-c.~d", "[::1]",
            "[::1]:80", "[::1]:", "[::]", "[1:2:3:4:5:6:7:8]", "[2001:DB8::a]", "[::ffff:192.0.2.1]", "[v1.a:b]",
            "%41%42", "xn--bcher-kva.example", ":80", "a!$&'()*+,;=b",
        ])
    func accepted(host: String) {
        good("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") { $0.fields = [.host: host] }.check()
    }

    @Test(
        "other hosts are refused",
        arguments: [
            "a b", "a\tb", "h:x", "h:80x", "h:65536", "h:99999999999999999999", "h:+1", "h:8:0", "h/", "/h", "http://h",
            "u@h",
            "h?", "h#", "[::1", "::1", "[]", "[::1]x", "[::1]]", "[::g%1]", "[:::1]", "[1::2::3]", "[1:2:3:4:5:6:7]",
            "[1:2:3:4:5:6:7:8:9]", "[::12345]", "[::1.2.3.256]",
            "[fe80::1%25eth0]", "[1.2.3.4]", "[v1.]", "[v.a]", "[va]", "%", "%4", "%zz", "h%4", "a\"b", "a<b",
            "a\\b",
            "{h}", "a|b", "a^b", "é",
        ])
    func refused(host: String) { bad("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").check() }

    @Test(
        "HTTP/1.1 needs exactly one Host; HTTP/1.0 needs none, and no more than one",
        arguments: [
            bad("GET / HTTP/1.1\r\n\r\n"), bad("GET http://h/ HTTP/1.1\r\n\r\n"), bad("OPTIONS * HTTP/1.1\r\n\r\n"),
            bad("GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"),
            bad("GET / HTTP/1.1\r\nHost: h\r\nX: y\r\nhost: i\r\n\r\n"),
            bad("GET / HTTP/1.1\r\nHost:\r\nHost: h\r\n\r\n"), bad("GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n"),
            bad("GET / HTTP/1.0\r\nHost: a b\r\n\r\n"),
        ])
    func count(vector: HeadVector) { vector.check() }
}

@Suite("Persistence and expectations")
struct PersistenceTests {
    @Test(
        "HTTP/1.1 stays open unless one of its Connection options is close",
        arguments: [
            ("close", false), ("Close", false), ("CLOSE", false), ("keep-alive, close", false),
            ("close, keep-alive", false),
            (",,close,", false), ("x ,\tclose\t, y", false), ("keep-alive", true), ("closed", true),
            ("not-close", true),
            ("close;x", true), ("\"close\"", true), ("", true), ("upgrade", true),
        ])
    func version11(value: String, stays: Bool) {
        fields("Connection: \(value)") {
            $0.keepsAlive = stays
            $0.fields[.connection] = value
        }.check()
    }

    @Test(
        "HTTP/1.0 closes unless one of its Connection options is keep-alive and none is close",
        arguments: [
            ("keep-alive", true), ("Keep-Alive", true), ("x, KEEP-ALIVE", true), ("keep-alive, close", false),
            ("close", false), ("keep-alives", false), ("", false),
        ])
    func version10(value: String, stays: Bool) {
        good("GET / HTTP/1.0\r\nConnection: \(value)\r\n\r\n") {
            $0.isVersion11 = false
            $0.keepsAlive = stays
            $0.fields = [.connection: value]
        }.check()
    }

    @Test("every line of Connection is evaluated")
    func lines() {
        fields("Connection: x", "Connection: close", "Connection: y") {
            $0.keepsAlive = false
            $0.fields[.connection] = "x, close, y"
        }.check()
    }

    @Test(
        "an expectation is effective in HTTP/1.1 requests with a body",
        arguments: ["100-continue", "100-Continue", "100-CONTINUE"])
    func expects(value: String) {
        fields("Expect: \(value)", "Content-Length: 1") {
            $0.expectsContinue = true
            $0.framing = .length(1)
            $0.fields[.expect] = value
            $0.fields[.contentLength] = "1"
        }.check()
        fields("Expect: \(value)", "Transfer-Encoding: chunked") {
            $0.expectsContinue = true
            $0.framing = .chunked
            $0.fields[.expect] = value
            $0.fields[.transferEncoding] = "chunked"
        }.check()
        // It is ignored without a body and in HTTP/1.0, which has no interim responses (RFC 9110 section 10.1.1).
        fields("Expect: \(value)") { $0.fields[.expect] = value }.check()
        good("GET / HTTP/1.0\r\nExpect: \(value)\r\nContent-Length: 1\r\n\r\n") {
            $0.isVersion11 = false
            $0.keepsAlive = false
            $0.framing = .length(1)
            $0.fields = [.expect: value, .contentLength: "1"]
        }.check()
    }

    @Test(
        "an unknown expectation gets 417, except in HTTP/1.0, where it is ignored",
        arguments: ["x", "100-continued", "100-continue;q=1", "200-ok", "100-continue, x"])
    func unknownExpectation(value: String) {
        badFields("Expect: \(value)", status: .expectationFailed).check()
        good("GET / HTTP/1.0\r\nExpect: \(value)\r\n\r\n") {
            $0.isVersion11 = false
            $0.keepsAlive = false
            $0.fields = [.expect: value]
        }.check()
    }
}
