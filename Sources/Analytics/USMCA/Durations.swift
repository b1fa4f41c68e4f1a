// Statistics of durations.

import Arithmetic

/// Count, minimum, median and maximum of durations in days.
public struct Durations: Sendable, Equatable {
    public let count: Int
    public let least: Int
    public let most: Int
    /// With one decimal. Of an even number of durations, the mean of the middle two.
    public let median: ExactDecimal

    /// - Returns: nil for no durations.
    public init?(_ days: [Int]) {
        let sorted = days.sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        count = sorted.count
        (self.least, self.most) = (least, most)
        let upper = sorted[sorted.count / 2]
        let lower = sorted[(sorted.count - 1) / 2]
        median = ExactDecimal(Int64(lower + upper) * 5, decimals: 1)
    }
}
