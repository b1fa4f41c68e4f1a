// The joint reviews of the USMCA under Article 34.7.

import Arithmetic
import Analytics
import Formats
import HTTP

enum ReviewEndpoints {
    static let all = [
        Endpoint(
            "/v1/usmca/reviews",
            "The schedule of the joint reviews of the USMCA: facts, statute and scenario, each date with its basis.",
            parameters: [asOf, scenario, extensions, withdrawals, basis, through],
            columns: columns, meta: meta, freshness: .day,
            chart: Chart(
                "Joint reviews of the USMCA",
                .spans(
                    Chart.Spans(
                        label: "title", from: "date", to: "last_date", note: "date",
                        tentative: (field: "certainty", value: "assumption", text: "day assumed")))),
            calendar: calendar, problems: ["impossible-scenario", "absent-register"], example: "as_of=2026-11-21"
        ) { request throws(Problem) in
            let schedule = try schedule(request)
            // `scenario`, the source of computed dates, is not in the code list, so `meta` does not cite it.
            let list = RecordList(
                schedule.events, sources: schedule.events.map(\.source).distinct,
                emptyReason: { "The schedule up to \(schedule.through) has no events." })
            return (list, schedule)
        }
    ]

    // MARK: parameters

    private static let asOf = Parameter(
        optional: "as_of", .date, "The reference date.", defaultText: "today, UTC")
    private static let scenario = Parameter(
        "scenario", .words(ReviewScenarioKind.allCases),
        "The assumption: as reported, as the reports were published, or as given by `extend` and `withdraw`.",
        default: .reported, ReviewScenarioKind.reported.rawValue)
    private static let extensions = Parameter(
        list: "extend", .date, "Dates on which all parties confirm another 16 years.", keepsRepeated: true)
    private static let withdrawals = Parameter(
        list: "withdraw", .withdrawal, "Parties with the dates of their notices, `MEX:2027-01-01`.",
        keepsRepeated: true)
    private static let basis = Parameter(
        "basis", .words(ReviewBasis.allCases), "The date from which an extended term is counted.",
        default: .confirmation, ReviewBasis.confirmation.rawValue)
    private static let through = Parameter(
        optional: "through", .lastDay, "The last date of the schedule, at most 2200-12-31; a year is its last day.")

    private static func schedule(_ request: Request) throws(Problem) -> ReviewSchedule {
        let scenario = ReviewScenario(
            kind: request[scenario], extensions: request[extensions], withdrawals: request[withdrawals],
            basis: request[basis], through: request[through], asOf: request[asOf] ?? request.today)
        let facts = try request.reviewFacts()
        do throws(ReviewScenarioError) {
            return try ReviewSchedule(scenario, facts)
        } catch {
            throw Problem(
                .unprocessableContent, kind: "impossible-scenario", title: "Impossible scenario",
                detail: error.description, parameter: parameter(error.part).name)
        }
    }

    /// The parameter of a part of a scenario.
    private static func parameter(_ part: ReviewScenarioError.Part) -> ParameterDeclaration {
        switch part {
        case .kind: scenario
        case .extensions: extensions
        case .withdrawals: withdrawals
        case .through: through
        case .asOf: asOf
        }
    }

    // MARK: columns and charts

    private static let columns: [Column<ReviewEvent>] = [
        Column("id", "Kind and date; the same on every day.") { $0.id },
        Column(
            field: Field(
                "date", .date, "The date, or the first of several; the month, `2026-03`, if the day is unknown.")
        ) { event in .string(event.printedDate) },
        Column("last_date", "The last date of an event of several days, or known to the week.") {
            $0.precision == .month ? nil : $0.lastDate
        },
        Column("date_precision", "day, week, or month.") { $0.precision.rawValue },
        Column("kind", "The kind of event.") { $0.kind.rawValue },
        Column("title", "The event.") { $0.title },
        Column("provision", "The article or statute that governs it.") { $0.provision?.nonEmpty },
        Column("certainty", "The certainty of the date: text, statute, reported, or assumption.") {
            $0.certainty.rawValue
        },
        Column("source", "The id of the source of the date, or `scenario`.") { $0.source },
        Column("note", "The reason for the date.") { $0.note },
        Column("days_from_as_of", "The number of days from the reference date; negative for the past.") {
            $0.daysFromAsOf
        },
    ]

    private static let meta: [Column<ReviewSchedule>] = [
        Column("as_of", "The reference date.") { $0.asOf },
        Column("scenario", "The assumption.") { $0.kind.rawValue },
        Column("counterfactual", "Whether the scenario contradicts reported facts.") { $0.isCounterfactual },
        Column("basis", "The date from which an extended term is counted.") { $0.basis.rawValue },
        Column("through", "The last date of the schedule.") { $0.through },
        Column("status", "The status of the agreement on the reference date.") { $0.status.rawValue },
        Column("status_text", "The status as a sentence.") { $0.statusText },
        Column("in_force_since", "The date of the agreement's entry into force.") { $0.inForceSince },
        Column("term_end", "The end of the current term.") { $0.termEnd },
        Column("agreement_end", "The end of the agreement in the scenario.") { $0.agreementEnd },
        Column("parties", "Codes of the parties on the reference date.") { $0.parties.map(\.rawValue) },
        Column("next_event", optionalObject: nextColumns, "The next event.") { schedule, _ in schedule.nextEvent },
        Column("next_review", optionalObject: nextColumns, "The next joint review.") { schedule, _ in
            schedule.nextReview
        },
        Column("assumptions", "The assumptions of the schedule.") { $0.assumptions },
        Column(
            "statements",
            objects: [
                Column<ReviewStatement>("source", "The origin of the statement.") { $0.source },
                Column<ReviewStatement>("quote", "The statement, verbatim.") { $0.quote },
            ], "Statements of the parties."
        ) { schedule, _ in schedule.statements },
    ]

    private static let nextColumns: [Column<ReviewEvent>] = [
        Column("id", "Kind and date.") { $0.id },
        Column("date", "The date; the month if the day is unknown.") { $0.printedDate },
        Column("date_precision", "day, week, or month.") { $0.precision.rawValue },
        Column("title", "The event.") { $0.title },
        Column("certainty", "The certainty of the date.") { $0.certainty.rawValue },
        Column("days_left", "The number of days from the reference date.") { $0.daysFromAsOf },
    ]

    private static let calendar = CalendarEvents(
        name: "USMCA joint reviews", id: "id", start: "date", end: "last_date", title: "title",
        description: [
            ("", "note"), ("Provision", "provision"), ("Certainty", "certainty"),
            ("Date known to the", "date_precision"), ("Source", "source"),
        ],
        category: "kind", tentative: (field: "certainty", value: "assumption"))
}

extension ReviewEvent {
    /// The date with its known precision: `2026-07-01`, or `2026-03`.
    fileprivate var printedDate: String { String(date.description.prefix(precision == .month ? 7 : 10)) }
}
