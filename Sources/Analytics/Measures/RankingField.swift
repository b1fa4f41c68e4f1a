// The partners that a ranking compares.

import Arithmetic
import Dataset

/// The partners that a ranking compares: all, or the largest. With all partners, the first ranks by a ratio are very small partners.
public struct RankingField: Sendable, Equatable {
    /// The number of the largest partners by total trade; nil for all.
    public let largest: Int?
    /// The smallest total trade, in US dollars; nil for no limit.
    public let minimumTrade: Int128?

    public init(largest: Int?, minimumTrade: Int128? = nil) {
        self.largest = largest
        self.minimumTrade = minimumTrade
    }

    /// The thirty largest partners.
    public static let standard = RankingField(largest: 30)
    public static let all = RankingField(largest: nil)

    /// The balances of the field, in the given order. The size of a partner is its total trade; without both exports and imports, its
    /// figure of the flow. A partner without a size is in the field only if the field has no limit.
    /// - Parameters:
    ///   - balances: balances of partners that differ only in their partner.
    ///   - flow: the flow that is ranked.
    public func select(_ balances: [Balance], by flow: Measure = .totalTrade) -> [Balance] {
        guard largest != nil || minimumTrade != nil else { return balances }
        let sized = balances.compactMap { balance in
            (balance.value(.totalTrade) ?? balance.value(flow)).map { (partner: balance.partner, trade: $0) }
        }.filter { $0.trade >= minimumTrade ?? .min }.sorted { ($1.trade, $0.partner) < ($0.trade, $1.partner) }
        let partners = Set(sized.prefix(largest ?? sized.count).map(\.partner))
        return balances.filter { partners.contains($0.partner) }
    }
}
