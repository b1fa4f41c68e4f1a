// OpenAPI and the reference page describe all of the API, and nothing else.
import APITestSupport
import Analytics
import Dataset
import TestSupport
import Testing

@testable import API
@testable import Formats
@testable import HTTP

@Suite("OpenAPI document, reference page and kinds of problems")
struct ReferenceTests {
    static let document = Result { try JSONText(try client.response("/openapi.json").body) }

    @Test("the documents are made once for all requests", arguments: ["/openapi.json", "/docs"])
    func madeOnce(path: String) throws {
        #expect(try client.response(path) === client.response(path))
    }

    @Test("every endpoint is a path with its own operation and declared parameters")
    func paths() throws {
        let paths = try #require(try Self.document.get()["paths"])
        let shared = try #require(try Self.document.get()["components"]?["parameters"])
        let prefix = "#/components/parameters/"
        #expect(paths.names == EndpointList.api.described.map(\.path))
        for endpoint in EndpointList.api.described {
            let operation = try #require(paths[endpoint.path]?["get"])
            #expect(operation["operationId"]?.text == endpoint.id)
            let parameters = (operation["parameters"]?.values ?? []).map { parameter in
                parameter["$ref"]?.text.flatMap { shared[String($0.dropFirst(prefix.count))] } ?? parameter
            }
            #expect(
                parameters.compactMap { $0["name"]?.text } == endpoint.typedParameters.map(\.name) + ["If-None-Match"])
            #expect(parameters.allSatisfy { $0["schema"] != nil && $0["description"]?.text?.isEmpty == false })
        }
        let ids = EndpointList.api.described.map(\.id)
        #expect(Set(ids).count == ids.count)
        // Generated clients name their functions after the ids.
        #expect(ids.allSatisfy { $0.wholeMatch(of: /get[A-Z][A-Za-z0-9]*/) != nil })
        let pinned = ["getIndex", "getPartnersByCodeBalance", "getRankingsTotalTrade", "getOpenapiJson"]
        #expect(Set(ids).isSuperset(of: pinned))
    }

    @Test("a response is described in each of its formats, with a short response as the example")
    func answers() throws {
        let paths = try #require(try Self.document.get()["paths"])
        for endpoint in EndpointList.api.described where endpoint.isData && !endpoint.isRefusal {
            let content = try #require(paths[endpoint.path]?["get"]?["responses"]?["200"]?["content"])
            #expect(content.names == endpoint.formats.map(\.mediaType))
            if let example = content["application/json"]?["example"] {
                #expect(example.names == ["data", "meta", "links"])
            }
        }
    }

    @Test("all rankings have records of one schema, and the fields of every record are required")
    func recordSchemas() throws {
        let schemas = try #require(try Self.document.get()["components"]?["schemas"])
        for metric in ["Tdr", "Coverage", "Growth"] {
            let items = schemas["Rankings\(metric)"]?["properties"]?["data"]?["items"]
            #expect(items?["$ref"]?.text == "#/components/schemas/RankingRecord")
        }
        let ranking = try #require(schemas["RankingRecord"])
        #expect(ranking["properties"]?.names.contains("tdr_low") == true)
        #expect(ranking["required"]?.strings.contains("partner") == true)
        #expect(ranking["required"]?.strings.contains("tdr") == false)
        #expect(schemas["ClaimsRecord"]?["required"]?.strings.contains("quote") == true)
        #expect(schemas["ClaimsRecord"]?["required"]?.strings.contains("passage") == false)
    }

    @Test("an operation with several formats declares them, and all but JSON and workbooks as text")
    func formats() throws {
        let document = try Self.document.get()
        let shared = try #require(document["components"]?["parameters"])
        let paths = try #require(document["paths"])
        for endpoint in EndpointList.api.described where endpoint.formats.count > 1 {
            let operation = try #require(paths[endpoint.path]?["get"])
            let declared = (operation["parameters"]?.values ?? []).compactMap { parameter in
                parameter["$ref"]?.text.flatMap { shared[String($0.dropFirst("#/components/parameters/".count))] }
                    ?? parameter
            }.first { $0["name"]?.text == "format" }
            #expect(declared?["schema"]?["enum"]?.strings == endpoint.formats.map(\.rawValue), "\(endpoint.path)")
            // Without a default, so that a client does not override its own Accept field.
            #expect(declared?["schema"]?["default"] == nil)
            let content = try #require(operation["responses"]?["200"]?["content"])
            for format in endpoint.formats where format != .json {
                let type = content[format.mediaType]?["schema"]?["type"]?.text
                #expect(type == (format == .xlsx ? nil : "string"), "\(endpoint.path) \(format)")
            }
        }
    }

    @Test("parameters that change the form of JSON are not declared, and defaults are in the schema")
    func typed() throws {
        let document = try Self.document.get()
        let parameters = try #require(document["components"]?["parameters"])
        for name in ["pretty", "fields"] { #expect(parameters[name] == nil) }
        #expect(parameters["decimals"]?["schema"]?["default"] == .number("4"))
        #expect(parameters["unit"]?["schema"]?["default"] == .string("million"))
        #expect(parameters["limit"]?["schema"]?["maximum"] != nil)
    }

    @Test("a schema of objects that occurs twice is a component")
    func sharedSchemas() throws {
        let schemas = try #require(try Self.document.get()["components"]?["schemas"])
        var seen: [JSONText] = []
        func check(_ value: JSONText, isTop: Bool) {
            if !isTop, value["properties"] != nil, value["type"] != nil, "\(value)".count > 400 {
                #expect(!seen.contains(value), "\(value.names)")
                seen.append(value)
            }
            for inner in value.values { check(inner, isTop: false) }
        }
        for name in schemas.names { if let schema = schemas[name] { check(schema, isTop: true) } }
    }

    @Test("a parameter or response of several operations is declared once")
    func shared() throws {
        let document = try Self.document.get()
        for section in ["parameters", "responses"] {
            let members = try #require(document["components"]?[section])
            #expect(Set(members.names).count == members.names.count)
            #expect(members.names.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil })
        }
        // Schemas that are not components differ from each other.
        let paths = try #require(document["paths"])
        let own = paths.names.flatMap { paths[$0]?["get"]?["parameters"]?.values ?? [] }.filter { $0["$ref"] == nil }
        #expect(own.count > 50)
        for (index, parameter) in own.enumerated() {
            #expect(!own[..<index].contains { $0 == parameter }, "\(parameter["name"]?.text ?? "")")
        }
    }

    @Test("every reference has a target")
    func references() throws {
        let document = try Self.document.get()
        var seen = 0
        func check(_ value: JSONText) {
            if let target = value["$ref"]?.text {
                seen += 1
                let parts = target.split(separator: "/").dropFirst()
                let found = parts.reduce(Optional(document)) { $0?[String($1)] }
                #expect(found != nil, "\(target)")
            }
            for inner in value.values { check(inner) }
        }
        check(document)
        #expect(seen > 500)
    }

    @Test("the document depends neither on the day nor on the client")
    func stable() throws {
        let later = Timestamp(now: HTTPDate(seconds: APIClient.noon.now.seconds + 86_400 * 400))
        let service = Service(snapshot: client.snapshot)
        #expect(try service.get("/openapi.json", at: later).body == client.response("/openapi.json").body)
        #expect(OpenAPI(.api, client.snapshot).document() == (try client.response("/openapi.json").body))
    }

    @Test("the page has every endpoint, parameter and field, and sends no request to other sites")
    func page() throws {
        let answer = try client.response("/docs")
        let page = String(decoding: answer.body, as: UTF8.self)
        for endpoint in EndpointList.api.described { #expect(page.contains("<h2 id=\"\(endpoint.id)\">")) }
        for landmark in ["<header>", "<nav aria-label=", "<main id=\"main\">", "<footer>", "class=\"skip\""] {
            #expect(page.contains(landmark))
        }
        for word in ["style=", "onclick", "https://", "<img", "{{", "<script>"] { #expect(!page.contains(word)) }
        // The address in the curl lines is the only one.
        #expect(page.components("http://").count - 1 == page.components("http://127.0.0.1:8080").count - 1)
        #expect(
            answer.fields.contains("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"))
    }

    @Test("every kind of problem in the program's source code is declared, with its status")
    func problemKinds() throws {
        let known = Dictionary(uniqueKeysWithValues: ProblemKind.all.map { ($0.name, $0) })
        #expect(known.count == ProblemKind.all.count)
        // A request that broke the protocol has the kind of its status.
        for status in Status.allCases where status.rawValue >= 400 && status != .internalServerError {
            let name = status.phrase.lowercased().split(separator: " ").joined(separator: "-")
            #expect(known[name]?.status == status || status == .unprocessableContent, "\(name)")
            #expect(known[name]?.title == status.phrase || status == .unprocessableContent, "\(name)")
        }
        for target in [
            "/v1/flows?x=1", "/v1/flows?limit=1&limit=1", "/v1/flows?limit=x", "/v1/flows?partner=MXC",
            "/v1/partners/MXC",
            "/v1/groups/LCA", "/v1/groups/MEX", "/v1/tables/x", "/v1/cells/x", "/v1/usmca/labor-cases/x",
            "/v1/sources/x",
            "/nowhere", "/v1/rca", "/v1/usmca/reviews?extend=2060-01-01", "/v1/compare?metric=tdr&flow=exports",
            "/v1/flows?format=svg", "/problems/x",
        ] {
            let problem = try #require(client.problem(target))
            let kind = try #require(known[problem.kind], "\(target): \(problem.kind)")
            #expect(kind.status == problem.status || (kind.isOfCodes && problem.status == .badRequest), "\(target)")
            #expect(kind.title == problem.title, "\(target)")
            #expect(try client.response("/problems/\(problem.kind)").status == .ok)
        }
        #expect(client.problem("/v1", accept: "application/pdf")?.kind == "not-acceptable")
        for endpoint in EndpointList.api.all {
            for name in endpoint.problems { #expect(known[name] != nil, "\(name)") }
        }
    }

    @Test("every link of a response leads to a response in the format that the link names")
    func links() throws {
        for target in [
            "/v1/partners/mx/balance?limit=1&pretty=true", "/v1/rankings/tdr?year=2023&format=json",
            "/v1/usmca/reviews",
            "/v1/usmca/labor-cases/alpha", "/v1/groups/LAC2", "/v1/claims?limit=1", "/v1/usmca",
        ] {
            guard case .object(let links) = try client.get(target).links() else { continue }
            for link in links {
                for leads in link.value.text.map({ [$0] }) ?? link.value.strings where link.name != "docs" {
                    let answer = try client.response(leads)
                    let format = Format(rawValue: link.name) ?? .json
                    #expect(answer.fields.contains("Content-Type: \(format.contentType)\r\n"), "\(leads)")
                }
            }
            #expect(links.first?.name == "self" && links.last?.name == "docs")
        }
        #expect(
            try client.get("/v1/partners/484/balance").links()["related"]?.strings.prefix(2) == [
                "/v1/partners/MEX", "/v1/partners/MEX/flows",
            ])
        #expect(try client.get("/v1/rankings/tdr?year=2023").links()["source"]?.strings == ["/v1/sources/report"])
    }
}

@Suite("From the terminal")
struct TerminalTests {
    @Test("a target may lack the first slash and contain blanks and accents")
    func targets() throws {
        let plain = try client.text("/v1/partners/C%C3%B4te%20d'Ivoire")
        #expect(try client.text("v1/partners/Côte d'Ivoire") == plain)
    }

    @Test("a problem is printed with the valid values")
    func problems() throws {
        let problem = try #require(client.problem("/v1/flows?yaer=2023"))
        #expect(
            problem.text.hasPrefix("/v1/flows has no parameter 'yaer'; did you mean 'year'?\nallowed: partner, year,"))
        #expect(
            try #require(client.problem("/v1/partners/MXC")).text
                == "There is no partner 'MXC'; nearest: MEX, MAC."
        )
    }

    @Test("the inventory lists every source, table and claim")
    func inventory() throws {
        let snapshot = client.snapshot
        let lines = String(decoding: try snapshot.inventory(), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines[0].contains(snapshot.id))
        for table in snapshot.dataset.tables { #expect(lines.contains { $0.hasPrefix(table.id + " ") }) }
        for claim in try Claim.all(snapshot.dataset) { #expect(lines.contains { $0.hasPrefix(claim.id + " ") }) }
        for source in snapshot.dataset.codes.sources { #expect(lines.contains { $0.hasPrefix(source.id + " ") }) }
    }
}
