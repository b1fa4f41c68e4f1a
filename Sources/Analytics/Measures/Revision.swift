// The history of a figure over the releases of its sources.

import Arithmetic
import Dataset

/// A figure that several releases give differently.
public struct Revision: Sendable {
    /// The figure as one release gives it.
    public struct Version: Sendable {
        public let source: String
        /// The day of the release.
        public let released: CalendarDate?
        /// In US dollars.
        public let value: Int128
    }

    /// The latest balance of the figure.
    public let balance: Balance
    public let flow: Measure
    /// By date; each differs from the one before it.
    public let versions: [Version]

    /// Last value − first value, in US dollars.
    public var change: Int128 { (versions.last?.value ?? 0) - (versions.first?.value ?? 0) }
    /// Change / |first value|, which has the sign of the change; nil if the first value is zero.
    public var ratio: Rational? { versions.first.flatMap { Rational(change, abs($0.value)) } }
}

extension Dataset {
    /// The revised figures of some flows, in the order of lists. A figure that agrees with the one before it within their rounding is
    /// not a revision.
    /// - Parameters:
    ///   - asOf: the last day of the releases that count.
    ///   - balances: returns the balances with some partners as of a day.
    public func revisions(
        of flows: [Measure], asOf last: CalendarDate? = nil, _ balances: (Set<String>, CalendarDate) -> [Balance]
    ) -> [Revision] {
        struct Key: Hashable {
            var record: RecordKey
            let flow: Measure
        }
        var keys: [Key] = []
        var versions: [Key: [Revision.Version]] = [:]
        var latest: [Key: (balance: Balance, amount: AmountRange)] = [:]
        let days = Set(store.releasesWithFigures.compactMap { store.releases[$0].date }).sorted()
        for day in days where day <= last ?? .last {
            // Figures of other partners are those of the day before.
            for balance in balances(store.partners(releasedOn: day), day) {
                for flow in flows {
                    guard let amount = balance.figure(flow), let row = store.newestRow(amount.rows) else { continue }
                    var key = Key(record: store.recordKey(row), flow: flow)
                    key.record.period = balance.period
                    if versions[key] == nil { keys.append(key) }
                    if let last = latest[key]?.amount, last.agrees(with: amount) {
                        latest[key] = (balance, last)
                        continue
                    }
                    latest[key] = (balance, amount)
                    let release = store.release(row)
                    versions[key, default: []].append(
                        Revision.Version(source: release.source, released: release.date, value: amount.value))
                }
            }
        }
        return keys.compactMap { key in
            guard let versions = versions[key], versions.count > 1, let latest = latest[key] else { return nil }
            return Revision(balance: latest.balance, flow: key.flow, versions: versions)
        }
    }
}
