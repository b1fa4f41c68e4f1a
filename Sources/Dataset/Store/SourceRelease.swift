// Releases of figures, in the order of their dates.

import Arithmetic

/// The publication of a set of figures: a report, or one edition of a statistical series.
public struct SourceRelease: Sendable, Equatable {
    /// The id of the source.
    public let source: String
    /// The day of the release; if the source gives only a month or a year, its last day.
    public let date: CalendarDate?

    init(source: String, published: String) {
        self.source = source
        date = SourceRelease.lastDay(published)
    }

    /// The releases of all sources in the order of their dates; those without a date first, then in the order of the sources.
    static func all(_ sources: [Source]) -> [SourceRelease] {
        let releases = sources.map { SourceRelease(source: $0.id, published: $0.published) }
        return releases.enumerated().sorted { left, right in
            (left.element.date ?? .first, left.offset) < (right.element.date ?? .first, right.offset)
        }.map(\.element)
    }

    /// `2024-03-08`, or the last day of `2024-03` or `2024`.
    private static func lastDay(_ text: String) -> CalendarDate? {
        switch text.utf8.count {
        case 4: CalendarDate(text + "-12-31")
        case 7: ["31", "30", "29", "28"].lazy.compactMap { CalendarDate("\(text)-\($0)") }.first
        default: CalendarDate(text)
        }
    }
}
