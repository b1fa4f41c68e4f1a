// Concentration of trade on few partners: the Herfindahl–Hirschman index (HHI), the sum of squared shares. If the list of
// partners is incomplete, the sum of the unlisted partners is still known, which bounds the index.

import Arithmetic
import Dataset

/// Concentration of one flow on partners, in one period and on one basis. The bounds account for unlisted partners, not for the
/// rounding of the published amounts.
public struct Concentration: Sendable {
    /// An assumption on the unlisted partners.
    public enum Residual: Sendable, Equatable {
        /// They might be a single partner.
        case any
        /// Each has at most this amount, in US dollars.
        case upTo(Int128)
        /// There are none: a difference between the sum of the parts and the whole is rounding.
        case complete
    }

    /// Listed partners with their figures, the largest first.
    public let parts: [(partner: String, figure: AmountRange)]
    /// The denominator of the shares, in US dollars.
    public let whole: Int128
    /// The sum of the unlisted partners, in US dollars; at least 0.
    public let residual: Int128
    /// The largest amount that an unlisted partner may have, in US dollars; 0 if all are listed.
    public let ceiling: Int128
    /// Sum of squares of the listed amounts.
    private let squares: Int128
    private let wholeSquared: Int128
    /// Upper bound of the sum of squares of the unlisted amounts.
    private let residualSquares: Int128

    /// - Parameter whole: the published total, or the sum of the parts.
    /// - Returns: nil for no parts, a negative part, a whole that is not above 0, and figures too large for exact arithmetic.
    public init?(_ parts: [(partner: String, figure: AmountRange)], whole: Int128, _ assumption: Residual) {
        self.parts = parts.sorted { left, right in
            left.figure.value != right.figure.value
                ? left.figure.value > right.figure.value : left.partner < right.partner
        }
        let listed = parts.reduce(0) { $0 + $1.figure.value }
        guard !parts.isEmpty, whole > 0, parts.allSatisfy({ $0.figure.value >= 0 }) else { return nil }
        self.whole = whole
        residual = assumption == .complete ? 0 : max(0, whole - listed)
        switch assumption {
        case .any, .complete: ceiling = residual
        case .upTo(let amount): ceiling = min(residual, max(0, amount))
        }
        do throws(TooLarge) {
            var squares: Int128 = 0
            for part in parts { squares = try squares.plus(try part.figure.value.times(part.figure.value)) }
            self.squares = squares
            wholeSquared = try whole.times(whole)
            residualSquares = try residual.times(ceiling)
            _ = try squares.plus(residualSquares)
        } catch {
            return nil
        }
    }

    /// Whether all partners are listed, so that each pair of bounds is one value.
    public var isComplete: Bool { residual == 0 }

    /// Σs² over the listed partners.
    public var low: Rational? { Rational(squares, wholeSquared) }
    /// Σs² + r × c, with r the share of the unlisted partners and c the largest share that one of them may have.
    public var high: Rational? { Rational(squares + residualSquares, wholeSquared) }

    /// The share of the unlisted partners, with its formula.
    public var residualShare: Computation { computation(Rational(residual, whole), "(whole − listed) / whole") }
    /// The lower bound of the index, with its formula.
    public var lowest: Computation { computation(low, "Σ (value / whole)² over the listed partners") }
    /// The upper bound of the index, with its formula.
    public var highest: Computation {
        computation(
            high,
            "lower bound + share of the unlisted partners × the largest share that one of them may have")
    }

    private func computation(_ ratio: Rational?, _ formula: String) -> Computation {
        Computation(ratio.map { BoundedRatio($0, low: nil, high: nil) }, formula, rows: [])
    }

    /// The effective number of partners, 1 / HHI: the number of equal partners with the same index.
    public var effective: (low: Rational?, high: Rational?) {
        (Rational(wholeSquared, squares + residualSquares), Rational(wholeSquared, squares))
    }

    /// The least number of partners; nil if the residual is above 0 and the ceiling is 0.
    private var fewest: Int128? {
        guard residual > 0 else { return Int128(parts.count) }
        return ceiling > 0 ? Int128(parts.count) + (residual + ceiling - 1) / ceiling : nil
    }

    /// (HHI − 1/n) / (1 − 1/n): 0 for n equal partners, 1 for a single one. With unlisted partners n is at least `fewest` and has
    /// no upper limit; the index grows with n.
    public var normalised: (low: Rational?, high: Rational?) {
        guard let n = fewest, n > 1 else { return (nil, isComplete ? nil : high) }
        func value(_ squares: Int128) -> Rational? {
            guard let numerator = try? squares.times(n).minus(wholeSquared),
                let denominator = try? wholeSquared.times(n - 1)
            else { return nil }
            return Rational(max(0, numerator), denominator)
        }
        return (value(squares), isComplete ? value(squares) : high)
    }

