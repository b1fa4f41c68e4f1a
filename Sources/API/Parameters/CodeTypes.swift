// Values that are codes of the dataset: partners, groups, tables, cells, sources and records of registers.

import Dataset
import Formats
import HTTP

extension ValueType<String> {
    /// The code of a partner or group, given by code, number or name.
    static var area: ValueType {
        ValueType(
            description: ValueDescription(
                noun: "partner or group",
                schema: { _ in .object(["$ref": .string("#/components/schemas/PartnerOrGroup")]) },
                example: { dataset in
                    dataset.store.partners.contains("MEX") ? "MEX" : dataset.codes.partners.first?.code ?? ""
                }),
            find: { text, dataset in dataset.codes.area(named: text) },
            problem: { text, parameter, dataset in
                let near = dataset.areaSuggestions.nearest(to: text)
                return parameter.unknown("partner", text, near: near, allowed: near, hint: "/v1/partners lists them")
            })
    }

    /// The code of a group, given by code or name.
    static var group: ValueType {
        ValueType(
            description: ValueDescription(
                noun: "group",
                schema: { _ in .object(["$ref": .string("#/components/schemas/Group")]) },
                example: { dataset in
                    let codes = dataset.codes.groups.map(\.code)
                    return codes.contains("LAC") ? "LAC" : codes.first ?? ""
                }),
            find: { text, dataset in dataset.codes.area(named: text).flatMap(dataset.codes.group)?.code },
            problem: { text, parameter, dataset in
                let groups = dataset.codes.groups
                if let code = dataset.codes.area(named: text) {
                    return Problem(
                        parameter.location == .path ? .notFound : .badRequest, kind: "unknown-group",
                        title: "Unknown group",
                        detail: "\(dataset.codes.areaName(code)) (\(code)) is a partner, not a group.",
                        parameter: parameter.name, allowed: groups.map(\.code))
                }
                let spellings = groups.flatMap { group in
                    ([group.code] + group.definitions.map(\.name)).map { ($0, group.code) }
                }
                return parameter.unknown(
                    "group", text, near: Suggestions.nearest(to: text, among: spellings),
                    allowed: groups.map(\.code))
            })
    }
}

extension ValueType<PublishedTable> {
    /// A table, given by its id.
    static var table: ValueType {
        ids("table", { $0.tables.map(\.id) }) { text, dataset in dataset.table(text.lowercased()) }
    }
}

extension ValueType<Source> {
    /// A source, given by its id.
    static var source: ValueType {
        let ids = ValueType<String>.words { $0.codes.sources.map(\.id) }
        return ValueType(
            description: ids.description,
            find: { text, dataset in ids.find(text, dataset).flatMap(dataset.codes.source) }, problem: ids.problem)
    }
}

/// The figure that an id identifies.
enum CellReference: Sendable {
    /// A cell of a published table.
    case cell(CellAddress)
    /// The row of a figure that is not a published cell, or the rows of the months of a sum.
    case rows([Int])
}

extension ValueType<CellReference> {
    /// A published cell, a figure of a file or a sum of months, given by its id.
    static var cell: ValueType {
        ValueType(
            description: ValueDescription(
                noun: "cell",
                schema: { _ in
                    .object([
                        "type": .string("string"),
                        "pattern": .string("^[a-z0-9-]+-(r[0-9]+-c[0-9]+|sum-[A-Za-z0-9.-]+)$"),
                    ])
                }, example: { $0.tables.first?.cellID(row: 1, column: 1) ?? "" }),
            find: { text, dataset in
                dataset.cell(text.lowercased()).map(CellReference.cell) ?? dataset.figure(text).map(CellReference.rows)
            },
            problem: { text, parameter, dataset in
                // The numbers of rows and columns have two digits.
                let parts = text.lowercased().split(separator: "-").map { part in
                    part.utf8.count == 2 && (part.hasPrefix("r") || part.hasPrefix("c"))
                        ? part.prefix(1) + "0" + part.dropFirst() : part
                }
                let padded = parts.joined(separator: "-")
                return parameter.unknown(
                    "cell", text, near: dataset.cell(padded) == nil ? [] : [padded], allowed: [],
                    hint:
                        "an id consists of table, row and column, such as eclac-2024-t06-r01-c04, or of file set, line and "
                        + "column, such as census-2025-06-r0012-c03")
            })
    }
}

/// A record of a register.
struct RegisterRecord: Sendable {
    let register: Register
    let row: Int
    /// The match of the parameter `q`; nil without it.
    var match: SearchMatch?
}

extension ValueType<RegisterRecord> {
    /// A record of a register, given by its id.
    static func record(of schema: RegisterSchema) -> ValueType {
        let ids = ids("record", { $0.register(schema)?.values("id") ?? [] }) { text, dataset in
            dataset.register(schema).flatMap { register in
                register.row(id: text.lowercased()).map { RegisterRecord(register: register, row: $0) }
            }
        }
        return ValueType(
            description: ids.description, find: ids.find,
            problem: { text, parameter, dataset in
                dataset.register(schema) == nil ? .absentRegister(schema) : ids.problem(text, parameter, dataset)
            })
    }
}

extension ValueType {
    /// A value with an id. An unknown id is a problem that lists all ids.
    fileprivate static func ids(
        _ noun: String, _ ids: @escaping @Sendable (Dataset) -> [String],
        find: @escaping @Sendable (String, Dataset) -> Value?
    ) -> ValueType {
        ValueType(
            description: ValueDescription(
                noun: noun, schema: { .object(["type": .string("string"), "enum": .strings(ids($0))]) },
                example: { ids($0).first ?? "" }),
            find: find,
            problem: { text, parameter, dataset in
                let ids = ids(dataset)
                let near = Suggestions.nearest(to: text, among: ids.map { ($0, $0) })
                return parameter.unknown(noun, text, near: near, allowed: ids)
            })
    }
}
