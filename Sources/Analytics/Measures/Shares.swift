// Shares: of the published total with all countries, of a partner's own total, or of the sum of the listed partners.

import Arithmetic
import Dataset

public enum Shares {
    /// The whole of a share.
    public enum Whole: String, Sendable, CaseIterable {
        /// The published figure for all countries, of the same flow, category and basis.
        case published
        /// The partner's own published total over all categories, on the same basis.
        case own
        /// The sum over the listed partners; smaller than the published total unless the list is complete.
        case sum
    }

    /// part / published figure for all countries, on the same basis.
    public static func ofWorld(_ balance: Balance, _ flow: Measure, _ index: RelatedBalances) -> Computation {
        share(
            balance, flow, of: index.world(of: balance),
            "\(flow.words) with the partner / \(flow.words) with all countries, as published",
            missing:
                "No total for all countries is published on the basis \(balance.basis) for this period and category.")
    }

    /// part / the partner's own published total, on the same basis.
    public static func ofOwnTotal(_ balance: Balance, _ flow: Measure, _ index: RelatedBalances) -> Computation {
        share(
            balance, flow, of: index.total(of: balance),
            "\(flow.words) of the category / \(flow.words) of all categories with the partner, as published",
            missing: "No total with this partner is published on the basis \(balance.basis) for this period.")
    }

    private static func share(
        _ balance: Balance, _ flow: Measure, of whole: Balance?, _ formula: String, missing: String
    ) -> Computation {
        guard let part = balance.figure(flow) else {
            return Computation(missing: "The sources do not give \(flow.words) here.", formula)
        }
        guard let whole = whole?.figure(flow) else { return Computation(missing: missing, formula, rows: part.rows) }
        return quotient(part, whole, formula)
    }

    /// part / sum of the parts of several partners.
    public static func ofSum(_ balance: Balance, _ flow: Measure, _ partners: [Balance]) -> Computation {
        let formula = "\(flow.words) with the partner / sum of \(flow.words) over the listed partners"
        guard let part = balance.figure(flow) else {
            return Computation(missing: "The sources do not give \(flow.words) here.", formula)
        }
        let sum = AmountRange.sum(partners.compactMap { $0.figure(flow) })
        return quotient(part, sum, formula)
    }

    private static func quotient(_ part: AmountRange, _ whole: AmountRange, _ formula: String) -> Computation {
        Computation(
            Ratios.quotient(part, whole), formula, rows: part.rows + whole.rows.filter { !part.rows.contains($0) },
            whole: whole, reason: whole.value == 0 ? "The whole is zero." : nil)
    }

    /// The change of a share between two periods in percentage points: 100 × (later − earlier).
    public static func change(_ later: Computation, _ earlier: Computation?) -> Computation {
        let formula = "100 × (share − share in the year before)"
        guard let after = later.measured else { return Computation(missing: later.reason ?? "", formula) }
        guard let earlier, let before = earlier.measured else {
            return Computation(
                missing: earlier?.reason ?? "The sources give no figure on this basis for the year before.", formula)
        }
        let rows = later.rows + earlier.rows
        guard let value = try? difference(after.value, before.value) else {
            return Computation(nil, formula, rows: rows)
        }
        func bound(_ left: Rational?, _ right: Rational?) -> Rational? {
            guard let left, let right else { return nil }
            return try? difference(left, right)
        }
        return Computation(
            BoundedRatio(value, low: bound(after.low, before.high), high: bound(after.high, before.low)), formula,
            rows: rows)
    }

    private static func difference(_ left: Rational, _ right: Rational) throws(TooLarge) -> Rational? {
        let numerator = try left.numerator.times(right.denominator).minus(right.numerator.times(left.denominator))
        return Rational(try numerator.times(100), try left.denominator.times(right.denominator))
    }
}
