// iCalendar, RFC 5545: all-day events. The output depends on the records only, not on the time of the request.

import Arithmetic
import HTTP

public enum CalendarEncoder {
    /// - Parameter stamp: the release date of the data, `YYYY-MM-DD`, for DTSTAMP.
    public static func encode(_ page: RecordPage, _ events: CalendarEvents, stamp: String) -> [UInt8] {
        var calendar = ICalendar()
        calendar.line("BEGIN:VCALENDAR")
        calendar.line("VERSION:2.0")
        calendar.line("PRODID:-//bilateral//bilateral//EN")
        calendar.line("CALSCALE:GREGORIAN")
        calendar.line("METHOD:PUBLISH")
        calendar.line("NAME:" + ICalendar.escape(events.name))
        calendar.line("X-WR-CALNAME:" + ICalendar.escape(events.name))
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION:P1D")
        for row in page.singleValues {
            func text(_ name: String) -> String? {
                guard let index = page.index(name), case .string(let text) = row[index] else { return nil }
                return text
            }
            guard let id = text(events.id), let days = text(events.start).flatMap({ DateText.days($0) }) else {
                continue
            }
            let first = days.lowerBound
            let last = text(events.end).flatMap { CalendarDate($0) } ?? days.upperBound
            calendar.line("BEGIN:VEVENT")
            calendar.line("UID:" + ICalendar.escape(id) + "@bilateral")
            calendar.line("DTSTAMP:" + stamp.filter { $0 != "-" } + "T000000Z")
            calendar.line("DTSTART;VALUE=DATE:" + compact(first))
            // DTEND is exclusive.
            calendar.line("DTEND;VALUE=DATE:" + compact(last.adding(days: 1)))
            calendar.line("SUMMARY:" + ICalendar.escape(text(events.title) ?? id))
            let description = events.description.compactMap { label, field in
                text(field)?.nonEmpty.map { label.isEmpty ? $0 : "\(label): \($0)" }
            }
            if !description.isEmpty {
                calendar.line("DESCRIPTION:" + ICalendar.escape(description.joined(separator: "\n")))
            }
            if let category = text(events.category) { calendar.line("CATEGORIES:" + ICalendar.escape(category)) }
            calendar.line(
                "STATUS:" + (text(events.tentative.field) == events.tentative.value ? "TENTATIVE" : "CONFIRMED"))
            // TRANSPARENT: the event does not block time in a reader's calendar.
            calendar.line("TRANSP:TRANSPARENT")
            calendar.line("END:VEVENT")
        }
        calendar.line("END:VCALENDAR")
        return calendar.bytes
    }

    private static func compact(_ date: CalendarDate) -> String { date.description.filter { $0 != "-" } }
}
