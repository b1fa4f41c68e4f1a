// An overview of the USMCA.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum AgreementEndpoints {
    static let all = [
        Endpoint(
            "/v1/usmca", "Overview of the agreement: parties, term, next review, labor cases, and further endpoints.",
            fields: fields, freshness: .day, related: ["/v1/events", "/v1/goals"]
        ) { request throws(Problem) in AgreementOverview(request) }
    ]

    private static let fields: [Column<AgreementOverview>] = [
        Column("name", "The agreement.") { _, request in request.codes.areaName("USMCA") },
        Column("parties", "Codes of the parties on the day.") { $0.schedule?.parties.map(\.rawValue) ?? [] },
        Column("as_of", "The date of the response, UTC.") { _, request in request.today },
        Column("status", "The status of the agreement.") { $0.schedule?.status.rawValue },
        Column("status_text", "The status as a sentence.") { $0.schedule?.statusText },
        Column("in_force_since", "The date of its entry into force.") { $0.schedule?.inForceSince },
        Column("term_end", "The end of the current term.") { $0.schedule?.termEnd },
        Column("next_review", "The date of the next joint review.") { $0.schedule?.nextReview?.date },
        Column("days_to_next_review", "The number of days to it.") { $0.schedule?.nextReview?.daysFromAsOf },
        Column(
            "first_review",
            optionalObject: [
                Column<ReviewEvent>("date", "The date of the review.") { $0.date },
                Column<ReviewEvent>("outcome", "The outcome.") { $0.title },
                Column<ReviewEvent>("certainty", "The certainty of the outcome.") { $0.certainty.rawValue },
                Column<ReviewEvent>("source", "The id of the source of the outcome.") { $0.source },
            ], "The joint review of 2026 and its outcome; null before it."
        ) { overview, _ in overview.schedule?.events.first { $0.kind == .nonConfirmation && $0.daysFromAsOf <= 0 } },
        Column("rules", "The number of rules of origin in /v1/usmca/rules.") { _, request in
            request.dataset.register(.rules)?.count ?? 0
        },
        Column("provisions", "The number of provisions in /v1/usmca/provisions.") { _, request in
            request.dataset.register(.provisions)?.count ?? 0
        },
        Column("labor_cases", "The number of cases of the Rapid Response Labor Mechanism.") { $0.cases.count },
        Column("labor_cases_open", "The number of these cases that were open as of the report.") {
            $0.cases.count(where: \.isOpen)
        },
        Column("read_on", "Related endpoints.") { _ in
            [
                "/v1/usmca/reviews", "/v1/usmca/rules", "/v1/usmca/provisions", "/v1/usmca/labor-cases",
                "/v1/usmca/labor-cases/summary", "/v1/goals", "/v1/events?topic=usmca",
            ]
        },
    ]
}

private struct AgreementOverview {
    /// As reported, on the date of the request; nil beyond the last date of schedules, and without the registers of the facts.
    let schedule: ReviewSchedule?
    let cases: [LaborCase]

    init(_ request: Request) {
        schedule = request.snapshot.reviewFacts.flatMap {
            try? ReviewSchedule(ReviewScenario(asOf: request.today), $0)
        }
        cases = LaborCase.all(request.dataset)
    }
}
