// Ends of bodies, RFC 9112 sections 6.2 and 7.1.
import Testing

@testable import HTTP

enum BodyOutcome: Equatable {
    case partial
    /// The size of the body in bytes.
    case complete(Int)
    case failed(RequestError)
}

private func decode(_ raw: [UInt8], _ framing: Framing, ends: [Int], limits: Limits) -> BodyOutcome {
    var decoder = BodyDecoder(framing, limits: limits)
    var index = 0
    for end in ends {
        switch decoder.decode(raw.span.extracting(0..<end), from: &index) {
        case .partial:
            // The bytes of a body are consumed at once; none is stored.
            if index != end { Issue.record("\(end - index) bytes of the body were left") }
        case .complete: return .complete(index)
        case .failed(let error): return .failed(error)
        }
    }
    return .partial
}

private func decodeEveryWay(
    _ raw: String, _ framing: Framing = .chunked, limits: Limits = Limits(),
    sourceLocation: SourceLocation = #_sourceLocation
) -> BodyOutcome {
    let bytes = Array(raw.utf8)
    let whole = decode(bytes, framing, ends: [bytes.count], limits: limits)
    for ends in Cuts.all(bytes.count) {
        let outcome = decode(bytes, framing, ends: ends, limits: limits)
        #expect(outcome == whole, "cut at \(ends.prefix(8))", sourceLocation: sourceLocation)
    }
    guard whole != .partial else { return whole }
    for tail in ["0", "\r\n", "\0", "GET / HTTP/1.1\r\n", "5\r\nhello\r\n"] {
        let longer = bytes + Array(tail.utf8)
        for ends in [[longer.count], [bytes.count / 2, longer.count]] {
            let outcome = decode(longer, framing, ends: ends, limits: limits)
            #expect(outcome == whole, "followed by \(shown(Array(tail.utf8)))", sourceLocation: sourceLocation)
        }
    }
    return whole
}

@Suite("Bodies")
struct BodyDecoderTests {
    @Test("an absent body and an empty body end where they start")
    func none() {
        #expect(decodeEveryWay("", .none) == .complete(0))
        #expect(decodeEveryWay("GET / HTTP/1.1\r\n\r\n", .none) == .complete(0))
        #expect(decodeEveryWay("", .length(0)) == .complete(0))
    }

    @Test("a body with Content-Length ends after that many bytes of any content", arguments: [1, 5, 17])
    func length(length: Int) {
        let raw = "0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
        #expect(decodeEveryWay(raw, .length(length)) == .complete(length))
        #expect(decodeEveryWay(String(raw.prefix(0)), .length(length)) == .partial)
        #expect(decodeEveryWay(String(repeating: "x", count: length - 1), .length(length)) == .partial)
    }

    private static let accepted = [
        "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "a\r\n0123456789\r\n0\r\n\r\n",
        "A\r\n0123456789\r\n0\r\n\r\n", "00005\r\nhello\r\n000\r\n\r\n", "4\r\n\r\n\r\n\r\n0\r\n\r\n",
        "3\r\n0\r\n\r\n0\r\n\r\n",
        "10\r\n0123456789abcdef\r\n0\r\n\r\n", "5;a\r\nhello\r\n0\r\n\r\n", "5;a=b;c\r\nhello\r\n0;z\r\n\r\n",
        "5; a = b\r\nhello\r\n0\r\n\r\n", "5;a=\"b\"\r\nhello\r\n0\r\n\r\n",
        "5 ;a\r\nhello\r\n0\r\n\r\n", "5;a ;\tb\r\nhello\r\n0\r\n\r\n", "5;a=b ;c=\"d\" ;e\r\nhello\r\n0\r\n\r\n",
        "5;a=\"x;y, \\\" \\\\ é\"\r\nhello\r\n0\r\n\r\n",
        "0\r\nX: y\r\n\r\n", "0\r\nX:\r\nY:\tz \r\n\r\n", "5\r\nhello\r\n0;e\r\nContent-Length: 9\r\nHost: a b\r\n\r\n",
    ]

    @Test("a chunked body ends with the empty line after the last chunk", arguments: accepted)
    func chunked(raw: String) {
        #expect(decodeEveryWay(raw) == .complete(raw.utf8.count))
        // Without its last byte it is incomplete.
        #expect(decodeEveryWay(String(decoding: raw.utf8.dropLast(), as: UTF8.self)) == .partial)
    }

