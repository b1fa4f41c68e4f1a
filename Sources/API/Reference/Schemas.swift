// JSON Schema (2020-12, as OpenAPI 3.1 has it) of what the declarations say: parameters and columns.

import Dataset

extension Parameter {
    /// A value that can stand in an example.
    func example(_ dataset: Dataset) -> String {
        switch kind {
        case .area, .areas:
            dataset.store.partners.contains("MEX") ? "MEX" : dataset.codes.partners.first?.code ?? ""
        case .group, .groups:
            dataset.codes.groups.contains { $0.code == "LAC" } ? "LAC" : dataset.codes.groups.first?.code ?? ""
        case .decimal: "0.25"
        case .year: "2023"
        case .years: "2021..2023"
        case .choice(let words): words.first ?? ""
        case .choices(let words), .choiceOf(let words): words(dataset).first ?? ""
        case .integer(let range): String(range.lowerBound)
        case .boolean: "true"
        case .date: "2026-07-01"
        case .withdrawal: "MEX:2027-01-01"
        case .fields(let columns): columns.all.prefix(2).joined(separator: ",")
        case .sort(let columns): "-" + (columns.first ?? "")
        case .table: dataset.tables.first?.id ?? ""
        case .cell: dataset.tables.first?.cellID(row: 1, column: 1) ?? ""
        case .record(let schema): dataset.register(schema)?.values("id").first ?? ""
        case .text: "trade"
        }
    }

    /// The words it takes, where it takes words.
    func words(_ dataset: Dataset) -> [String]? {
        switch kind {
        case .choice(let words): words
        case .choices(let words), .choiceOf(let words): words(dataset)
        case .boolean: ["true", "false"]
        default: nil
        }
    }

    /// Whether several values may stand in it, separated by commas.
    var isList: Bool {
        switch kind {
        case .areas, .groups, .years, .choices, .fields, .sort: true
        case .area, .group, .year, .decimal, .choice, .choiceOf, .integer, .boolean, .date, .withdrawal, .table, .cell,
            .record, .text:
            false
        }
    }

    /// The schema of its value. Spellings beside the canonical ones, which the server takes too, are left to the description.
    func schema(_ dataset: Dataset) -> JSON {
        guard isList || repeats else { return itemSchema(dataset) }
        return .object([
            "type": .string("array"), "minItems": .integer(1), "maxItems": .integer(Parameter.mostValues),
            "items": itemSchema(dataset),
        ])
    }

    private func itemSchema(_ dataset: Dataset) -> JSON {
        func text(_ members: KeyValuePairs<String, JSON>) -> JSON {
            .object(
                [JSON.Member(name: "type", value: .string("string"))] + members.map { JSON.Member(name: $0, value: $1) }
            )
        }
        switch kind {
        case .area, .areas: return .object(["$ref": .string("#/components/schemas/PartnerOrGroup")])
        case .group, .groups: return .object(["$ref": .string("#/components/schemas/Group")])
        case .decimal: return text(["pattern": .string("^-?[0-9]{1,12}([.][0-9]{1,6})?$")])
        case .year: return text(["pattern": .string("^[0-9]{4}$")])
        case .years: return text(["pattern": .string("^[0-9]{4}([.][.][0-9]{4})?$")])
        case .choice(let words): return text(["enum": .strings(words)])
        case .choices(let words), .choiceOf(let words): return text(["enum": .strings(words(dataset))])
        case .integer(let range):
            return .object([
                "type": .string("integer"), "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ])
        case .boolean: return .object(["type": .string("boolean")])
        case .date: return text(["format": .string("date")])
        case .withdrawal:
            // Every day but 29 February, which no pattern can know.
            let days =
                "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
            return text(["pattern": .string("^(USA|MEX|CAN):(19|20|21)[0-9]{2}-(\(days))$")])
        case .fields(let columns): return text(["enum": .strings(columns.all)])
        case .sort(let columns): return text(["enum": .strings(columns + columns.map { "-" + $0 })])
        case .table: return text(["enum": .strings(dataset.tables.map(\.id))])
        case .cell: return text(["pattern": .string("^[a-z0-9-]+-r[0-9]+-c[0-9]+$")])
        case .record(let schema): return text(["enum": .strings(dataset.register(schema)?.values("id") ?? [])])
        case .text:
            return text([
                "minLength": .integer(1), "maxLength": .integer(Parameter.longestText),
                "pattern": .string("^[^\\u0000-\\u0020]([^\\u0000-\\u001f]*[^\\u0000-\\u0020])?$"),
            ])
        }
    }
}

extension Column {
    /// The schema of its value.
    var schema: JSON {
        var members: [JSON.Member]
        switch kind {
        case .string: members = type("string")
        case .integer: members = type("integer")
        case .number: members = type("number")
        case .boolean: members = type("boolean")
        case .list: members = type("array") + [JSON.Member(name: "items", value: .object(["type": .string("string")]))]
        case .object:
            members =
                type("object")
                + [JSON.Member(name: "additionalProperties", value: .object(["type": .string("string")]))]
        case .map(let value):
            members = type("object") + [JSON.Member(name: "additionalProperties", value: value.schema)]
        case .record(let fields): members = type("object") + Column.properties(fields, required: true)
        case .records(let fields):
            members = type("array") + [JSON.Member(name: "items", value: Column.schema(fields, required: true))]
        }
        members.append(JSON.Member(name: "description", value: .string(summary)))
        return .object(members)
    }

    private func type(_ name: String) -> [JSON.Member] {
        [JSON.Member(name: "type", value: isNullable ? .strings([name, "null"]) : .string(name))]
    }

    /// The schema of an object with these fields.
    /// - Parameter required: whether it always has them all; a record has those that `fields` asks for.
    static func schema(_ fields: [Column], required: Bool) -> JSON {
        .object([JSON.Member(name: "type", value: .string("object"))] + properties(fields, required: required))
    }

    static func properties(_ fields: [Column], required: Bool) -> [JSON.Member] {
        [
            JSON.Member(
                name: "properties",
                value: .object(fields.map { JSON.Member(name: $0.name, value: $0.schema) }))
        ] + (required ? [JSON.Member(name: "required", value: .strings(fields.map(\.name)))] : []) + [
            JSON.Member(name: "additionalProperties", value: .bool(false))
        ]
    }
}
