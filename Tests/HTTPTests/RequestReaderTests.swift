// Connections as scripts of bytes. The steps must not depend on cuts.
import Testing

@testable import HTTP

/// The steps of a script in words, without `100 Continue`, which depends on cuts: a client that has begun to send its body does not
/// get it.
private struct Trace: Equatable {
    var steps: [String] = []
    var phase = RequestReader.Phase.idle
    var continues = 0

    static func == (one: Trace, other: Trace) -> Bool { one.steps == other.steps && one.phase == other.phase }
}

/// Feeds a reader as a server does: unconsumed bytes are passed again with the bytes that follow.
private func run(_ raw: [UInt8], ends: [Int], limits: Limits) -> Trace {
    var reader = RequestReader(limits: limits)
    var trace = Trace()
    var backlog: [UInt8] = []
    var start = 0
    for end in ends {
        backlog += raw[start..<end]
        start = end
        var index = 0
        feeding: while true {
            switch reader.advance(backlog.span, from: &index) {
            case .needsBytes: break feeding
            case .finished:
                if trace.steps.last != "end" { trace.steps.append("end") }
                break feeding
            case .sendContinue: trace.continues += 1
            case .failed(let error): trace.steps.append("\(error.status.rawValue)")
            case .request:
                let held = reader.headCopy
                let bytes = held.isEmpty ? Array(backlog[reader.requestBytes]) : held
                let facts = Facts(reader.head, bytes.span)
                #expect(facts.length == bytes.count)
                trace.steps.append("\(facts.method) \(facts.target)\(reader.keepsAlive ? "" : " close")")
            }
        }
        #expect(index <= backlog.count)
        backlog.removeFirst(index)
    }
    trace.phase = reader.phase
    return trace
}

private func runEveryWay(
    _ script: String, limits: Limits = Limits(), sourceLocation: SourceLocation = #_sourceLocation
) -> Trace {
    let raw = Array(script.utf8)
    let whole = run(raw, ends: [raw.count], limits: limits)
    for ends in Cuts.all(raw.count) {
        let trace = run(raw, ends: ends, limits: limits)
        #expect(trace == whole, "cut at \(ends.prefix(8))", sourceLocation: sourceLocation)
    }
    return whole
}

struct Script: Sendable, CustomTestStringConvertible {
    let raw: String
    let steps: [String]
    /// The final phase.
    let phase: String
    var testDescription: String { shown(Array(raw.utf8)) }

    init(_ raw: String, _ steps: String..., then phase: RequestReader.Phase) {
        self.raw = raw
        self.steps = steps
        self.phase = "\(phase)"
    }
}

private func get(_ target: String, _ fields: String = "") -> String {
    "GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
}

