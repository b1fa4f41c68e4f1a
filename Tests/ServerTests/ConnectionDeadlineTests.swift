// Deadlines of a connection with a fake clock.
import Testing

@testable import HTTP
@testable import Server

@Suite("Deadlines of a connection")
struct ConnectionDeadlineTests {
    private func expect(
        _ connection: ConnectionHarness, _ kind: DeadlineKind, _ time: Int64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(connection.deadline?.kind == kind, sourceLocation: sourceLocation)
        #expect(connection.deadline?.time == time, sourceLocation: sourceLocation)
    }

    @Test("a client that sends nothing is closed without a response at the idle deadline")
    func idle() {
        var connection = ConnectionHarness()
        expect(connection, .idle, 60_000)
        #expect(connection.tick(at: 59_999) == nil)
        #expect(connection.tick(at: 60_000) == .close)
        #expect(connection.sent.isEmpty)
        #expect(connection.deadline == nil)
    }

    @Test("the idle deadline starts with the last response")
    func idleRestarts() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/a"), at: 50_000) == .read)
        expect(connection, .idle, 110_000)
        #expect(connection.tick(at: 109_999) == nil)
        #expect(connection.tick(at: 110_000) == .close)
        #expect(connection.statuses == [200])
    }

    @Test("an incomplete head gets 408 at its deadline; then the connection lingers, then closes")
    func head() {
        var connection = ConnectionHarness()
        #expect(connection.receive("GET /", at: 59_000) == .read)
        expect(connection, .head, 69_000)
        #expect(connection.tick(at: 68_999) == nil)
        #expect(connection.tick(at: 69_000) == .linger)
        #expect(connection.statuses == [408])
        #expect(connection.text.contains("Connection: close\r\n"))
        expect(connection, .linger, 71_000)
        #expect(connection.receive("a HTTP/1.1\r\nHost: h\r\n\r\n", at: 69_500) == .linger)
        #expect(connection.statuses == [408])
        #expect(connection.tick(at: 70_999) == nil)
        #expect(connection.tick(at: 71_000) == .close)
    }

    @Test("bytes that arrive slowly do not extend the deadline of a head")
    func dripping() {
        var connection = ConnectionHarness()
        for (index, byte) in Array(get("/a", "X: y\r\n").utf8.dropLast()).enumerated() {
            #expect(connection.receive([byte], at: Int64(index) * 200) == .read)
            expect(connection, .head, 10_000)
        }
        #expect(connection.tick(at: 10_000) == .linger)
        #expect(connection.statuses == [408])
    }

    @Test("each head of a pipeline has a deadline that starts with its first byte")
    func pipelinedHeads() {
        var connection = ConnectionHarness()
        #expect(connection.receive("GET /a HTTP", at: 1_000) == .read)
        expect(connection, .head, 11_000)
        #expect(connection.receive("/1.1\r\nHost: h\r\n\r\nGET /b", at: 9_000) == .read)
        expect(connection, .head, 19_000)
        #expect(connection.receive(" HTTP/1.1\r\n", at: 12_000) == .read)
        expect(connection, .head, 19_000)
        #expect(connection.receive("Host: h\r\n\r\n", at: 13_000) == .read)
        expect(connection, .idle, 73_000)
    }

    @Test("the deadline of a body starts at the end of the head and is not extended")
    func body() {
        var connection = ConnectionHarness()
        #expect(connection.receive("GET /a HTTP/1.1\r\nHost: h\r\n", at: 0) == .read)
        #expect(connection.receive("Content-Length: 5\r\n\r\n", at: 9_000) == .read)
        expect(connection, .body, 19_000)
        for time in 10...13 { #expect(connection.receive("x", at: Int64(time) * 1_000) == .read) }
        expect(connection, .body, 19_000)
        #expect(connection.tick(at: 19_000) == .linger)
        #expect(connection.statuses == [408])
    }

    @Test("100 Continue does not extend the deadline of a body")
    func continueKeepsDeadline() {
        var connection = ConnectionHarness()
        #expect(connection.receive(get("/a", "Expect: 100-continue\r\nContent-Length: 5\r\n"), at: 1_000) == .read)
        #expect(connection.statuses == [100])
        expect(connection, .body, 11_000)
        #expect(connection.receive("x", at: 5_000) == .read)
        expect(connection, .body, 11_000)
        #expect(connection.tick(at: 11_000) == .linger)
        #expect(connection.statuses == [100, 408])
    }

    @Test("a single carriage return does not extend the idle deadline")
    func loneCarriageReturn() {
        var connection = ConnectionHarness()
        #expect(connection.receive("\r", at: 30_000) == .read)
        expect(connection, .idle, 60_000)
        #expect(connection.receive("\n", at: 40_000) == .read)
        expect(connection, .head, 50_000)
    }

    @Test("a client that does not read its response is closed at the write deadline")
    func blocked() {
        var connection = ConnectionHarness()
        connection.isBlocked = true
        #expect(connection.receive(get("/a"), at: 5_000) == .write)
        expect(connection, .write, 35_000)
        #expect(connection.tick(at: 34_999) == nil)
        #expect(connection.tick(at: 35_000) == .close)
        #expect(connection.statuses == [200])
    }

    @Test("after the response is sent, the deadline is that of the next state")
    func drained() {
        for (rest, kind, duration) in [
            ("", DeadlineKind.idle, 60_000), ("GET", .head, 10_000),
            (get("/b", "Content-Length: 5\r\n"), .body, 10_000),
        ] as [(String, DeadlineKind, Int64)] {
            var connection = ConnectionHarness()
            connection.isBlocked = true
            #expect(connection.receive(get("/a") + rest, at: 1_000) == .write)
            #expect(connection.drain(at: 20_000) == .read)
            expect(connection, kind, 20_000 + duration)
        }
    }

    @Test("an unsent 408 has the write deadline, then the linger deadline")
    func blockedTimeout() {
        var connection = ConnectionHarness()
        #expect(connection.receive("GET", at: 0) == .read)
        connection.isBlocked = true
        #expect(connection.tick(at: 10_000) == .write)
        expect(connection, .write, 40_000)
        #expect(connection.drain(at: 15_000) == .linger)
        expect(connection, .linger, 17_000)
    }

    @Test("bytes that arrive slowly do not extend lingering")
    func lingering() {
        var connection = ConnectionHarness()
        #expect(connection.receive("x\n", at: 1_000) == .linger)
        expect(connection, .linger, 3_000)
        for time in 11...19 {
            #expect(connection.receive("x", at: Int64(time) * 100) == .linger)
            expect(connection, .linger, 3_000)
        }
        #expect(connection.tick(at: 3_000) == .close)
    }

    @Test("the linger deadline starts when the last response is sent")
    func lingerAfterWrite() {
        var connection = ConnectionHarness()
        connection.isBlocked = true
        #expect(connection.receive(get("/a", "Connection: close\r\n"), at: 0) == .write)
        expect(connection, .write, 30_000)
        #expect(connection.drain(at: 29_000) == .linger)
        expect(connection, .linger, 31_000)
    }

    @Test("a stopped connection has the usual linger deadline")
    func stopped() {
        var connection = ConnectionHarness()
        #expect(connection.tick(at: 50_000) == nil)
        #expect(connection.stop(endsFresh: true) == .linger)
        expect(connection, .linger, 52_000)
        #expect(connection.tick(at: 52_000) == .close)
    }
}
