// Lookup, capacity and eviction of the response cache.
import Testing

@testable import HTTP

@Suite("Response cache")
struct ResponseCacheTests {
    /// A parsed request.
    private struct ParsedRequest {
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

    @Test("a response is found by its request and by no other")
    func identity() throws {
        var cache = ResponseCache(capacity: 100_000)
        let requests = [
            try ParsedRequest("/a"), try ParsedRequest("/a?"), try ParsedRequest("/a?b"), try ParsedRequest("/ab"),
            try ParsedRequest("/a", "Accept: text/csv\r\n"),
            try ParsedRequest("/a", "Accept:\r\n"), try ParsedRequest("/a", "Accept-Encoding: text/csv\r\n"),
            try ParsedRequest("/a", "Accept-Encoding: gzip\r\n"),
            try ParsedRequest("/a", "Accept: x/y\r\nAccept-Encoding: gzip\r\n"),
        ]
        for (index, request) in requests.enumerated() {
            #expect(request.find(in: &cache) == nil)
            request.insert("response \(index)", into: &cache)
        }
        for (index, request) in requests.enumerated() { #expect(request.find(in: &cache) == "response \(index)") }
        // Other fields are not part of the key.
        #expect(try ParsedRequest("/a", "X-Other: 1\r\nIf-None-Match: \"x\"\r\n").find(in: &cache) == "response 0")
        #expect(cache.count == requests.count && cache.counts.responses == requests.count)
        #expect(cache.counts.hits == requests.count + 1 && cache.counts.misses == requests.count)
    }

    @Test("a request with repeated negotiation fields has no key")
    func repeated() throws {
        let cache = ResponseCache(capacity: 100_000)
        for name in ["Accept", "Accept-Encoding"] {
            let request = try ParsedRequest("/a", "\(name): a\r\n\(name): b\r\n")
            let key = cache.key(request.head, request.bytes.span)
            #expect(key == nil)
        }
    }

    @Test("the cache does not exceed its capacity, and all its responses are found")
    func bounded() throws {
        var cache = ResponseCache(capacity: 40_000)
        for number in 0..<3_000 {
            try ParsedRequest("/\(number)").insert("\(number)", size: number % 700, into: &cache)
            #expect(cache.cost <= 40_000)
            #expect(cache.counts.bytes == cache.cost && cache.counts.responses == cache.count)
        }
        var found = 0
        for number in 0..<3_000 {
            guard let text = try ParsedRequest("/\(number)").find(in: &cache) else { continue }
            #expect(text == "\(number)")
            found += 1
        }
        #expect(found == cache.count && found > 20)
    }

    @Test("a response larger than a quarter of the capacity is not cached; a cache with capacity 0 is empty")
    func tooLarge() throws {
        var cache = ResponseCache(capacity: 8_000)
        let large = try ParsedRequest("/large")
        large.insert("large", size: 2_000, into: &cache)
        #expect(large.find(in: &cache) == nil && cache.cost == 0)
        var none = ResponseCache(capacity: 0)
        large.insert("x", into: &none)
        #expect(large.find(in: &none) == nil)
    }

    @Test("a scan of distinct requests does not evict popular responses")
    func scan() throws {
        var cache = ResponseCache(capacity: 60_000)
        let hot = try (0..<20).map { try ParsedRequest("/hot/\($0)") }
        for request in hot { request.insert("hot", size: 500, into: &cache) }
        for number in 0..<5_000 {
            // Requested far less often than the scan requests.
            if number.isMultiple(of: 20) {
                for request in hot where request.find(in: &cache) == nil {
                    request.insert("hot", size: 500, into: &cache)
                }
            }
            try ParsedRequest("/scan/\(number)").insert("once", size: 500, into: &cache)
        }
        #expect(hot.filter { $0.find(in: &cache) != nil }.count == hot.count)
    }

    @Test("removeAll empties the cache and keeps the counts of hits")
    func forgotten() throws {
        var cache = ResponseCache(capacity: 60_000)
        let request = try ParsedRequest("/a")
        request.insert("a", into: &cache)
        #expect(request.find(in: &cache) == "a")
        cache.removeAll()
        #expect(request.find(in: &cache) == nil && cache.count == 0 && cache.counts.bytes == 0)
        #expect(cache.counts.hits == 1)
    }
}
