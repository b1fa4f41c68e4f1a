// The states of a connection for every order of inputs.
import Testing

@testable import HTTP
@testable import Server

@Suite("Connections")
struct ConnectionTests {
    @Test("the connection persists after a response")
    func keepAlive() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/a")) == .read)
        #expect(connection.statuses == [200])
        #expect(connection.receive(get("/b")) == .read)
        #expect(connection.statuses == [200, 200])
        #expect(connection.connection.requests == 2)
        #expect(connection.text.hasSuffix("\r\n\r\n/b"))
    }

    @Test("a request with Connection: close, and an HTTP/1.0 request, ends the connection after its response")
    func closing() {
        for raw in [get("/a", "Connection: close\r\n"), "GET /a HTTP/1.0\r\n\r\n"] {
            var connection = ConnectionHarness()
            #expect(connection.receive(raw + get("/b")) == .linger)
            #expect(connection.statuses == [200])
            #expect(connection.text.contains("Connection: close\r\n"))
            #expect(connection.connection.backlog.isEmpty)
        }
    }

    @Test(
        "a made response ends the batch, so that other connections are served before the next request; cached ones do not"
    )
    func batches() {
        var connection = ConnectionHarness()
        let script = get("/a") + get("/new1") + get("/b") + get("/c") + get("/new2") + get("/new3")
        #expect(connection.receive(script) == .resume)
        #expect(connection.statuses.count == 2)
        #expect(connection.resume() == .resume)
        #expect(connection.statuses.count == 5)
        #expect(connection.resume() == .read)
        #expect(connection.statuses.count == 6 && connection.connection.backlog.isEmpty)
        let paths = ["/a", "/new1", "/b", "/c", "/new2", "/new3"]
        let bodies = connection.text.split(separator: "HTTP/1.1 200").map {
            $0.split(separator: "\r\n\r\n").last.map(String.init)
        }
        #expect(bodies == paths)
        #expect(connection.receive(get("/new4")) == .read)
    }

    @Test("the requests before a malformed one get responses, then the error is sent, and the rest is ignored")
    func errorInPipeline() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/a") + get("/b") + "x\n" + get("/c")) == .linger)
        #expect(connection.statuses == [200, 200, 400])
        #expect(connection.connection.requests == 2)
        #expect(connection.receive(get("/d")) == .linger)
        #expect(connection.statuses.count == 3)
    }

    @Test("a client that waits for 100 Continue gets it, and the response after the body")
    func continues() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/a") + get("/b", "Expect: 100-continue\r\nContent-Length: 2\r\n")) == .read)
        #expect(connection.statuses == [200, 100])
        #expect(connection.receive("h") == .read)
        #expect(connection.statuses == [200, 100])
        #expect(connection.receive("i" + get("/c")) == .read)
        #expect(connection.statuses == [200, 100, 200, 200])
        #expect(connection.text.contains("\r\n\r\n/b"))
    }

    @Test("the output does not depend on how the input is cut")
    func cuts() {
        let script =
            get("/a") + "\r\n" + get("/b", "Content-Length: 3\r\n") + "xyz" + get("/20000")
            + get("/c", "Transfer-Encoding: chunked\r\n") + "2\r\nhi\r\n0\r\n\r\n" + get("/d", "If-None-Match: *\r\n")
            + "HEAD /e HTTP/1.1\r\nHost: h\r\n\r\n" + get("/f") + "G\0" + get("/g")
        let raw = Array(script.utf8)
        var whole = ConnectionHarness()
        #expect(whole.receive(raw) == .linger)
        #expect(whole.statuses == [200, 200, 200, 200, 304, 200, 200, 400])
        for cut in 0...raw.count {
            var connection = ConnectionHarness()
            let first = connection.receive(Array(raw[..<cut]))
            let second = connection.receive(Array(raw[cut...]))
            #expect(first == .linger || second == .linger, "cut at \(cut)")
            #expect(connection.sent == whole.sent, "cut at \(cut)")
        }
        var connection = ConnectionHarness()
        for byte in raw { _ = connection.receive([byte]) }
        #expect(connection.sent == whole.sent)
    }

    @Test("the backlog holds the bytes of an unfinished request only")
    func backlog() {
        var connection = ConnectionHarness()
        let half = "GET /half HTT"
        #expect(connection.receive(get("/a") + get("/b") + half) == .read)
        #expect(connection.connection.backlog == Array(half.utf8))
        #expect(connection.receive("P/1.1\r\nHost: h\r\n\r\n") == .read)
        #expect(connection.connection.backlog.isEmpty)
        // A body is not stored.
        #expect(connection.receive(get("/c", "Content-Length: 1000\r\n") + String(repeating: "x", count: 900)) == .read)
        #expect(connection.connection.backlog.isEmpty)
    }
}

