// A figure as the formulas take it: an amount in US dollars, the range its printed rounding allows, and where it came from.
// Sums and differences carry their ranges along.

import Arithmetic
import Dataset

/// An amount made of one or several published ones.
public struct AmountRange: Sendable {
    /// In US dollars.
    public let value: Int128
    /// Twice the least amount that rounding allows; doubled so that half a step stays whole.
    public let doubledLow: Int128
    /// Twice the largest.
    public let doubledHigh: Int128
    /// Rows of the observations.
    public let rows: [Int]

    /// - Parameter isFlow: exports and imports are never below zero, however coarsely they were rounded.
    public init(_ amount: PublishedAmount, row: Int?, isFlow: Bool = true) {
        let bounds = amount.doubledBounds
        value = Int128(amount.value)
        doubledLow = isFlow && amount.value >= 0 ? max(0, bounds.low) : bounds.low
        doubledHigh = bounds.high
        rows = row.map { [$0] } ?? []
    }

    init(value: Int128, doubledLow: Int128, doubledHigh: Int128, rows: [Int]) {
        self.value = value
        self.doubledLow = doubledLow
        self.doubledHigh = doubledHigh
        self.rows = rows
    }

    /// Nothing, exactly; what sums start from.
    public static let zero = AmountRange(value: 0, doubledLow: 0, doubledHigh: 0, rows: [])

    // Amounts are below 2^63, so it would take 2^63 of them to leave 128 bits.
    public static func + (left: AmountRange, right: AmountRange) -> AmountRange {
        AmountRange(
            value: left.value + right.value, doubledLow: left.doubledLow + right.doubledLow,
            doubledHigh: left.doubledHigh + right.doubledHigh, rows: left.rows + right.rows)
    }

    public static func - (left: AmountRange, right: AmountRange) -> AmountRange {
        AmountRange(
            value: left.value - right.value, doubledLow: left.doubledLow - right.doubledHigh,
            doubledHigh: left.doubledHigh - right.doubledLow, rows: left.rows + right.rows)
    }

    /// In US dollars, with its range.
    public var measured: BoundedRatio {
        BoundedRatio(Rational(whole: value), low: Rational(doubledLow, 2), high: Rational(doubledHigh, 2))
    }
}

extension Balance {
    /// The flows that a figure is made for, in the order the lists have them.
    public static let flows: [Measure] = [.exports, .imports, .balance, .totalTrade]

    /// Exports, imports, their difference or their sum; nil where an operand is missing, and for a share.
    public func figure(_ flow: Measure) -> AmountRange? {
        func operand(_ amount: PublishedAmount?, _ measure: Measure) -> AmountRange? {
            amount.map { AmountRange($0, row: rows[measure]) }
        }
        switch flow {
        case .exports: return operand(exports, .exports)
        case .imports: return operand(imports, .imports)
        case .balance, .totalTrade:
            guard let exports = figure(.exports), let imports = figure(.imports) else { return nil }
            return flow == .balance ? exports - imports : exports + imports
        default: return nil
        }
    }
}

/// A number and the ends of its range.
public enum Part: Sendable {
    case value, low, high
}

/// Ratios of exports and imports. Each is nil where its denominator is not above zero.
enum Ratios {
    /// What is divided by what; nil for what is no such ratio. Without a limit where the denominator is 0.
    static func terms(_ metric: Metric, _ part: Part, _ x: AmountRange, _ m: AmountRange) -> BoundedRatio.Terms? {
        switch (metric, part) {
        // (imports − exports) / exports.
        case (.tdr, .value): (m.value - x.value, x.value)
        case (.tdr, .low): (m.doubledLow - x.doubledHigh, x.doubledHigh)
        case (.tdr, .high): (m.doubledHigh - x.doubledLow, x.doubledLow)
        // (imports − exports) / imports.
        case (.deficitToImports, .value): (m.value - x.value, m.value)
        case (.deficitToImports, .low): (m.doubledLow - x.doubledHigh, m.doubledLow)
        case (.deficitToImports, .high): (m.doubledHigh - x.doubledLow, m.doubledHigh)
        // exports / imports.
        case (.coverage, .value): (x.value, m.value)
        case (.coverage, .low): (x.doubledLow, m.doubledHigh)
        case (.coverage, .high): (x.doubledHigh, m.doubledLow)
        // (exports − imports) / (exports + imports), from −1 to 1.
        case (.normalisedBalance, .value): (x.value - m.value, x.value + m.value)
        case (.normalisedBalance, .low):
            bounded(x.doubledLow - m.doubledHigh, x.doubledLow + m.doubledHigh, otherwise: -1)
        case (.normalisedBalance, .high):
            bounded(x.doubledHigh - m.doubledLow, x.doubledHigh + m.doubledLow, otherwise: 1)
        default: nil
        }
    }

    private static func bounded(_ numerator: Int128, _ denominator: Int128, otherwise end: Int128) -> BoundedRatio.Terms
    {
        denominator == 0 ? (end, 1) : (numerator, denominator)
    }

    static func measured(_ metric: Metric, _ x: AmountRange, _ m: AmountRange) -> BoundedRatio? {
        guard let terms = terms(metric, .value, x, m), terms.denominator > 0,
            let value = Rational(terms.numerator, terms.denominator), let low = Ratios.terms(metric, .low, x, m),
            let high = Ratios.terms(metric, .high, x, m)
        else { return nil }
        return BoundedRatio(value, low: low, high: high)
    }

    /// part / whole, of any sign; the range takes both operands at their worst, although a part moves with its whole.
    static func quotient(_ part: AmountRange, _ whole: AmountRange) -> BoundedRatio? {
        guard let value = Rational(part.value, whole.value) else { return nil }
        // The whole may not change its sign within its range, else the quotient has no bounds.
        guard whole.doubledLow > 0 || whole.doubledHigh < 0 else { return BoundedRatio(value, low: nil, high: nil) }
        let isNegative = whole.doubledHigh < 0
        let (low, high) = isNegative ? (-part.doubledHigh, -part.doubledLow) : (part.doubledLow, part.doubledHigh)
        let (least, most) =
            isNegative ? (-whole.doubledHigh, -whole.doubledLow) : (whole.doubledLow, whole.doubledHigh)
        return BoundedRatio(
            value, low: Rational(low, low < 0 ? least : most), high: Rational(high, high < 0 ? most : least))
    }
}
