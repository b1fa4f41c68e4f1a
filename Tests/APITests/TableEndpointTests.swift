// Tables, partners, and the index.
import Arithmetic
import Dataset
import Testing

@testable import API
@testable import Analytics

@Suite("/v1/tables")
struct TableEndpointTests {
    @Test("the list has each table with its size, page and title")
    func list() throws {
        let records = try Client.get("/v1/tables").data().values
        let tables = Client.snapshot.dataset.tables
        #expect(records.count == 24 && records.count == tables.count)
        for (record, table) in zip(records, tables) {
            #expect(record["id"]?.text == table.id && record["title"]?.text == table.title)
            #expect(record["page"]?.text == table.page.map(String.init))
            #expect(record["rows"]?.text == String(table.rows.count))
            #expect(record["columns"]?.text == String(table.columns.count))
            // A value that is not printed is null, not an empty text.
            #expect(record["unit"] == (table.unit.isEmpty ? .null : .string(table.unit)))
            #expect(record["number"] == (table.number.isEmpty ? .null : .string(table.number)))
        }
    }

    @Test(
        "the texts of a table are those of its file, verbatim and in printed order",
        arguments: DataFile.embedded.map(\.name).filter { $0.hasPrefix("data/tables/") })
    func verbatim(name: String) throws {
        let id = String(name.dropFirst("data/tables/".count).dropLast(".csv".count))
        let data = try Client.get("/v1/tables/\(id)").data()
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
        let six = try Client.get("/v1/tables/ECLAC-2024-T06").data()
        #expect(
            six["columns"]?.strings.prefix(3) == ["Balance of goods, 2022", "Balance of goods, 2023", "Exports, 2022"])
        #expect(six["rows"]?[0]?["cells"]?.strings.prefix(2) == ["-135 764.00", "-161 382.00"])
        #expect(six["rows"]?[0]?["rank"] == .string("1") && six["rows"]?[15]?["rank"] == .null)
        let ten = try Client.get("/v1/tables/eclac-2024-t10").data()
        #expect(ten["rows"]?[7]?["cells"]?.strings.prefix(3) == ["–", "–", "–"])
        #expect(ten["rows"]?[8]?["cells"]?[0] == .string("1,090.26 32.3%"))
        #expect(try Client.get("/v1/tables/eclac-2024-t01").data()["rows"]?[3]?["section"] == .string("Exports"))
    }

    @Test("a table names the discrepancies of its cells")
    func discrepancies() throws {
        let dataset = Client.snapshot.dataset
        for table in dataset.tables {
            let listed = try Client.get("/v1/tables/\(table.id)").data()["discrepancies"]?.strings ?? []
            let expected = dataset.discrepancies.filter {
                $0.cells.contains { dataset.cell($0).map { dataset.tables[$0.table].id } == table.id }
            }
            #expect(listed == expected.map(\.id))
        }
        #expect(try Client.get("/v1/tables/eclac-2024-t06").data()["discrepancies"] == .array([]))
    }

    @Test("an unknown table is refused with the nearest table and with all tables")
    func unknown() throws {
        let problem = try Client.refused(
            "/v1/tables/eclac-2024-t6", 404, "unknown-table", naming: "eclac-2024-t6", parameter: "id",
            suggestion: "eclac-2024-t06")
        #expect(problem["allowed"]?.strings == (Client.snapshot.dataset.tables.map(\.id)))
        try Client.refused("/v1/tables/none", 404, "unknown-table", parameter: "id")
    }
}

@Suite("/v1/partners")
struct PartnerEndpointTests {
    @Test("the list has every partner and group, and its counts add up to all figures")
    func list() throws {
        let dataset = Client.snapshot.dataset
        let records = try Client.get("/v1/partners").data().values
        #expect(records.count == dataset.codes.partners.count + dataset.codes.groups.count)
        let counts = records.compactMap { $0["observations"]?.text.flatMap { Int($0) } }
        #expect(counts.count == records.count && counts.reduce(0, +) == dataset.store.count)
        let with = try Client.column("code", "/v1/partners?has_data=true")
        let without = try Client.column("code", "/v1/partners?has_data=false")
        let groups = try Client.column("code", "/v1/partners?kind=group")
        #expect(Set(with) == Set(dataset.store.partners))
        #expect(groups == dataset.codes.groups.map(\.code))
        #expect(with.count + without.count == records.count && Set(with).isDisjoint(with: without))
    }

