// The figures of the published tables and registers as they are served, without the Census series.
import APITestSupport
import Analytics
import Arithmetic
import Dataset
import HTTP
import TestSupport
import Testing

@Suite("Published figures as served")
struct PublishedFiguresTests {
    private let client: APIClient

    init() throws { client = try tablesClient.get() }

    /// Records as lines of CSV without the header.
    private func records(_ target: String) throws -> [String] {
        Array(try client.lines(target + "&format=csv").dropFirst())
    }

    @Test("the data has 24 tables with 1,671 figures")
    func counts() throws {
        let version = try client.get("/version").data()
        #expect(version["tables"] == .number("24") && version["observations"] == .number("1671"))
        #expect(try client.get("/v1/flows?basis=all&limit=0").meta()["total"] == .number("683"))
        #expect(try client.get("/v1/tables").data().values.count == 24)
    }

    @Test("goods with Mexico in 2023 have the figures of table 6, and table 3 is listed as another place")
    func mexico() throws {
        let answer = try client.get("/v1/partners/MEX/balance?type=goods&year=2023")
        let expected = """
            [{"partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023, "type": "goods",
              "classification": "total", "category": "total",
              "exports": 323145, "imports": 484527, "balance": -161382, "total_trade": 807672,
              "tdr": 0.4994, "coverage": 0.6669, "unit": "USD million", "basis": "bea-partner", "other_bases": [],
              "months": null, "source": "eclac-2024", "released": "2024-12-31",
              "cells": {"exports": "eclac-2024-t06-r01-c04", "imports": "eclac-2024-t06-r01-c06",
                        "balance": "eclac-2024-t06-r01-c02", "total_trade": "eclac-2024-t06-r01-c08"},
              "also": ["eclac-2024-t03-r01-c04", "eclac-2024-t03-r01-c06",
                       "eclac-2024-t03-r01-c02", "eclac-2024-t03-r01-c08"],
              "tdr_low": 0.4994, "tdr_high": 0.4994, "coverage_low": 0.6669, "coverage_high": 0.6669,
              "deficit_to_imports": 0.3331, "normalised_balance": -0.1998}]
            """
        #expect(try answer.data() == JSONText(Array(expected.utf8)))
        #expect(try answer.meta()["sources"]?[0]?["citation"]?.text?.contains("LC/WAS/TS.2024/5") == true)
    }

