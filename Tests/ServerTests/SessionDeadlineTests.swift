// The deadlines of a session on a fake clock: what starts them, what does not, and what comes of them.
import Testing

@testable import HTTP
@testable import Server

@Suite("Deadlines of a session")
struct SessionDeadlineTests {
    private func expect(
        _ bench: Bench, _ kind: DeadlineKind, _ time: Int64, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(bench.deadline?.kind == kind, sourceLocation: sourceLocation)
        #expect(bench.deadline?.time == time, sourceLocation: sourceLocation)
    }

    @Test("a client that sends nothing is closed without a word when the idle time is over")
    func idle() {
        var bench = Bench()
        expect(bench, .idle, 60_000)
        #expect(bench.tick(at: 59_999) == nil)
        #expect(bench.tick(at: 60_000) == .close)
        #expect(bench.sent.isEmpty)
        #expect(bench.deadline == nil)
    }

    @Test("idleness counts from the last answer")
    func idleRestarts() {
        var bench = Bench()
        #expect(bench.receive(get("/a"), at: 50_000) == .read)
        expect(bench, .idle, 110_000)
        #expect(bench.tick(at: 109_999) == nil)
        #expect(bench.tick(at: 110_000) == .close)
        #expect(bench.statuses == [200])
    }

    @Test("half a head is answered 408 at its deadline; then the session lingers, then closes")
    func head() {
        var bench = Bench()
        #expect(bench.receive("GET /", at: 59_000) == .read)
        expect(bench, .head, 69_000)
        #expect(bench.tick(at: 68_999) == nil)
        #expect(bench.tick(at: 69_000) == .linger)
        #expect(bench.statuses == [408])
        #expect(bench.text.contains("Connection: close\r\n"))
        expect(bench, .linger, 71_000)
        #expect(bench.receive("a HTTP/1.1\r\nHost: h\r\n\r\n", at: 69_500) == .read)
        #expect(bench.statuses == [408])
        #expect(bench.tick(at: 70_999) == nil)
        #expect(bench.tick(at: 71_000) == .close)
    }

    @Test("bytes that drip in do not extend the deadline of a head")
    func dripping() {
        var bench = Bench()
        for (index, byte) in Array(get("/a", "X: y\r\n").utf8.dropLast()).enumerated() {
            #expect(bench.receive([byte], at: Int64(index) * 200) == .read)
            expect(bench, .head, 10_000)
        }
        #expect(bench.tick(at: 10_000) == .linger)
        #expect(bench.statuses == [408])
    }

    @Test("each head of a pipeline has its own deadline, which starts with its first byte")
    func pipelinedHeads() {
        var bench = Bench()
        #expect(bench.receive("GET /a HTTP", at: 1_000) == .read)
        expect(bench, .head, 11_000)
        #expect(bench.receive("/1.1\r\nHost: h\r\n\r\nGET /b", at: 9_000) == .read)
        expect(bench, .head, 19_000)
        #expect(bench.receive(" HTTP/1.1\r\n", at: 12_000) == .read)
        expect(bench, .head, 19_000)
        #expect(bench.receive("Host: h\r\n\r\n", at: 13_000) == .read)
        expect(bench, .idle, 73_000)
    }

    @Test("a body has a deadline of its own, which starts when the head has arrived and is not extended")
    func body() {
        var bench = Bench()
        #expect(bench.receive("GET /a HTTP/1.1\r\nHost: h\r\n", at: 0) == .read)
        #expect(bench.receive("Content-Length: 5\r\n\r\n", at: 9_000) == .read)
        expect(bench, .body, 19_000)
        for time in 10...13 { #expect(bench.receive("x", at: Int64(time) * 1_000) == .read) }
        expect(bench, .body, 19_000)
        #expect(bench.tick(at: 19_000) == .linger)
        #expect(bench.statuses == [408])
    }

    @Test("permission to send a body does not extend its deadline")
    func continueKeepsDeadline() {
        var bench = Bench()
        #expect(bench.receive(get("/a", "Expect: 100-continue\r\nContent-Length: 5\r\n"), at: 1_000) == .read)
        #expect(bench.statuses == [100])
        expect(bench, .body, 11_000)
        #expect(bench.receive("x", at: 5_000) == .read)
        expect(bench, .body, 11_000)
        #expect(bench.tick(at: 11_000) == .linger)
        #expect(bench.statuses == [100, 408])
    }

    @Test("a carriage return alone does not keep an idle connection open")
    func loneCarriageReturn() {
        var bench = Bench()
        #expect(bench.receive("\r", at: 30_000) == .read)
        expect(bench, .idle, 60_000)
        #expect(bench.receive("\n", at: 40_000) == .read)
        expect(bench, .head, 50_000)
    }

    @Test("a client that does not take its answer is closed at the deadline for writing")
    func blocked() {
        var bench = Bench()
        bench.isBlocked = true
        #expect(bench.receive(get("/a"), at: 5_000) == .write)
        expect(bench, .write, 35_000)
        #expect(bench.tick(at: 34_999) == nil)
        #expect(bench.tick(at: 35_000) == .close)
        #expect(bench.statuses == [200])
    }

    @Test("once the answer has been taken, the deadline is that of what the session is in the middle of")
    func drained() {
        for (rest, kind, duration) in [
            ("", DeadlineKind.idle, 60_000), ("GET", .head, 10_000),
            (get("/b", "Content-Length: 5\r\n"), .body, 10_000),
        ] as [(String, DeadlineKind, Int64)] {
            var bench = Bench()
            bench.isBlocked = true
            #expect(bench.receive(get("/a") + rest, at: 1_000) == .write)
            #expect(bench.drained(at: 20_000) == .read)
            expect(bench, kind, 20_000 + duration)
        }
    }

    @Test("a timeout that the client does not take is waited for as any answer is, and lingered over afterwards")
    func blockedTimeout() {
        var bench = Bench()
        #expect(bench.receive("GET", at: 0) == .read)
        bench.isBlocked = true
        #expect(bench.tick(at: 10_000) == .write)
        expect(bench, .write, 40_000)
        #expect(bench.drained(at: 15_000) == .linger)
        expect(bench, .linger, 17_000)
    }

    @Test("bytes that drip in do not extend lingering")
    func lingering() {
        var bench = Bench()
        #expect(bench.receive("x\n", at: 1_000) == .linger)
        expect(bench, .linger, 3_000)
        for time in 11...19 {
            #expect(bench.receive("x", at: Int64(time) * 100) == .read)
            expect(bench, .linger, 3_000)
        }
        #expect(bench.tick(at: 3_000) == .close)
    }

    @Test("the deadline for lingering starts when the last answer has been taken")
    func lingerAfterWrite() {
        var bench = Bench()
        bench.isBlocked = true
        #expect(bench.receive(get("/a", "Connection: close\r\n"), at: 0) == .write)
        expect(bench, .write, 30_000)
        #expect(bench.drained(at: 29_000) == .linger)
        expect(bench, .linger, 31_000)
    }

    @Test("a session that was told to stop is lingered over no longer than any other")
    func stopped() {
        var bench = Bench()
        #expect(bench.tick(at: 50_000) == nil)
        #expect(bench.stop() == .linger)
        expect(bench, .linger, 52_000)
        #expect(bench.tick(at: 52_000) == .close)
    }
}
