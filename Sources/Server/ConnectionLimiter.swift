// Who is connected, over all loops: the one thing that loops share while they serve.

import Glibc
import Synchronization

/// Counts open connections in all and by address, and says which new ones are one too many.
final class ConnectionLimiter: Sendable {
    enum Verdict: Equatable { case admitted, tooMany, tooManyFromAddress }

    private struct Counts {
        var all = 0
        var byAddress: [UInt64: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let limitOfPending: Int
    /// Only touched while `lock` is held.
    nonisolated(unsafe) private var counts = Counts()
    // Not a `Mutex`: under contention the kernel hands that one over (FUTEX_LOCK_PI), where ThreadSanitizer cannot see it, so that
    // the tests could not prove that there is no race here.
    nonisolated(unsafe) private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let pending = Atomic(0)

    init(limit: Int, limitPerAddress: Int, limitOfPending: Int) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
        self.limitOfPending = limitOfPending
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    private func withLock<Result>(_ body: (inout Counts) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&counts)
    }

    /// Counts bytes that a client has not taken yet.
    /// - Returns: false where there are too many over all clients now; they are counted all the same.
    func hold(_ bytes: Int) -> Bool { pending.add(bytes, ordering: .relaxed).newValue <= limitOfPending }

    /// Counts them no more.
    func release(_ bytes: Int) { pending.subtract(bytes, ordering: .relaxed) }

    func admit(_ address: UInt64) -> Verdict {
        withLock { counts in
            guard counts.all < limit else { return .tooMany }
            guard counts.byAddress[address, default: 0] < limitPerAddress else { return .tooManyFromAddress }
            counts.all += 1
            counts.byAddress[address, default: 0] += 1
            return .admitted
        }
    }

    func leave(_ address: UInt64) {
        withLock { counts in
            counts.all -= 1
            let left = counts.byAddress[address, default: 1] - 1
            counts.byAddress[address] = left > 0 ? left : nil
        }
    }

    var open: Int { withLock { $0.all } }
    var held: Int { pending.load(ordering: .relaxed) }
}
