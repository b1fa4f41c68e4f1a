// A published amount and the interval that its rounding allows.

/// A published amount in US dollars and the precision to which it was rounded.
public struct PublishedAmount: Sendable, Equatable {
    public let value: Int64
    /// The power of ten of the last printed digit, 0 to 18: 7 for tens of millions of dollars, 0 for dollars.
    public let precision: Int

    public init(_ value: Int64, precision: Int) {
        self.value = value
        self.precision = precision
    }

    /// Twice the smallest and twice the largest amount that rounds to this one; doubled so that half a step is an integer. An
    /// amount published to the dollar is exact.
    public var doubledBounds: (low: Int128, high: Int128) {
        let step = precision == 0 ? 0 : Int128.powerOfTen(precision)
        return (Int128(value) * 2 - step, Int128(value) * 2 + step)
    }
}
