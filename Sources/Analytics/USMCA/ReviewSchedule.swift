// The schedule of the joint reviews under Article 34.7 for a scenario, with its status on a day and its assumptions.

import Arithmetic

/// The status of the agreement on a day.
public enum ReviewStatus: String, CaseIterable, Sendable {
    case notInForce = "not-in-force"
    case awaitingFirstReview = "awaiting-first-review"
    /// As published, after the first review: the five reports do not state its outcome.
    case outcomeNotStated = "outcome-not-stated"
    /// A six-year review did not extend the term.
    case annualReviews = "annual-reviews"
    /// The term was extended, and the next six-year review is in the future.
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
    /// The status on `asOf`.
    public let status: ReviewStatus
    /// The status in a sentence or two.
    public let statusText: String
    public let inForceSince: CalendarDate
    /// The end of the term that runs on `asOf`, or of the last term if the agreement has ended.
    public let termEnd: CalendarDate
    /// The end of the agreement in the scenario: the end of the last term, or the effect of the withdrawal that leaves fewer
    /// than two Parties.
    public let agreementEnd: CalendarDate
    /// The Parties on `asOf`; none before the entry into force or after the end.
    public let parties: [ReviewParty]
    /// By date, and within a day by kind; at most one of a kind on a day; none after `through`.
    public let events: [ReviewEvent]
    /// One sentence each.
    public let assumptions: [String]
    /// Whether the scenario contradicts or omits a reported fact.
    public let isCounterfactual: Bool
    /// The reports' statements on the review, the oldest first.
    public let statements: [ReviewStatement]

    /// The first event on `asOf` or later, up to `through`.
    public var nextEvent: ReviewEvent? { events.first { $0.daysFromAsOf >= 0 } }
    /// The first joint review on `asOf` or later, up to `through`.
    public var nextReview: ReviewEvent? { events.first { $0.daysFromAsOf >= 0 && $0.kind == .jointReview } }

    /// Computes the schedule of a scenario.
    ///
    /// Refuses a given scenario without an extension or withdrawal; an as-published one with them; `through` before `asOf`; a day after 2200-12-31;
    /// more than 32 extensions; an extension given twice, before the first review, or after the end of the agreement; a
    /// withdrawal of an unknown Party, twice by one Party, before the entry into force, or after the end of the agreement.
    public init(_ scenario: ReviewScenario, _ facts: ReviewFacts) throws(ReviewScenarioError) {
        let timeline = try ReviewTimeline(scenario, facts)
        let asOf = scenario.asOf
        let latest = min(max(ReviewScenario.defaultThrough, timeline.end, asOf), ReviewScenario.horizon)
        let through = scenario.through ?? latest
        kind = timeline.kind
        basis = scenario.basis
        self.asOf = asOf
        self.through = through
        inForceSince = facts.entryIntoForce
        termEnd = timeline.term(on: asOf).end
        agreementEnd = timeline.end
        parties = timeline.parties(on: asOf)
        events = ReviewCalendar(timeline, asOf: asOf).sorted.filter { $0.date <= through }
        isCounterfactual = timeline.isCounterfactual
        status = Self.status(of: timeline, on: asOf)
        statusText = Self.text(status, timeline, on: asOf)
        assumptions = Self.assumptions(
            timeline, basis: scenario.basis, counterfactual: isCounterfactual,
            hasAnnual: events.contains { $0.kind == .jointReview && $0.provision == "Article 34.7.4" })
        statements = facts.statements
    }

    private static func status(of timeline: ReviewTimeline, on date: CalendarDate) -> ReviewStatus {
        if date < timeline.facts.entryIntoForce { return .notInForce }
        if date >= timeline.end { return timeline.terminating == nil ? .expired : .endedByWithdrawal }
        let term = timeline.term(on: date)
        if date >= term.sixYearReview { return timeline.kind == .asPublished ? .outcomeNotStated : .annualReviews }
        return term.start == timeline.facts.entryIntoForce ? .awaitingFirstReview : .extended
    }

    private static func text(_ status: ReviewStatus, _ timeline: ReviewTimeline, on date: CalendarDate) -> String {
        let term = timeline.term(on: date)
        let (entry, years) = (timeline.facts.entryIntoForce, timeline.facts.termYears.value)
        let inForce =
            "In force since \(entry) for "
            + ReviewCalendar.list(timeline.parties(on: date).map(\.name)) + ". "
        let unless = "the term ends on \(term.end) unless all Parties confirm another \(years) years before then"
        var pending = timeline.withdrawals.filter { $0.notice <= date && date < $0.effective }.map {
            " The withdrawal of \($0.party.name), notified on \($0.notice), takes effect on \($0.effective)."
        }.joined()
        if let last = timeline.terminating, last.notice <= date {
            pending += " It leaves fewer than two Parties, so the agreement ends then."
        }
        switch status {
        case .notInForce:
            return "Not yet in force; it enters into force on \(entry)."
        case .awaitingFirstReview:
            return inForce + "The first joint review is on \(term.sixYearReview); \(unless)." + pending
        case .outcomeNotStated:
            return inForce
                + "The five reports were written before the joint review of \(term.sixYearReview) and do not "
                + "state its outcome: if all Parties confirmed, the term is extended by \(years) years; if not, they "
                + "review the agreement every year and \(unless)."
        case .annualReviews:
            return inForce + "The joint review of \(term.sixYearReview) did not extend the term, so the Parties review "
                + "the agreement every year; \(unless)." + pending
        case .extended:
            return inForce + "The extension of \(term.start) is in effect; the next joint review is no later than "
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
        let years = timeline.facts.termYears.value
        var result: [String] = []
        switch timeline.kind {
        case .reported:
            result.append("No extension and no withdrawal after the reported facts.")
        case .asPublished:
            result.append(
                "The outcome of the review of \(timeline.terms[0].sixYearReview) is open, so its consequences are "
                    + "omitted; the expiry is that of the text, unless the term is extended.")
        case .given:
            result.append(
                "Only the given extensions and withdrawals happen: at a six-year review without one the Parties do not "
                    + "confirm an extension, and no other Party withdraws.")
        }
        if counterfactual, let departure = timeline.departure {
            result.append(
                "The scenario departs on \(departure) from the known facts; facts that are later or contradict it are "
                    + "omitted, and the earlier ones are assumptions of the scenario.")
        }
        if hasAnnual {
            result.append(
                "Article 34.7.4 requires a review every year but fixes no day: annual reviews are placed on the "
                    + "anniversaries of the six-year review.")
        }
        if timeline.terms.count > 1 {
            result.append(
                basis == .confirmation
                    ? "An extended term runs \(years) years from the day of confirmation; the text does not settle it for a "
                        + "late one, and the other interpretation counts from the end of the old term."
                    : "An extended term runs \(years) years from the end of the old one; published interpretations of an "
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
