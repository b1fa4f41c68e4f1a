// Words that a value may be, found by their bytes.

/// A list of words, such as the names of columns.
struct Words: Sendable {
    let all: [String]
    /// The words one after the other.
    private let bytes: [UInt8]
    /// Where each ends.
    private let ends: [Int]

    init(_ words: [String]) {
        all = words
        var (bytes, ends): ([UInt8], [Int]) = ([], [])
        for word in words {
            bytes += word.utf8
            ends.append(bytes.count)
        }
        (self.bytes, self.ends) = (bytes, ends)
    }

    /// The places of words that commas separate and nothing else; nil where anything else stands there, or one of them twice, for
    /// whoever can say what is wrong with it.
    func places(ofList text: String) -> [Int]? {
        var text = text
        return text.withUTF8 { text in
            var places: [Int] = []
            places.reserveCapacity(16)
            var start = 0
            while true {
                var end = start
                while end < text.count, text[end] != UInt8(ascii: ",") { end += 1 }
                guard let place = place(of: text[start..<end]), !places.contains(place) else { return nil }
                places.append(place)
                guard end < text.count else { return places }
                start = end + 1
            }
        }
    }

    private func place(of text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for place in ends.indices {
                // Most differ in length, which is looked at first.
                if ends[place] - start == text.count, text.elementsEqual(bytes[start..<ends[place]]) { return place }
                start = ends[place]
            }
            return nil
        }
    }
}
