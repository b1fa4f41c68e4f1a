// A figure as the formulas take it: an amount in US dollars, the range its printed rounding allows, and where it came from.
// Sums and differences carry their ranges along.

import Dataset

/// An amount made of one or several published ones.
public struct Figure: Sendable {
    /// In US dollars.
    public let value: Int128
    /// Twice the least amount that rounding allows; doubled so that half a step stays whole.
    public let doubledLow: Int128
    /// Twice the largest.
    public let doubledHigh: Int128
    /// Rows of the observations.
    public let rows: [Int]

    /// - Parameter isFlow: exports and imports are never below zero, however coarsely they were rounded.
    public init(_ amount: Amount, row: Int?, isFlow: Bool = true) {
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
    public static let zero = Figure(value: 0, doubledLow: 0, doubledHigh: 0, rows: [])

    // Amounts are below 2^63, so it would take 2^63 of them to leave 128 bits.
    public static func + (left: Figure, right: Figure) -> Figure {
        Figure(
            value: left.value + right.value, doubledLow: left.doubledLow + right.doubledLow,
            doubledHigh: left.doubledHigh + right.doubledHigh, rows: left.rows + right.rows)
    }

    public static func - (left: Figure, right: Figure) -> Figure {
        Figure(
            value: left.value - right.value, doubledLow: left.doubledLow - right.doubledHigh,
            doubledHigh: left.doubledHigh - right.doubledLow, rows: left.rows + right.rows)
    }

    /// In US dollars, with its range.
    public var measured: Measured {
        Measured(Rational(whole: value), low: Rational(doubledLow, 2), high: Rational(doubledHigh, 2))
    }
}

extension Balance {
    /// The flows that a figure is made for, in the order the lists have them.
    public static let flows: [Measure] = [.exports, .imports, .balance, .totalTrade]

    /// Exports, imports, their difference or their sum; nil where an operand is missing, and for a share.
    public func figure(_ flow: Measure) -> Figure? {
        func operand(_ amount: Amount?, _ measure: Measure) -> Figure? {
            amount.map { Figure($0, row: rows[measure]) }
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

/// Ratios of exports and imports. Each is nil where its denominator is not above zero.
enum Ratios {
    /// What is divided by what, of amounts in US dollars; nil for what is no such ratio.
    static func terms(
        _ metric: Metric, exports x: Int128, imports m: Int128
    ) -> (numerator: Int128, denominator: Int128)? {
        let terms: (numerator: Int128, denominator: Int128)
        switch metric {
        case .tdr: terms = (m - x, x)
        case .deficitToImports: terms = (m - x, m)
        case .coverage: terms = (x, m)
        case .normalisedBalance: terms = (x - m, x + m)
        default: return nil
        }
        return terms.denominator > 0 ? terms : nil
    }

    private static func value(_ metric: Metric, _ x: Figure, _ m: Figure) -> Rational? {
        terms(metric, exports: x.value, imports: m.value).flatMap { Rational($0.numerator, $0.denominator) }
    }

    /// (imports − exports) / exports.
    static func tdr(_ x: Figure, _ m: Figure) -> Measured? {
        guard let value = value(.tdr, x, m) else { return nil }
        return Measured(
            value, low: (m.doubledLow - x.doubledHigh, x.doubledHigh),
            high: (m.doubledHigh - x.doubledLow, x.doubledLow))
    }

    /// (imports − exports) / imports.
    static func deficitToImports(_ x: Figure, _ m: Figure) -> Measured? {
        guard let value = value(.deficitToImports, x, m) else { return nil }
        return Measured(
            value, low: (m.doubledLow - x.doubledHigh, m.doubledLow),
            high: (m.doubledHigh - x.doubledLow, m.doubledHigh))
    }

    /// exports / imports.
    static func coverage(_ x: Figure, _ m: Figure) -> Measured? {
        guard let value = value(.coverage, x, m) else { return nil }
        return Measured(
            value, low: (x.doubledLow, m.doubledHigh), high: (x.doubledHigh, m.doubledLow))
    }

    /// (exports − imports) / (exports + imports), from −1 to 1.
    static func normalisedBalance(_ x: Figure, _ m: Figure) -> Measured? {
        guard let value = value(.normalisedBalance, x, m) else { return nil }
        return Measured(
            value, low: Rational(x.doubledLow - m.doubledHigh, x.doubledLow + m.doubledHigh) ?? Rational(whole: -1),
            high: Rational(x.doubledHigh - m.doubledLow, x.doubledHigh + m.doubledLow) ?? Rational(whole: 1))
    }

    /// part / whole, of any sign; the range takes both operands at their worst, although a part moves with its whole.
    static func quotient(_ part: Figure, _ whole: Figure) -> Measured? {
        guard let value = Rational(part.value, whole.value) else { return nil }
        // The whole may not change its sign within its range, else the quotient has no bounds.
        guard whole.doubledLow > 0 || whole.doubledHigh < 0 else { return Measured(value, low: nil, high: nil) }
        let isNegative = whole.doubledHigh < 0
        let (low, high) = isNegative ? (-part.doubledHigh, -part.doubledLow) : (part.doubledLow, part.doubledHigh)
        let (least, most) =
            isNegative ? (-whole.doubledHigh, -whole.doubledLow) : (whole.doubledLow, whole.doubledHigh)
        return Measured(
            value, low: Rational(low, low < 0 ? least : most), high: Rational(high, high < 0 ? most : least))
    }
}
