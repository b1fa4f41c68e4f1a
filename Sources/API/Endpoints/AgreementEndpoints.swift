// The USMCA at a glance.

import Analytics
import Dataset
import HTTP

enum AgreementEndpoints {
    static let all = [
        Endpoint(
            "/v1/usmca", "The agreement at a glance: parties, term, next review, labor cases, and where to read on.",
            [],
            freshness: .day, related: ["/v1/events", "/v1/goals"],
            .object(fields) { request throws(Problem) in glance(request) })
    ]

    private static let fields = [
        Column("name", .string, "The agreement."),
        Column("parties", .list, "CodeLists of the parties on the day."),
        Column("as_of", .string, "Today, UTC."),
        Column("status", .string, "How the agreement stands.", nullable: true),
        Column("status_text", .string, "The same in a sentence.", nullable: true),
        Column("in_force_since", .string, "The day it entered into force.", nullable: true),
        Column("term_end", .string, "The day the current term ends.", nullable: true),
        Column("next_review", .string, "The day of the next joint review.", nullable: true),
        Column("days_to_next_review", .integer, "Days to it.", nullable: true),
        Column("rules", .integer, "How many rules of origin there are to read."),
        Column("provisions", .integer, "How many provisions."),
        Column("labor_cases", .integer, "Cases of the Rapid Response Labor Mechanism."),
        Column("labor_cases_open", .integer, "Of those, open as of the report."),
        Column("read_on", .list, "Where to read on."),
    ]

    private static func glance(_ request: Request) -> JSON {
        let dataset = request.dataset
        let schedule = request.snapshot.reviewFacts.flatMap {
            try? ReviewSchedule(ReviewScenario(asOf: request.today), $0)
        }
        let cases = LaborCase.all(dataset)
        return .object([
            "name": .string(request.codes.areaName("USMCA")),
            "parties": .strings(schedule?.parties.map(\.rawValue) ?? []),
            "as_of": .string(request.today.description),
            "status": .optional(schedule?.status.rawValue),
            "status_text": .optional(schedule?.statusText),
            "in_force_since": .optional(schedule?.inForceSince.description),
            "term_end": .optional(schedule?.termEnd.description),
            "next_review": .optional(schedule?.nextReview?.date.description),
            "days_to_next_review": .optional(schedule?.nextReview?.daysFromAsOf),
            "rules": .integer(dataset.register(.rules)?.count ?? 0),
            "provisions": .integer(dataset.register(.provisions)?.count ?? 0),
            "labor_cases": .integer(cases.count),
            "labor_cases_open": .integer(cases.filter(\.isOpen).count),
            "read_on": .strings([
                "/v1/usmca/reviews", "/v1/usmca/rules", "/v1/usmca/provisions", "/v1/usmca/labor-cases",
                "/v1/usmca/labor-cases/summary", "/v1/goals", "/v1/events?topic=usmca",
            ]),
        ])
    }
}
