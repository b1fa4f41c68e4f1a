// Impossible scenarios are refused with a reason; the schedule of every possible scenario has the documented properties.
import Arithmetic
import TestSupport
import Testing

@testable import Analytics

@Suite("Impossible review scenarios")
struct ImpossibleScenarioTests {
    private func expect(
        _ error: ReviewScenarioError, part: ReviewScenarioError.Part, saying words: String...,
        from body: () throws -> ReviewSchedule, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: error, sourceLocation: location) { _ = try body() }
        #expect(error.part == part, sourceLocation: location)
        for word in words { #expect(error.description.contains(word), sourceLocation: location) }
    }

    @Test("an extension before the first review is refused")
    func extensionBeforeFirstReview() {
        expect(
            .extensionBeforeFirstReview(date: date("2026-06-30"), firstReview: date("2026-07-01")), part: .extensions,
            saying: "Give 2026-07-01 or"
        ) {
            try schedule(extend: ["2026-06-30"])
        }
    }

    @Test("an extension on or after the end of the term is refused, also after an earlier extension")
    func extensionAfterExpiry() {
        let end = date("2036-07-01")
        expect(
            .extensionAfterExpiry(date: end, end: end), part: .extensions, saying: "ends on 2036-07-01", "2036-06-30"
        ) { try schedule(extend: ["2036-07-01"]) }
        expect(
            .extensionAfterExpiry(date: date("2042-07-01"), end: date("2042-07-01")), part: .extensions
        ) { try schedule(extend: ["2042-07-01", "2026-07-01"]) }
    }

    @Test("an extension after withdrawals have ended the agreement is refused")
    func extensionAfterTermination() {
        expect(
            .extensionAfterTermination(date: date("2027-07-01"), end: date("2027-07-01")), part: .extensions,
            saying: "fewer than two Parties"
        ) { try schedule(extend: ["2027-07-01"], withdraw: ["CAN:2027-01-01", "MEX:2026-12-01"]) }
    }

    @Test("an extension given twice, or too many of them, are refused")
    func extensionCounts() {
        expect(.extensionTwice(date: date("2027-01-01")), part: .extensions, saying: "twice") {
            try schedule(extend: ["2027-01-01", "2028-01-01", "2027-01-01"])
        }
        expect(.tooManyExtensions(count: 33), part: .extensions, saying: "at most 32") {
            try schedule(extend: (0..<33).map { date("2026-07-01").adding(days: $0).description })
        }
    }

    @Test("a withdrawal before the entry into force is refused")
    func withdrawalBeforeEntry() throws {
        expect(
            .withdrawalBeforeEntryIntoForce(party: .canada, notice: date("2020-06-30"), entry: date("2020-07-01")),
            part: .withdrawals,
            saying: "2020-07-01"
        ) { try schedule(withdraw: ["CAN:2020-06-30"]) }
        #expect(try schedule(withdraw: ["CAN:2020-07-01"]).dates(.withdrawalEffective) == ["2021-01-01"])
    }

