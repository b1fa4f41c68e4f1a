// Points in time at which two series, or a series and zero, change their order.

import Arithmetic
import Dataset

/// A change of order between two consecutive periods.
public struct Crossing: Sendable, Equatable {
    /// The last period with the old order.
    public let from: Period
    /// The first period with the new order.
    public let to: Period
    /// Whether the first series is the larger one from `to` on.
    public let isRise: Bool
    /// Whether the order is the same for all values that the rounding of both periods allows.
    public let isCertain: Bool

    /// The crossings of a series of balances with zero: a deficit becomes a surplus (a rise) or a surplus a deficit. A balance of
    /// exactly zero continues the sign before it.
    /// - Parameter balances: the balances of one series, in the order of their periods.
    public static func ofZero(_ balances: [Balance]) -> [Crossing] {
        crossings(balances.compactMap { balance in balance.figure(.balance).map { (balance.period, $0) } })
    }

    /// The crossings of a flow of two series, over the periods that both have.
    public static func of(_ one: [Balance], _ other: [Balance], _ flow: Measure) -> [Crossing] {
        let others = Dictionary(other.map { ($0.period, $0) }, uniquingKeysWith: { first, _ in first })
        return crossings(
            one.compactMap { balance in
                guard let left = balance.figure(flow), let right = others[balance.period]?.figure(flow) else {
                    return nil
                }
                return (balance.period, left - right)
            })
    }

    private static func crossings(_ differences: [(period: Period, difference: AmountRange)]) -> [Crossing] {
        var result: [Crossing] = []
        var before: (period: Period, difference: AmountRange)?
        for now in differences where now.difference.value != 0 {
            if let before, before.difference.value.signum() != now.difference.value.signum() {
                let isCertain = [before, now].allSatisfy {
                    ($0.difference.doubledLow > 0) != ($0.difference.doubledHigh < 0)
                }
                result.append(
                    Crossing(
                        from: before.period, to: now.period, isRise: now.difference.value > 0, isCertain: isCertain))
            }
            before = now
        }
        return result
    }
}
