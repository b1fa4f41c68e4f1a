// The review schedule: known dates, reported facts, and scenarios with extensions.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

func date(_ text: String) -> CalendarDate {
    guard let date = CalendarDate(text) else { preconditionFailure("not a date: \(text)") }
    return date
}

/// The facts of the fixture.
let facts = Result { try #require(try ReviewFacts(Fixture.dataset)) }

/// The schedule of a scenario; withdrawals as `MEX:2027-01-01`.
func schedule(
    _ kind: ReviewScenarioKind = .reported, extend: [String] = [], withdraw: [String] = [],
    basis: ReviewBasis = .confirmation, through: String? = nil, asOf: String = "2026-08-01"
) throws -> ReviewSchedule {
    let withdrawals = withdraw.map { text in
        ReviewWithdrawal(party: String(text.prefix(3)), notice: date(String(text.dropFirst(4))))
    }
    return try ReviewSchedule(
        ReviewScenario(
            kind: kind, extensions: extend.map(date), withdrawals: withdrawals, basis: basis,
            through: through.map(date), asOf: date(asOf)), try facts.get())
}

extension ReviewSchedule {
    func dates(_ kind: ReviewEventKind) -> [String] { events.filter { $0.kind == kind }.map(\.date.description) }

    func event(_ id: String) throws -> ReviewEvent {
        try #require(events.first { $0.id == id }, "no event \(id)")
    }

    /// Whether the deadlines of a review are on these days, those of the statute with this certainty.
    func has(
        _ certainty: ReviewCertainty, notice: String, report: String, recommendations: String, briefing: String
    ) throws -> Bool {
        _ = try event("recommendations-deadline-\(recommendations)")
        return try ["notice-deadline-\(notice)", "report-deadline-\(report)", "briefing-deadline-\(briefing)"]
            .allSatisfy { try event($0).certainty == certainty && event($0).provision == "19 U.S.C. 4611" }
    }
}

@Suite("Review schedule: as reported and as published")
struct ReportedScheduleTests {
    @Test("the deadlines of the 2026, 2027 and 2032 reviews are the known dates")
    func workedDates() throws {
        let reported = try schedule()
        #expect(
            try reported.has(
                .statute, notice: "2025-10-04", report: "2026-01-02", recommendations: "2026-06-01",
                briefing: "2026-07-21"))
        #expect(
            try reported.has(
                .assumption, notice: "2026-10-04", report: "2027-04-22", recommendations: "2027-06-01",
                briefing: "2027-07-21"))
        #expect(
            try schedule(extend: ["2026-07-01"]).has(
                .assumption, notice: "2031-10-05", report: "2032-01-03", recommendations: "2032-06-01",
                briefing: "2032-07-21"))
    }

    @Test("as reported, annual reviews run from 2027 to 2035 and the term ends on 2036-07-01")
    func reportedTrack() throws {
        let reported = try schedule()
        #expect(reported.dates(.jointReview) == (2026...2035).map { "\($0)-07-01" })
        #expect(reported.dates(.nonConfirmation) == ["2026-07-01"])
        #expect(reported.dates(.expiry) == ["2036-07-01"])
        #expect(reported.status == .annualReviews)
        #expect(reported.termEnd == date("2036-07-01") && reported.agreementEnd == date("2036-07-01"))
        #expect(reported.inForceSince == date("2020-07-01"))
        #expect(reported.parties == [.canada, .mexico, .unitedStates])
        #expect(!reported.isCounterfactual)
        #expect(reported.through == date("2042-12-31"))
        #expect(
            reported.statusText
                == "In force since 2020-07-01 for Canada, Mexico and the United States. The joint review "
                + "of 2026-07-01 did not extend the term, so the Parties review the agreement every year; the "
                + "term ends on 2036-07-01 unless all Parties confirm another 16 years before then.")
    }

    @Test("reported dates are listed beside the dates by statute, each with its certainty")
    func reportedFacts() throws {
        let reported = try schedule()
        for id in [
            "hearing-2025-12-03", "talks-2026-03-01", "joint-review-2026-07-01", "non-confirmation-2026-07-01",
            "talks-2026-07-20",
        ] {
            #expect(try reported.event(id).certainty == .reported)
        }
        #expect(try reported.event("hearing-2025-12-03").lastDate == date("2025-12-05"))
        #expect(try reported.event("talks-2026-03-01").precision == .month)
        #expect(try reported.event("talks-2026-07-20").precision == .week)
        #expect(try reported.event("entry-into-force-2020-07-01").certainty == .text)
        #expect(try reported.event("expiry-2036-07-01").certainty == .text)
        #expect(try reported.event("recommendations-deadline-2026-06-01").certainty == .text)
        #expect(try reported.event("joint-review-2027-07-01").certainty == .assumption)
        #expect(try reported.event("joint-review-2027-07-01").provision == "Article 34.7.4")
    }

    @Test("the next event and review are the first on the reference day or later, with the days left")
    func nextEvent() throws {
        let reported = try schedule(asOf: "2026-08-01")
        #expect(reported.nextEvent?.id == "notice-deadline-2026-10-04")
        #expect(reported.nextEvent?.daysFromAsOf == 64)
        #expect(reported.nextReview?.id == "joint-review-2027-07-01")
        #expect(reported.nextReview?.daysFromAsOf == 334)
        #expect(try schedule(asOf: "2026-07-01").nextEvent?.daysFromAsOf == 0)
        #expect(try schedule(asOf: "2040-01-01").nextEvent == nil)
        #expect(try schedule(through: "2026-08-31").nextEvent == nil)
    }

    @Test("the status depends on the reference day")
    func statusOverTime() throws {
        let expected: [(String, ReviewStatus, Int)] = [
            ("2020-06-30", .notInForce, 0), ("2020-07-01", .awaitingFirstReview, 3),
            ("2026-06-30", .awaitingFirstReview, 3), ("2026-07-01", .annualReviews, 3),
            ("2036-06-30", .annualReviews, 3), ("2036-07-01", .expired, 0), ("2150-01-01", .expired, 0),
        ]
        for (asOf, status, parties) in expected {
            let reported = try schedule(asOf: asOf)
            #expect(reported.status == status, "\(asOf)")
            #expect(reported.parties.count == parties, "\(asOf)")
        }
    }

    @Test("as published, the outcome of 2026 is open: neither branch, no later facts, the statements of the reports")
    func asPublished() throws {
        let published = try schedule(.asPublished, asOf: "2026-08-01")
        #expect(published.dates(.jointReview) == ["2026-07-01"])
        #expect(published.dates(.nonConfirmation).isEmpty && published.dates(.extensionOfTerm).isEmpty)
        #expect(published.dates(.talks) == ["2026-03-01"])
        #expect(published.dates(.hearing).isEmpty && published.dates(.noticePublished).isEmpty)
        #expect(try published.event("joint-review-2026-07-01").certainty == .text)
        #expect(published.dates(.expiry) == ["2036-07-01"])
        #expect(published.status == .outcomeNotStated)
        #expect(try schedule(.asPublished, asOf: "2026-04-15").status == .awaitingFirstReview)
        #expect(published.statements.map(\.source) == ["report"])
    }
}

