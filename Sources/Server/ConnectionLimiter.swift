// Limits for all event loops together. Of the state of the server, loops share only this and the log writers.

import Synchronization

/// Counts open connections and pending output, and decides which exceed their limits.
final class ConnectionLimiter: Sendable {
    enum Verdict: Equatable { case admitted, tooMany, tooManyFromAddress }

    private struct Counts {
        var all = 0
        var byAddress: [UInt64: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let pendingLimit: Int
    private let counts = Mutex(Counts())
    private let pending = Atomic(0)

    /// - Parameter pendingLimit: the maximum number of unsent bytes of all connections.
    init(limit: Int, limitPerAddress: Int, pendingLimit: Int) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
        self.pendingLimit = pendingLimit
    }

    /// Counts unsent bytes of a connection.
    /// - Returns: false if the sum exceeds the limit; the bytes are counted in both cases.
    func addPending(_ bytes: Int) -> Bool { pending.add(bytes, ordering: .relaxed).newValue <= pendingLimit }

    func removePending(_ bytes: Int) { pending.subtract(bytes, ordering: .relaxed) }

    /// Counts a new connection if it is within the limits.
    func admit(_ address: UInt64) -> Verdict {
        counts.withLock { counts in
            guard counts.all < limit else { return .tooMany }
            guard counts.byAddress[address, default: 0] < limitPerAddress else { return .tooManyFromAddress }
            counts.all += 1
            counts.byAddress[address, default: 0] += 1
            return .admitted
        }
    }

    func remove(_ address: UInt64) {
        counts.withLock { counts in
            counts.all -= 1
            let left = counts.byAddress[address, default: 1] - 1
            counts.byAddress[address] = left > 0 ? left : nil
        }
    }

    var openConnections: Int { counts.withLock { $0.all } }
    var pendingBytes: Int { pending.load(ordering: .relaxed) }
}