    @Test("a withdrawal after the end of the agreement is refused, and an extension moves the end")
    func withdrawalAfterEnd() throws {
        let end = date("2036-07-01")
        expect(
            .withdrawalAfterExpiry(party: .mexico, notice: end, end: end), part: .withdrawals, saying: "ends on"
        ) { try schedule(withdraw: ["MEX:2036-07-01"]) }
        #expect(
            try schedule(extend: ["2036-01-01"], withdraw: ["MEX:2036-07-01"]).dates(.withdrawalEffective)
                == ["2037-01-01"])
        expect(
            .withdrawalAfterTermination(party: .unitedStates, notice: date("2027-07-01"), end: date("2027-07-01")),
            part: .withdrawals, saying: "fewer than two Parties"
        ) { try schedule(withdraw: ["CAN:2027-01-01", "MEX:2027-01-01", "USA:2027-07-01"]) }
    }

    @Test("a Party withdraws once, and only a Party withdraws")
    func withdrawalParties() {
        expect(.withdrawalTwice(party: .mexico), part: .withdrawals, saying: "MEX", "once") {
            try schedule(withdraw: ["MEX:2027-01-01", "mex:2028-01-01"])
        }
        expect(.unknownParty(code: "CHN"), part: .withdrawals, saying: "CHN", "CAN, MEX and USA") {
            try schedule(withdraw: ["CHN:2027-01-01"])
        }
    }

    @Test("a schedule that ends before its reference day or after 2200 is refused")
    func bounds() throws {
        expect(
            .throughBeforeAsOf(through: date("2026-07-31"), asOf: date("2026-08-01")), part: .through,
            saying: "2026-08-01 or later"
        ) { try schedule(through: "2026-07-31") }
        let beyond = date("2201-01-01")
        expect(.beyondHorizon(.through, date: beyond), part: .through, saying: "2200-12-31") {
            try schedule(through: "2201-01-01")
        }
        expect(.beyondHorizon(.asOf, date: beyond), part: .asOf) {
            try schedule(asOf: "2201-01-01")
        }
        expect(.beyondHorizon(.extensions, date: beyond), part: .extensions) {
            try schedule(extend: ["2201-01-01"])
        }
        expect(.beyondHorizon(.withdrawals, date: beyond), part: .withdrawals) {
            try schedule(withdraw: ["USA:2201-01-01"])
        }
        #expect(try schedule(through: "2200-12-31").events.last?.id == "expiry-2036-07-01")
    }

    @Test("the as-published scenario takes no changes, and a given scenario requires one")
    func kinds() {
        expect(.changesToPublished, part: .kind, saying: "five reports") {
            try schedule(.asPublished, extend: ["2026-07-01"])
        }
        expect(.nothingGiven, part: .kind, saying: "needs an extension") { try schedule(.given) }
    }
}

@Suite("Review schedules of many scenarios")
struct ReviewPropertyTests {
    /// The violated properties of a schedule; collected, for one issue per scenario instead of one per event.
    private func faults(_ schedule: ReviewSchedule, _ scenario: ReviewScenario) -> [String] {
        var faults: [String] = []
        func require(_ holds: Bool, _ fault: String) { if !holds { faults.append(fault) } }
        let events = schedule.events
        let order = ReviewEventKind.allCases
        func rank(_ kind: ReviewEventKind) -> Int { order.firstIndex(of: kind) ?? -1 }

        require(Set(events.map(\.id)).count == events.count, "two events of one kind on a day")
        for (event, next) in zip(events, events.dropFirst()) {
            require((event.date, rank(event.kind)) < (next.date, rank(next.kind)), "\(next.id) is out of order")
        }
        require(events.allSatisfy { $0.date <= schedule.through }, "an event after through")
        require(events.allSatisfy { $0.daysFromAsOf == scenario.asOf.days(to: $0.date) }, "wrong days")
        require(events.allSatisfy { !$0.title.isEmpty && !$0.note.isEmpty && !$0.source.isEmpty }, "an empty text")
        require(
            events.allSatisfy { $0.lastDate.map { [date = $0.date] in $0 > date } ?? true }, "a span that ends first")
        require(schedule.nextEvent.map { $0.date >= scenario.asOf } ?? true, "next event is past")
        require(schedule.nextReview.map { $0.date >= scenario.asOf } ?? true, "next review is past")
        if schedule.nextEvent == nil { require(events.allSatisfy { $0.date < scenario.asOf }, "next event missed") }

        let end = schedule.agreementEnd
        let inside: Set<ReviewEventKind> = [.jointReview, .extensionOfTerm, .nonConfirmation, .withdrawalNotice]
        require(events.allSatisfy { !inside.contains($0.kind) || $0.date < end }, "something happens after the end")
        require(events.allSatisfy { $0.kind != .withdrawalEffective || $0.date <= end }, "a withdrawal after the end")
        if end <= schedule.through {
            let ends = events.filter { $0.kind == .expiry || $0.kind == .termination }
            require(ends.map(\.date) == [end], "not one end")
        }
        require(schedule.termEnd > date("2020-07-01"), "term end")
        require((scenario.asOf >= end || scenario.asOf < schedule.inForceSince) == schedule.parties.isEmpty, "parties")
        require(schedule.parties.count != 1, "one Party alone")
        require(!schedule.assumptions.isEmpty && !schedule.statusText.isEmpty, "no status or assumption")

        // Only known provisions are cited.
        let provisions: Set<String?> = [
            nil, "Article 34.6", "Article 34.7.1", "Article 34.7.2", "Article 34.7.3", "Article 34.7.4",
            "19 U.S.C. 4611",
        ]
        require(events.allSatisfy { provisions.contains($0.provision) }, "an unknown provision")
        let reported = events.filter { $0.certainty == .reported }
        require(reported.allSatisfy { $0.date <= date("2026-07-20") }, "a report of the future")
        let afterGiven = (scenario.extensions + scenario.withdrawals.map(\.notice)).min() ?? .last
        require(reported.allSatisfy { $0.date <= afterGiven }, "a report after the scenario departs")
        return faults
    }

