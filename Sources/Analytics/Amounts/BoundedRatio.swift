// A ratio or an amount with bounds.

import Arithmetic

/// A ratio or an amount in US dollars, with the bounds that the rounding of its operands allows. A nil bound is unlimited.
public struct BoundedRatio: Sendable {
    public let value: Rational
    public let low: Rational?
    public let high: Rational?

    public init(_ value: Rational, low: Rational?, high: Rational?) {
        self.value = value
        self.low = low
        self.high = high
    }
}
