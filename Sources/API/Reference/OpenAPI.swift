// The description of the API as OpenAPI 3.1, derived from the declarations of the endpoints. The examples are real responses.

import Dataset
import Formats
import HTTP

struct OpenAPI {
    let endpoints: EndpointList
    private let service: Service
    private let dataset: Dataset
    /// The time of the examples: the release of the dataset, so that the document does not depend on the clock.
    private let time: Timestamp
    private let parameters: SharedComponents
    private let responses: SharedComponents

    init(_ endpoints: EndpointList, _ snapshot: Snapshot) {
        self.endpoints = endpoints
        service = Service(endpoints, snapshot: snapshot)
        dataset = snapshot.dataset
        time = Timestamp(now: snapshot.lastModified?.date ?? HTTPDate(seconds: 0))
        let described = endpoints.described
        parameters = SharedComponents(
            "parameters", described.flatMap { OpenAPI.parameters($0, snapshot.dataset) })
        responses = SharedComponents(
            "responses",
            described.filter { !$0.isRefusal }.map {
                JSON.Member("NotModified", OpenAPI.notModified($0))
            })
    }

    func document() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.member("openapi", "3.1.0")
            json.member("info", OpenAPI.info)
            json.member(
                "servers",
                .array([
                    .object([
                        "url": .string(endpoints.basePath.isEmpty ? "/" : endpoints.basePath),
                        "description": .string("This server."),
                    ])
                ]))
            json.member(
                "externalDocs",
                .object([
                    "url": .string(endpoints.basePath + "/docs"), "description": .string("The reference."),
                ]))
            json.member("tags", .array(tags.map { .object(["name": .string($0)]) }))
            json.key("paths")
            json.object { json in
                for endpoint in endpoints.described {
                    json.key(endpoint.path)
                    json.object { json in
                        json.key("get")
                        write(endpoint, &json)
                    }
                }
            }
            json.key("components")
            json.object { json in
                json.member("schemas", schemas)
                json.member("headers", OpenAPI.headers)
                json.member("parameters", .object(parameters.members))
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
            Every figure has its exact digits and its place in a published report. Money is in USD million unless `unit` \
            selects another unit; ratios are rounded once, half to even. A missing value is `null`.

            A partner is also accepted by its ISO alpha-2 code, M49 number or name, and letter case is ignored; the schemas list \
            the canonical spellings, which responses use. A list parameter takes values separated by commas, and may be \
            repeated. `format` selects a media type; a generated client that parses every response as JSON gives the others as the raw \
            response. Every operation also takes `pretty`, and a list takes `fields`: they are not declared, because they change the \
            form of JSON. HEAD and OPTIONS are available wherever GET is. An error is `application/problem+json` (RFC 9457); its \
            `type` is the address of its description.
            """),
    ])

    private var tags: [String] {
        endpoints.described.map(\.tag).reduce(into: []) { tags, tag in if !tags.contains(tag) { tags.append(tag) } }
    }

    // MARK: operations

    private func write(_ endpoint: Endpoint, _ writer: inout JSONWriter) {
        writer.object { json in
            json.member("operationId", endpoint.id)
            json.member("summary", endpoint.summary)
            json.member("tags", .strings([endpoint.tag]))
            json.member("externalDocs", .object(["url": .string(endpoints.basePath + "/docs#" + endpoint.id)]))
            json.member(
                "parameters",
                .array(OpenAPI.parameters(endpoint, dataset).map { parameters.reference(to: $0.value) }))
            json.key("responses")
            json.object { json in
                if !endpoint.isRefusal { writeSuccess(endpoint, &json) }
                for status in endpoint.problemStatuses where OpenAPI.listedStatuses.contains(status) {
                    json.member(
                        String(status.rawValue),
                        .object(["$ref": .string("#/components/responses/\(OpenAPI.name(status))")]))
                }
                json.member("default", .object(["$ref": .string("#/components/responses/OtherProblem")]))
            }
        }
    }

    private func writeSuccess(_ endpoint: Endpoint, _ json: inout JSONWriter) {
        json.key("200")
        json.object { json in
            json.member("description", "The response.")
            json.key("content")
            writeContent(endpoint, &json)
        }
        json.member("304", responses.reference(to: OpenAPI.notModified(endpoint)))
    }

    private static func notModified(_ endpoint: Endpoint) -> JSON {
        .object([
            "description": .string("The client has the current representation."),
            "headers": headerReferences(endpoint),
        ])
    }

    private static func parameters(_ endpoint: Endpoint, _ dataset: Dataset) -> [JSON.Member] {
        endpoint.typedParameters.map { JSON.Member($0.name, parameter($0, dataset)) }
            + [JSON.Member("If-None-Match", ifNoneMatch)]
    }

    private static func parameter(_ parameter: ParameterDeclaration, _ dataset: Dataset) -> JSON {
        var members = [
            JSON.Member("name", .string(parameter.name)),
            JSON.Member("in", .string(parameter.location == .path ? "path" : "query")),
            JSON.Member("required", .bool(parameter.location == .path)),
            JSON.Member(
                "description",
                .string(parameter.summary + (parameter.defaultText.map { " Default: \($0)." } ?? ""))),
        ]
        if parameter.isList {
            members.append(JSON.Member("style", .string("form")))
            members.append(JSON.Member("explode", .bool(false)))
        }
        members.append(JSON.Member("schema", schemaWithDefault(parameter, dataset)))
        if parameter.location == .path {
            members.append(JSON.Member("example", .string(parameter.type.example(dataset))))
        }
        return .object(members)
    }

    /// The schema of a parameter, with its default if that is a value of the schema and not a description.
    private static func schemaWithDefault(_ parameter: ParameterDeclaration, _ dataset: Dataset) -> JSON {
        guard case .object(let members) = parameter.schema(dataset), let text = parameter.defaultText,
            let value = parameter.type.value(of: text, isList: parameter.isList, dataset)
        else { return parameter.schema(dataset) }
        return .object(members + [JSON.Member("default", value)])
    }

    private func writeContent(_ endpoint: Endpoint, _ writer: inout JSONWriter) {
        let text = JSON.object(["type": .string("string")])
        writer.object { json in
            if case .document(let contentType, _) = endpoint.content {
                let type = contentType.prefix { $0 != ";" }
                json.member(
                    String(type),
                    .object(["schema": type == "application/json" ? .object(["type": .string("object")]) : text]))
            }
            for format in endpoint.formats {
                json.key(format.mediaType)
                json.object { json in
                    // Binary content has no schema, OpenAPI 3.1.
                    guard format.isText else { return }
                    json.member(
                        "schema",
                        format == .json
                            ? .object(["$ref": .string("#/components/schemas/\(endpoint.schemaName)")]) : text)
                    guard format == .json, let example = example(endpoint) else { return }
                    json.key("example")
                    json.literal(example)
                }
            }
        }
    }

    /// The problem of a target; nil if it succeeds.
    func problem(_ target: String, _ accept: String?) -> Problem? {
        do throws(Problem) {
            _ = try service.get(target, accept: accept, at: time)
            return nil
        } catch {
            return error
        }
    }

    /// A longer example adds nothing to the schema. All examples made the document twice as long.
    static let maximumExample = 600

    /// A response of the endpoint with one record; nil if it is too long.
    private func example(_ endpoint: Endpoint) -> String? {
        let target = endpoint.exampleTarget(dataset, atMost: 1)
        do throws(Problem) {
            let body = try service.get(target, accept: Format.json.mediaType, at: time).body
            return body.count > OpenAPI.maximumExample ? nil : String(decoding: body, as: UTF8.self)
        } catch {
            return nil
        }
    }

    // MARK: components

    private var schemas: JSON {
        var members = [
            JSON.Member(
                "PartnerOrGroup",
                .object([
                    "type": .string("string"),
                    "description": .string(
                        "ISO 3166-1 alpha-3 code, or the code of a group. ISO alpha-2 codes, M49 numbers and names are also accepted."
                    ),
                    "enum": .strings(
                        dataset.codes.partners.map(\.code) + dataset.codes.groups.map(\.code)),
                ])),
            JSON.Member(
                "Group",
                .object([
                    "type": .string("string"),
                    "description": .string("The code of a group; its name is also accepted."),
                    "enum": .strings(dataset.codes.groups.map(\.code)),
                ])),
            JSON.Member("Links", Links.schema), JSON.Member("Problem", OpenAPI.problem),
        ]
        for endpoint in endpoints.described {
            switch endpoint.content {
            case .document, .refusal: break
            case .object(let object):
                members.append(
                    JSON.Member(
                        endpoint.schemaName,
                        OpenAPI.response(Field.schema(object.fields), OpenAPI.objectMeta)))
            case .list(let list):
                let record = recordName(endpoint)
                if !members.contains(where: { $0.name == record }) {
                    members.append(JSON.Member(record, recordSchema(endpoint, list)))
                }
                members.append(
                    JSON.Member(
                        endpoint.schemaName,
                        OpenAPI.response(
                            .object([
                                "type": .string("array"),
                                "items": .object(["$ref": .string("#/components/schemas/\(record)")]),
                            ]), OpenAPI.listMeta(list.meta))))
            }
        }
        return .object(SharedSchemas.share(members))
    }

    /// The name of a record's schema, which the first endpoint with records of this form gives.
    private func recordName(_ endpoint: Endpoint) -> String {
        let form = endpoint.recordForm
        return (form.isEmpty ? endpoints.described.first { $0.recordFields == endpoint.recordFields } : nil).map(
            \.schemaName
        )
        .map { $0 + "Record" } ?? (form.isEmpty ? endpoint.schemaName + "Record" : form)
    }

    /// The schema of a record. Fields that only some endpoints of its form have, or that are shown on request, are not required.
    private func recordSchema(_ endpoint: Endpoint, _ list: ListContent) -> JSON {
        let all = endpoints.described.filter { $0.recordForm == endpoint.recordForm && !endpoint.recordForm.isEmpty }
        let lists = all.isEmpty ? [endpoint] : all
        var fields: [Field] = []
        for list in lists {
            for field in list.fields where !fields.contains(where: { $0.name == field.name }) { fields.append(field) }
        }
        let required = fields.map(\.name).filter { name in
            lists.allSatisfy { endpoint in endpoint.alwaysShown.contains(name) }
        }
        return Field.schema(fields, required: required)
    }

    private static func response(_ data: JSON, _ meta: JSON) -> JSON {
        .object([
            "type": .string("object"),
            "properties": .object([
                "data": data, "meta": meta, "links": .object(["$ref": .string("#/components/schemas/Links")]),
            ]),
            "required": .strings(["data", "meta", "links"]), "additionalProperties": .bool(false),
        ])
    }

    private static let dataset = Field(
        "dataset", .string, "A hash of the loaded files, the same on every instance that loaded the same files.")
    private static let objectMeta = Field.schema([dataset])

    private static func listMeta(_ own: [Field]) -> JSON {
        let always = [
            Field("count", .integer, "The number of records in this response."),
            Field("total", .integer, "The number of records before `limit` and `offset`."), dataset,
        ]
        let sometimes = [
            Field("unit", .string, "The unit of money values."),
            Field("reason", .string, "The reason for an empty list."),
            Field(
                "sources",
                .objects([
                    Field("id", "Id of the source."), Field("citation", "A citation."),
                ]), "The sources of the records."),
        ]
        return .object([
            "type": .string("object"),
            "properties": .object((always + sometimes + own).map { JSON.Member($0.name, $0.schema) }),
            "required": .strings((always + own.filter { !$0.isNullable }).map(\.name)),
            "additionalProperties": .bool(false),
        ])
    }
}
