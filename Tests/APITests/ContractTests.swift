// Properties of every record of every list: columns, kinds of values, cells, and numbers.
import APITestSupport
import Analytics
import Arithmetic
import Dataset
import TestSupport
import Testing

@testable import API
@testable import Formats

@Suite("The records of every list")
struct ContractTests {
    /// For each list endpoint, targets that together return all its records and a value in every column.
    static let targets: [(path: String, targets: [String])] = EndpointList.api.all.compactMap { endpoint in
        guard case .list = endpoint.content else { return nil }
        let explains = endpoint.parameters.contains { $0.name == "explain" }
        return (
            endpoint.path,
            (queries[endpoint.path] ?? [""]).map { query in
                let query = query + (explains ? "&explain=true" : "")
                let (path, items) = query.first == "/" ? ("", query) : (client.concrete(endpoint) + "?", query)
                return path + (items.first == "&" ? String(items.dropFirst()) : items)
            }
        )
    }

    /// Requests in addition to the defaults: a query, or path and query.
    private static let queries: [String: [String]] = {
        let flows =
            ["usd", "million", "trillion"].map {
                "classification=all&basis=all&limit=10000&unit=\($0)&flow="
                    + Measure.allCases.map(\.rawValue).joined(separator: ",")
            }
        var queries = [
            "/v1/partners/{code}/balance": ["MEX", "WLD", "LAC", "CHN"].map {
                "/v1/partners/\($0)/balance?classification=all&basis=all"
            },
            "/v1/balances": ["usd", "million", "trillion"].map {
                "classification=all&basis=all&decimals=12&unit=\($0)"
            },
            "/v1/flows": flows,
            "/v1/partners/{code}/flows": flows,
            "/v1/partners/{code}/tdr": ["", "/v1/partners/CAN/tdr?classification=all&basis=all"],
            "/v1/partners/{code}/shares": ["", "classification=all&basis=all", "of=sum"],
            "/v1/groups/{id}/balance": ["", "/v1/groups/LAC2/balance?classification=all&basis=all"],
            "/v1/compare": ["", "metric=share"],
            "/v1/concentration": ["", "year=2022", "without=CHN", "of=sum", "category=machines&without=CHN"],
            "/v1/search": ["q=mexico"],
            "/v1/what-if/tdr": ["", "target=-2"],
            "/v1/crossings": ["", "partner=MEX&with=CHN&flow=imports&frequency=month"],
            "/v1/usmca/reviews": [
                "", "&scenario=as-published", "&extend=2026-07-01&extend=2032-07-01", "&withdraw=MEX:2027-01-01",
            ].map { "as_of=2026-11-21" + $0 },
        ]
        for metric in Metric.allCases {
            queries["/v1/rankings/" + metric.rawValue] = ["goods", "services", "goods-and-services"].flatMap { type in
                [2021, 2022, 2023, 2024].map { "type=\(type)&year=\($0)" }
            }
        }
        return queries
    }()

    /// Columns without a value in the fixture, which has no further dimensions.
    /// The notes on comparisons are about groups whose members differ between figures; see EmbeddedDataTests.
    private static let empty: [String: [String]] = [
        "/v1/revisions": ["note"], "/v1/crossings": ["note"], "/v1/partners/{code}/growth": ["note"],
        "/v1/partners/{code}/shares": ["note"],
        "/v1/dimensions": ["dimension", "label", "basis", "values", "link"],
    ]

    /// The responses to all of these targets, made once.
    static let answers = Result {
        try Dictionary(uniqueKeysWithValues: targets.flatMap(\.targets).map { ($0, try client.get($0)) })
    }

