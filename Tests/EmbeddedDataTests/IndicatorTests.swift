// Figures of the reports' text: each served figure is in its quote, in digits or in words that are listed here.
import Testing

@testable import Dataset

/// The figures in a text, without signs and thousands separators.
func figures(in text: String) -> [String] {
    text.matches(of: #/[0-9][0-9,]*(?:\.[0-9]+)?/#).map { String($0.output).replacing(",", with: "") }
}

@Suite("Figures of the text")
struct IndicatorTests {
    /// The number words of the reports, by figure.
    private static let words = [
        "0": ["zero"], "1": ["one", "once", "first"], "2": ["two", "second", "twice", "double", "doubled"],
        "3": ["three", "third", "triple"], "4": ["four", "fourth"], "5": ["five", "fifth"], "6": ["six", "sixth"],
        "7": ["seven", "seventh"], "8": ["eight", "eighth"], "9": ["nine", "ninth"], "10": ["ten", "tenth", "tenfold"],
        "11": ["eleventh"], "12": ["twelve"], "13": ["thirteenth"], "16": ["sixteenth"], "17": ["seventeenth"],
        "19": ["nineteenth"], "20": ["twenty"], "26": ["twenty-six"], "36": ["thirty-six"], "81": ["eighty-first"],
    ]
    /// Words for the first rank.
    private static let best = [
        "largest", "leading", "main", "top", "most", "primary", "busiest", "highest", "leads", "lead",
    ]
    /// Figures that the quote gives neither in digits nor in one word, with its phrase.
    private static let phrases = [
        "nap-2025-i050": "followed by Canada", "nap-2025-i099": "over a hundred", "nap-2025-i100": "half a million",
        "nap-2026-i027": "followed by", "nap-2026-i127": "followed by Canada", "ustr-2025-i016": "more textile",
        "ustr-2025-i021": "over a million", "ustr-2025-i031": "over a billion", "ustr-2025-i051": "over a billion",
        "usmx-2021-i002": "than any other",
    ]

    @Test(
        "every value and both ends of every range are in the quote as digits, as a number word, or as a listed phrase"
    )
    func standing() throws {
        let register = try #require(try publishedTables.get().register(.indicators))
        var phrased: [String] = []
        for row in 0..<register.count {
            let (id, quote) = (register.text(row, "id"), register.text(row, "quote"))
            let printed = Set(figures(in: quote))
            let lowercase = quote.lowercased()
            let words = Set(lowercase.matches(of: #/[a-z]+(?:-[a-z]+)*/#).map { String($0.output) })
                .union(lowercase.matches(of: #/[a-z]+/#).map { String($0.output) })
            for column in ["value", "low", "high"] where !register.text(row, column).isEmpty {
                let text = register.text(row, column)
                let figure = text.hasPrefix("-") ? String(text.dropFirst()) : text
                if printed.contains(figure) { continue }
                if let known = IndicatorTests.words[figure], known.contains(where: words.contains) { continue }
                if figure == "1", register.text(row, "unit") == "rank",
                    IndicatorTests.best.contains(where: words.contains)
                {
                    continue
                }
                phrased.append(id)
                let phrase = IndicatorTests.phrases[id]
                #expect(phrase.map(quote.contains) ?? false, "\(id): \(column) \(text) in '\(quote)'")
            }
        }
        #expect(Set(phrased) == Set(IndicatorTests.phrases.keys))
    }

    @Test("each unit and each attributed party has one spelling")
    func spellings() throws {
        let register = try #require(try publishedTables.get().register(.indicators))
        for column in ["topic", "area", "unit", "attributed_to"] {
            let spellings = register.values(column)
            func key(_ text: String) -> String {
                var key = text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" }
                if key.hasPrefix("the") { key.removeFirst(3) }
                return key.hasSuffix("s") ? String(key.dropLast()) : key
            }
            let alike = Dictionary(grouping: spellings, by: key).values.filter { $0.count > 1 }
            #expect(alike.isEmpty, "\(column): \(alike)")
            for text in spellings { #expect(text.first != " " && text.last != " " && !text.contains("  "), "\(text)") }
        }
        // Other names of areas and parties that the register has under one name.
        for name in ["White House", "United Nations", "Statcan", "USA-EU", "EU"] {
            #expect(
                !register.values("attributed_to").contains(name) && !register.values("area").contains(name), "\(name)")
        }
        #expect(!register.values("unit").contains("trucks"))
    }

    private func records() throws -> [(id: String, text: (String) -> String)] {
        let register = try #require(try publishedTables.get().register(.indicators))
        return (0..<register.count).map { row in (register.text(row, "id"), { register.text(row, $0) }) }
    }

    @Test("a trend has words and no figure")
    func trends() throws {
        let trends = try records().filter { $0.text("unit") == "trend" }
        #expect(trends.count == 213)
        for (id, text) in trends {
            #expect(text("value").isEmpty && text("low").isEmpty && text("high").isEmpty, "\(id)")
            #expect(!text("qualifier").isEmpty, "\(id)")
        }
    }

    @Test("figures of goods and services are not trade in goods, and high-technology exports have another topic")
    func topics() throws {
        for (id, text) in try records() {
            let (measure, topic) = (text("measure").lowercased(), text("topic"))
            if measure.contains("goods and services") { #expect(topic != "trade-goods", "\(id)") }
            if measure.contains("high-technology") { #expect(topic == "high-technology", "\(id)") }
            if topic == "trade-goods" { #expect(!measure.contains("services"), "\(id)") }
        }
    }

    @Test("the half year to June has one code, and a share of a quarter has the quarter as its period")
    func periods() throws {
        for (id, text) in try records() { #expect(!text("period").contains("H1"), "\(id)") }
        let text = try #require(try records().first { $0.id == "nap-2025-i138" }).text
        #expect(text("period") == "2025-Q2" && !text("note").isEmpty)
    }

    @Test(
        "a statement such as \"among the top five\" or \"not in the top ten\" is a bound and not a rank"
    )
    func bounds() throws {
        for (id, text) in try records() where text("unit") == "rank" {
            let hedge = text("qualifier")
            if hedge.contains("among the top") { #expect(text("value").isEmpty, "\(id)") }
            if hedge.hasPrefix("not ") { #expect(text("value").isEmpty && text("high").isEmpty, "\(id)") }
        }
    }

    @Test("a figure with a wrong printed unit or sign has a note")
    func warnings() throws {
        let warned = Dictionary(uniqueKeysWithValues: try records().map { ($0.id, $0.text("note")) })
        for id in ["nap-2025-i194", "eclac-2024-i170", "eclac-2024-i056", "eclac-2024-i137", "eclac-2024-i279"] {
            #expect(warned[id]?.isEmpty == false, "\(id)")
        }
        #expect(
            try records().first { $0.id == "eclac-2024-i401" }?.text("measure").contains("chose not to return") == true)
    }
}