    @Test(
        "the events of every possible scenario are sorted, unique by kind and day, within the term, and have a certainty"
    )
    func properties() throws {
        var random = SeededGenerator(seed: 34_7)
        let start = date("2020-01-01")
        var possible = 0
        var impossible = 0
        for _ in 0..<4000 {
            func day(_ years: Int) -> CalendarDate {
                start.adding(days: Int.random(in: 0..<(years * 365), using: &random))
            }
            var extensions: [CalendarDate] = []
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                // Half of them on likely days, to include extensions at reviews and on leap days.
                let likely = date("2026-07-01").adding(years: Int.random(in: 0...30, using: &random))
                let leap = date("2028-02-29").adding(years: 4 * Int.random(in: 0...5, using: &random))
                extensions.append([likely, leap, day(30), day(60)].randomElement(using: &random) ?? likely)
            }
            let withdrawals = ReviewParty.allCases.shuffled(using: &random)
                .prefix([0, 0, 1, 1, 2, 3].randomElement(using: &random) ?? 0)
                .map { ReviewWithdrawal(party: $0.rawValue, notice: day(40)) }
            let asOf = day(70)
            let scenario = ReviewScenario(
                extensions: extensions, withdrawals: withdrawals,
                basis: Bool.random(using: &random) ? .confirmation : .expiry,
                through: Bool.random(using: &random)
                    ? nil : asOf.adding(days: Int.random(in: 0...9000, using: &random)),
                asOf: asOf)
            let schedule: ReviewSchedule
            do {
                schedule = try ReviewSchedule(scenario, facts.get())
            } catch let error as ReviewScenarioError {
                #expect(error.description.hasSuffix("."), "\(scenario)")
                impossible += 1
                continue
            }
            // Required, to stop at the first violation.
            let faults = faults(schedule, scenario)
            try #require(faults.isEmpty, "\(faults) in \(scenario)")
            possible += 1
        }
        #expect(possible > 1000 && impossible > 1000, "\(possible) possible, \(impossible) impossible")
    }

    @Test("the reported and the as-published schedule have these properties on every day")
    func everyDay() throws {
        for kind in [ReviewScenarioKind.reported, .asPublished] {
            var asOf = date("2020-06-01")
            while asOf < date("2036-08-01") {
                let scenario = ReviewScenario(kind: kind, asOf: asOf)
                let faults = faults(try ReviewSchedule(scenario, facts.get()), scenario)
                try #require(faults.isEmpty, "\(faults) as of \(asOf)")
                asOf = asOf.adding(days: 13)
            }
        }
    }

    @Test("32 extensions on consecutive days, counted from expiry, stay within the calendar and the horizon")
    func manyExtensions() throws {
        let days = (0..<ReviewScenario.mostExtensions).map { date("2026-07-01").adding(days: $0) }
        let scenario = ReviewScenario(extensions: days, basis: .expiry, asOf: date("2026-08-01"))
        let schedule = try ReviewSchedule(scenario, facts.get())
        #expect(faults(schedule, scenario).isEmpty)
        #expect(schedule.through == ReviewScenario.horizon)
        #expect(schedule.agreementEnd == date("2548-07-01"))
        #expect(schedule.events.count < 1200)
    }

    @Test("the id of an event does not depend on the reference day")
    func stableIds() throws {
        let early = try schedule(asOf: "2021-01-01").events.map(\.id)
        #expect(early == (try schedule(asOf: "2035-01-01").events.map(\.id)))
    }
}
