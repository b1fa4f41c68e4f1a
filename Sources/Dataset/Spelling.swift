// What somebody probably meant.

/// Nearest spellings.
public enum Spelling {
    /// The candidates that differ least from `text`, best first, at most `limit`: none that differs in more than a third of it,
    /// but after those that do not, what begins with it.
    /// - Parameter candidates: spellings, each with what it stands for; among equally near ones the earlier wins.
    public static func nearest<Meaning: Equatable>(
        to text: String, among candidates: [(spelling: String, meaning: Meaning)], limit: Int = 3
    ) -> [Meaning] {
        let wanted = Array(text.lowercased().unicodeScalars.prefix(64))
        let tolerance = max(1, wanted.count / 3)
        var near: [(meaning: Meaning, distance: Int, order: Int)] = []
        for (order, candidate) in candidates.enumerated() {
            let letters = Array(candidate.spelling.lowercased().unicodeScalars.prefix(64))
            if abs(letters.count - wanted.count) <= tolerance {
                let distance = distance(wanted, letters)
                if distance <= tolerance { near.append((candidate.meaning, distance, order)) }
            } else if wanted.count >= 3, letters.starts(with: wanted) {
                near.append((candidate.meaning, tolerance + 1, order))
            }
        }
        near.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
        var meanings: [Meaning] = []
        for candidate in near where !meanings.contains(candidate.meaning) { meanings.append(candidate.meaning) }
        return Array(meanings.prefix(limit))
    }

    /// Edits between two words: letters put in, left out, replaced, or swapped with their neighbour.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var best = min(current[column] + 1, last[column + 1] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
