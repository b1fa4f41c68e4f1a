// Charts and calendars.

import Testing

@testable import Formats

@Suite("Charts and calendars")
struct DrawingTests {
    @Test(
        "ticks are round, cover every value, and include zero",
        arguments: [[10.6, -0.9], [0.0004], [-5, -7], [807_672, 161_382], [0], [], [1, 2, 3]] as [[Double]])
    func ticks(values: [Double]) {
        let scale = Scale(values, to: 0...100, count: 6)
        #expect(scale.ticks.contains(0) && scale.ticks.count >= 2 && scale.ticks.count <= 10)
        for value in values { #expect((0.0...100).contains(scale.position(value))) }
        #expect(Set(scale.ticks.map(scale.label)).count == scale.ticks.count)
    }

    @Test("grouping changes no digit")
    func digits() {
        for (digits, text) in ["0": "0", "-161382": "−161,382", "1234567.1234": "1,234,567.1234", "123": "123"] {
            #expect(ChartData.grouped(digits) == text)
        }
    }

    @Test("lists and objects are not evaluated for drawings")
    func singleValues() {
        let page = RecordPage(
            [Field("period", ""), Field("cells", .list, ""), Field("explain", .object([Field("rule", "")]), "")],
            [[.string("2023"), .array([.string("t01")]), .object([JSON.Member("rule", .string("half-even"))])]])
        #expect(page.singleValues == [[.string("2023"), .null, .null]])
    }

    @Test("a change of basis within a line is marked and described, and a ninth line is not drawn")
    func lines() throws {
        func chart(_ rows: [[JSON]]) -> String {
            let page = RecordPage(
                [Field("period", ""), Field("value", .integer, ""), Field("partner", ""), Field("basis", "")], rows)
            let shape = Chart.Shape.lines(over: "period", value: "value", by: "partner", basis: "basis")
            return String(decoding: ChartEncoder.encode(page, Chart("Title", shape), sources: []), as: UTF8.self)
        }
        let rows: [[JSON]] = [("2022", 5, "bea"), ("2023", 7, "census"), ("2024", 8, "census")].map {
            [.string($0.0), .integer($0.1), .string("Mexico"), .string($0.2)]
        }
        let changed = chart(rows)
        #expect(changed.contains("Mexico: 2022 5; 2023 7 (basis census after bea); 2024 8."))
        #expect(changed.split(separator: "<path class=\"w\"").count == 2)
        #expect(changed.contains("the basis of the series changes"))
        #expect(!chart(Array(rows.dropFirst())).contains("the basis of the series changes"))
        let many = (0..<9).map { [JSON.string("2023"), .integer($0), .string("partner \($0)"), .string("bea")] }
        #expect(chart(many).contains("1 more not drawn; select fewer"))
        #expect(chart([]).contains("There are no figures") || chart([]).contains("No records match"))
    }

    @Test("an event known to the month is from the first to the last day of the month")
    func month() {
        let page = RecordPage(
            ["id", "date", "last", "title"].map { Field($0, "") },
            [
                [.string("x"), .string("2028-02"), .null, .string("y")]
            ])
        let events = CalendarEvents(
            name: "n", id: "id", start: "date", end: "last", title: "title", description: [], category: "none",
            tentative: (field: "none", value: "none"))
        let text = String(decoding: CalendarEncoder.encode(page, events, stamp: "2026-01-02"), as: UTF8.self)
        #expect(text.contains("DTSTART;VALUE=DATE:20280201\r\nDTEND;VALUE=DATE:20280301\r\n"))
    }

    @Test("calendar lines end in CRLF and are folded at 75 octets, never inside a character")
    func folding() {
        var calendar = ICalendar()
        calendar.line("SUMMARY:" + String(repeating: "é", count: 100))
        let text = String(decoding: calendar.bytes, as: UTF8.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.last == "" && lines.dropLast().allSatisfy { $0.utf8.count <= 75 })
        #expect(!text.contains("\u{fffd}") && text.replacing("\r\n ", with: "").count == 109)
    }

    @Test("calendar text escapes the special characters")
    func escaping() {
        #expect(ICalendar.escape("a,b;c\\d\ne\u{7}") == "a\\,b\\;c\\\\d\\ne ")
    }

    @Test("the last day of an event is inclusive in the records and exclusive in the calendar")
    func lastDay() {
        let page = RecordPage(
            ["id", "date", "last", "title"].map { Field($0, "") },
            [[.string("x"), .string("2027-12-30"), .string("2027-12-31"), .string("y")]])
        let events = CalendarEvents(
            name: "n", id: "id", start: "date", end: "last", title: "title", description: [], category: "none",
            tentative: (field: "none", value: "none"))
        let text = String(decoding: CalendarEncoder.encode(page, events, stamp: "2026-01-02"), as: UTF8.self)
        #expect(text.contains("DTSTART;VALUE=DATE:20271230\r\nDTEND;VALUE=DATE:20280101\r\n"))
        #expect(text.contains("DTSTAMP:20260102T000000Z\r\n"))
    }
}
