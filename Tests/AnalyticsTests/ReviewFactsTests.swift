// The registers behind the review schedule and the labor cases: absent registers and faults.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

@Suite("Registers of the agreement")
struct ReviewFactsTests {
    @Test("data without the registers of the agreement has no review facts, labor cases or clocks")
    func absent() throws {
        let dataset = try Dataset(dataFiles: Fixture.without("registers/"))
        #expect(try ReviewFacts(dataset) == nil)
        #expect(LaborCase.all(dataset).isEmpty && LaborClock.all(dataset).isEmpty)
    }

    @Test("review statements are optional")
    func withoutStatements() throws {
        let dataset = try Dataset(dataFiles: Fixture.without("registers/review-statements.csv"))
        #expect(try #require(try ReviewFacts(dataset)).statements.isEmpty)
    }

    @Test(
        "a fault in a fact or rule is an error with file and line",
        arguments: [
            ("review-facts", ",hearing,", ",trial,", 3, "unknown kind 'trial'; known: entry-into-force"),
            ("review-facts", ",week,", ",decade,", 7, "unknown precision 'decade'; known: day, week, month"),
            ("review-facts", ",text,agreement", ",rumour,agreement", 2, "unknown certainty 'rumour'"),
            ("review-facts", "2020-07-01", "2020-07", 2, "'2020-07' is not a day or two days"),
            ("review-facts", ",entry-into-force,", ",talks,", nil, "0 records of kind 'entry-into-force'"),
            ("review-rules", "term,16,", "term,0,", 2, "the rule 'term' must be 1 to 999 years"),
            ("review-rules", "notice,270,days", "notice,9,months", 6, "the rule 'notice' must be 1 to 999 days"),
            ("review-rules", "briefing,", "feast,", nil, "missing rule 'briefing'"),
        ] as [(String, String, String, Int?, String)])
    func faults(register: String, old: String, new: String, line: Int?, message: String) throws {
        let file = "registers/\(register).csv"
        let dataset = try Fixture.replacing(old, with: new, in: file)
        let error = #expect(throws: DataError.self) { try ReviewFacts(dataset) }
        #expect(error?.file == file && error?.line == line)
        #expect(error?.reason.contains(message) == true, "\(error?.reason ?? "")")
    }

    @Test("a term of the register is the term of the schedule")
    func ruleIsUsed() throws {
        let facts = try #require(
            try ReviewFacts(Fixture.replacing("term,16,", with: "term,20,", in: "registers/review-rules.csv")))
        let schedule = try ReviewSchedule(ReviewScenario(asOf: date("2026-08-01")), facts)
        #expect(schedule.termEnd == date("2040-07-01"))
        #expect(schedule.statusText.contains("another 20 years"))
    }

    @Test("a clock counts its days from the request of the cases to which it applies")
    func panelClock() throws {
        let clock = try #require(LaborClock.all(Fixture.dataset).first)
        let cases = LaborCase.all(Fixture.dataset)
        // 2023-01-01 and 60 days: 30 to the end of January, 28 in February, 2 in March.
        let state = try #require(clock.state(of: cases[0]))
        #expect(state.due == date("2023-03-02") && state.firstOutcome == date("2023-02-20"))
        #expect(state.days == 50 && state.isMet == true)
        // Without an outcome, and in a case that Canada brought.
        #expect(clock.state(of: cases[1])?.days == nil && clock.state(of: cases[1])?.isMet == nil)
        #expect(cases[3].invokedBy == "CAN" && clock.state(of: cases[3]) == nil)
    }

    @Test("a clock without a note is met on its last day and missed after it; one with a note is not decided")
    func metAndMissed() throws {
        let item = LaborCase.all(Fixture.dataset)[0]
        func isMet(_ days: Int, note: String = "") -> Bool? {
            LaborClock(
                limit: "", days: days, provision: "", from: "requested", until: ["remediation-agreed"], invokedBy: "",
                note: note
            ).state(of: item)?.isMet
        }
        #expect(isMet(50) == true && isMet(49) == false && isMet(50, note: "Undated.") == nil)
    }

    @Test("a case has the days of its dated events, and its durations are between them")
    func cases() throws {
        let cases = LaborCase.all(Fixture.dataset)
        #expect(
            cases.map(\.id) == ["alpha", "beta", "delta", "gamma"]
                && cases.map(\.isOpen) == [false, true, false, false])
        #expect(cases[0].requested == date("2023-01-01") && cases[0].resolved == date("2023-04-11"))
        #expect(cases[0].daysToResolution == 100 && cases[0].daysToRemediation == 50)
        #expect(cases[1].daysToResolution == nil && cases[2].requested == nil)
        #expect(cases[3].requested == date("2023-06-16"))
    }
}
