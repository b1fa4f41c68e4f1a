// Search: /v1/search, and the parameter `q` of lists.

import APITestSupport
import Dataset
import TestSupport
import Testing

@testable import API
@testable import HTTP

@Suite("Search")
struct SearchTests {
    private func found(_ target: String) throws -> [JSONText] { try client.get(target).data().values }

    @Test("words are found in any order, and letter case and accents are ignored")
    func words() throws {
        let ids = try found("/v1/search?q=Mexico%20tariff&fields=id").map { $0["id"]?.text }
        #expect(ids == ["report-i001"])
        for query in ["tariff%20MEXICO", "mexico+tariff", "m%C3%A9xico,%20tariff"] {
            #expect(try found("/v1/search?q=\(query)&fields=id").map { $0["id"]?.text } == ids)
        }
        #expect(try found("/v1/search?q=cote%20divoire")[0]["id"]?.text == "CIV")
    }

    @Test(
        "each kind of record is found by a word of its title, first",
        arguments: [
            ("partner", "vietnam", "VNM"), ("group", "partners top", "TOP2"), ("table", "billions", "billions"),
            ("source", "release second", "stats-2025"), ("labor-case", "silao", "alpha"),
            ("indicator", "world trade growth", "report-i003"), ("claim", "exports", "report-k001"),
            ("event", "steel tariffs", "report-e001"), ("rule", "melted poured", "report-r02"),
            ("provision", "labor", "report-p01"), ("goal", "job creation", "report-goal-1"),
            ("operand", "labor cases", "cases"), ("discrepancy", "minus sign", "lost-minus"),
        ])
    func kinds(kind: String, words: String, id: String) throws {
        let query = "/v1/search?kind=\(kind)&q=\(words.replacing(" ", with: "%20"))"
        let first = try #require(try found(query).first)
        #expect(first["kind"]?.text == kind && first["id"]?.text == id)
    }

    @Test("the link of every kind leads to the record", arguments: TextCatalog.Kind.allCases)
    func links(kind: TextCatalog.Kind) throws {
        let texts = client.snapshot.texts
        let document = texts.index.documents[try #require(texts.kinds.firstIndex(of: kind))]
        let data = try client.get(kind.addressPrefix + document.id).data()
        let record = if case .array(let records) = data, records.count == 1 { records[0] } else { data }
        let id = record["id"]?.text ?? record["code"]?.text
        #expect(id == document.id, "\(kind) \(data)")
    }

    @Test("results are ranked, 20 at most without a limit, each with its passage")
    func ranking() throws {
        let answer = try manyIndicators.get("/v1/search?q=trade")
        let records = try answer.data().values
        let total = try answer.meta()["total"]?.text.flatMap { Int($0) } ?? 0
        #expect(records.count == 20 && total > 1_000)
        let scores = records.compactMap { Int($0["score"]?.text ?? "") }
        #expect(scores == scores.sorted(by: >) && scores.count == 20)
        for record in records {
            let passage = record["passage"]?.text ?? ""
            #expect(passage.lowercased().contains("trade"), "\(record)")
        }
    }

    @Test("a text without words finds no record, with a reason", arguments: ["", "?q=%E2%80%A6", "?q=zzzz%20mexico"])
    func nothing(query: String) throws {
        let answer = try client.get("/v1/search" + query)
        #expect(try answer.data().values.isEmpty && answer.meta()["reason"]?.text?.isEmpty == false)
    }

    @Test(
        "q of a list follows the same rules: all words in any order, best first, with the passage",
        arguments: [
            ("/v1/indicators", "indicator", "Mexico tariff"), ("/v1/claims", "claim", "DEFICIT doubled"),
            ("/v1/events", "event", "steel tariffs"), ("/v1/usmca/labor-cases", "labor-case", "silao vote"),
            ("/v1/usmca/rules", "rule", "steel poured"), ("/v1/discrepancies", "discrepancy", "lost minus"),
        ])
    func lists(path: String, kind: String, words: String) throws {
        let query = words.replacing(" ", with: "%20")
        let expected = try found("/v1/search?kind=\(kind)&limit=1000&q=\(query)")
        let records = try found("\(path)?q=\(query)")
        #expect(!records.isEmpty && records.map { $0["id"] } == expected.map { $0["id"] })
        #expect(records.map { $0["passage"]?.text } == expected.map { $0["passage"]?.text })
        #expect(try found("\(path)?limit=1")[0]["passage"] == nil)
    }

    @Test("an indicator about a partner is found by the partner's name")
    func area() throws {
        let records = try found("/v1/search?kind=indicator&q=vietnam&limit=1000").map { $0["id"]?.text ?? "" }
        let register = try #require(client.snapshot.dataset.register(.indicators))
        let about = (0..<register.count).filter { register.text($0, "area").contains("VNM") }.map {
            register.text($0, "id")
        }
        #expect(!about.isEmpty && Set(records).isSuperset(of: about))
    }

    @Test("an id selects a record, and the error for an unknown id names the nearest")
    func ids() throws {
        #expect(
            try found("/v1/indicators?id=report-i001,REPORT-I003").map { $0["id"]?.text } == [
                "report-i001", "report-i003",
            ])
        #expect(client.problem("/v1/claims?id=report-k1")?.suggestion?.hasPrefix("report-k") == true)
    }

    @Test(
        "the first search is made on another thread, because it collects the texts; later ones are made at once",
        arguments: ["/v1/search?q=tariff", "/v1/indicators?q=tariff"])
    func firstSearch(target: String) throws {
        let service = Service(snapshot: try Snapshot(files: client.files), cacheBytes: 0)
        func isLate(_ target: String) throws -> Bool {
            let bytes = Array("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            var parser = RequestParser()
            try #require(parser.parse(bytes.span) == .complete)
            switch service.response(to: parser.head, in: bytes.span, at: APIClient.noon) {
            case .later(let work):
                #expect(work().status == .ok)
                return true
            default: return false
            }
        }
        #expect(try !isLate("/v1/indicators"), "a list without words needs no texts")
        #expect(try isLate(target))
        #expect(try !isLate(target))
        #expect(try !isLate("/v1/events?q=steel"))
    }
}
