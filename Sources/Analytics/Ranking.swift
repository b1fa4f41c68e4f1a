// Partners in order of a ratio, with the doubt that the rounding of the published amounts leaves.

import Dataset

/// A partner's place in a ranking by Trade Deficit Ratio.
public struct RankedBalance: Sendable, Equatable {
    /// 1 for the first; equal ratios share a rank, and the next takes its place in the list.
    public let rank: Int
    public let balance: Balance
    public let tdr: Exact
    public let low: Exact
    public let high: Exact
    /// False where another's range overlaps this one's, so that exact figures might order them otherwise.
    public let isCertain: Bool
}

public enum Ranking {
    /// imports / exports, which orders like the ratio: that is one less. Cross-multiplied, it needs no rounding.
    private struct Quotient: Comparable {
        let imports: Int128
        let exports: Int128

        static func < (left: Quotient, right: Quotient) -> Bool {
            left.imports * right.exports < right.imports * left.exports
        }
        static func == (left: Quotient, right: Quotient) -> Bool {
            left.imports * right.exports == right.imports * left.exports
        }
    }

    private struct Candidate {
        let balance: Balance
        let quotient: Quotient
        let least: Quotient
        let most: Quotient
        let tdr: Exact
        let low: Exact
        let high: Exact

        /// Nil for a balance without a ratio.
        init?(_ balance: Balance, decimals: Int) {
            guard let exports = balance.exports, let imports = balance.imports,
                let tdr = balance.tdr(decimals: decimals),
                let (low, high) = balance.tdrBounds(decimals: decimals)
            else { return nil }
            // Half a step is whole, as no step but that of one dollar, which is exact, is odd; so the bounds halve evenly.
            let (x, m) = (exports.doubledBounds, imports.doubledBounds)
            self.balance = balance
            quotient = Quotient(imports: Int128(imports.value), exports: Int128(exports.value))
            least = Quotient(imports: m.low / 2, exports: x.high / 2)
            most = Quotient(imports: m.high / 2, exports: x.low / 2)
            (self.tdr, self.low, self.high) = (tdr, low, high)
        }
    }

    /// Ranks balances by Trade Deficit Ratio, compared exactly and not as rounded. Balances without a ratio are left out.
    /// - Parameters:
    ///   - ascending: lowest first, which puts surpluses and balanced trade on top.
    ///   - decimals: of the ratios and their bounds, 0 to 12.
    public static func byTDR(_ balances: [Balance], ascending: Bool, decimals: Int) -> [RankedBalance] {
        let sorted = balances.compactMap { Candidate($0, decimals: decimals) }.sorted { left, right in
            guard left.quotient != right.quotient else { return left.balance.partner < right.balance.partner }
            return ascending ? left.quotient < right.quotient : left.quotient > right.quotient
        }
        var ranks: [Int] = []
        for (index, candidate) in sorted.enumerated() {
            let isTied = index > 0 && candidate.quotient == sorted[index - 1].quotient
            ranks.append(isTied ? ranks[index - 1] : index + 1)
        }
        let certain = certain(sorted)
        return sorted.enumerated().map { index, candidate in
            RankedBalance(
                rank: ranks[index], balance: candidate.balance, tdr: candidate.tdr, low: candidate.low,
                high: candidate.high,
                isCertain: certain[index])
        }
    }

    /// Which ranges have no point in common with another. Judged on the exact bounds, not on the rounded ones that are shown.
    private static func certain(_ candidates: [Candidate]) -> [Bool] {
        var certain = [Bool](repeating: true, count: candidates.count)
        // In the order of their lower ends, a range meets one before it if any of those reaches it, and one after it if it
        // reaches the next.
        let order = candidates.indices.sorted { candidates[$0].least < candidates[$1].least }
        var reach: Quotient?
        for (place, index) in order.enumerated() {
            let candidate = candidates[index]
            if let reach, reach >= candidate.least { certain[index] = false }
            if place + 1 < order.count, candidates[order[place + 1]].least <= candidate.most { certain[index] = false }
            reach = max(reach ?? candidate.most, candidate.most)
        }
        return certain
    }
}
