// What a server counts and says of it.
import Testing

@testable import API
@testable import HTTP

@Suite("/metrics")
struct StatisticsTests {
    private func ask(_ service: Service, _ target: String) throws -> String {
        let bytes = Array("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
        var parser = RequestParser()
        try #require(parser.parse(bytes.span) == .complete)
        return String(
            decoding: service.response(to: parser.head, in: bytes.span, at: noon).response.body, as: UTF8.self)
    }

    @Test("hits, misses and what is kept are counted over all loops, in the text format of Prometheus")
    func counts() throws {
        let statistics = Statistics()
        let services = try (0..<2).map { _ in
            Service(snapshot: try snapshot.get(), cacheBytes: 100_000, statistics: statistics)
        }
        for service in services { for _ in 0..<3 { _ = try ask(service, "/v1/partners/MEX") } }
        // What is true for the moment only is never kept.
        for _ in 0..<2 { _ = try ask(services[0], "/healthz") }
        let text = try ask(services[0], "/metrics")
        func value(_ name: String) -> Int? {
            text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { $0.split(separator: " ").last }
                .flatMap { Int($0) }
        }
        #expect(value("bilateral_cache_hits_total") == 4)
        #expect(value("bilateral_cache_misses_total") == 5)
        #expect(value("bilateral_cache_answers") == 2)
        #expect(try #require(value("bilateral_cache_bytes")) > 1_000)
        #expect(value("bilateral_loops") == 2)
        #expect(text.contains("bilateral_build_info{version=\"\(bilateralVersion)\",") && text.hasSuffix("\n"))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(text.contains("# TYPE \(line.prefix { $0 != " " && $0 != "{" }) "), "\(line)")
        }
    }
}