@Suite("Review schedule: extensions")
struct ExtensionTests {
    @Test("an extension at the 2026 review gives 2042 and a review in 2032, and contradicts the reported facts")
    func atFirstReview() throws {
        let given = try schedule(extend: ["2026-07-01"])
        #expect(given.kind == .given && given.isCounterfactual)
        #expect(!given.events.contains { $0.certainty == .reported })
        #expect(!(given.assumptions + [given.statusText]).contains { $0.contains("reported") })
        #expect(given.status == .extended && given.termEnd == date("2042-07-01"))
        #expect(given.dates(.jointReview) == ["2026-07-01"] + (2032...2041).map { "\($0)-07-01" })
        #expect(given.dates(.nonConfirmation) == ["2032-07-01"])
        #expect(given.dates(.talks) == ["2026-03-01"])
        #expect(given.dates(.expiry) == ["2042-07-01"])
        let extended = try given.event("extension-2026-07-01")
        #expect(extended.provision == "Article 34.7.3" && extended.certainty == .assumption)
        #expect(extended.note.contains("reported that the United States did not agree"))
        #expect(try given.event("joint-review-2032-07-01").provision == "Article 34.7.3")
    }

    @Test("counted from the old expiry, an extension at the 2026 review gives 2052")
    func basisExpiry() throws {
        let given = try schedule(extend: ["2026-07-01"], basis: .expiry)
        #expect(given.termEnd == date("2052-07-01") && given.through == date("2052-07-01"))
        #expect(given.dates(.jointReview) == ["2026-07-01"] + (2032...2051).map { "\($0)-07-01" })
    }