    @Test("the description of a partner has its codes, names, groups and available data")
    func mexico() throws {
        let data = try Client.get("/v1/partners/mx").data()
        #expect(
            data["code"] == .string("MEX") && data["name"] == .string("Mexico") && data["kind"] == .string("partner"))
        #expect(data["alpha2"] == .string("MX") && data["m49"] == .string("484"))
        let groups = data["groups"]?.strings ?? []
        #expect(["LAC14", "TOP15", "USMCA"].allSatisfy(groups.contains) && !groups.contains("CAFTA-DR"))
        let goods = try #require(data["data"]?.values.first { $0["type"] == .string("goods") })
        #expect(goods["periods"]?.strings == ["2022", "2023"] && goods["basis"] == .string("bea-partner"))
        #expect(
            Set(goods["flows"]?.strings ?? []) == ["exports", "imports", "balance", "total-trade", "total-trade-share"])
    }

    @Test("the description of a group has the definition of each source; a group without a list has no members")
    func groups() throws {
        let top = try Client.get("/v1/partners/top15").data()
        #expect(top["kind"] == .string("group") && top["alpha2"] == .null && top["m49"] == .null)
        #expect(top["definitions"]?.values.map { $0["type"]?.text } == ["goods", "services"])
        #expect(top["definitions"]?.values.allSatisfy { $0["members"]?.values.count == 15 } == true)
        #expect(try Client.get("/v1/partners/WLD").data()["definitions"]?[0]?["members"] == .array([]))
    }

    @Test("a partner without figures has a description")
    func withoutData() throws {
        let data = try Client.get("/v1/partners/FRO").data()
        #expect(data["code"] == .string("FRO") && data["observations"] == .number("0") && data["data"] == .array([]))
    }
}

@Suite("The index and operation")
struct IndexEndpointTests {
    @Test("the index lists every endpoint with its parameters, at / and at /v1")
    func index() throws {
        let data = try Client.get("/v1").data()
        #expect(try Client.get("/?format=json").data() == data)
        let listed = data["endpoints"]?.values ?? []
        // All but the index at / and the files of the dashboard.
        let parts = ["/", "/docs/style.css", "/docs/script.js"]
        #expect(
            listed.compactMap { $0["path"]?.text } == EndpointList.api.all.map(\.path).filter { !parts.contains($0) })
        for entry in listed {
            let endpoint = try #require(EndpointList.api.all.first { $0.path == entry["path"]?.text })
            #expect(entry["summary"]?.text?.isEmpty == false)
            #expect(entry["parameters"]?.strings == endpoint.parameters.map(\.name))
            let href = try #require(entry["href"]?.text)
            #expect(try Client.request("GET", href).status == (endpoint.isRefusal ? 422 : 200), "\(href)")
        }
        let promised = [
            "/v1", "/v1/partners", "/v1/partners/{code}", "/v1/partners/{code}/balance", "/v1/flows", "/v1/balances",
            "/v1/rankings/tdr", "/v1/tables", "/v1/tables/{id}", "/v1/usmca/reviews", "/healthz", "/version",
            "/openapi.json", "/docs", "/problems", "/problems/{kind}",
        ]
        #expect(Set(promised).isSubset(of: EndpointList.api.all.map(\.path)))
    }

    @Test("the response to every example of the index has records")
    func examples() throws {
        let examples = try Client.get("/v1").data()["examples"]?.strings ?? []
        #expect(examples.count >= 25 && Set(examples).count == examples.count)
        for example in examples {
            // Several releases and months are in the Census series only.
            let isOfCensus = example.hasPrefix("/v1/crossings") || example.hasPrefix("/v1/revisions")
            let data = isOfCensus ? try CensusClient.get(example)["data"] : try Client.get(example).data()
            #expect(data?.values.isEmpty == false, "\(example)")
        }
    }

    @Test("health and version name the program, its version and its data")
    func operation() throws {
        #expect(try Client.get("/healthz").data() == JSONText(Array("{\"status\": \"ok\"}".utf8)))
        let version = try Client.get("/version").data()
        #expect(version["version"] == .string(bilateralVersion) && version["tables"] == .number("24"))
        #expect(version["observations"] == .number("1671"))
        #expect(version["dataset"]?.text?.count == 16)
        #expect(version["released"]?.text.flatMap { CalendarDate($0) } != nil)
    }

    @Test("the dataset's id depends on every byte of its files and on their names, not on their order")
    func identity() throws {
        let files = Client.files
        let id = Client.snapshot.id
        #expect(try Snapshot(files: files.reversed()).id == id)
        let index = try #require(files.firstIndex { $0.name == "data/release.csv" })
        var changed = files
        changed[index] = DataFile(name: changed[index].name, bytes: Array("version,date\n2.0,2027-01-01\n".utf8))
        #expect(try Snapshot(files: changed).id != id)
        changed[index] = DataFile(name: files[index].name, bytes: [0xef, 0xbb, 0xbf] + files[index].bytes.array)
        #expect(try Snapshot(files: changed).id != id)
        #expect(try Snapshot(files: files + [DataFile(name: "page.html", bytes: [1])]).id == id)
    }
}
