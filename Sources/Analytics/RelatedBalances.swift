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
    ///   - span: the periods that lookups are expected in. The first lookup of a series reads all of them.
    ///   - asOf: only figures of releases up to this day.
    public init(_ dataset: Dataset, within span: PeriodRange? = nil, asOf: CalendarDate? = nil) {
        self.init(.some(dataset), within: span, asOf: asOf)
    }

    /// The same trade with another partner or group; nil where there is none on the same basis.
    public func balance(like balance: Balance, with partner: String) -> Balance? { find(balance, partner: partner) }

    /// The same figures as of the release of those for all countries, which a share compares with: a later release of one partner
    /// only is not a part of that total.
    public func contemporary(_ balance: Balance) -> Balance {
        guard let dataset, let world = self.balance(like: balance, with: RelatedBalances.world) else { return balance }
        func release(_ balance: Balance) -> Int {
            balance.rows.printed.map { dataset.store.lastReleaseNumber($0.row) }.max() ?? 0
        }
        guard release(balance) > release(world), let day = dataset.store.releases[release(world)].date else {
            return balance
        }
        return RelatedBalances(dataset, asOf: min(day, asOf ?? day)).balance(like: balance, in: balance.period)
            ?? balance
    }

    /// The same trade in another period.
    public func balance(like balance: Balance, in period: Period) -> Balance? { find(balance, period: period) }

    /// The total of which a category is a part, with the same partner.
    public func total(of balance: Balance) -> Balance? { find(balance, classification: "total", category: "total") }

    private func find(
        _ balance: Balance, partner: String? = nil, period: Period? = nil, classification: String? = nil,
        category: String? = nil
    ) -> Balance? {
        guard let dataset else { return nil }
        let period = period ?? balance.period
        var filter = Filter()
        filter.partners = [partner ?? balance.partner]
        filter.types = [balance.type]
        filter.classifications = [classification ?? balance.classification]
        filter.categories = [category ?? balance.category]
        filter.bases = [balance.basis]
        filter.asOf = asOf
        let frequency: Frequency =
            switch period.kind {
            case .month: .month
            case .quarter: .quarter
            default: .year
            }
        // A sum of months that is named by a month is that of a window.
        let window = period.kind == .month ? balance.months : nil
        let isYearToDate = period.kind == .yearToDate && balance.months != nil
        // The last month of a year to date is that of the period, not of the series.
        if let series, series.span.contains(period), !isYearToDate {
            return series.balances(
                SeriesCache.Key(
                    reporter: balance.reporter, partner: filter.partners[0], type: balance.type,
                    classification: filter.classifications[0], category: filter.categories[0], basis: balance.basis,
                    frequency: frequency, window: window)
            ) {
                filter.periods = [series.span]
                return dataset.balances(filter, frequency: frequency, window: window)
            }[period]
        }
        filter.periods = [PeriodRange(months: period.months)]
        return dataset.balances(filter, frequency: frequency, window: window, yearToDate: isYearToDate)
            .first { $0.period == period && $0.reporter == balance.reporter }
    }
}

/// The series that lookups have read.
private final class SeriesCache: Sendable {
    struct Key: Hashable {
        let reporter: String
        let partner: String
        let type: TradeType
        let classification: String
        let category: String
        let basis: String
        let frequency: Frequency
        let window: Int?
    }

    let span: PeriodRange
    private let series = Mutex<[Key: [Period: Balance]]>([:])

    init(span: PeriodRange) { self.span = span }

    func balances(_ key: Key, read: () -> [Balance]) -> [Period: Balance] {
        if let known = series.withLock({ $0[key] }) { return known }
        let balances = Dictionary(
            read().filter { $0.reporter == key.reporter }.map { ($0.period, $0) },
            uniquingKeysWith: { first, _ in first })
        series.withLock { $0[key] = balances }
        return balances
    }
}

extension Dataset {
    /// Codes of a group's members for a type of trade, without reporters; nil where the sources do not list them.
    public func members(of group: String, _ type: TradeType) -> [String]? {
        guard let definitions = codes.group(group)?.definitions,
            let definition = definitions.first(where: { $0.type == type })
                ?? definitions.first(where: { $0.type == nil }),
            !definition.members.isEmpty
        else { return nil }
        return definition.members.filter { !store.reporters.contains($0) }
    }
}
