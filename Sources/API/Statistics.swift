// The counters of all event loops of a process, and the state of the server.

import HTTP
import Synchronization

/// Counters in the text format of Prometheus. Services add the counters of their caches; the program adds those of the server.
public final class Statistics: Sendable {
    private struct Caches {
        var current: [ResponseCache.Counts] = []
        /// Counts of the caches of replaced services, because a counter must not decrease.
        var pastHits = 0
        var pastMisses = 0

        func sum(_ count: (ResponseCache.Counts) -> Int) -> Int { current.reduce(0) { $0 + count($1) } }
    }

    private struct Reloads {
        var successes = 0
        var failures = 0
        var isLastSuccessful = true
    }

    /// The state of the server, for `/readyz` and `/metrics`.
    private struct Process {
        let isDraining: @Sendable () -> Bool
        let metrics: @Sendable (inout PrometheusText) -> Void
    }

    private let caches = Mutex(Caches())
    private let reloads = Mutex(Reloads())
    private let process = Mutex<Process?>(nil)

    public init() {}

    /// Sets the state and the further metrics of the running server.
    public func setProcess(
        isDraining: @escaping @Sendable () -> Bool, metrics: @escaping @Sendable (inout PrometheusText) -> Void
    ) {
        process.withLock { $0 = Process(isDraining: isDraining, metrics: metrics) }
    }

    public func countReload(isSuccess: Bool) {
        reloads.withLock { reloads in
            if isSuccess { reloads.successes += 1 } else { reloads.failures += 1 }
            reloads.isLastSuccessful = isSuccess
        }
    }

    /// Whether the server finishes its requests and accepts no new connections.
    var isDraining: Bool { process.withLock { $0 }?.isDraining() ?? false }

    /// Adds the counters of one event loop.
    func add(_ counts: ResponseCache.Counts) { caches.withLock { $0.current.append(counts) } }

    /// Removes the counters of a service that was replaced.
    func remove(_ counts: ResponseCache.Counts) {
        caches.withLock { caches in
            caches.current.removeAll { $0 === counts }
            caches.pastHits += counts.hits
            caches.pastMisses += counts.misses
        }
    }

    /// The sums over all event loops.
    func text(_ snapshot: Snapshot) -> [UInt8] {
        let caches = caches.withLock { $0 }
        let reloads = reloads.withLock { $0 }
        var text = PrometheusText()
        text.gauge(
            "bilateral_build_info", "The build and the dataset; always 1.",
            [
                (
                    [
                        ("version", bilateralVersion), ("release", snapshot.dataset.release.version),
                        ("dataset", snapshot.id),
                    ], "1"
                )
            ])
        text.gauge("bilateral_figures", "Figures of the dataset.", snapshot.dataset.store.count)
        text.counter(
            "bilateral_cache_hits_total", "Requests served from the cache.", caches.pastHits + caches.sum(\.hits))
        text.counter(
            "bilateral_cache_misses_total", "Requests not served from the cache.",
            caches.pastMisses + caches.sum(\.misses))
        text.gauge("bilateral_cache_responses", "Responses in the cache.", caches.sum(\.responses))
        text.gauge("bilateral_cache_bytes", "Bytes of the responses in the cache.", caches.sum(\.bytes))
        text.counter(
            "bilateral_reloads_total", "Reloads of the data by result.",
            [
                ([("result", "success")], String(reloads.successes)),
                ([("result", "failure")], String(reloads.failures)),
            ])
        text.gauge(
            "bilateral_last_reload_successful", "0 if the last reload was refused, so that the old data stays.",
            reloads.isLastSuccessful ? 1 : 0)
        process.withLock { $0 }?.metrics(&text)
        return text.bytes
    }
}
