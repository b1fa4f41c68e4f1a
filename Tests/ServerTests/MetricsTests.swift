// Counters of event loops, and operations on a running server.
import CPosix
import Synchronization
import Testing

@testable import HTTP
@testable import Server

@Suite("Metrics")
struct MetricsTests {
    @Test("the counters of loops are summed")
    func sums() {
        let loops = (0..<2).map { _ in LoopMetrics(routes: ["/a", "/b"]) }
        loops[0].countResponse(route: 0, status: 200)
        loops[1].countResponse(route: 0, status: 304)
        loops[1].countResponse(route: 1, status: 503)
        loops[0].countResponse(route: -1, status: 404)
        loops[0].countResponse(route: 7, status: 100)
        loops[0].addLatency(50, requests: 3)
        loops[1].addLatency(51, requests: 1)
        loops[1].addLatency(9_000_000, requests: 1)
        loops[0].addLag(10)
        loops[0].addReceived(7)
        loops[1].addSent(8)
        loops[0].countAccepted()
        loops[0].move(from: nil, to: .idle)
        loops[0].move(from: .idle, to: .writing)
        loops[1].move(from: nil, to: .idle)
        loops[1].move(from: .idle, to: nil)
        loops[1].count(.pendingOutput)
        let metrics = LoopMetrics.sum(loops)
        #expect(
            metrics.routes == [
                .init(name: "/a", statusClasses: [0, 1, 1, 0, 0]), .init(name: "/b", statusClasses: [0, 0, 0, 0, 1]),
                .init(name: "", statusClasses: [1, 0, 0, 1, 0]),
            ])
        #expect(metrics.latency.counts.first == 3 && metrics.latency.counts[1] == 1)
        #expect(metrics.latency.counts.last == 1 && metrics.latency.count == 5)
        #expect(metrics.latency.sum == 3 * 50 + 51 + 9_000_000)
        #expect(metrics.loopLag.count == 1 && metrics.loopLag.sum == 10)
        #expect(metrics.bytesReceived == 7 && metrics.bytesSent == 8 && metrics.connectionsAccepted == 1)
        #expect(metrics.connectionsByState.filter { $0.count != 0 }.map(\.name) == ["writing"])
        #expect(metrics.limits[ServerMetrics.Limit.pendingOutput.rawValue] == 1 && metrics.limits.reduce(0, +) == 1)
        #expect(metrics.loops == 2)
    }

    @Test("a running server counts its requests, bytes and connections")
    func server() throws {
        try withServer { server in
            let client = try Client(server.port)
            try client.send(get("/a") + get("/late/b"))
            #expect(try client.reply().status == 200)
            #expect(try client.reply().status == 200)
            #expect(eventually { server.metrics.latency.count == 2 })
            #expect(server.metrics.routes.last?.statusClasses == [0, 2, 0, 0, 0])
            #expect(server.metrics.bytesReceived == (get("/a") + get("/late/b")).utf8.count)
            #expect(eventually { server.metrics.bytesSent > 400 })
            #expect(server.metrics.connectionsAccepted == 1)
            #expect(eventually { server.metrics.connectionsByState.first { $0.name == "idle" }?.count == 1 })
            client.close()
            #expect(eventually { server.metrics.connectionsByState.allSatisfy { $0.count == 0 } })
            #expect(!server.metrics.isDraining)
            server.stop()
            #expect(server.metrics.isDraining)
        }
    }
}

@Suite("Life cycle of a server", .serialized)
struct LifeCycleTests {
    /// Responds with its name.
    private final class Named: Responder {
        let name: String
        init(_ name: String) { self.name = name }
        func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
            let name = name
            let make: @Sendable () -> Response = {
                Response(
                    contentType: "text/plain", body: Array(name.utf8), shared: FieldLines(cacheControl: "no-store"))
            }
            return bytes.text(request.path) == "/late" ? .later(make) : .cached(make())
        }
    }

    @Test("new responders serve the next requests of open connections; no request is lost")
    func replacement() throws {
        var options = ServerOptions()
        options.port = 0
        options.loops = 2
        options.timeouts.linger = 200
        let server = try Server.start(options) { Named("0") }
        defer {
            server.stop()
            server.wait()
        }
        let clients = try (0..<8).map { _ in try Client(server.port) }
        for generation in 1...10 {
            for client in clients { try client.send(get("/late")) }
            server.replaceResponders { Named("\(generation)") }
            for client in clients {
                let text = try client.reply().text
                #expect(text == "\(generation)" || text == "\(generation - 1)")
            }
            for client in clients {
                #expect(
                    try eventually {
                        try client.send(get("/"))
                        return try client.reply().text == "\(generation)"
                    })
            }
        }
    }

    @Test("a second server takes over a shared port, and new connections reach it after the first has stopped")
    func takeOver() throws {
        var options = ServerOptions()
        options.port = 0
        options.sharesPort = true
        options.timeouts.linger = 200
        let first = try Server.start(options) { Named("first") }
        let flying = try Client(first.port)
        try flying.send("GET / HTTP/1.1\r\n")
        options.port = first.port
        // The request is in flight when the first server stops.
        #expect(eventually { first.metrics.bytesReceived > 0 })
        let second = try Server.start(options) { Named("second") }
        #expect(second.port == first.port)
        first.stop()
        try flying.send("Host: h\r\n\r\n")
        #expect(try flying.reply().text == "first")
        #expect(ends(first, within: 20))
        for _ in 0..<20 {
            let client = try Client(second.port)
            try client.send(get("/"))
            #expect(try client.reply().text == "second")
        }
        second.stop()
        #expect(ends(second, within: 20))
    }

    #if os(Linux)
        @Test("a listener that drops attempts accepts those in progress, and the next listener gets the dropped ones")
        func droppedAttempts() throws {
            let (first, port) = try Listener.open(count: 1, host: "127.0.0.1", port: 0, sharesPort: true)
            let early = try Client(port)
            cposix_drop_attempts(first[0])
            let late = try Client(0, timeout: 50)
            // The attempt goes on after the call.
            #expect(throws: ClientError.self) { try late.connect(port) }
            let (second, _) = try Listener.open(count: 1, host: "127.0.0.1", port: port, sharesPort: true)
            var peer = cposix_address()
            let accepted = cposix_accept(first[0], &peer)
            #expect(accepted >= 0)
            #expect(cposix_accept(first[0], &peer) == -Int32(cposix_would_block))
            _ = cposix_close(first[0])
            // TCP repeats the attempt after a second.
            #expect(cposix_wait_readable(second[0], 10_000) == 1)
            try late.send("late")
            try early.send("early")
            let afterDrop = cposix_accept(second[0], &peer)
            for (descriptor, text) in [(accepted, "early"), (afterDrop, "late")] {
                var bytes = [UInt8](repeating: 0, count: 16)
                #expect(cposix_wait_readable(descriptor, 10_000) == 1)
                let count = cposix_receive(descriptor, &bytes, bytes.count)
                #expect(String(decoding: bytes.prefix(max(0, Int(count))), as: UTF8.self) == text)
            }
            for descriptor in [accepted, afterDrop, second[0]] { _ = cposix_close(descriptor) }
        }
    #endif

    @Test("a port that is not shared is an error for a server that shares it")
    func exclusive() throws {
        try withServer { server in
            var options = ServerOptions()
            options.port = server.port
            options.sharesPort = true
            #expect(throws: ServerError.self) { try Server.start(options) { FakeResponder() } }
        }
    }
}
