// Balances to be found by what they are of: the same figure of another partner, or of another time. A figure is only ever set
// against one of its own basis; here is where that is kept.

import Dataset

/// Finds the balance that differs from a given one in its partner, its period or its category only.
public struct BalanceIndex: Sendable {
    /// The code of the group of all countries.
    public static let world = "WLD"

    /// Enough for what needs one balance alone.
    public static let none = BalanceIndex([])

    private struct Key: Hashable {
        let reporter: String
        let partner: String
        let period: String
        let type: TradeType
        let classification: String
        let category: String
        let basis: String
    }

    private var balances: [Key: Balance] = [:]

    public init(_ all: [Balance]) {
        balances.reserveCapacity(all.count)
        for balance in all { balances[BalanceIndex.key(balance)] = balance }
    }

    private static func key(
        _ balance: Balance, partner: String? = nil, period: Period? = nil, classification: String? = nil,
        category: String? = nil
    ) -> Key {
        Key(
            reporter: balance.reporter, partner: partner ?? balance.partner, period: (period ?? balance.period).code,
            type: balance.type, classification: classification ?? balance.classification,
            category: category ?? balance.category, basis: balance.basis)
    }

    /// The same trade with another partner or group; nil where there is none on the same basis.
    public func balance(like balance: Balance, with partner: String) -> Balance? {
        balances[BalanceIndex.key(balance, partner: partner)]
    }

    /// The same trade in another period.
    public func balance(like balance: Balance, in period: Period) -> Balance? {
        balances[BalanceIndex.key(balance, period: period)]
    }

    /// The total of which a category is a part, with the same partner.
    public func total(of balance: Balance) -> Balance? {
        balances[BalanceIndex.key(balance, classification: "total", category: "total")]
    }
}

extension Period {
    /// The period of the same name so many years before: `2022` for `2023`, `2024-H1` for `2025-H1`. Nil for a span of years.
    public func yearsBefore(_ years: Int) -> Period? {
        guard firstYear == lastYear else { return nil }
        return Period(String(firstYear - years) + code.dropFirst(4))
    }

    /// How many years one period is after another of the same name; nil where the names differ.
    func years(after other: Period) -> Int? {
        code.dropFirst(4) == other.code.dropFirst(4) && firstYear == lastYear && other.firstYear == other.lastYear
            ? firstYear - other.firstYear : nil
    }
}

extension Dataset {
    /// Codes of a group's members for a type of trade, reporters left out; nil where the sources do not list them.
    public func members(of group: String, _ type: TradeType) -> [String]? {
        guard let definitions = codes.group(group)?.definitions,
            let definition = definitions.first(where: { $0.type == type })
                ?? definitions.first(where: { $0.type == nil }),
            !definition.members.isEmpty
        else { return nil }
        return definition.members.filter { !observations.reporters.contains($0) }
    }
}

extension Balance {
    /// Whether two differ in nothing but their partner.
    public func isBeside(_ other: Balance, exceptCategory: Bool = false) -> Bool {
        isSame(other, exceptPartner: true, exceptCategory: exceptCategory)
    }

    /// Whether two differ in nothing but their period and category.
    public func isSeries(_ other: Balance) -> Bool { isSame(other, exceptPeriod: true, exceptCategory: true) }

    /// Whether two are of the same trade on the same basis.
    func isSame(
        _ other: Balance, exceptPartner: Bool = false, exceptPeriod: Bool = false, exceptCategory: Bool = false,
        exceptBasis: Bool = false
    ) -> Bool {
        (exceptPartner || partner == other.partner) && (exceptPeriod || period == other.period)
            && reporter == other.reporter && type == other.type && classification == other.classification
            && (exceptCategory || category == other.category) && (exceptBasis || basis == other.basis)
    }

    /// Of several bases the one that covers most of the partners; where two cover as many, the preferred one. Balances to be
    /// compared are all taken on it.
    /// - Parameter balances: of one period, type and category.
    public static func broadestBasis(_ balances: [Balance], _ dataset: Dataset) -> String? {
        var counts: [String: Int] = [:]
        for balance in balances { counts[balance.basis, default: 0] += 1 }
        let order = dataset.observations.bases
        return counts.max { left, right in
            guard left.value == right.value else { return left.value < right.value }
            return (order.firstIndex(of: left.key) ?? order.count) > (order.firstIndex(of: right.key) ?? order.count)
        }?.key
    }
}
