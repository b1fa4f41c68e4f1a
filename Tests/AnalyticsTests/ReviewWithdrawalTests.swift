// The review schedule with withdrawals under Article 34.6: of one Party, of two, in the past, and without effect.
import Testing

@testable import Analytics

@Suite("Review schedule: withdrawals")
struct WithdrawalTests {
    @Test(
        "a withdrawal takes effect six months after its notice, and the other Parties remain",
        arguments: ReviewParty.allCases)
    func oneParty(party: ReviewParty) throws {
        let given = try schedule(withdraw: ["\(party.rawValue):2027-08-31"], asOf: "2028-02-29")
        #expect(given.dates(.withdrawalNotice) == ["2027-08-31"])
        #expect(given.dates(.withdrawalEffective) == ["2028-02-29"])
        #expect(given.parties == ReviewParty.allCases.filter { $0 != party })
        #expect(given.status == .annualReviews && given.agreementEnd == date("2036-07-01"))
        #expect(given.dates(.jointReview).last == "2035-07-01")
        #expect(try given.event("withdrawal-effective-2028-02-29").provision == "Article 34.6")
        #expect(!given.isCounterfactual)
        // On the day before, it is still a Party.
        let before = try schedule(withdraw: ["\(party.rawValue.lowercased()):2027-08-31"], asOf: "2028-02-28")
        #expect(before.parties.count == 3 && before.statusText.contains("takes effect on 2028-02-29"))
    }

    @Test("after the withdrawal of the United States, later reviews have no deadlines by its statute")
    func statuteEndsWithUnitedStates() throws {
        let given = try schedule(withdraw: ["USA:2027-08-01"])
        #expect(given.dates(.briefingDeadline).last == "2027-07-21")
        #expect(given.dates(.reportDeadline).last == "2027-04-22")
        #expect(given.dates(.noticeDeadline).last == "2026-10-04")
        #expect(given.dates(.recommendationsDeadline).last == "2035-06-01")
        let mexico = try schedule(withdraw: ["MEX:2027-08-01"])
        #expect(mexico.dates(.briefingDeadline).last == "2035-07-21")
        // The withdrawal follows the 270-day deadline, which remains with the reason why the later ones are obsolete.
        let late = try schedule(withdraw: ["USA:2026-12-01"])
        #expect(try late.event("notice-deadline-2026-10-04").note.contains("United States withdraws"))
        #expect(!late.dates(.reportDeadline).contains("2027-04-22"))
    }

    @Test("a second withdrawal ends the agreement and its reviews")
    func twoParties() throws {
        for (first, second) in [("CAN", "MEX"), ("MEX", "USA"), ("USA", "CAN")] {
            let given = try schedule(withdraw: ["\(second):2029-01-10", "\(first):2027-02-01"], asOf: "2029-07-09")
            #expect(given.dates(.withdrawalEffective) == ["2027-08-01", "2029-07-10"])
            #expect(given.dates(.termination) == ["2029-07-10"])
            #expect(given.dates(.expiry).isEmpty)
            #expect(given.agreementEnd == date("2029-07-10"))
            #expect(given.dates(.jointReview).last == "2029-07-01")
            #expect(given.parties.count == 2)
            let after = try schedule(
                withdraw: ["\(second):2029-01-10", "\(first):2027-02-01"], asOf: "2029-07-10")
            #expect(after.status == .endedByWithdrawal && after.parties.isEmpty)
            #expect(after.statusText == "Ended on 2029-07-10, when a withdrawal left fewer than two Parties.")
        }
    }

    @Test("withdrawals on one day, or with effect on one day, are one event")
    func sameDay() throws {
        let same = try schedule(withdraw: ["MEX:2027-01-05", "CAN:2027-01-05", "USA:2027-01-05"])
        #expect(same.dates(.withdrawalNotice) == ["2027-01-05"] && same.dates(.termination) == ["2027-07-05"])
        #expect(
            try same.event("withdrawal-notice-2027-01-05").title
                == "Canada, Mexico and the United States give notice of withdrawal")
        let clamped = try schedule(withdraw: ["MEX:2026-08-29", "USA:2026-08-31"])
        #expect(clamped.dates(.withdrawalNotice) == ["2026-08-29", "2026-08-31"])
        #expect(clamped.dates(.withdrawalEffective) == ["2027-02-28"])
        #expect(try clamped.event("withdrawal-notice-2026-08-31").title.hasPrefix("The United States gives"))
    }

    @Test("a notice whose effect would follow the end is listed without an effect")
    func tooLateToMatter() throws {
        let late = try schedule(withdraw: ["CAN:2036-03-01"])
        #expect(late.dates(.withdrawalEffective).isEmpty && late.dates(.expiry) == ["2036-07-01"])
        #expect(try late.event("withdrawal-notice-2036-03-01").note.contains("the agreement ends on 2036-07-01"))
        #expect(try schedule(withdraw: ["CAN:2036-01-01"]).dates(.withdrawalEffective).isEmpty)
        let extended = try schedule(extend: ["2036-05-01"], withdraw: ["CAN:2036-03-01"])
        #expect(extended.dates(.withdrawalEffective) == ["2036-09-01"])
        #expect(try extended.event("extension-2036-05-01").note.contains("Canada, whose withdrawal"))
        let third = try schedule(withdraw: ["CAN:2027-01-01", "MEX:2027-01-01", "USA:2027-06-30"])
        #expect(third.dates(.withdrawalNotice) == ["2027-01-01", "2027-06-30"])
        #expect(third.dates(.withdrawalEffective) == ["2027-07-01"])
        #expect(third.dates(.jointReview).last == "2026-07-01")
    }

    @Test("a withdrawal in the past omits later reported facts")
    func counterfactualPast() throws {
        let given = try schedule(withdraw: ["MEX:2021-01-01"], asOf: "2026-08-01")
        #expect(given.isCounterfactual && given.parties == [.canada, .unitedStates])
        #expect(given.dates(.talks).isEmpty && given.dates(.noticePublished).isEmpty)
        #expect(try given.event("joint-review-2026-07-01").certainty == .text)
        #expect(try given.event("non-confirmation-2026-07-01").certainty == .assumption)
        let over = try schedule(withdraw: ["MEX:2025-12-20", "CAN:2025-12-20"])
        #expect(over.dates(.jointReview).isEmpty && over.dates(.termination) == ["2026-06-20"])
        #expect(try over.event("notice-deadline-2025-10-04").certainty == .statute)
        #expect(over.dates(.reportDeadline).isEmpty)
    }

    @Test("the remaining Parties can extend the term")
    func extendAfterWithdrawal() throws {
        let given = try schedule(extend: ["2029-07-01"], withdraw: ["USA:2027-01-01"], asOf: "2030-01-01")
        #expect(given.parties == [.canada, .mexico] && given.status == .extended)
        #expect(given.dates(.expiry) == ["2045-07-01"])
    }
}
