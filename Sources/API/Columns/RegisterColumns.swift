// Columns and filters of the records of a register.

import Arithmetic
import Dataset
import Formats

extension RegisterRecord {
    func text(_ column: String) -> String { register.text(row, column) }

    /// The value of a column: null, or an empty list, where the field is empty.
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

extension RegisterRecord {
    /// Whether the record contains the text of the parameter `q`; true without the parameter.
    func contains(_ search: TextSearch?) -> Bool { search.map { register.contains(row, $0.isFound) } ?? true }
}
