// Finding a piece of text, letter case aside.
import Dataset
import Testing

@testable import API

@Suite("Searching texts")
struct TextSearchTests {
    @Test(
        "a text is found at the start, in the middle and at the end, in either letter case",
        arguments: [
            ("mexico", "Mexico"), ("MEXICO", "trade with Mexico"), ("xic", "Mexico"), ("aab", "aaab"), ("a", "A"),
            ("é", "É"), ("PEÑA", "peña nieto"), ("trade–", "TRADE–off"), ("zz", "zzz"), ("[", "a[b"),
            ("à", "À la carte"),
        ])
    func found(wanted: String, text: String) {
        #expect(TextSearch(wanted).isFound(in: text))
    }

    @Test(
        "what is not there is not found",
        arguments: [
            ("mexico", "Mexic"), ("a", ""), ("é", "e"), ("[", "{"), ("@", "`"), ("×", "÷"), ("aab", "abab"),
            ("ß", "ss"),
        ])
    func missing(wanted: String, text: String) {
        #expect(!TextSearch(wanted).isFound(in: text))
    }

    @Test("an empty text is everywhere")
    func empty() {
        #expect(TextSearch("").isFound(in: "") && TextSearch("").isFound(in: "a"))
    }

    @Test(
        "a search finds the records that have the text, be there quotes, commas or accents in it",
        arguments: ["trade", "\"", ", ", "é", "|", "\"trade", "no such text", "US\\$", "2023"])
    func records(wanted: String) throws {
        for schema in RegisterSchema.all {
            let register = try #require(Client.snapshot.dataset.register(schema))
            for row in 0..<register.count {
                let texts = register.columns.indices.map { register.text(row, $0) }
                let expected = texts.contains { $0.lowercased().contains(wanted.lowercased()) }
                #expect(register.contains(row, TextSearch(wanted).isFound) == expected, "\(schema.name) \(texts[0])")
            }
        }
    }
}
