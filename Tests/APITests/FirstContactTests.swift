// The first requests of a new user: the root in a terminal, and addresses and values that are nearly right.

import Testing

@testable import API
@testable import Formats

@Suite("First contact")
struct FirstContactTests {
    @Test("the root is 30 lines of text for a terminal, whose five examples and addresses all work")
    func welcome() throws {
        let answer = try Client.response("/", accept: "*/*")
        let text = String(decoding: answer.body, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 31 && lines.allSatisfy { $0.count <= 110 })
        let targets = lines.compactMap { line in
            line.split(separator: " ").first.map(String.init).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        #expect(targets.count == 9)
        for target in targets { #expect(Client.problem(target) == nil, "\(target)") }
    }

    @Test("the root is the index as JSON on request, and both indices are indented by default")
    func index() throws {
        for target in ["/?format=json", "/v1"] {
            #expect(try Client.text(target).hasPrefix("{\n  \"data\": {\n    \"name\": \"bilateral\""))
        }
        #expect(try Client.text("/v1?pretty=false").hasPrefix("{\"data\":{\"name\":\"bilateral\""))
    }

    @Test(
        "an address that is nearly right is 404 and names the right one",
        arguments: [
            ("/v1/partners/MEX/balance.csv", "/v1/partners/MEX/balance?format=csv"),
            ("/v1/rankings/tdr.json", "/v1/rankings/tdr?format=json"), ("/v1/flows.txt", "/v1/flows?format=table"),
            ("/v1/partners/MEX.csv", "/v1/partners/MEX?format=csv"), ("/v1/flows.xls", "/v1/flows?format=xlsx"),
            ("//v1", "/v1"), ("/v1//partners/MEX/balance", "/v1/partners/MEX/balance"),
            ("//v1/flows.jsonl", "/v1/flows?format=ndjson"),
        ])
    func addresses(wrong: String, right: String) throws {
        let problem = try #require(Client.problem(wrong))
        #expect(problem.status == .notFound && problem.suggestion == right && problem.detail.contains(right))
        #expect(Client.problem(right) == nil)
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
        let bodies = try [given, canonical].map { try Client.get($0).data() }
        #expect(bodies[0] == bodies[1])
        let isIndented = try Client.text(given).hasPrefix("{\n")
        #expect(isIndented == (try Client.text(canonical).hasPrefix("{\n")))
    }

    @Test("the metrics of rankings are listed, and each link works")
    func metrics() throws {
        let links = try Client.column("link", "/v1/rankings")
        #expect(links.count == 10)
        for link in links { #expect(Client.problem(try #require(link)) == nil) }
    }

    @Test("the European Union is found by EU, and a range of years with a dash names the right spelling")
    func corrections() throws {
        for path in ["/v1/partners/EU", "/v1/balances?partner=EU", "/v1/groups/eu"] {
            #expect(Client.problem(path) == nil, "\(path)")
        }
        #expect(Client.problem("/v1/flows?year=2021-2023")?.suggestion == "2021..2023")
    }
}
