// Finding a piece of text, letter case aside.
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
}
