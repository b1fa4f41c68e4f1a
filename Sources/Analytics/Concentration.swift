// How concentrated trade is on few partners: the Herfindahl–Hirschman index, the sum of squared shares, of a list that may leave
// partners out. What is left out is known in sum, so the index is known to lie between two bounds.

import Arithmetic
import Dataset

/// Concentration of one flow on partners, in one period and on one basis. The bounds are those of the partners left out; the
/// rounding of the published amounts is not in them.
public struct Concentration: Sendable {
    /// What is taken of the partners that are not listed.
    public enum Residual: Sendable, Equatable {
        /// Nothing: together they could be a single one.
        case any
        /// None of them is above this amount, in US dollars.
        case upTo(Int128)
    }

    /// Partners with their figures, the largest first.
    public let parts: [(partner: String, figure: AmountRange)]
    /// The whole that the shares are of, in US dollars.
    public let whole: Int128
    /// What the list leaves of the whole, in US dollars; never below 0.
    public let residual: Int128
    /// The most that a partner not listed may have, in US dollars; 0 where none is left out.
    public let ceiling: Int128
    /// Sum of squares of the listed amounts.
    private let squares: Int128
    private let wholeSquared: Int128
    /// The most that the squares of the amounts not listed can add up to.
    private let residualSquares: Int128

