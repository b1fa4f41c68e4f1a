// The metrics by which partners are ranked and compared: one list for rankings, comparisons and the views on a partner.

import Arithmetic
import Dataset

/// A number computed from the trade with one partner; share also needs the trade with all countries, growth the year before.
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

    /// Whether the metric is an amount of money; otherwise it is a ratio.
    public var isMoney: Bool { flow != nil }

    /// The flow that a metric of money shows.
    public var flow: Measure? {
        switch self {
        case .exports: .exports
        case .imports: .imports
        case .balance: .balance
        case .totalTrade: .totalTrade
        case .tdr, .deficitToImports, .coverage, .normalisedBalance, .share, .growth: nil
        }
    }

    /// Whether the caller chooses the flow.
    public var takesFlow: Bool { self == .share || self == .growth }

    /// The number of earlier years that the metric needs.
    public var yearsBefore: Int { self == .growth ? 1 : 0 }

    /// The definition, with its sign.
    public var summary: String {
        switch self {
        case .tdr: "Trade Deficit Ratio, (imports − exports) / exports; negative in surplus."
        case .deficitToImports:
            "(imports − exports) / imports, the deficit per dollar imported; another definition of “trade deficit ratio”."
        case .coverage: "exports / imports."
        case .normalisedBalance: "(exports − imports) / (exports + imports), from −1 to 1."
        case .totalTrade: "exports + imports."
        case .exports: "Exports to the partner."
        case .imports: "Imports from the partner."
        case .balance: "exports − imports."
        case .share: "The partner's share of the flow with all countries, as published on the same basis."
        case .growth: "The change of the flow from the year before, divided by the flow of the year before."
        }
    }

    /// Computes the metric.
    /// - Parameters:
    ///   - flow: the flow of share and growth; ignored for other metrics.
    ///   - index: the trade with all countries for share, and of the year before for growth.
    /// - Returns: US dollars for money, otherwise a ratio.
    public func compute(
        _ balance: Balance, flow: Measure = .totalTrade, in index: RelatedBalances = .none
    ) -> Computation {
        switch self {
        case .share: return Shares.ofWorld(balance, flow, index)
        case .growth: return Growth.rate(balance, flow, index)
        default:
            if let flow = self.flow, let figure = balance.figure(flow) {
                return Computation(figure.bounded, formula, rows: figure.rows)
            }
            guard let exports = balance.figure(.exports), let imports = balance.figure(.imports) else {
                let missing = balance.exports == nil ? "exports" : "imports"
                return Computation(missing: "The sources do not give \(missing) here.", formula)
            }
            return compute(exports: exports, imports: imports)
        }
    }

    /// Computes a metric of exports and imports alone; without a value for share and growth.
    public func compute(exports x: AmountRange, imports m: AmountRange) -> Computation {
        switch self {
        case .exports: Computation(x.bounded, formula, rows: x.rows)
        case .imports: Computation(m.bounded, formula, rows: m.rows)
        case .totalTrade: Computation((x + m).bounded, formula, rows: x.rows + m.rows)
        case .balance: Computation((x - m).bounded, formula, rows: x.rows + m.rows)
        case .tdr, .deficitToImports, .coverage, .normalisedBalance, .share, .growth:
            Computation(
                Ratios.ratio(self, exports: x, imports: m), formula, rows: x.rows + m.rows,
                reason: "There are no \(divisor) to divide by.")
        }
    }

    /// A ratio of exports and imports or one of its bounds, rounded once, half to even: the rounded result of `compute`.
    /// - Returns: nil if it has no value, and for a metric that is not such a ratio.
    public func rounded(_ part: Part, _ balance: Balance, decimals: Int) -> ExactDecimal? {
        guard let exports = balance.exports, let imports = balance.imports else { return nil }
        let (x, m) = (AmountRange(exports, rows: []), AmountRange(imports, rows: []))
        guard let value = RatioTerms(self, .value, exports: x, imports: m), value.denominator > 0,
            let terms = part == .value ? value : RatioTerms(self, part, exports: x, imports: m)
        else { return nil }
        return ExactDecimal(terms.numerator, over: terms.denominator, decimals: decimals)
    }

    private var divisor: String {
        switch self {
        case .tdr: "exports"
        case .deficitToImports, .coverage: "imports"
        case .normalisedBalance: "exports and imports"
        case .totalTrade, .exports, .imports, .balance, .share, .growth: "figures"
        }
    }

    /// Empty for share and growth, whose formulas name the flow.
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
}
