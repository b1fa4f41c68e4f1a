// An inverted index over the texts of a dataset. A query matches a document that has all of its words, in any order. A word of
// the query matches a word of the document that is equal to it or, from three letters on, begins with it (`tariff` matches
// `tariffs`). Letter case and accents do not matter.

/// A text that can be found, with the record that it belongs to.
public struct SearchDocument: Sendable {
    /// `indicator`, `claim`, `partner`, …
    public let kind: String
    public let id: String
    /// The texts by name, the most telling one first; a match in it ranks higher.
    public let fields: [(name: String, text: String)]

    public init(kind: String, id: String, fields: [(name: String, text: String)]) {
        self.kind = kind
        self.id = id
        self.fields = fields
    }
}

/// A document that matches a query.
public struct SearchMatch: Sendable, Equatable {
    /// Its position in the list that the index was made from.
    public let document: Int
    /// Larger is better. Scores of one query are comparable with each other only.
    public let score: Int
    /// Position of the field in which the rarest word of the query was found.
    public let field: Int
    /// UTF-8 offset of that word in the field.
    public let offset: Int
}

/// Finds documents by words.
public final class SearchIndex: Sendable {
    public let documents: [SearchDocument]

    /// The distinct words in byte order, one after the other.
    private let wordBytes: [UInt8]
    /// Start of each word in `wordBytes`; one more entry ends the last.
    private let wordStarts: [UInt32]
    /// Start of each word's postings; one more entry ends the last.
    private let postingStarts: [UInt32]
    private let postings: [Posting]

    /// The first occurrence of a word in a document, in the earliest field that has it.
    private struct Posting {
        let document: UInt32
        let field: UInt16
        /// Capped at 65,535.
        let offset: UInt16
    }

    /// A query word of at least this many characters also matches longer words that begin with it.
    static let shortestPrefix = 3

    public init(_ documents: [SearchDocument]) {
        self.documents = documents
        var numbers: [[UInt8]: Int] = [:]
        var lists: [[Posting]] = []
        for (document, content) in documents.enumerated() {
            for (field, text) in content.fields.enumerated() {
                for word in FoldedWords.words(of: text.text) {
                    let number = numbers[word.bytes] ?? lists.count
                    if number == lists.count {
                        numbers[word.bytes] = number
                        lists.append([])
                    } else if lists[number].last.map({ Int($0.document) == document }) ?? false {
                        continue
                    }
                    lists[number].append(
                        Posting(
                            document: UInt32(document), field: UInt16(clamping: field),
                            offset: UInt16(clamping: word.offset)))
                }
            }
        }
        var (wordBytes, postings): ([UInt8], [Posting]) = ([], [])
        var (wordStarts, postingStarts): ([UInt32], [UInt32]) = ([0], [0])
        for (bytes, number) in numbers.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            wordBytes += bytes
            postings += lists[number]
            wordStarts.append(UInt32(wordBytes.count))
            postingStarts.append(UInt32(postings.count))
        }
        (self.wordBytes, self.wordStarts) = (wordBytes, wordStarts)
        (self.postings, self.postingStarts) = (postings, postingStarts)
    }

    /// The documents that have all words of `query`, best first; equal scores in the order of the documents.
    /// - Returns: empty for a query without letters and digits.
    public func search(_ query: String) -> [SearchMatch] {
        var words = FoldedWords.words(of: query).map(\.bytes)
        words = words.enumerated().filter { !words[..<$0.offset].contains($0.element) }.map(\.element)
        // The rarest word first: it decides which documents can match at all.
        let lists = words.map(matches).sorted { $0.count < $1.count }
        guard let rarest = lists.first, !rarest.isEmpty else { return [] }
        var found = rarest
        for list in lists.dropFirst() {
            found = SearchIndex.intersection(found, list)
            if found.isEmpty { return [] }
        }
        return found.sorted { ($1.score, $0.document) < ($0.score, $1.document) }
    }

    /// Documents with one word of a query, in the order of the documents.
    private func matches(_ word: [UInt8]) -> [SearchMatch] {
        let range = wordRange(word)
        // Words in fewer documents tell more: a match scores 1,024 less 64 for each doubling of their number.
        func score(_ posting: Posting, isExact: Bool, count: Int) -> Int {
            let rarity = max(64, 1_024 - 64 * (Int.bitWidth - count.leadingZeroBitCount))
            return rarity * (isExact ? 4 : 3) * (posting.field == 0 ? 2 : 1)
        }
        func matches(_ number: Int) -> [SearchMatch] {
            let list = postings[Int(postingStarts[number])..<Int(postingStarts[number + 1])]
            let isExact = Int(wordStarts[number + 1] - wordStarts[number]) == word.count
            return list.map {
                SearchMatch(
                    document: Int($0.document), score: score($0, isExact: isExact, count: list.count),
                    field: Int($0.field),
                    offset: Int($0.offset))
            }
        }
        guard range.count != 1 else { return matches(range.lowerBound) }
        // Several words with this beginning: a document counts once, with its best match.
        var best: [SearchMatch] = []
        for match in range.flatMap(matches).sorted(by: { ($0.document, $1.score) < ($1.document, $0.score) })
        where best.last?.document != match.document {
            best.append(match)
        }
        return best
    }

    private static func intersection(_ left: [SearchMatch], _ right: [SearchMatch]) -> [SearchMatch] {
        var common: [SearchMatch] = []
        var index = 0
        for match in left {
            while index < right.count, right[index].document < match.document { index += 1 }
            guard index < right.count else { break }
            guard right[index].document == match.document else { continue }
            common.append(
                SearchMatch(
                    document: match.document, score: match.score + right[index].score, field: match.field,
                    offset: match.offset))
        }
        return common
    }

    // MARK: vocabulary

    private func word(_ number: Int) -> ArraySlice<UInt8> {
        wordBytes[Int(wordStarts[number])..<Int(wordStarts[number + 1])]
    }

    /// The words that a word of a query matches.
    private func wordRange(_ wanted: [UInt8]) -> Range<Int> {
        let start = firstWord { !$0.lexicographicallyPrecedes(wanted) }
        if wanted.count < SearchIndex.shortestPrefix {
            let isKnown = start < wordStarts.count - 1 && word(start).elementsEqual(wanted)
            return start..<(isKnown ? start + 1 : start)
        }
        return start..<firstWord { !$0.lexicographicallyPrecedes(wanted) && !$0.starts(with: wanted) }
    }

    /// Binary search; `isBehind` is false for all words before the result and true for all from it on.
    private func firstWord(_ isBehind: (ArraySlice<UInt8>) -> Bool) -> Int {
        var (low, high) = (0, wordStarts.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(word(middle)) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: passage

    /// The text around a match: whole words, at most `length` bytes before and after, with `…` where text is cut.
    public func passage(_ match: SearchMatch, length: Int = 90) -> String {
        let text = documents[match.document].fields[match.field].text
        let bytes = Array(text.utf8)
        let isSpace = { (index: Int) in bytes[index] == UInt8(ascii: " ") }
        var start = max(0, min(match.offset, bytes.count) - length)
        var end = min(bytes.count, match.offset + length)
        if start > 0 { start = (start..<match.offset).first(where: isSpace).map { $0 + 1 } ?? match.offset }
        if end < bytes.count { end = (match.offset..<end).last(where: isSpace) ?? end }
        // A cut inside a character, possible in a text without spaces, moves to the character's end.
        while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
        return (start > 0 ? "… " : "") + String(decoding: bytes[start..<end], as: UTF8.self)
            + (end < bytes.count ? " …" : "")
    }
}
