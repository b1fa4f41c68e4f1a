// What a session does next, for every order of what arrives, what the client takes, and the order to stop.
import Testing

@testable import HTTP
@testable import Server

@Suite("Sessions")
struct SessionTests {
    @Test("a request is answered and the next one waited for")
    func keepAlive() {
        var bench = Bench()
        #expect(bench.receive(get("/a")) == .read)
        #expect(bench.statuses == [200])
        #expect(bench.receive(get("/b")) == .read)
        #expect(bench.statuses == [200, 200])
        #expect(bench.session.requests == 2)
        #expect(bench.text.hasSuffix("\r\n\r\n/b"))
    }

    @Test("a request that says close, and one of HTTP/1.0, ends the connection after its answer")
    func closing() {
        for raw in [get("/a", "Connection: close\r\n"), "GET /a HTTP/1.0\r\n\r\n"] {
            var bench = Bench()
            #expect(bench.receive(raw + get("/b")) == .linger)
            #expect(bench.statuses == [200])
            #expect(bench.text.contains("Connection: close\r\n"))
            #expect(bench.session.backlog.isEmpty)
        }
    }

    @Test(
        "an answer that has to be made ends the turn, so that others are served before the next; those kept ready do not"
    )
    func turns() {
        var bench = Bench()
        let script = get("/a") + get("/new1") + get("/b") + get("/c") + get("/new2") + get("/new3")
        #expect(bench.receive(script) == .again)
        #expect(bench.statuses.count == 2)
        #expect(bench.again() == .again)
        #expect(bench.statuses.count == 5)
        #expect(bench.again() == .read)
        #expect(bench.statuses.count == 6 && bench.session.backlog.isEmpty)
        let paths = ["/a", "/new1", "/b", "/c", "/new2", "/new3"]
        let bodies = bench.text.split(separator: "HTTP/1.1 200").map {
            $0.split(separator: "\r\n\r\n").last.map(String.init)
        }
        #expect(bodies == paths)
        #expect(bench.receive(get("/new4")) == .read)
    }

    @Test("requests before a malformed one are answered, then the error, then nothing more")
    func errorInPipeline() {
        var bench = Bench()
        #expect(bench.receive(get("/a") + get("/b") + "x\n" + get("/c")) == .linger)
        #expect(bench.statuses == [200, 200, 400])
        #expect(bench.session.requests == 2)
        #expect(bench.receive(get("/d")) == .read)
        #expect(bench.statuses.count == 3)
    }

    @Test("a client that waits for permission gets it, and its answer after the body")
    func continues() {
        var bench = Bench()
        #expect(bench.receive(get("/a") + get("/b", "Expect: 100-continue\r\nContent-Length: 2\r\n")) == .read)
        #expect(bench.statuses == [200, 100])
        #expect(bench.receive("h") == .read)
        #expect(bench.statuses == [200, 100])
        #expect(bench.receive("i" + get("/c")) == .read)
        #expect(bench.statuses == [200, 100, 200, 200])
        #expect(bench.text.contains("\r\n\r\n/b"))
    }

    @Test("what is sent does not depend on how the requests are cut")
    func cuts() {
        let script =
            get("/a") + "\r\n" + get("/b", "Content-Length: 3\r\n") + "xyz" + get("/20000")
            + get("/c", "Transfer-Encoding: chunked\r\n") + "2\r\nhi\r\n0\r\n\r\n" + get("/d", "If-None-Match: *\r\n")
            + "HEAD /e HTTP/1.1\r\nHost: h\r\n\r\n" + get("/f") + "G\0" + get("/g")
        let raw = Array(script.utf8)
        var whole = Bench()
        #expect(whole.receive(raw) == .linger)
        #expect(whole.statuses == [200, 200, 200, 200, 304, 200, 200, 400])
        for cut in 0...raw.count {
            var bench = Bench()
            let first = bench.receive(Array(raw[..<cut]))
            let second = bench.receive(Array(raw[cut...]))
            #expect(first == .linger || second == .linger, "cut at \(cut)")
            #expect(bench.sent == whole.sent, "cut at \(cut)")
        }
        var bench = Bench()
        for byte in raw { _ = bench.receive([byte]) }
        #expect(bench.sent == whole.sent)
    }

