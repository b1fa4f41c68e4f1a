// A cache of selections of balances. Other pages, fields, units and formats of a list need the same balances, and selecting them takes
// half of the instructions of a new response.

import Dataset
import Synchronization

/// The selections of one service. Late responses, which other threads make, use it too.
final class SelectionCache: Sendable {
    /// The parts of a request that determine its selection.
    struct Key: Hashable {
        let filter: Filter
        let periods: PeriodSelection
        let bases: [String]?
    }

    private struct Content {
        var selections: [Key: BalanceSelection] = [:]
        var balanceCount = 0
    }

    /// In balances; each has less than 500 bytes.
    private let capacity: Int
    private let content = Mutex(Content())

    /// - Parameter bytes: the capacity of the response cache. Selections may take half as much again; 0 disables the cache.
    init(bytes: Int) { capacity = bytes / 1_024 }

    /// The selection of a key, made if the cache lacks it. A full cache is emptied.
    func selection(_ key: Key, make: () -> BalanceSelection) -> BalanceSelection {
        guard capacity > 0 else { return make() }
        if let kept = content.withLock({ $0.selections[key] }) { return kept }
        // Made outside the lock: two threads may make the same selection at once.
        let made = make()
        let count = made.balances.count
        guard count <= capacity / 4 else { return made }
        content.withLock { content in
            if content.balanceCount + count > capacity { content = Content() }
            if content.selections.updateValue(made, forKey: key) == nil { content.balanceCount += count }
        }
        return made
    }
}
