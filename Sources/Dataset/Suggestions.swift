// The valid words that are nearest to an unknown word.

/// Words to suggest, prepared for comparison.
public final class Suggestions: Sendable {
    private let candidates: [(letters: [Unicode.Scalar], meaning: String)]

    /// - Parameter candidates: spellings with their meanings; of spellings that are equally near the first is suggested.
    public init(_ candidates: [(spelling: String, meaning: String)]) {
        self.candidates = candidates.map { (Suggestions.letters($0.spelling), $0.meaning) }
    }

    /// The meanings of the spellings nearest to a text.
    public static func nearest(
        to text: String, among candidates: [(spelling: String, meaning: String)], limit: Int = 3
    ) -> [String] {
        Suggestions(candidates).nearest(to: text, limit: limit)
    }

    /// The meanings of the spellings nearest to a text, at most `limit`: those that differ in at most a third of its letters, the
    /// nearest first, then those that begin with it.
    public func nearest(to text: String, limit: Int = 3) -> [String] {
        let wanted = Suggestions.letters(text)
        let tolerance = max(1, wanted.count / 3)
        var near: [(meaning: String, distance: Int, order: Int)] = []
        for (order, candidate) in candidates.enumerated() {
            let difference = candidate.letters.count - wanted.count
            if abs(difference) <= tolerance {
                let distance = Suggestions.distance(wanted, candidate.letters, atMost: tolerance)
                if distance <= tolerance { near.append((candidate.meaning, distance, order)) }
            } else if difference > 0, wanted.count >= 3, candidate.letters.starts(with: wanted) {
                near.append((candidate.meaning, tolerance + 1, order))
            }
        }
        near.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
        var meanings: [String] = []
        for candidate in near where !meanings.contains(candidate.meaning) { meanings.append(candidate.meaning) }
        return Array(meanings.prefix(limit))
    }

    /// The first 64 letters of a text in lower case.
    private static func letters(_ text: String) -> [Unicode.Scalar] {
        var letters: [Unicode.Scalar] = []
        letters.reserveCapacity(min(64, text.utf8.count))
        for byte in text.utf8 {
            guard byte < 0x80 else { return Array(text.lowercased().unicodeScalars.prefix(64)) }
            if letters.count < 64 { letters.append(Unicode.Scalar(byte &- 0x41 < 26 ? byte | 0x20 : byte)) }
        }
        return letters
    }

    /// The number of edits between two words: letters inserted, deleted, replaced, or exchanged with their neighbour.
    /// - Parameter limit: the largest distance of interest; for words that differ more, any larger number is returned.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], atMost limit: Int = .max) -> Int {
        // Three rows of the table of distances: this one, the one before, and the one before that.
        let width = right.count + 1
        var rows = [Int](repeating: 0, count: 3 * width)
        for column in 0..<width { rows[column] = column }
        var (current, last, beforeLast) = (width, 0, 2 * width)
        var leastBefore = 0
        for row in left.indices {
            rows[current] = row + 1
            var least = row + 1
            for column in right.indices {
                var best = min(
                    rows[current + column] + 1, rows[last + column + 1] + 1,
                    rows[last + column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, rows[beforeLast + column - 1] + 1)
                }
                rows[current + column + 1] = best
                least = min(least, best)
            }
            // The next rows add to this one or, with an exchange, to the one before.
            if least > limit, leastBefore >= limit { return least }
            leastBefore = least
            (current, last, beforeLast) = (beforeLast, current, last)
        }
        return rows[last + right.count]
    }
}
