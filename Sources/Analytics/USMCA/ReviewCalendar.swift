// Computes the events of a timeline: reviews with their deadlines, extensions, withdrawals, the end, and the known facts.

import Arithmetic

/// Events by day and kind. Facts are added first; a computed event of the same day and kind only adds its note.
struct ReviewCalendar {
    private let timeline: ReviewTimeline
    private let facts: ReviewFacts
    private let asOf: CalendarDate
    private var events: [String: ReviewEvent] = [:]

    /// The source of events that the scenario gives or implies.
    private static let scenario = "scenario"

    /// The day from which a deadline is known to be obsolete, and the reason.
    private typealias Cancellation = (from: CalendarDate, why: String)

    init(_ timeline: ReviewTimeline, asOf: CalendarDate) {
        self.timeline = timeline
        self.asOf = asOf
        facts = timeline.facts
        for fact in timeline.heldFacts {
            // A counterfactual scenario contains the reported facts up to its departure, and no reported fact after it.
            let isTaken = timeline.isCounterfactual && fact.certainty == .reported
            add(
                fact.kind, fact.date, fact.title, provision: fact.provision,
                isTaken ? .assumption : fact.certainty, source: fact.source,
                fact.note, lastDate: fact.lastDate, precision: fact.precision)
        }
        for (index, term) in timeline.terms.enumerated() { addReviews(of: term, isFirst: index == 0) }
        for index in timeline.terms.indices.dropFirst() { addExtension(index) }
        addWithdrawals()
        addEnd()
    }

    /// By date, within a day in the order of the kinds.
    var sorted: [ReviewEvent] {
        let rank = Dictionary(uniqueKeysWithValues: ReviewEventKind.allCases.enumerated().map { ($1, $0) })
        return events.values.sorted { ($0.date, rank[$0.kind] ?? 0) < ($1.date, rank[$1.kind] ?? 0) }
    }

    /// `Canada, Mexico and the United States`.
    static func list(_ names: [String]) -> String {
        guard names.count > 1 else { return names.first ?? "no Party" }
        return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    }

    private mutating func add(
        _ kind: ReviewEventKind, _ date: CalendarDate, _ title: String, provision: String?,
        _ certainty: ReviewCertainty, source: String, _ note: String, lastDate: CalendarDate? = nil,
        precision: ReviewDatePrecision = .day
    ) {
        let event = ReviewEvent(
            kind: kind, date: date, lastDate: lastDate, precision: precision, title: title, provision: provision,
            certainty: certainty, source: source, note: note, daysFromAsOf: asOf.days(to: date))
        guard let known = events[event.id] else {
            events[event.id] = event
            return
        }
        // Two reviews can have one deadline: months of different lengths end on one day, and an early review can have the deadline
        // of the review that it replaces.
        events[event.id] = ReviewEvent(
            kind: kind, date: date, lastDate: known.lastDate, precision: known.precision, title: known.title,
            provision: known.provision, certainty: known.certainty, source: known.source,
            note: known.note + " " + note, daysFromAsOf: known.daysFromAsOf)
    }

    // MARK: reviews

    private mutating func addReviews(of term: ReviewTimeline.Term, isFirst: Bool) {
        let agreement = facts.yearsToSixYearReview.source
        // "No later than at the end of the next six-year period" (34.7.3) allows an early six-year review, so an extension before
        // a later review is due is an early six-year review. The first review is "on" a day, so its extension is refused before that day.
        if let early = term.extended, early < term.sixYearReview {
            addReview(
                on: early, isSixYear: true, provision: "Article 34.7.3", .assumption, source: Self.scenario,
                "Held before the six-year period ends on \(term.sixYearReview): the review is due no later than that.")
            return
        }
        var count = facts.yearsToSixYearReview.value
        while true {
            let date = term.anniversary(count)
            let isSixYear = count == facts.yearsToSixYearReview.value
            // One year past the horizon, because deadlines of that review may precede the horizon.
            guard date < term.end, date.year <= ReviewScenario.horizon.year + 1 else { return }
            if let cancelled = cancellation(of: date, in: term) {
                addDeadlines(
                    of: date, isSixYear: isSixYear, isFirst && isSixYear ? .text : .assumption, cancelled: cancelled)
                return
            }
            if !isSixYear {
                addReview(
                    on: date, isSixYear: false, provision: "Article 34.7.4", .assumption, source: agreement,
                    "A review every year for the rest of the term; the text fixes no day, the anniversary is assumed.")
            } else if isFirst {
                addReview(
                    on: date, isSixYear: true, provision: facts.yearsToSixYearReview.provision, .text,
                    source: agreement, "The sixth anniversary of the entry into force.")
            } else {
                addReview(
                    on: date, isSixYear: true, provision: "Article 34.7.3", .assumption, source: agreement,
                    "No later than the end of the six-year period after the extension of \(term.start); its last day.")
            }
            if date == term.extended { return }
            // As published the outcome of the first review is open, so annual reviews may or may not follow.
            if timeline.kind == .asPublished { return }
            if isSixYear { addNonConfirmation(on: date) }
            count += 1
        }
    }

