// What partners can be ranked and compared by: one list for rankings, comparisons and the views on a partner.

import Dataset

/// A number that follows from the trade with one partner, and for some from the year before or from the whole.
public enum Metric: String, Sendable, CaseIterable {
    case tdr
    case deficitToImports = "deficit_to_imports"
    case coverage
    case normalisedBalance = "normalised_balance"
    case totalTrade = "total_trade"
    case exports
    case imports
    case balance
    case share
    case growth

    /// Whether it is an amount of money; otherwise it is a ratio.
    public var isMoney: Bool { flow != nil }

    /// The flow that an amount of money is of.
    public var flow: Measure? {
        switch self {
        case .exports: .exports
        case .imports: .imports
        case .balance: .balance
        case .totalTrade: .totalTrade
        default: nil
        }
    }

    /// Whether it is of a flow that has to be chosen.
    public var takesFlow: Bool { self == .share || self == .growth }

    /// How many years before the one asked about it needs.
    public var yearsBefore: Int { self == .growth ? 1 : 0 }

    /// What it is, in words, with its sign and where it has no value.
    public var summary: String {
        switch self {
        case .tdr: "Trade Deficit Ratio, (imports − exports) / exports; negative in surplus."
        case .deficitToImports:
            "(imports − exports) / imports, the deficit per dollar imported; another use of the name “trade deficit ratio”."
        case .coverage: "exports / imports."
        case .normalisedBalance: "(exports − imports) / (exports + imports), from −1 to 1."
        case .totalTrade: "exports + imports."
        case .exports: "Exports to the partner."
        case .imports: "Imports from the partner."
        case .balance: "exports − imports."
        case .share: "The partner's part of the flow with all countries, as published on the same basis."
        case .growth: "The change of the flow from the year before, as a part of the year before."
        }
    }

    /// - Parameters:
    ///   - flow: for share and growth.
    ///   - index: with the same trade of all countries, for share, and of the year before, for growth.
    /// - Returns: US dollars for money; otherwise a ratio.
    public func compute(
        _ balance: Balance, flow: Measure = .totalTrade, in index: BalanceIndex = .none
    ) -> Computation {
        switch self {
        case .tdr:
            ratio(balance, "(imports − exports) / exports", without: "exports", Ratios.tdr)
        case .deficitToImports:
            ratio(balance, "(imports − exports) / imports", without: "imports", Ratios.deficitToImports)
        case .coverage: ratio(balance, "exports / imports", without: "imports", Ratios.coverage)
        case .normalisedBalance:
            ratio(balance, "(exports − imports) / (exports + imports)", without: "trade", Ratios.normalisedBalance)
        case .totalTrade: money(balance, .totalTrade, "exports + imports")
        case .balance: money(balance, .balance, "exports − imports")
        case .exports: money(balance, .exports, "as published")
        case .imports: money(balance, .imports, "as published")
        case .share: Shares.ofWorld(balance, flow, index)
        case .growth: Growth.fromYearBefore(balance, flow, index)
        }
    }

    private func ratio(
        _ balance: Balance, _ formula: String, without what: String, _ function: (Figure, Figure) -> Measured?
    ) -> Computation {
        guard let exports = balance.figure(.exports), let imports = balance.figure(.imports) else {
            return Computation(missing: Metric.missing(balance), formula)
        }
        return Computation(
            function(exports, imports), formula, rows: exports.rows + imports.rows,
            reason: "There are no \(what) to divide by.")
    }

    private func money(_ balance: Balance, _ flow: Measure, _ formula: String) -> Computation {
        guard let figure = balance.figure(flow) else { return Computation(missing: Metric.missing(balance), formula) }
        return Computation(figure.measured, formula, rows: figure.rows)
    }

    private static func missing(_ balance: Balance) -> String {
        "The sources do not give \(balance.exports == nil ? "exports" : "imports") here."
    }
}
