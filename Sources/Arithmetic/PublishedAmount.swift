// A published amount and the interval that its rounding allows.

/// A published amount in US dollars, or a sum of several, and the precision to which it was rounded.
public struct PublishedAmount: Sendable {
    public let value: Int64
    /// The power of ten of the last printed digit, 0 to 18: 7 for tens of millions of dollars, 0 for dollars and for a sum.
    public let precision: Int
    /// Twice the smallest and twice the largest amount that rounds to this one; doubled so that half a step is an integer. An
    /// amount published to the dollar is exact.
    public let doubledBounds: (low: Int128, high: Int128)

    public init(_ value: Int64, precision: Int) {
        self.value = value
        self.precision = precision
        let step = precision == 0 ? 0 : Int128.powerOfTen(precision)
        doubledBounds = (Int128(value) * 2 - step, Int128(value) * 2 + step)
    }

    /// A sum of published amounts.
    /// - Parameter doubledBounds: the sums of the bounds of the amounts.
    public init(sum value: Int64, doubledBounds: (low: Int128, high: Int128)) {
        self.value = value
        precision = 0
        self.doubledBounds = doubledBounds
    }
}

extension PublishedAmount: Equatable {
    public static func == (left: PublishedAmount, right: PublishedAmount) -> Bool {
        left.value == right.value && left.doubledBounds == right.doubledBounds
    }
}
