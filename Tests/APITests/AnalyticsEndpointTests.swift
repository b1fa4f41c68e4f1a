// Endpoints of the analytics: views, groups, concentration, structure, targets.
import Arithmetic
import Analytics
import Dataset
import HTTP
import Testing

@testable import API
@testable import Formats

@Suite("Endpoints of the analytics engine")
struct AnalyticsEndpointTests {
    /// Records as lines of CSV without the header.
    private func records(_ target: String) throws -> [String] {
        Array(try Client.lines(target + "&format=csv").dropFirst())
    }

    // MARK: every list

    /// A target of a list with its path parameters filled in.
    private static let lists: [String] = EndpointList.api.all.compactMap { endpoint in
        guard case .list = endpoint.content else { return nil }
        return endpoint.path.replacing("{code}", with: "MEX").replacing("{id}", with: "TOP15")
    }

    @Test("every record has a value in every column, and null only in nullable columns", arguments: lists)
    func shape(_ target: String) throws {
        let endpoint = try #require(
            EndpointList.api.all.first {
                $0.path.replacing("{code}", with: "MEX").replacing("{id}", with: "TOP15") == target
            })
        guard case .list(let content) = endpoint.content else { return }
        let fields = content.fields
        #expect(Set(fields.map(\.name)).count == fields.count, "duplicate column")
        let path = endpoint.pathParameters.map { $0.name == "code" ? "MEX" : "TOP15" }
        let explains = endpoint.parameters.contains { $0.name == "explain" }
        let query = try Query(
            endpoint, path: path, items: explains ? [("explain", "true")] : [], Client.snapshot.dataset)
        let today = try #require(CalendarDate("2026-11-21"))
        let listing = try content.list(
            Request(
                query, endpoint, snapshot: Client.snapshot, endpoints: .api, statistics: Statistics(), today: today,
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
            "/v1/balances", "/v1/groups/TOP15/balance", "/v1/compare", "/v1/concentration", "/v1/intra-industry",
            "/v1/similarity", "/v1/structural-change", "/v1/what-if/tdr",
        ] + Metric.allCases.map { "/v1/rankings/\($0.rawValue)" }

    /// Shares are compared with the world, whose figures a request for the world itself therefore selected twice.
    @Test(
        "a list of any area has no duplicate record", arguments: ["WLD", "MEX", "LAC"],
        ["balance", "tdr", "flows", "shares", "growth"])
    func once(_ area: String, _ view: String) throws {
        let text = try Client.text("/v1/partners/\(area)/\(view)?classification=all&basis=all&limit=10000&format=csv")
        let lines = text.split(separator: "\r\n")
        #expect(lines.count > 1 && Set(lines).count == lines.count)
    }

    @Test("a derivation is shown only if it is requested, by parameter or by field", arguments: computed)
    func explain(_ target: String) throws {
        #expect(try !Client.text(target + "?limit=1").contains("\"explain\""))
        let asked = try Client.text(target + "?limit=1&explain=true")
        for member in ["formulas", "operands", "rounding"] { #expect(asked.contains("\"\(member)\"")) }
        #expect(try Client.text(target + "?limit=1&fields=explain").contains("\"operands\""))
    }

    @Test("a code without data has an empty list with the reason; an unknown code is an error", arguments: computed)
    func empty(_ target: String) throws {
        let path = target.replacing("/MEX/", with: "/AFG/").replacing("/TOP15/", with: "/CARIBBEAN/")
        let parameter = target == "/v1/concentration" ? "without" : "partner"
        if parameter == "partner" {
            let text = try Client.text(path + (path == target ? "?partner=AFG" : "?"))
            #expect(text.contains("\"data\":[]") && text.contains("\"reason\":\""))
        }
        let unknown =
            path == target
            ? target + "?\(parameter)=MEXX"
            : target.replacing("/MEX/", with: "/MEXX/").replacing("/TOP15/", with: "/TOP5/")
        let problem = try #require(Client.problem(unknown))
        #expect(problem.status == (path == target ? .badRequest : .notFound))
        #expect(problem.suggestion != nil)
    }

    // MARK: rankings

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

    @Test("without a year, the ranking is of the latest year with figures")
    func latest() throws {
        let lines = try records("/v1/rankings/tdr?fields=partner,year,basis,previous_rank")
        #expect(lines.count == 11 && lines.first == "VNM,2025,census,")
        // Growth needs the year before on the same basis, which the figures of 2025 do not have.
        #expect(try records("/v1/rankings/growth?fields=year&limit=1") == ["2023"])
        #expect(try Client.text("/v1/rankings/growth?year=2025").contains("\"reason\":\"No partner has a value: "))
    }

    @Test("a ranking can be restricted to a group, partners, a category and a basis")
    func subsets() throws {
        #expect(try records("/v1/rankings/tdr?year=2023&group=USMCA&fields=rank,partner") == ["1,MEX", "2,CAN"])
        #expect(
            try records("/v1/rankings/exports?year=2023&partner=BRA,CHL&fields=rank,partner") == ["1,BRA", "2,CHL"])
        #expect(
            try records("/v1/rankings/tdr?category=automotive&fields=partner,tdr,basis") == ["CHN,1.2247,bea-end-use"])
        #expect(try records("/v1/rankings/tdr?year=2023&basis=bea-end-use&fields=partner,basis") == ["CHN,bea-end-use"])
        #expect(try Client.text("/v1/rankings/tdr?group=LAC").contains("do not list the members"))
    }

