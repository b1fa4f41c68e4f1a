// An event of the review schedule.

import Arithmetic

/// A kind of event. The order of the cases is the order of events on one day.
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
    /// The end of the term, and of the agreement with it.
    case expiry = "expiry"
    /// Withdrawals leave fewer than two Parties.
    case termination = "termination"
}

/// A dated event of a schedule.
public struct ReviewEvent: Hashable, Identifiable, Sendable {
    public let kind: ReviewEventKind
    /// The day, or the first day of several.
    public let date: CalendarDate
    /// The last day of an event of several days, or of the week or month in which it happens. Nil otherwise.
    public let lastDate: CalendarDate?
    public let precision: ReviewDatePrecision
    /// The event in a short sentence without a full stop.
    public let title: String
    /// `Article 34.7.2`, `19 U.S.C. 4611`; nil if no provision governs it.
    public let provision: String?
    public let certainty: ReviewCertainty
    /// The id of the source of the date; `scenario` for a date that the scenario gives or implies.
    public let source: String
    /// The reason for the date.
    public let note: String
    /// Days from the reference day of the schedule to `date`; negative for past events.
    public let daysFromAsOf: Int

    /// Kind and date, `joint-review-2026-07-01`: unique in a schedule, which has one event of a kind per day, and the same for
    /// every reference day, as the UID of a calendar requires.
    public var id: String { "\(kind.rawValue)-\(date)" }
}
