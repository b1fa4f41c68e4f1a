// Unknown names and invalid values: each is refused with the parameter, the allowed values and the nearest value.
import Testing

@testable import API
@testable import Formats

@Suite("Unknown names and bad values")
struct QueryErrorTests {
    @Test("an unknown partner in a path is 404 with the nearest partner")
    func partnerInPath() throws {
        for (text, suggestion) in [
            ("MXC", "MEX"), ("Mexcio", "MEX"), ("Cnaada", "CAN"), ("germny", "DEU"), ("USCMA", "USMCA"),
        ] {
            for view in ["", "/balance"] {
                let problem = try client.refused(
                    "/v1/partners/\(text)\(view)", 404, "unknown-partner", naming: "'\(text)'", suggestion,
                    parameter: "code",
                    suggestion: suggestion)
                #expect(problem["allowed"]?.strings.first == suggestion)
            }
        }
        let far = try client.refused(
            "/v1/partners/qqqqqqqqqq/balance", 404, "unknown-partner", naming: "qqqqqqqqqq", parameter: "code")
        #expect(far["suggestion"] == nil && far["allowed"] == nil)
        try client.refused("/v1/partners/MEX,CAN/balance", 404, "not-found", naming: "MEX,CAN", parameter: "code")
    }

    @Test("an unknown partner in a query is 400 with the nearest partner")
    func partnerInQuery() throws {
        for path in ["/v1/balances", "/v1/flows", "/v1/rankings/tdr"] {
            try client.refused(
                "\(path)?partner=MEX,MXC", 400, "unknown-partner", naming: "'MXC'", parameter: "partner",
                suggestion: "MEX")
        }
    }

    @Test(
        "an unknown parameter is 400 with the nearest and all parameters",
        arguments: EndpointList.api.all.map(\.path))
    func unknownParameter(path: String) throws {
        let endpoint = try #require(EndpointList.api.all.first { $0.path == path })
        let target = client.concrete(endpoint)
        // Documents have no parameters; all other endpoints have `format` and `pretty`.
        let near = endpoint.formats.isEmpty ? nil : "pretty"
        let problem = try client.refused(
            target + "?prety=true", 400, "unknown-parameter", naming: "prety", parameter: "prety", suggestion: near)
        #expect(problem["suggestion"]?.text == near)
        #expect(problem["allowed"]?.strings ?? [] == endpoint.queryParameters.map(\.name))
        #expect((problem["allowed"]?.strings.contains("format") == true) == (near != nil))
        try client.refused(target + "?zzzzzzzzzz=1", 400, "unknown-parameter", parameter: "zzzzzzzzzz")
        try client.refused(target + "?Pretty=true", 400, "unknown-parameter", parameter: "Pretty", suggestion: near)
        try client.refused(target + "?=1", 400, "unknown-parameter", parameter: "")
    }