    @Test("a session holds the bytes of an unfinished request and no others")
    func backlog() {
        var bench = Bench()
        let half = "GET /half HTT"
        #expect(bench.receive(get("/a") + get("/b") + half) == .read)
        #expect(bench.session.backlog == Array(half.utf8))
        #expect(bench.receive("P/1.1\r\nHost: h\r\n\r\n") == .read)
        #expect(bench.session.backlog.isEmpty)
        // Of a body nothing is held.
        #expect(bench.receive(get("/c", "Content-Length: 1000\r\n") + String(repeating: "x", count: 900)) == .read)
        #expect(bench.session.backlog.isEmpty)
    }
}

@Suite("Sessions under backpressure")
struct BackpressureTests {
    @Test("what the client does not take is waited for, and nothing is read meanwhile")
    func blocked() {
        var bench = Bench()
        bench.isBlocked = true
        #expect(bench.receive(get("/a") + "GET /b HTTP/1.1\r\n") == .write)
        #expect(bench.drained() == .read)
        #expect(bench.receive("Host: h\r\n\r\n") == .read)
        #expect(bench.statuses == [200, 200])
    }

    @Test("beyond the output of one turn the rest of a pipeline has to come back")
    func cap() {
        var bench = Bench { $0.outputPerTurn = 1_000 }
        #expect(bench.receive((0..<7).map { _ in get("/600") }.joined()) == .again)
        #expect(bench.session.requests == 2)
        #expect(bench.again() == .again)
        #expect(bench.again() == .again)
        #expect(bench.session.requests == 6)
        #expect(bench.again() == .read)
        #expect(bench.session.requests == 7)
        #expect(bench.session.backlog.isEmpty)
        #expect(bench.statuses == [Int](repeating: 200, count: 7))
    }

    @Test("a turn that ends with the last request does not come back")
    func exactCap() {
        var bench = Bench { $0.outputPerTurn = 1_000 }
        #expect(bench.receive(get("/600") + get("/600")) == .read)
        #expect(bench.session.requests == 2)
    }

    @Test("a pipeline stops at its cap while the client does not read, and goes on when it does")
    func blockedAtCap() {
        var bench = Bench { $0.outputPerTurn = 1_000 }
        bench.isBlocked = true
        #expect(bench.receive((0..<5).map { get("/60\($0)") }.joined()) == .write)
        #expect(bench.session.requests == 2)
        #expect(bench.drained() == .again)
        bench.isBlocked = true
        #expect(bench.again() == .write)
        #expect(bench.session.requests == 4)
        #expect(bench.drained() == .again)
        #expect(bench.again() == .read)
        #expect(bench.session.requests == 5)
    }

    @Test("an error behind the cap is sent in its turn, and only then the connection ends")
    func errorBehindCap() {
        // Large enough that the error does not reach it by itself.
        var bench = Bench { $0.outputPerTurn = 1_000 }
        #expect(bench.receive(get("/1200") + "x\n") == .again)
        #expect(bench.statuses == [200])
        #expect(bench.again() == .linger)
        #expect(bench.statuses == [200, 400])
    }

    @Test("an error that reaches the cap ends the connection all the same")
    func errorAtCap() {
        var bench = Bench { $0.outputPerTurn = 100 }
        var next = bench.receive("x\n" + get("/a"))
        if next == .again { next = bench.again() }
        #expect(next == .linger)
        #expect(bench.statuses == [400])
    }

    @Test("an error that the client does not take is waited for before the connection ends")
    func blockedError() {
        var bench = Bench()
        bench.isBlocked = true
        #expect(bench.receive("x\n") == .write)
        #expect(bench.drained() == .linger)
    }
}

@Suite("Sessions that end")
struct EndingTests {
    @Test("a client that closes between requests is closed at once")
    func endWhileIdle() {
        var bench = Bench()
        #expect(bench.inputEnds() == .close)
        var used = Bench()
        #expect(used.receive(get("/a")) == .read)
        #expect(used.inputEnds() == .close)
        #expect(used.statuses == [200])
    }

