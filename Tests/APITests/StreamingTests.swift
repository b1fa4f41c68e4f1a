// Responses that are produced while they are sent.

import APITestSupport
import Formats
import Testing

@testable import API
@testable import HTTP

@Suite("Streamed lists")
struct StreamingTests {
    private static let all = "/v1/indicators?fields=id,measure,value"

    @Test("CSV and NDJSON without a limit have all records, JSON the first 1,000")
    func complete() throws {
        let total = 1_200
        #expect(try manyIndicators.lines("/v1/indicators?fields=id&format=csv").count == total + 1)
        #expect(try manyIndicators.lines("/v1/indicators?fields=id&format=ndjson").count == total)
        #expect(try manyIndicators.get("/v1/indicators?fields=id").data().values.count == 1_000)
        #expect(try manyIndicators.get("/v1/indicators?fields=id&limit=1000000").data().values.count == total)
        #expect(try manyIndicators.lines("/v1/indicators?fields=id&format=csv&limit=7").count == 8)
    }

    @Test("a complete list from an offset has the rest, and a link to the whole", arguments: ["csv", "ndjson", "xlsx"])
    func offset(format: String) throws {
        let rest = try manyIndicators.request("GET", "/v1/indicators?fields=id&offset=1000&format=\(format)")
        #expect(rest.status == 200)
        #expect(rest.fields["link"]?.contains("rel=\"prev\"") == true && rest.fields["link"]?.contains("next") == false)
        let total = 1_200
        if format == "ndjson" {
            #expect(
                try manyIndicators.lines("/v1/indicators?fields=id&offset=1000&format=ndjson").count == total - 1_000)
        }
        #expect(try manyIndicators.request("GET", "/v1/indicators?offset=1000000&format=\(format)").status == 200)
    }

    @Test("the page before an offset beyond the end is the last page")
    func beyondTheEnd() throws {
        let total = 1_200
        let links = try manyIndicators.get("/v1/indicators?limit=100&offset=5000").links()
        #expect(links["prev"]?.text?.contains("offset=\((total - 1) / 100 * 100)") == true)
    }

    @Test("a streamed list equals its pages", arguments: Format.allCases.filter { $0.streamed != nil })
    func pages(format: Format) throws {
        let whole = try manyIndicators.response("\(Self.all)&limit=1000000&format=\(format.rawValue)")
        #expect(whole.producer != nil && whole.body.isEmpty)
        if format == .json {
            let records = try manyIndicators.get("\(Self.all)&limit=1000000").data().values
            let parts = try [0, 500, 1_000].flatMap {
                try manyIndicators.get("\(Self.all)&limit=500&offset=\($0)").data().values
            }
            #expect(records == parts && records.count > 1_000)
        } else {
            let pages = try [0, 500, 1_000].map {
                try manyIndicators.lines("\(Self.all)&limit=500&offset=\($0)&format=\(format.rawValue)")
            }
            // A header is on each page.
            let header = pages[0].first == pages[1].first ? 1 : 0
            let lines = try manyIndicators.lines("\(Self.all)&format=\(format.rawValue)")
            #expect(lines.dropFirst(header).elementsEqual(pages.flatMap { $0.dropFirst(header) }))
            #expect(lines.first?.hasPrefix("{\"data\"") == false)
        }
    }

    @Test("a streamed document has the indentation of an ordinary one")
    func indented() throws {
        func normal(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains("count") } }
        let whole = try manyIndicators.text("/v1/indicators?fields=id&limit=1001&pretty=true")
        let page = try manyIndicators.text("/v1/indicators?fields=id&limit=1000&pretty=true")
        #expect(normal(whole).prefix(3_000).elementsEqual(normal(page).prefix(3_000)))
        #expect(normal(whole).suffix(3).elementsEqual(normal(page).suffix(3)))
    }

    @Test("the tag of a streamed response differs by target and format, and is stable")
    func tag() throws {
        func tag(_ format: String) throws -> String? {
            try manyIndicators.request("GET", "\(Self.all)&limit=100000&format=\(format)").fields["etag"]
        }
        #expect(try tag("csv") == tag("csv") && tag("csv") != tag("ndjson") && tag("csv") != nil)
        let known = try #require(try tag("csv"))
        let again = try manyIndicators.request(
            "GET", "\(Self.all)&limit=100000&format=csv", fields: ["If-None-Match: \(known)"])
        #expect(again.status == 304 && again.body.isEmpty)
    }

    @Test("a list over all partners is made on another thread and then cached")
    func later() throws {
        let service = Service(snapshot: manyIndicators.snapshot, cacheBytes: 1_000_000)
        let bytes = Array("GET /v1/balances?year=2023 HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        var parser = RequestParser()
        try #require(parser.parse(bytes.span) == .complete)
        guard case .later(let work) = service.response(to: parser.head, in: bytes.span, at: APIClient.noon) else {
            Issue.record("not later")
            return
        }
        service.finished(work(), for: parser.head, in: bytes.span)
        guard case .cached = service.response(to: parser.head, in: bytes.span, at: APIClient.noon) else {
            Issue.record("not cached")
            return
        }
    }
}