    @Test("a repeated parameter that takes one value is 400, also with the same value")
    func repeated() throws {
        for query in ["limit=1&limit=1", "limit=1&limit=2", "unit=usd&unit=million", "pretty=true&pretty=true"] {
            let name = String(query.prefix { $0 != "=" })
            try client.refused("/v1/balances?\(query)", 400, "repeated-parameter", naming: "'\(name)'", parameter: name)
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let path: String
        let name: String
        let values: [String]
        let words: [String]
        var suggestion: String?
        var testDescription: String { "\(name) of \(path)" }
    }

    @Test(
        "an invalid value is 400 with the parameter and the accepted values",
        arguments: [
            Bad(
                path: "/v1/balances", name: "year",
                values: [
                    "23", "202", "20233", "2023-01", "2023..", "..2023", "2021...2023", "2021.2023", "last", ".",
                    "+2023", "2023..2024..2025", "2023..x",
                ], words: ["2023 or 2021..2023"]),
            Bad(
                path: "/v1/balances", name: "type", values: ["good", "goodz"],
                words: ["goods, services, goods-and-services"], suggestion: "goods"),
            Bad(
                path: "/v1/flows", name: "flow", values: ["export"], words: ["exports, imports, balance, total-trade"],
                suggestion: "exports"),
            Bad(
                path: "/v1/balances", name: "classification", values: ["kind"],
                words: ["total, kinds, services, all"], suggestion: "kinds"),
            Bad(
                path: "/v1/balances", name: "category", values: ["machine"], words: ["machines"],
                suggestion: "machines"),
            Bad(
                path: "/v1/balances", name: "basis", values: ["report-kind"], words: ["report, report-kinds"],
                suggestion: "report-kinds"),
            Bad(
                path: "/v1/balances", name: "unit", values: ["milion"], words: ["usd, thousand, million"],
                suggestion: "million"),
            Bad(
                path: "/v1/balances", name: "decimals",
                values: ["-1", "13", "4.0", "four", "+4", "0x4", "99999999999999999999"], words: ["from 0 to 12"]),
            Bad(
                path: "/v1/balances", name: "limit", values: ["-1", "1000001", "all", "1e3", "1_000"],
                words: ["from 0 to 1000000"]),
            Bad(path: "/v1/balances", name: "offset", values: ["-1", "1000001"], words: ["from 0 to 1000000"]),
            Bad(path: "/v1/balances", name: "pretty", values: ["maybe", "2", "tru"], words: ["true, false"]),
            Bad(
                path: "/v1/balances", name: "format", values: ["xml", "ics"],
                words: ["json, csv, ndjson, table, xlsx, svg"]),
            Bad(path: "/v1/partners/MEX", name: "format", values: ["xml", "svg"], words: ["json"]),
            Bad(
                path: "/v1/balances", name: "fields", values: ["export", "partner,export"], words: ["see allowed"],
                suggestion: "exports"),
            Bad(
                path: "/v1/balances", name: "sort", values: ["-export", "export", "partner,-export"],
                words: ["see allowed"], suggestion: "exports"),
            Bad(path: "/v1/partners", name: "has_data", values: ["maybe"], words: ["true, false"]),
            Bad(path: "/v1/partners", name: "kind", values: ["groups"], words: ["partner, group"], suggestion: "group"),
        ])
    func badValue(bad: Bad) throws {
        for value in bad.values {
            let encoded = value.replacing("+", with: "%2B")
            let problem = try client.refused(
                "\(bad.path)?\(bad.name)=\(encoded)", 400, "invalid-parameter", parameter: bad.name,
                suggestion: bad.suggestion)
            let last = value.split(separator: ",").last ?? ""
            let named = bad.name == "sort" && last.first == "-" ? last.dropFirst() : last
            for word in bad.words + ["'\(named)'"] {
                #expect(problem["detail"]?.text?.contains(word) == true, "'\(word)' in \(problem)")
            }
        }
    }

    @Test("the ends of a range of years are accepted in either order")
    func backwards() throws {
        let years = "/v1/balances?partner=WLD&type=services&year="
        let records = try client.get(years + "2021..2023").data()
        #expect(try client.get(years + "2023..2021").data() == records)
        #expect(Set(records.values.map { $0["year"]?.text }) == ["2021", "2022", "2023"])
    }

    @Test("a list with an empty element, or without elements, is 400")
    func emptyValues() throws {
        for name in ["partner", "year", "type", "category", "fields", "sort", "basis"] {
            for (value, words) in [("", "it has no value"), ("%20", "it has no value"), (",", "a value is missing")] {
                try client.refused(
                    "/v1/balances?\(name)=\(value)", 400, "invalid-parameter", naming: words, parameter: name)
            }
            try client.refused(
                "/v1/balances?\(name)", 400, "invalid-parameter", naming: "it has no value", parameter: name)
        }
        try client.refused(
            "/v1/balances?partner=MEX,,CAN", 400, "invalid-parameter", naming: "MEX,,CAN", parameter: "partner")
        try client.refused("/v1/balances?limit=", 400, "invalid-parameter", parameter: "limit")
    }

    @Test("words are accepted in any letter case, and with blanks after commas")
    func tolerated() throws {
        let expected = try client.get("/v1/balances?partner=MEX,CAN&type=goods&sort=-exports&fields=partner,exports")
            .data()
        #expect(
            try client.get("/v1/balances?partner=mex,%20can&type=GOODS&sort=-Exports&fields=PARTNER,+exports").data()
                == expected)
    }

    @Test("a name that contains a comma is one name, unless its parts are names too")
    func commas() throws {
        func asked(_ partners: String) throws -> Set<String?> {
            Set(try client.column("partner", "/v1/flows?partner=\(partners)&fields=partner"))
        }
        #expect(try asked("Korea,%20Republic%20of") == ["KOR"])
        #expect(try asked("MEX,Korea,%20South,can") == ["MEX", "KOR", "CAN"])
        #expect(try asked("Mexico,China") == ["MEX", "CHN"])
        #expect(try asked("mx%2Ccn") == ["MEX", "CHN"])
        #expect(try asked("UK") == ["GBR"])
        let outlook = "Made-up Outlook, October 2025"
        let filter = "/v1/indicators?attributed_to=" + outlook.replacing(" ", with: "%20")
        #expect(try Set(client.column("attributed_to", filter)) == [outlook])
        #expect(try Set(client.column("attributed_to", filter + ",Made-up%20Office")) == [outlook, "Made-up Office"])
    }

