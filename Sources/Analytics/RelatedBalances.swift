// The balance that differs from a given one only in its partner, its period, or its category. Figures are compared on one basis.

import Arithmetic
import Dataset
import Synchronization

public struct RelatedBalances: Sendable {
    /// The code of the group of all countries.
    public static let world = "WLD"

    /// For computations that need one balance only.
    public static let none = RelatedBalances(nil, within: nil, asOf: nil)

    private let dataset: Dataset?
    private let asOf: CalendarDate?
    private let series: SeriesCache?

    private init(_ dataset: Dataset?, within span: PeriodRange?, asOf: CalendarDate?) {
        self.dataset = dataset
        self.asOf = asOf
        series = span.map { SeriesCache(span: $0) }
    }

    /// - Parameters:
    ///   - span: the periods of all expected lookups. The first lookup of a series reads all of them.
    ///   - asOf: only figures of releases up to this day.
    public init(_ dataset: Dataset, within span: PeriodRange? = nil, asOf: CalendarDate? = nil) {
        self.init(.some(dataset), within: span, asOf: asOf)
    }

    /// The balance that differs only in its partner; nil if there is none on the same basis.
    public func balance(like balance: Balance, with partner: String) -> Balance? { find(balance, partner: partner) }

    /// The balance of the same release as the figures for all countries, for a share: figures of a later release of one partner are
    /// not part of that total.
    public func contemporary(_ balance: Balance) -> Balance {
        guard let world = self.balance(like: balance, with: RelatedBalances.world) else { return balance }
        return notAfter(world, balance) { $0.balance(like: balance, in: balance.period) }
    }

    /// The figures for all countries of which a balance is a part: those of its release, if later ones have been published.
    public func world(of balance: Balance) -> Balance? {
        self.balance(like: balance, with: RelatedBalances.world).map { world in
            notAfter(balance, world) { $0.balance(like: balance, with: RelatedBalances.world) }
        }
    }

    /// The figures for all countries of which balances with different partners are parts.
    func world(of balances: [Balance]) -> Balance? {
        let releases = balances.map(lastRelease)
        return releases.max().flatMap { last in releases.firstIndex(of: last) }.flatMap { world(of: balances[$0]) }
    }

    /// The balance of another period with which a balance is compared: that of its release, if later ones have been published.
    public func balance(like balance: Balance, in period: Period) -> Balance? {
        find(balance, period: period).map { other in notAfter(balance, other) { $0.find(balance, period: period) } }
    }

    /// `found`, or, if a release after those of `balance` gives it, the version of that time, if there was one.
    private func notAfter(
        _ balance: Balance, _ found: Balance, _ earlier: (RelatedBalances) -> Balance?
    ) -> Balance {
        let last = lastRelease(balance)
        guard let dataset, lastRelease(found) > last, let day = dataset.store.releases[last].date else { return found }
        return earlier(RelatedBalances(dataset, asOf: min(day, asOf ?? day))) ?? found
    }

    /// The position of the latest release that gives a balance.
    private func lastRelease(_ balance: Balance) -> Int {
        dataset.map { dataset in balance.rows.max { dataset.store.lastReleaseNumber($0, asOf: asOf) } } ?? 0
    }

    /// The total of which a category is a part, with the same partner.
    public func total(of balance: Balance) -> Balance? { find(balance, classification: "total", category: "total") }

    private func find(
        _ balance: Balance, partner: String? = nil, period: Period? = nil, classification: String? = nil,
        category: String? = nil
    ) -> Balance? {
        guard let dataset else { return nil }
        let period = period ?? balance.period
        let spans: PeriodSpans =
            switch (period.kind, balance.months) {
            // A sum of months whose period is a month is a window.
            case (.month, let count?): .windows(count)
            case (.yearToDate, .some): .yearsToDate(lastMonth: period.number)
            default: .periods(period.frequency)
            }
        let key = SeriesCache.Key(
            reporter: balance.reporter, partner: partner ?? balance.partner, type: balance.type,
            classification: classification ?? balance.classification, category: category ?? balance.category,
            basis: balance.basis, spans: spans)
        func balances(_ range: PeriodRange) -> [Balance] {
            var filter = Filter()
            filter.partners = [key.partner]
            filter.types = [key.type]
            filter.classifications = [key.classification]
            filter.categories = [key.category]
            filter.bases = [key.basis]
            filter.asOf = asOf
            filter.periods = [range]
            return dataset.balances(filter, spans).filter { $0.reporter == key.reporter }
        }
        if let series, series.span.contains(period) {
            return series.balances(key) { balances(series.span) }[period]
        }
        return balances(PeriodRange(months: period.months)).first { $0.period == period }
    }
}

/// The series that lookups have read. A linear search over few series costs less than hashing seven texts.
private final class SeriesCache: Sendable {
    struct Key: Equatable {
        let reporter: String
        let partner: String
        let type: TradeType
        let classification: String
        let category: String
        let basis: String
        let spans: PeriodSpans

        static func == (left: Key, right: Key) -> Bool {
            // The partner first: it differs most.
            left.partner == right.partner && left.spans == right.spans && left.type == right.type
                && left.category == right.category && left.basis == right.basis
                && left.classification == right.classification && left.reporter == right.reporter
        }
    }

    private struct Series {
        let key: Key
        let balances: [Period: Balance]
    }

    let span: PeriodRange
    private let series = Mutex<[Series]>([])

    init(span: PeriodRange) { self.span = span }

    func balances(_ key: Key, read: () -> [Balance]) -> [Period: Balance] {
        if let known = series.withLock({ all in (all.last { $0.key == key })?.balances }) { return known }
        let balances = Dictionary(read().map { ($0.period, $0) }, uniquingKeysWith: { first, _ in first })
        series.withLock { $0.append(Series(key: key, balances: balances)) }
        return balances
    }
}

extension Dataset {
    /// Codes of a group's members for a type of trade, without reporters; nil if the sources do not list them.
    public func members(of group: String, _ type: TradeType) -> [String]? {
        guard let definitions = codes.group(group)?.definitions,
            let definition = definitions.first(where: { $0.type == type })
                ?? definitions.first(where: { $0.type == nil }),
            !definition.members.isEmpty
        else { return nil }
        return definition.members.filter { !store.reporters.contains($0) }
    }
}
