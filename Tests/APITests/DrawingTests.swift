// Charts and calendars: what other programs make of a list.
import HTTP
import Testing

@testable import API

@Suite("Charts and calendars")
struct DrawingTests {
    @Test(
        "a chart is the same bytes each time, says in words what it shows, and refers to nothing outside",
        arguments: [
            "/v1/rankings/tdr?year=2023&format=svg", "/v1/partners/MEX/balance?format=svg",
            "/v1/balances?format=svg", "/v1/partners/MEX/balance?fields=balance&format=svg",
            "/v1/usmca/labor-cases?format=svg", "/v1/usmca/reviews?as_of=2026-11-21&format=svg",
        ])
    func charts(target: String) throws {
        let chart = try Asked.text(target)
        #expect(try Asked.text(target) == chart)
        #expect(chart.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\""))
        #expect(chart.contains("<title id=\"t\">") && chart.contains("<desc id=\"d\">"))
        #expect(chart.contains("@media(prefers-color-scheme:dark)"))
        for word in ["<script", "href", "url(", "@import", "@font-face"] { #expect(!chart.contains(word)) }
        #expect(chart.components("http").count == 2)
    }

    @Test("a chart draws the series that fields names")
    func series() throws {
        let chart = try Asked.text("/v1/partners/MEX/balance?type=goods&year=2023&fields=imports&format=svg")
        #expect(chart.contains("imports, 2023: 484,527") && !chart.contains("exports, 2023"))
    }

    @Test("spans of days say when they begin and end, which are open, and what else is known where there is no day")
    func spans() throws {
        let cases = try Asked.text("/v1/usmca/labor-cases?format=svg")
        for words in [
            "General Motors facility in Silao: 2021-05-12 to 2021-09-22, 133 days;",
            "Tecnos, S.A de C.V: since 2024-06-24, pending;",
            "Saint Gobain facility in Cuautla: resolved without request;",
            "San Martin mine: 2023-06-16, panel no jurisdiction;",
        ] {
            #expect(cases.contains(words), "\(words)")
        }
        let reviews = try Asked.text("/v1/usmca/reviews?as_of=2026-11-21&format=svg")
        #expect(reviews.contains("Annual joint review of the agreement: 2027-07-01, day assumed;"))
        #expect(reviews.contains("The agreement enters into force: 2020-07-01;"))
        #expect(
            try Asked.text("/v1/usmca/labor-cases?q=nowhere&format=svg").contains("No case fits all that is asked for.")
        )
    }

    @Test("what is compared is drawn on one scale")
    func oneScale() throws {
        let chart = try Asked.text("/v1/compare?metric=tdr&partner=MEX,CHN&year=2023&format=svg")
        #expect(chart.components(">2.0</text>").count == 3)
    }

    @Test("a title fits the width of its chart")
    func titles() throws {
        #expect(try Asked.text("/v1/groups/USMCA/balance?format=svg").contains("<text x=\"16\" y=\"28\" class=\"b\">"))
        #expect(try Asked.text("/v1/rankings/tdr?format=svg").contains("<text x=\"16\" y=\"28\" class=\"t\">"))
    }

    @Test(
        "ticks are round, hold every value, and include zero",
        arguments: [[10.6, -0.9], [0.0004], [-5, -7], [807_672, 161_382], [0], [], [1, 2, 3]] as [[Double]])
    func ticks(values: [Double]) {
        let scale = Scale(values, to: 0...100, count: 6)
        #expect(scale.ticks.contains(0) && scale.ticks.count >= 2 && scale.ticks.count <= 10)
        for value in values { #expect((0.0...100).contains(scale.place(value))) }
        #expect(Set(scale.ticks.map(scale.label)).count == scale.ticks.count)
    }

    @Test("digits are grouped for people, without a change to any of them")
    func digits() {
        for (digits, text) in ["0": "0", "-161382": "−161,382", "1234567.1234": "1,234,567.1234", "123": "123"] {
            #expect(Drawing.grouped(digits) == text)
        }
    }

    @Test("calendar lines end in CRLF, are folded at 75 octets, and never inside a character")
    func folding() {
        var calendar = ICalendar()
        calendar.line("SUMMARY:" + String(repeating: "é", count: 100))
        let text = String(decoding: calendar.bytes, as: UTF8.self)
        let lines = text.components("\r\n")
        #expect(lines.last == "" && lines.dropLast().allSatisfy { $0.utf8.count <= 75 })
        #expect(!text.contains("\u{fffd}") && text.replacing("\r\n ", with: "").count == 109)
    }

    @Test("calendar text escapes what the grammar means something by")
    func escaping() {
        #expect(ICalendar.escape("a,b;c\\d\ne\u{7}") == "a\\,b\\;c\\\\d\\ne ")
    }

    @Test("the calendar of reviews does not change from one day to the next, and the last day is counted exclusively")
    func calendar() throws {
        let first = try Asked.text("/v1/usmca/reviews?as_of=2026-11-21&format=ics")
        #expect(try Asked.text("/v1/usmca/reviews?as_of=2026-11-22&format=ics") == first)
        #expect(first.contains("UID:joint-review-2026-07-01@bilateral\r\n"))
        #expect(first.contains("DTSTART;VALUE=DATE:20260701\r\nDTEND;VALUE=DATE:20260702\r\n"))
        let page = RecordPage(
            columns: ["id", "date", "last", "title"].map { Column($0, .string, "") },
            rows: [[.string("x"), .string("2027-12-30"), .string("2027-12-31"), .string("y")]])
        let shape = CalendarShape(
            name: "n", id: "id", start: "date", end: "last", title: "title", description: [], category: "none",
            tentative: (column: "none", value: "none"))
        let event = String(decoding: CalendarEncoder.encode(page, shape, stamp: "2026-01-02"), as: UTF8.self)
        #expect(event.contains("DTSTART;VALUE=DATE:20271230\r\nDTEND;VALUE=DATE:20280101\r\n"))
        #expect(event.contains("DTSTAMP:20260102T000000Z\r\n"))
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