    private static let refused = [
        "\r\n", "\n", "x\r\n", "g\r\n", "-1\r\n", "+5\r\nhello\r\n", " 5\r\nhello\r\n", "5 \r\nhello\r\n",
        "5\nhello\r\n",
        "0x5\r\nhello\r\n", "5\r\rhello", "5\rhello", "5\r\nhelloX", "5\r\nhello\n", "5\r\nhello\rX",
        "5\r\nhello\r\n\r\n",
        "5\r\nhello!\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", ";a\r\n", "5,a\r\n", "5;a\nhello", "5;a\0\r\n", "5;a\r \n",
        "5;a(b\r\n", "5;\r\n",
        "5; \r\n", "5;a;\r\n", "5;;a\r\n", "5;=b\r\n", "5;a=\r\n", "5;a=;b\r\n", "5;a=b=c\r\n", "5;a=\"b\"c\r\n",
        "5;\"a\"\r\n",
        "5;a b\r\n", "5;a=b c\r\n", "5;a \r\n", "5;a\t\r\n", "5;a=b \r\n", "5;a=\"b\" \r\n", "5\t\r\n", "5 a\r\n",
        "5 =a\r\n",
        "5;a=\"b\n\"\r\n", "5;a=\"b\r\n\"\r\n", "5;a=\"b\\\r\"\r\n", "5;a=\"\0\"\r\n", "0\n\r\n", "0\r\n\n", "0\r\n\rX",
        "0\r\nX\r\n\r\n", "0\r\n: y\r\n\r\n", "0\r\nX : y\r\n\r\n", "0\r\n X: y\r\n\r\n", "0\r\nX: y\n\r\n",
        "0\r\nX: y\r\n folded\r\n",
        "0\r\nX: \0\r\n\r\n", "0\r\nX: y\rz\r\n\r\n", "0\r\nX(: y\r\n\r\n", "５\r\nhello\r\n",
    ]

    @Test("chunks that recipients could interpret differently are refused", arguments: refused)
    func malformed(raw: String) {
        guard case .failed(let error) = decodeEveryWay(raw) else {
            Issue.record("accepted")
            return
        }
        #expect(error.status == .badRequest)
    }

    @Test("a chunked body is accepted up to the limit with its framing, and gets 413 beyond it", arguments: 58...72)
    func limit(count: Int) {
        var limits = Limits()
        limits.body = 64
        // The framing has 11 bytes: two digits, four CR LF pairs and a zero.
        let size = count - 11
        let raw = "\(String(size, radix: 16))\r\n\(String(repeating: "x", count: size))\r\n0\r\n\r\n"
        #expect(raw.utf8.count == count)
        switch decodeEveryWay(raw, limits: limits) {
        case .complete(let length): #expect(length == count && count <= 64)
        case .failed(let error): #expect(error.status == .contentTooLarge && count > 64)
        case .partial: Issue.record("neither ended nor refused")
        }
    }

    @Test(
        "the size of a chunk does not overflow",
        arguments: ["ffffffffffffffff", "10000000000000000", "7fffffffffffffff", "fffffffffffffffffffffffffffffffff"])
    func hugeSize(size: String) {
        for raw in [size + "\r\nx", size + ";e\r\nx", "1\r\na\r\n" + size] {
            guard case .failed(let error) = decodeEveryWay(raw) else {
                Issue.record("accepted")
                continue
            }
            #expect(error.status == .contentTooLarge)
        }
    }

    @Test("endless zeros, an endless extension and an endless trailer are refused at the limit")
    func endless() {
        var limits = Limits()
        limits.body = 200
        for raw in [
            String(repeating: "0", count: 300), "5;" + String(repeating: "a", count: 300),
            "5;a=\"" + String(repeating: "a", count: 300), "0\r\nX: " + String(repeating: "a", count: 300),
            "0\r\n" + String(repeating: "X: y\r\n", count: 60), String(repeating: "1\r\na\r\n", count: 60),
        ] {
            guard case .failed(let error) = decodeEveryWay(raw, limits: limits) else {
                Issue.record("accepted")
                continue
            }
            #expect(error.status == .contentTooLarge)
        }
    }

    @Test("the limit of fields applies to a trailer, and one more gets 431", arguments: 2...5)
    func trailerCount(count: Int) {
        var limits = Limits()
        limits.fieldCount = 3
        let raw = "0\r\n" + String(repeating: "X: y\r\n", count: count) + "\r\n"
        switch decodeEveryWay(raw, limits: limits) {
        case .complete(let length): #expect(length == raw.utf8.count && count <= 3)
        case .failed(let error): #expect(error.status == .requestHeaderFieldsTooLarge && count > 3)
        case .partial: Issue.record("neither ended nor refused")
        }
    }
}
