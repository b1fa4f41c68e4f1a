// JSON Schema (2020-12, as in OpenAPI 3.1) of fields.

import Formats

extension Field {
    /// The schema of its value.
    var schema: JSON {
        var members: [JSON.Member]
        switch kind {
        case .string, .date: members = type("string")
        case .integer: members = type("integer")
        case .number: members = type("number")
        case .boolean: members = type("boolean")
        case .list: members = type("array") + [JSON.Member("items", .object(["type": .string("string")]))]
        case .texts:
            members =
                type("object")
                + [JSON.Member("additionalProperties", .object(["type": .string("string")]))]
        case .map(let value):
            members = type("object") + [JSON.Member("additionalProperties", value.schema)]
        case .object(let fields): members = type("object") + Field.properties(fields)
        case .objects(let fields):
            members = type("array") + [JSON.Member("items", Field.schema(fields))]
        }
        members.append(JSON.Member("description", .string(summary)))
        return .object(members)
    }

    private func type(_ name: String) -> [JSON.Member] {
        [JSON.Member("type", isNullable ? .strings([name, "null"]) : .string(name))]
    }

    /// The schema of an object with these fields.
    /// - Parameter required: names of the fields that the object always has; nil for all.
    static func schema(_ fields: [Field], required: [String]? = nil) -> JSON {
        .object([JSON.Member("type", .string("object"))] + properties(fields, required: required))
    }

    static func properties(_ fields: [Field], required: [String]? = nil) -> [JSON.Member] {
        [
            JSON.Member("properties", .object(fields.map { JSON.Member($0.name, $0.schema) })),
            JSON.Member("required", .strings(required ?? fields.map(\.name))),
            JSON.Member("additionalProperties", .bool(false)),
        ]
    }
}
