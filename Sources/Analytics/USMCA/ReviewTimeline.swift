// A scenario that holds, worked out: the successive terms, the withdrawals, and the day the agreement ends.
// All refusals of impossible scenarios are here, so that what is built on a timeline cannot fail.

import Arithmetic

struct ReviewTimeline {
    /// A term of Article 34.7. Reviews fall on anniversaries of `start`: the sixth, then, if that does not extend the
    /// term, each one after it.
    struct Term {
        /// The entry into force, or the day on which the Parties confirmed the extension.
        var start: CalendarDate
        var end: CalendarDate
        /// The confirmation that put the next term in this one's place.
        var extended: CalendarDate?

        func anniversary(_ count: Int) -> CalendarDate { start.adding(years: count) }
        /// The last day on which the six-year review can be held.
        var sixYearReview: CalendarDate { anniversary(ReviewFacts.yearsToSixYearReview) }
    }

    struct Withdrawal {
        var party: ReviewParty
        var notice: CalendarDate
        var effective: CalendarDate
    }

    let kind: ReviewScenarioKind
    /// Never empty; the first starts with the entry into force.
    private(set) var terms: [Term]
    /// By notice, which is also the order of effect.
    let withdrawals: [Withdrawal]
    /// The withdrawal after which fewer than two Parties remain, if the last term does not end first.
    let terminating: Withdrawal?

    /// The day the agreement ends.
    var end: CalendarDate { terminating?.effective ?? terms[terms.count - 1].end }

    /// The first day on which the scenario departs from what is reported.
    var departure: CalendarDate? {
        switch (terms[0].extended, withdrawals.first?.notice) {
        case (let extended?, let notice?): min(extended, notice)
        case (let extended, let notice): extended ?? notice
        }
    }

    init(_ scenario: ReviewScenario) throws(ReviewScenarioError) {
        kind = try Self.checkedKind(of: scenario)
        try Self.checkDays(of: scenario)
        let withdrawals = try Self.checkedWithdrawals(of: scenario)
        // Three Parties: the second withdrawal leaves one, and nobody to have an agreement with.
        let second = withdrawals.count < 2 ? nil : withdrawals[1]

        let entry = ReviewFacts.entryIntoForce
        var terms = [Term(start: entry, end: entry.adding(years: ReviewFacts.termYears))]
        for date in scenario.extensions.sorted() {
            let current = terms[terms.count - 1]
            guard date >= terms[0].sixYearReview else { throw .extensionBeforeFirstReview(date: date) }
            guard date != current.start else { throw .extensionTwice(date: date) }
            if let second, second.effective < current.end, date >= second.effective {
                throw .extensionAfterTermination(date: date, end: second.effective)
            }
            guard date < current.end else { throw .extensionAfterExpiry(date: date, end: current.end) }
            let base = scenario.basis == .confirmation ? date : current.end
            terms[terms.count - 1].extended = date
            terms.append(Term(start: date, end: base.adding(years: ReviewFacts.termYears)))
        }
        self.terms = terms
        let termEnd = terms[terms.count - 1].end
        terminating = second.flatMap { $0.effective < termEnd ? $0 : nil }
        self.withdrawals = withdrawals

        for withdrawal in withdrawals {
            let (party, notice) = (withdrawal.party, withdrawal.notice)
            if let terminating, notice >= terminating.effective {
                throw .withdrawalAfterTermination(party: party, notice: notice, end: terminating.effective)
            }
            if notice >= termEnd { throw .withdrawalAfterExpiry(party: party, notice: notice, end: termEnd) }
        }
    }

    /// The term that runs on `date`: an extension counts from its own day.
    func term(on date: CalendarDate) -> Term { terms.last { $0.start <= date } ?? terms[0] }

    /// The Parties on `date`, none before the entry into force or once the agreement has ended.
    func parties(on date: CalendarDate) -> [ReviewParty] {
        guard date >= ReviewFacts.entryIntoForce, date < end else { return [] }
        return ReviewParty.allCases.filter { party in
            !withdrawals.contains { $0.party == party && $0.effective <= date }
        }
    }

    /// The reported facts that hold in the scenario: for the five reports only what they or the agreement state; for a
    /// given one those up to its departure, and not the refusal of an extension that it gives.
    var facts: [ReviewFacts.Fact] {
        ReviewFacts.dated.filter { fact in
            if kind == .asPublished { return fact.report != nil || fact.certainty == .text }
            guard let departure else { return true }
            return fact.date <= departure && !(fact.kind == .nonConfirmation && terms[0].extended == fact.date)
        }
    }

    private static func checkedKind(
        of scenario: ReviewScenario
    ) throws(ReviewScenarioError) -> ReviewScenarioKind {
        let unchanged = scenario.extensions.isEmpty && scenario.withdrawals.isEmpty
        if scenario.kind == .given && unchanged { throw .nothingGiven }
        if scenario.kind == .asPublished && !unchanged { throw .changesToPublished }
        let count = scenario.extensions.count
        if count > ReviewScenario.mostExtensions { throw .tooManyExtensions(count: count) }
        return scenario.kind == .reported && !unchanged ? .given : scenario.kind
    }

    private static func checkDays(of scenario: ReviewScenario) throws(ReviewScenarioError) {
        let horizon = ReviewScenario.horizon
        if scenario.asOf > horizon { throw .beyondHorizon(parameter: "as_of", date: scenario.asOf) }
        if let through = scenario.through {
            if through > horizon { throw .beyondHorizon(parameter: "through", date: through) }
            if through < scenario.asOf { throw .throughBeforeAsOf(through: through, asOf: scenario.asOf) }
        }
        if let date = scenario.extensions.max(), date > horizon {
            throw .beyondHorizon(parameter: "extend", date: date)
        }
        if let date = scenario.withdrawals.map(\.notice).max(), date > horizon {
            throw .beyondHorizon(parameter: "withdraw", date: date)
        }
    }

    private static func checkedWithdrawals(
        of scenario: ReviewScenario
    ) throws(ReviewScenarioError) -> [Withdrawal] {
        var result: [Withdrawal] = []
        for given in scenario.withdrawals {
            guard let party = ReviewParty(rawValue: given.party.uppercased()) else {
                throw .unknownParty(code: given.party)
            }
            if result.contains(where: { $0.party == party }) { throw .withdrawalTwice(party: party) }
            if given.notice < ReviewFacts.entryIntoForce {
                throw .withdrawalBeforeEntryIntoForce(party: party, notice: given.notice)
            }
            let effective = given.notice.adding(months: ReviewFacts.monthsFromNoticeToWithdrawal)
            result.append(Withdrawal(party: party, notice: given.notice, effective: effective))
        }
        return result.sorted { ($0.notice, $0.party.rawValue) < ($1.notice, $1.party.rawValue) }
    }
}
