// Tables, partners, and the index.
import Foundation
import Arithmetic
import Dataset
import TestSupport
import Testing

@testable import API
@testable import Analytics

@Suite("/v1/tables")
struct TableEndpointTests {
    @Test("the list has each table with its size, page and title")
    func list() throws {
        let records = try client.get("/v1/tables").data().values
        let tables = client.snapshot.dataset.tables
        #expect(records.count == 7 && records.count == tables.count)
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

    @Test("a table has its texts verbatim and in printed order, with its headings, cells and citation")
    func verbatim() throws {
        let goods = try client.get("/v1/tables/GOODS").data()
        #expect(goods["id"]?.text == "goods" && goods["number"]?.text == "Table 1" && goods["page"] == .number("10"))
        #expect(goods["citation"]?.text?.hasSuffix(", Table 1, p. 10.") == true)
        #expect(
            goods["columns"]?.strings.prefix(3) == [
                "Balance of goods, 2022", "Balance of goods, 2023", "Exports, 2022",
            ]
        )
        let rows = try #require(goods["rows"]).values
        #expect(rows.count == 8 && goods["columns"]?.values.count == 10)
        #expect(rows[0]["label"]?.text == "Mexico" && rows[0]["first_cell"]?.text == "goods-r01-c01")
        #expect(
            rows[7]["cells"]?.strings == [
                "0.00", "-400.00", "1,000.00", "800.00", "1,000.00", "1 200.00", "2,000.00", "2,000.00", "100.0%",
                "100.0%",
            ])
        #expect(rows[0]["rank"] == .string("1") && rows[7]["rank"] == .null)
        let unclear = try client.get("/v1/tables/unclear").data()["rows"]
        #expect(unclear?[0]?["cells"]?.strings == ["90 a", "9% a"] && unclear?[1]?["cells"]?.strings == ["–", ""])
        #expect(try client.get("/v1/tables/world").data()["rows"]?[1]?["section"] == .string("Imports"))
        #expect(try client.get("/v1/tables/words").data()["number"] == .null)
    }

    @Test("a table names the discrepancies of its cells")
    func discrepancies() throws {
        let dataset = client.snapshot.dataset
        for table in dataset.tables {
            let listed = try client.get("/v1/tables/\(table.id)").data()["discrepancies"]?.strings ?? []
            let expected = dataset.discrepancies.filter {
                $0.cells.contains { dataset.cell($0).map { dataset.tables[$0.table].id } == table.id }
            }
            #expect(listed == expected.map(\.id))
        }
        #expect(try client.get("/v1/tables/goods").data()["discrepancies"]?.strings == ["lost-minus"])
        #expect(try client.get("/v1/tables/services").data()["discrepancies"] == .array([]))
    }

    @Test("an unknown table is refused with the nearest table and with all tables")
    func unknown() throws {
        let problem = try client.refused(
            "/v1/tables/good", 404, "unknown-table", naming: "'good'", parameter: "id", suggestion: "goods")
        #expect(problem["allowed"]?.strings == (client.snapshot.dataset.tables.map(\.id)))
        try client.refused("/v1/tables/qqqqqqqqqq", 404, "unknown-table", parameter: "id")
    }
}

@Suite("/v1/partners")
struct PartnerEndpointTests {
    @Test("the list has every partner and group, and its counts add up to all figures")
    func list() throws {
        let dataset = client.snapshot.dataset
        let records = try client.get("/v1/partners").data().values
        #expect(records.count == dataset.codes.partners.count + dataset.codes.groups.count)
        let counts = records.compactMap { $0["observations"]?.text.flatMap { Int($0) } }
        #expect(counts.count == records.count && counts.reduce(0, +) == dataset.store.count)
        let with = try client.column("code", "/v1/partners?has_data=true")
        let without = try client.column("code", "/v1/partners?has_data=false")
        let groups = try client.column("code", "/v1/partners?kind=group")
        #expect(Set(with) == Set(dataset.store.partners))
        #expect(groups == dataset.codes.groups.map(\.code))
        #expect(with.count + without.count == records.count && Set(with).isDisjoint(with: without))
    }

