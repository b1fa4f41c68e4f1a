// The answer: the schedule of reviews under Article 34.7 for a scenario, with its status on a day and what it assumes.

import Arithmetic

/// One dated event of a schedule.
public struct ReviewEvent: Hashable, Identifiable, Sendable {
    public let kind: ReviewEventKind
    /// The day, or the first of several.
    public let date: CalendarDate
    /// The last day, if the event lasted several, or if only the week or month is known. Nil otherwise.
    public let lastDate: CalendarDate?
    public let precision: ReviewDatePrecision
    /// What happens, in a short sentence without a full stop.
    public let title: String
    /// `Article 34.7.2`, `19 U.S.C. 4611`; nil where none governs it.
    public let provision: String?
    public let certainty: ReviewCertainty
    /// Where the date comes from: `agreement`, `19 U.S.C. 4611`, `nap-2026`, `scenario`, …
    public let source: String
    /// Why it is on this day, in plain words.
    public let note: String
    /// Days from the day asked as of to `date`; negative if it is past.
    public let daysFromAsOf: Int

    /// Kind and date, `joint-review-2026-07-01`: one event of a kind a day, so it is unique in a schedule, and stable
    /// from one day to the next, as a calendar's UID must be.
    public var id: String { "\(kind.rawValue)-\(date)" }
}

/// How the agreement stands on a day.
public enum ReviewStatus: String, CaseIterable, Sendable {
    case notInForce = "not-in-force"
    case awaitingFirstReview = "awaiting-first-review"
    /// As published, after the first review: the five reports do not say how it went.
    case outcomeNotStated = "outcome-not-stated"
    /// A six-year review did not extend the term.
    case annualReviews = "annual-reviews"
    /// The term has been extended and the next six-year review is ahead.
    case extended = "extended"
    case expired = "expired"
    /// Withdrawals left fewer than two Parties.
    case endedByWithdrawal = "ended-by-withdrawal"
}

/// The schedule of the joint reviews of the agreement under Article 34.7.
public struct ReviewSchedule: Sendable {
    /// `.given` for a reported scenario with extensions or withdrawals.
    public let kind: ReviewScenarioKind
    public let basis: ReviewBasis
    public let asOf: CalendarDate
    /// The last day of `events`.
    public let through: CalendarDate
    /// How the agreement stands on `asOf`.
    public let status: ReviewStatus
    /// The status in plain words.
    public let statusText: String
    public let inForceSince: CalendarDate
    /// The end of the term that runs on `asOf`, or of the last one if the agreement has ended.
    public let termEnd: CalendarDate
    /// The day on which the agreement ends if the scenario holds: the end of the last term, or the withdrawal that
    /// leaves fewer than two Parties.
    public let agreementEnd: CalendarDate
    /// The Parties on `asOf`; none before the entry into force or after the end.
    public let parties: [ReviewParty]
    /// By date, and within a day by kind; no two of one kind on a day; none after `through`.
    public let events: [ReviewEvent]
    /// What the schedule takes for granted, a sentence each.
    public let assumptions: [String]
    /// Whether the scenario contradicts or leaves out what is reported to have happened.
    public let isCounterfactual: Bool
    /// What the five reports say of the review, the oldest first.
    public let statements: [ReviewStatement]

    /// The first event on `asOf` or later, up to `through`.
    public var nextEvent: ReviewEvent? { events.first { $0.daysFromAsOf >= 0 } }
    /// The first joint review on `asOf` or later, up to `through`.
    public var nextReview: ReviewEvent? { events.first { $0.daysFromAsOf >= 0 && $0.kind == .jointReview } }

    /// Works out a scenario.
    ///
    /// Refused, with an error that says what would be right: a given scenario with nothing given; changes to the
    /// as-published one; `through` before `asOf`; any day after 2200-12-31; more than 32 extensions; an extension given
    /// twice, before the first review, or once the agreement has ended; a withdrawal of an unknown Party, twice by one
    /// Party, before the entry into force, or once the agreement has ended.
    public init(_ scenario: ReviewScenario) throws(ReviewScenarioError) {
        let timeline = try ReviewTimeline(scenario)
        let asOf = scenario.asOf
        let latest = min(max(ReviewScenario.defaultThrough, timeline.end, asOf), ReviewScenario.horizon)
        let through = scenario.through ?? latest
        kind = timeline.kind
        basis = scenario.basis
        self.asOf = asOf
        self.through = through
        inForceSince = ReviewFacts.entryIntoForce
        termEnd = timeline.term(on: asOf).end
        agreementEnd = timeline.end
        parties = timeline.parties(on: asOf)
        events = ReviewCalendar(timeline, asOf: asOf).sorted.filter { $0.date <= through }
        isCounterfactual = timeline.kind == .given && timeline.facts.count < ReviewFacts.dated.count
        status = Self.status(of: timeline, on: asOf)
        statusText = Self.text(status, timeline, on: asOf)
        assumptions = Self.assumptions(
            timeline, basis: scenario.basis, counterfactual: isCounterfactual,
            hasAnnual: events.contains { $0.kind == .jointReview && $0.provision == "Article 34.7.4" })
        statements = ReviewFacts.statements
    }

