// A compound annual rate of growth.

import Arithmetic
import Dataset

/// A compound annual rate with its bounds. Rounded when computed, because a root is irrational.
public struct CompoundRate: Sendable {
    /// The earlier period; nil without one.
    public let from: Period?
    public let years: Int?
    public let rate: ExactDecimal?
    public let low: ExactDecimal?
    public let high: ExactDecimal?
    /// Rows of the figures of both periods.
    public let rows: [Int]
    /// The reason for the absence of a rate.
    public let reason: String?

    public static let formula = "(value / value in the earlier period) ^ (1 / years) − 1"

    static func missing(_ reason: String) -> CompoundRate {
        CompoundRate(from: nil, years: nil, rate: nil, low: nil, high: nil, rows: [], reason: reason)
    }
}