    @Test("the description of a partner has its codes, names, groups and available data")
    func mexico() throws {
        let data = try client.get("/v1/partners/mx").data()
        #expect(
            data["code"] == .string("MEX") && data["name"] == .string("Mexico") && data["kind"] == .string("partner"))
        #expect(data["alpha2"] == .string("MX") && data["m49"] == .string("484"))
        let groups = data["groups"]?.strings ?? []
        #expect(["LAC2", "TOP2", "USMCA"].allSatisfy(groups.contains) && !groups.contains("EMPTY"))
        let goods = try #require(data["data"]?.values.first { $0["type"] == .string("goods") })
        #expect(goods["periods"]?.strings == ["2021", "2022", "2023"] && goods["basis"] == .string("report"))
        #expect(
            Set(goods["flows"]?.strings ?? []) == ["exports", "imports", "balance", "total-trade", "total-trade-share"])
    }

    @Test("the description of a group has the definition of each source; a group without a list has no members")
    func groups() throws {
        let top = try client.get("/v1/partners/top2").data()
        #expect(top["kind"] == .string("group") && top["alpha2"] == .null && top["m49"] == .null)
        #expect(top["definitions"]?.values.map { $0["type"]?.text } == ["goods", "services"])
        #expect(top["definitions"]?.values.allSatisfy { $0["members"]?.strings == ["CAN", "MEX"] } == true)
        #expect(try client.get("/v1/partners/WLD").data()["definitions"]?[0]?["members"] == .array([]))
    }

    @Test("a partner without figures has a description")
    func withoutData() throws {
        let data = try client.get("/v1/partners/FRO").data()
        #expect(data["code"] == .string("FRO") && data["observations"] == .number("0") && data["data"] == .array([]))
    }
}

@Suite("The index and operation")
struct IndexEndpointTests {
    @Test("the index lists every endpoint with its parameters, at / and at /v1")
    func index() throws {
        let data = try client.get("/v1").data()
        #expect(try client.get("/?format=json").data() == data)
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
            #expect(try client.request("GET", href).status == (endpoint.isRefusal ? 422 : 200), "\(href)")
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
        let examples = try client.get("/v1").data()["examples"]?.strings ?? []
        #expect(examples.count >= 25 && Set(examples).count == examples.count)
        for example in examples {
            #expect(try !client.get(example).data().values.isEmpty, "\(example)")
        }
    }

    @Test("health and version name the program, its version and its data")
    func operation() throws {
        #expect(try client.get("/healthz").data() == JSONText(Array("{\"status\": \"ok\"}".utf8)))
        let version = try client.get("/version").data()
        #expect(version["version"] == .string(bilateralVersion) && version["tables"] == .number("7"))
        #expect(version["observations"] == .number(String(client.snapshot.dataset.store.count)))
        #expect(version["dataset"]?.text?.count == 16)
        #expect(version["released"]?.text.flatMap { CalendarDate($0) } != nil)
    }

    @Test("the dataset's id depends on every byte of its files and on their names, not on their order")
    func identity() throws {
        let files = client.files
        let id = client.snapshot.id
        #expect(try Snapshot(files: files.reversed()).id == id)
        let index = try #require(files.firstIndex { $0.name == "data/release.csv" })
        var changed = files
        changed[index] = DataFile(name: changed[index].name, bytes: Array("version,date\n2.0,2027-01-01\n".utf8))
        #expect(try Snapshot(files: changed).id != id)
        changed[index] = DataFile(name: files[index].name, bytes: [0xef, 0xbb, 0xbf] + files[index].bytes.array)
        #expect(try Snapshot(files: changed).id != id)
        #expect(try Snapshot(files: files + [DataFile(name: "page.html", bytes: [1])]).id == id)
    }

    @Test("the dataset's id depends on files that are not in memory")
    func identityOfLargeFiles() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let index = try #require(client.files.firstIndex { $0.name == "data/release.csv" })
        let ids = try ["2027-01-01", "2027-01-02"].map { date in
            let bytes = Array("version,date\n2.0,\(date)\n".utf8)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            var files = client.files
            files[index] = DataFile(name: files[index].name, bytes: .path(path, size: bytes.count))
            return try Snapshot(files: files).id
        }
        #expect(ids[0] != ids[1])
    }
}
