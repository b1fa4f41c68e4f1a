import TestSupport
import Testing

@testable import Dataset

@Suite("Search index")
struct SearchIndexTests {
    private static let documents = [
        SearchDocument(
            id: "c1",
            fields: [
                ("quote", "Tariffs on imports from Mexico were lifted in 2019."), ("note", "See the U.S. notice."),
            ]),
        SearchDocument(id: "CIV", fields: [("name", "Côte d’Ivoire"), ("other", "Ivory Coast")]),
        SearchDocument(id: "c2", fields: [("quote", "Mexico imports more than Canada does")]),
        SearchDocument(
            id: "e1", fields: [("title", "Notice"), ("text", "A tariff on steel; Mexico answers")]),
    ]
    private let index = SearchIndex(documents)

    private func ids(_ query: String) -> [String] { index.search(query).map { index.documents[$0.document].id } }

    @Test("words match in any order, and all of them must match")
    func wordsInAnyOrder() {
        #expect(Set(ids("Mexico tariff")) == ["c1", "e1"])
        #expect(Set(ids("tariff Mexico")) == ["c1", "e1"])
        #expect(ids("tariff Canada").isEmpty)
    }

    @Test("accents, letter case and points do not matter")
    func folding() {
        #expect(ids("COTE D'IVOIRE") == ["CIV"])
        #expect(ids("côte") == ["CIV"])
        #expect(ids("us notice") == ["c1"])
        #expect(ids("U.S.") == ["c1"])
    }

    @Test("a word of three letters or more matches longer words, a shorter one does not")
    func prefixes() {
        #expect(Set(ids("tar")) == ["c1", "e1"])
        #expect(ids("ta").isEmpty)
        #expect(ids("in") == ["c1"])
    }

    @Test("a match in the first field and an exact match rank higher")
    func ranking() {
        #expect(ids("notice") == ["e1", "c1"])
        // A longer word in the first field before an exact match in a later one.
        #expect(ids("tariff") == ["c1", "e1"])
        let exactFirst = SearchIndex([
            SearchDocument(id: "1", fields: [("text", "tariffs")]),
            SearchDocument(id: "2", fields: [("text", "tariff")]),
        ])
        #expect(exactFirst.search("tariff").map(\.document) == [1, 0])
    }

    @Test("a query without letters and digits finds no document", arguments: ["", " ", "…", "-'.", "\u{0}"])
    func emptyQuery(query: String) { #expect(index.search(query).isEmpty) }

    @Test("a passage has whole words around the match, and an ellipsis at each cut")
    func passage() {
        let text = String(repeating: "before ", count: 40) + "needle" + String(repeating: " after", count: 40)
        let index = SearchIndex([SearchDocument(id: "1", fields: [("text", text)])])
        let match = index.search("needle")[0]
        let passage = index.passage(match, length: 20)
        #expect(passage == "… before before needle after after …")
        #expect(index.passage(match, length: 1_000) == text)
    }

    @Test("a cut in a text without spaces is between characters")
    func passageOfCharacters() {
        let text = "é" + String(repeating: "éa", count: 100)
        let index = SearchIndex([SearchDocument(id: "1", fields: [("text", text)])])
        for length in 1..<40 {
            #expect(!index.passage(index.search("eea")[0], length: length).contains("\u{fffd}"))
        }
    }

    @Test("results equal a plain scan of all words for random queries")
    func equalsPlainScan() {
        var generator = SeededGenerator(seed: 3)
        let vocabulary = ["trade", "tradeoff", "Mexico", "méxico", "us", "usa", "tariff", "ta", "steel", "2023", "20"]
        let documents = (0..<60).map { number in
            SearchDocument(
                id: String(number),
                fields: (0..<2).map { field in
                    (
                        "f\(field)",
                        (0..<5).map { _ in vocabulary.randomElement(using: &generator)! }.joined(separator: " ")
                    )
                })
        }
        let index = SearchIndex(documents)
        for _ in 0..<300 {
            let query = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                vocabulary.randomElement(using: &generator)!
            }
            let wanted = query.flatMap { FoldedWords.words(of: $0) }.map(\.bytes)
            let expected = documents.indices.filter { number in
                let words = documents[number].fields.flatMap { FoldedWords.words(of: $0.text) }.map(\.bytes)
                return wanted.allSatisfy { word in
                    words.contains { $0 == word || word.count >= SearchIndex.shortestPrefix && $0.starts(with: word) }
                }
            }
            #expect(index.search(query.joined(separator: " ")).map(\.document).sorted() == expected)
        }
    }
}
