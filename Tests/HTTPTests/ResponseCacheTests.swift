// What is kept, for whom, how much of it, and what a scan of distinct requests cannot do.
import Testing

@testable import HTTP

@Suite("Answers kept ready")
struct AnswerCacheTests {
    /// A request as a cache sees it.
    private struct Asked {
        let bytes: [UInt8]
        let head: RequestHead

        init(_ target: String, _ fields: String = "") throws {
            let bytes = Array("GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n".utf8)
            var parser = RequestParser()
            try #require(parser.parse(bytes.span) == .complete)
            (self.bytes, head) = (bytes, parser.head)
        }

        func find(in cache: inout ResponseCache) -> String? {
            cache.key(head, bytes.span).flatMap { cache.find($0, head, bytes.span) }.map {
                String(decoding: $0.body.prefix(while: { $0 != 0 }), as: UTF8.self)
            }
        }

        func insert(_ text: String, size: Int = 0, into cache: inout ResponseCache) {
            guard let key = cache.key(head, bytes.span) else { return }
            let body = Array(text.utf8) + [UInt8](repeating: 0, count: max(0, size - text.utf8.count))
            cache.insert(
                Response(
                    contentType: "text/plain", body: body, shared: FieldLines(cacheControl: "public"), isLasting: true),
                key, head,
                bytes.span)
        }
    }

    @Test("an answer is found by the request it was given to, and by no other")
    func identity() throws {
        var cache = ResponseCache(capacity: 100_000)
        let requests = [
            try Asked("/a"), try Asked("/a?"), try Asked("/a?b"), try Asked("/ab"),
            try Asked("/a", "Accept: text/csv\r\n"),
            try Asked("/a", "Accept:\r\n"), try Asked("/a", "Accept-Encoding: text/csv\r\n"),
            try Asked("/a", "Accept-Encoding: gzip\r\n"), try Asked("/a", "Accept: x/y\r\nAccept-Encoding: gzip\r\n"),
        ]
        for (index, request) in requests.enumerated() {
            #expect(request.find(in: &cache) == nil)
            request.insert("answer \(index)", into: &cache)
        }
        for (index, request) in requests.enumerated() { #expect(request.find(in: &cache) == "answer \(index)") }
        // Fields that an answer does not depend on change nothing.
        #expect(try Asked("/a", "X-Other: 1\r\nIf-None-Match: \"x\"\r\n").find(in: &cache) == "answer 0")
        #expect(cache.count == requests.count && cache.counts.responses == requests.count)
        #expect(cache.counts.hits == requests.count + 1 && cache.counts.misses == requests.count)
    }

    @Test("a request whose negotiation stands on several lines has no key")
    func repeated() throws {
        let cache = ResponseCache(capacity: 100_000)
        for name in ["Accept", "Accept-Encoding"] {
            let request = try Asked("/a", "\(name): a\r\n\(name): b\r\n")
            let key = cache.key(request.head, request.bytes.span)
            #expect(key == nil)
        }
    }

    @Test("however many answers are kept, they take no more than the capacity, and all that are kept are found")
    func bounded() throws {
        var cache = ResponseCache(capacity: 40_000)
        for number in 0..<3_000 {
            try Asked("/\(number)").insert("\(number)", size: number % 700, into: &cache)
            #expect(cache.cost <= 40_000)
            #expect(cache.counts.bytes == cache.cost && cache.counts.responses == cache.count)
        }
        var found = 0
        for number in 0..<3_000 {
            guard let text = try Asked("/\(number)").find(in: &cache) else { continue }
            #expect(text == "\(number)")
            found += 1
        }
        #expect(found == cache.count && found > 20)
    }

    @Test("an answer that takes more than a quarter of all is not kept, and with no capacity none is")
    func tooLarge() throws {
        var cache = ResponseCache(capacity: 8_000)
        let large = try Asked("/large")
        large.insert("large", size: 2_000, into: &cache)
        #expect(large.find(in: &cache) == nil && cache.cost == 0)
        var none = ResponseCache(capacity: 0)
        large.insert("x", into: &none)
        #expect(large.find(in: &none) == nil)
    }

    @Test("a scan of distinct requests leaves what is asked for again and again where it is")
    func scan() throws {
        var cache = ResponseCache(capacity: 60_000)
        let hot = try (0..<20).map { try Asked("/hot/\($0)") }
        for request in hot { request.insert("hot", size: 500, into: &cache) }
        for number in 0..<5_000 {
            // Asked for now and then, far more seldom than the scan asks.
            if number.isMultiple(of: 20) {
                for request in hot where request.find(in: &cache) == nil {
                    request.insert("hot", size: 500, into: &cache)
                }
            }
            try Asked("/scan/\(number)").insert("once", size: 500, into: &cache)
        }
        #expect(hot.filter { $0.find(in: &cache) != nil }.count == hot.count)
    }

    @Test("all can be forgotten at once")
    func forgotten() throws {
        var cache = ResponseCache(capacity: 60_000)
        let request = try Asked("/a")
        request.insert("a", into: &cache)
        #expect(request.find(in: &cache) == "a")
        cache.removeAll()
        #expect(request.find(in: &cache) == nil && cache.count == 0 && cache.counts.bytes == 0)
        #expect(cache.counts.hits == 1)
    }
}
