// The formats of lists: their choice, and that all have the same records.
import HTTP
import Testing

@testable import API
@testable import Formats

@Suite("Formats")
struct FormatTests {
    static let target = "/v1/rankings/tdr?year=2023&sort=partner&limit=3&offset=1&fields=partner,tdr,rank_certain,cells"

    @Test("every format holds the same records, after fields, sort, limit and offset")
    func sameRecords() throws {
        #expect(
            try client.lines(Self.target + "&format=csv") == [
                "partner,tdr,rank_certain,cells",
                "CHN,3.0000,true,goods-r03-c04|goods-r03-c06", "DEU,0.0000,true,goods-r04-c04|goods-r04-c06",
                "KOR,-0.3333,true,goods-r05-c04|goods-r05-c06",
            ])
        #expect(
            try client.lines(Self.target + "&format=ndjson") == [
                #"{"partner":"CHN","tdr":3.0000,"rank_certain":true,"cells":["goods-r03-c04","goods-r03-c06"]}"#,
                #"{"partner":"DEU","tdr":0.0000,"rank_certain":true,"cells":["goods-r04-c04","goods-r04-c06"]}"#,
                #"{"partner":"KOR","tdr":-0.3333,"rank_certain":true,"cells":["goods-r05-c04","goods-r05-c06"]}"#,
            ])
        #expect(
            try client.lines(Self.target + "&format=table") == [
                "partner      tdr  rank_certain  cells",
                "-------  -------  ------------  ---------------------------",
                "CHN       3.0000  true          goods-r03-c04|goods-r03-c06",
                "DEU       0.0000  true          goods-r04-c04|goods-r04-c06",
                "KOR      -0.3333  true          goods-r05-c04|goods-r05-c06",
            ])
        let chart = try client.text(Self.target + "&format=svg")
        for name in ["China", "Germany", "South Korea"] { #expect(chart.contains(">\(name)</text>")) }
        #expect(!chart.contains(">Canada<"))
    }

    @Test(
        "Accept selects the format by weight, and the parameter `format` has precedence",
        arguments: [
            ("text/csv", "", "text/csv; charset=utf-8; header=present"),
            ("text/csv;q=0.5, application/x-ndjson;q=0.6", "", "application/x-ndjson"),
            ("application/jsonl", "", "application/x-ndjson"),
            ("text/plain", "", "text/plain; charset=utf-8"),
            ("text/*", "", "text/csv; charset=utf-8; header=present"),
            ("image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8", "", "image/svg+xml"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "application/json"),
            ("*/*", "", "application/json"),
            ("text/csv", "&format=table", "text/plain; charset=utf-8"),
            ("application/pdf", "&format=json", "application/json"),
        ])
    func negotiation(accept: String, parameter: String, type: String) throws {
        let answer = try client.response("/v1/rankings/tdr?limit=1" + parameter, accept: accept)
        #expect(answer.fields.contains("Content-Type: \(type)\r\n"))
        #expect(answer.fields.contains("Vary: Accept, Accept-Encoding\r\n"))
    }

    @Test(
        "an unavailable format is 400 by parameter and 406 by Accept, with the available formats")
    func unavailable() throws {
        let named = try #require(client.problem("/v1/flows?format=svg"))
        #expect(named.status == .badRequest && named.parameter == "format")
        #expect(named.allowed == ["json", "csv", "ndjson", "table", "xlsx"])
        let accepted = try #require(client.problem("/v1/flows", accept: "image/svg+xml"))
        #expect(accepted.status == .notAcceptable)
        #expect(
            accepted.allowed == [
                "application/json", "text/csv", "application/x-ndjson", "text/plain",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ])
        #expect(
            client.problem("/v1/partners/MEX?format=svg")?.allowed == ["json", "csv", "ndjson", "table", "xlsx"])
        #expect(client.problem("/v1/usmca/reviews?format=ics") == nil)
    }

    @Test("CSV has CRLF after every line, and quotes only where RFC 4180 asks for them")
    func csv() throws {
        let text = try client.text("/v1/tables?format=csv&fields=id,title,page")
        #expect(text.hasPrefix("id,title,page\r\ngoods,"))
        #expect(text.hasSuffix("\r\n") && !text.replacing("\r\n", with: "").contains("\n"))
    }

    @Test(
        "a published table is served in printed layout: its headings, and its cells verbatim, as numbers in a workbook")
    func printedTable() throws {
        let target = "/v1/tables/goods"
        let table = try #require(client.snapshot.dataset.table("goods"))
        let lines = try client.lines(target + "?format=csv")
        let headings = table.columns.map { "\"\($0.label)\"" }
        #expect(lines[0] == (["rank", "label"] + headings).joined(separator: ","))
        #expect(lines.count == table.rows.count + 1 && lines[1].hasPrefix("1,Mexico,-80.00,-100.00,"))
        let text = try client.text(target + "?format=table")
        #expect(
            text.hasPrefix("id              goods\ntitle           Made-up trade in goods by partner"))
        for row in table.rows {
            let cells = row.cells.map(\.text)
            let isPrinted = text.split(separator: "\n").contains { line in
                line.contains(row.label) && cells.allSatisfy { line.contains($0) }
            }
            #expect(isPrinted, "\(row.label)")
        }
        #expect(try client.lines(target + "?format=ndjson").count == table.rows.count)
        #expect(try client.response(target + "?format=xlsx").body.starts(with: [0x50, 0x4b, 3, 4]))
    }

    @Test("an object is one record; as text, it is a line for each field and a table for each list")
    func objects() throws {
        let lines = try client.lines("/v1/usmca/labor-cases/alpha?format=csv")
        #expect(lines.count == 2 && lines[0].hasPrefix("id,facility,") && lines[1].hasPrefix("alpha,Alpha facility"))
        let text = try client.lines("/v1/usmca/labor-cases/alpha?format=table")
        #expect(text[0] == "id                   alpha")
        let heading = try #require(text.firstIndex(of: "events"))
        #expect(text[heading + 3].hasPrefix("alpha-e01  alpha  2023-01-01"))
        let index = try client.lines("/v1?format=csv&pretty=false")
        #expect(index[0] == "path,href,summary,parameters,formats,docs" && index.count > 40)
    }

    @Test("every endpoint of data has every format that it declares")
    func declared() throws {
        for endpoint in EndpointList.api.all where endpoint.isData && !endpoint.isRefusal {
            let target = endpoint.exampleTarget(client.snapshot.dataset, atMost: 1)
            for format in endpoint.formats {
                let query = (target.contains("?") ? "&" : "?") + "format=\(format.rawValue)"
                let answer = try client.response(target + query)
                #expect(answer.fields.contains("Content-Type: \(format.contentType)\r\n"), "\(target)")
                let start = answer.body.prefix(20).filter { $0 > UInt8(ascii: " ") }
                #expect(start.starts(with: Array("{\"data\":".utf8)) == (format == .json), "\(target)")
            }
        }
    }

    @Test("an empty text table gives the reason that JSON gives")
    func empty() throws {
        #expect(
            try client.lines("/v1/rankings/tdr?year=1950&format=table").last?.contains("no figures for these filters")
                == true)
        #expect(try client.text("/v1/rankings/tdr?year=1950&format=svg").contains("no figures for these filters"))
        #expect(try client.text("/v1/flows?offset=99999").contains("beyond the last record"))
        let none = try client.text("/v1/tables?limit=0")
        #expect(none.contains("\"data\":[],\"meta\":{\"count\":0,\"total\":7,"))
        #expect(none.contains("A limit of 0 returns no records; 7 match."))
    }

    @Test("pages are linked in the Link field of every format")
    func pages() throws {
        for format in Format.available().map(\.rawValue) {
            let answer = try client.response("/v1/flows?limit=2&offset=2&format=\(format)")
            #expect(
                answer.fields.contains(
                    "Link: </v1/flows?limit=2&format=\(format)>; rel=\"first\", </v1/flows?limit=2&format=\(format)>; "
                        + "rel=\"prev\", </v1/flows?limit=2&format=\(format)&offset=4>; rel=\"next\"\r\n"))
        }
    }
}
