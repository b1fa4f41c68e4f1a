// Ratios of exports and imports, as numerators and denominators.

import Arithmetic
import Dataset

/// A ratio or one of its bounds.
public enum Part: Sendable {
    case value, low, high
}

/// A fraction that is not reduced. A bound with denominator 0 is unlimited.
///
/// Dividing the terms without reducing them first lowers the cost of a balance in all columns from 215,000 to 174,000 instructions.
struct RatioTerms {
    let numerator: Int128
    let denominator: Int128

    private init(_ numerator: Int128, _ denominator: Int128) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The terms of a metric; nil for a metric that is not a ratio of exports and imports.
    init?(_ metric: Metric, _ part: Part, exports x: AmountRange, imports m: AmountRange) {
        switch (metric, part) {
        // (imports − exports) / exports.
        case (.tdr, .value): self.init(m.value - x.value, x.value)
        case (.tdr, .low): self.init(m.doubledLow - x.doubledHigh, x.doubledHigh)
        case (.tdr, .high): self.init(m.doubledHigh - x.doubledLow, x.doubledLow)
        // (imports − exports) / imports.
        case (.deficitToImports, .value): self.init(m.value - x.value, m.value)
        case (.deficitToImports, .low): self.init(m.doubledLow - x.doubledHigh, m.doubledLow)
        case (.deficitToImports, .high): self.init(m.doubledHigh - x.doubledLow, m.doubledHigh)
        // exports / imports.
        case (.coverage, .value): self.init(x.value, m.value)
        case (.coverage, .low): self.init(x.doubledLow, m.doubledHigh)
        case (.coverage, .high): self.init(x.doubledHigh, m.doubledLow)
        // (exports − imports) / (exports + imports), from −1 to 1.
        case (.normalisedBalance, .value): self.init(x.value - m.value, x.value + m.value)
        case (.normalisedBalance, .low):
            self.init(x.doubledLow - m.doubledHigh, x.doubledLow + m.doubledHigh, limit: -1)
        case (.normalisedBalance, .high):
            self.init(x.doubledHigh - m.doubledLow, x.doubledHigh + m.doubledLow, limit: 1)
        case (.totalTrade, _), (.exports, _), (.imports, _), (.balance, _), (.share, _), (.growth, _): return nil
        }
    }

    /// `limit` is the bound if the denominator is 0.
    private init(_ numerator: Int128, _ denominator: Int128, limit: Int128) {
        if denominator == 0 { self.init(limit, 1) } else { self.init(numerator, denominator) }
    }

    var rational: Rational? { Rational(numerator, denominator) }
}
