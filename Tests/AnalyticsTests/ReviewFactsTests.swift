// The registers behind the review schedule and the labor cases: absent registers and faults.
import Arithmetic
import Dataset
import Testing

@testable import Analytics

@Suite("Registers of the agreement")
struct ReviewFactsTests {
    @Test("data without the registers of the agreement has no review facts, labor cases or clocks")
    func absent() throws {
        let dataset = try Dataset(files: embeddedFiles.filter { !$0.name.hasPrefix("registers/") })
        #expect(try ReviewFacts(dataset) == nil)
        #expect(LaborCase.all(dataset).isEmpty && LaborClock.all(dataset).isEmpty)
    }

    @Test("review statements are optional")
    func withoutStatements() throws {
        let dataset = try Dataset(files: embeddedFiles.filter { $0.name != "registers/review-statements.csv" })
        #expect(try #require(try ReviewFacts(dataset)).statements.isEmpty)
    }

    @Test(
        "a fault in a fact or rule is an error with file and line",
        arguments: [
            ("review-facts", ",hearing,", ",trial,", 4, "unknown kind 'trial'; known: entry-into-force"),
            ("review-facts", ",week,", ",decade,", 9, "unknown precision 'decade'; known: day, week, month"),
            ("review-facts", ",text,usmca", ",rumour,usmca", 2, "unknown certainty 'rumour'"),
            ("review-facts", "2025-09-17", "2025-09", 3, "'2025-09' is not a day or two days"),
            ("review-facts", ",entry-into-force,", ",talks,", nil, "0 records of kind 'entry-into-force'"),
            ("review-rules", "term,16,", "term,0,", 2, "the rule 'term' must be 1 to 999 years"),
            ("review-rules", "notice,270,days", "notice,9,months", 6, "the rule 'notice' must be 1 to 999 days"),
            ("review-rules", "briefing,", "feast,", nil, "missing rule 'briefing'"),
        ] as [(String, String, String, Int?, String)])
    func faults(register: String, old: String, new: String, line: Int?, message: String) throws {
        let file = "registers/\(register).csv"
        let dataset = try embedded(file, old, new)
        let error = #expect(throws: DataError.self) { try ReviewFacts(dataset) }
        #expect(error?.file == file && error?.line == line)
        #expect(error?.reason.contains(message) == true, "\(error?.reason ?? "")")
    }

    @Test("a term of the register is the term of the schedule")
    func ruleIsUsed() throws {
        let facts = try #require(try ReviewFacts(try embedded("registers/review-rules.csv", "term,16,", "term,20,")))
        let schedule = try ReviewSchedule(ReviewScenario(asOf: date("2026-08-01")), facts)
        #expect(schedule.termEnd == date("2040-07-01"))
        #expect(schedule.statusText.contains("another 20 years"))
    }

    @Test("the clock of a United States case counts 60 days from its request; no source settles whether it was met")
    func panelClock() throws {
        let dataset = try embedded.get()
        let clock = try #require(LaborClock.all(dataset).first)
        let cases = LaborCase.all(dataset)
        let silao = try #require(cases.first { $0.id == "gm-silao" })
        // 2021-05-12 and 60 days: 19 to the end of May, 30 in June, 11 in July.
        let state = try #require(clock.state(of: silao))
        #expect(state.due == date("2021-07-11") && state.firstOutcome == date("2021-07-08"))
        #expect(state.days == 57 && state.isMet == nil)
        // Canada brought this case.
        #expect(clock.state(of: try #require(cases.first { $0.id == "fraenkische-silao" })) == nil)
    }

    @Test("a clock without a note is met on its last day and missed after it")
    func metAndMissed() throws {
        let item = try #require(LaborCase.all(try embedded.get()).first { $0.id == "gm-silao" })
        func isMet(_ days: Int) -> Bool? {
            LaborClock(
                limit: "", days: days, provision: "", from: "requested", until: ["remediation-agreed"], invokedBy: "",
                note: ""
            ).state(of: item)?.isMet
        }
        #expect(isMet(57) == true && isMet(56) == false)
    }
}
