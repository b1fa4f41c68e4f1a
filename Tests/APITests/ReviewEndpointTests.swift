// The joint reviews: dates with their legal basis, scenarios, and impossible scenarios.
import APITestSupport
import Testing

@testable import API
@testable import HTTP

@Suite("/v1/usmca/reviews")
struct ReviewEndpointTests {
    private func dates(_ kind: String, _ target: String) throws -> [String] {
        try client.get(target).data().values.filter { $0["kind"] == .string(kind) }.compactMap { $0["date"]?.text }
    }

    @Test("as of a day, meta has the next review and the days left")
    func asOf() throws {
        let meta = try client.get("/v1/usmca/reviews?as_of=2026-11-21").meta()
        #expect(meta["as_of"] == .string("2026-11-21") && meta["scenario"] == .string("reported"))
        #expect(
            meta["next_review"]?["date"] == .string("2027-07-01") && meta["next_review"]?["days_left"] == .number("222")
        )
        #expect(meta["status"] == .string("annual_reviews") || meta["status"]?.text?.contains("annual") == true)
        #expect(meta["term_end"] == .string("2036-07-01") && meta["counterfactual"] == .bool(false))
        #expect(meta["parties"]?.strings == ["CAN", "MEX", "USA"])
        #expect(meta["assumptions"]?.values.isEmpty == false && meta["statements"]?.values.isEmpty == false)
    }

    @Test("without as_of, the reference day is the day of the request in UTC")
    func today() throws {
        let seconds: Int64 = 1_795_262_400  // 2026-11-21, APIClient.noon
        for (offset, day) in [
            (0, "2026-11-21"), (43_199, "2026-11-21"), (43_200, "2026-11-22"), (-43_200, "2026-11-21"),
            (-43_201, "2026-11-20"),
        ] as [(Int64, String)] {
            let moment = Timestamp(now: HTTPDate(seconds: seconds + offset))
            let answer = try client.request("GET", "/v1/usmca/reviews", at: moment)
            #expect(try answer.meta()["as_of"] == .string(day))
            #expect(answer.fields["cache-control"] == "public, no-cache")
        }
    }

    @Test("as reported, reviews are yearly from 2026 to 2035, each date with its provision and certainty")
    func reported() throws {
        let target = "/v1/usmca/reviews?as_of=2026-11-21"
        #expect(try dates("joint-review", target) == (2026...2035).map { "\($0)-07-01" })
        #expect(try dates("expiry", target) == ["2036-07-01"])
        for event in try client.get(target).data().values {
            #expect(["text", "statute", "reported", "assumption"].contains(event["certainty"]?.text ?? ""))
            #expect(event["note"]?.text?.isEmpty == false && event["source"]?.text?.isEmpty == false)
        }
        let first = try #require(
            try client.get(target).data().values.first { $0["id"] == .string("joint-review-2026-07-01") })
        #expect(first["provision"] == .string("Article 34.7.2") && first["days_from_as_of"] == .number("-143"))
    }

    @Test("several extensions in any order move the end")
    func extend() throws {
        let once = "/v1/usmca/reviews?extend=2026-07-01&as_of=2026-08-01"
        #expect(try dates("expiry", once) == ["2042-07-01"])
        #expect(
            try client.get(once).meta()["scenario"] == .string("given")
                && client.get(once).meta()["counterfactual"] == .bool(true))
        #expect(try dates("expiry", once + "&basis=expiry") == ["2052-07-01"])
        let twice = "/v1/usmca/reviews?extend=2032-07-01&extend=2026-07-01&as_of=2026-08-01"
        #expect(try dates("extension", twice) == ["2026-07-01", "2032-07-01"])
        #expect(try dates("expiry", twice) == ["2048-07-01"])
    }

    @Test("several withdrawals, by code or name, end the agreement when two Parties have left")
    func withdraw() throws {
        let one = "/v1/usmca/reviews?withdraw=MEX:2027-01-01&as_of=2028-01-01"
        #expect(try client.get(one).meta()["parties"]?.strings == ["CAN", "USA"])
        #expect(try dates("withdrawal-effective", one) == ["2027-07-01"])
        for spelling in ["mex", "MX", "484", "Mexico", "mexico"] {
            #expect(
                try client.get("/v1/usmca/reviews?withdraw=\(spelling):2027-01-01&as_of=2028-01-01").data()
                    == client.get(one).data())
        }
        let two = "/v1/usmca/reviews?withdraw=MEX:2027-01-01&withdraw=Canada:2027-02-01&as_of=2028-01-01"
        #expect(try dates("termination", two) == ["2027-08-01"] && client.get(two).meta()["parties"] == .array([]))
    }

    @Test("a schedule ends at the requested date")
    func through() throws {
        let answer = try client.get("/v1/usmca/reviews?as_of=2026-11-21&through=2028-12-31")
        #expect(try answer.meta()["through"] == .string("2028-12-31"))
        #expect(try answer.data().values.allSatisfy { ($0["date"]?.text ?? "9") <= "2028-12-31" })
        #expect(try dates("joint-review", "/v1/usmca/reviews?as_of=2026-11-21&through=2028-12-31").count == 3)
    }

    @Test("an impossible scenario is refused with 422, its parameter and the reason")
    func impossible() throws {
        let target = "/v1/usmca/reviews?as_of=2026-08-01&"
        try client.refused(
            target + "extend=2026-06-30", 422, "impossible-scenario", naming: "2026-06-30", "2026-07-01",
            parameter: "extend")
        try client.refused(
            target + "extend=2036-07-01", 422, "impossible-scenario", naming: "2036-07-01", parameter: "extend")
        try client.refused(
            target + "extend=2027-01-01&extend=2027-01-01", 422, "impossible-scenario", naming: "twice",
            parameter: "extend")
        try client.refused(
            target + "withdraw=MEX:2020-06-30", 422, "impossible-scenario", naming: "2020-07-01", parameter: "withdraw")
        try client.refused(
            target + "withdraw=DEU:2027-01-01", 422, "impossible-scenario", naming: "DEU", parameter: "withdraw")
        try client.refused(
            target + "withdraw=MEX:2027-01-01&withdraw=MX:2028-01-01", 422, "impossible-scenario", naming: "MEX",
            parameter: "withdraw")
        try client.refused(
            target + "through=2300-01-01", 422, "impossible-scenario", naming: "2200-12-31", parameter: "through")
        try client.refused(
            target + "through=2026-07-31", 422, "impossible-scenario", naming: "2026-07-31", parameter: "through")
        try client.refused(
            target + "scenario=given", 422, "impossible-scenario", naming: "extension", parameter: "scenario")
        try client.refused(
            target + "scenario=as-published&extend=2027-01-01", 422, "impossible-scenario", naming: "as-published",
            parameter: "scenario")
    }

    @Test("an invalid date is refused with 400 and its parameter")
    func badDates() throws {
        for date in ["2026-02-30", "2026-7-1", "20260701", "tomorrow", "2026-07-01T00:00"] {
            try client.refused(
                "/v1/usmca/reviews?as_of=\(date)", 400, "invalid-parameter", naming: "'\(date)'", "2026-07-01",
                parameter: "as_of")
            try client.refused(
                "/v1/usmca/reviews?extend=\(date)", 400, "invalid-parameter", naming: "'\(date)'", parameter: "extend")
        }
        for name in ["as_of", "extend", "withdraw"] {
            try client.refused(
                "/v1/usmca/reviews?\(name)=", 400, "invalid-parameter", naming: "it has no value", parameter: name)
        }
        for text in ["MEX", "MEX:", ":", "MEX:2027-01-01:x", "2027-01-01", "MEX:2027-02-29", ""] {
            try client.refused("/v1/usmca/reviews?withdraw=\(text)", 400, "invalid-parameter", parameter: "withdraw")
        }
        try client.refused(
            "/v1/usmca/reviews?as_of=2026-01-01&as_of=2026-01-02", 400, "repeated-parameter", parameter: "as_of")
        try client.refused(
            "/v1/usmca/reviews?scenario=hoped", 400, "invalid-parameter", naming: "reported", parameter: "scenario")
    }
}
