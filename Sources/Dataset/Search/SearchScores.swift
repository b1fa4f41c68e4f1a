// The scores of documents during one search. In unmanaged memory, because arrays would check each of some thousand indices.

struct SearchScores: ~Copyable {
    /// By document, the sum of the scores of all words so far; 0 if the document lacks one of them.
    private let totals: UnsafeMutableBufferPointer<UInt16>
    /// By document, the posting of the first word with that score; undefined without one.
    private let postings: UnsafeMutableBufferPointer<UInt32>
    /// By document, the score of a further word.
    private let scores: UnsafeMutableBufferPointer<UInt8>
    private var wordCount = 1

    init(documentCount: Int) {
        totals = .allocate(capacity: documentCount)
        postings = .allocate(capacity: documentCount)
        scores = .allocate(capacity: documentCount)
        totals.initialize(repeating: 0)
    }

    deinit {
        totals.deallocate()
        postings.deallocate()
        scores.deallocate()
    }

    /// Sets the score of documents that have the first word.
    /// - Parameters:
    ///   - range: positions in `documents`.
    ///   - score: 1 to 127.
    func setFirst(_ range: Range<Int>, of documents: UnsafeBufferPointer<UInt32>, score: UInt8) {
        for posting in range {
            let document = Int(documents[posting])
            totals[document] = UInt16(score)
            postings[document] = UInt32(truncatingIfNeeded: posting)
        }
    }

    /// Starts a further word.
    mutating func start() {
        wordCount += 1
        scores.initialize(repeating: 0)
    }

    /// Sets the score of documents that have a further word.
    func set(_ range: Range<Int>, of documents: UnsafeBufferPointer<UInt32>, score: UInt8) {
        for posting in range { scores[Int(documents[posting])] = score }
    }

    /// Ends a further word.
    /// - Returns: whether a document has all words so far.
    func end() -> Bool {
        var any: UInt16 = 0
        for document in 0..<totals.count {
            let (total, score) = (totals[document], UInt16(scores[document]))
            // 16 bits are enough for 500 words; more do not make the score larger.
            let sum = total == 0 || score == 0 ? 0 : min(total, 0xff00) &+ score
            totals[document] = sum
            any |= sum
        }
        return any != 0
    }

    /// The documents with all words, by falling score, then in their order. A counting sort: there are a hundred scores for each
    /// word of a query, and comparisons of a thousand documents would take half of a search.
    /// - Parameter places: by posting.
    func matches(_ places: UnsafeBufferPointer<SearchMatch.Place>) -> [SearchMatch] {
        let highest = min(127 * wordCount, Int(UInt16.max))
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: highest + 2) { starts in
            // The number of documents with a higher score, by score.
            starts.initialize(repeating: 0)
            for document in 0..<totals.count { starts[Int(totals[document])] &+= 1 }
            for score in stride(from: highest, through: 0, by: -1) { starts[score] &+= starts[score + 1] }
            let count = starts[1]
            return [SearchMatch](unsafeUninitializedCapacity: count) { matches, initialized in
                for document in 0..<totals.count where totals[document] > 0 {
                    let (total, place) = (totals[document], places[Int(postings[document])])
                    let next = Int(total) &+ 1
                    matches.initializeElement(at: starts[next], to: SearchMatch(document, score: total, place))
                    starts[next] &+= 1
                }
                initialized = count
            }
        }
    }
}
