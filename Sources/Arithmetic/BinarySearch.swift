// Binary search.

extension Range<Int> {
    /// The first index that satisfies a condition; the end of the range if none does.
    /// - Parameter isReached: false below some index, true at and above it.
    @inlinable @inline(__always)
    public func partitionPoint(_ isReached: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isReached(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