    @Test("a list has at most 300 values, and a text at most 200 characters without control characters")
    func bounds() throws {
        let many = [String](repeating: "MEX", count: 301).joined(separator: ",")
        try client.refused("/v1/flows?partner=\(many)", 400, "invalid-parameter", naming: "300", parameter: "partner")
        #expect(try client.request("GET", "/v1/flows?limit=1&partner=" + many.dropLast(4)).status == 200)
        let long = String(repeating: "x", count: 201)
        try client.refused("/v1/claims?q=\(long)", 400, "invalid-parameter", naming: "200", parameter: "q")
        try client.refused("/v1/claims?q=a%01b", 400, "invalid-parameter", naming: "control", parameter: "q")
    }

    @Test("contradictory values that are valid separately are 422")
    func conflicts() throws {
        for (target, parameter) in [
            ("/v1/compare?metric=tdr&flow=exports", "flow"), ("/v1/rankings/tdr?classification=kinds", "category"),
            ("/v1/rankings/tdr?classification=kinds&category=travel", "category"),
            ("/v1/structural-change?from=2023&to=2022", "from"), ("/v1/what-if/tdr?target=0&balance=0", "balance"),
        ] {
            try client.refused(target, 422, "conflicting-parameters", parameter: parameter)
        }
    }

    @Test("every word in a list of allowed words is accepted")
    func allowedIsAccepted() throws {
        for name in ["type", "classification", "category", "basis", "unit", "pretty", "format", "fields", "sort"] {
            let problem = try client.refused(
                "/v1/balances?\(name)=qqqqqqqqqq", 400, "invalid-parameter", parameter: name)
            let allowed = problem["allowed"]?.strings ?? []
            #expect(!allowed.isEmpty, "\(name)")
            for word in allowed {
                #expect(try client.request("GET", "/v1/balances?\(name)=\(word)").status == 200, "\(name)=\(word)")
            }
        }
    }

    @Test("an unknown path is 404 with the nearest path")
    func paths() throws {
        for (path, near) in [
            ("/v1/partner", "/v1/partners"), ("/v1/", "/v1"), ("/v1/flow", "/v1/flows"),
            ("/v1/balances/", "/v1/balances"), ("/healtz", "/healthz"), ("/v1/usmca/review", "/v1/usmca/reviews"),
            // The nearest path has the values of the request for its parameters.
            ("/v1/partner/mex/balance", "/v1/partners/mex/balance"),
            ("/v1/partners/MEX/balances", "/v1/partners/MEX/balance"),
            ("/v1/partners/MEX/balance/", "/v1/partners/MEX/balance"),
            // A path that begins with the request's, a path below it, and a path with the missing version.
            ("/v1/rankings/deficit", "/v1/rankings/deficit_to_imports"),
            ("/v1/cells", "/v1/cells/goods-r01-c01"), ("/v1/what-if", "/v1/what-if/tdr"),
            ("/balances", "/v1/balances"), ("/partners/MEX", "/v1/partners/MEX"),
        ] {
            try client.refused(path, 404, "not-found", naming: path, "did you mean \(near)?", suggestion: near)
        }
        for path in [
            "/nowhere/at/all", "/v1/partners//balance", "/V1", "//", "/v1/partners/MEX/wealth",
            "/a/b/c/d/e/f/g/h/i/j",
        ] {
            try client.refused(path, 404, "not-found", naming: path)
        }
        try client.refused("/v1/partners/", 404, "not-found", suggestion: "/v1/partners")
    }

    @Test("bytes that are not UTF-8 after decoding are 400, in path and query")
    func notUTF8() throws {
        try client.refused("/v1/partners/%ff", 400, "bad-request", naming: "path", "UTF-8")
        try client.refused("/v1/balances?partner=%c3", 400, "bad-request", naming: "query", "UTF-8")
        try client.refused("/v1/balances?%ff=1", 400, "bad-request", naming: "query", "UTF-8")
    }
}
