// The fixed facts behind the review schedule: dates of the agreement, of the statute and of what was reported, each
// with its certainty and source, and the sentences of the five reports. Every date that is not computed is here.

import Arithmetic

/// How a date is known. A date computed from an assumed one is an assumption too: the weakest link counts.
public enum ReviewCertainty: String, CaseIterable, Sendable {
    /// The agreement's own text.
    case text
    /// United States law, 19 U.S.C. 4611 (section 611 of the USMCA Implementation Act).
    case statute
    /// Reported by press, a law firm or one of the reports as having happened.
    case reported
    /// Ours or the scenario's, shown as such.
    case assumption
}

/// What happens on a day of the schedule. The order of the cases is the order within a day.
public enum ReviewEventKind: String, CaseIterable, Sendable {
    case entryIntoForce = "entry-into-force"
    case noticeDeadline = "notice-deadline"
    case noticePublished = "notice-published"
    case hearing = "hearing"
    case reportDeadline = "report-deadline"
    case reportDelivered = "report-delivered"
    case recommendationsDeadline = "recommendations-deadline"
    case talks = "talks"
    case jointReview = "joint-review"
    case extensionOfTerm = "extension"
    case nonConfirmation = "non-confirmation"
    case briefingDeadline = "briefing-deadline"
    case withdrawalNotice = "withdrawal-notice"
    case withdrawalEffective = "withdrawal-effective"
    /// The term ends and with it the agreement.
    case expiry = "expiry"
    /// Withdrawals leave fewer than two Parties.
    case termination = "termination"
}

/// How exactly a date is known.
public enum ReviewDatePrecision: String, CaseIterable, Sendable {
    case day
    /// Some day of the week that begins on the date.
    case week
    /// Some day of the month that begins on the date.
    case month
}

/// A Party to the agreement, by ISO 3166 alpha-3 code.
public enum ReviewParty: String, CaseIterable, Sendable {
    case canada = "CAN"
    case mexico = "MEX"
    case unitedStates = "USA"

    /// As it stands in a sentence.
    public var name: String {
        switch self {
        case .canada: "Canada"
        case .mexico: "Mexico"
        case .unitedStates: "the United States"
        }
    }
}

/// A sentence of one of the five reports about the review, verbatim, with the report's marks of emphasis.
public struct ReviewStatement: Hashable, Sendable {
    /// The report's id: `nap-2026`, `nap-2025`, `ustr-2025` or `usmx-2021`; `eclac-2024` says nothing of the review.
    public let source: String
    public let quote: String
}

enum ReviewFacts {
    static let entryIntoForce = CalendarDate(saturatingYear: 2020, month: 7, day: 1)
    /// The date of the last reported fact: what is later is computed, not known.
    static let lastReported = CalendarDate(saturatingYear: 2026, month: 7, day: 20)

    // Article 34.7.1, .2 and .3; Article 34.6.
    static let termYears = 16
    static let yearsToSixYearReview = 6
    static let monthsForRecommendations = 1
    static let monthsFromNoticeToWithdrawal = 6

    // 19 U.S.C. 4611, in days before the review, the last in days after it.
    static let noticeDays = 270
    static let sixYearReportDays = 180
    static let annualReportDays = 70
    static let briefingDays = 20

    static let statute = "19 U.S.C. 4611"

    /// One dated fact. `report` is the id of the report that states it; nil if none of the five does.
    struct Fact {
        var kind: ReviewEventKind
        var date: CalendarDate
        var lastDate: CalendarDate?
        var precision = ReviewDatePrecision.day
        var title: String
        var provision: String?
        var certainty: ReviewCertainty
        var source: String
        var report: String?
        var note: String
    }

