// The API's description as OpenAPI 3.1, made from the same declarations that requests are answered from. Examples are answers,
// taken by asking while the document is made.

import Dataset
import HTTP

struct OpenAPI {
    private let snapshot: Snapshot
    private let service: Service
    private let dataset: Dataset
    /// Examples are as on the day of the dataset, so that the document does not change with the clock.
    private let moment: Timestamp
    private let parameters: SharedComponents
    private let responses: SharedComponents

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        service = Service(snapshot: snapshot)
        dataset = snapshot.dataset
        moment = Timestamp(now: snapshot.lastModified?.date ?? HTTPDate(seconds: 0))
        let endpoints = Endpoints.described
        parameters = SharedComponents(
            "parameters", endpoints.flatMap { OpenAPI.parameters($0, snapshot.dataset) })
        responses = SharedComponents(
            "responses",
            endpoints.filter { !$0.isRefusal }.map {
                JSON.Member(name: "NotModified", value: OpenAPI.notModified($0))
            })
    }

    func document() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.member("openapi", "3.1.0")
            json.put("info", OpenAPI.info)
            json.put("servers", .array([.object(["url": .string("/"), "description": .string("This server.")])]))
            json.put("externalDocs", .object(["url": .string("/docs"), "description": .string("The same to read.")]))
            json.put("tags", .array(tags.map { .object(["name": .string($0)]) }))
            json.key("paths")
            json.object { json in
                for endpoint in Endpoints.described {
                    json.key(endpoint.path)
                    json.object { json in
                        json.key("get")
                        write(endpoint, &json)
                    }
                }
            }
            json.key("components")
            json.object { json in
                json.put("schemas", schemas)
                json.put("headers", OpenAPI.headers)
                json.put("parameters", .object(parameters.members))
                json.key("responses")
                writeResponses(responses.members, &json)
            }
        }
        return writer.finished()
    }

    private static let info = JSON.object([
        "title": .string("bilateral"),
        "version": .string(bilateralVersion),
        "summary": .string("United States trade with its partners, figure by figure as published."),
        "description": .string(
            """
            Every figure has its exact digits and its place in a published report. Money is in USD million unless `unit` says \
            otherwise; ratios are rounded once, half to even. A missing value is `null`.

            Partners may also be named by ISO alpha-2, M49 number or name, and words in any letter case; the schemas list the \
            canonical spellings, in which answers are given. HEAD and OPTIONS are served wherever GET is. An error is \
            `application/problem+json` (RFC 9457); its `type` leads to what it means.
            """),
    ])

    private var tags: [String] {
        Endpoints.described.map(\.tag).reduce(into: []) { tags, tag in if !tags.contains(tag) { tags.append(tag) } }
    }

    // MARK: operations

    private func write(_ endpoint: Endpoint, _ writer: inout JSONWriter) {
        writer.object { json in
            json.member("operationId", endpoint.id)
            json.member("summary", endpoint.summary)
            json.put("tags", .strings([endpoint.tag]))
            json.put("externalDocs", .object(["url": .string("/docs#" + endpoint.id)]))
            json.put(
                "parameters",
                .array(OpenAPI.parameters(endpoint, dataset).map { parameters.reference(to: $0.value) }))
            json.key("responses")
            json.object { json in
                if !endpoint.isRefusal { writeSuccess(endpoint, &json) }
                for status in endpoint.problemStatuses {
                    json.put(
                        String(status.rawValue),
                        .object(["$ref": .string("#/components/responses/\(OpenAPI.name(status))")]))
                }
            }
        }
    }

    private func writeSuccess(_ endpoint: Endpoint, _ json: inout JSONWriter) {
        json.key("200")
        json.object { json in
            json.member("description", "The answer.")
            json.put("headers", OpenAPI.headerReferences(endpoint))
            json.key("content")
            writeContent(endpoint, &json)
        }
        json.put("304", responses.reference(to: OpenAPI.notModified(endpoint)))
    }

    private static func notModified(_ endpoint: Endpoint) -> JSON {
        .object([
            "description": .string("The representation that the client has is the current one."),
            "headers": headerReferences(endpoint),
        ])
    }

    private static func parameters(_ endpoint: Endpoint, _ dataset: Dataset) -> [JSON.Member] {
        endpoint.parameters.map { JSON.Member(name: $0.name, value: parameter($0, dataset)) }
            + [JSON.Member(name: "If-None-Match", value: ifNoneMatch)]
    }

    private static func parameter(_ parameter: Parameter, _ dataset: Dataset) -> JSON {
        var members = [
            JSON.Member(name: "name", value: .string(parameter.name)),
            JSON.Member(name: "in", value: .string(parameter.place == .path ? "path" : "query")),
            JSON.Member(name: "required", value: .bool(parameter.place == .path || parameter.isRequired)),
            JSON.Member(
                name: "description",
                value: .string(parameter.summary + (parameter.defaultText.map { " Default: \($0)." } ?? ""))),
        ]
        if parameter.isList || parameter.repeats {
            members.append(JSON.Member(name: "style", value: .string("form")))
            members.append(JSON.Member(name: "explode", value: .bool(parameter.repeats)))
        }
        members.append(JSON.Member(name: "schema", value: parameter.schema(dataset)))
        if parameter.place == .path {
            members.append(JSON.Member(name: "example", value: .string(parameter.example(dataset))))
        }
        return .object(members)
    }

    private func writeContent(_ endpoint: Endpoint, _ writer: inout JSONWriter) {
        let text = JSON.object(["type": .string("string")])
        writer.object { json in
            if case .document(let contentType, _) = endpoint.content {
                let type = contentType.prefix { $0 != ";" }
                json.put(
                    String(type),
                    .object(["schema": type == "application/json" ? .object(["type": .string("object")]) : text]))
            }
            for format in endpoint.formats {
                json.key(format.mediaType)
                json.object { json in
                    json.put(
                        "schema",
                        format == .json
                            ? .object(["$ref": .string("#/components/schemas/\(endpoint.schemaName)")]) : text)
                    guard OpenAPI.exemplified.contains(format), let example = example(endpoint, format) else {
                        return
                    }
                    json.key("example")
                    format == .json ? json.literal(example) : json.string(example)
                }
            }
        }
    }

    /// What a target is refused with; nil where it is not.
    func problem(_ target: String, _ accept: String?) -> Problem? {
        do throws(Problem) {
            _ = try service.get(target, accept: accept, at: moment)
            return nil
        } catch {
            return error
        }
    }

    /// Formats whose examples say something that the schema does not.
    static let exemplified: Set<Format> = [.json, .csv, .ics]

    /// A short answer of the endpoint.
    private func example(_ endpoint: Endpoint, _ format: Format) -> String? {
        let target = endpoint.exampleTarget(dataset, atMost: 1)
        do throws(Problem) {
            let answer = try service.get(target, accept: format.mediaType, at: moment)
            return String(decoding: answer.body, as: UTF8.self)
        } catch {
            return nil
        }
    }

    // MARK: what operations share

    private var schemas: JSON {
        var members = [
            JSON.Member(
                name: "PartnerOrGroup",
                value: .object([
                    "type": .string("string"),
                    "description": .string(
                        "ISO 3166-1 alpha-3, or the code of a group. ISO alpha-2, M49 numbers and names are taken as well."
                    ),
                    "enum": .strings(
                        dataset.codes.partners.map(\.code) + dataset.codes.groups.map(\.code)),
                ])),
            JSON.Member(
                name: "Group",
                value: .object([
                    "type": .string("string"),
                    "description": .string("The code of a group; its name is taken as well."),
                    "enum": .strings(dataset.codes.groups.map(\.code)),
                ])),
            JSON.Member(name: "Links", value: Links.schema), JSON.Member(name: "Problem", value: OpenAPI.problem),
        ]
        for endpoint in Endpoints.described {
            switch endpoint.content {
            case .document, .refusal: break
            case .object(let fields, _):
                members.append(
                    JSON.Member(
                        name: endpoint.schemaName,
                        value: OpenAPI.answer(Column.schema(fields, required: true), OpenAPI.objectMeta)))
            case .list(let columns, _):
                let record = endpoint.schemaName + "Record"
                members.append(JSON.Member(name: record, value: Column.schema(columns, required: false)))
                members.append(
                    JSON.Member(
                        name: endpoint.schemaName,
                        value: OpenAPI.answer(
                            .object([
                                "type": .string("array"),
                                "items": .object(["$ref": .string("#/components/schemas/\(record)")]),
                            ]), OpenAPI.listMeta(endpoint.meta))))
            }
        }
        return .object(members)
    }

    private static func answer(_ data: JSON, _ meta: JSON) -> JSON {
        .object([
            "type": .string("object"),
            "properties": .object([
                "data": data, "meta": meta, "links": .object(["$ref": .string("#/components/schemas/Links")]),
            ]),
            "required": .strings(["data", "meta", "links"]), "additionalProperties": .bool(false),
        ])
    }

    private static let dataset = Column(
        "dataset", .string, "A hash of the loaded data, the same on every instance that loaded the same.")
    private static let objectMeta = Column.schema([dataset], required: true)

    private static func listMeta(_ own: [Column]) -> JSON {
        let always = [
            Column("count", .integer, "Records in this answer."),
            Column("total", .integer, "Records in all, before `limit` and `offset`."), dataset,
        ]
        let sometimes = [
            Column("unit", .string, "The unit of money values."),
            Column("reason", .string, "Why there are no records, where there are none."),
            Column(
                "sources",
                .records([
                    Column("id", .string, "The report."), Column("citation", .string, "Ready to be quoted."),
                ]), "The reports that the records were taken from."),
        ]
        return .object([
            "type": .string("object"),
            "properties": .object((always + sometimes + own).map { JSON.Member(name: $0.name, value: $0.schema) }),
            "required": .strings((always + own.filter { !$0.isNullable }).map(\.name)),
            "additionalProperties": .bool(false),
        ])
    }
}

extension JSONWriter {
    mutating func put(_ name: String, _ value: JSON) {
        key(name)
        value.write(&self)
    }
}