    @Test(
        "a metric or parameter that a ranking does not accept is refused with the accepted ones",
        arguments: [
            ("tdr?year=2022..2023", "year"), ("tdr?group=MEX", "group"), ("tdr?basis=census,bea-partner", "basis"),
            ("tdr?flow=exports", "flow"), ("growth?flow=share", "flow"),
        ])
    func refused(_ target: String, _ parameter: String) throws {
        let problem = try #require(Client.problem("/v1/rankings/" + target))
        #expect(problem.status == .badRequest && problem.parameter == parameter)
    }

    @Test(
        "contradictory values that are valid separately are refused",
        arguments: [
            ("/v1/rankings/tdr?classification=end-use", "category"),
            ("/v1/rankings/tdr?category=total-ce&classification=end-use", "category"),
            ("/v1/compare?flow=imports", "flow"),
            ("/v1/what-if/tdr?target=0&balance=1", "balance"), ("/v1/what-if/tdr?balance=0.5&unit=usd", "balance"),
            ("/v1/what-if/tdr?target=1000001", "target"),
            ("/v1/what-if/tdr?balance=999999999999&unit=trillion", "balance"),
            ("/v1/structural-change?from=2023&to=2022", "from"),
        ])
    func conflicting(_ target: String, _ parameter: String) throws {
        let problem = try #require(Client.problem(target))
        #expect(problem.kind == "conflicting-parameters" && problem.parameter == parameter)
    }

    // MARK: views

    @Test("a computed share is served with the share that the report prints")
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

    @Test("published totals and sums over members of a group are separate records")
    func groups() throws {
        #expect(
            try records("/v1/groups/TOP15/balance?type=goods&year=2023&fields=kind,complete,exports")
                == ["published,,1428430", "sum-of-members,true,1428418"])
        let text = try Client.text("/v1/groups/APEP/balance?type=goods&year=2023")
        #expect(text.contains("\"complete\":false") && text.contains("\"missing\":[\"BRB\",\"ECU\",\"URY\"]"))
        #expect(try #require(Client.problem("/v1/groups/MEX")).detail == "Mexico (MEX) is a partner, not a group.")
        #expect(Client.problem("/v1/groups/top 5")?.suggestion == "TOP15" || Client.problem("/v1/groups/top5") != nil)
    }

    @Test("a comparison has a record for each partner and year, with a reason for a missing figure")
    func compare() throws {
        let lines = try records("/v1/compare?partner=MEX,LAC&year=2022..2023&fields=partner,year,value,basis,reason")
        #expect(
            lines == [
                "LAC,2022,,bea-partner,The sources give no figure for 2022 on the basis bea-partner.",
                "LAC,2023,,bea-partner,The sources give no figure for 2023 on the basis bea-partner.",
                "MEX,2022,0.4181,bea-partner,", "MEX,2023,0.4994,bea-partner,",
            ])
    }

    // MARK: concentration, targets, unavailable measures

    @Test("the bounds of concentration are narrower if the largest partners are assumed to be listed")
    func concentration() throws {
        let fields = "&year=2023&flow=exports&decimals=6&fields=hhi,hhi_low,hhi_high"
        #expect(try records("/v1/concentration?of=published" + fields) == [",0.069551,0.128828"])
        #expect(try records("/v1/concentration?largest=TOP15" + fields) == [",0.069551,0.079487"])
        #expect(try records("/v1/concentration?largest=listed" + fields).first?.hasPrefix(",0.069551,0.0698") == true)
        #expect(try records("/v1/concentration?of=sum" + fields) == ["0.121521,0.121521,0.121521"])
    }

    @Test("a target is a ratio or a balance")
    func target() throws {
        #expect(
            try records("/v1/what-if/tdr?partner=MEX&year=2023&target=0.25&fields=lever,change,new_value")
                == ["exports,64476.6,387621.6", "imports,-80595.75,403931.25"])
        for query in ["target=1e3", "balance=0.0000001"] {
            #expect(try #require(Client.problem("/v1/what-if/tdr?" + query)).status == .badRequest, "\(query)")
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
            try #require(try Client.get(path + query).meta()["basis"]).values.map { $0["reason"]?.text }
        }
        #expect(try reasons("year=2023&basis=bea-partner") == ["Requested."])
        #expect(try !reasons("year=2023").contains("Requested."))
    }

    @Test(
        "a measure that the sources do not support names the missing data",
        arguments: ["rca", "trade-intensity", "openness"])
    func missing(_ name: String) throws {
        let problem = try #require(Client.problem("/v1/\(name)?partner=MEX&year=2023"))
        #expect(problem.status == .unprocessableContent && problem.kind == "missing-data")
        #expect(problem.detail.contains("The sources do not give "))
    }
}
