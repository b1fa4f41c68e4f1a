// An inverted index over the texts of a dataset. A query matches a document that has all of its words, in any order. A word of
// the query matches a word of the document that is equal to it or, from three letters on, begins with it (`tariff` matches
// `tariffs`). Letter case and accents do not matter.

import Arithmetic

/// A text that can be found, with the record that it belongs to.
public struct SearchDocument: Sendable {
    public let id: String
    /// The texts by name, the title first; a match in it ranks higher.
    public let fields: [(name: String, text: String)]

    public init(id: String, fields: [(name: String, text: String)]) {
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
    ///
    /// Scores are collected in arrays by document: merging sorted lists of matches takes ten times the instructions for a word
    /// in a thousand documents.
    public func search(_ query: String) -> [SearchMatch] {
        var words = FoldedWords.words(of: query).map(\.bytes)
        words = words.enumerated().filter { !words[..<$0.offset].contains($0.element) }.map(\.element)
        // The rarest word first: it decides which documents can match at all.
        let ranges = words.map { (length: $0.count, words: wordRange($0)) }.sorted {
            postingCount($0.words) < postingCount($1.words)
        }
        guard let rarest = ranges.first else { return [] }
        var scores = [Int32](repeating: 0, count: documents.count)
        // The occurrence of the rarest word with the score; set for documents with a score only.
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: documents.count) { found in
            scores.withUnsafeMutableBufferPointer { scores in
                forEachPosting(of: rarest.words, length: rarest.length) { posting, document, score in
                    guard score > scores[document] else { return }
                    scores[document] = score
                    found[document] = UInt32(posting)
                }
                // An array that grows takes three times as long.
                var candidates = [Int](unsafeUninitializedCapacity: scores.count) { candidates, count in
                    for document in scores.indices where scores[document] > 0 {
                        candidates.initializeElement(at: count, to: document)
                        count += 1
                    }
                }
                for range in ranges.dropFirst() where !candidates.isEmpty {
                    var best = [Int32](repeating: 0, count: scores.count)
                    forEachPosting(of: range.words, length: range.length) { _, document, score in
                        best[document] = max(best[document], score)
                    }
                    candidates.removeAll { best[$0] == 0 }
                    for document in candidates { scores[document] += best[document] }
                }
                return matches(candidates, UnsafeBufferPointer(scores), UnsafeBufferPointer(found))
            }
        }
    }

    /// The documents with their scores, by falling score, then in the given order. A counting sort: there are a hundred scores for
    /// each word of a query, and comparisons of a thousand documents would take half of a search.
    /// - Parameter found: the postings by document.
    private func matches(
        _ documents: [Int], _ scores: UnsafeBufferPointer<Int32>, _ found: UnsafeBufferPointer<UInt32>
    ) -> [SearchMatch] {
        let highest = Int(documents.reduce(0) { max($0, scores[$1]) })
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: highest + 2) { starts in
            // The number of documents with a higher score, by score.
            starts.initialize(repeating: 0)
            for document in documents { starts[Int(scores[document])] += 1 }
            for score in (0...highest).reversed() { starts[score] += starts[score + 1] }
            return [SearchMatch](unsafeUninitializedCapacity: documents.count) { matches, count in
                for document in documents {
                    let score = Int(scores[document])
                    let posting = postings[Int(found[document])]
                    matches.initializeElement(
                        at: starts[score + 1],
                        to: SearchMatch(
                            document: document, score: score, field: Int(posting.field), offset: Int(posting.offset)))
                    starts[score + 1] += 1
                }
                count = documents.count
            }
        }
    }

    /// The number of occurrences of words.
    private func postingCount(_ words: Range<Int>) -> Int {
        Int(postingStarts[words.upperBound] - postingStarts[words.lowerBound])
    }

    /// Calls `body` with each occurrence of words that a word of a query with `length` bytes matches.
    private func forEachPosting(
        of words: Range<Int>, length: Int, _ body: (_ posting: Int, _ document: Int, _ score: Int32) -> Void
    ) {
        for word in words {
            let range = Int(postingStarts[word])..<Int(postingStarts[word + 1])
            // A rarer word scores higher: 16, less 1 for each doubling of the number of documents that have it.
            let rarity = max(1, 16 - (Int.bitWidth - range.count.leadingZeroBitCount))
            let isExact = Int(wordStarts[word + 1] - wordStarts[word]) == length
            let score = Int32(rarity * (isExact ? 4 : 3))
            for posting in range {
                let (document, field) = (Int(postings[posting].document), postings[posting].field)
                body(posting, document, field == 0 ? 2 * score : score)
            }
        }
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

    /// Binary search; `isBehind` is false for all words before the result and true for all others.
    private func firstWord(_ isBehind: (ArraySlice<UInt8>) -> Bool) -> Int {
        (0..<wordStarts.count - 1).partitionPoint { isBehind(word($0)) }
    }

    // MARK: passage

    /// The text around a match: whole words, at most `length` bytes before and after, with `…` at each cut.
    public func passage(_ match: SearchMatch, length: Int = 90) -> String {
        var text = documents[match.document].fields[match.field].text
        return text.withUTF8 { bytes in
            let isSpace = { (index: Int) in bytes[index] == UInt8(ascii: " ") }
            var start = max(0, min(match.offset, bytes.count) - length)
            var end = min(bytes.count, match.offset + length)
            if start > 0 { start = (start..<match.offset).first(where: isSpace).map { $0 + 1 } ?? match.offset }
            if end < bytes.count { end = (match.offset..<end).last(where: isSpace) ?? end }
            // A cut inside a character, possible in a text without spaces, moves to the character's end.
            while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
            let (before, after) = (start > 0 ? "… " : "", end < bytes.count ? " …" : "")
            return String(unsafeUninitializedCapacity: end - start + before.utf8.count + after.utf8.count) { passage in
                var count = passage.fill(before, from: 0)
                _ = passage[count...].update(fromContentsOf: bytes[start..<end])
                count += end - start
                return passage.fill(after, from: count)
            }
        }
    }
}
