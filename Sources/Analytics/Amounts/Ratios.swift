// Ratios of amounts with their bounds.

import Arithmetic

enum Ratios {
    /// A ratio of exports and imports; nil if its denominator is not above zero, and for a metric that is not such a ratio.
    static func ratio(_ metric: Metric, exports: AmountRange, imports: AmountRange) -> BoundedRatio? {
        func end(_ part: Part) -> RatioTerms? { RatioTerms(metric, part, exports: exports, imports: imports) }
        guard let terms = end(.value), terms.denominator > 0, let value = terms.rational else { return nil }
        return BoundedRatio(value, low: end(.low)?.rational, high: end(.high)?.rational)
    }

    /// `part` / `whole`, of any sign; nil for a whole of 0. The bounds combine the extremes of both operands, although a part and
    /// its whole move together. Without bounds if the interval of the whole contains 0.
    static func quotient(_ part: AmountRange, _ whole: AmountRange) -> BoundedRatio? {
        guard let value = Rational(part.value, whole.value) else { return nil }
        guard whole.doubledLow > 0 || whole.doubledHigh < 0 else { return BoundedRatio(value, low: nil, high: nil) }
        let isNegative = whole.doubledHigh < 0
        let (low, high) = isNegative ? (-part.doubledHigh, -part.doubledLow) : (part.doubledLow, part.doubledHigh)
        let (least, most) =
            isNegative ? (-whole.doubledHigh, -whole.doubledLow) : (whole.doubledLow, whole.doubledHigh)
        return BoundedRatio(
            value, low: Rational(low, low < 0 ? least : most), high: Rational(high, high < 0 ? most : least))
    }
}
