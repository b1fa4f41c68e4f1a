// Sums of the figures of file sets by further dimensions, as balances.

import Arithmetic
import Dataset

/// The trade of one group of figures.
public struct DetailBalance: Sendable {
    /// Nil if several partners, periods or categories are added up.
    public let partner: String?
    public let period: Period?
    public let category: String?
    /// By name, the values of the further dimensions of the group.
    public let dimensions: [String: String]
    /// Its partner, period and category are undefined if the property of this record is nil.
    public let balance: Balance
    public let exports: DetailSum?
    public let imports: DetailSum?

    public func sum(_ flow: Measure) -> DetailSum? { flow == .exports ? exports : flow == .imports ? imports : nil }
}

extension Dataset {
    /// The groups of `detailGroups` with their balances.
    public func detailBalances(
        _ filter: Filter, by grouping: DimensionGrouping, rowLimit: Int = .max
    ) throws(QueryError) -> [DetailBalance] {
        let partner = filter.partners.count == 1 ? filter.partners[0] : nil
        return try detailGroups(filter, by: grouping, rowLimit: rowLimit).map { group in
            let classification = store.classification(of: group.key)
            let category = store.category(of: group.key)
            let hasCategory = grouping.category || classification == "total"
            func amount(_ sum: DetailSum?) -> PublishedAmount? {
                sum.map { PublishedAmount(sum: $0.value, doubledBounds: $0.doubledBounds) }
            }
            return DetailBalance(
                partner: grouping.partner ? store.partner(of: group.key) : partner,
                period: grouping.period ? group.key.period : nil, category: hasCategory ? category : nil,
                dimensions: Dictionary(uniqueKeysWithValues: zip(grouping.further, group.dimensions)),
                balance: Balance(
                    reporter: store.reporter(of: group.key), partner: partner ?? store.partner(of: group.key),
                    period: group.key.period, type: store.type(of: group.key), classification: classification,
                    category: category, basis: store.basis(of: group.key), months: group.months, rows: Balance.Rows(),
                    exports: amount(group.exports), imports: amount(group.imports), sources: group.sources),
                exports: group.exports, imports: group.imports)
        }
    }
}
