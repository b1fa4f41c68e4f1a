// Cases of the Rapid Response Labor Mechanism.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum LaborEndpoints {
    static let all = [list, summary, single]

    private static let list = Endpoint(
        "/v1/usmca/labor-cases", "Cases of the Rapid Response Labor Mechanism.", parameters: parameters,
        columns: Column.list(
            LaborRecord.columns,
            [
                Column("events", "The number of events that the report gives.") { $0.events.count },
                .passage { $0.record.match },
            ]),
        chart: Chart(
            "Cases of the Rapid Response Labor Mechanism, from request to resolution",
            .spans(
                Chart.Spans(
                    label: "facility", from: "requested", to: "resolved", note: "days_to_resolution", unit: "days",
                    otherwise: "outcome", open: (field: "status", value: "open"))),
            constants: ["state", "sector"]), problems: ["absent-register"],
        related: ["/v1/events"]
    ) { request throws(Problem) in
        let records = try matching(request)
        return RecordList(
            records, sources: records.map { $0.record.text("source") }.distinct,
            emptyReason: { "No case matches the filters." })
    }

    private static let summary = Endpoint(
        "/v1/usmca/labor-cases/summary",
        "Counts of cases by sector, state, invoker, outcome and status, their durations, and the counts that the reports state.",
        parameters: parameters + [LaborSummary.asOf], fields: LaborSummary.fields,
        problems: ["absent-register"]
    ) { request throws(Problem) in LaborSummary(cases: try matching(request), asOf: request[LaborSummary.asOf]) }

    private static let single = Endpoint(
        "/v1/usmca/labor-cases/{id}", "A case with all its events.", parameters: [id],
        fields: Column.list(
            LaborRecord.columns,
            [
                Column("days_to_remediation", "Days from the request to a course of remediation.") {
                    $0.item.daysToRemediation
                },
                Column(
                    "events", objects: Column<RegisterRecord>.of(.laborEvents),
                    "The events that the report gives, in order."
                ) {
                    record, _ in record.events
                },
                Column(
                    "clocks", objects: AppliedClock.columns,
                    "Time limits of the mechanism; none for a case without request."
                ) {
                    record, request in AppliedClock.all(record.item, request.dataset)
                },
            ]), problems: ["absent-register"]
    ) { request throws(Problem) in
        let record = request[id]
        guard let found = try request.laborRecords().first(where: { $0.record.row == record.row }) else {
            throw Problem(
                .notFound, kind: "not-found", title: "Not Found",
                detail: "The case '\(record.text("id"))' has no events.", parameter: "id")
        }
        return found
    }

    private static let id = Parameter(
        path: "id", .record(of: .laborCases), "The id of a case, such as `gm-silao`.")

    private static let filters = ["sector", "state", "status", "invoked_by", "outcome"].map {
        RegisterFilter(.laborCases, $0)
    }
    private static let year = Parameter(
        list: "year", .years, "Years of the request for review, or of the first event of a case without request.")
    private static let parameters: [ParameterDeclaration] = filters.map(\.parameter) + [year, .search]

    private static func matching(_ request: Request) throws(Problem) -> [LaborRecord] {
        let years = request[year]
        var records = try request.laborRecords()
        if request.gives(.search) {
            records = try request.records(.laborCase).compactMap { found in
                var labor = records.first { $0.record.row == found.row }
                labor?.record = found
                return labor
            }
        }
        return records.filter { labor in
            filters.allSatisfy { $0.passes(labor.record, request) }
                && (years.isEmpty || labor.firstYear.map { year in years.contains { $0.contains(year) } } ?? false)
        }
    }
}

/// A case with its records in the registers.
struct LaborRecord {
    let item: LaborCase
    var record: RegisterRecord
    let events: [RegisterRecord]

    /// The year of the request, or of the first event.
    var firstYear: Int? {
        item.requested?.year ?? events.compactMap { Int($0.text("date").prefix(4)) }.min()
    }

    /// The date of the last event with a full date.
    var lastDate: CalendarDate? { events.compactMap { CalendarDate($0.text("date")) }.max() }

    static let columns: [Column<LaborRecord>] = Column.list(
        Column<RegisterRecord>.of(.laborCases).map { $0.of { $0.record } },
        [
            Column("requested", "The date on which a government requested the review or submitted the claim.") {
                $0.item.requested
            },
            Column("resolved", "The date on which the resolution was announced.") { $0.item.resolved },
            Column("days_to_resolution", "The number of days from request to resolution.") { $0.item.daysToResolution },
        ])
}

/// A time limit of the mechanism, applied to one case.
private struct AppliedClock {
    let clock: LaborClock
    let state: LaborClock.State

    /// The time limits that apply to a case.
    static func all(_ item: LaborCase, _ dataset: Dataset) -> [AppliedClock] {
        LaborClock.all(dataset).compactMap { clock in
            clock.state(of: item).map { AppliedClock(clock: clock, state: $0) }
        }
    }

    private var note: String {
        let until = clock.until.joined(separator: ", ")
        let counted =
            state.firstOutcome == nil
            ? "The report gives no date for: \(until)." : "`first_outcome` is the first of: \(until)."
        return clock.note.isEmpty ? counted : clock.note + " " + counted
    }

    static let columns: [Column<AppliedClock>] = [
        Column("limit", "The required decision and its time limit.") { $0.clock.limit },
        Column("provision", "The statute.") { $0.clock.provision },
        Column("due", "The last day.") { $0.state.due },
        Column("first_outcome", "The date of the first outcome.") { $0.state.firstOutcome },
        Column("days", "The number of days from the start of the limit to `first_outcome`.") { $0.state.days },
        Column("met", "Whether the outcome was within the limit; null if the dates do not decide it.") {
            $0.state.isMet
        },
        Column("note", "A remark, and the milestones of `first_outcome`.") { $0.note },
    ]
}
