// Metrics and the state of the server.
import APITestSupport
import Testing

@testable import API
@testable import HTTP

@Suite("/metrics")
struct StatisticsTests {
    private func ask(_ service: Service, _ target: String) throws -> String {
        String(decoding: try service.answer(target).body, as: UTF8.self)
    }

    @Test("hits, misses and the size of the cache are summed over all loops, in the text format of Prometheus")
    func counts() throws {
        let statistics = Statistics()
        let services = (0..<2).map { _ in
            Service(snapshot: client.snapshot, cacheBytes: 100_000, statistics: statistics)
        }
        for service in services { for _ in 0..<3 { _ = try ask(service, "/v1/partners/MEX") } }
        // Responses for the moment are never cached.
        for _ in 0..<2 { _ = try ask(services[0], "/healthz") }
        let text = try ask(services[0], "/metrics")
        func value(_ name: String) -> Int? {
            text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { $0.split(separator: " ").last }
                .flatMap { Int($0) }
        }
        #expect(value("bilateral_cache_hits_total") == 4)
        #expect(value("bilateral_cache_misses_total") == 5)
        #expect(value("bilateral_cache_responses") == 2)
        #expect(try #require(value("bilateral_cache_bytes")) > 1_000)
        #expect(text.contains("bilateral_build_info{version=\"\(bilateralVersion)\",") && text.hasSuffix("\n"))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(text.contains("# TYPE \(line.prefix { $0 != " " && $0 != "{" }) "), "\(line)")
        }
    }
}

@Suite("State of the server") struct ServerStateTests {
    private func text(_ service: Service, _ target: String) throws -> (Status, String) {
        let response = try service.answer(target)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    @Test func `a server that drains is not ready, but healthy`() throws {
        let statistics = Statistics()
        let service = Service(snapshot: client.snapshot, statistics: statistics)
        #expect(try text(service, "/readyz").0 == .ok)
        statistics.setProcess(isDraining: { true }, metrics: { $0.gauge("further", "A further metric.", 3) })
        #expect(try text(service, "/readyz").0 == .serviceUnavailable)
        #expect(try text(service, "/healthz").0 == .ok)
        #expect(try text(service, "/metrics").1.contains("# TYPE further gauge\nfurther 3\n"))
    }

    @Test func `a counter of the cache does not decrease when a reload replaces the services`() throws {
        let statistics = Statistics()
        for _ in 0..<3 {
            let service = Service(snapshot: client.snapshot, cacheBytes: 100_000, statistics: statistics)
            for _ in 0..<2 { _ = try text(service, "/v1/partners/MEX") }
        }
        let service = Service(snapshot: client.snapshot, statistics: statistics)
        let metrics = try text(service, "/metrics").1
        #expect(metrics.contains("\nbilateral_cache_hits_total 3\n"))
        #expect(metrics.contains("\nbilateral_cache_responses 0\n"))
    }

    @Test func `reloads are counted by result, and the last result is a metric`() throws {
        let statistics = Statistics()
        let service = Service(snapshot: client.snapshot, statistics: statistics)
        statistics.countReload(isSuccess: false)
        #expect(try text(service, "/metrics").1.contains("\nbilateral_last_reload_successful 0\n"))
        statistics.countReload(isSuccess: true)
        let metrics = try text(service, "/metrics").1
        #expect(metrics.contains("\nbilateral_last_reload_successful 1\n"))
        #expect(metrics.contains("\nbilateral_reloads_total{result=\"success\"} 1\n"))
        #expect(metrics.contains("\nbilateral_reloads_total{result=\"failure\"} 1\n"))
    }

    @Test func `durations are written as exact seconds, and buckets are cumulative`() {
        for (microseconds, seconds) in [
            (0, "0"), (50, "0.00005"), (2_500, "0.0025"), (1_000_000, "1"), (2_500_001, "2.500001"),
        ] {
            #expect(PrometheusText.seconds(microseconds: microseconds) == seconds)
        }
        var histogram = ServerMetrics.Histogram()
        histogram.counts[0] = 2
        histogram.counts[1] = 3
        histogram.counts[histogram.counts.count - 1] = 1
        histogram.sum = 1_500
        var text = PrometheusText()
        text.histogram("d_seconds", "Durations.", histogram)
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == "# HELP d_seconds Durations." && lines[1] == "# TYPE d_seconds histogram")
        #expect(lines.contains("d_seconds_bucket{le=\"0.00005\"} 2"))
        #expect(lines.contains("d_seconds_bucket{le=\"0.0001\"} 5"))
        #expect(lines.suffix(3) == ["d_seconds_bucket{le=\"+Inf\"} 6", "d_seconds_sum 0.0015", "d_seconds_count 6"])
    }

    @Test func `the values of labels are escaped`() {
        var text = PrometheusText()
        text.gauge("g", "A gauge.", [([("a", "x\"\\\ny")], "1")])
        #expect(String(decoding: text.bytes, as: UTF8.self).hasSuffix("g{a=\"x\\\"\\\\\\ny\"} 1\n"))
    }
}