@Suite("Connections under backpressure")
struct BackpressureTests {
    @Test("the server does not read while output is unsent")
    func blocked() {
        var connection = ConnectionHarness()
        connection.isBlocked = true
        #expect(connection.receive(get("/a") + "GET /b HTTP/1.1\r\n") == .write)
        #expect(connection.drain() == .read)
        #expect(connection.receive("Host: h\r\n\r\n") == .read)
        #expect(connection.statuses == [200, 200])
    }

    @Test("a pipeline yields when a batch of output is full")
    func batchLimit() {
        var connection = ConnectionHarness { $0.outputPerBatch = 1_000 }
        #expect(connection.receive((0..<7).map { _ in get("/600") }.joined()) == .resume)
        #expect(connection.connection.requests == 2)
        #expect(connection.resume() == .resume)
        #expect(connection.resume() == .resume)
        #expect(connection.connection.requests == 6)
        #expect(connection.resume() == .read)
        #expect(connection.connection.requests == 7)
        #expect(connection.connection.backlog.isEmpty)
        #expect(connection.statuses == [Int](repeating: 200, count: 7))
    }

    @Test("a batch that ends with the last request does not yield")
    func exactLimit() {
        var connection = ConnectionHarness { $0.outputPerBatch = 1_000 }
        #expect(connection.receive(get("/600") + get("/600")) == .read)
        #expect(connection.connection.requests == 2)
    }

    @Test("a pipeline stops at the batch limit while the client does not read, and continues when it does")
    func blockedAtLimit() {
        var connection = ConnectionHarness { $0.outputPerBatch = 1_000 }
        connection.isBlocked = true
        #expect(connection.receive((0..<5).map { get("/60\($0)") }.joined()) == .write)
        #expect(connection.connection.requests == 2)
        #expect(connection.drain() == .resume)
        connection.isBlocked = true
        #expect(connection.resume() == .write)
        #expect(connection.connection.requests == 4)
        #expect(connection.drain() == .resume)
        #expect(connection.resume() == .read)
        #expect(connection.connection.requests == 5)
    }

    @Test("an error beyond the batch limit is sent in the next batch, and then the connection ends")
    func errorBeyondLimit() {
        // The error alone does not reach the limit.
        var connection = ConnectionHarness { $0.outputPerBatch = 1_000 }
        #expect(connection.receive(get("/1200") + "x\n") == .resume)
        #expect(connection.statuses == [200])
        #expect(connection.resume() == .linger)
        #expect(connection.statuses == [200, 400])
    }

    @Test("an error that reaches the batch limit ends the connection too")
    func errorAtLimit() {
        var connection = ConnectionHarness { $0.outputPerBatch = 100 }
        var next = connection.receive("x\n" + get("/a"))
        if next == .resume { next = connection.resume() }
        #expect(next == .linger)
        #expect(connection.statuses == [400])
    }

    @Test("the connection ends only after the error is sent")
    func blockedError() {
        var connection = ConnectionHarness()
        connection.isBlocked = true
        #expect(connection.receive("x\n") == .write)
        #expect(connection.drain() == .linger)
    }
}

@Suite("Ends of connections")
struct EndingTests {
    @Test("the end of input between requests closes the connection")
    func endWhileIdle() {
        var connection = ConnectionHarness()
        #expect(connection.endInput() == .close)
        var used = ConnectionHarness()
        #expect(used.receive(get("/a")) == .read)
        #expect(used.endInput() == .close)
        #expect(used.statuses == [200])
    }

    @Test("a client that ends its side after a pipeline gets all responses")
    func halfClose() {
        var connection = ConnectionHarness { $0.outputPerBatch = 500 }
        #expect(connection.receive(get("/600") + get("/600") + get("/a")) == .resume)
        #expect(connection.endInput() == .resume)
        #expect(connection.resume() == .resume)
        #expect(connection.resume() == .close)
        #expect(connection.statuses == [200, 200, 200])
    }

    @Test("an incomplete request gets no response at the end of input")
    func halfRequest() {
        for raw in ["G", "GET / HTTP/1.1\r\nHost: h\r\n", get("/", "Content-Length: 5\r\n") + "1234"] {
            var connection = ConnectionHarness()
            #expect(connection.receive(raw) == .read)
            #expect(connection.endInput() == .close)
            #expect(connection.sent.isEmpty)
        }
    }

