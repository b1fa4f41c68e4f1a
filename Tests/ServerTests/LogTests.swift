// The access log and the event log.
import CPosix
import Foundation
import Testing

@testable import HTTP
@testable import Server

/// Two connected sockets: a log writes to one, the test reads from the other.
private final class Sink {
    let writer: Descriptor
    private let reader: Descriptor

    init() throws {
        var descriptors: [Int32] = [-1, -1]
        try #require(cposix_socket_pair(&descriptors) == 0)
        (writer, reader) = (descriptors[0], descriptors[1])
    }

    deinit {
        _ = cposix_close(writer)
        _ = cposix_close(reader)
    }

    var lines: [String] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case .done(let count) = buffer.withUnsafeMutableBytes({ SystemCalls.receive(reader, $0) }), count > 0 {
            all += buffer[..<count]
        }
        return String(decoding: all, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

@Suite("Access log")
struct AccessLogTests {
    /// 2026-11-21T16:30:00.045Z.
    private static let wallTime: Int64 = 1_795_278_600_045_678

    /// The line of a request.
    private func line(
        _ raw: String, _ format: LogOptions.Format, status: Int = 200, bytes: Int? = 4_965, route: Int = 0
    ) throws -> String {
        let sink = try Sink()
        let writer = LogWriter(descriptor: sink.writer, capacity: 65_536)
        let log = AccessLog(writer: writer, format: format, routes: ["/v1/x/{id}"])
        let raw = Array(raw.utf8)
        var parser = RequestParser()
        try #require(parser.parse(raw.span) == .complete)
        log.append(
            AccessLog.Record(status: status, bytes: bytes, microseconds: 123, route: route, isCached: true),
            to: parser.head, in: raw.span, client: AddressText(try #require(IPAddress("192.0.2.7"))),
            wallTime: AccessLogTests.wallTime, now: 0)
        log.flush()
        writer.flush()
        let lines = sink.lines
        try #require(lines.count == 1)
        return lines[0]
    }

    @Test("a text line has its fields in order")
    func text() throws {
        #expect(
            try line(get("/v1/x/1?a=b", "X-Request-Id: abc-1._\r\n"), .text)
                == "2026-11-21T16:30:00.045Z 192.0.2.7 GET /v1/x/1?a=b 200 4965 123 /v1/x/{id} hit abc-1._")
        #expect(
            try line(get("/x", "X-Request-Id: abc\r\n"), .text, status: 404, bytes: nil, route: -1)
                == "2026-11-21T16:30:00.045Z 192.0.2.7 GET /x 404 - 123 - hit abc")
    }

    @Test(
        "a number has all its digits",
        arguments: [
            0, 9, 10, 99, 100, 101, 9_999, 10_000, 10_001, 99_999_999, 100_000_000, 100_000_001, 999_999_999,
            1_000_000_000_000_000_000, Int.max,
        ])
    func numbers(number: Int) throws {
        #expect(try line(get("/x"), .text, bytes: number).split(separator: " ")[5] == "\(number)")
    }

    @Test("a JSON line has its members in order")
    func json() throws {
        #expect(
            try line(get("/v1/x/1?a=b", "X-Request-Id: abc\r\n"), .json)
                == #"{"time":"2026-11-21T16:30:00.045Z","client":"192.0.2.7","method":"GET","target":"/v1/x/1?a=b","#
                + #""status":200,"bytes":4965,"microseconds":123,"route":"/v1/x/{id}","cache":"hit","request_id":"abc"}"#
        )
        #expect(
            try line(get("/x", "X-Request-Id: abc\r\n"), .json, bytes: nil, route: -1).contains(
                #""bytes":null,"microseconds":123,"route":null"#))
    }

    @Test(
        "an invalid request id is replaced by 16 hexadecimal digits",
        arguments: ["", "a b", "a\"b", "a,b", "é", String(repeating: "a", count: 65), "a/b", "{}"])
    func invalidID(id: String) throws {
        let field = id.isEmpty ? "" : "X-Request-Id: \(id)\r\n"
        let made = try #require(try line(get("/x", field), .text).split(separator: " ").last)
        #expect(made.count == 16 && made.allSatisfy(\.isHexDigit))
    }

    @Test("a request cannot forge lines or members", arguments: LogOptions.Format.allCases)
    func injection(format: LogOptions.Format) throws {
        let text = try line("CONNECT \"},{\"a\":\\\u{e9} HTTP/1.1\r\nHost: h\r\nX-Request-Id: x\r\n\r\n", format)
        #expect(text.contains("%22},{%22a%22:%5c%c3%a9"))
        #expect(text.split(separator: " ").count == (format == .text ? 10 : 1))
    }

    @Test("every byte of a target that the parser accepts is logged as sent; no other is", .timeLimit(.minutes(1)))
    func targetBytes() throws {
        for byte in UInt8.min ... .max {
            let target = [UInt8(ascii: "/"), byte, UInt8(ascii: "4"), UInt8(ascii: "1")]
            let raw = Array("GET ".utf8) + target + Array(" HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
            var parser = RequestParser()
            guard parser.parse(raw.span) == .complete else { continue }
            #expect((0x21...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\"))
            let text = String(decoding: target, as: UTF8.self)
            #expect(try line("GET \(text) HTTP/1.1\r\nHost: h\r\n\r\n", .text).contains(" \(text) "))
        }
    }

    @Test("the response to an invalid request has neither method nor target", arguments: LogOptions.Format.allCases)
    func invalidRequest(format: LogOptions.Format) throws {
        let sink = try Sink()
        let writer = LogWriter(descriptor: sink.writer, capacity: 65_536)
        let log = AccessLog(writer: writer, format: format, routes: [])
        log.append(
            AccessLog.Record(status: 400, bytes: 80, microseconds: 1, route: -1, isCached: false), to: RequestHead(),
            in: Span(), client: AddressText(try #require(IPAddress("::1"))), wallTime: AccessLogTests.wallTime, now: 0)
        log.flush()
        writer.flush()
        let expected =
            format == .text
            ? "2026-11-21T16:30:00.045Z ::1 - - 400 80 1 - miss "
            : #"{"time":"2026-11-21T16:30:00.045Z","client":"::1","method":null,"target":null,"status":400,"bytes":80,"#
                + #""microseconds":1,"route":null,"cache":"miss","request_id":""#
        #expect(sink.lines.first?.hasPrefix(expected) == true)
    }

    @Test("lines of several times have the text of their times")
    func times() throws {
        let sink = try Sink()
        let writer = LogWriter(descriptor: sink.writer, capacity: 65_536)
        let log = AccessLog(writer: writer, format: .text, routes: [])
        let client = AddressText(try #require(IPAddress("192.0.2.7")))
        let milliseconds: [Int64] = [0, 7, 7, 123, 999, 1_000, 1_001, 86_399_999, 86_400_000, 5]
        for offset in milliseconds {
            log.append(
                AccessLog.Record(status: 200, bytes: 1, microseconds: 1, route: -1, isCached: true), to: RequestHead(),
                in: Span(), client: client, wallTime: 1_795_219_200_000_000 + offset * 1_000, now: 0)
        }
        log.flush()
        writer.flush()
        #expect(
            sink.lines.map { String($0.prefix(24)) } == [
                "2026-11-21T00:00:00.000Z", "2026-11-21T00:00:00.007Z", "2026-11-21T00:00:00.007Z",
                "2026-11-21T00:00:00.123Z", "2026-11-21T00:00:00.999Z", "2026-11-21T00:00:01.000Z",
                "2026-11-21T00:00:01.001Z", "2026-11-21T23:59:59.999Z", "2026-11-22T00:00:00.000Z",
                "2026-11-21T00:00:00.005Z",
            ])
    }

    @Test("made ids are hexadecimal numbers, each one larger than the last")
    func hexadecimal() {
        for number: UInt64 in [0, 1, 0xf, 0x9a_bcde_f012_3456, 0x0123_4567_89ab_cdef, .max] {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { memory in
                guard let start = memory.baseAddress else { return }
                var line = LogLine(end: start)
                line.append(hexadecimal: number)
                let digits = String(number, radix: 16)
                #expect(
                    String(decoding: UnsafeBufferPointer(start: start, count: line.end - start), as: UTF8.self)
                        == String(repeating: "0", count: 16 - digits.count) + digits)
            }
        }
    }

    @Test("a reopened log continues in a new file after the old one was renamed; a failure keeps the old file")
    func reopening() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilateral-log-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, oldPath) = (folder.path() + "/access.log", folder.path() + "/access.log.1")
        let writer = try LogWriter.appending(to: path, capacity: 65_536)
        func write(_ line: String) {
            Array("\(line)\n".utf8).withUnsafeBufferPointer { writer.write($0, count: 1) }
            writer.flush()
        }
        write("one")
        try FileManager.default.moveItem(atPath: path, toPath: oldPath)
        write("two")
        try writer.reopen(path)
        write("three")
        let absent = folder.path() + "/absent/access.log"
        let error = #expect(throws: ServerError.self) { try writer.reopen(absent) }
        #expect(error?.description.hasPrefix("cannot write to '\(absent)': ") == true)
        write("four")
        #expect(try String(contentsOfFile: oldPath, encoding: .utf8) == "one\ntwo\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "three\nfour\n")
    }

    @Test("ids differ between requests")
    func distinctIDs() throws {
        let ids = try (0..<50).map { _ in try line(get("/x"), .text).suffix(16) }
        #expect(Set(ids).count == 50)
    }

    @Test("a reader that does not read does not keep the process from ending", .timeLimit(.minutes(1)))
    func unreadLines() throws {
        let sink = try Sink()
        // More than the buffers of two sockets.
        let size = 4_000_000
        let writer = LogWriter(descriptor: sink.writer, capacity: size)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: size - 1) + [UInt8(ascii: "\n")]
        line.withUnsafeBufferPointer { writer.write($0, count: 1) }
        writer.flush(milliseconds: 20)
        var received = 0
        while received < size - 1 { received += sink.lines.reduce(0) { $0 + $1.utf8.count } }
        writer.flush()
        #expect(received == size - 1)
    }