    @Test("exports to the world in 2023 differ by basis")
    func bases() throws {
        #expect(
            try client.rows("/v1/partners/WLD/balance?type=goods&year=2023&basis=all&fields=basis,exports") == [
                "bea-partner 2045221", "bea-end-use 2006057", "census 2018059",
            ])
    }

    @Test("exports to Mexico in 2023 have the text and the cell of table 6")
    func flow() throws {
        let answer = try client.get("/v1/flows?partner=MEX&year=2023&type=goods&flow=exports")
        let expected = """
            [{"reporter": "USA", "partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023,
              "type": "goods", "classification": "total", "category": "total", "flow": "exports",
              "value": 323145, "unit": "USD million", "precision": 1, "value_text": "323 145.00",
              "basis": "bea-partner", "other_bases": [], "months": null, "cell": "eclac-2024-t06-r01-c04",
              "source": "eclac-2024", "released": "2024-12-31", "also": ["eclac-2024-t03-r01-c04"]}]
            """
        let (data, text) = (try answer.data(), try JSONText(Array(expected.utf8)))
        #expect(data == text)
    }

    @Test("every figure of the tables is served once, or listed once as another cell with the figure")
    func complete() throws {
        let store = client.snapshot.dataset.store
        let flows = Measure.allCases.map(\.rawValue).joined(separator: ",")
        let records = try client.get("/v1/flows?classification=all&basis=all&flow=\(flows)&limit=10000").data().values
        let cells = records.compactMap { $0["cell"]?.text } + records.flatMap { $0["also"]?.strings ?? [] }
        #expect(cells.count == store.count && Set(cells).count == store.count)
    }

    @Test("every value is its printed text times the unit of its table, and a share is in percent")
    func values() throws {
        let dataset = client.snapshot.dataset
        let flows = Measure.allCases.map(\.rawValue).joined(separator: ",")
        for record in try client.get("/v1/flows?classification=all&basis=all&flow=\(flows)&limit=10000").data().values {
            let cell = try #require(record["cell"]?.text)
            let table = try #require(dataset.tables.first { cell.hasPrefix($0.id + "-") })
            let isShare = try #require(record["flow"]?.text.flatMap(Measure.init)).isShare
            #expect(record["unit"]?.text == (isShare ? "percent" : "USD million"))
            let printed = try #require(record["value_text"]?.text)
            // Of two figures in one cell, the percentage is the value.
            let text = isShare ? String(printed.split(separator: " ").last ?? "") : printed
            let value = try millionths(record["value"]?.text)
            switch isShare ? "percent" : table.unit {
            case "USD billion": #expect(try value == millionths(text) * 1000, "\(cell)")
            case "USD million", "percent": #expect(try value == millionths(text), "\(cell)")
            case "USD": #expect(try value * 1_000_000 == millionths(text), "\(cell)")
            default: Issue.record("\(cell): \(table.unit)")
            }
        }
    }

    /// A decimal times a million, by its digits.
    private func millionths(_ text: String?) throws -> Int {
        let text = try #require(text)
        let decimals = text.split(separator: ".").dropFirst().last?.filter(\.isNumber).count ?? 0
        let digits = try #require(Int(text.filter(\.isNumber)))
        let value = (decimals..<6).reduce(digits) { value, _ in value * 10 }
        return text.hasPrefix("-") || text.hasPrefix("–") ? -value : value
    }

    @Test(
        "the texts of a table are those of its file, verbatim and in printed order",
        arguments: DataFile.embedded.map(\.name).filter { $0.hasPrefix("data/tables/") })
    func verbatim(name: String) throws {
        let id = String(name.dropFirst("data/tables/".count).dropLast(".csv".count))
        let data = try client.get("/v1/tables/\(id)").data()
        let file = try #require(DataFile.embedded.first { $0.name == name })
        let csv = try CSV(file)
        let codes = [
            "rank", "section", "label", "partner", "type", "classification", "category", "flow", "measure", "basis",
            "period",
        ]
        let values = csv.header.indices.filter { !codes.contains(csv.header[$0]) }
        let rows = try #require(data["rows"]).values
        try #require(rows.count == csv.records.count)
        let label = try #require(csv.header.firstIndex(of: "label"))
        for (index, (row, printed)) in zip(rows, csv.records).enumerated() {
            #expect(row["cells"]?.strings == values.map { printed.fields[$0] })
            #expect(row["label"]?.text == printed.fields[label])
            let first = try #require(row["first_cell"]?.text)
            #expect(first == "\(id)-r\(index < 9 ? "0" : "")\(index + 1)-c01")
        }
        #expect(data["columns"]?.values.count == values.count)
        #expect(data["id"]?.text == id)
        // Only one of the reports numbers its tables.
        guard id.hasPrefix("eclac-2024-t"), let number = Int(id.suffix(2)) else {
            #expect(data["number"] == .null)
            return
        }
        #expect(data["number"]?.text == "Table \(number)")
        #expect(data["citation"]?.text?.hasSuffix(", Table \(number), p. \(data["page"]?.text ?? "?").") == true)
    }

    @Test("columns carry the printed heading and the period, and a lone dash stays a dash")
    func headings() throws {
        let six = try client.get("/v1/tables/ECLAC-2024-T06").data()
        #expect(
            six["columns"]?.strings.prefix(3) == ["Balance of goods, 2022", "Balance of goods, 2023", "Exports, 2022"])
        #expect(six["rows"]?[0]?["cells"]?.strings.prefix(2) == ["-135 764.00", "-161 382.00"])
        #expect(six["rows"]?[0]?["rank"] == .string("1") && six["rows"]?[15]?["rank"] == .null)
        let ten = try client.get("/v1/tables/eclac-2024-t10").data()
        #expect(ten["rows"]?[7]?["cells"]?.strings.prefix(3) == ["–", "–", "–"])
        #expect(ten["rows"]?[8]?["cells"]?[0] == .string("1,090.26 32.3%"))
        #expect(try client.get("/v1/tables/eclac-2024-t01").data()["rows"]?[3]?["section"] == .string("Exports"))
    }

    @Test("the ranking of 2023 covers 27 partners on one basis, with the change of rank and the reading")
    func ranking() throws {
        let lines = try records(
            "/v1/rankings/tdr?year=2023&fields=rank,partner,tdr,basis,previous_rank,rank_change,reading")
        #expect(lines.count == 27)
        #expect(lines.first == "1,VNM,10.6291,bea-partner,1,0,")
        // The reports' words are about Canada, Mexico and China.
        #expect(lines.filter { !$0.hasSuffix(",") }.count == 3)
        #expect(
            lines.contains { $0.hasPrefix("11,MEX,0.4994,bea-partner,") && $0.hasSuffix("\"balanced, co-produced\"") })
        #expect(lines.last?.hasPrefix("27,PAN,-0.9487,") == true)
    }

    @Test("only technology and trucks have imports without exports")
    func oneSided() throws {
        let oneSided = try publishedTables.get().balances(Filter()).filter { $0.exports == nil || $0.imports == nil }
        let shown = oneSided.map { "\($0.partner) \($0.period.code) \($0.classification) \($0.basis)" }
        let technology = ["CHN", "IND", "MEX", "THA", "TWN", "VNM"].map { "\($0) 2025-YTD06 atp census" }
        let trucks = (2018...2024).map { "CHN \($0) trucks section-232" }
        #expect(shown.sorted() == (technology + trucks).sorted())
        #expect(oneSided.allSatisfy { $0.exports == nil && $0.imports != nil })
    }

    @Test("goods in 2025 have eleven partners and all countries")
    func latestYear() throws {
        let target = "/v1/balances?type=goods&year=2025&fields=partner,period,exports,imports,balance,tdr,basis"
        let rows = try client.rows(target)
        #expect(rows.count == 12 && rows.contains("MEX 2025 337281.7 534314.9 -197033.2 0.5842 census"))
    }

    @Test("without a year, the ranking of the tables is of 2025")
    func latest() throws {
        let lines = try records("/v1/rankings/tdr?fields=partner,year,basis,previous_rank")
        #expect(lines.count == 11 && lines.first == "VNM,2025,census,")
        // Growth needs the year before on the same basis, which the figures of 2025 do not have.
        #expect(try records("/v1/rankings/growth?fields=year&limit=1") == ["2023"])
        #expect(try client.text("/v1/rankings/growth?year=2025").contains("\"reason\":\"No partner has a value: "))
    }

    @Test("Mexico is eleventh of 2023, with certainty")
    func rankOfMexico() throws {
        let record = try #require(
            try client.get("/v1/rankings/tdr?year=2023").data().values.first { $0["partner"] == .string("MEX") })
        // Exports 323144.5 to 323145.5 and imports 484526.5 to 484527.5, in millions.
        let expected = """
            {"rank": 11, "partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023, "type": "goods",
             "tdr": 0.4994, "tdr_low": 0.4994, "tdr_high": 0.4994, "rank_certain": true,
             "exports": 323145, "imports": 484527, "balance": -161382, "unit": "USD million", "basis": "bea-partner",
             "months": null, "source": "eclac-2024", "released": "2024-12-31", "cells": ["eclac-2024-t06-r01-c04", "eclac-2024-t06-r01-c06"], "previous_rank": 11, "rank_change": 0,
             "reading": "balanced, co-produced"}
            """
        #expect(record == (try JSONText(Array(expected.utf8))))
    }

    @Test("shares agree with the printed ones")
    func printedShare() throws {
        #expect(
            try records(
                "/v1/partners/MEX/shares?type=goods&year=2023&flow=total-trade&fields=share,printed,printed_cell,basis")
                == ["0.1567,15.7%,eclac-2024-t03-r01-c10,bea-partner"])
        #expect(
            try records("/v1/partners/LAC/shares?type=goods&year=2023&flow=balance&fields=share,printed")
                == ["0.1081,10.8%"])
        #expect(
            try records("/v1/partners/CHN/shares?category=automotive&year=2023&of=own&flow=imports&fields=of,share")
                == ["own,0.0468"])
    }

    @Test("published totals of groups differ from the sums over their members")
    func groups() throws {
        #expect(
            try records("/v1/groups/TOP15/balance?type=goods&year=2023&fields=kind,complete,exports")
                == ["published,,1428430", "sum-of-members,true,1428418"])
        let text = try client.text("/v1/groups/APEP/balance?type=goods&year=2023")
        #expect(text.contains("\"complete\":false") && text.contains("\"missing\":[\"BRB\",\"ECU\",\"URY\"]"))
    }

    @Test("the bounds of the concentration of exports in 2023 narrow with the assumption on unlisted partners")
    func concentration() throws {
        let fields = "&year=2023&flow=exports&decimals=6&fields=hhi,hhi_low,hhi_high"
        #expect(try records("/v1/concentration?of=published" + fields) == [",0.069551,0.128828"])
        #expect(try records("/v1/concentration?largest=TOP15" + fields) == [",0.069551,0.079487"])
        #expect(try records("/v1/concentration?largest=listed" + fields).first?.hasPrefix(",0.069551,0.0698") == true)
        #expect(try records("/v1/concentration?of=sum" + fields) == ["0.121521,0.121521,0.121521"])
    }

    @Test("Mexico would have a ratio of 0.25 with 64.5 billion more exports or 80.6 billion less imports")
    func target() throws {
        #expect(
            try records("/v1/what-if/tdr?partner=MEX&year=2023&target=0.25&fields=lever,change,new_value")
                == ["exports,64476.6,387621.6", "imports,-80595.75,403931.25"])
    }

    @Test(
        "records are found by words of their texts",
        arguments: [
            ("group", "european union", "EU"), ("table", "services top 15", "eclac-2024-t05"),
            ("source", "supply chain resilience", "ustr-2025"), ("labor-case", "tridonex", "tridonex-matamoros"),
            ("indicator", "global gdp growth forecast", "eclac-2024-i001"),
            ("event", "steel aluminum tariffs", "usmx-2021-e011"), ("goal", "job creation", "nap-2025-goal-1"),
        ])
    func search(kind: String, words: String, id: String) throws {
        let found = try client.column("id", "/v1/search?kind=\(kind)&q=\(words.replacing(" ", with: "%20"))")
        #expect(found.first == id)
    }

    @Test("the European Union is found by EU")
    func europeanUnion() {
        for path in ["/v1/partners/EU", "/v1/balances?partner=EU", "/v1/groups/eu"] {
            #expect(client.problem(path) == nil, "\(path)")
        }
    }

    @Test("the chart of labor cases has their days from request to resolution")
    func laborCases() throws {
        let cases = try client.text("/v1/usmca/labor-cases?format=svg")
        for words in [
            "General Motors facility in Silao: 2021-05-12 to 2021-09-22, 133 days;",
            "Tecnos, S.A de C.V: since 2024-06-24, pending;",
            "Saint Gobain facility in Cuautla: resolved without request;",
            "San Martin mine: 2023-06-16, panel no jurisdiction;",
        ] {
            #expect(cases.contains(words), "\(words)")
        }
    }
}

