// What partners can be ranked and compared by: one list for rankings, comparisons and the views on a partner.

import Arithmetic
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
        case .share: return Shares.ofWorld(balance, flow, index)
        case .growth: return Growth.fromYearBefore(balance, flow, index)
        default:
            if let flow = self.flow, let figure = balance.figure(flow) {
                return Computation(figure.measured, formula, rows: figure.rows)
            }
            guard let exports = balance.figure(.exports), let imports = balance.figure(.imports) else {
                return Computation(missing: Metric.missing(balance), formula)
            }
            return compute(exports: exports, imports: imports)
        }
    }

    /// What follows from exports and imports alone; without a value for share and growth.
    public func compute(exports x: AmountRange, imports m: AmountRange) -> Computation {
        let rows =
            switch self {
            case .exports: x.rows
            case .imports: m.rows
            default: x.rows + m.rows
            }
        return Computation(measured(x, m), formula, rows: rows, reason: "There are no \(divisor) to divide by.")
    }

    /// The number alone of what `compute` gives, without what it was made from; nil where exports or imports are missing, and for
    /// share and growth.
    public func measured(_ balance: Balance) -> BoundedRatio? {
        guard let exports = balance.exports, let imports = balance.imports else { return nil }
        return measured(AmountRange(exports, row: nil), AmountRange(imports, row: nil))
    }

    /// A ratio or an end of its range, rounded once, half to even; nil where there is none, and for what is no ratio of exports
    /// and imports. The same as what `measured` gives, without bringing it to lowest terms.
    public func rounded(_ part: Part, _ balance: Balance, decimals: Int) -> ExactDecimal? {
        guard let exports = balance.exports, let imports = balance.imports else { return nil }
        let (x, m) = (AmountRange(exports, row: nil), AmountRange(imports, row: nil))
        guard let value = Ratios.terms(self, .value, x, m), value.denominator > 0,
            let terms = part == .value ? value : Ratios.terms(self, part, x, m)
        else { return nil }
        return ExactDecimal(terms.numerator, over: terms.denominator, decimals: decimals)
    }

    private func measured(_ x: AmountRange, _ m: AmountRange) -> BoundedRatio? {
        switch self {
        case .tdr, .deficitToImports, .coverage, .normalisedBalance: Ratios.measured(self, x, m)
        case .totalTrade: (x + m).measured
        case .balance: (x - m).measured
        case .exports: x.measured
        case .imports: m.measured
        case .share, .growth: nil
        }
    }

    /// What is divided by.
    private var divisor: String {
        switch self {
        case .tdr: "exports"
        case .deficitToImports, .coverage: "imports"
        case .normalisedBalance: "exports and imports"
        default: "figures"
        }
    }

    /// With the names of the columns; that of share and growth depends on the flow.
    private var formula: String {
        switch self {
        case .tdr: "(imports − exports) / exports"
        case .deficitToImports: "(imports − exports) / imports"
        case .coverage: "exports / imports"
        case .normalisedBalance: "(exports − imports) / (exports + imports)"
        case .totalTrade: "exports + imports"
        case .balance: "exports − imports"
        case .exports, .imports: "as published"
        case .share, .growth: ""
        }
    }

    private static func missing(_ balance: Balance) -> String {
        "The sources do not give \(balance.exports == nil ? "exports" : "imports") here."
    }
}
