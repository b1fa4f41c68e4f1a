// A rank in a ranking.

/// The rank of one value among several.
public struct Rank: Sendable, Equatable {
    /// Index of the value in the list that was ranked.
    public let index: Int
    /// 1 for the first; equal values share a rank, and the rank after them counts them all.
    public let rank: Int
    /// False if its interval overlaps another one: exact figures might be ordered differently.
    public let isCertain: Bool
}