    @Test("lines that exceed the memory are dropped and counted")
    func bounded() throws {
        let sink = try Sink()
        let writer = LogWriter(descriptor: sink.writer, capacity: 100)
        [UInt8](repeating: 0x61, count: 101).withUnsafeBufferPointer { writer.write($0, count: 3) }
        #expect(writer.droppedLines == 3)
        Array("short\n".utf8).withUnsafeBufferPointer { writer.write($0, count: 1) }
        writer.flush()
        #expect(sink.lines == ["short"] && writer.droppedLines == 3)
    }
}

@Suite("Event log")
struct EventLogTests {
    private func lines(_ change: (inout LogOptions) -> Void, _ body: (EventLog) -> Void) throws -> [String] {
        var options = LogOptions()
        change(&options)
        let sink = try Sink()
        let log = EventLog(options, descriptor: sink.writer)
        body(log)
        log.flush()
        return sink.lines
    }

    @Test("an event has time, level, message and fields; texts are quoted, numbers are not")
    func formats() throws {
        let text = try lines({ _ in }) { $0.log(.warning, "limit exceeded", [("limit", "a\"b\nc"), ("times", 12)]) }
        #expect(text.count == 1 && text[0].hasSuffix(#"Z warning limit exceeded limit="a\"b\nc" times=12"#))
        let json = try lines({ $0.events = .json }) { $0.log(.error, "m", [("f", "v"), ("n", -7)]) }
        #expect(json.count == 1 && json[0].hasSuffix(#"Z","level":"error","message":"m","f":"v","n":-7}"#))
    }

