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
    /// False where the range of a neighbour overlaps this one's, so that exact figures might order them otherwise.
    public let isCertain: Bool
}

public enum Ranking {
    /// Ranks balances by Trade Deficit Ratio, compared exactly and not as rounded. Balances without a ratio are left out.
    /// - Parameters:
    ///   - ascending: lowest first, which puts surpluses and balanced trade on top.
    ///   - decimals: of the ratios and their bounds, 0 to 12.
    public static func byTDR(_ balances: [Balance], ascending: Bool, decimals: Int) -> [RankedBalance] {
        struct Candidate {
            let balance: Balance
            let exports: Int128
            let imports: Int128
            let tdr: Exact
            let low: Exact
            let high: Exact
        }
        // imports / exports orders like the ratio, which is that less one; cross-multiplied it needs no rounding.
        func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
            let (a, b) = (left.imports * right.exports, right.imports * left.exports)
            guard a != b else { return left.balance.partner < right.balance.partner }
            return ascending ? a < b : a > b
        }
        let sorted = balances.compactMap { balance -> Candidate? in
            guard let exports = balance.exports, let imports = balance.imports,
                let tdr = balance.tdr(decimals: decimals),
                let bounds = balance.tdrBounds(decimals: decimals)
            else { return nil }
            return Candidate(
                balance: balance, exports: Int128(exports.value), imports: Int128(imports.value), tdr: tdr,
                low: bounds.low, high: bounds.high)
        }.sorted(by: precedes)
        var ranks: [Int] = []
        for (index, candidate) in sorted.enumerated() {
            let isTied =
                index > 0
                && candidate.imports * sorted[index - 1].exports == sorted[index - 1].imports * candidate.exports
            ranks.append(isTied ? ranks[index - 1] : index + 1)
        }
        func overlaps(_ left: Candidate, _ right: Candidate) -> Bool {
            left.low <= right.high && right.low <= left.high
        }
        return sorted.enumerated().map { index, candidate in
            let isCertain =
                (index == 0 || !overlaps(sorted[index - 1], candidate))
                && (index + 1 == sorted.count || !overlaps(candidate, sorted[index + 1]))
            return RankedBalance(
                rank: ranks[index], balance: candidate.balance, tdr: candidate.tdr, low: candidate.low,
                high: candidate.high,
                isCertain: isCertain)
        }
    }
}
