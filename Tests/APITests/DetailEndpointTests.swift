// Data with further dimensions and measures: parameters, groups, columns and limits, against sums made row by row.
import APITestSupport
import Arithmetic
import Dataset
import HTTP
import TestData
import TestSupport
import Testing

@testable import API
@testable import Formats

/// A data folder with states, modes and weights in two releases, beside the fixture.
private enum Freight {
    struct Row {
        let partner, flow, state, mode, chapter: String
        let month, value, weight: Int
    }

    static let header = "partner,flow,state,mode,chapter,year,month,value,weight\n"
    /// Figures of 2023; October to December of Canada are absent.
    static let rows: [Row] = {
        var rows: [Row] = []
        for (p, partner) in ["MEX", "CAN"].enumerated() {
            for (f, flow) in ["exports", "imports"].enumerated() {
                for (s, state) in ["TX", "CA", "MI"].enumerated() {
                    for (m, mode) in ["5", "6"].enumerated() {
                        for (c, chapter) in ["27", "87"].enumerated() {
                            for month in 1...12 {
                                rows.append(
                                    Row(
                                        partner: partner, flow: flow, state: state, mode: mode, chapter: chapter,
                                        month: month,
                                        value: 1 + p + 10 * f + 100 * s + 1_000 * m + 10_000 * c + 100_000 * month,
                                        weight: m == 0 ? 0 : 7 * month))
                            }
                        }
                    }
                }
            }
        }
        return rows
    }()

    static func lines(_ year: Int, _ rows: [Row], adding: Int = 0) -> String {
        rows.map {
            "\($0.partner),\($0.flow),\($0.state),\($0.mode),\($0.chapter),\(year),\($0.month),\($0.value + adding),\($0.weight)\n"
        }.joined()
    }

    private static let basis = #"{"id": "freight", "name": "Freight", "description": "Sample."}"#

    static func set(_ id: String, _ released: String, _ basis: String) -> String {
        """
        {"id": "\(id)", "files": "\(id).csv", "category_totals": "sum",
         "basis": \(basis),
         "source": {"id": "\(id)", "title": "Freight", "released": "\(released)", "citation": "Freight."},
         "columns": {
           "partner": {"dimension": "partner", "codes": "iso3"}, "flow": {"dimension": "flow"},
           "state": {"dimension": "us_state", "label": "US state", "codes": "states.csv"},
           "mode": {"dimension": "mode", "label": "Mode of transport"},
           "chapter": {"dimension": "category", "classification": "hs2"},
           "year": {"period": "year"}, "month": {"period": "month"},
           "value": {"measure": "value"}, "weight": {"measure": "weight", "unit": "kg"}}}
        """
    }

    /// The first release has 2022 and 2023, the second revises 2023 of Mexico by one dollar per row.
    static let client: APIClient = {
        let group = header + "WLD,exports,TX,5,27,2023,1,999999999,0\n"
        let files: [(String, String)] = [
            (
                "dataset.json",
                "{\"sets\": [\(set("first", "2024-01", basis)), \(set("second", "2024-06", "\"freight\""))]}"
            ),
            ("states.csv", "code,label\nTX,Texas\nCA,California\nMI,Michigan\n"),
            (
                "first.csv",
                group + lines(2022, rows) + lines(2023, rows)
            ),
            ("second.csv", header + lines(2023, rows.filter { $0.partner == "MEX" }, adding: 1)),
        ]
        do {
            return try APIClient(
                files: Fixture.files + files.map { DataFile(name: "data/added/" + $0.0, bytes: Array($0.1.utf8)) })
        } catch { fatalError("\(error)") }
    }()

    static func sum(_ year: Int, _ passes: (Row) -> Bool) -> Int {
        rows.filter(passes).reduce(0) { $0 + $1.value + (year == 2023 && $1.partner == "MEX" ? 1 : 0) }
    }

    static func records(_ target: String) throws -> [JSONText] { try client.get(target).data().values }
}

