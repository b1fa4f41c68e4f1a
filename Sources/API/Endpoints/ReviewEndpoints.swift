// The joint reviews of the USMCA under Article 34.7.

import Arithmetic
import Analytics
import HTTP

enum ReviewEndpoints {
    private static let columns = [
        Column("id", .string, "Kind and date; the same from one day to the next."),
        Column("date", .string, "The day, or the first of several."),
        Column(
            "last_date", .string, "The last day, where the event lasted several or only its week or month is known.",
            nullable: true),
        Column("date_precision", .string, "day, week, or month."),
        Column("kind", .string, "What kind of event it is."),
        Column("title", .string, "What happens."),
        Column("provision", .string, "The article or statute that governs it.", nullable: true),
        Column("certainty", .string, "How the date is known: text, statute, reported, or assumption."),
        Column("source", .string, "Where the date comes from."),
        Column("note", .string, "Why it is on this day."),
        Column("days_from_as_of", .integer, "Days from the day asked as of; negative if past."),
    ]

    private static let parameters = [
        Parameter("as_of", .date, "The day to look from.", default: "today, UTC"),
        Parameter(
            "scenario", .choice(ReviewScenarioKind.allCases.map(\.rawValue)),
            "What is taken to happen: as reported, as the reports stood, or as given by `extend` and `withdraw`.",
            default: "reported"),
        Parameter(
            "extend", .date, "A day on which all parties confirm another 16 years; may stand several times.",
            repeats: true),
        Parameter(
            "withdraw", .withdrawal, "A party and the day of its notice, `MEX:2027-01-01`; may stand several times.",
            repeats: true),
        Parameter(
            "basis", .choice(ReviewBasis.allCases.map(\.rawValue)), "What an extended term counts from.",
            default: "confirmation"),
        Parameter("through", .date, "The last day of the schedule, at most 2200-12-31."),
    ]

    private static let meta = [
        Column("as_of", .string, "The day looked from."),
        Column("scenario", .string, "What is taken to happen."),
        Column("counterfactual", .boolean, "Whether the scenario leaves what has happened."),
        Column("basis", .string, "What an extended term counts from."),
        Column("through", .string, "The last day of the schedule."),
        Column("status", .string, "How the agreement stands on the day."),
        Column("status_text", .string, "The same in a sentence."),
        Column("in_force_since", .string, "The day the agreement entered into force."),
        Column("term_end", .string, "The day the current term ends."),
        Column("agreement_end", .string, "The day the agreement ends under the scenario."),
        Column("parties", .list, "CodeLists of the parties on the day."),
        Column("next_event", .record(next), "The next event.", nullable: true),
        Column("next_review", .record(next), "The next joint review.", nullable: true),
        Column("assumptions", .list, "What the schedule takes for granted."),
        Column(
            "statements",
            .records([
                Column("source", .string, "Who says so."), Column("quote", .string, "What is said, verbatim."),
            ]), "What the parties have stated."),
    ]

    private static let next = [
        Column("id", .string, "Kind and date."), Column("date", .string, "The day."),
        Column("title", .string, "What happens."), Column("certainty", .string, "How the date is known."),
        Column("days_left", .integer, "Days from the day looked from."),
    ]

    private static let calendar = CalendarShape(
        name: "USMCA joint reviews", id: "id", start: "date", end: "last_date", title: "title",
        description: [
            ("", "note"), ("Provision", "provision"), ("Certainty", "certainty"),
            ("Date known to the", "date_precision"),
            ("Source", "source"),
        ],
        category: "kind", tentative: (column: "certainty", value: "assumption"))

    static let all = [
        Endpoint(
            "/v1/usmca/reviews",
            "The schedule of the joint reviews of the USMCA: facts, statute and scenario, each date with its basis.",
            parameters,
            freshness: .day,
            chart: Chart(
                "Joint reviews of the USMCA",
                .spans(
                    Chart.Spans(
                        label: "title", from: "date", to: "last_date", note: "date",
                        tentative: (column: "certainty", value: "assumption", words: "day assumed")))),
            calendar: calendar,
            meta: meta, problems: ["impossible-scenario", "absent-register"],
            example: "as_of=2026-11-21",
            .list(columns) { request throws(Problem) in listing(try schedule(request)) })
    ]