    @Test("a lingering connection drops input and closes at its end")
    func linger() {
        var connection = ConnectionHarness()
        #expect(connection.receive("x\n") == .linger)
        #expect(connection.connection.state == .lingering)
        let sent = connection.sent
        #expect(connection.receive(get("/a") + get("/b")) == .linger)
        #expect(connection.connection.backlog.isEmpty)
        #expect(connection.endInput() == .close)
        #expect(connection.sent == sent)
    }

    @Test("a connection does not linger if the client has ended its side")
    func noLinger() {
        var connection = ConnectionHarness { $0.outputPerBatch = 100 }
        #expect(connection.receive(get("/200") + get("/b", "Connection: close\r\n")) == .resume)
        #expect(connection.endInput() == .resume)
        #expect(connection.resume() == .close)
    }

    @Test("a lingering connection drops the rest of a large head and 1 MiB after it, and at most 2 MiB")
    func lingerBound() {
        var connection = ConnectionHarness()
        #expect(connection.receive("x\n") == .linger)
        let piece = [UInt8](repeating: 0x78, count: 65_536)
        for _ in 0..<32 { #expect(connection.receive(piece) == .linger) }
        #expect(connection.receive([0x78]) == .close)
    }

    @Test("stop ends an idle connection")
    func stopIdle() {
        var fresh = ConnectionHarness()
        #expect(fresh.stop() == .read)
        #expect(fresh.receive(get("/a")) == .linger)
        #expect(fresh.statuses == [200])
        var silent = ConnectionHarness()
        #expect(silent.stop() == .read)
        #expect(silent.stop(endsFresh: true) == .linger)
        var used = ConnectionHarness()
        #expect(used.receive(get("/a")) == .read)
        #expect(used.stop() == .linger)
        // Requests in transit get no response.
        #expect(used.receive(get("/b")) == .linger)
        #expect(used.statuses == [200])
    }

    @Test("stop lets a request in flight arrive, and its response closes the connection")
    func stopInFlight() {
        for (first, rest) in [
            ("GE", "T /a HTTP/1.1\r\nHost: h\r\n\r\n"), ("GET /a HTTP/1.1\r\nHost: h\r\n", "\r\n"),
            (get("/a", "Content-Length: 5\r\n") + "12", "345"),
            (get("/a", "Transfer-Encoding: chunked\r\n"), "0\r\n\r\n"),
        ] {
            var connection = ConnectionHarness()
            #expect(connection.receive(first) == .read)
            #expect(connection.stop() == .read)
            #expect(connection.sent.isEmpty)
            #expect(connection.receive(rest + get("/b")) == .linger)
            #expect(connection.statuses == [200])
            #expect(connection.text.contains("Connection: close\r\n"))
        }
    }

    @Test("stop does not discard pending output")
    func stopBlocked() {
        var connection = ConnectionHarness()
        connection.isBlocked = true
        #expect(connection.receive(get("/a")) == .write)
        #expect(connection.stop() == .write)
        #expect(connection.drain() == .read)
        // The connection is idle now; the loop calls `stop` again.
        #expect(connection.stop() == .linger)
    }

    @Test("stop leaves a lingering connection lingering")
    func stopLingering() {
        var connection = ConnectionHarness()
        #expect(connection.receive("x\n") == .linger)
        #expect(connection.stop() == .linger)
        #expect(connection.endInput() == .close)
    }
}

@Suite("Late and produced responses")
struct LateResponseTests {
    @Test("a late response is sent in order; later requests wait")
    func late() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/a") + get("/late/x") + get("/b")) == .wait)
        #expect(connection.statuses == [200])
        #expect(connection.deadline == nil)
        #expect(connection.complete() == .resume)
        #expect(connection.text.hasSuffix("/late/x"))
        #expect(connection.resume() == .read)
        #expect(connection.text.hasSuffix("\r\n\r\n/b"))
        #expect(connection.connection.requests == 3)
    }

