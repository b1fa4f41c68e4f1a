// The first requests of a new user: the root in a terminal, and addresses and values that are nearly right.

import Testing

@testable import API
@testable import Formats

@Suite("First contact")
struct FirstContactTests {
    @Test("the root is at most 30 lines of text for a terminal, and each of its nine addresses works")
    func welcome() throws {
        let answer = try client.response("/", accept: "*/*")
        let text = String(decoding: answer.body, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 31 && lines.allSatisfy { $0.count <= 110 })
        let targets = lines.compactMap { line in
            line.split(separator: " ").first.map(String.init).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        #expect(targets.count == 9)
        for target in targets { #expect(client.problem(target) == nil, "\(target)") }
    }

    @Test("the root is the index as JSON on request, and both indices are indented by default")
    func index() throws {
        for target in ["/?format=json", "/v1"] {
            #expect(try client.text(target).hasPrefix("{\n  \"data\": {\n    \"name\": \"bilateral\""))
        }
        #expect(try client.text("/v1?pretty=false").hasPrefix("{\"data\":{\"name\":\"bilateral\""))
    }

    @Test(
        "an almost valid address is 404 with the valid address",
        arguments: [
            ("/v1/partners/MEX/balance.csv", "/v1/partners/MEX/balance?format=csv"),
            ("/v1/rankings/tdr.json", "/v1/rankings/tdr?format=json"), ("/v1/flows.txt", "/v1/flows?format=table"),
            ("/v1/partners/MEX.csv", "/v1/partners/MEX?format=csv"), ("/v1/flows.xls", "/v1/flows?format=xlsx"),
            ("//v1", "/v1"), ("/v1//partners/MEX/balance", "/v1/partners/MEX/balance"),
            ("//v1/flows.jsonl", "/v1/flows?format=ndjson"),
        ])
    func addresses(wrong: String, right: String) throws {
        let problem = try #require(client.problem(wrong))
        #expect(problem.status == .notFound && problem.suggestion == right && problem.detail.contains(right))
        #expect(client.problem(right) == nil)
    }

    @Test(
        "common spellings of a value are accepted",
        arguments: [
            ("/v1/rankings/tdr?order=descending", "/v1/rankings/tdr?order=desc"),
            ("/v1/rankings/tdr?order=Ascending", "/v1/rankings/tdr?order=asc"),
            ("/v1/bases?pretty", "/v1/bases?pretty=true"), ("/v1/bases?pretty=1", "/v1/bases?pretty=true"),
            ("/v1/bases?pretty=0", "/v1/bases?pretty=false"),
        ])
    func spellings(given: String, canonical: String) throws {
        let bodies = try [given, canonical].map { try client.get($0).data() }
        #expect(bodies[0] == bodies[1])
        let isIndented = try client.text(given).hasPrefix("{\n")
        #expect(isIndented == (try client.text(canonical).hasPrefix("{\n")))
    }

    @Test("the metrics of rankings are listed, and each link works")
    func metrics() throws {
        let links = try client.column("link", "/v1/rankings")
        #expect(links.count == 10)
        for link in links { #expect(client.problem(try #require(link)) == nil) }
    }

    @Test("the link to the previous page from an offset beyond the end leads to the last page")
    func beyondTheEnd() throws {
        let total = try #require(try client.get("/v1/tables?limit=1").meta()["total"]?.text.flatMap { Int($0) })
        for (limit, offset) in [(5, total + 1), (5, total), (5, 1_000_000), (1_000, total)] {
            let links = try client.get("/v1/tables?limit=\(limit)&offset=\(offset)").links()
            let previous = try #require(links["prev"]?.text)
            #expect(try !client.get(previous).data().values.isEmpty && client.get(previous).links()["next"] == nil)
        }
    }

    @Test("a list of flows states the defaults that hide figures, their number, and the parameters that show them")
    func hiddenFlows() throws {
        let answer = try client.get("/v1/flows?limit=0")
        let hidden = try #require(try answer.meta()["hidden"])
        #expect(hidden["defaults"]?.names == ["classification", "flow"])
        let parameters = try #require(hidden["shown_by"]?.text)
        func total(_ query: String) throws -> Int {
            try client.get("/v1/flows?limit=0&basis=all&" + query).meta()["total"]?.text.flatMap { Int($0) } ?? 0
        }
        let shown = try total(parameters)
        #expect(try hidden["count"]?.text == String(shown - total("")) && shown > 100)
        #expect(try client.get("/v1/flows?limit=0&" + parameters).meta()["hidden"] == .null)
    }

    @Test("a year is accepted as the end of the schedule, and a date that is known to the month has no day")
    func dates() throws {
        let schedule = try client.get("/v1/usmca/reviews?as_of=2026-11-21&through=2050")
        #expect(try schedule.meta()["through"]?.text == "2050-12-31")
        let months = try schedule.data().values.filter { $0["date_precision"]?.text == "month" }
        #expect(!months.isEmpty)
        for event in months { #expect(event["date"]?.text?.count == 7 && event["last_date"] == .null) }
    }

    @Test("the sum of a region without listed members is over a group with members, which the reason names")
    func region() throws {
        let record = try #require(try client.get("/v1/concentration?year=2022&limit=1").data().values.first)
        let region = try #require(
            record["regions"]?.values.first { $0["kind"]?.text == "sum-of-members" && $0["group"]?.text == "LAC" })
        #expect(region["share"] != .null && region["reason"]?.text?.contains("over those of LAC2") == true)
    }

    @Test("the name of a change of a share contains the unit, percentage points")
    func points() throws {
        // 400 and 500 of 2,000 million.
        let target = "/v1/partners/MEX/shares?type=goods&year=2022..2023&flow=total-trade&basis=report"
        #expect(
            try client.rows(target + "&fields=period,share,share_change_points") == [
                "2022 0.2000 -", "2023 0.2500 5.0000",
            ])
        #expect(try client.get(target).data()[0]?["share_change"] == nil)
    }

    @Test("an abbreviation of a name is found, and the error for the years 2021-2023 suggests 2021..2023")
    func corrections() throws {
        for path in ["/v1/partners/UK", "/v1/balances?partner=uk", "/v1/groups/usmca"] {
            #expect(client.problem(path) == nil, "\(path)")
        }
        #expect(client.problem("/v1/flows?year=2021-2023")?.suggestion == "2021..2023")
    }
}