@Suite("Further dimensions")
struct DetailEndpointTests {
    @Test("/v1/dimensions lists the dimensions of the data with their bases, and the values with their labels")
    func dimensions() throws {
        let list = try Freight.records("/v1/dimensions")
        #expect(list.compactMap { $0["dimension"]?.text } == ["us_state", "mode"])
        #expect(list[0]["basis"]?.strings == ["freight"] && list[0]["values"]?.text == "3")
        let link = try #require(list[0]["link"]?.text)
        #expect(
            try Freight.records(link).map { $0.values.compactMap(\.text) } == [
                ["CA", "California"], ["MI", "Michigan"], ["TX", "Texas"],
            ])
        let problem = try #require(Freight.client.problem("/v1/dimensions/us_stat"))
        #expect(problem.status == .notFound && problem.suggestion == "us_state", "\(problem.text)")
    }

    @Test("without further dimensions, the list is empty with the reason, and the endpoints are those of all data")
    func withoutDetail() throws {
        let json = try JSONText(client.response("/v1/dimensions").body)
        #expect(json["data"] == .array([]) && json["meta"]?["reason"]?.text?.contains("dataset.json") == true)
        #expect(ServiceConfiguration().endpoints(client.snapshot) === EndpointList.api)
        #expect(client.problem("/v1/flows?us_state=TX")?.kind == "unknown-parameter")
    }

    @Test("a dimension is a filter of flows and balances, and years are sums of their months")
    func filters() throws {
        for year in [2022, 2023] {
            let target = "partner=MEX&year=\(year)&us_state=TX&mode=5,6&unit=usd"
            let expected = ["exports", "imports"].map { flow in
                String(Freight.sum(year) { $0.partner == "MEX" && $0.state == "TX" && $0.flow == flow })
            }
            let flows = try Freight.records("/v1/flows?" + target)
            #expect(
                flows.map { $0["value"]?.text } == expected && flows.map { $0["flow"]?.text } == ["exports", "imports"])
            let balances = try Freight.records("/v1/balances?" + target)
            #expect(balances.count == 1 && balances[0]["period"]?.text == String(year))
            #expect([balances[0]["exports"]?.text, balances[0]["imports"]?.text] == expected)
            let own = try Freight.records("/v1/partners/MEX/balance?year=\(year)&us_state=TX&unit=usd")
            #expect(own.map { $0["exports"]?.text } == [expected[0]])
        }
    }

    @Test("of two releases of a basis, the latest with figures is added up for each partner and period")
    func releases() throws {
        let records = try Freight.records("/v1/flows?us_state=TX&flow=exports&unit=usd&partner=MEX,CAN")
        #expect(records.map { $0["source"]?.text } == ["first", "first", "first", "second"])
        let all = try Freight.records("/v1/flows?group_by=us_state&us_state=TX&flow=exports&unit=usd&year=2023")
        #expect(
            all.map { $0["value"]?.text } == [String(Freight.sum(2023) { $0.state == "TX" && $0.flow == "exports" })])
    }

    @Test("groups have a column for each further dimension, and null for a dimension that is added up")
    func groups() throws {
        let records = try Freight.records(
            "/v1/balances?partner=MEX,CAN&year=2022..2023&group_by=period,us_state&unit=usd&sort=period,us_state")
        #expect(records.count == 6)
        for record in records {
            let (year, state) = (try #require(record["year"]?.text), try #require(record["us_state"]?.text))
            #expect(record["partner"] == .null && record["partner_name"] == .null && record["mode"] == nil)
            for flow in ["exports", "imports"] {
                let sum = Freight.sum(try #require(Int(year))) { $0.state == state && $0.flow == flow }
                #expect(record[flow]?.text == String(sum), "\(year) \(state)")
            }
            #expect(record["figures"]?.text == "192")
        }
        let total = try Freight.records("/v1/balances?partner=MEX&group_by=us_state,mode&unit=usd&us_state=MI&mode=6")
        #expect(total.count == 1 && total[0]["partner"]?.text == "MEX" && total[0]["period"] == .null)
        let sum = [2022, 2023].reduce(0) { sum, year in
            sum
                + Freight.sum(year) {
                    $0.partner == "MEX" && $0.state == "MI" && $0.mode == "6" && $0.flow == "exports"
                }
        }
        #expect(total[0]["exports"]?.text == String(sum))
    }

    @Test("categories of one classification are added up without `category` in the groups")
    func categories() throws {
        let all = try Freight.records(
            "/v1/balances?partner=CAN&year=2022&classification=hs2&group_by=partner,period,us_state&unit=usd&us_state=CA"
        )
        #expect(all.count == 1 && all[0]["category"] == .null && all[0]["classification"]?.text == "hs2")
        let one = try Freight.records("/v1/balances?partner=CAN&year=2022&us_state=CA&unit=usd")
        #expect(all[0]["exports"] == one[0]["exports"])
        let each = try Freight.records("/v1/balances?partner=CAN&year=2022&classification=hs2&us_state=CA&unit=usd")
        #expect(each.map { $0["category"]?.text } == ["27", "87"])
    }

    @Test("a group of partners is added up neither with its members nor with other partners")
    func groupsOfPartners() throws {
        let all = try Freight.records(
            "/v1/flows?group_by=period,us_state&us_state=TX&flow=exports&unit=usd&year=2022..2023")
        for record in all {
            let year = try #require(record["year"]?.text.flatMap { Int($0) })
            #expect(record["value"]?.text == String(Freight.sum(year) { $0.state == "TX" && $0.flow == "exports" }))
        }
        let problem = try #require(Freight.client.problem("/v1/flows?partner=WLD,MEX&group_by=us_state"))
        #expect(problem.kind == "conflicting-parameters" && problem.parameter == "partner")
        // A month without rows counts as zero in a year that the file set covers.
        let world = try Freight.records("/v1/flows?partner=WLD&us_state=TX&unit=usd&group_by=us_state,period&year=2023")
        #expect(world.map { $0["value"]?.text } == ["999999999"])
    }

    @Test("a window is a sum of months of one release per group, named by its last month")
    func windows() throws {
        // The second release has no months of 2022, so only windows within 2023 are of its revised figures.
        for (count, source, added) in [(2, "second", 1), (3, "first", 0)] {
            let target = "partner=MEX&period=2023-02&window=\(count)&unit=usd"
            let records = try Freight.records("/v1/balances?group_by=partner,period,us_state&\(target)")
            #expect(records.map { $0["us_state"]?.text } == ["CA", "MI", "TX"])
            for record in records {
                let rows = Freight.rows.filter {
                    $0.partner == "MEX" && $0.state == record["us_state"]?.text
                        && [12, 1, 2].suffix(count).contains($0.month)
                }
                for flow in ["exports", "imports"] {
                    let sum = rows.filter { $0.flow == flow }.reduce(0) { $0 + $1.value + added }
                    #expect(record[flow]?.text == String(sum), "\(count) \(flow)")
                }
                #expect(record["period"]?.text == "2023-02" && record["year"] == .null)
                #expect(record["months"]?.text == String(count) && record["source"]?.text == source)
                #expect(record["figures"]?.text == String(rows.count))
            }
            let flows = try Freight.records("/v1/flows?us_state=TX&flow=imports&\(target)")
            #expect(flows.map { $0["value"] } == [records[2]["imports"]] && flows[0]["months"] == records[2]["months"])
        }
    }

    @Test("a year to date of a group has the same months in each year")
    func yearsToDate() throws {
        let records = try Freight.records(
            "/v1/flows?period=2022-YTD05,2023-YTD05&group_by=period,mode&mode=6&flow=exports&unit=usd")
        #expect(records.map { $0["period"]?.text } == ["2022-YTD05", "2023-YTD05"])
        for (year, record) in zip([2022, 2023], records) {
            #expect(
                record["value"]?.text
                    == String(Freight.sum(year) { $0.mode == "6" && $0.flow == "exports" && $0.month <= 5 }))
            #expect(record["months"]?.text == "5")
        }
        let years = try Freight.records("/v1/flows?ytd=true&year=2022..2023&mode=6&partner=CAN&flow=exports")
        #expect(years.map { $0["period"]?.text } == ["2022-YTD12", "2023-YTD12"])
    }

    @Test(
        "sums over all further dimensions equal the records without groups",
        arguments: [
            "window=1", "window=2", "window=12", "window=12&year=2023", "window=5&period=2022-11..2023-02", "ytd=true",
            "ytd=true&year=2023", "period=2023-YTD03", "frequency=quarter", "frequency=month&period=2023-04",
            "year=2023",
            "window=25", "window=3&as_of=2024-03-01", "ytd=true&as_of=2024-03-01", "as_of=2024-03-01",
        ])
    func equalsUngrouped(query: String) throws {
        for path in ["/v1/balances", "/v1/flows"] {
            let names =
                ["partner", "period", "year", "type", "unit", "basis", "months", "source"]
                + (path == "/v1/flows" ? ["flow", "value"] : ["exports", "imports", "balance", "tdr", "coverage"])
            let target =
                path + "?basis=freight&unit=usd&partner=MEX,CAN&flow=exports,imports&\(query)&fields="
                + names.joined(separator: ",")
            let plain = target.replacing(path == "/v1/flows" ? "" : "&flow=exports,imports", with: "")
            let expected = try Freight.records(plain)
            #expect(expected.isEmpty == (query == "window=25"))
            #expect(try Freight.records(plain + "&group_by=partner,period") == expected, "\(query)")
        }
    }

    @Test("windows are not added up with each other")
    func overlappingWindows() throws {
        for query in ["window=12", "window=12&year=2023", "window=12&period=2023-11..2023-12"] {
            let problem = try #require(Freight.client.problem("/v1/balances?group_by=us_state&\(query)"))
            #expect(problem.kind == "conflicting-parameters" && problem.parameter == "window")
        }
        let target =
            "/v1/balances?partner=CAN&window=12&period=2023-06&unit=usd&fields=us_state,exports,imports&group_by="
        #expect(try Freight.records(target + "us_state") == Freight.records(target + "period,us_state"))
        #expect(Freight.client.problem("/v1/flows?us_state=TX&window=12&ytd=true")?.parameter == "window")
        #expect(Freight.client.problem("/v1/flows?us_state=TX&ytd=true&frequency=month")?.parameter == "frequency")
        #expect(Freight.client.problem("/v1/flows?us_state=TX&window=0")?.status == .badRequest)
    }

    @Test("a further measure has its sum and the US dollars per unit of the figures with the measure")
    func measures() throws {
        let record = try #require(
            try Freight.records("/v1/flows?partner=CAN&year=2022&us_state=TX&flow=exports&unit=usd").first)
        let rows = Freight.rows.filter { $0.partner == "CAN" && $0.state == "TX" && $0.flow == "exports" }
        let weight = rows.reduce(0) { $0 + $1.weight }
        let dollars = rows.filter { $0.weight > 0 }.reduce(0) { $0 + $1.value }
        #expect(record["weight"]?.text == String(weight))
        #expect(
            record["usd_per_weight"]?.text
                == ExactDecimal(Int128(dollars), over: Int128(weight), decimals: 4)?.text)
        let balance = try #require(try Freight.records("/v1/balances?partner=CAN&year=2022&us_state=TX").first)
        #expect(balance["exports_weight"]?.text == String(weight))
        #expect(balance["exports_usd_per_weight"]?.text == record["usd_per_weight"]?.text)
        let light = try Freight.records("/v1/flows?partner=CAN&year=2022&mode=5&flow=exports")
        #expect(light.map { $0["usd_per_weight"] } == [.null] && light[0]["weight"]?.text == "0")
    }

    @Test("an unknown value and an unknown name in group_by are 400 with the nearest valid one")
    func unknown() throws {
        let value = try #require(Freight.client.problem("/v1/flows?us_state=TXX"))
        #expect(value.status == .badRequest && value.suggestion == "TX" && value.parameter == "us_state")
        let name = try #require(Freight.client.problem("/v1/balances?group_by=us_stat"))
        #expect(name.status == .badRequest && name.suggestion == "us_state")
        let parameter = try #require(Freight.client.problem("/v1/balances?us_stat=TX"))
        #expect(parameter.kind == "unknown-parameter" && parameter.suggestion == "us_state")
        let flow = try #require(Freight.client.problem("/v1/flows?flow=balance&us_state=TX"))
        #expect(flow.kind == "conflicting-parameters" && flow.allowed == ["exports", "imports"])
    }

    @Test("a query that exceeds the limit of rows is 422 with ways to narrow it")
    func limit() throws {
        let service = Service(
            snapshot: Freight.client.snapshot, configuration: ServiceConfiguration(maximumQueryRows: 200))
        let response = try service.answer("/v1/flows?group_by=us_state,mode")
        let problem = try JSONText(response.body)
        #expect(response.status == .unprocessableContent && problem["type"]?.text == "/problems/query-too-large")
        #expect(
            problem["detail"]?.text?.contains("the limit is 200. Name a partner, a category or fewer periods.") == true)
        #expect(ProblemKind.all.contains { $0.name == "query-too-large" && $0.status == response.status })
    }

    @Test("records have the declared columns; columns of dimensions are shown on request")
    func columns() throws {
        let endpoints = ServiceConfiguration().endpoints(Freight.client.snapshot)
        for path in ["/v1/flows", "/v1/balances"] {
            let endpoint = try #require(endpoints.all.first { $0.path == path })
            let names = endpoint.fields.map(\.name)
            #expect(Set(names).count == names.count && names.contains("us_state") && names.contains("figures"))
            let plain = try Freight.records("\(path)?partner=MEX&basis=report&limit=1")
            #expect(plain[0].names == EndpointList.api.all.first { $0.path == path }?.shownFields)
            let fields = names.joined(separator: ",")
            for query in [
                "group_by=us_state", "group_by=partner,period,mode", "mode=5", "partner=MEX&basis=report",
            ] {
                for record in try Freight.records("\(path)?\(query)&limit=20&fields=\(fields)") {
                    #expect(record.names == names)
                    for field in endpoint.fields where !field.isNullable {
                        #expect(record[field.name] != .null, "\(field.name) in \(path)?\(query)")
                    }
                }
            }
        }
    }

    @Test("endpoints without further dimensions serve the figures of a file set")
    func series() throws {
        let balance = try Freight.records("/v1/partners/CAN/balance?basis=freight&year=2022&unit=usd&fields=exports")
        #expect(
            balance[0]["exports"]?.text == String(Freight.sum(2022) { $0.partner == "CAN" && $0.flow == "exports" }))
        let ranking = try Freight.records("/v1/rankings/exports?basis=freight&year=2022&unit=usd")
        #expect(ranking.map { $0["partner"]?.text } == ["CAN", "MEX"])
    }

    @Test("index, OpenAPI document and reference name the parameters of the dimensions")
    func described() throws {
        let index = try #require(try Freight.client.get("/v1").data()["endpoints"]).values
        for path in ["/v1/flows", "/v1/balances", "/v1/partners/{code}/flows", "/v1/partners/{code}/balance"] {
            let entry = try #require(index.first { $0["path"]?.text == path })
            #expect(Set(["us_state", "mode", "group_by"]).isSubset(of: entry["parameters"]?.strings ?? []), "\(path)")
        }
        #expect(index.contains { $0["path"]?.text == "/v1/dimensions/{dimension}" })
        let openAPI = try Freight.client.text("/openapi.json")
        #expect(openAPI.contains("\"name\":\"us_state\"") && openAPI.contains("\"usd_per_weight\""))
        let page = try Freight.client.text("/docs")
        #expect(page.contains("<dt><code>us_state</code>"))
        for entry in index {
            let href = try #require(entry["href"]?.text)
            guard href != "/v1/agreements", let problem = Freight.client.problem(href) else { continue }
            #expect(problem.kind == "missing-data", "\(href): \(problem.text)")
        }
    }

    @Test("no further dimension or measure can have the name of a parameter or field of flows and balances")
    func reserved() {
        let paths = ["/v1/flows", "/v1/balances", "/v1/partners/{code}/flows", "/v1/partners/{code}/balance"]
        let endpoints = ServiceConfiguration().endpoints(Freight.client.snapshot).all.filter { paths.contains($0.path) }
        let added =
            ["us_state", "mode"] + ["", "exports_", "imports_"].flatMap { [$0 + "weight", $0 + "usd_per_weight"] }
        let names = Set(endpoints.flatMap { $0.parameters.map(\.name) + $0.fields.map(\.name) }).subtracting(added)
        #expect(names.subtracting(DatasetDetail.reservedNames) == [])
    }

    @Test("an index of the list of routes means the same path for all data")
    func routes() {
        let paths = ServiceConfiguration().endpoints(Freight.client.snapshot).all.map(\.path)
        #expect(Array(Service.routes.prefix(paths.count)) == paths && Service.routes.count == paths.count + 1)
        #expect(Service.routes[Service.dashboardRoute] == "/web/{file}")
    }
}

extension Endpoint {
    /// Names of the fields that a list shows by default.
    fileprivate var shownFields: [String] {
        guard case .list(let list) = content else { return [] }
        return list.fields.indices.filter { !list.hidden.contains($0) }.map { list.fields[$0].name }
    }
}
