// Headers and error responses of the OpenAPI document.

import Arithmetic
import Dataset
import Formats
import HTTP

extension OpenAPI {
    static let headers = JSON.object([
        "ETag": header("The entity tag of the representation, for If-None-Match.", required: true),
        "Link": header("Links to the first, previous and next page, RFC 8288."),
        "Access-Control-Allow-Origin": header("Scripts of any origin may read the response.", required: true),
        "Retry-After": header("Seconds until a retry."),
    ])

    private static func header(_ summary: String, required: Bool = false) -> JSON {
        .object([
            "description": .string(summary), "required": .bool(required),
            "schema": .object(["type": .string("string")]),
        ])
    }

    static func headerReferences(_ endpoint: Endpoint) -> JSON {
        if case .list = endpoint.content { return references(["ETag", "Link"]) }
        return references(["ETag"])
    }

    private static func references(_ names: [String]) -> JSON {
        .object(
            names.map {
                JSON.Member($0, .object(["$ref": .string("#/components/headers/\($0)")]))
            })
    }

    static let ifNoneMatch = JSON.object([
        "name": .string("If-None-Match"), "in": .string("header"), "required": .bool(false),
        "description": .string(
            "Entity tags of the client's representations; if the current one is among them, the response is 304."),
        "schema": .object(["type": .string("string")]),
    ])

    static let problem = JSON.object([
        "type": .string("object"),
        "description": .string("An error, RFC 9457."),
        "properties": .object(
            [
                Field("type", .string, "The kind of problem; the address of its description."),
                Field("title", .string, "The title of the kind."),
                Field("status", .integer, "The status code."),
                Field("detail", .string, "The error of this request, and the accepted values."),
                Field("parameter", .string, "The invalid parameter."),
                Field("allowed", .list, "The accepted values."),
                Field("suggestion", .string, "The nearest accepted value."),
                Field("links", .texts, "Related documentation."),
            ].map { JSON.Member($0.name, $0.schema) }),
        "required": .strings(["type", "title", "status", "detail", "links"]), "additionalProperties": .bool(false),
    ])

    /// The name of a status's response among the components: `NotFound`.
    static func name(_ status: Status) -> String { status.phrase.filter { $0 != " " } }

    /// The statuses of errors in a request's own parameters. Those of protocol and load, which all operations share, are the default
    /// response.
    static let listedStatuses: [Status] = [.badRequest, .notFound, .notAcceptable, .unprocessableContent]

