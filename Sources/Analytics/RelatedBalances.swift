// The balance that differs from a given one only in its partner, its period, or its category. Figures are compared on one basis.

import Arithmetic
import Dataset

public struct RelatedBalances: Sendable {
    /// The code of the group of all countries.
    public static let world = "WLD"

    /// For computations that need one balance only.
    public static let none = RelatedBalances(nil, asOf: nil)

    private let dataset: Dataset?
    private let asOf: CalendarDate?

    private init(_ dataset: Dataset?, asOf: CalendarDate?) {
        self.dataset = dataset
        self.asOf = asOf
    }

    /// - Parameter asOf: only figures of releases up to this day.
    public init(_ dataset: Dataset, asOf: CalendarDate? = nil) { self.init(.some(dataset), asOf: asOf) }

    /// The same trade with another partner or group; nil where there is none on the same basis.
    public func balance(like balance: Balance, with partner: String) -> Balance? { find(balance, partner: partner) }

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
        filter.periods = [PeriodRange(months: period.months)]
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
        return dataset.balances(filter, frequency: frequency, window: window, yearToDate: isYearToDate)
            .first { $0.period == period && $0.reporter == balance.reporter }
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
