// Reloads the data of a running server.

import API
import CPosix
import Dataset
import Dispatch
import Server
import Synchronization

/// Builds new snapshots on its own thread, one at a time.
final class DataReloader: Sendable {
    private let configuration: Configuration
    private let events: EventLog
    private let queue = DispatchQueue(label: "bilateral.reload")
    /// Whether a reload waits for its start. A further request adds none, as the data is not read yet.
    private let isWaiting = Atomic(false)
    private let use: @Sendable (Snapshot) -> Void
    private let counted: @Sendable (_ isSuccess: Bool) -> Void

    /// - Parameters:
    ///   - use: takes each valid snapshot.
    ///   - counted: called after each reload.
    init(
        _ configuration: Configuration, events: EventLog, use: @escaping @Sendable (Snapshot) -> Void,
        counted: @escaping @Sendable (_ isSuccess: Bool) -> Void
    ) {
        self.configuration = configuration
        self.events = events
        self.use = use
        self.counted = counted
    }

    /// Starts a reload on another thread.
    func request() {
        guard !isWaiting.exchange(true, ordering: .relaxed) else { return }
        queue.async { [self] in
            isWaiting.store(false, ordering: .relaxed)
            reload()
        }
    }

    private func reload() {
        let start = System.monotonicMilliseconds()
        events.log(.info, "reload started", [("data", .text(configuration.data ?? "embedded"))])
        do throws(DataError) {
            let snapshot = try DataSource.snapshot(configuration) { [events] phase in
                let duration = System.monotonicMilliseconds() - start
                events.log(
                    .debug, "reload phase finished",
                    [("phase", .text(phase)), ("milliseconds", .number(Int(duration)))])
            }
            use(snapshot)
            let duration = System.monotonicMilliseconds() - start
            events.log(
                .info, "reload finished",
                [
                    ("dataset", .text(snapshot.id)), ("summary", .text(snapshot.summary)),
                    ("milliseconds", .number(Int(duration))),
                ])
            counted(true)
        } catch {
            events.log(.error, "reload refused, the old data stays", [("reason", .text(error.description))])
            counted(false)
        }
        // The old snapshot and the intermediate values of loading are free now.
        cposix_return_free_memory()
    }
}