    @Test("an extension between annual reviews ends them; deadlines before the extension remain")
    func betweenReviews() throws {
        let given = try schedule(extend: ["2028-03-15"])
        #expect(!given.isCounterfactual)
        let annual = (2034...2043).map { "\($0)-03-15" }
        #expect(given.dates(.jointReview) == ["2026-07-01", "2027-07-01"] + ["2034-03-15"] + annual.dropFirst())
        #expect(given.dates(.extensionOfTerm) == ["2028-03-15"])
        #expect(try given.event("extension-2028-03-15").provision == "Article 34.7.4")
        #expect(given.dates(.expiry) == ["2044-03-15"])
        #expect(given.status == .annualReviews && given.termEnd == date("2036-07-01"))
        #expect(given.agreementEnd == date("2044-03-15"))
        // The notice for the review of 2028-07-01 was due on 2027-10-05; its report, due on 2028-04-22, is obsolete.
        #expect(try given.event("notice-deadline-2027-10-05").note.contains("not held"))
        #expect(!given.dates(.reportDeadline).contains("2028-04-22"))
        #expect(!given.dates(.recommendationsDeadline).contains("2028-06-01"))
        #expect(try schedule(extend: ["2028-03-15"], asOf: "2028-03-15").status == .extended)
    }

    @Test("several extensions are applied in order of date")
    func several() throws {
        let given = try schedule(extend: ["2044-07-01", "2026-07-01", "2032-07-01"])
        #expect(given.dates(.extensionOfTerm) == ["2026-07-01", "2032-07-01", "2044-07-01"])
        let reviews = [2026, 2032] + (2038...2044) + (2050...2059)
        #expect(given.dates(.jointReview) == reviews.map { "\($0)-07-01" })
        #expect(given.dates(.nonConfirmation) == ["2038-07-01", "2050-07-01"])
        #expect(given.dates(.expiry) == ["2060-07-01"])
        #expect(try given.event("extension-2032-07-01").provision == "Article 34.7.3")
        #expect(try given.event("extension-2044-07-01").provision == "Article 34.7.4")
        let late = try schedule(extend: ["2032-07-01", "2026-07-01"], basis: .expiry)
        #expect(late.agreementEnd == date("2068-07-01"))
    }

    @Test("an extension within a later six-year period is an early review, since it is due no later than its end")
    func earlyReview() throws {
        let given = try schedule(extend: ["2026-07-01", "2030-01-15"])
        #expect(given.dates(.jointReview).prefix(3) == ["2026-07-01", "2030-01-15", "2036-01-15"])
        #expect(try given.event("joint-review-2030-01-15").note.contains("no later than"))
        #expect(given.dates(.noticeDeadline).contains("2029-04-20"))
        #expect(given.dates(.expiry) == ["2046-01-15"])
    }

    @Test("the anniversary of an extension on 29 February is 28 February in common years")
    func leapDay() throws {
        let given = try schedule(extend: ["2028-02-29"])
        #expect(given.dates(.expiry) == ["2044-02-29"])
        let reviews = given.dates(.jointReview)
        #expect(reviews.contains("2034-02-28") && reviews.contains("2036-02-29") && reviews.contains("2037-02-28"))
        #expect(reviews.last == "2043-02-28")
        let common = try schedule(extend: [
            "2028-02-29", "2044-02-28", "2050-02-28", "2066-02-27", "2082-02-26", "2084-02-29",
        ])
        #expect(common.agreementEnd == date("2100-02-28"))
    }

    @Test("a recommendation is due on the last day of a shorter month")
    func monthEnd() throws {
        let given = try schedule(extend: ["2027-03-31"])
        #expect(given.dates(.recommendationsDeadline).contains("2033-02-28"))
        #expect(given.dates(.recommendationsDeadline).contains("2036-02-29"))
    }

    @Test("two reviews with the same deadline give one event that names both")
    func mergedDeadline() throws {
        let given = try schedule(extend: ["2026-11-01", "2027-07-01"])
        let notice = try given.event("notice-deadline-2026-10-04")
        #expect(
            notice.note.contains("not held")
                && given.dates(.noticeDeadline).count == Set(given.dates(.noticeDeadline)).count)
    }

    @Test("an extension on the last day before expiry is possible")
    func lastDay() throws {
        #expect(try schedule(extend: ["2036-06-30"]).agreementEnd == date("2052-06-30"))
    }
}