    private func answer(_ target: String) throws -> ReceivedResponse { try #require(try Self.answers.get()[target]) }

    @Test("every list endpoint is covered by these tests")
    func covered() {
        let lists = EndpointList.api.all.filter { if case .list = $0.content { true } else { false } }
        #expect(lists.map(\.path) == Self.targets.map(\.path))
        #expect(Self.queries.keys.allSatisfy { path in lists.contains { $0.path == path } })
    }

    @Test("every record has exactly the declared columns, in order, each of its kind", arguments: targets.map(\.path))
    func columns(path: String) throws {
        let endpoint = try #require(EndpointList.api.all.first { $0.path == path })
        // A passage is shown with `q` only; `SearchTests` cover it.
        let columns = endpoint.fields.filter { $0.name != "passage" || path == "/v1/search" }
        var seen: Set<String> = []
        for target in try #require(Self.targets.first { $0.path == path }).targets {
            for record in try answer(target).data().values {
                #expect(record.names == columns.map(\.name), "\(target)")
                for (column, value) in zip(columns, record.values) {
                    guard value != .null else {
                        #expect(column.isNullable, "\(column.name) in \(target)")
                        continue
                    }
                    #expect(fits(value, column.kind), "\(column.name): \(value)")
                    seen.insert(column.name)
                }
            }
        }
        #expect(
            columns.map(\.name).filter { !seen.contains($0) } == Self.empty[path] ?? [],
            "columns that never have a value")
        #expect(columns.allSatisfy { !$0.summary.isEmpty } && Set(columns.map(\.name)).count == columns.count)
        #expect(columns.allSatisfy { $0.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" } })
    }

    private func fits(_ value: JSONText, _ kind: Field.Kind) -> Bool {
        switch (kind, value) {
        case (.string, .string(let text)): !text.isEmpty
        // Some dates are known only to the month.
        case (.date, .string(let text)): CalendarDate(text) != nil || CalendarDate(text + "-01") != nil
        case (.integer, .number(let text)): Int(text).map(String.init) == text
        case (.number, .number), (.boolean, .bool): true
        case (.list, .array(let elements)):
            elements.allSatisfy { if case .string(let text) = $0 { !text.isEmpty } else { false } }
        case (.texts, .object(let members)):
            members.allSatisfy { if case .string(let text) = $0.value { !text.isEmpty } else { false } }
        case (.map(let column), .object(let members)): members.allSatisfy { fits($0.value, column.kind) }
        case (.object(let columns), .object(let members)):
            members.map(\.name) == columns.map(\.name)
                && zip(columns, members).allSatisfy { column, member in
                    member.value == .null ? column.isNullable : fits(member.value, column.kind)
                }
        case (.objects, .array(let elements)):
            elements.allSatisfy { element in
                guard case .objects(let columns) = kind else { return false }
                return fits(element, .object(columns))
            }
        default: false
        }
    }

    @Test("every cell that a record names exists in a table or a file of the record's source")
    func cells() throws {
        let dataset = client.snapshot.dataset
        // Cells of these records hold figures of trade; other records name cells without figures.
        var figures: Set<String> = []
        for target in Self.targets.flatMap(\.targets) {
            for record in try answer(target).data().values {
                let ids =
                    [record["cell"]].compactMap { $0?.text } + (record["also"]?.strings ?? [])
                    + (record["cells"]?.strings ?? [])
                for id in ids {
                    guard let address = dataset.cell(id) else {
                        #expect(dataset.figure(id) != nil, "\(id) in \(target)")
                        continue
                    }
                    #expect(dataset.cellID(address) == id)
                    if let source = record["source"]?.text { #expect(dataset.tables[address.table].source == source) }
                    if target.hasPrefix("/v1/flows") { figures.insert(id) }
                }
                #expect(Set(ids).count == ids.count, "\(ids)")
            }
        }
        let observations = Set((0..<dataset.store.count).map { dataset.cellID(row: $0) })
        #expect(figures == observations.filter { dataset.cell($0) != nil } && figures.count > 150)
    }

    @Test(
        "every number is parsed as an exact decimal, is printed unchanged, and has at most 15 significant digits",
        arguments: targets.map(\.path))
    func numbers(path: String) throws {
        for target in try #require(Self.targets.first { $0.path == path }).targets {
            let numbers = Set(try answer(target).json().numbers)
            #expect(!numbers.isEmpty)
            for text in numbers {
                let decimals = text.split(separator: ".").dropFirst().last?.utf8.count ?? 0
                let mantissa = try #require(Int64(text.replacing(".", with: "")), "\(text)")
                #expect(ExactDecimal(mantissa, decimals: decimals).text == text)
                // A Double, the number type of most JSON readers, distinguishes 15 digits.
                #expect(String(mantissa.magnitude).count <= 15, "\(text)")
            }
        }
    }

    @Test("money has no trailing zeros, and a ratio has the requested number of decimals")
    func digits() throws {
        var checked = 0
        for record in try client.get("/v1/balances?classification=all&basis=all&unit=billion&decimals=3").data().values
        {
            // One flow may be published without the other.
            let isPair = record["exports"] != .null && record["imports"] != .null
            for name in ["exports", "imports", "balance", "total_trade"] where isPair || record[name] != .null {
                checked += 1
                let text = try #require(record[name]?.text)
                #expect(!text.contains(".") || text.last != "0", "\(text)")
            }
            for (name, divisor) in [("tdr", "exports"), ("coverage", "imports")] {
                guard isPair, record[divisor] != .number("0") else {
                    #expect(record[name] == .null)
                    continue
                }
                #expect(record[name]?.text?.split(separator: ".").last?.utf8.count == 3)
            }
        }
        #expect(checked > 100)
    }

    @Test("meta cites the source of every record, and no other source")
    func sources() throws {
        let reports = Set(client.snapshot.dataset.codes.sources.map(\.id))
        for target in Self.targets.flatMap(\.targets) {
            let answer = try self.answer(target)
            let named = Set(
                try answer.data().values.flatMap { [$0["source"], $0["first_source"]].compactMap { $0?.text } })
            let cited = try answer.meta()["sources"]?.values.compactMap { $0["id"]?.text } ?? []
            // Computed dates of the review schedule have the source `scenario`, which is not in the code list.
            if !target.hasPrefix("/v1/usmca/reviews") { #expect(named.isSubset(of: reports), "\(target)") }
            // A page of a list cites the sources of the whole list.
            let isWhole = try answer.meta()["total"]?.text.flatMap { Int($0) } == answer.data().values.count
            if !named.isEmpty {
                #expect(isWhole ? Set(cited) == named.intersection(reports) : named.isSubset(of: cited), "\(target)")
            }
            #expect(Set(cited).count == cited.count)
        }
    }

    @Test("the value of a ranking lies within its bounds", arguments: Metric.allCases)
    func bounds(_ metric: Metric) throws {
        let records = try client.get("/v1/rankings/\(metric.name)?among=all").data().values
        #expect(!records.isEmpty)
        for record in records {
            let value = try #require(record[metric.name]?.text.flatMap(Double.init))
            let low = record[metric.name + "_low"]?.text.flatMap(Double.init)
            let high = record[metric.name + "_high"]?.text.flatMap(Double.init)
            #expect(low ?? value <= value && value <= high ?? value, "\(record["partner"]?.text ?? "")")
        }
    }

    @Test("an endpoint with windows and years to date documents that they exclude each other")
    func documentedConflicts() throws {
        let endpoints = EndpointList.api.all.filter { $0.declares(.window) }
        #expect(endpoints.count > 10)
        for endpoint in endpoints {
            let target = client.concrete(endpoint) + "?window=12&ytd=true"
            let problem = try #require(client.problem(target), "\(target)")
            #expect(endpoint.problems.contains(problem.kind), "\(target): \(problem.kind)")
        }
    }

    @Test("every endpoint and parameter has a summary and a unique name")
    func declarations() {
        #expect(Set(EndpointList.api.all.map(\.path)).count == EndpointList.api.all.count)
        for endpoint in EndpointList.api.all {
            #expect(endpoint.summary.hasSuffix("."), "\(endpoint.path)")
            #expect(Set(endpoint.parameters.map(\.name)).count == endpoint.parameters.count, "\(endpoint.path)")
            #expect(endpoint.parameters.allSatisfy { !$0.summary.isEmpty }, "\(endpoint.path)")
            let inPath = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                String($0.dropFirst().dropLast())
            }
            #expect(endpoint.pathParameters.map(\.name) == inPath, "\(endpoint.path)")
        }
    }
}
