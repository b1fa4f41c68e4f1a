// Charts and calendars of lists.
import HTTP
import Testing

@testable import API
@testable import Formats

@Suite("Charts and calendars")
struct DrawingTests {
    @Test(
        "a chart has the same bytes each time, a description in words, and no external reference",
        arguments: [
            "/v1/rankings/tdr?year=2023&format=svg", "/v1/partners/MEX/balance?format=svg",
            "/v1/balances?format=svg", "/v1/partners/MEX/balance?fields=balance&format=svg",
            "/v1/usmca/labor-cases?format=svg", "/v1/usmca/reviews?as_of=2026-11-21&format=svg",
        ])
    func charts(target: String) throws {
        let chart = try client.text(target)
        #expect(try client.text(target) == chart)
        #expect(chart.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\""))
        #expect(chart.contains("<title id=\"t\">") && chart.contains("<desc id=\"d\">"))
        #expect(chart.contains("@media(prefers-color-scheme:dark)"))
        for word in ["<script", "href", "url(", "@import", "@font-face"] { #expect(!chart.contains(word)) }
        #expect(chart.components("http").count == 2)
    }

    @Test("a chart draws the series that fields names")
    func series() throws {
        let chart = try client.text("/v1/partners/MEX/balance?type=goods&year=2023&fields=imports&format=svg")
        #expect(chart.contains("imports, 2023: 300") && !chart.contains("exports, 2023"))
    }

    @Test("the text of a span has its first and last day or marks it as open; a record without days has its note")
    func spans() throws {
        let cases = try client.text("/v1/usmca/labor-cases?format=svg")
        for words in [
            "Alpha facility: 2023-01-01 to 2023-04-11, 100 days;",
            "Beta facility: since 2024-01-01, pending;",
            "Delta facility: resolved without request;",
            "Gamma mine: 2023-06-16, panel no jurisdiction.",
        ] {
            #expect(cases.contains(words), "\(words)")
        }
        let reviews = try client.text("/v1/usmca/reviews?as_of=2026-11-21&format=svg")
        #expect(reviews.contains("Annual joint review of the agreement: 2027-07-01, day assumed;"))
        #expect(reviews.contains("The agreement enters into force: 2020-07-01;"))
        #expect(
            try client.text("/v1/usmca/labor-cases?q=nowhere&format=svg").contains("No case matches the filters.")
        )
    }

    @Test("a comparison is one chart with one scale, one time axis and a line for each partner")
    func oneChart() throws {
        let chart = try client.text("/v1/compare?metric=balance&partner=MEX,CAN,CHN&format=svg")
        #expect(chart.components("<path class=\"l l").count == 4)
        for name in ["Mexico", "Canada", "China"] { #expect(chart.components(">\(name)</text>").count == 2) }
        #expect(chart.components(">2023</text>").count == 2)
    }

    @Test("a title fits the width of its chart")
    func titles() throws {
        #expect(try client.text("/v1/groups/USMCA/balance?format=svg").contains("<text x=\"16\" y=\"28\" class=\"b\">"))
        #expect(try client.text("/v1/rankings/tdr?format=svg").contains("<text x=\"16\" y=\"28\" class=\"t\">"))
    }

    @Test("the calendar of reviews does not change from one day to the next, and the last day is counted exclusively")
    func calendar() throws {
        let first = try client.text("/v1/usmca/reviews?as_of=2026-11-21&format=ics")
        #expect(try client.text("/v1/usmca/reviews?as_of=2026-11-22&format=ics") == first)
        #expect(first.contains("UID:joint-review-2026-07-01@bilateral\r\n"))
        #expect(first.contains("DTSTART;VALUE=DATE:20260701\r\nDTEND;VALUE=DATE:20260702\r\n"))
    }
}

extension String {
    func components(_ separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