    /// Writes the shared responses: `shared`, one for each listed status of an error, and one for all others, with an example of each kind of problem.
    func writeResponses(_ shared: [JSON.Member], _ writer: inout JSONWriter) {
        let statuses = Set(endpoints.described.flatMap(\.problemStatuses)).sorted { $0.rawValue < $1.rawValue }
        let others = statuses.filter { !OpenAPI.listedStatuses.contains($0) }
        writer.object { json in
            for response in shared { json.member(response.name, response.value) }
            for status in OpenAPI.listedStatuses + [nil] {
                let kinds = ProblemKind.all.filter { kind in
                    status.map(kind.isReturned) ?? others.contains(kind.status)
                }
                json.key(status.map(OpenAPI.name) ?? "OtherProblem")
                json.object { json in
                    json.member("description", kinds.map(\.meaning).joined(separator: "\n\n"))
                    let retry = status == nil ? ["Retry-After"] : []
                    json.member("headers", OpenAPI.references(["Access-Control-Allow-Origin"] + retry))
                    json.key("content")
                    json.object { json in
                        json.key("application/problem+json")
                        json.object { json in
                            json.member("schema", .object(["$ref": .string("#/components/schemas/Problem")]))
                            json.key("examples")
                            json.object { json in
                                for kind in kinds {
                                    json.key(kind.name)
                                    json.object { json in
                                        json.key("value")
                                        json.literal(
                                            String(
                                                decoding: example(kind, status ?? kind.status).compactJSON,
                                                as: UTF8.self))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// An example of a kind of problem: a real response if a request can provoke it.
    private func example(_ kind: ProblemKind, _ status: Status) -> Problem {
        let requests: [(kind: String, target: String, accept: String?)] = [
            ("unknown-parameter", "/v1/flows?yaer=2023", nil), ("repeated-parameter", "/v1/flows?limit=1&limit=2", nil),
            ("invalid-parameter", "/v1/flows?year=23", nil), ("not-found", "/v1/partner", nil),
            ("not-acceptable", "/v1/flows", "application/pdf"),
            ("unknown-partner", status == .notFound ? "/v1/partners/MXC" : "/v1/flows?partner=MXC", nil),
            ("unknown-table", "/v1/tables/eclac-2024-t99", nil),
            ("unknown-group", status == .notFound ? "/v1/groups/LCA" : "/v1/compare?group=LCA", nil),
            ("unknown-cell", "/v1/cells/eclac-2024-t99-r01-c01", nil),
            ("unknown-record", "/v1/usmca/labor-cases/gm", nil), ("missing-data", "/v1/rca", nil),
            ("conflicting-parameters", "/v1/compare?metric=tdr&flow=exports", nil),
            ("impossible-scenario", "/v1/usmca/reviews?extend=2060-01-01", nil),
        ]
        if let request = requests.first(where: { $0.kind == kind.name }),
            let problem = problem(request.target, request.accept),
            problem.kind == kind.name, problem.status == status
        {
            return problem
        }
        return Problem(status, kind: kind.name, title: kind.title, detail: kind.meaning)
    }
}

extension ProblemKind {
    /// Whether errors of this kind have the status.
    fileprivate func isReturned(with status: Status) -> Bool {
        self.status == status || (isOfCodes && status == .badRequest)
    }
}

extension Endpoint {
    /// The statuses of errors that a GET can return.
    var problemStatuses: [Status] {
        var statuses: [Status] = [.badRequest]
        if !pathParameters.isEmpty { statuses.append(.notFound) }
        if !formats.isEmpty { statuses.append(.notAcceptable) }
        if !isRefusal { statuses.append(.preconditionFailed) }
        statuses += [.requestTimeout, .contentTooLarge, .uriTooLong, .expectationFailed]
        statuses += [.misdirectedRequest, .tooManyRequests, .requestHeaderFieldsTooLarge, .serviceUnavailable]
        let own = problems.compactMap { name in ProblemKind.all.first { $0.name == name }?.status }
        for status in own where !statuses.contains(status) { statuses.append(status) }
        return statuses.sorted { $0.rawValue < $1.rawValue }
    }

    /// The parameters of the OpenAPI document: those that do not change the form of a JSON response, and a choice of formats.
    var typedParameters: [ParameterDeclaration] {
        var others: [ParameterDeclaration] = [pretty]
        if formats.count < 2 { others.append(format) }
        if case .list(let list) = content { others.append(list.fieldsParameter) }
        return parameters.filter { parameter in !others.contains { $0 === parameter } }
    }

    /// The name of the form of its records if several endpoints share it without having the same fields; otherwise empty.
    var recordForm: String { path.hasPrefix("/v1/rankings/") ? "RankingRecord" : "" }

    /// The fields of its records as text, to compare them; empty unless it is a list.
    var recordFields: String {
        guard case .list(let list) = content else { return "" }
        return list.fields.map { "\($0.name) \($0.summary)" }.joined(separator: "\n")
    }

    /// The names of the fields that every record has unless the parameter `fields` selects others.
    var alwaysShown: [String] {
        guard case .list(let list) = content else { return fields.map(\.name) }
        return list.fields.indices.filter { !list.hidden.contains($0) }.map { list.fields[$0].name }
    }

    /// The name of the response's schema: `PartnersByCodeBalance`.
    var schemaName: String { String(id.dropFirst(3)) }

    /// The tag in the OpenAPI document: the first literal segment of the path after the version.
    var tag: String {
        let segments = path.split(separator: "/").filter { $0 != "v1" && $0.first != "{" }
        return isData && path.hasPrefix("/v1") ? String(segments.first ?? "index") : "server"
    }

    /// An example request: the path with values, and the example query.
    /// - Parameter limit: the maximum number of records, instead of the example's own.
    func exampleTarget(_ dataset: Dataset, atMost limit: Int? = nil) -> String {
        var target = path
        for parameter in pathParameters {
            target = target.replacing("{\(parameter.name)}", with: parameter.type.example(dataset))
        }
        var items = example.split(separator: "&").map(String.init)
        if let limit, case .list = content {
            items = items.filter { !$0.hasPrefix("limit=") } + ["limit=\(limit)"]
        }
        return items.isEmpty ? target : target + "?" + items.joined(separator: "&")
    }
}