    /// - Parameter whole: the published total, or the sum of the parts.
    /// - Returns: nil without parts, without a whole above 0, and where the figures are too large for exact arithmetic.
    public init?(_ parts: [(partner: String, figure: AmountRange)], whole: Int128, _ assumption: Residual) {
        self.parts = parts.sorted { left, right in
            left.figure.value != right.figure.value
                ? left.figure.value > right.figure.value : left.partner < right.partner
        }
        let listed = parts.reduce(0) { $0 + $1.figure.value }
        guard !parts.isEmpty, whole > 0, parts.allSatisfy({ $0.figure.value >= 0 }) else { return nil }
        self.whole = whole
        residual = max(0, whole - listed)
        switch assumption {
        case .any: ceiling = residual
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

    /// Whether the list leaves nothing out, so that every pair of bounds is one value.
    public var isComplete: Bool { residual == 0 }

    /// Σs² over the listed, with nothing for the rest.
    public var low: Rational? { Rational(squares, wholeSquared) }
    /// Σs² + r·c: the rest in parts as large as allowed. With r the share left out and c the most that one of them may have.
    public var high: Rational? { Rational(squares + residualSquares, wholeSquared) }

    /// The quotients behind the bounds, by the names of their columns.
    public var computations: [(column: String, computation: Computation)] {
        func computation(_ ratio: Rational?, _ formula: String) -> Computation {
            Computation(ratio.map { BoundedRatio($0, low: nil, high: nil) }, formula, rows: [])
        }
        return [
            ("residual_share", computation(Rational(residual, whole), "(whole − listed) / whole")),
            ("hhi_low", computation(low, "Σ (value / whole)² over the partners listed")),
            ("hhi_high", computation(high, "hhi_low + residual_share × ceiling_share")),
        ]
    }

    /// How many equal partners would be as concentrated: 1 / HHI.
    public var effective: (low: Rational?, high: Rational?) {
        (Rational(wholeSquared, squares + residualSquares), Rational(wholeSquared, squares))
    }

    /// The fewest partners there can be; nil where what is left out has a ceiling of nothing.
    private var fewest: Int128? {
        guard residual > 0 else { return Int128(parts.count) }
        return ceiling > 0 ? Int128(parts.count) + (residual + ceiling - 1) / ceiling : nil
    }

    /// (HHI − 1/n) / (1 − 1/n): 0 for n equal partners, 1 for a single one. Where partners are left out, n is at least the
    /// fewest that the rest can be and has no upper limit; the index grows with it.
    public var normalised: (low: Rational?, high: Rational?) {
        guard let n = fewest, n > 1 else { return (nil, isComplete ? nil : high) }
        func value(_ squares: Int128) -> Rational? {
            guard let over = try? squares.times(n).minus(wholeSquared), let under = try? wholeSquared.times(n - 1)
            else {
                return nil
            }
            return Rational(max(0, over), under)
        }
        return (value(squares), isComplete ? value(squares) : high)
    }

    /// (√HHI − √(1/n)) / (1 − √(1/n)), as UNCTAD normalises; rounded already, as a root is no quotient.
    public func unctad(decimals: Int) -> (low: ExactDecimal?, high: ExactDecimal?) {
        guard let n = fewest, n > 1 else {
            return (nil, isComplete ? nil : Concentration.root(squares + residualSquares, wholeSquared, decimals))
        }
        let low = Concentration.unctad(squares, wholeSquared, n, decimals)
        return (low, isComplete ? low : Concentration.root(squares + residualSquares, wholeSquared, decimals))
    }

    /// The share of the listed partners with the largest amounts, and whether no partner left out can be among them.
    public func top(_ count: Int) -> (share: Rational?, isCertain: Bool) {
        let top = parts.prefix(count)
        let share = Rational(top.reduce(0) { $0 + $1.figure.value }, whole)
        return (share, isComplete || count <= parts.count && (top.last?.figure.value ?? 0) >= ceiling)
    }

    /// The trade that is left without some partners. Shares are of the smaller whole; the partners left out stay.
    /// - Returns: nil where one of them is not listed or nothing is left.
    public func without(_ partners: [String]) -> Concentration? {
        let gone = parts.filter { partners.contains($0.partner) }
        guard gone.count == partners.count else { return nil }
        return Concentration(
            parts.filter { !partners.contains($0.partner) }, whole: whole - gone.reduce(0) { $0 + $1.figure.value },
            .upTo(ceiling))
    }

    /// How far the index moves from this to another concentration with the same partners left out, rounded already.
    public func change(to other: Concentration, decimals: Int) -> (low: ExactDecimal?, high: ExactDecimal?) {
        // The same squares of those left out stand in both indices, over a smaller whole in the other: least with none.
        func change(_ rest: Int128) -> ExactDecimal? {
            let after = BigUInt((other.squares + rest).magnitude) * BigUInt(wholeSquared.magnitude)
            let before = BigUInt((squares + rest).magnitude) * BigUInt(other.wholeSquared.magnitude)
            return Rounding.quotient(
                after, minus: before, over: BigUInt(wholeSquared.magnitude) * BigUInt(other.wholeSquared.magnitude),
                decimals: decimals)
        }
        return (change(0), change(residualSquares))
    }

    // MARK: roots

    /// √(a / b), rounded half to even.
    private static func root(_ a: Int128, _ b: Int128, _ decimals: Int) -> ExactDecimal? {
        let scale = BigUInt(2 * Rounding.one(decimals))
        let left = BigUInt(a.magnitude) * scale * scale
        let bottom = BigUInt(b.magnitude)
        return Rounding.nearest { half in
            let half = BigUInt(half)
            return Rounding.order(left, half * half * bottom)
        }.map { ExactDecimal($0, decimals: decimals) }
    }

    /// (√(a/b) − √(1/n)) / (1 − √(1/n)), rounded half to even; 0 where the difference is negative.
    private static func unctad(_ a: Int128, _ b: Int128, _ n: Int128, _ decimals: Int) -> ExactDecimal? {
        let scale = 2 * Rounding.one(decimals)
        let (top, bottom, count, w) = (
            BigUInt(a.magnitude), BigUInt(b.magnitude), BigUInt(n.magnitude), BigUInt(scale)
        )
        guard bottom < top * count else { return ExactDecimal(0, decimals: decimals) }
        let left = top * w * w * count
        return Rounding.nearest { half in
            guard half <= scale else { return .below }
            // Against t = u/w: √(a/b) ≷ t + (1 − t)√(1/n), squared, set apart from its root, and squared again.
            let (u, rest) = (BigUInt(half), BigUInt(scale - half))
            let right = u * u * bottom * count + rest * rest * bottom
            guard right <= left else { return .below }
            let apart = BigUInt.distance(left, right)
            let product = u * rest * bottom
            return Rounding.order(apart * apart, BigUInt(4) * product * product * count)
        }.map { ExactDecimal($0, decimals: decimals) }
    }
}
