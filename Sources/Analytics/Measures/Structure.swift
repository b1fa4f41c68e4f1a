// The composition of trade: trade within the same category, similarity of two partners, change of a composition over time.

import Arithmetic
import Dataset

public enum Structure {
    /// Grubel–Lloyd index, 1 − |exports − imports| / (exports + imports): 0 for one-way trade, 1 for equal exports and imports.
    public static func intraIndustry(_ balance: Balance) -> Computation {
        let formula = "1 − |exports − imports| / (exports + imports)"
        guard let x = balance.figure(.exports), let m = balance.figure(.imports) else {
            return Computation(missing: "The sources do not give both exports and imports here.", formula)
        }
        return Computation(
            intraIndustry(x, m), formula, rows: x.rows + m.rows, reason: "There is no trade.")
    }

    static func intraIndustry(_ x: AmountRange, _ m: AmountRange) -> BoundedRatio? {
        func index(_ x: Int128, _ m: Int128) -> Rational? { Rational(2 * min(x, m), x + m) }
        guard let value = index(x.value, m.value) else { return nil }
        // Smallest at the corners of the two intervals; 1 if the intervals overlap.
        let corners = [index(x.doubledLow, m.doubledHigh), index(x.doubledHigh, m.doubledLow)]
        let mayBeEqual = x.doubledLow <= m.doubledHigh && m.doubledLow <= x.doubledHigh
        let high = mayBeEqual ? Rational(whole: 1) : x.doubledHigh < m.doubledLow ? corners[1] : corners[0]
        return BoundedRatio(value, low: corners.compactMap(\.self).min(), high: high)
    }

    /// Grubel–Lloyd index over categories, weighted by their trade: 1 − Σ|exports − imports| / Σ(exports + imports).
    public static func intraIndustry(_ set: CategorySet) -> Computation {
        let formula = "1 − Σ|exports − imports| / Σ(exports + imports) over the categories"
        guard let exports = set.figures(.exports), let imports = set.figures(.imports) else {
            return Computation(missing: "A category lacks exports or imports.", formula)
        }
        func sum(_ part: (AmountRange) -> Int128) -> (matched: Int128, all: Int128) {
            zip(exports, imports).reduce((0, 0)) { sum, pair in
                let (x, m) = (part(pair.0), part(pair.1))
                return (sum.0 + 2 * min(x, m), sum.1 + x + m)
            }
        }
        let (value, low, high) = (sum(\.value), sum(\.doubledLow), sum(\.doubledHigh))
        let rows = zip(exports, imports).flatMap { $0.rows + $1.rows }
        guard let index = Rational(value.matched, value.all) else {
            return Computation(missing: "There is no trade.", formula, rows: rows)
        }
        let most = Rational(high.matched, low.all) ?? Rational(whole: 1)
        return Computation(
            BoundedRatio(index, low: Rational(low.matched, high.all), high: min(most, Rational(whole: 1))), formula,
            rows: rows)
    }

    /// The sum of the categories / the published total trade, on the same basis; nil without a total.
    public static func covered(_ set: CategorySet, _ index: RelatedBalances) -> Rational? {
        guard let total = set.total(index)?.figure(.totalTrade), let parts = set.figures(.totalTrade) else {
            return nil
        }
        return Rational(parts.reduce(0) { $0 + $1.value }, total.value)
    }

    /// Finger–Kreinin index, Σ min(share of one, share of the other) over the categories: 0 for disjoint compositions, 1 for equal
    /// ones. Shares are of the sum of the categories.
    public static func similarity(_ one: CategorySet, _ other: CategorySet, _ flow: Measure) -> Computation {
        let formula =
            "Σ min(share in \(one.first.partner), share in \(other.first.partner)) over the categories of \(flow.words)"
        if let mismatch = one.mismatch(other) { return Computation(missing: mismatch, formula) }
        guard let a = one.figures(flow), let b = other.figures(flow) else {
            return Computation(missing: "The sources do not give \(flow.words) of every category.", formula)
        }
        let rows = a.flatMap(\.rows) + b.flatMap(\.rows)
        // Common denominator: min(a/A, b/B) = min(a·B, b·A) / (A·B).
        func index(_ part: (AmountRange) -> Int128, over whole: (AmountRange) -> Int128) throws(TooLarge) -> Rational? {
            let (wholeA, wholeB) = (a.reduce(0) { $0 + whole($1) }, b.reduce(0) { $0 + whole($1) })
            var sum: Int128 = 0
            for (left, right) in zip(a, b) {
                sum = try sum.plus(min(try part(left).times(wholeB), try part(right).times(wholeA)))
            }
            return Rational(sum, try wholeA.times(wholeB))
        }
        guard let value = try? index(\.value, over: \.value) else {
            return Computation(nil, formula, rows: rows, reason: "There is no trade, or it is too large.")
        }
        let low = try? index(\.doubledLow, over: \.doubledHigh)
        let high = (try? index(\.doubledHigh, over: \.doubledLow)).map { min($0, Rational(whole: 1)) }
        return Computation(BoundedRatio(value, low: low, high: high), formula, rows: rows)
    }

    /// The change of a composition between two periods.
    public struct Change: Sendable {
        public let computation: Computation
        /// The category whose share rose most, and by how much; nil if none rose.
        public let gaining: (category: String, change: Rational)?
        /// The category whose share fell most, and by how much; nil if none fell.
        public let losing: (category: String, change: Rational)?
    }

    /// ½ Σ|share − share before| over the categories: the share of trade that changed its category, 0 for equal compositions, 1 for
    /// disjoint ones. Shares are of the sum of the categories.
    public static func change(from before: CategorySet, to after: CategorySet, _ flow: Measure) -> Change {
        let formula =
            "½ Σ |share in \(after.first.period.code) − share in \(before.first.period.code)| over the categories"
        func none(_ reason: String?, rows: [Int] = []) -> Change {
            Change(computation: Computation(nil, formula, rows: rows, reason: reason), gaining: nil, losing: nil)
        }
        if let mismatch = before.mismatch(after) { return none(mismatch) }
        guard let a = before.figures(flow), let b = after.figures(flow) else {
            return none("The sources do not give \(flow.words) of every category.")
        }
        let rows = a.flatMap(\.rows) + b.flatMap(\.rows)
        do throws(TooLarge) {
            let (wholeA, wholeB) = (a.reduce(0) { $0 + $1.value }, b.reduce(0) { $0 + $1.value })
            let whole = try wholeA.times(wholeB)
            var moved: Int128 = 0
            var changes: [(category: String, change: Int128)] = []
            for (category, pair) in zip(before.categories, zip(a, b)) {
                let change = try pair.1.value.times(wholeA).minus(try pair.0.value.times(wholeB))
                moved = try moved.plus(abs(change))
                changes.append((category, change))
            }
            guard let value = Rational(moved, try whole.times(2)) else {
                return none("There is no trade.", rows: rows)
            }
            func part(_ change: (category: String, change: Int128)?) -> (category: String, change: Rational)? {
                change.flatMap { change in Rational(change.change, whole).map { (change.category, $0) } }
            }
            let most = changes.max { $0.change < $1.change }
            let least = changes.min { $0.change < $1.change }
            return Change(
                computation: Computation(BoundedRatio(value, low: nil, high: nil), formula, rows: rows),
                gaining: part(most.flatMap { $0.change > 0 ? $0 : nil }),
                losing: part(least.flatMap { $0.change < 0 ? $0 : nil }))
        } catch {
            return none(nil, rows: rows)
        }
    }
}
