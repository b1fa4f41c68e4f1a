// Spans of days, one row per record: a schedule, or the durations of cases.

import Arithmetic

enum SpansChart {
    private struct Span {
        let label: String
        let note: String
        let days: ClosedRange<Int>?
        let isOpen: Bool
        let isTentative: Bool
    }

    private static let step = 24.0

    static func encode(_ data: ChartData, _ shape: Chart.Spans) -> [UInt8] {
        let spans = read(data, shape)
        let days = spans.compactMap(\.days)
        guard let first = days.map(\.lowerBound).min(), let last = days.map(\.upperBound).max() else {
            return data.empty()
        }
        let years = CalendarDate(daysSinceEpoch: first).year...CalendarDate(daysSinceEpoch: last).year + 1
        let top = 60.0
        let bottom = top + step * Double(spans.count)
        let start = Double(newYear(years.lowerBound))
        let length = Double(newYear(years.upperBound)) - start
        let noteWidths = spans.map { SVGWriter.width(of: $0.note) * 1.1 }
        var (left, right) = (
            min(440, (spans.map { SVGWriter.width(of: $0.label) }.max() ?? 0) + 40), SVGWriter.width - 16
        )
        func x(_ day: Int) -> Double { left + (Double(day) - start) / length * (right - left) }
        // A single day is drawn 5 pixels wide, to be visible.
        func ends(_ span: Span, _ days: ClosedRange<Int>) -> (from: Double, to: Double) {
            (x(days.lowerBound), span.isOpen ? right : max(x(days.lowerBound) + 5, x(days.upperBound)))
        }
        func fits(_ noteWidth: Double, after end: Double) -> Bool { end + 16 + noteWidth <= SVGWriter.width }
        let needsMargin = zip(spans, noteWidths).contains { span, noteWidth in
            guard let days = span.days else { return false }
            let (from, to) = ends(span, days)
            return !fits(noteWidth, after: to) && from - 6 - noteWidth < left
        }
        // Where a note fits on neither side of its span, labels are shorter and a margin on the right holds all notes.
        if needsMargin { (left, right) = (min(300, left), right - (noteWidths.max() ?? 0)) }

        var svg = SVGWriter(height: bottom + 54, title: data.title, description: description(data, spans))
        svg.title(data.title)
        for year in years where year.isMultiple(of: every(years)) {
            svg.line(x(newYear(year)), top - 6, x(newYear(year)), bottom, "g")
            svg.text(String(year), x: min(x(newYear(year)), right - 12), y: bottom + 16, "s m")
        }
        for (index, span) in spans.enumerated() {
            let y = top + step * Double(index)
            svg.text(SVGWriter.shortened(span.label, to: left - 30), x: left - 10, y: y + 15, "e")
            guard let days = span.days else {
                svg.text(span.note, x: left, y: y + 15, "s")
                continue
            }
            let color = span.isOpen ? "f1" : span.isTentative ? "f3" : "f0"
            let (from, to) = ends(span, days)
            svg.bar(
                x: from, y: y + 4, width: to - from, height: step - 10, color, "\(span.label): \(span.note)")
            let isAfter = fits(noteWidths[index], after: to)
            svg.text(span.note, x: isAfter ? to + 6 : from - 6, y: y + 15, isAfter ? "" : "e")
        }
        svg.text(data.sourceText, x: 16, y: bottom + 42, "s")
        return svg.finished()
    }

    private static func read(_ data: ChartData, _ shape: Chart.Spans) -> [Span] {
        data.rows.map { row in
            func text(_ field: String?) -> String { field.flatMap(data.index).map { ChartData.text(row[$0]) } ?? "" }
            let note = text(shape.note)
            let isTentative = shape.tentative.map { text($0.field) == $0.value } ?? false
            let from = DateText.days(text(shape.from))
            let (first, last) = (from?.lowerBound, CalendarDate(text(shape.to)) ?? from?.upperBound)
            return Span(
                label: text(shape.label),
                note: note.isEmpty
                    ? text(shape.otherwise).replacing("-", with: " ")
                    : note + (shape.unit.isEmpty ? "" : " " + shape.unit)
                        + (isTentative ? ", " + (shape.tentative?.text ?? "") : ""),
                days: first.flatMap { first in
                    last.map { first.daysSinceEpoch...max(first.daysSinceEpoch, $0.daysSinceEpoch) }
                },
                isOpen: text(shape.to).isEmpty && shape.open.map { text($0.field) == $0.value } ?? false,
                isTentative: isTentative)
        }
    }

    private static func newYear(_ year: Int) -> Int { CalendarDate(year: year, month: 1, day: 1)?.daysSinceEpoch ?? 0 }

    /// The number of years between two labels.
    private static func every(_ years: ClosedRange<Int>) -> Int {
        [1, 2, 5, 10, 20].first { years.count / $0 <= 9 } ?? 50
    }

    private static func description(_ data: ChartData, _ spans: [Span]) -> String {
        let records = spans.map { span in
            guard let days = span.days else { return "\(span.label): \(span.note)" }
            let ends = days.count == 1 && !span.isOpen ? [days.lowerBound] : [days.lowerBound, days.upperBound]
            let text = ends.map { CalendarDate(daysSinceEpoch: $0).description }
            let when = span.isOpen ? "since \(text[0])" : text.joined(separator: " to ")
            // If the note starts with the first day, only the rest of the note is added.
            let rest = span.note.hasPrefix(text[0]) ? span.note.dropFirst(text[0].count) : ", " + span.note[...]
            return "\(span.label): \(when)\(rest)"
        }
        return "Chart of \(spans.count) spans of days. " + records.joined(separator: "; ") + ". "
            + data.sourceText
    }
}