    /// The reason why no review is held on `date`: an extension or the end of the agreement precedes it.
    private func cancellation(of date: CalendarDate, in term: ReviewTimeline.Term) -> Cancellation? {
        if let extended = term.extended, extended < date {
            return (extended, "The review of \(date) is not held: the term is extended on \(extended).")
        }
        if let last = timeline.terminating, last.effective <= date {
            return (last.notice, "The review of \(date) is not held: the agreement ends on \(last.effective).")
        }
        return nil
    }

    private mutating func addReview(
        on date: CalendarDate, isSixYear: Bool, provision: String, _ certainty: ReviewCertainty, source: String,
        _ note: String
    ) {
        let title = isSixYear ? "Six-year joint review of the agreement" : "Annual joint review of the agreement"
        add(.jointReview, date, title, provision: provision, certainty, source: source, note)
        addDeadlines(of: date, isSixYear: isSixYear, certainty, cancelled: nil)
    }

    private mutating func addNonConfirmation(on date: CalendarDate) {
        // A reported refusal is among the facts.
        guard events["\(ReviewEventKind.nonConfirmation.rawValue)-\(date)"] == nil else { return }
        add(
            .nonConfirmation, date, "The Parties do not all confirm another \(facts.termYears.value) years",
            provision: "Article 34.7.4", .assumption, source: Self.scenario,
            "The scenario gives no extension at this review, so annual reviews follow; the Parties may still "
                + "extend the term at any time before it ends.")
    }

    private mutating func addDeadlines(
        of review: CalendarDate, isSixYear: Bool, _ certainty: ReviewCertainty, cancelled: Cancellation?
    ) {
        let isAssumed = certainty == .assumption
        let day = isAssumed ? " The day of the review is assumed." : ""

        let months = facts.monthsForRecommendations
        let recommendations = review.adding(months: -months.value)
        if cancelled.map({ recommendations < $0.from }) ?? true {
            add(
                .recommendationsDeadline, recommendations, "Last day for the Parties' recommendations for action",
                provision: months.provision, isAssumed ? .assumption : .text, source: months.source,
                "At least one month before the joint review of \(review)." + day
                    + (cancelled.map { " " + $0.why } ?? ""))
        }

        // The statute applies to reviews in which the United States participates. From its notice of withdrawal on, deadlines of
        // reviews after the effect of the notice are obsolete.
        var cancelled = cancelled
        if let leaving = timeline.withdrawals.first(where: { $0.party == .unitedStates }), leaving.effective <= review,
            leaving.notice < (cancelled?.from ?? .last)
        {
            cancelled = (leaving.notice, "The United States withdraws before the review of \(review).")
        }
        func addStatutory(
            _ kind: ReviewEventKind, _ rule: ReviewFacts.Rule, daysAfter: Int, _ title: String, _ why: String
        ) {
            let date = review.adding(days: daysAfter)
            if let cancelled, date >= cancelled.from { return }
            add(
                kind, date, title, provision: rule.provision, isAssumed ? .assumption : .statute, source: rule.source,
                why + " the joint review of \(review)." + day
                    + (cancelled.map { " " + $0.why } ?? ""))
        }
        let notice = facts.noticeDays
        addStatutory(
            .noticeDeadline, notice, daysAfter: -notice.value,
            "Last day for the Trade Representative's notice of the joint review",
            "A public hearing follows it. At least \(notice.value) days before")
        let report = isSixYear ? facts.sixYearReportDays : facts.annualReportDays
        addStatutory(
            .reportDeadline, report, daysAfter: -report.value,
            "Last day for the Trade Representative's report to Congress", "At least \(report.value) days before")
        let briefing = facts.briefingDays
        addStatutory(
            .briefingDeadline, briefing, daysAfter: briefing.value,
            "Last day for the Trade Representative's briefing of Congress", "Within \(briefing.value) days after")
    }

