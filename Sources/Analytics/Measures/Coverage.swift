// The part of the published world total that a list of partners makes up.

import Arithmetic
import Dataset

/// The listed partners of one flow, in one period and on one basis, compared with the published figure for all countries.
public struct Coverage: Sendable {
    /// The number of partners with a figure.
    public let partners: Int
    /// The sum of their figures.
    public let listed: AmountRange
    /// The published figure for all countries on the same basis; nil if none is published.
    public let whole: AmountRange?

    /// - Parameters:
    ///   - balances: balances of partners, not of groups, that differ only in their partner.
    ///   - flow: exports, imports or total trade.
    public init(_ balances: [Balance], _ flow: Measure, _ related: RelatedBalances) {
        let figures = balances.compactMap { $0.figure(flow) }
        partners = figures.count
        listed = AmountRange.sum(figures)
        whole = related.world(of: balances)?.figure(flow)
    }

    init(partners: Int, listed: AmountRange, whole: AmountRange?) {
        (self.partners, self.listed, self.whole) = (partners, listed, whole)
    }

    /// Listed / whole; without a number if no figure for all countries is published. Can exceed 1, because of rounding.
    public var share: Computation {
        let formula = "sum over the listed partners / all countries, as published"
        guard let whole else {
            return Computation(
                missing: "No total for all countries is published on this basis.", formula, rows: listed.rows)
        }
        return Computation(
            Ratios.quotient(listed, whole), formula, rows: listed.rows + whole.rows, whole: whole,
            reason: whole.value == 0 ? "The whole is zero." : nil)
    }

    /// Whole − listed, in US dollars; 0 if the list is complete, nil if no figure for all countries is published.
    public var unlisted: Int128? { whole.map { isComplete ? 0 : max(0, $0.value - listed.value) } }

    /// Whether the list is complete: the sum and the published total agree within their rounding.
    public var isComplete: Bool {
        guard let whole else { return false }
        return whole.doubledLow <= listed.doubledHigh && listed.doubledLow <= whole.doubledHigh
    }

    /// Whether the listed partners make up at least 95 percent of the published total.
    public var isBroad: Bool { whole.map { $0.value > 0 && listed.value * 100 >= $0.value * 95 } ?? false }

    /// The flow by which the coverage of a metric is measured: its own flow, or total trade for a balance and for ratios.
    public static func flow(of metric: Metric, _ flow: Measure) -> Measure {
        switch metric {
        case .exports: .exports
        case .imports: .imports
        case .share, .growth: flow == .balance ? .totalTrade : flow
        case .tdr, .deficitToImports, .coverage, .normalisedBalance, .totalTrade, .balance: .totalTrade
        }
    }
}