    private static func status(of timeline: ReviewTimeline, on date: CalendarDate) -> ReviewStatus {
        if date < ReviewFacts.entryIntoForce { return .notInForce }
        if date >= timeline.end { return timeline.terminating == nil ? .expired : .endedByWithdrawal }
        let term = timeline.term(on: date)
        if date >= term.sixYearReview { return timeline.kind == .asPublished ? .outcomeNotStated : .annualReviews }
        return term.start == ReviewFacts.entryIntoForce ? .awaitingFirstReview : .extended
    }

    private static func text(_ status: ReviewStatus, _ timeline: ReviewTimeline, on date: CalendarDate) -> String {
        let term = timeline.term(on: date)
        let inForce =
            "In force since \(ReviewFacts.entryIntoForce) for "
            + ReviewCalendar.list(timeline.parties(on: date).map(\.name)) + ". "
        let unless = "the term ends on \(term.end) unless all Parties confirm another 16 years before then"
        var pending = timeline.withdrawals.filter { $0.notice <= date && date < $0.effective }.map {
            " The withdrawal of \($0.party.name), notified on \($0.notice), takes effect on \($0.effective)."
        }.joined()
        if let last = timeline.terminating, last.notice <= date {
            pending += " It leaves fewer than two Parties, so the agreement ends then."
        }
        switch status {
        case .notInForce:
            return "Not yet in force; it enters into force on \(ReviewFacts.entryIntoForce)."
        case .awaitingFirstReview:
            return inForce + "The first joint review is on \(term.sixYearReview); \(unless)." + pending
        case .outcomeNotStated:
            return inForce
                + "The five reports were written before the joint review of \(term.sixYearReview) and do not "
                + "say how it went: if all Parties confirmed, the term is extended by 16 years; if not, they "
                + "review the agreement every year and \(unless)."
        case .annualReviews:
            return inForce + "The joint review of \(term.sixYearReview) did not extend the term, so the Parties review "
                + "the agreement every year; \(unless)." + pending
        case .extended:
            return inForce + "The extension of \(term.start) holds; the next joint review is no later than "
                + "\(term.sixYearReview), and \(unless)." + pending
        case .expired:
            return "Ended: the term ran out on \(timeline.end) without an extension."
        case .endedByWithdrawal:
            return "Ended on \(timeline.end), when a withdrawal left fewer than two Parties."
        }
    }

    private static func assumptions(
        _ timeline: ReviewTimeline, basis: ReviewBasis, counterfactual: Bool, hasAnnual: Bool
    ) -> [String] {
        var result: [String] = []
        switch timeline.kind {
        case .reported:
            result.append("Nothing after what is reported: no extension and no withdrawal.")
        case .asPublished:
            result.append(
                "The outcome of the review of \(timeline.terms[0].sixYearReview) is open, so what follows from it in "
                    + "either case is left out; the expiry stands as the text has it, unless the term is extended.")
        case .given:
            result.append(
                "What the scenario does not give does not happen: a six-year review without an extension given is not "
                    + "confirmed, and nobody else withdraws.")
        }
        if counterfactual, let departure = timeline.departure {
            result.append(
                "The scenario departs on \(departure) from what is reported to have happened; what is reported later, "
                    + "or against it, is left out.")
        }
        if hasAnnual {
            result.append(
                "Article 34.7.4 asks for a review every year but fixes no day: annual reviews stand on the "
                    + "anniversaries of the six-year review.")
        }
        if timeline.terms.count > 1 {
            result.append(
                basis == .confirmation
                    ? "An extended term runs 16 years from the day of confirmation; the text does not settle it for a "
                        + "late one, and the other reading counts from the end of the old term."
                    : "An extended term runs 16 years from the end of the old one; published readings of an "
                        + "extension at the 2026 review count from the day of confirmation instead and give 2042.")
            result.append("After an extension the next six-year period counts from the day of confirmation.")
        }
        if timeline.terminating != nil {
            result.append(
                "An agreement with fewer than two Parties has ended; Article 34.6 keeps it in force only for the "
                    + "others."
            )
        }
        return result
    }
}
