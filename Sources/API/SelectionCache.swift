// A cache of selections of balances. Other pages, fields, units and formats of a list need the same balances, and selecting them takes
// half of the instructions of a new response; of a new ranking, seven tenths.

import Analytics
import Dataset
import Synchronization

/// The selections of one service. Late responses, which other threads make, use it too.
final class SelectionCache: Sendable {
    /// The parts of a request that determine the balances of a list.
    struct Key: Hashable {
        let filter: Filter
        let periods: PeriodSelection
        let bases: [String]?

        /// In balances: one for each 16 values, which have at most 32 bytes.
        fileprivate var size: Int {
            1
                + (filter.partners.count + filter.years.count + filter.periods.count + filter.categories.count
                    + periods.years.count + periods.ranges.count) / 16
        }
    }

    /// The parts of a request that determine the partners of a ranking before they are chosen and ranked.
    struct RankingKey: Hashable {
        let filter: Filter
        /// With one period, that period is ranked; otherwise the latest.
        let periods: PeriodSelection
        let basis: String?
        let flow: Measure
    }

    private struct Content {
        var selections: [Key: BalanceSelection] = [:]
        var rankings: [RankingKey: RankingPeriod?] = [:]
        var size = 0
    }

    /// In balances; each has less than 500 bytes.
    private let capacity: Int
    private let content = Mutex(Content())

    /// - Parameter bytes: the capacity of the response cache, of which selections may take half in addition; 0 disables the cache.
    init(bytes: Int) { capacity = bytes / 1_024 }

    /// The selection of a key, made if the cache lacks it.
    func selection(_ key: Key, make: () -> BalanceSelection) -> BalanceSelection {
        value(key, in: \.selections, make) { $0.balances.count + key.size }
    }

    /// The ranking of a key, made if the cache lacks it; nil without figures.
    func ranking(_ key: RankingKey, make: () -> RankingPeriod?) -> RankingPeriod? {
        value(key, in: \.rankings, make) { ($0?.balances.count ?? 0) + 1 }
    }

    /// A full cache is emptied.
    private func value<Key: Hashable & Sendable, Value: Sendable>(
        _ key: Key, in table: WritableKeyPath<Content, [Key: Value]> & Sendable, _ make: () -> Value,
        size: (Value) -> Int
    ) -> Value {
        guard capacity > 0 else { return make() }
        if let kept = content.withLock({ $0[keyPath: table][key] }) { return kept }
        // Made outside the lock: two threads may make the same value at once.
        let made = make()
        let size = size(made)
        guard size <= capacity / 4 else { return made }
        content.withLock { content in
            if content.size + size > capacity { content = Content() }
            if content[keyPath: table].updateValue(made, forKey: key) == nil { content.size += size }
        }
        return made
    }
}
