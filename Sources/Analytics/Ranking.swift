// Partners in order of a metric, with the doubt that the rounding of the published amounts leaves.

import Arithmetic

/// A place in a ranking.
public struct Place: Sendable, Equatable {
    /// Which of the ranked it is, counted from 0.
    public let index: Int
    /// 1 for the first; equal values share a rank, and the next takes its place in the list.
    public let rank: Int
    /// False where the range of another one overlaps this one's, so that exact figures might order them otherwise.
    public let isCertain: Bool
}

public enum Ranking {
    /// Orders values, compared exactly and not as rounded.
    /// - Parameters:
    ///   - ascending: lowest first.
    ///   - names: order equal values, one for each.
    public static func places(_ values: [BoundedRatio], names: [String], ascending: Bool) -> [Place] {
        let order = values.indices.sorted { left, right in
            let (a, b) = (values[left].value, values[right].value)
            if a < b { return ascending }
            if b < a { return !ascending }
            return names[left] < names[right]
        }
        let certain = certainty(values)
        var ranks: [Int] = []
        for (position, index) in order.enumerated() {
            let isTied = position > 0 && values[order[position - 1]].value == values[index].value
            ranks.append(isTied ? ranks[position - 1] : position + 1)
        }
        return order.indices.map { Place(index: order[$0], rank: ranks[$0], isCertain: certain[order[$0]]) }
    }

    /// An end of a range; in order of size.
    private enum Bound: Comparable {
        case lowest
        case at(Rational)
        case highest
    }

    /// For each value whether its range meets that of no other. A range may reach past a narrow neighbour's to one further
    /// on, so each is held against the farthest that all above reach down and all below reach up.
    private static func certainty(_ values: [BoundedRatio]) -> [Bool] {
        let descending = values.indices.sorted { values[$1].value < values[$0].value }
        let lows = values.map { $0.low.map(Bound.at) ?? .lowest }
        let highs = values.map { $0.high.map(Bound.at) ?? .highest }
        var certain = [Bool](repeating: true, count: values.count)
        var reachDown: Bound?
        for index in descending {
            if let reachDown, reachDown <= highs[index] { certain[index] = false }
            reachDown = min(reachDown ?? lows[index], lows[index])
        }
        var reachUp: Bound?
        for index in descending.reversed() {
            if let reachUp, lows[index] <= reachUp { certain[index] = false }
            reachUp = max(reachUp ?? highs[index], highs[index])
        }
        return certain
    }
}
