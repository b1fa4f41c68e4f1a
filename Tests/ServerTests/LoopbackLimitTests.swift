// A running server at its limits, while it stops, and without descriptors.
import CPosix
import Testing

@testable import HTTP
@testable import Server

/// The status of the response to a new client; nil without a response.
private func status(_ port: UInt16) throws -> Int? {
    let client = try Client(port)
    // A refused connection may be closed before the request is sent.
    try? client.send(get("/"))
    return try? client.reply().status
}

@Suite("Server at its limits", .serialized)
struct LoopbackLimitTests {
    @Test("a connection that exceeds the limit gets 503 and is closed, and the next is served when one has closed")
    func connections() throws {
        try withServer({ $0.connections = 2 }) { server in
            let clients = try (0..<2).map { _ in try Client(server.port) }
            for client in clients {
                try client.send(get("/a"))
                #expect(try client.reply().status == 200)
            }
            let refused = try Client(server.port)
            let reply = try refused.reply()
            #expect(reply.status == 503)
            #expect(reply.closes)
            #expect(reply.head.contains("\r\nRetry-After: "))
            #expect(try refused.rest().isEmpty)
            try clients[1].send(get("/b"))
            #expect(try clients[1].reply().text == "/b")
            clients[0].close()
            #expect(try eventually { try status(server.port) == 200 })
            #expect(clients[1].descriptor >= 0)
        }
    }

    @Test("a connection that exceeds the limit per address gets 429 and is closed")
    func perAddress() throws {
        try withServer({ $0.connectionsPerAddress = 1 }) { server in
            let client = try Client(server.port)
            try client.send(get("/a"))
            #expect(try client.reply().status == 200)
            let refused = try Client(server.port)
            let reply = try refused.reply()
            #expect(reply.status == 429)
            #expect(reply.closes)
            #expect(try refused.rest().isEmpty)
            client.close()
            #expect(try eventually { try status(server.port) == 200 })
        }
    }

    @Test("a client that never reads is closed at the write deadline and no longer counted")
    func neverReads() throws {
        try withServer({
            $0.connections = 1
            $0.timeouts.write = 150
        }) { server in
            let greedy = try Client(server.port, receiveBuffer: 4_096)
            try greedy.send((0..<100).map { _ in get("/100000") }.joined())
            #expect(try greedy.reply().status == 200)
            #expect(try eventually { try status(server.port) == 200 })
            // Its output ends before the last response.
            let rest = (try? greedy.rest()) ?? []
            #expect(rest.count < 99 * 100_000)
        }
    }

    @Test("a stopped server finishes the request in flight, accepts no others, and ends")
    func stop() throws {
        try withServer({ $0.timeouts.drain = 60_000 }) { server in
            let flying = try Client(server.port)
            try flying.send("GET /flying HTTP/1.1\r\nHo")
            let idle = try Client(server.port)
            try idle.send(get("/idle"))
            #expect(try idle.reply().status == 200)
            server.stop()
            #expect(try idle.rest().isEmpty)
            #expect(eventually { (try? Client(server.port)) == nil })
            try flying.send("st: h\r\n\r\n")
            let reply = try flying.reply()
            #expect(reply.text == "/flying")
            #expect(reply.closes)
            #expect(try flying.rest().isEmpty)
            #expect(ends(server, within: 20))
        }
    }

    @Test("a client that exceeds the limit of pending output is closed, and others are served")
    func pending() throws {
        try withServer({ $0.pendingOutput = 100_000 }) { server in
            let greedy = try Client(server.port, receiveBuffer: 16_384)
            try greedy.send(get("/5000000"))
            #expect(greedy.isReadable(within: 10_000))
            // Only bytes in transit arrive.
            var received = 0
            do { received = try greedy.rest().count } catch is ClientError {}
            #expect(received < 5_000_000)
            let other = try Client(server.port)
            try other.send(get("/small"))
            #expect(try other.reply().text == "/small")
        }
    }

    @Test("a stopped server sends the whole response to a slow client, and then ends")
    func stopWhileBlocked() throws {
        try withServer({ $0.timeouts.drain = 60_000 }) { server in
            let client = try Client(server.port, receiveBuffer: 16_384)
            try client.send(get("/5000000"))
            // The response has begun, and exceeds the socket buffers.
            #expect(client.isReadable(within: 10_000))
            server.stop()
            #expect(eventually { (try? Client(server.port)) == nil })
            #expect(try client.reply().body == FakeResponder.body(of: 5_000_000))
            #expect(try client.rest().isEmpty)
            #expect(ends(server, within: 20))
        }
    }

    @Test("a stopped server ends at its deadlines")
    func stopDeadlines() throws {
        try withServer({
            $0.timeouts.drain = 300
            $0.timeouts.linger = 100
        }) { server in
            let half = try Client(server.port)
            try half.send("GET / HTTP/1.1\r\n")
            let idle = try Client(server.port)
            try idle.send(get("/idle"))
            #expect(try idle.reply().status == 200)
            server.stop()
            #expect(ends(server, within: 20))
            // The clients have not closed their sides.
            #expect(half.descriptor >= 0 && idle.descriptor >= 0)
        }
    }

    @Test("without descriptors, a server serves its connections, does not spin, and accepts again when one is free")
    func descriptors() async {
        // In a separate process, because the limit applies to a process.
        await #expect(processExitsWith: .success) { try LoopbackLimitTests.exhaust() }
    }

    private static func exhaust() throws {
        try #require(cposix_limit_descriptors(64) == 64)
        try withServer { server in
            let served = try Client(server.port)
            try served.send(get("/first"))
            #expect(try served.reply().text == "/first")
            let waiting = try Client(0)
            var fillers: [Int32] = []
            var copy = cposix_duplicate(served.descriptor)
            while copy >= 0 {
                fillers.append(copy)
                copy = cposix_duplicate(served.descriptor)
            }
            #expect(!fillers.isEmpty && Int(copy) == -cposix_too_many_descriptors)

            try waiting.connect(server.port)
            try waiting.send(get("/waiting"))
            let before = cposix_cpu_microseconds()
            #expect(!waiting.isReadable(within: 400))
            // A loop that spins takes at least 100 ms of that time even on a busy machine.
            #expect(cposix_cpu_microseconds() - before < 25_000)
            try served.send(get("/second"))
            #expect(try served.reply().text == "/second")

            for filler in fillers { _ = cposix_close(filler) }
            #expect(try waiting.reply().text == "/waiting")
            try served.send(get("/third"))
            #expect(try served.reply().text == "/third")
        }
    }
}
