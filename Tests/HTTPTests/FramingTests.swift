// Delimitation of bodies, RFC 9112 section 6.
import Testing

@testable import HTTP

@Suite("Framing")
struct FramingTests {
    @Test(
        "Content-Length in digits frames the body",
        arguments: [
            ("0", Framing.none), ("1", .length(1)), ("5", .length(5)), ("65536", .length(65_536)), ("0005", .length(5)),
            ("000000000000000000000000000000000000007", .length(7)), ("00000000000000000000000000000000", .none),
        ])
    func contentLength(value: String, framing: Framing) {
        fields("Content-Length: \(value)") {
            $0.framing = framing
            $0.fields[.contentLength] = value
        }.check()
    }

    @Test(
        "a Content-Length other than digits is refused",
        arguments: [
            "", " ", "+5", "-5", "-0", "5.0", "5,5", "5, 5", "5 5", "0x5", "5x", "x5", "5;", "\"5\"", "1e2", "５",
            "five", ",5",
        ])
    func malformedLength(value: String) { badFields("Content-Length: \(value)").check() }

    @Test(
        "a Content-Length above the limit gets 413",
        arguments: [
            "65537", "100000", "9223372036854775807", "9223372036854775808", "18446744073709551621",
            "99999999999999999999999999999999999999999999999999",
        ])
    func largeLength(value: String) { badFields("Content-Length: \(value)", status: .contentTooLarge).check() }

    @Test(
        "chunked as the only coding delimits the body",
        arguments: ["chunked", "Chunked", "CHUNKED", "chunked,", ",chunked", ", ,chunked ,"])
    func chunked(value: String) {
        for line in ["Transfer-Encoding:\(value)", "transfer-encoding: \t\(value)\t "] {
            fields(line) {
                $0.framing = .chunked
                $0.fields[.transferEncoding] = value
            }.check()
        }
    }

    @Test(
        "framing that recipients could interpret differently is refused",
        arguments: [
            badFields("Content-Length: 5", "Content-Length: 5"), badFields("Content-Length: 5", "Content-Length: 6"),
            badFields("Content-Length: 0", "content-length: 0"), badFields("Content-Length:", "Content-Length: 5"),
            badFields("Transfer-Encoding: chunked", "Content-Length: 5"),
            badFields("Content-Length: 5", "Transfer-Encoding: chunked"),
            badFields("Transfer-Encoding: chunked", "Content-Length: 0"),
            badFields("Transfer-Encoding: chunked", "Content-Length:"),
            badFields("Transfer-Encoding:"), badFields("Transfer-Encoding: ,"),
            badFields("Transfer-Encoding: identity"),
            badFields("Transfer-Encoding: gzip"), badFields("Transfer-Encoding: chunked, gzip"),
            badFields("Transfer-Encoding: chunked, identity"), badFields("Transfer-Encoding: chunked, chunked"),
            badFields("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
            badFields("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
            badFields("Transfer-Encoding: xchunked"), badFields("Transfer-Encoding: chunkedx"),
            badFields("Transfer-Encoding: \"chunked\""), badFields("Transfer-Encoding: chunked;a=b"),
            badFields("Transfer-Encoding: chun ked"), badFields("Transfer-Encoding: \u{b}chunked"),
            badFields("Transfer-Encoding: gzip, chunked", status: .notImplemented),
            badFields("Transfer-Encoding: gzip", "Transfer-Encoding: chunked", status: .notImplemented),
            badFields("Transfer-Encoding: identity, chunked", status: .notImplemented),
            bad("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
            bad("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"),
        ])
    func conflicts(vector: HeadVector) { vector.check() }

    @Test("a field with a name similar to Transfer-Encoding has no effect")
    func lookalikes() {
        fields(
            "Transfer_Encoding: chunked", "X-Transfer-Encoding: chunked", "Transfer-Encodings: chunked", "TE: chunked"
        )
        .check()
    }
}