    static let dated: [Fact] = [
        Fact(
            kind: .entryIntoForce, date: entryIntoForce, title: "The agreement enters into force",
            certainty: .text, source: "agreement",
            note: "The term of 16 years and the first six-year period count from this day."),
        Fact(
            kind: .noticePublished, date: CalendarDate(saturatingYear: 2025, month: 9, day: 17),
            title: "The Trade Representative publishes the notice of the joint review", provision: statute,
            certainty: .reported, source: "press and law-firm reports",
            note: "Before the deadline of 2025-10-04, 270 days before the review."),
        Fact(
            kind: .hearing, date: CalendarDate(saturatingYear: 2025, month: 12, day: 3),
            lastDate: CalendarDate(saturatingYear: 2025, month: 12, day: 5),
            title: "Public hearing on the joint review", provision: statute,
            certainty: .reported, source: "press and law-firm reports",
            note: "First set for 2025-11-17, then moved to 3–5 December 2025."),
        Fact(
            kind: .reportDelivered, date: CalendarDate(saturatingYear: 2025, month: 12, day: 16),
            lastDate: CalendarDate(saturatingYear: 2025, month: 12, day: 17),
            title: "The Trade Representative reports to Congress", provision: statute,
            certainty: .reported, source: "press and law-firm reports",
            note: "Delivered as briefings, before the deadline of 2026-01-02, 180 days before the review."),
        Fact(
            kind: .talks, date: CalendarDate(saturatingYear: 2026, month: 3, day: 1),
            lastDate: CalendarDate(saturatingYear: 2026, month: 3, day: 31), precision: .month,
            title: "First round of talks between the United States and Mexico to prepare the review is announced",
            certainty: .reported, source: "nap-2026", report: "nap-2026",
            note: "Announced in March 2026; the report gives no day."),
        Fact(
            kind: .jointReview, date: entryIntoForce.adding(years: yearsToSixYearReview),
            title: "Six-year joint review of the agreement", provision: "Article 34.7.2",
            certainty: .reported, source: "press and law-firm reports",
            note: "Held; the three met by video."),
        Fact(
            kind: .nonConfirmation, date: entryIntoForce.adding(years: yearsToSixYearReview),
            title: "The United States does not agree to renew the agreement in its current form",
            provision: "Article 34.7.4", certainty: .reported, source: "USTR statement of 2026-07-01, as reported",
            note: "The annual reviews begin and the agreement stays in force. The Parties may still extend the term at "
                + "any time before it ends."),
        Fact(
            kind: .talks, date: lastReported, lastDate: CalendarDate(saturatingYear: 2026, month: 7, day: 26),
            precision: .week, title: "Third round of talks between the United States and Mexico",
            certainty: .reported, source: "press and law-firm reports",
            note: "In the week of 2026-07-20; the day is not reported."),
    ]

    static let statements: [ReviewStatement] = [
        ReviewStatement(
            source: "usmx-2021",
            quote: "Establishing a “sunset clause” for the duration of the agreement term, leaving it open to a "
                + "review every six years."),
        ReviewStatement(
            source: "ustr-2025",
            quote: "These and other provisions could also be revisited during the upcoming USMCA six-year review "
                + "process to optimize their impact on supply chain resiliency."),
        ReviewStatement(
            source: "nap-2025",
            quote: "With the 2026 six-year review just around the corner, showcasing the success of the USMCA has "
                + "never been more critical."),
        ReviewStatement(
            source: "nap-2026",
            quote: "The first USMCA joint review is already underway. USTR announced in March 2026 that the United "
                + "States and Mexico had begun the first round of bilateral discussions in preparation for the "
                + "joint review scheduled for **July 1, 2026**."),
        ReviewStatement(
            source: "nap-2026",
            quote: "Under **Article 34.7** of the agreement, if the three parties confirm that they wish to continue "
                + "the agreement, **USMCA is extended for a new 16-year term**. If they do not, the agreement does not "
                + "expire immediately; instead, the parties move into **annual reviews**, and **the agreement "
                + "remains in force unless it reaches its termination date in 2036 without extension**."),
    ]
}
