// One basis for each series. Figures on different bases are not comparable, so no series mixes them.

import Dataset

/// Balances with one basis for each series: the trade with one partner, of one type and category, over the periods asked for.
///
/// The basis is the one with the most periods; with equal counts the first in the order of preference of `bases.csv`.
public struct BasisChoice: Sendable {
    /// A series and its bases.
    public struct Series: Sendable, Equatable {
        public let reporter: String
        public let partner: String
        public let type: TradeType
        public let classification: String
        public let category: String
        /// The chosen basis.
        public let basis: String
        /// The number of periods on each basis, the chosen basis first, then in order of preference.
        public let periods: [Count]
    }

    /// The number of periods on a basis.
    public struct Count: Sendable, Equatable {
        public let basis: String
        public let periods: Int
    }

    /// The balances on the chosen bases, in the order in which they were given.
    public let balances: [Balance]
    /// In the order of their first balances.
    public let series: [Series]
    /// The bases of each record, for records with several.
    private let bases: [Record: [String]]

    private struct Key: Hashable {
        let reporter: String
        let partner: String
        let type: TradeType
        let classification: String
        let category: String

        init(_ balance: Balance) {
            (reporter, partner, type) = (balance.reporter, balance.partner, balance.type)
            (classification, category) = (balance.classification, balance.category)
        }
    }

    private struct Record: Hashable {
        let key: Key
        let period: Period
    }

    /// - Parameters:
    ///   - balances: of the periods asked for, at most one of a series, period and basis.
    ///   - order: bases in order of preference; a basis that is not among them follows these.
    public init(_ balances: [Balance], order: [String]) {
        var counts: [Key: [String: Int]] = [:]
        var keys: [Key] = []
        var bases: [Record: [String]] = [:]
        for balance in balances {
            let key = Key(balance)
            if counts[key] == nil { keys.append(key) }
            counts[key, default: [:]][balance.basis, default: 0] += 1
            bases[Record(key: key, period: balance.period), default: []].append(balance.basis)
        }
        let preference = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
        var chosen: [Key: String] = [:]
        series = keys.map { key in
            let ordered = (counts[key] ?? [:]).map { Count(basis: $0, periods: $1) }.sorted {
                (preference[$0.basis] ?? order.count, $0.basis) < (preference[$1.basis] ?? order.count, $1.basis)
            }
            // The first of several with the most periods.
            let most = ordered.map(\.periods).max()
            let basis = ordered.first { $0.periods == most }?.basis ?? ""
            chosen[key] = basis
            return Series(
                reporter: key.reporter, partner: key.partner, type: key.type, classification: key.classification,
                category: key.category, basis: basis,
                periods: ordered.filter { $0.basis == basis } + ordered.filter { $0.basis != basis })
        }
        self.bases = bases.filter { $0.value.count > 1 }
        self.balances = balances.filter { chosen[Key($0)] == $0.basis }
    }

    /// The other bases on which the sources publish the same figure, in the order of the balances.
    public func otherBases(_ balance: Balance) -> [String] {
        (bases[Record(key: Key(balance), period: balance.period)] ?? []).filter { $0 != balance.basis }
    }
}