    // MARK: extensions, withdrawals and the end

    private mutating func addExtension(_ index: Int) {
        let (old, new) = (timeline.terms[index - 1], timeline.terms[index])
        let date = new.start
        // A confirmation on the day of a review is part of that review.
        let isAtReview = events["\(ReviewEventKind.jointReview.rawValue)-\(date)"] != nil
        let isAtSixYear = isAtReview && date <= old.sixYearReview
        let leaving = timeline.withdrawals.filter { $0.notice <= date && date < $0.effective }.map {
            " \($0.party.name.capitalizedFirst), whose withdrawal takes effect on \($0.effective), "
                + "is still a Party that must confirm."
        }.joined()
        let refusal = facts.facts.contains { $0.kind == .nonConfirmation && $0.date == date }
        let contradiction = refusal ? " It is reported that the United States did not agree to it on that day." : ""
        add(
            .extensionOfTerm, date, "The Parties extend the term to \(new.end)",
            provision: isAtSixYear ? "Article 34.7.3" : "Article 34.7.4", .assumption, source: Self.scenario,
            (isAtReview
                ? "Confirmed by all heads of government at the joint review."
                : "Confirmed by all heads of government between reviews, before the term ends on \(old.end).")
                + " The next joint review is no later than \(new.sixYearReview)." + contradiction + leaving)
    }

    private mutating func addWithdrawals() {
        let end = timeline.end
        let provision = facts.monthsToWithdrawal.provision
        for date in Set(timeline.withdrawals.map(\.notice)) {
            let leaving = timeline.withdrawals.filter { $0.notice == date }
            let effective = leaving[0].effective
            add(
                .withdrawalNotice, date,
                Self.list(leaving.map(\.party.name)).capitalizedFirst
                    + (leaving.count > 1 ? " give" : " gives") + " notice of withdrawal",
                provision: provision, .assumption, source: Self.scenario,
                effective > end || (effective == end && timeline.terminating == nil)
                    ? "It would take effect six months later, on \(effective), but the agreement ends on \(end)."
                    : "It takes effect six months later, on \(effective).")
        }
        for date in Set(timeline.withdrawals.map(\.effective)) {
            // After the end a withdrawal has no effect; on the last day it has one only if it is the cause of the end.
            guard date < end || (date == end && timeline.terminating != nil) else { continue }
            let names = timeline.withdrawals.filter { $0.effective == date }.map(\.party.name)
            let rest = timeline.parties(on: date).map(\.name)
            add(
                .withdrawalEffective, date,
                "The withdrawal of \(Self.list(names)) takes effect", provision: provision, .assumption,
                source: Self.scenario,
                "Six months after the notice. "
                    + (rest.isEmpty
                        ? "Fewer than two Parties remain." : "The agreement stays in force for \(Self.list(rest))."))
        }
    }

    private mutating func addEnd() {
        let (end, term) = (timeline.end, facts.termYears)
        if timeline.terminating != nil {
            add(
                .termination, end, "The agreement ends", provision: facts.monthsToWithdrawal.provision, .assumption,
                source: Self.scenario,
                "Withdrawals leave fewer than two Parties, and Article 34.6 keeps it in force only for the others.")
        } else if timeline.terms.count == 1 {
            add(
                .expiry, end, "The agreement terminates unless the term is extended", provision: term.provision, .text,
                source: term.source,
                "\(term.value) years after the entry into force, unless each Party confirms a new \(term.value)-year "
                    + "term before. One published analysis says \(end.adding(days: -1)).")
        } else {
            let start = timeline.terms[timeline.terms.count - 1].start
            add(
                .expiry, end, "The extended agreement terminates unless the term is extended again",
                provision: "Article 34.7.3", .assumption, source: Self.scenario,
                "The end of the term that the extension of \(start) gave; the start of its \(term.value) years is an "
                    + "assumption.")
        }
    }
}