@Suite("The joint review as reported")
struct ReportedReviewTests {
    @Test("the schedule lists the reported events and the statements of four reports")
    func facts() throws {
        let schedule = try client.get("/v1/usmca/reviews?as_of=2026-08-01")
        let ids = try schedule.data().values.compactMap { $0["id"]?.text }
        for id in [
            "notice-published-2025-09-17", "hearing-2025-12-03", "report-delivered-2025-12-16", "talks-2026-03-01",
            "joint-review-2026-07-01", "non-confirmation-2026-07-01", "talks-2026-07-20",
        ] {
            #expect(ids.contains(id), "\(id)")
        }
        let statements = try schedule.meta()["statements"]?.values.compactMap { $0["source"]?.text } ?? []
        #expect(Set(statements) == ["usmx-2021", "ustr-2025", "nap-2025", "nap-2026"])
    }

    @Test("the deadlines, weeks and months in the notes agree with the calendar")
    func notesOfFacts() throws {
        func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
        let review = try day("2026-07-01")
        #expect(try review.adding(days: -270) == day("2025-10-04") && review.adding(days: -180) == day("2026-01-02"))
        #expect(try day("2026-03-01").adding(months: 1).adding(days: -1) == day("2026-03-31"))
        // 1970-01-01 was a Thursday, so Mondays are 4 modulo 7.
        #expect(try day("2026-07-20").daysSinceEpoch % 7 == 4 && day("2026-07-20").adding(days: 6) == day("2026-07-26"))
    }
}

@Suite("All data as served")
struct AllDataTests {
    @Test("the response to every example of the index has records")
    func examples() throws {
        let examples = try client.get("/v1").data()["examples"]?.strings ?? []
        #expect(examples.count >= 25)
        for example in examples {
            #expect(try !client.get(example).data().values.isEmpty, "\(example)")
        }
    }

    @Test("the OpenAPI document is below 300 kB")
    func size() throws {
        let bytes = try client.response("/openapi.json").wholeBody
        #expect(bytes.count < 300_000, "let operations share a schema or a parameter before the limit is raised")
    }

    @Test("the inventory lists every source, table and claim")
    func inventory() throws {
        let snapshot = client.snapshot
        let lines = String(decoding: try snapshot.inventory(), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("eclac-2024 ") } && lines.contains { $0.hasPrefix("nap-2025-ict ") })
        #expect(lines.contains { $0.hasPrefix("eclac-2024-k001 ") })
    }
}
