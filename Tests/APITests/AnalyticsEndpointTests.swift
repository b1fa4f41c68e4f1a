// Endpoints of the analytics: views, groups, concentration, structure, targets.
import Analytics
import Arithmetic
import Dataset
import HTTP
import Testing

@testable import API
@testable import Formats

@Suite("Endpoints of the analytics engine")
struct AnalyticsEndpointTests {
    /// Records as lines of CSV without the header.
    private func records(_ target: String) throws -> [String] {
        Array(try client.lines(target + "&format=csv").dropFirst())
    }

    // MARK: every list

    /// A target of a list with its path parameters filled in.
    private static let lists: [String] = EndpointList.api.all.compactMap { endpoint in
        guard case .list = endpoint.content else { return nil }
        return endpoint.path.replacing("{code}", with: "MEX").replacing("{id}", with: "TOP2")
    }

    @Test("every record has a value in every column, and null only in nullable columns", arguments: lists)
    func shape(_ target: String) throws {
        let endpoint = try #require(
            EndpointList.api.all.first {
                $0.path.replacing("{code}", with: "MEX").replacing("{id}", with: "TOP2") == target
            })
        guard case .list(let content) = endpoint.content else { return }
        let fields = content.fields
        #expect(Set(fields.map(\.name)).count == fields.count, "duplicate column")
        let path = endpoint.pathParameters.map { $0.name == "code" ? "MEX" : "TOP2" }
        let explains = endpoint.parameters.contains { $0.name == "explain" }
        let query = try Query(
            endpoint, path: path, items: explains ? [("explain", "true")] : [], client.snapshot.dataset)
        let today = try #require(CalendarDate("2026-11-21"))
        let listing = try content.list(
            Request(
                query, endpoint, snapshot: client.snapshot, endpoints: .api, statistics: Statistics(),
                selections: SelectionCache(bytes: 0), today: today,
                target: RequestTarget(path: [], query: [], items: [])))
        #expect(listing.records.count > 0 || !listing.emptyReason().isEmpty)
        // Columns that `Analytics` computes.
        let wrong = fields.indices.filter { index in
            explains && !fields[index].isNullable
                && (0..<listing.records.count).contains { listing.records.value(of: $0, in: index) == .null }
        }
        #expect(wrong.map { fields[$0].name } == [])
    }

    private static let computed =
        [
            "/v1/partners/MEX/balance", "/v1/partners/MEX/tdr", "/v1/partners/MEX/shares", "/v1/partners/MEX/growth",
            "/v1/balances", "/v1/groups/TOP2/balance", "/v1/compare", "/v1/concentration", "/v1/intra-industry",
            "/v1/similarity", "/v1/structural-change", "/v1/what-if/tdr",
        ] + Metric.allCases.map { "/v1/rankings/\($0.rawValue)" }

    /// Shares are compared with the world, whose figures a request for the world itself therefore selected twice.
    @Test(
        "a list of any area has no duplicate record", arguments: ["WLD", "MEX", "LAC"],
        ["balance", "tdr", "flows", "shares", "growth"])
    func once(_ area: String, _ view: String) throws {
        let text = try client.text("/v1/partners/\(area)/\(view)?classification=all&basis=all&limit=10000&format=csv")
        let lines = text.split(separator: "\r\n")
        #expect(lines.count > 1 && Set(lines).count == lines.count)
    }

    @Test("a derivation is shown only if it is requested, by parameter or by field", arguments: computed)
    func explain(_ target: String) throws {
        #expect(try !client.text(target + "?limit=1").contains("\"explain\""))
        let asked = try client.text(target + "?limit=1&explain=true")
        for member in ["formulas", "operands", "rounding"] { #expect(asked.contains("\"\(member)\"")) }
        #expect(try client.text(target + "?limit=1&fields=explain").contains("\"operands\""))
    }

    @Test("a formula has the name of the field that it explains", arguments: computed)
    func formulaNames(_ target: String) throws {
        let records = try client.get(target + "?explain=true").data().values
        let formulas = try records.map { try #require($0["explain"]?["formulas"]).names }
        #expect(formulas.contains { !$0.isEmpty })
        for (record, names) in zip(records, formulas) {
            // The formula of an interval is that of both ends.
            #expect(names.allSatisfy { record.names.contains($0) || record.names.contains($0 + "_low") })
        }
    }

    @Test("a code without data has an empty list with the reason; an unknown code is an error", arguments: computed)
    func empty(_ target: String) throws {
        let path = target.replacing("/MEX/", with: "/AFG/").replacing("/TOP2/", with: "/EMPTY/")
        let parameter = target == "/v1/concentration" ? "without" : "partner"
        if parameter == "partner" {
            let text = try client.text(path + (path == target ? "?partner=AFG" : "?"))
            #expect(text.contains("\"data\":[]") && text.contains("\"reason\":\""))
        }
        let unknown =
            path == target
            ? target + "?\(parameter)=MEXX"
            : target.replacing("/MEX/", with: "/MEXX/").replacing("/TOP2/", with: "/TOP3/")
        let problem = try #require(client.problem(unknown))
        #expect(problem.status == (path == target ? .badRequest : .notFound))
        #expect(problem.suggestion != nil)
    }

    // MARK: rankings

    @Test("a ranking covers the partners of one basis, with the change of rank and the reading")
    func ranking() throws {
        // Imports / exports - 1: 400/100, 300/200, 250/200, 150/150, 100/150; in 2022 Mexico and Germany were equal. The
        // reports' words are about Canada, Mexico and China.
        #expect(
            try records("/v1/rankings/tdr?year=2023&fields=rank,partner,tdr,basis,previous_rank,rank_change,reading")
                == [
                    "1,CHN,3.0000,report,1,0,one-way import dependency",
                    "2,MEX,0.5000,report,2,0,\"balanced, co-produced\"",
                    "3,CAN,0.2500,report,4,1,\"balanced, co-produced\"", "4,DEU,0.0000,report,2,-2,",
                    "5,KOR,-0.3333,report,5,0,",
                ])
    }

    @Test("without a year, the ranking is of the latest full year whose partners make up the total")
    func latest() throws {
        // 240/60 - 1, 312/156 - 1 and 180/138 - 1; of 2025 there are four months.
        #expect(
            try records("/v1/rankings/tdr?fields=partner,year,tdr,basis") == [
                "CHN,2024,3.0000,monthly", "MEX,2024,1.0000,monthly", "CAN,2024,0.3043,monthly",
            ])
        #expect(try client.text("/v1/rankings/growth?year=2022").contains("\"reason\":\"No partner has a value: "))
    }

    @Test("a ranking can be restricted to a group, partners, a category and a basis")
    func subsets() throws {
        #expect(try records("/v1/rankings/tdr?year=2023&group=USMCA&fields=rank,partner") == ["1,MEX", "2,CAN"])
        #expect(
            try records("/v1/rankings/exports?year=2023&partner=CHN,DEU&fields=rank,partner") == ["1,DEU", "2,CHN"])
        #expect(
            try records("/v1/rankings/tdr?year=2023&category=machines&fields=partner,tdr,basis") == [
                "CHN,2.7500,report-kinds", "MEX,1.4000,report-kinds",
            ])
        #expect(
            try records("/v1/rankings/tdr?year=2023&basis=report-kinds&fields=partner,basis") == [
                "CHN,report-kinds", "MEX,report-kinds",
            ])
        #expect(try client.text("/v1/rankings/tdr?group=LAC").contains("do not list the members"))
    }

    @Test(
        "a metric or parameter that a ranking does not accept is refused with the accepted ones",
        arguments: [
            ("tdr?year=2022..2023", "year"), ("tdr?group=MEX", "group"), ("tdr?basis=monthly,report", "basis"),
            ("tdr?flow=exports", "flow"), ("growth?flow=share", "flow"),
        ])
    func refused(_ target: String, _ parameter: String) throws {
        let problem = try #require(client.problem("/v1/rankings/" + target))
        #expect(problem.status == .badRequest && problem.parameter == parameter)
    }

    @Test(
        "contradictory values that are valid separately are refused",
        arguments: [
            ("/v1/rankings/tdr?classification=kinds", "category"),
            ("/v1/rankings/tdr?category=travel&classification=kinds", "category"),
            ("/v1/compare?flow=imports", "flow"),
            ("/v1/what-if/tdr?target=0&balance=1", "balance"), ("/v1/what-if/tdr?balance=0.5&unit=usd", "balance"),
            ("/v1/what-if/tdr?target=1000001", "target"),
            ("/v1/what-if/tdr?balance=999999999999&unit=trillion", "balance"),
            ("/v1/structural-change?from=2023&to=2022", "from"),
        ])
    func conflicting(_ target: String, _ parameter: String) throws {
        let problem = try #require(client.problem(target))
        #expect(problem.kind == "conflicting-parameters" && problem.parameter == parameter)
    }

    // MARK: views

    @Test("a computed share is served with the share that the report prints")
    func printedShare() throws {
        let fields = "&type=goods&year=2023&flow=total-trade&fields=share,printed,printed_cell,basis"
        // 500 and 950 of 2,000 million.
        #expect(try records("/v1/partners/MEX/shares?" + fields) == ["0.2500,25.0%,goods-r01-c10,report"])
        #expect(try records("/v1/partners/TOP2/shares?" + fields) == ["0.4750,47.5%,goods-r06-c10,report"])
        // 300 of China's 400 million.
        #expect(
            try records("/v1/partners/CHN/shares?category=machines&year=2023&of=own&flow=imports&fields=of,share")
                == ["own,0.7500"])
    }

    @Test("published totals and sums over members of a group are separate records")
    func groups() throws {
        #expect(
            try records("/v1/groups/TOP2/balance?type=goods&year=2023&fields=kind,complete,exports")
                == ["published,,400", "sum-of-members,true,400"])
        let text = try client.text("/v1/groups/LAC2/balance?type=goods&year=2023")
        #expect(text.contains("\"complete\":false") && text.contains("\"missing\":[\"CHL\"]"))
        #expect(try #require(client.problem("/v1/groups/MEX")).detail == "Mexico (MEX) is a partner, not a group.")
        #expect(client.problem("/v1/groups/top3")?.suggestion == "TOP2")
    }

    @Test("a comparison has a record for each partner and year, with a reason for a missing figure")
    func compare() throws {
        let lines = try records("/v1/compare?partner=MEX,GBR&year=2022..2023&fields=partner,year,value,basis,reason")
        #expect(
            lines == [
                "GBR,2022,,report,The sources give no figure for 2022 on the basis report.",
                "GBR,2023,,report,The sources give no figure for 2023 on the basis report.",
                "MEX,2022,0.5000,report,", "MEX,2023,0.5000,report,",
            ])
    }

    // MARK: concentration, targets, unavailable measures

    @Test("the index of concentration has bounds if partners are not listed, and is exact otherwise")
    func concentration() throws {
        let fields = "&flow=exports&decimals=6&fields=hhi,hhi_low,hhi_high"
        // Squares of 0.16, 0.2, 0.1, 0.08 and 0.06; the others have 0.4, at most 0.06 each if the largest are listed.
        #expect(try records("/v1/concentration?year=2022&of=published" + fields) == [",0.085600,0.245600"])
        #expect(try records("/v1/concentration?year=2022&largest=listed" + fields) == [",0.085600,0.109600"])
        // Squares of 160, 200, 100, 80 and 60 over that of 600.
        #expect(try records("/v1/concentration?year=2022&of=sum" + fields) == ["0.237778,0.237778,0.237778"])
        // In 2023 the partners add up to the total: squares of 2/8, 2/8, 1/8, 1.5/8 and 1.5/8.
        #expect(try records("/v1/concentration?year=2023" + fields) == ["0.210938,0.210938,0.210938"])
    }

    @Test("a target is a ratio or a balance")
    func target() throws {
        // 300 / 240 = 250 / 200 = 1.25.
        #expect(
            try records("/v1/what-if/tdr?partner=MEX&year=2023&target=0.25&fields=lever,change,new_value")
                == ["exports,40,240", "imports,-50,250"])
        for query in ["target=1e3", "balance=0.0000001"] {
            #expect(try #require(client.problem("/v1/what-if/tdr?" + query)).status == .badRequest, "\(query)")
        }
    }

    @Test(
        "the reason for a requested basis is that it was requested",
        arguments: [
            "/v1/what-if/tdr?partner=MEX&", "/v1/rankings/tdr?", "/v1/partners/MEX/balance?",
            "/v1/compare?partner=MEX,CAN&",
        ])
    func requestedBasis(_ path: String) throws {
        func reasons(_ query: String) throws -> [String?] {
            try #require(try client.get(path + query).meta()["basis"]).values.map { $0["reason"]?.text }
        }
        #expect(try reasons("year=2023&basis=report") == ["Requested."])
        #expect(try !reasons("year=2023").contains("Requested."))
    }

    @Test(
        "a measure that the sources do not support names the missing data",
        arguments: ["rca", "trade-intensity", "openness"])
    func missing(_ name: String) throws {
        let problem = try #require(client.problem("/v1/\(name)?partner=MEX&year=2023"))
        #expect(problem.status == .unprocessableContent && problem.kind == "missing-data")
        #expect(problem.detail.contains("The sources do not give "))
    }
}
