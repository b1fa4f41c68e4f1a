// A running server at its limits, told to stop, and out of descriptors.
import Glibc
import Testing

@testable import HTTP
@testable import Server

/// The status that a new client gets; nil if it gets none.
private func status(_ port: UInt16) throws -> Int? {
    let client = try Client(port)
    // One that is refused may be gone before it has asked.
    try? client.send(get("/"))
    return try? client.reply().status
}

@Suite("Server at its limits", .serialized)
struct LoopbackLimitTests {
    @Test("one connection too many is answered 503 and closed, and the next is welcome when one has left")
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

    @Test("one connection too many from an address is answered 429 and closed")
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

    @Test("a client that never reads is closed at the deadline for writing, and its place is free")
    func neverReads() throws {
        try withServer({
            $0.connections = 1
            $0.timeouts.write = 150
        }) { server in
            let greedy = try Client(server.port, receiveBuffer: 4_096)
            try greedy.send((0..<100).map { _ in get("/100000") }.joined())
            #expect(try greedy.reply().status == 200)
            #expect(try eventually { try status(server.port) == 200 })
            // What it had been sent ends in the middle.
            let rest = (try? greedy.rest()) ?? []
            #expect(rest.count < 99 * 100_000)
        }
    }

    @Test("told to stop, a server finishes the request in flight, takes no others, and ends")
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

    @Test("a client that would leave more untaken than all clients together may is closed, and others are served")
    func pending() throws {
        try withServer({ $0.pending = 100_000 }) { server in
            let greedy = try Client(server.port, receiveBuffer: 16_384)
            try greedy.send(get("/5000000"))
            #expect(greedy.isReadable(within: 10_000))
            // What is on its way arrives; the rest never does.
            var received = 0
            do { received = try greedy.rest().count } catch is ClientError {}
            #expect(received < 5_000_000)
            let other = try Client(server.port)
            try other.send(get("/small"))
            #expect(try other.reply().text == "/small")
        }
    }

    @Test("told to stop, a server lets a slow client take its answer, and then ends at once")
    func stopWhileBlocked() throws {
        try withServer({ $0.timeouts.drain = 60_000 }) { server in
            let client = try Client(server.port, receiveBuffer: 16_384)
            try client.send(get("/5000000"))
            // The answer has begun, and cannot all be on its way.
            #expect(client.isReadable(within: 10_000))
            server.stop()
            #expect(eventually { (try? Client(server.port)) == nil })
            #expect(try client.reply().body == FakeResponder.body(of: 5_000_000))
            #expect(try client.rest().isEmpty)
            #expect(ends(server, within: 20))
        }
    }

    @Test("told to stop, a server waits for nobody beyond its deadlines")
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
            // Both are still open on their side.
            #expect(half.descriptor >= 0 && idle.descriptor >= 0)
        }
    }

    @Test("out of descriptors, a server serves whom it has, does not spin, and takes the next when there is one")
    func descriptors() async {
        // In a process of its own, as the limit is the process's.
        await #expect(processExitsWith: .success) { try LoopbackLimitTests.starve() }
    }

    private static func starve() throws {
        var limit = rlimit(rlim_cur: 64, rlim_max: 64)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        try withServer { server in
            let served = try Client(server.port)
            try served.send(get("/first"))
            #expect(try served.reply().text == "/first")
            let waiting = try Client(0)
            var fillers: [Int32] = []
            while case let filler = dup(served.descriptor), filler >= 0 { fillers.append(filler) }
            #expect(!fillers.isEmpty && errno == EMFILE)

            try waiting.connect(server.port)
            try waiting.send(get("/waiting"))
            let before = cpuMilliseconds()
            #expect(!waiting.isReadable(within: 400))
            // A loop that spins takes a quarter of that time even from a busy machine; one that waits takes none.
            #expect(cpuMilliseconds() - before < 25)
            try served.send(get("/second"))
            #expect(try served.reply().text == "/second")

            for filler in fillers { Glibc.close(filler) }
            #expect(try waiting.reply().text == "/waiting")
            try served.send(get("/third"))
            #expect(try served.reply().text == "/third")
        }
    }

    private static func cpuMilliseconds() -> Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000
            + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1_000
    }
}
