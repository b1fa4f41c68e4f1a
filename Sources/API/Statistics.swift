// The counters of all event loops of a process.

import HTTP
import Synchronization

/// Counters in the text format of Prometheus.
public final class Statistics: Sendable {
    private let caches = Mutex<[ResponseCache.Counts]>([])

    public init() {}

    /// Adds the counters of one event loop.
    func add(_ counts: ResponseCache.Counts) { caches.withLock { $0.append(counts) } }

    /// The sums over all event loops.
    func text(_ snapshot: Snapshot) -> [UInt8] {
        let caches = caches.withLock { $0 }
        var text: [UInt8] = []
        func metric(_ name: String, _ type: String, _ help: String, _ value: Int, labels: String = "") {
            text.append("# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name)\(labels) \(value)\n")
        }
        func sum(_ count: (ResponseCache.Counts) -> Int) -> Int { caches.reduce(0) { $0 + count($1) } }
        metric(
            "bilateral_build_info", "gauge", "The build and the dataset; always 1.", 1,
            labels:
                "{version=\"\(bilateralVersion)\",release=\"\(snapshot.dataset.release.version)\",dataset=\"\(snapshot.id)\"}"
        )
        metric("bilateral_loops", "gauge", "Event loops.", caches.count)
        metric("bilateral_cache_hits_total", "counter", "Requests served from the cache.", sum(\.hits))
        metric("bilateral_cache_misses_total", "counter", "Requests not served from the cache.", sum(\.misses))
        metric("bilateral_cache_answers", "gauge", "Responses in the cache.", sum(\.responses))
        metric("bilateral_cache_bytes", "gauge", "Bytes of the responses in the cache.", sum(\.bytes))
        return text
    }
}