    @Test("a client that closes its side behind a pipeline gets all its answers")
    func halfClose() {
        var bench = Bench { $0.outputPerTurn = 500 }
        #expect(bench.receive(get("/600") + get("/600") + get("/a")) == .again)
        #expect(bench.inputEnds() == .again)
        #expect(bench.again() == .again)
        #expect(bench.again() == .close)
        #expect(bench.statuses == [200, 200, 200])
    }

    @Test("half a request that can never become a whole one is not answered")
    func halfRequest() {
        for raw in ["G", "GET / HTTP/1.1\r\nHost: h\r\n", get("/", "Content-Length: 5\r\n") + "1234"] {
            var bench = Bench()
            #expect(bench.receive(raw) == .read)
            #expect(bench.inputEnds() == .close)
            #expect(bench.sent.isEmpty)
        }
    }

    @Test("a lingering session drops what arrives and closes with the client")
    func linger() {
        var bench = Bench()
        #expect(bench.receive("x\n") == .linger)
        #expect(bench.session.isLingering)
        let answered = bench.sent
        #expect(bench.receive(get("/a") + get("/b")) == .read)
        #expect(bench.session.backlog.isEmpty)
        #expect(bench.inputEnds() == .close)
        #expect(bench.sent == answered)
    }

    @Test("an answer that is the last is not lingered over where the client has closed already")
    func noLinger() {
        var bench = Bench { $0.outputPerTurn = 100 }
        #expect(bench.receive(get("/200") + get("/b", "Connection: close\r\n")) == .again)
        #expect(bench.inputEnds() == .again)
        #expect(bench.again() == .close)
    }

    @Test("a lingering session waits for a mebibyte and not longer")
    func lingerBound() {
        var bench = Bench()
        #expect(bench.receive("x\n") == .linger)
        let piece = [UInt8](repeating: 0x78, count: 65_536)
        for _ in 0..<16 { #expect(bench.receive(piece) == .read) }
        #expect(bench.receive([0x78]) == .close)
    }

    @Test("the order to stop ends an idle session at once")
    func stopIdle() {
        var fresh = Bench()
        #expect(fresh.stop() == .linger)
        var used = Bench()
        #expect(used.receive(get("/a")) == .read)
        #expect(used.stop() == .linger)
        // What the client sent before it heard of it is not answered.
        #expect(used.receive(get("/b")) == .read)
        #expect(used.statuses == [200])
    }

    @Test("the order to stop lets a request in flight arrive, and its answer says that it is the last")
    func stopInFlight() {
        for (first, rest) in [
            ("GE", "T /a HTTP/1.1\r\nHost: h\r\n\r\n"), ("GET /a HTTP/1.1\r\nHost: h\r\n", "\r\n"),
            (get("/a", "Content-Length: 5\r\n") + "12", "345"),
            (get("/a", "Transfer-Encoding: chunked\r\n"), "0\r\n\r\n"),
        ] {
            var bench = Bench()
            #expect(bench.receive(first) == .read)
            #expect(bench.stop() == .read)
            #expect(bench.sent.isEmpty)
            #expect(bench.receive(rest + get("/b")) == .linger)
            #expect(bench.statuses == [200])
            #expect(bench.text.contains("Connection: close\r\n"))
        }
    }

    @Test("the order to stop does not cut off what a client has still to take")
    func stopBlocked() {
        var bench = Bench()
        bench.isBlocked = true
        #expect(bench.receive(get("/a")) == .write)
        #expect(bench.stop() == .read)
        #expect(bench.drained() == .read)
        // Now it is idle, and the loop's second order ends it.
        #expect(bench.stop() == .linger)
    }

    @Test("the order to stop leaves a lingering session lingering")
    func stopLingering() {
        var bench = Bench()
        #expect(bench.receive("x\n") == .linger)
        #expect(bench.stop() == .read)
        #expect(bench.inputEnds() == .close)
    }
}