@Suite("Request reader")
struct RequestReaderTests {
    @Test(
        "a reader returns requests in order and stops at errors, independent of cuts",
        arguments: [
            Script("", then: .idle),
            Script(get("/a"), "get /a", then: .idle),
            Script(get("/a") + get("/b") + get("/c"), "get /a", "get /b", "get /c", then: .idle),
            Script(get("/a") + "\r\n" + get("/b"), "get /a", "get /b", then: .idle),
            Script(get("/a") + "\r\n\r\n" + get("/b"), "get /a", "400", "end", then: .finished),
            Script(get("/a") + "GET /b HT", "get /a", then: .head),
            Script(get("/a") + "\r\n", "get /a", then: .head),
            Script(get("/a", "Connection: close\r\n") + get("/b"), "get /a close", "end", then: .finished),
            Script("GET /a HTTP/1.0\r\n\r\n" + get("/b"), "get /a close", "end", then: .finished),
            Script(
                "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/b"), "get /a", "get /b", then: .idle),
            Script(get("/a") + "x\n" + get("/b"), "get /a", "400", "end", then: .finished),
            Script(get("/a") + "GET /b HTTP/2.0\r\n" + get("/c"), "get /a", "505", "end", then: .finished),
            Script(get("/a") + "GET /b HTTP/1.1\r\n\r\n" + get("/c"), "get /a", "400", "end", then: .finished),
            // Bodies are skipped exactly.
            Script(get("/a", "Content-Length: 5\r\n") + "hello" + get("/b"), "get /a", "get /b", then: .idle),
            Script(get("/a", "Content-Length: 0\r\n") + get("/b"), "get /a", "get /b", then: .idle),
            Script(
                get("/a", "Content-Length: \(get("/x").utf8.count)\r\n") + get("/x") + get("/b"), "get /a", "get /b",
                then: .idle),
            Script(get("/a", "Content-Length: 5\r\n") + "hell", then: .body),
            Script(get("/a", "Content-Length: 5\r\n"), then: .body),
            Script(
                get("/a", "Content-Length: 2\r\nConnection: close\r\n") + "hi" + get("/b"), "get /a close", "end",
                then: .finished),
            Script(
                get("/a", "Transfer-Encoding: chunked\r\n") + "5\r\nGET /\r\n0\r\nX: y\r\n\r\n" + get("/b"), "get /a",
                "get /b",
                then: .idle),
            Script(get("/a", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n", then: .body),
            Script(
                get("/a", "Transfer-Encoding: chunked\r\n") + "5\r\nhello!\r\n" + get("/b"), "400", "end",
                then: .finished),
            Script(
                get("/a", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n" + get("/b"), "400",
                "end",
                then: .finished),
            Script(
                get("/a") + get("/b", "Content-Length: 99999\r\n") + get("/c"), "get /a", "413", "end",
                then: .finished),
            Script(get("/a") + get("/b", "Expect: miracles\r\n") + get("/c"), "get /a", "417", "end", then: .finished),
            Script(
                get("/a", "Expect: 100-continue\r\nContent-Length: 2\r\n") + "hi" + get("/b"), "get /a", "get /b",
                then: .idle),
            Script(
                "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx" + get("/b"), "post /a", "get /b",
                then: .idle),
            Script(
                "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "head /a", "options *",
                then: .idle),
            Script("\r\n" + get("/a"), "get /a", then: .idle),
            Script("\n" + get("/a"), "400", "end", then: .finished),
        ])
    func script(script: Script) {
        let trace = runEveryWay(script.raw)
        #expect(trace.steps == script.steps)
        #expect("\(trace.phase)" == script.phase)
    }

    @Test("100 pipelined requests are returned in order")
    func pipeline() {
        let raw = (0..<100).map { get("/\($0)", $0 % 7 == 3 ? "Content-Length: 0\r\n" : "") }.joined()
        #expect(runEveryWay(raw).steps == (0..<100).map { "get /\($0)" })
    }

    @Test("100 Continue is sent once, to a client that has not begun to send its body")
    func permission() {
        let head = get("/a", "Expect: 100-continue\r\nContent-Length: 2\r\n")
        let raw = Array((head + "hi").utf8)
        let end = head.utf8.count
        func continues(_ ends: [Int]) -> Int { run(raw, ends: ends, limits: Limits()).continues }
        #expect(continues([raw.count]) == 0)
        #expect(continues([end + 1, raw.count]) == 0)
        #expect(continues([end, raw.count]) == 1)
        #expect(continues(Array(1...raw.count)) == 1)
        #expect(continues([end, end, end, end + 1, raw.count]) == 1)
    }

    @Test("100 Continue is not sent without the expectation, without a body, or to HTTP/1.0")
    func noPermission() {
        for head in [
            get("/a", "Content-Length: 2\r\n"), get("/a", "Expect: 100-continue\r\n"),
            get("/a", "Expect: 100-continue\r\nContent-Length: 0\r\n"),
            "GET /a HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        ] {
            let raw = Array(head.utf8)
            #expect(run(raw, ends: Array(1...raw.count), limits: Limits()).continues == 0)
        }
    }

    @Test("the head of a request with a body is copied until the next step")
    func held() {
        var reader = RequestReader()
        let raw = Array((get("/a", "Content-Length: 2\r\n") + "hi" + get("/b")).utf8)
        var index = 0
        #expect(reader.advance(raw.span, from: &index) == .request)
        #expect(reader.headCopy == Array(get("/a", "Content-Length: 2\r\n").utf8))
        #expect(reader.advance(raw.span, from: &index) == .request)
        #expect(reader.headCopy.isEmpty)
        #expect(Array(raw[reader.requestBytes]) == Array(get("/b").utf8))
    }

    @Test("a finished reader consumes all bytes and returns nothing")
    func finished() {
        var reader = RequestReader()
        reader.finish()
        let raw = Array(get("/a").utf8)
        var index = 0
        #expect(reader.advance(raw.span, from: &index) == .finished)
        #expect(index == raw.count)
        #expect(reader.phase == .finished)
        #expect(!reader.keepsAlive)
    }

    @Test("limits apply to every request of a pipeline")
    func limits() {
        var limits = Limits()
        limits.head = 60
        limits.body = 10
        let long = get("/b", "X: " + String(repeating: "v", count: 60) + "\r\n")
        #expect(runEveryWay(get("/a") + long + get("/c"), limits: limits).steps == ["get /a", "431", "end"])
        let large = get("/b", "Content-Length: 11\r\n")
        #expect(runEveryWay(get("/a") + large, limits: limits).steps == ["get /a", "413", "end"])
        let chunks = get("/b", "Transfer-Encoding: chunked\r\n") + "9\r\n123456789\r\n"
        #expect(runEveryWay(get("/a") + chunks, limits: limits).steps == ["get /a", "413", "end"])
    }
}
