// The sum over a group's members. It is not the total that a report publishes for the group: the two may differ in members and
// basis.

import Dataset

/// Trade with a group, as the sum of the figures of its members.
public struct GroupSum: Sendable {
    public let reporter: String
    public let group: String
    public let period: Period
    public let type: TradeType
    public let classification: String
    public let category: String
    public let basis: String
    public let exports: AmountRange
    public let imports: AmountRange
    /// Members in the sum.
    public let counted: [String]
    /// Members without both exports and imports on this basis.
    public let missing: [String]

    /// The number of months in the sums; nil for a published period.
    public let months: Int?

    public var seriesRecord: SeriesRecord {
        SeriesRecord(
            reporter: reporter, partner: group, period: period, type: type, classification: classification,
            category: category, basis: basis, weight: counted.count)
    }
    public var isComplete: Bool { missing.isEmpty }

    /// Exports, imports or balance; total trade for any other flow.
    public func figure(_ flow: Measure) -> AmountRange {
        switch flow {
        case .exports: exports
        case .imports: imports
        case .balance: exports - imports
        default: exports + imports
        }
    }

    /// Sums for every period, type, category and basis in which at least one member has exports and imports.
    /// - Parameters:
    ///   - type: the type of trade; the members of a group may depend on it.
    ///   - balances: balances of partners; those of partners that are not members are ignored.
    /// - Returns: the sums in the order of period, classification and category; nil if the sources do not list the members.
    public static func all(
        of group: String, _ type: TradeType, _ balances: [Balance], _ dataset: Dataset
    ) -> [GroupSum]? {
        guard let members = dataset.members(of: group, type) else { return nil }
        var found: [(first: Balance, all: [Balance])] = []
        for balance in balances
        where balance.type == type && members.contains(balance.partner) && balance.value(.totalTrade) != nil {
            if let index = found.firstIndex(where: { $0.first.isBeside(balance) }) {
                found[index].all.append(balance)
            } else {
                found.append((balance, [balance]))
            }
        }
        return found.map { first, all in
            let counted = all.map(\.partner)
            return GroupSum(
                reporter: first.reporter, group: group, period: first.period, type: type,
                classification: first.classification, category: first.category, basis: first.basis,
                exports: .sum(all.compactMap { $0.figure(.exports) }),
                imports: .sum(all.compactMap { $0.figure(.imports) }), counted: counted,
                missing: members.filter { !counted.contains($0) }, months: first.months)
        }.sorted { left, right in
            (left.period, left.classification, left.category) < (right.period, right.classification, right.category)
        }
    }
}