    @Test("the conditions of a request apply to its late response")
    func lateConditions() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/late/x", "If-None-Match: *\r\n")) == .wait)
        #expect(connection.complete() == .read)
        #expect(connection.statuses == [304])
    }

    @Test("a late response is sent after earlier unsent output")
    func lateAfterBlocked() {
        var connection = ConnectionHarness()
        connection.isBlocked = true
        #expect(connection.receive(get("/a") + get("/late/x")) == .write)
        #expect(connection.drain() == .wait)
        #expect(connection.complete() == .read)
        #expect(connection.statuses == [200, 200])
    }

    @Test("a stopping server sends a late response as the connection's last")
    func lateWhileStopping() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/late/x") + get("/b")) == .wait)
        #expect(connection.stop() == .wait)
        #expect(connection.complete() == .linger)
        #expect(connection.statuses == [200])
        #expect(connection.text.contains("Connection: close\r\n"))
    }

    @Test("a body is produced piece by piece, as the client reads it; each piece has a write deadline")
    func produced() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/stream/25000") + get("/b"), at: 0) == .resume)
        #expect(connection.text.hasSuffix("Transfer-Encoding: chunked\r\nDate: Mon, 04 May 2026 12:00:00 GMT\r\n\r\n"))
        connection.isBlocked = true
        #expect(connection.resume(at: 1_000) == .write)
        #expect(connection.deadline?.time == 31_000)
        #expect(connection.drain(at: 20_000) == .resume)
        #expect(connection.resume(at: 20_000) == .resume)
        #expect(connection.deadline?.time == 50_000)
        #expect(connection.resume() == .resume)
        #expect(connection.text.hasSuffix("\r\n0\r\n\r\n"))
        #expect(connection.resume() == .read)
        #expect(connection.text.hasSuffix("\r\n\r\n/b"))
        let sent = connection.sent
        let body = FakeResponder.body(of: 25_000)
        #expect(sent.firstRange(of: body[0..<10_000]) != nil && sent.firstRange(of: body[20_000..<25_000]) != nil)
    }

    @Test("the response to HEAD has no produced body, nor has a 304")
    func producedWithoutBody() {
        var connection = ConnectionHarness()
        #expect(connection.receive("HEAD /stream/25000 HTTP/1.1\r\nHost: h\r\n\r\n") == .read)
        #expect(connection.receive(get("/stream/25000", "If-None-Match: *\r\n")) == .read)
        #expect(connection.statuses == [200, 304])
        #expect(connection.text.hasSuffix("\r\n\r\n"))
    }

    @Test("a produced body without the chunked coding ends with the connection")
    func producedForHTTP10() {
        var connection = ConnectionHarness()
        #expect(
            connection.receive("GET /stream/15000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/b")) == .resume)
        #expect(connection.resume() == .resume)
        #expect(connection.resume() == .linger)
        #expect(connection.statuses == [200])
        #expect(Array(connection.sent.suffix(15_000)) == FakeResponder.body(of: 15_000))
    }
}

/// Every state under every input.
@Suite("Connection states")
struct ConnectionStateTests {
    /// A connection in `state`.
    private func connection(in state: ConnectionState) -> ConnectionHarness {
        var connection = ConnectionHarness { $0.outputPerBatch = 500 }
        switch state {
        case .idle: break
        case .head: _ = connection.receive("GET /a")
        case .body: _ = connection.receive(get("/a", "Content-Length: 9\r\n") + "123")
        case .waiting: _ = connection.receive(get("/late/a"))
        case .yielding: _ = connection.receive(get("/600") + get("/600"))
        case .writing:
            connection.isBlocked = true
            _ = connection.receive(get("/a"))
        case .lingering: _ = connection.receive("x\n")
        case .closed: _ = connection.endInput()
        }
        return connection
    }

    @Test(
        "an input leads to the state of the table",
        arguments: [
            // state, end of input, output written, deadline, stop
            (.idle, .closed, nil, .closed, .idle),
            (.head, .closed, nil, .lingering, .head),
            (.body, .closed, nil, .lingering, .body),
            (.waiting, .waiting, nil, nil, .waiting),
            (.yielding, .yielding, nil, .closed, .yielding),
            (.writing, .writing, .idle, .closed, .writing),
            (.lingering, .closed, nil, .closed, .lingering),
        ] as [(ConnectionState, ConnectionState, ConnectionState?, ConnectionState?, ConnectionState)])
    func table(
        state: ConnectionState, afterEnd: ConnectionState, afterDrain: ConnectionState?,
        afterDeadline: ConnectionState?,
        afterStop: ConnectionState
    ) {
        #expect(connection(in: state).connection.state == state)
        var ended = connection(in: state)
        _ = ended.endInput()
        #expect(ended.connection.state == afterEnd)
        if let afterDrain {
            var drained = connection(in: state)
            _ = drained.drain()
            #expect(drained.connection.state == afterDrain)
        }
        var expired = connection(in: state)
        let action = expired.tick(at: 1_000_000)
        #expect(action == afterDeadline?.action)
        if let afterDeadline { #expect(expired.connection.state == afterDeadline) }
        var stopped = connection(in: state)
        _ = stopped.stop()
        #expect(stopped.connection.state == afterStop)
    }

    @Test("only lingering leads to closed alone, and closed leads nowhere")
    func successors() {
        for state in ConnectionState.allCases {
            let successors = ConnectionState.allCases.filter { state.canBecome($0) }
            switch state {
            case .closed: #expect(successors.isEmpty)
            case .lingering: #expect(successors == [.closed])
            default: #expect(successors.count == ConnectionState.allCases.count - 1)
            }
        }
    }
}
