// Columns and filters of the records of a register.

import Arithmetic
import Dataset
import Formats
import HTTP

extension RegisterRecord {
    func text(_ column: String) -> String { register.text(row, column) }

    /// The value of a column: null, or an empty list, if the field is empty.
    fileprivate func value(_ column: Int) -> JSON {
        let (text, kind) = (register.text(row, column), register.columns[column].kind)
        guard !text.isEmpty else { return kind == .list ? .array([]) : .null }
        switch kind {
        case .integer: return Int(text).json
        case .number: return (PrintedNumber(text)?.number).json
        case .list: return .strings(text.split(separator: "|").map(String.init))
        default: return .string(text)
        }
    }
}

extension Register {
    /// All records, in the order of the file.
    var records: [RegisterRecord] { (0..<count).map { RegisterRecord(register: self, row: $0) } }
}

extension Column<RegisterRecord> {
    /// The columns of a register, under the names of its file.
    static func of(_ schema: RegisterSchema) -> [Column] {
        schema.columns.enumerated().map { index, column in
            let kind: Field.Kind =
                switch column.kind {
                case .integer: .integer
                case .number: .number
                case .list: .list
                default: .string
                }
            let field = Field(
                column.name, kind, column.summary, nullable: !column.isRequired && column.kind != .list)
            return Column(field: field) { $0.value(index) }
        }
    }
}

/// A parameter that selects records by the text of one column.
struct RegisterFilter: Sendable {
    let column: String
    let parameter: Parameter<[String]>

    init(_ schema: RegisterSchema, _ column: String) {
        self.column = column
        let words = ValueType<String>.words { dataset in
            dataset.register(schema).map { RegisterFilter.values($0, column) } ?? []
        }
        let type = ValueType(
            description: words.description, find: words.find,
            problem: { text, parameter, dataset in
                dataset.register(schema) == nil ? .absentRegister(schema) : words.problem(text, parameter, dataset)
            })
        parameter = Parameter(
            list: column, type,
            "Only records with one of these values, separated by commas: "
                + "\(column.split(separator: "_").joined(separator: " ")).")
    }

    func passes(_ record: RegisterRecord, _ request: Request) -> Bool {
        let wanted = request[parameter]
        guard !wanted.isEmpty else { return true }
        let text = record.text(column)
        return wanted.contains(text)
            || column == "area" && RegisterFilter.partners(text).contains(where: wanted.contains)
    }

    /// The values of a column. For areas such as `USA-MEX` or `MEX+HND` also the codes of the single partners.
    private static func values(_ register: Register, _ column: String) -> [String] {
        let values = register.values(column)
        return column == "area" ? (values + values.flatMap(partners)).distinct : values
    }

    /// The codes of partners in an area that joins several; a state such as `US-TX` is one area.
    private static func partners(_ area: String) -> [String] {
        area.split(whereSeparator: { $0 == "+" || $0 == "-" }).map(String.init).filter { part in
            part.utf8.count == 3 && part.utf8.allSatisfy { (0x41...0x5a).contains($0) }
        }
    }
}

extension Request {
    /// The records of a register: in the order of the file, or those that match the parameter `q`, best first.
    func records(_ kind: TextCatalog.Kind) throws(Problem) -> [RegisterRecord] {
        guard let schema = kind.register?.schema else { return [] }
        let register = try register(schema)
        guard let text = self[.search] else { return register.records }
        return snapshot.texts.numberedMatches(text, in: kind).map {
            RegisterRecord(register: register, row: $0.number, match: $0.match)
        }
    }
}

extension Column {
    /// The passage that matches the parameter `q`.
    static func passage(_ match: @escaping @Sendable (Record) -> SearchMatch?) -> Column {
        Column("passage", "With `q`: the text around the rarest of its words.", isHidden: true) { record, request in
            match(record).map { request.snapshot.texts.index.passage($0) }
        }
    }
}

/// The parameter that selects records by id. It has no list of the ids, which are a thousand.
func recordIDs(_ ids: @escaping @Sendable (Dataset) -> [String]) -> Parameter<[String]> {
    let type = ValueType<String>(
        description: ValueDescription(
            noun: "id", schema: { _ in .object(["type": .string("string")]) }, example: { ids($0).first ?? "" }),
        find: { text, dataset in
            let text = text.lowercased()
            return ids(dataset).contains(text) ? text : nil
        },
        problem: { text, parameter, dataset in
            let near = Suggestions.nearest(to: text, among: ids(dataset).map { ($0, $0) })
            return parameter.unknown("record", text, near: near, allowed: near)
        })
    return Parameter(list: "id", type, "Only the records with these ids, separated by commas.")
}