    @Test("events below the level are not logged")
    func level() throws {
        let found = try lines({ $0.level = .warning }) { log in
            for level in LogOptions.Level.allCases { log.log(level, "\(level)") }
        }
        #expect(found.map { $0.split(separator: " ").last } == ["warning", "error"])
    }

    @Test("a limit that is exceeded often is logged once in 10 seconds")
    func limits() throws {
        let found = try lines({ _ in }) { log in
            let monitor = LoopMonitor(metrics: LoopMetrics(routes: []), events: log)
            monitor.startBatch(1_000_000)
            for _ in 0..<100 { monitor.count(.connections) }
            monitor.startBatch(11_000_000)
            monitor.count(.connections)
        }
        #expect(found.count == 2)
        #expect(found.last?.hasSuffix(#"limit="connections" times=100"#) == true)
    }
}

@Suite("Client addresses")
struct ClientIdentityTests {
    @Test(
        "a range contains the addresses with its prefix",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::/0", "2001:db8::1", true), ("10.0.0.0/9", "10.127.0.1", true), ("10.0.0.0/9", "10.128.0.1", false),
            ("::1", "::1", true), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ])
    func ranges(range: String, address: String, isContained: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(try #require(IPAddress(address))) == isContained)
    }

    @Test(
        "other texts are not ranges",
        arguments: [
            "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::1/129", "proxy", "10.0.0.1/8/8", "1/+8",
        ])
    func invalidRanges(text: String) { #expect(AddressRange(text) == nil) }

    @Test(
        "a trusted proxy names the client; fields from others are ignored",
        arguments: [
            ("10.0.0.1", "X-Forwarded-For: 192.0.2.7\r\n", "192.0.2.7"),
            ("192.0.2.1", "X-Forwarded-For: 192.0.2.7\r\n", "192.0.2.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            // The last address that is not a proxy; those before it may be forged.
            ("10.0.0.1", "X-Forwarded-For: 1.1.1.1, 192.0.2.7, 10.0.0.2\r\n", "192.0.2.7"),
            ("10.0.0.1", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 192.0.2.7\r\n", "192.0.2.7"),
            ("10.0.0.1", "X-Forwarded-For: 10.0.0.3, 10.0.0.2\r\n", "10.0.0.3"),
            ("10.0.0.1", "X-Forwarded-For: unknown\r\n", "10.0.0.1"),
            ("10.0.0.1", "X-Forwarded-For: 192.0.2.7, unknown, 10.0.0.2\r\n", "10.0.0.2"),
            ("10.0.0.1", "X-Forwarded-For: 192.0.2.7:4711\r\n", "192.0.2.7"),
            ("10.0.0.1", "Forwarded: for=192.0.2.60;proto=http;by=203.0.113.43\r\n", "192.0.2.60"),
            ("10.0.0.1", "Forwarded: proto=https; For=\"[2001:db8:cafe::17]:4711\"\r\n", "2001:db8:cafe::17"),
            ("10.0.0.1", "Forwarded: for=_hidden\r\n", "10.0.0.1"),
            ("10.0.0.1", "Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n", "192.0.2.1"),
            ("::1", "X-Forwarded-For: 2001:DB8::1\r\n", "2001:db8::1"),
            ("::1", "X-Forwarded-For: ::ffff:192.0.2.7\r\n", "192.0.2.7"),
            ("::1", "X-Forwarded-For: [2001:db8::1]:80\r\n", "2001:db8::1"),
            ("::1", "X-Forwarded-For: \r\n", "::1"),
            ("::1", "X-Forwarded-For: ,192.0.2.7\r\n", "192.0.2.7"),
            ("::1", "X-Forwarded-For: 192.0.2.7,\r\n", "::1"),
            ("::1", "X-Forwarded-For: 192.0.2.07\r\n", "::1"),
            ("::1", "X-Forwarded-For: 192.0.2.7 x\r\n", "::1"),
            ("::1", "Forwarded: for=192.0.2.8, FOR=\"192.0.2.9:1\" ; proto=http\r\n", "192.0.2.9"),
            ("::1", "Forwarded: for=\r\n", "::1"),
            ("::1", "Forwarded: [\r\n", "::1"),
        ])
    func forwarded(peer: String, fields: String, client: String) throws {
        let proxies = try ["10.0.0.0/8", "::1"].map { try #require(AddressRange($0)) }
        let identity = ClientIdentity(try #require(IPAddress(peer)), trustedProxies: proxies)
        let raw = Array(get("/", fields).utf8)
        var parser = RequestParser()
        try #require(parser.parse(raw.span) == .complete)
        #expect(identity.addressText(parser.head, raw.span, trustedProxies: proxies).text == client)
    }
}
