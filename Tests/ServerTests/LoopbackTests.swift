// A running server and clients on real sockets: what it serves, and what one client can do to the others.
import Glibc
import Synchronization
import Testing

@testable import HTTP
@testable import Server

@Suite("Server on the loopback", .serialized)
struct LoopbackTests {
    @Test("one connection carries one request after the other")
    func keepAlive() throws {
        try withServer { server in
            let client = try Client(server.port)
            for path in ["/a", "/b", "/20000", "/c"] {
                try client.send(get(path))
                let reply = try client.reply()
                #expect(reply.status == 200)
                #expect(!reply.closes)
                #expect(path == "/20000" ? reply.body == FakeResponder.body(of: 20_000) : reply.text == path)
            }
        }
    }

    @Test("a hundred pipelined requests are answered in order")
    func pipeline() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send((0..<100).map { get("/p\($0)") }.joined())
            for index in 0..<100 { #expect(try client.reply().text == "/p\(index)") }
            #expect(!client.isReadable(within: 0))
        }
    }

    @Test("a client that closes its side behind a pipeline gets all its answers, then the end")
    func halfClose() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send((0..<10).map { get("/p\($0)") }.joined())
            client.closeSending()
            for index in 0..<10 { #expect(try client.reply().text == "/p\(index)") }
            #expect(try client.rest().isEmpty)
        }
    }

    @Test("several loops share the port and the clients")
    func loops() throws {
        /// Answers with the number of its loop.
        final class Numbered: Responder {
            let number: Int
            init(_ number: Int) { self.number = number }
            func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
                .cached(
                    Response(
                        contentType: "text/plain", body: Array("\(number)".utf8),
                        shared: FieldLines(cacheControl: "no-store")))
            }
        }
        final class Counter: Sendable {
            let value = Atomic(0)
        }
        var options = ServerOptions()
        options.port = 0
        options.loops = 2
        options.timeouts.linger = 200
        let counter = Counter()
        let server = try Server.start(options) { Numbered(counter.value.add(1, ordering: .relaxed).newValue) }
        defer {
            server.stop()
            server.wait()
        }
        var loops: Set<String> = []
        // Which loop a client comes to is chance; that 60 come to the same is not.
        for _ in 0..<60 {
            let client = try Client(server.port)
            try client.send(get("/") + get("/"))
            let first = try client.reply().text
            #expect(try client.reply().text == first)
            loops.insert(first)
        }
        #expect(loops == ["1", "2"])
    }

    @Test("a large answer arrives whole at a client with small buffers")
    func slowReader() throws {
        try withServer { server in
            let client = try Client(server.port, receiveBuffer: 4_096)
            let paths = ["/900000", "/x", "/300000", "/16384", "/16385", "/y"]
            try client.send(paths.map { get($0) }.joined())
            for path in paths {
                let expected = Int(path.dropFirst()).map { FakeResponder.body(of: $0) } ?? Array(path.utf8)
                #expect(try client.reply().body == expected, "\(path)")
            }
        }
    }

    @Test("more large bodies in one turn than one system call takes all arrive")
    func manyBodies() throws {
        try withServer({ $0.outputPerTurn = 10_000_000 }) { server in
            let client = try Client(server.port)
            try client.send((0..<80).map { get($0 % 2 == 0 ? "/17000" : "/z\($0)") }.joined())
            for index in 0..<80 {
                let expected = index % 2 == 0 ? FakeResponder.body(of: 17_000) : Array("/z\(index)".utf8)
                #expect(try client.reply().body == expected, "\(index)")
            }
        }
    }

    @Test("an error is not lost to the bytes that came behind the request")
    func errorIsHeard() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send(Array("GET / HTTP/1.1\nHost: h\n\n".utf8) + [UInt8](repeating: 0x78, count: 600_000))
            let reply = try client.reply()
            #expect(reply.status == 400)
            #expect(reply.closes)
            #expect(try client.rest().isEmpty)
        }
    }

    @Test("permission to send a body arrives before the body, and the answer after it")
    func permission() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send(get("/a", "Expect: 100-continue\r\nContent-Length: 3\r\n"))
            #expect(try client.reply(bodyless: true).status == 100)
            #expect(!client.isReadable(within: 0))
            try client.send("xyz")
            #expect(try client.reply().text == "/a")
        }
    }

    @Test("a client that drips its head is told 408 at the deadline, however it goes on")
    func dripping() throws {
        try withServer({ $0.timeouts.head = 150 }) { server in
            let client = try Client(server.port)
            let start = SystemCalls.monotonicMilliseconds()
            try client.send("GET / HTTP/1.1\r\nX: ")
            while !client.isReadable(within: 10) {
                try client.send("y")
                try #require(SystemCalls.monotonicMilliseconds() < start + 10_000)
            }
            #expect(SystemCalls.monotonicMilliseconds() >= start + 150)
            #expect(try client.reply().status == 408)
            #expect(try client.rest().isEmpty)
        }
    }

    @Test("a client that is idle for too long is closed without a word")
    func idle() throws {
        try withServer({ $0.timeouts.idle = 100 }) { server in
            let silent = try Client(server.port)
            #expect(try silent.rest().isEmpty)
            let used = try Client(server.port)
            try used.send(get("/a"))
            #expect(try used.reply().status == 200)
            #expect(try used.rest().isEmpty)
        }
    }

    @Test("clients that break off with a reset disturb no others")
    func resets() throws {
        try withServer { server in
            let keeper = try Client(server.port)
            for round in 0..<30 {
                for raw in ["", "GET / HT", get("/a", "Content-Length: 9\r\n") + "1", get("/900000") + get("/900000")] {
                    let breaker = try Client(server.port, receiveBuffer: 4_096)
                    try breaker.send(raw)
                    breaker.reset()
                }
                try keeper.send(get("/k\(round)"))
                #expect(try keeper.reply().text == "/k\(round)")
            }
            let late = try Client(server.port)
            try late.send(get("/late"))
            #expect(try late.reply().text == "/late")
        }
    }

    @Test("a port that is taken is said so, with what to do", arguments: [1, 2])
    func busyPort(loops: Int) throws {
        try withServer { server in
            var options = ServerOptions()
            options.port = server.port
            options.loops = loops
            let error = #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
            let text = try #require(error).description
            #expect(text.contains("port \(server.port)"))
            #expect(text.contains(SystemCalls.message(EADDRINUSE)))
            #expect(text.contains("--port"))
        }
    }

    @Test("a port that several loops share is taken for another server")
    func sharedPort() throws {
        try withServer({ $0.loops = 2 }) { server in
            var options = ServerOptions()
            options.port = server.port
            options.loops = 2
            #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
        }
    }

    @Test("an address that the machine does not have is said so, with what to do")
    func foreignAddress() throws {
        var options = ServerOptions()
        options.host = "192.0.2.1"
        options.port = 0
        let error = #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
        #expect(try #require(error).description.contains("--host"))
    }
}
