// Counts and durations of labor cases.

import Arithmetic
import Analytics
import Dataset
import Formats

struct LaborSummary {
    let cases: [LaborRecord]
    /// Nil for the status at the time of the report.
    let asOf: CalendarDate?

    static let asOf = Parameter(
        optional: "as_of", .date, "Counts as open the cases that were requested and not yet concluded on this date.",
        defaultText: "as of the report")

    private func isOpen(_ labor: LaborRecord) -> Bool {
        guard let asOf else { return labor.item.isOpen }
        guard let requested = labor.item.requested, requested <= asOf else { return false }
        guard !labor.item.isOpen else { return true }
        return labor.lastDate.map { asOf < $0 } ?? false
    }

    private func grouped(_ key: (LaborCase) -> String) -> [(name: String, cases: [LaborRecord])] {
        cases.map { key($0.item) }.distinct.map { name in (name, cases.filter { key($0.item) == name }) }
    }

    private func counts(_ key: (LaborCase) -> String) -> [(name: String, value: Int)] {
        grouped(key).map { ($0.name, $0.cases.count) }
    }

    private func durations(_ key: (LaborCase) -> String) -> [(name: String, value: Durations?)] {
        grouped(key).map { ($0.name, LaborSummary.durations($0.cases)) }
    }

    /// Nil if no case has a date of request and a date of resolution.
    private static func durations(_ cases: [LaborRecord]) -> Durations? {
        Durations(cases.compactMap(\.item.daysToResolution))
    }

    static let fields: [Column<LaborSummary>] = [
        Column("cases", "The number of cases that match the filters.") { $0.cases.count },
        Column("invoked", "The number of cases in which a government invoked the mechanism.") { summary in
            summary.cases.count { !$0.item.invokedBy.isEmpty }
        },
        Column("open", "The number of open cases.") { summary in summary.cases.count(where: summary.isOpen) },
        Column("as_of", "The date for which cases are counted as open.") { $0.asOf?.description ?? "as of the report" },
        Column("by_sector", map: count, "Cases by sector.") { summary, _ in summary.counts(\.sector) },
        Column("by_state", map: count, "Cases by state.") { summary, _ in summary.counts(\.state) },
        Column("by_invoker", map: count, "Cases by the country that invoked the mechanism.") { summary, _ in
            summary.counts { $0.invokedBy.isEmpty ? "none" : $0.invokedBy }
        },
        Column("by_outcome", map: count, "Cases by outcome.") { summary, _ in summary.counts(\.outcome) },
        Column("by_status", map: count, "Cases by status.") { summary, _ in
            summary.counts { $0.isOpen ? "open" : "closed" }
        },
        Column(
            "days_to_resolution", optionalObject: durationColumns, "Days from request to resolution, over all cases."
        ) { summary, _ in durations(summary.cases) },
        Column("days_to_resolution_by_sector", map: duration, "Days from request to resolution, by sector.") {
            summary, _ in summary.durations(\.sector)
        },
        Column("days_to_resolution_by_state", map: duration, "Days from request to resolution, by state.") {
            summary, _ in summary.durations(\.state)
        },
        Column("stated", objects: Column<RegisterRecord>.of(.laborStatements), "The counts that the reports state.") {
            _, request in request.dataset.register(.laborStatements)?.records ?? []
        },
        Column("notes", "Reasons for counts that differ from the stated ones.") { _, request in
            (request.dataset.register(.laborNotes)?.records ?? []).map { $0.text("text") }
        },
    ]

    private static let count = Column<Int>("cases", "The number of cases.") { $0 }

    private static let duration = Column<Durations?>(
        "days", optionalObject: durationColumns, "Days from request to resolution."
    ) { durations, _ in durations }

    private static let durationColumns: [Column<Durations>] = [
        Column("cases", "The number of cases with a date of request and a date of resolution.") { $0.count },
        Column("least", "The shortest duration.") { $0.least },
        Column("median", "The median duration.") { $0.median },
        Column("most", "The longest duration.") { $0.most },
        Column("unit", "`days`.") { _ in "days" },
    ]
}