    /// (√HHI − √(1/n)) / (1 − √(1/n)), as UNCTAD normalises it. Rounded when computed, because a root is irrational.
    public func unctad(decimals: Int) -> (low: ExactDecimal?, high: ExactDecimal?) {
        guard let n = fewest, n > 1 else {
            return (nil, isComplete ? nil : Concentration.root(squares + residualSquares, wholeSquared, decimals))
        }
        let low = Concentration.unctad(squares, wholeSquared, n, decimals)
        return (low, isComplete ? low : Concentration.root(squares + residualSquares, wholeSquared, decimals))
    }

    /// The share of the largest listed partners, and whether no unlisted partner can be among the largest.
    public func top(_ count: Int) -> (share: Rational?, isCertain: Bool) {
        let top = parts.prefix(count)
        let share = Rational(top.reduce(0) { $0 + $1.figure.value }, whole)
        return (share, isComplete || count <= parts.count && (top.last?.figure.value ?? 0) >= ceiling)
    }

    /// The concentration of the trade without some partners, with shares of the smaller whole. The residual is unchanged.
    /// - Returns: nil if one of them is not listed or nothing is left.
    public func without(_ partners: [String]) -> Concentration? {
        let removed = parts.filter { partners.contains($0.partner) }
        guard removed.count == partners.count else { return nil }
        return Concentration(
            parts.filter { !partners.contains($0.partner) }, whole: whole - removed.reduce(0) { $0 + $1.figure.value },
            isComplete ? .complete : .upTo(ceiling))
    }

    /// The change of the index to another concentration with the same residual. Rounded when computed: the exact fraction does not
    /// fit 128 bits.
    public func change(to other: Concentration, decimals: Int) -> (low: ExactDecimal?, high: ExactDecimal?) {
        // The residual's squares are the same in both indices, over a smaller whole in the other: the change is smallest for 0.
        func change(_ residualSquares: Int128) -> ExactDecimal? {
            let after = BigUInt((other.squares + residualSquares).magnitude) * BigUInt(wholeSquared.magnitude)
            let before = BigUInt((squares + residualSquares).magnitude) * BigUInt(other.wholeSquared.magnitude)
            return Rounding.quotient(
                after, minus: before, over: BigUInt(wholeSquared.magnitude) * BigUInt(other.wholeSquared.magnitude),
                decimals: decimals)
        }
        return (change(0), change(residualSquares))
    }

    /// √(a / b), rounded half to even.
    private static func root(_ a: Int128, _ b: Int128, _ decimals: Int) -> ExactDecimal? {
        let scale = BigUInt(2 * .powerOfTen(decimals))
        let left = BigUInt(a.magnitude) * scale * scale
        let denominator = BigUInt(b.magnitude)
        return Rounding.nearest { half in
            let half = BigUInt(half)
            return Rounding.order(left, half * half * denominator)
        }.map { ExactDecimal($0, decimals: decimals) }
    }

    /// (√(a/b) − √(1/n)) / (1 − √(1/n)), rounded half to even; 0 if the difference is negative.
    private static func unctad(_ a: Int128, _ b: Int128, _ n: Int128, _ decimals: Int) -> ExactDecimal? {
        let scale: UInt128 = 2 * .powerOfTen(decimals)
        let (a, b, n, w) = (BigUInt(a.magnitude), BigUInt(b.magnitude), BigUInt(n.magnitude), BigUInt(scale))
        guard b < a * n else { return ExactDecimal(0, decimals: decimals) }
        let left = a * w * w * n
        return Rounding.nearest { half in
            guard half <= scale else { return .below }
            // With u = half: the value ≥ u/w is equivalent to √(a/b) ≥ u/w + (1 − u/w)√(1/n). Squared, with the remaining root
            // isolated, and squared again:
            // (a·w²·n − u²·b·n − (w − u)²·b)² ≥ 4·u²·(w − u)²·b²·n.
            let (u, v) = (BigUInt(half), BigUInt(scale - half))
            let right = u * u * b * n + v * v * b
            guard right <= left else { return .below }
            let difference = BigUInt.distance(left, right)
            let product = u * v * b
            return Rounding.order(difference * difference, BigUInt(4) * product * product * n)
        }.map { ExactDecimal($0, decimals: decimals) }
    }
}
