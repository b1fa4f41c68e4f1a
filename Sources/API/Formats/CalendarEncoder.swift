// iCalendar, RFC 5545: all-day events from records that have a day. Nothing in it depends on when it was asked for.

import Arithmetic
import Analytics

/// Which columns of a list make an event.
struct CalendarShape: Sendable {
    let name: String
    /// Unique and the same for ever; completed with `@bilateral`.
    let id: String
    let start: String
    /// The last day, which iCalendar counts exclusively.
    let end: String
    let title: String
    /// Columns whose texts describe the event, each after its label.
    let description: [(label: String, column: String)]
    let category: String
    /// The column and value that make an event tentative.
    let tentative: (column: String, value: String)
}

enum CalendarEncoder {
    /// - Parameter stamp: when the data was released, `YYYY-MM-DD`; the events are as known then.
    static func encode(_ page: RecordPage, _ shape: CalendarShape, stamp: String) -> [UInt8] {
        var calendar = ICalendar()
        calendar.line("BEGIN:VCALENDAR")
        calendar.line("VERSION:2.0")
        calendar.line("PRODID:-//bilateral//bilateral//EN")
        calendar.line("CALSCALE:GREGORIAN")
        calendar.line("METHOD:PUBLISH")
        calendar.line("NAME:" + ICalendar.escape(shape.name))
        calendar.line("X-WR-CALNAME:" + ICalendar.escape(shape.name))
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION:P1D")
        for row in page.rows {
            func text(_ name: String) -> String? {
                guard let index = page.columns.firstIndex(where: { $0.name == name }),
                    case .string(let text) = row[index]
                else { return nil }
                return text
            }
            guard let id = text(shape.id), let first = text(shape.start).flatMap({ CalendarDate($0) }) else { continue }
            let last = text(shape.end).flatMap { CalendarDate($0) } ?? first
            calendar.line("BEGIN:VEVENT")
            calendar.line("UID:" + ICalendar.escape(id) + "@bilateral")
            calendar.line("DTSTAMP:" + stamp.filter { $0 != "-" } + "T000000Z")
            calendar.line("DTSTART;VALUE=DATE:" + compact(first))
            calendar.line("DTEND;VALUE=DATE:" + compact(CalendarDate(daysSinceEpoch: last.daysSinceEpoch + 1)))
            calendar.line("SUMMARY:" + ICalendar.escape(text(shape.title) ?? id))
            let description = shape.description.compactMap { label, column in
                text(column).flatMap { $0.isEmpty ? nil : label.isEmpty ? $0 : "\(label): \($0)" }
            }
            if !description.isEmpty {
                calendar.line("DESCRIPTION:" + ICalendar.escape(description.joined(separator: "\n")))
            }
            if let category = text(shape.category) { calendar.line("CATEGORIES:" + ICalendar.escape(category)) }
            calendar.line(
                "STATUS:" + (text(shape.tentative.column) == shape.tentative.value ? "TENTATIVE" : "CONFIRMED"))
            // It is nobody's busy time.
            calendar.line("TRANSP:TRANSPARENT")
            calendar.line("END:VEVENT")
        }
        calendar.line("END:VCALENDAR")
        return calendar.bytes
    }

    private static func compact(_ date: CalendarDate) -> String { date.description.filter { $0 != "-" } }
}

/// Content lines, RFC 5545 section 3.1.
struct ICalendar {
    private(set) var bytes: [UInt8] = []

    /// One content line, folded so that no line is longer than 75 octets, and never inside a character.
    mutating func line(_ text: String) {
        var room = 75
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if width > room {
                bytes.append("\r\n " as StaticString)
                room = 74
            }
            bytes.append(contentsOf: String(scalar).utf8)
            room -= width
        }
        bytes.append("\r\n" as StaticString)
    }

    /// A TEXT value, section 3.3.11; control characters, which it cannot hold, become spaces.
    static func escape(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped.append(contentsOf: ["\\", scalar])
            case "\n": escaped.append(contentsOf: ["\\", "n"])
            default: escaped.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
            }
        }
        return String(escaped)
    }
}
