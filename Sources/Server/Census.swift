// Who is connected, over all loops: the one thing that loops share while they serve.

import Synchronization

/// Counts open connections in all and by address, and says which new ones are one too many.
final class Census: Sendable {
    enum Verdict: Equatable { case admitted, tooMany, tooManyFromAddress }

    private struct Counts {
        var all = 0
        var byAddress: [UInt64: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let counts = Mutex(Counts())

    init(limit: Int, limitPerAddress: Int) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
    }

    func admit(_ address: UInt64) -> Verdict {
        counts.withLock { counts in
            guard counts.all < limit else { return .tooMany }
            guard counts.byAddress[address, default: 0] < limitPerAddress else { return .tooManyFromAddress }
            counts.all += 1
            counts.byAddress[address, default: 0] += 1
            return .admitted
        }
    }

    func leave(_ address: UInt64) {
        counts.withLock { counts in
            counts.all -= 1
            let left = counts.byAddress[address, default: 1] - 1
            counts.byAddress[address] = left > 0 ? left : nil
        }
    }

    var open: Int { counts.withLock { $0.all } }
}
