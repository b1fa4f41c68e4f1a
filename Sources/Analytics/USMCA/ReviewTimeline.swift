// A valid scenario: the successive terms, the withdrawals, and the end of the agreement. All impossible scenarios are refused
// here, so that the events of a timeline can be computed without errors.

import Arithmetic

struct ReviewTimeline {
    /// A term of Article 34.7. Reviews are on anniversaries of `start`: the six-year review, then, unless it extends the term,
    /// each later anniversary.
    struct Term {
        /// The entry into force, or the day on which the Parties confirmed the extension.
        var start: CalendarDate
        var end: CalendarDate
        /// The last day on which the six-year review can be held.
        var sixYearReview: CalendarDate
        /// The day of the confirmation that replaced this term by the next one.
        var extended: CalendarDate?

        func anniversary(_ count: Int) -> CalendarDate { start.adding(years: count) }
    }

    struct Withdrawal {
        var party: ReviewParty
        var notice: CalendarDate
        var effective: CalendarDate
    }

    let facts: ReviewFacts
    let kind: ReviewScenarioKind
    /// Never empty; the first one starts with the entry into force.
    private(set) var terms: [Term]
    /// By notice, which is also the order of effect.
    let withdrawals: [Withdrawal]
    /// The withdrawal that leaves fewer than two Parties, unless the last term ends before it.
    let terminating: Withdrawal?

    /// The end of the agreement.
    var end: CalendarDate { terminating?.effective ?? terms[terms.count - 1].end }

    /// The first day on which the scenario departs from the reported facts.
    var departure: CalendarDate? {
        switch (terms[0].extended, withdrawals.first?.notice) {
        case (let extended?, let notice?): min(extended, notice)
        case (let extended, let notice): extended ?? notice
        }
    }

    init(_ scenario: ReviewScenario, _ facts: ReviewFacts) throws(ReviewScenarioError) {
        self.facts = facts
        kind = try Self.checkedKind(of: scenario)
        try Self.checkDays(of: scenario)
        let withdrawals = try Self.checkedWithdrawals(of: scenario, facts)
        // Of three Parties, the second withdrawal leaves one.
        let second = withdrawals.count < 2 ? nil : withdrawals[1]

        func term(from start: CalendarDate, base: CalendarDate) -> Term {
            Term(
                start: start, end: base.adding(years: facts.termYears.value),
                sixYearReview: start.adding(years: facts.yearsToSixYearReview.value))
        }
        var terms = [term(from: facts.entryIntoForce, base: facts.entryIntoForce)]
        for date in scenario.extensions.sorted() {
            let current = terms[terms.count - 1]
            guard date >= facts.firstReview else {
                throw .extensionBeforeFirstReview(date: date, firstReview: facts.firstReview)
            }
            guard date != current.start else { throw .extensionTwice(date: date) }
            if let second, second.effective < current.end, date >= second.effective {
                throw .extensionAfterTermination(date: date, end: second.effective)
            }
            guard date < current.end else { throw .extensionAfterExpiry(date: date, end: current.end) }
            terms[terms.count - 1].extended = date
            terms.append(term(from: date, base: scenario.basis == .confirmation ? date : current.end))
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

    /// The term that runs on `date`. An extended term starts on the day of its confirmation.
    func term(on date: CalendarDate) -> Term { terms.last { $0.start <= date } ?? terms[0] }

    /// The Parties on `date`; none before the entry into force, and none from the day of the end on.
    func parties(on date: CalendarDate) -> [ReviewParty] {
        guard date >= facts.entryIntoForce, date < end else { return [] }
        return ReviewParty.allCases.filter { party in
            !withdrawals.contains { $0.party == party && $0.effective <= date }
        }
    }

    /// The dated facts that hold in the scenario. As published: those that the reports or the agreement state. As reported: all.
    /// Given: those up to the departure, but not the refusal of an extension on the day on which the scenario extends the term.
    var heldFacts: [ReviewFacts.Fact] {
        facts.facts.filter { fact in
            if kind == .asPublished { return fact.isInReport || fact.certainty == .text }
            guard let departure else { return true }
            return fact.date <= departure && !(fact.kind == .nonConfirmation && terms[0].extended == fact.date)
        }
    }

    /// Whether the scenario contradicts or omits reported facts.
    var isCounterfactual: Bool { kind == .given && heldFacts.count < facts.facts.count }

    private static func checkedKind(
        of scenario: ReviewScenario
    ) throws(ReviewScenarioError) -> ReviewScenarioKind {
        let isUnchanged = scenario.extensions.isEmpty && scenario.withdrawals.isEmpty
        if scenario.kind == .given && isUnchanged { throw .nothingGiven }
        if scenario.kind == .asPublished && !isUnchanged { throw .changesToPublished }
        let count = scenario.extensions.count
        if count > ReviewScenario.mostExtensions { throw .tooManyExtensions(count: count) }
        return scenario.kind == .reported && !isUnchanged ? .given : scenario.kind
    }

    private static func checkDays(of scenario: ReviewScenario) throws(ReviewScenarioError) {
        let horizon = ReviewScenario.horizon
        if scenario.asOf > horizon { throw .beyondHorizon(.asOf, date: scenario.asOf) }
        if let through = scenario.through {
            if through > horizon { throw .beyondHorizon(.through, date: through) }
            if through < scenario.asOf { throw .throughBeforeAsOf(through: through, asOf: scenario.asOf) }
        }
        if let date = scenario.extensions.max(), date > horizon { throw .beyondHorizon(.extensions, date: date) }
        if let date = scenario.withdrawals.map(\.notice).max(), date > horizon {
            throw .beyondHorizon(.withdrawals, date: date)
        }
    }

    private static func checkedWithdrawals(
        of scenario: ReviewScenario, _ facts: ReviewFacts
    ) throws(ReviewScenarioError) -> [Withdrawal] {
        var result: [Withdrawal] = []
        for given in scenario.withdrawals {
            guard let party = ReviewParty(rawValue: given.party.uppercased()) else {
                throw .unknownParty(code: given.party)
            }
            if result.contains(where: { $0.party == party }) { throw .withdrawalTwice(party: party) }
            if given.notice < facts.entryIntoForce {
                throw .withdrawalBeforeEntryIntoForce(party: party, notice: given.notice, entry: facts.entryIntoForce)
            }
            let effective = given.notice.adding(months: facts.monthsToWithdrawal.value)
            result.append(Withdrawal(party: party, notice: given.notice, effective: effective))
        }
        return result.sorted { ($0.notice, $0.party.rawValue) < ($1.notice, $1.party.rawValue) }
    }
}
