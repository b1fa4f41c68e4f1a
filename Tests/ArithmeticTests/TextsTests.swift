// Search and replacement in texts.
import Testing

@testable import Arithmetic

@Suite("Texts")
struct TextsTests {
    @Test(
        "the first occurrence is found, byte by byte",
        arguments: [
            ("2020..2023", "..", 4), ("a-sum-b-sum-c", "-sum-", 1), ("aaab", "aab", 1), ("....", "..", 0),
            ("é–ü", "–", 2), ("abc", "c", 2), ("abc", "abc", 0), ("abc", "", 0),
        ])
    func found(text: String, sought: String, offset: Int) throws {
        let range = try #require(text.firstRange(of: sought))
        #expect(text.utf8.distance(from: text.startIndex, to: range.lowerBound) == offset)
        #expect(text[range] == sought)
        #expect(text.contains(sought))
    }

    @Test(
        "a text that does not occur is not found",
        arguments: [("abc", "abcd"), ("aab", "ab "), ("", "a"), ("2020.2023", ".."), ("ab", "ba")])
    func missing(text: String, sought: String) {
        #expect(text.firstRange(of: sought) == nil)
        #expect(!text.contains(sought))
        #expect(text.replacing(sought, with: "x") == text)
    }

    @Test("a part of a text is searched in its own range")
    func substring() {
        let text = "-a-b-"
        #expect(text.dropFirst().firstRange(of: "-").map { text[..<$0.lowerBound] } == "-a")
    }

    @Test("parts between occurrences can be empty")
    func parts() {
        #expect("a--b----".split(at: "--") == ["a", "b", "", ""])
        #expect("ab".split(at: "--") == ["ab"])
        #expect("".split(at: "--") == [""])
    }

    @Test("every occurrence is replaced, and replacements are not searched")
    func replaced() {
        #expect("a_b_c".replacing("_", with: " ") == "a b c")
        #expect("a...b".replacing("...", with: "..") == "a..b")
        #expect("\\\"".replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") == "\\\\\\\"")
        #expect("xxx".replacing("xx", with: "x") == "xx")
        #expect("a-".replacing("-", with: "") == "a")
        #expect("ab".replacing("", with: "-") == "ab")
    }
}
