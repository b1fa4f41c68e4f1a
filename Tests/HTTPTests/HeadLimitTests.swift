// Limits of request heads, exact to the byte and independent of cuts.
import Testing

@testable import HTTP

@Suite("Limits of a head")
struct HeadLimitTests {
    private static func limits(_ change: (inout Limits) -> Void) -> Limits {
        var limits = Limits()
        change(&limits)
        return limits
    }

    /// The status of the error, `.ok` for an accepted head, nil otherwise.
    private func status(_ raw: String, _ limits: Limits) -> Status? {
        switch parseEveryWay(Array(raw.utf8), limits: limits) {
        case .failed(let error): error.status
        case .complete(let facts): facts.length == raw.utf8.count ? .ok : nil
        case .partial: nil
        }
    }

    @Test("a request line is accepted up to its limit, and gets 414 beyond it", arguments: 96...104)
    func requestLine(length: Int) {
        let limits = HeadLimitTests.limits { $0.requestLine = 100 }
        let line = "GET /" + String(repeating: "a", count: length - 14) + " HTTP/1.1"
        #expect(line.utf8.count == length)
        #expect(status(line + "\r\nHost: h\r\n\r\n", limits) == (length <= 100 ? .ok : .uriTooLong))
    }

    @Test("an endless method gets 400, because there is no target that is too long")
    func endlessMethod() {
        let limits = HeadLimitTests.limits { $0.requestLine = 100 }
        #expect(status(String(repeating: "A", count: 200), limits) == .badRequest)
        #expect(status("GET /" + String(repeating: "a", count: 200), limits) == .uriTooLong)
    }

    @Test("a field line is accepted up to its limit, and gets 431 beyond it", arguments: 57...63)
    func fieldLine(length: Int) {
        let limits = HeadLimitTests.limits { $0.fieldLine = 60 }
        let line = "X: " + String(repeating: "v", count: length - 3)
        let raw = "GET / HTTP/1.1\r\nHost: h\r\n\(line)\r\n\r\n"
        #expect(status(raw, limits) == (length <= 60 ? .ok : .requestHeaderFieldsTooLarge))
    }

    @Test("fields are accepted up to their limit, and get 431 beyond it", arguments: 3...7)
    func fieldCount(count: Int) {
        let limits = HeadLimitTests.limits { $0.fieldCount = 5 }
        let raw = "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: y\r\n", count: count - 1) + "\r\n"
        #expect(status(raw, limits) == (count <= 5 ? .ok : .requestHeaderFieldsTooLarge))
    }

    @Test("a head is accepted up to its limit with the empty line, and gets 431 beyond it", arguments: 190...210)
    func head(length: Int) {
        let limits = HeadLimitTests.limits { $0.head = 200 }
        let start = "GET / HTTP/1.1\r\nHost: h\r\nX: "
        let raw = start + String(repeating: "v", count: length - start.utf8.count - 4) + "\r\n\r\n"
        #expect(raw.utf8.count == length)
        #expect(status(raw, limits) == (length <= 200 ? .ok : .requestHeaderFieldsTooLarge))
    }

    @Test("a head of the default limit is accepted, and one byte more is refused", arguments: -2...3)
    func defaultLimits(excess: Int) {
        let limits = Limits()
        var raw = "GET / HTTP/1.1\r\nHost: h\r\n"
        while raw.utf8.count + 8_000 < limits.head { raw += "X: " + String(repeating: "v", count: 7_000) + "\r\n" }
        raw += "X: " + String(repeating: "v", count: limits.head + excess - raw.utf8.count - 7) + "\r\n\r\n"
        #expect(raw.utf8.count == limits.head + excess)
        #expect(status(raw, limits) == (excess <= 0 ? .ok : .requestHeaderFieldsTooLarge))
    }

    @Test("a head without an end is refused at its limit")
    func endless() {
        let limits = HeadLimitTests.limits { $0.head = 300 }
        let raw = "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: y\r\n", count: 50)
        #expect(status(raw, limits) == .requestHeaderFieldsTooLarge)
        #expect(status(raw + String(repeating: "X: y\r\n", count: 10), limits) == .requestHeaderFieldsTooLarge)
    }
}
