// The categories of one classification in the trade with one partner.

import Arithmetic
import Dataset

/// The categories of one classification in the trade with one partner, in one period and on one basis.
public struct CategorySet: Sendable {
    /// In the order of the store: by category code.
    public private(set) var balances: [Balance] = []
    /// The total that the classification itself publishes (`total-…`); nil if its whole is the total of all trade.
    public private(set) var ownTotal: Balance?

    /// One of its balances, for the dimensions that all balances of the set share.
    public let first: Balance
    public var categories: [String] { balances.map(\.category) }

    /// Groups balances that differ only in their category. Totals are not categories.
    public static func all(_ balances: [Balance]) -> [CategorySet] {
        var found: [CategorySet] = []
        for balance in balances where balance.category != "total" {
            // Searched from the end: bases alternate within a category, but sets of one partner are adjacent.
            let index =
                found.lastIndex { $0.first.isSame(balance, exceptCategory: true) } ?? found.endIndex
            if index == found.endIndex { found.append(CategorySet(first: balance)) }
            if balance.category.hasPrefix("total-") {
                found[index].ownTotal = balance
            } else {
                found[index].balances.append(balance)
            }
        }
        return found.filter { !$0.balances.isEmpty }
    }

    private init(first: Balance) { self.first = first }

    /// The total of which the categories are parts, on the same basis; nil if none is published.
    public func total(_ index: RelatedBalances) -> Balance? { ownTotal ?? index.total(of: first) }

    /// Of sets that differ only in their basis, the one with the most categories.
    public static func fullest(_ sets: [CategorySet]) -> [CategorySet] {
        var result: [CategorySet] = []
        for set in sets {
            let same = result.firstIndex { $0.first.isSame(set.first, exceptCategory: true, exceptBasis: true) }
            if let same {
                if set.balances.count > result[same].balances.count { result[same] = set }
            } else {
                result.append(set)
            }
        }
        return result
    }

    /// The figures of a flow by category; nil if one is missing.
    func figures(_ flow: Measure) -> [AmountRange]? {
        let figures = balances.compactMap { $0.figure(flow) }
        return figures.count == balances.count ? figures : nil
    }

    /// The sum of a flow over the categories, in US dollars; nil if one is missing.
    public func sum(_ flow: Measure) -> Int128? { figures(flow)?.reduce(0) { $0 + $1.value } }

    /// The reason why two sets cannot be compared; nil if they can.
    func mismatch(_ other: CategorySet) -> String? {
        guard categories != other.categories else { return nil }
        func difference(_ one: CategorySet, _ other: CategorySet) -> String {
            let extra = one.categories.filter { !other.categories.contains($0) }
            return "only \(one.first.partner) \(one.first.period.code) has "
                + (extra.isEmpty ? "none" : extra.joined(separator: ", "))
        }
        return "The categories are not the same: \(difference(self, other)), \(difference(other, self))."
    }
}
