// A published amount and the interval that its rounding allows.

/// A published amount in US dollars and how far its rounding lets it be off.
public struct PublishedAmount: Sendable, Equatable {
    public let value: Int64
    /// The power of ten it was rounded to: 7 for tens of millions.
    public let precision: Int

    /// Twice the least and twice the largest amount that is printed as this one; doubled so that half a step stays whole.
    public let doubledBounds: (low: Int128, high: Int128)

    public init(_ value: Int64, precision: Int) {
        self.value = value
        self.precision = precision
        var step: Int128 = 1
        for _ in 0..<precision { step *= 10 }
        // A figure to the dollar is exact.
        let slack = precision == 0 ? 0 : step
        doubledBounds = (Int128(value) * 2 - slack, Int128(value) * 2 + slack)
    }

    public static func == (left: PublishedAmount, right: PublishedAmount) -> Bool {
        left.value == right.value && left.precision == right.precision
    }
}
