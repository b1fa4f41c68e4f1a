// Dates in the texts of records, known to the day or to the month.

import Arithmetic

enum DateText {
    /// The days of `2026-07-01` or `2026-03`; nil for any other text.
    static func days(_ text: String) -> ClosedRange<CalendarDate>? {
        if let day = CalendarDate(text) { return day...day }
        guard let first = CalendarDate(text + "-01") else { return nil }
        return first...first.adding(months: 1).adding(days: -1)
    }
}