    private static func schedule(_ request: Request) throws(Problem) -> ReviewSchedule {
        let query = request.query
        let withdrawals = query.list("withdraw")
        let scenario = ReviewScenario(
            kind: query.text("scenario").flatMap(ReviewScenarioKind.init) ?? .reported,
            extensions: query.list("extend").compactMap { CalendarDate($0) },
            withdrawals: stride(from: 0, to: withdrawals.count, by: 2).compactMap { index in
                CalendarDate(withdrawals[index + 1]).map { ReviewWithdrawal(party: withdrawals[index], notice: $0) }
            },
            basis: query.text("basis").flatMap(ReviewBasis.init) ?? .confirmation, through: query.date("through"),
            asOf: query.date("as_of") ?? request.today)
        let facts = try request.reviewFacts()
        do throws(ReviewScenarioError) {
            return try ReviewSchedule(scenario, facts)
        } catch {
            throw Problem(
                .unprocessableContent, kind: "impossible-scenario", title: "Impossible scenario",
                detail: error.description,
                parameter: parameter(error.part))
        }
    }

    private static func parameter(_ part: ReviewScenarioError.Part) -> String {
        switch part {
        case .kind: "scenario"
        case .extensions: "extend"
        case .withdrawals: "withdraw"
        case .through: "through"
        case .asOf: "as_of"
        }
    }

    private static func listing(_ schedule: ReviewSchedule) -> RecordList {
        let listing = RecordList(rows: schedule.events.map(row))
        // Those that are reports are cited; the others say in words what they are.
        listing.sources = RecordList.distinct(schedule.events.map(\.source))
        listing.meta = [
            JSON.Member(name: "as_of", value: .string(schedule.asOf.description)),
            JSON.Member(name: "scenario", value: .string(schedule.kind.rawValue)),
            JSON.Member(name: "counterfactual", value: .bool(schedule.isCounterfactual)),
            JSON.Member(name: "basis", value: .string(schedule.basis.rawValue)),
            JSON.Member(name: "through", value: .string(schedule.through.description)),
            JSON.Member(name: "status", value: .string(schedule.status.rawValue)),
            JSON.Member(name: "status_text", value: .string(schedule.statusText)),
            JSON.Member(name: "in_force_since", value: .string(schedule.inForceSince.description)),
            JSON.Member(name: "term_end", value: .string(schedule.termEnd.description)),
            JSON.Member(name: "agreement_end", value: .string(schedule.agreementEnd.description)),
            JSON.Member(name: "parties", value: .strings(schedule.parties.map(\.rawValue))),
            JSON.Member(name: "next_event", value: next(schedule.nextEvent)),
            JSON.Member(name: "next_review", value: next(schedule.nextReview)),
            JSON.Member(name: "assumptions", value: .strings(schedule.assumptions)),
            JSON.Member(
                name: "statements",
                value: .array(
                    schedule.statements.map { .object(["source": .string($0.source), "quote": .string($0.quote)]) })),
        ]
        if schedule.events.isEmpty { listing.reason = "No event falls into the schedule up to \(schedule.through)." }
        return listing
    }

    private static func row(_ event: ReviewEvent) -> [JSON] {
        [
            .string(event.id), .string(event.date.description), .optional(event.lastDate?.description),
            .string(event.precision.rawValue), .string(event.kind.rawValue), .string(event.title),
            .optional(event.provision),
            .string(event.certainty.rawValue), .string(event.source), .string(event.note), .integer(event.daysFromAsOf),
        ]
    }

    private static func next(_ event: ReviewEvent?) -> JSON {
        guard let event else { return .null }
        return .object([
            "id": .string(event.id), "date": .string(event.date.description), "title": .string(event.title),
            "certainty": .string(event.certainty.rawValue), "days_left": .integer(event.daysFromAsOf),
        ])
    }
}
