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
    /// Small, because a match of each of some thousand documents is written.
    private let number: UInt32
    private let place: Place
    private let points: UInt16

    /// The first occurrence of a word in a document, in the earliest field that has it.
    struct Place: Sendable, Equatable {
        let field: UInt16
        /// Capped at 65,535.
        let offset: UInt16
    }

    init(_ document: Int, score: UInt16, _ place: Place) {
        (number, points, self.place) = (UInt32(truncatingIfNeeded: document), score, place)
    }

    /// Its position in the list that the index was made from.
    public var document: Int { Int(number) }
    /// Larger is better. Scores of one query are comparable with each other only.
    public var score: Int { Int(points) }
    /// Position of the field in which the rarest word of the query was found.
    public var field: Int { Int(place.field) }
    /// UTF-8 offset of that word in the field.
    public var offset: Int { Int(place.offset) }
}

/// Finds documents by words.
public final class SearchIndex: Sendable {
    public let documents: [SearchDocument]

    /// The distinct words in byte order, one after the other.
    private let wordBytes: [UInt8]
    /// Start of each word in `wordBytes`; one more entry ends the last.
    private let wordStarts: [UInt32]
    /// The documents that have a word, each once: those that have it in the first field, then the others.
    private let postings: [UInt32]
    /// By posting.
    private let places: [SearchMatch.Place]
    /// Two entries for each word: the start of its postings, and of those outside the first field. One more entry ends the last.
    private let postingStarts: [UInt32]

    /// A query word of at least this many characters also matches longer words that begin with it.
    static let shortestPrefix = 3

    public init(_ documents: [SearchDocument]) {
        self.documents = documents
        var numbers: [[UInt8]: Int] = [:]
        var lists: [[(document: UInt32, place: SearchMatch.Place)]] = []
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
                    let place = SearchMatch.Place(field: UInt16(clamping: field), offset: UInt16(clamping: word.offset))
                    lists[number].append((UInt32(document), place))
                }
            }
        }
        var (wordBytes, postings, places): ([UInt8], [UInt32], [SearchMatch.Place]) = ([], [], [])
        var (wordStarts, postingStarts): ([UInt32], [UInt32]) = ([0], [])
        for (bytes, number) in numbers.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            wordBytes += bytes
            wordStarts.append(UInt32(wordBytes.count))
            for isInFirstField in [true, false] {
                postingStarts.append(UInt32(postings.count))
                for posting in lists[number] where (posting.place.field == 0) == isInFirstField {
                    postings.append(posting.document)
                    places.append(posting.place)
                }
            }
        }
        postingStarts.append(UInt32(postings.count))
        (self.wordBytes, self.wordStarts) = (wordBytes, wordStarts)
        (self.postings, self.places, self.postingStarts) = (postings, places, postingStarts)
    }

    /// The documents that have all words of `query`, best first; equal scores in the order of the documents.
    /// - Returns: empty for a query without letters and digits.
    ///
    /// Scores are collected in a table by document: merging sorted lists of matches takes ten times the instructions for a word
    /// in a thousand documents.
    public func search(_ query: String) -> [SearchMatch] {
        var ranges: [(wanted: [UInt8], words: Range<Int>)] = []
        for word in FoldedWords.words(of: query) where !ranges.contains(where: { $0.wanted == word.bytes }) {
            ranges.append((word.bytes, wordRange(word.bytes)))
        }
        // The rarest word first: its matches have the passages.
        ranges.sort { postingCount($0.words) < postingCount($1.words) }
        guard let rarest = ranges.first, postingCount(rarest.words) > 0 else { return [] }
        var scores = SearchScores(documentCount: documents.count)
        forEachList(of: rarest.words, length: rarest.wanted.count) { scores.setFirst($0, of: $1, score: $2) }
        for range in ranges.dropFirst() {
            scores.start()
            forEachList(of: range.words, length: range.wanted.count) { scores.set($0, of: $1, score: $2) }
            guard scores.end() else { return [] }
        }
        return places.withUnsafeBufferPointer { scores.matches($0) }
    }

    /// The number of occurrences of words.
    private func postingCount(_ words: Range<Int>) -> Int {
        Int(postingStarts[2 * words.upperBound] - postingStarts[2 * words.lowerBound])
    }

    /// Calls `body` with the postings of words that a word of a query with `length` bytes matches, by rising score; for equal
    /// scores, the last word first. The last call with a document therefore has its best score, and of equal scores the first word.
    private func forEachList(
        of words: Range<Int>, length: Int, _ body: (Range<Int>, UnsafeBufferPointer<UInt32>, UInt8) -> Void
    ) {
        // The score, and the number of the list counted from the end.
        var lists: [Int] = []
        lists.reserveCapacity(2 * words.count)
        for word in words {
            let count = postingCount(word..<word + 1)
            // A rarer word scores higher: 16, less 1 for each doubling of the number of documents that have it.
            let rarity = max(1, 16 - (Int.bitWidth - count.leadingZeroBitCount))
            let isExact = Int(wordStarts[word + 1] - wordStarts[word]) == length
            let score = rarity * (isExact ? 4 : 3)
            let inFirstField = Int(postingStarts[2 * word + 1] - postingStarts[2 * word])
            let list = postingStarts.count - 2 * word
            if inFirstField > 0 { lists.append(2 * score << 32 | list) }
            if inFirstField < count { lists.append(score << 32 | list - 1) }
        }
        lists.sort()
        postings.withUnsafeBufferPointer { postings in
            for entry in lists {
                let list = postingStarts.count - entry & 0xffff_ffff
                body(Int(postingStarts[list])..<Int(postingStarts[list + 1]), postings, UInt8(entry >> 32))
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

    // MARK: texts of a match

    public func id(_ match: SearchMatch) -> String { documents[match.document].id }

    /// The text of the first field; nil for a document without fields.
    public func title(_ match: SearchMatch) -> String? {
        documents[match.document].fields.isEmpty ? nil : documents[match.document].fields[0].text
    }

    /// The text around a match: whole words, at most `length` bytes before and after, with `…` at each cut.
    public func passage(_ match: SearchMatch, length: Int = 90) -> String {
        var text = documents[match.document].fields[match.field].text
        let part = text.withUTF8 { bytes in
            let isSpace = { (index: Int) in bytes[index] == UInt8(ascii: " ") }
            var start = max(0, min(match.offset, bytes.count) - length)
            var end = min(bytes.count, match.offset + length)
            if start > 0 { start = (start..<match.offset).first(where: isSpace).map { $0 + 1 } ?? match.offset }
            if end < bytes.count { end = (match.offset..<end).last(where: isSpace) ?? end }
            // A cut inside a character, possible in a text without spaces, moves to the character's end.
            while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
            return start..<end
        }
        let size = text.utf8.count
        guard part.count < size else { return text }
        let start = text.utf8.index(text.startIndex, offsetBy: part.lowerBound)
        var passage = ""
        passage.reserveCapacity(part.count + 8)
        if part.lowerBound > 0 { passage += "… " }
        passage += text[start..<text.utf8.index(start, offsetBy: part.count)]
        if part.upperBound < size { passage += " …" }
        return passage
    }
}
