// What somebody probably meant.

/// Nearest spellings.
public enum Suggestions {
    /// The candidates that differ least from `text`, best first, at most `limit`: none that differs in more than a third of it,
    /// but after those that do not, what begins with it.
    /// - Parameter candidates: spellings, each with what it stands for; among equally near ones the earlier wins.
    public static func nearest(
        to text: String, among candidates: [(spelling: String, meaning: String)], limit: Int = 3
    ) -> [String] {
        let wanted = letters(text)
        let tolerance = max(1, wanted.count / 3)
        var near: [(meaning: String, distance: Int, order: Int)] = []
        for (order, candidate) in candidates.enumerated() {
            // Too short, which costs a glance: a letter is a byte or more.
            guard candidate.spelling.utf8.count >= wanted.count - tolerance else { continue }
            let letters = letters(candidate.spelling)
            if abs(letters.count - wanted.count) <= tolerance {
                let distance = distance(wanted, letters, atMost: tolerance)
                if distance <= tolerance { near.append((candidate.meaning, distance, order)) }
            } else if wanted.count >= 3, letters.starts(with: wanted) {
                near.append((candidate.meaning, tolerance + 1, order))
            }
        }
        near.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
        var meanings: [String] = []
        for candidate in near where !meanings.contains(candidate.meaning) { meanings.append(candidate.meaning) }
        return Array(meanings.prefix(limit))
    }

    /// The first 64 letters of a text, small.
    private static func letters(_ text: String) -> [Unicode.Scalar] {
        var letters: [Unicode.Scalar] = []
        letters.reserveCapacity(min(64, text.utf8.count))
        for byte in text.utf8 {
            guard byte < 0x80 else { return Array(text.lowercased().unicodeScalars.prefix(64)) }
            if letters.count < 64 { letters.append(Unicode.Scalar(byte &- 0x41 < 26 ? byte | 0x20 : byte)) }
        }
        return letters
    }

    /// Edits between two words: letters put in, left out, replaced, or swapped with their neighbour.
    /// - Parameter limit: beyond it any larger number will do.
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
            // What follows is made from this row, or by a swap, for one more, from the row before it.
            if least > limit, leastBefore >= limit { return least }
            leastBefore = least
            (current, last, beforeLast) = (beforeLast, current, last)
        }
        return rows[last + right.count]
    }
}
