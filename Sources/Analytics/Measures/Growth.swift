// Change over time: from an earlier period, compounded over several years, and relative to the whole.

import Arithmetic
import Dataset

public enum Growth {
    /// (value − earlier value) / earlier value.
    public static func rate(
        _ balance: Balance, _ flow: Measure, over base: GrowthBase = .year, _ related: RelatedBalances
    ) -> Computation {
        let formula = "(\(flow.words) − \(flow.words) \(base.words)) / \(flow.words) \(base.words)"
        switch pair(balance, flow, base, related) {
        case .failure(let gap): return Computation(missing: gap.reason, formula, rows: gap.rows)
        case .success(let (now, before)):
            let rows = now.rows + before.rows
            guard before.value > 0 else { return Computation(missing: noBase(before), formula, rows: rows) }
            guard let quotient = Ratios.quotient(now, before) else { return Computation(nil, formula, rows: rows) }
            return Computation(
                BoundedRatio(
                    minusOne(quotient.value), low: quotient.low.map(minusOne), high: quotient.high.map(minusOne)),
                formula, rows: rows)
        }
    }

    /// The partner's contribution to the growth of trade with all countries: (value − earlier value) / earlier value with all
    /// countries. The contributions of all partners add up to the growth of the whole.
    public static func contribution(
        _ balance: Balance, _ flow: Measure, over base: GrowthBase = .year, _ related: RelatedBalances
    ) -> Computation {
        let name = flow.words
        let formula = "(\(name) − \(name) \(base.words)) / \(name) with all countries \(base.words)"
        switch pair(balance, flow, base, related) {
        case .failure(let gap): return Computation(missing: gap.reason, formula, rows: gap.rows)
        case .success(let (now, before)):
            let rows = now.rows + before.rows
            guard
                let world = earlier(balance, base, related).flatMap({ related.world(of: $0) })?.figure(flow)
            else {
                return Computation(
                    missing: "No total for all countries is published on the basis \(balance.basis) for \(base.words).",
                    formula, rows: rows)
            }
            guard world.value > 0 else { return Computation(missing: noBase(world), formula, rows: rows) }
            return Computation(
                Ratios.quotient(now - before, world), formula, rows: rows + world.rows.filter { !rows.contains($0) })
        }
    }

    private static func earlier(_ balance: Balance, _ base: GrowthBase, _ related: RelatedBalances) -> Balance? {
        base.period(before: balance.period).flatMap { related.balance(like: balance, in: $0) }
    }

    private static func minusOne(_ ratio: Rational) -> Rational {
        Rational(ratio.numerator - ratio.denominator, ratio.denominator) ?? ratio
    }

    /// The reason for the absence of an earlier figure.
    private struct Gap: Error {
        let reason: String
        var rows: [Int] = []
    }

    private static func pair(
        _ balance: Balance, _ flow: Measure, _ base: GrowthBase, _ related: RelatedBalances
    ) -> Result<(now: AmountRange, before: AmountRange), Gap> {
        guard let now = balance.figure(flow) else {
            return .failure(Gap(reason: "The sources do not give \(flow.words) here."))
        }
        guard let period = base.period(before: balance.period) else {
            return .failure(Gap(reason: base.reason(balance.period), rows: now.rows))
        }
        guard let before = related.balance(like: balance, in: period)?.figure(flow) else {
            let isWindow = period.kind == .month && balance.months != nil
            let wanted = isWindow ? "all \(balance.months ?? 0) months to \(period.code)" : period.code
            return .failure(
                Gap(reason: "The sources give no figure for \(wanted) on the basis \(balance.basis).", rows: now.rows))
        }
        return .success((now, before))
    }

    private static func noBase(_ base: AmountRange) -> String {
        base.value == 0
            ? "The earlier figure is zero, so there is no rate of growth."
            : "The earlier figure is below zero, so a rate of growth has no meaning."
    }

    /// The compound annual rate from an earlier period: (value / earlier value)^(1 / years) − 1.
    /// - Parameters:
    ///   - year: the year of the earlier period; nil for the earliest with a figure.
    ///   - all: candidates for the earlier period; only the same trade on the same basis is used.
    public static func compoundRate(
        _ balance: Balance, _ flow: Measure, from year: Int?, among all: [Balance], decimals: Int
    ) -> CompoundRate {
        guard let last = balance.figure(flow) else {
            return .missing("The sources do not give \(flow.words) here.")
        }
        if let year, year >= balance.period.firstYear {
            return .missing("The rate starts in \(year), which is not before \(balance.period.code).")
        }
        let earlier = all.filter { candidate in
            (balance.period.years(after: candidate.period) ?? 0) > 0
                && (year == nil || candidate.period.firstYear == year)
                && candidate.isSame(balance, exceptPeriod: true) && candidate.value(flow) != nil
        }.min { $0.period < $1.period }
        guard let earlier, let years = balance.period.years(after: earlier.period), let base = earlier.figure(flow)
        else {
            let wanted = year.map(String.init) ?? "an earlier year"
            return .missing("The sources give no figure for \(wanted) on the basis \(balance.basis).")
        }
        func result(_ rate: ExactDecimal?, _ low: ExactDecimal?, _ high: ExactDecimal?, reason: String?) -> CompoundRate
        {
            CompoundRate(
                from: earlier.period, years: years, rate: rate, low: low, high: high, rows: last.rows + base.rows,
                reason: reason)
        }
        guard base.value > 0 else { return result(nil, nil, nil, reason: noBase(base)) }
        guard last.value >= 0 else { return result(nil, nil, nil, reason: "The last figure is below zero.") }
        func rate(_ numerator: Int128, _ denominator: Int128) -> ExactDecimal? {
            guard denominator > 0 else { return nil }
            return Rounding.compoundRate(
                years, UInt128(max(0, numerator)), over: UInt128(denominator), decimals: decimals)
        }
        return result(
            rate(last.value, base.value), rate(last.doubledLow, base.doubledHigh),
            rate(last.doubledHigh, base.doubledLow), reason: nil)
    }
}
