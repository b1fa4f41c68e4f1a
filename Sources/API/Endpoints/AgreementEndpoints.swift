// The USMCA at a glance.

import Analytics
import Dataset
import HTTP

enum AgreementEndpoints {
    static let all = [
        Endpoint(
            "/v1/usmca", "The agreement at a glance: parties, term, next review, labor cases, and where to read on.",
            [],
            freshness: .day, .object { request throws(Problem) in glance(request) })
    ]

    private static func glance(_ request: Request) -> JSON {
        let dataset = request.dataset
        let schedule = try? ReviewSchedule(ReviewScenario(asOf: request.today))
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
            "rules": .integer(dataset.register(.rules).count),
            "provisions": .integer(dataset.register(.provisions).count),
            "labor_cases": .integer(cases.count),
            "labor_cases_open": .integer(cases.filter(\.isOpen).count),
            "read_on": .strings([
                "/v1/usmca/reviews", "/v1/usmca/rules", "/v1/usmca/provisions", "/v1/usmca/labor-cases",
                "/v1/usmca/labor-cases/summary", "/v1/goals", "/v1/events?topic=usmca",
            ]),
        ])
    }
}
