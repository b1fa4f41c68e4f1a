// A running server and clients on sockets.
import CPosix
import Synchronization
import Testing

@testable import HTTP
@testable import Server

@Suite("Server on the loopback", .serialized)
struct LoopbackTests {
    @Test("a connection carries requests one after the other")
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

    @Test("100 pipelined requests get their responses in order")
    func pipeline() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send((0..<100).map { get("/p\($0)") }.joined())
            for index in 0..<100 { #expect(try client.reply().text == "/p\(index)") }
            #expect(!client.isReadable(within: 0))
        }
    }

    @Test("a client that ends its side after a pipeline gets all responses, then the end")
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
        /// Responds with the number of its loop.
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
        // The loop of a client is random; 60 clients on one loop are not.
        for _ in 0..<60 {
            let client = try Client(server.port)
            try client.send(get("/") + get("/"))
            let first = try client.reply().text
            #expect(try client.reply().text == first)
            loops.insert(first)
        }
        #expect(loops == ["1", "2"])
    }

    @Test("a large response arrives complete at a client with small buffers")
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

    @Test("more large bodies in one batch than one system call sends arrive complete")
    func manyBodies() throws {
        try withServer({ $0.outputPerBatch = 10_000_000 }) { server in
            let client = try Client(server.port)
            try client.send((0..<80).map { get($0 % 2 == 0 ? "/17000" : "/z\($0)") }.joined())
            for index in 0..<80 {
                let expected = index % 2 == 0 ? FakeResponder.body(of: 17_000) : Array("/z\(index)".utf8)
                #expect(try client.reply().body == expected, "\(index)")
            }
        }
    }

    @Test("an error is not lost when bytes follow the request")
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

    @Test("100 Continue arrives before the body is sent, and the response after it")
    func permission() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send(get("/a", "Expect: 100-continue\r\nContent-Length: 3\r\n"))
            #expect(try client.reply(hasBody: false).status == 100)
            #expect(!client.isReadable(within: 0))
            try client.send("xyz")
            #expect(try client.reply().text == "/a")
        }
    }

    @Test("a client that sends its head slowly gets 408 at the deadline")
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

    @Test("an idle client is closed at the deadline without a response")
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

    @Test("clients that reset their connections do not disturb others")
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

    @Test("a used port is an error that names the option", arguments: [1, 2])
    func busyPort(loops: Int) throws {
        try withServer { server in
            var options = ServerOptions()
            options.port = server.port
            options.loops = loops
            let error = #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
            let text = try #require(error).description
            #expect(text.contains("port \(server.port)"))
            #expect(text.contains(SystemCalls.message(Int32(cposix_address_in_use))))
            #expect(text.contains("--port"))
        }
    }

    @Test("a port that several loops share is an error for another server")
    func sharedPort() throws {
        try withServer({ $0.loops = 2 }) { server in
            var options = ServerOptions()
            options.port = server.port
            options.loops = 2
            #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
        }
    }

    @Test("a foreign address is an error that names the option")
    func foreignAddress() throws {
        var options = ServerOptions()
        options.host = "192.0.2.1"
        options.port = 0
        let error = #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
        #expect(try #require(error).description.contains("--host"))
    }

    @Test("a body that is produced in pieces arrives complete, chunked for HTTP/1.1 and until the end for HTTP/1.0")
    func producedBody() throws {
        try withServer { server in
            let expected = FakeResponder.body(of: 300_000)
            let client = try Client(server.port, receiveBuffer: 4_096)
            try client.send(get("/stream/300000") + get("/stream/0") + get("/after"))
            let reply = try client.reply()
            #expect(reply.body == expected && !reply.closes)
            #expect(try client.reply().body.isEmpty)
            #expect(try client.reply().text == "/after")
            let old = try Client(server.port)
            try old.send("GET /stream/300000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/ignored"))
            let head = try old.reply()
            #expect(head.closes && !head.head.contains("Transfer-Encoding"))
            #expect(try old.rest() == expected)
        }
    }

    @Test("a response that is made on another thread does not delay other clients, and keeps its order in a pipeline")
    func lateResponse() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send(get("/before") + get("/late/a") + get("/late/50000") + get("/after"))
            #expect(try client.reply().text == "/before")
            #expect(try client.reply().text == "/late/a")
            #expect(try client.reply().body == FakeResponder.body(of: 50_000))
            #expect(try client.reply().text == "/after")
        }
    }

    @Test("a client can close before its late response")
    func abandonedLateResponse() throws {
        try withServer { server in
            for _ in 0..<20 {
                let client = try Client(server.port)
                try client.send(get("/late/100000"))
                client.reset()
            }
            let other = try Client(server.port)
            try other.send(get("/late/x"))
            #expect(try other.reply().text == "/late/x")
        }
    }

    @Test("late responses beyond the limit get 503")
    func tooManyLateResponses() throws {
        try withServer({ $0.lateResponses = 0 }) { server in
            let client = try Client(server.port)
            try client.send(get("/late/a") + get("/a"))
            #expect(try client.reply().status == 503)
            #expect(try client.reply().text == "/a")
        }
    }
}
