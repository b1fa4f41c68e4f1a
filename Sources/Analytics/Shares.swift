// What part of a whole: of the published total with all countries, of a partner's own total, or of a sum of what is listed.

import Arithmetic
import Dataset

public enum Shares {
    /// What a share is a part of.
    public enum Whole: String, Sendable, CaseIterable {
        /// The published figure for all countries, of the same flow, category and basis.
        case published
        /// The partner's own published total over all categories, on the same basis.
        case own
        /// The sum over the partners that have figures of their own. Smaller than the published total unless the list is
        /// complete.
        case sum
    }

    /// Part / published figure for all countries, on the same basis.
    public static func ofWorld(_ balance: Balance, _ flow: Measure, _ index: BalanceIndex) -> Computation {
        let formula = "\(flow.columnName) with the partner / \(flow.columnName) with all countries, as published"
        return share(
            balance, flow, of: index.balance(like: balance, with: BalanceIndex.world), formula,
            missing:
                "No total for all countries is published on the basis \(balance.basis) for this period and category.")
    }

    /// Part / the partner's own published total, on the same basis.
    public static func ofOwnTotal(_ balance: Balance, _ flow: Measure, _ index: BalanceIndex) -> Computation {
        let formula =
            "\(flow.columnName) of the category / \(flow.columnName) of all categories with the partner, as published"
        return share(
            balance, flow, of: index.total(of: balance), formula,
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

    /// Part / sum of the parts of several partners.
    public static func ofSum(_ balance: Balance, _ flow: Measure, _ partners: [Balance]) -> Computation {
        let formula = "\(flow.columnName) with the partner / sum of \(flow.columnName) over the partners listed"
        guard let part = balance.figure(flow) else {
            return Computation(missing: "The sources do not give \(flow.words) here.", formula)
        }
        let sum = partners.compactMap { $0.figure(flow) }.reduce(.zero, +)
        return quotient(part, sum, formula)
    }

    private static func quotient(_ part: AmountRange, _ whole: AmountRange, _ formula: String) -> Computation {
        Computation(
            Ratios.quotient(part, whole), formula, rows: part.rows + whole.rows.filter { !part.rows.contains($0) },
            whole: whole, reason: whole.value == 0 ? "The whole is zero." : nil)
    }

    /// The change of a share from one period to another, in percentage points: later − earlier, times 100.
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

extension Measure {
    /// As columns are named: `total_trade`.
    public var columnName: String { rawValue.replacing("-", with: "_") }
    /// In a sentence: `total trade`.
    var words: String { rawValue.replacing("-", with: " ") }
}
