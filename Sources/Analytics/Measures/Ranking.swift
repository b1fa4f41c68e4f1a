// Ranks values that have bounds.

import Arithmetic

public enum Ranking {
    /// Ranks values by their exact value, not as rounded.
    /// - Parameters:
    ///   - names: a name for each value; equal values are in the order of their names.
    ///   - ascending: whether the smallest value is first.
    /// - Returns: the ranks, in ascending order.
    public static func ranks(_ values: [BoundedRatio], names: [String], ascending: Bool) -> [Rank] {
        let order = values.indices.sorted { left, right in
            let (a, b) = (values[left].value, values[right].value)
            if a < b { return ascending }
            if b < a { return !ascending }
            return names[left] < names[right]
        }
        let certain = certainty(values)
        var ranks: [Rank] = []
        for (position, index) in order.enumerated() {
            let isTied = position > 0 && values[order[position - 1]].value == values[index].value
            ranks.append(
                Rank(
                    index: index, rank: isTied ? ranks[position - 1].rank : position + 1, isCertain: certain[index]))
        }
        return ranks
    }

    /// A bound in order of size.
    private enum Bound: Comparable {
        case lowest
        case at(Rational)
        case highest
    }

    /// For each value whether its interval is disjoint from all others. A wide interval may reach past narrow neighbours, so each
    /// value is compared with the lowest bound of all larger values and the highest bound of all smaller ones.
    private static func certainty(_ values: [BoundedRatio]) -> [Bool] {
        let descending = values.indices.sorted { values[$1].value < values[$0].value }
        let lows = values.map { $0.low.map(Bound.at) ?? .lowest }
        let highs = values.map { $0.high.map(Bound.at) ?? .highest }
        var certain = [Bool](repeating: true, count: values.count)
        var lowestAbove: Bound?
        for index in descending {
            if let lowestAbove, lowestAbove <= highs[index] { certain[index] = false }
            lowestAbove = min(lowestAbove ?? lows[index], lows[index])
        }
        var highestBelow: Bound?
        for index in descending.reversed() {
            if let highestBelow, lows[index] <= highestBelow { certain[index] = false }
            highestBelow = max(highestBelow ?? highs[index], highs[index])
        }
        return certain
    }
}
