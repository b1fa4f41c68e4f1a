// A column of a list, or a field of an object: its description, and the function that computes its value from a record.

import Formats
import HTTP

struct Column<Record>: Sendable {
    let field: Field
    let value: @Sendable (Record, Request) -> JSON
    /// Writes the value.
    let write: @Sendable (Record, Request, inout JSONWriter) -> Void
    /// Whether the column is shown only if the request asks for it by `fields` or `explain`.
    let isHidden: Bool

    private init(_ field: Field, isHidden: Bool = false, _ value: @escaping @Sendable (Record, Request) -> JSON) {
        self.init(field, isHidden: isHidden, value) { record, request, json in value(record, request).write(&json) }
    }

    private init(
        _ field: Field, isHidden: Bool, _ value: @escaping @Sendable (Record, Request) -> JSON,
        write: @escaping @Sendable (Record, Request, inout JSONWriter) -> Void
    ) {
        self.field = field
        self.isHidden = isHidden
        self.value = value
        self.write = write
    }

    /// A column whose kind follows from the type of its values.
    init<Value: FieldValue>(
        _ name: String, _ summary: String, isHidden: Bool = false,
        _ value: @escaping @Sendable (Record, Request) -> Value
    ) {
        self.init(Field(name, Value.kind, summary, nullable: Value.isNullable), isHidden: isHidden) { record, request in
            value(record, request).json
        } write: { record, request, json in
            value(record, request).write(&json)
        }
    }

    /// A column whose values depend on the record alone.
    init<Value: FieldValue>(_ name: String, _ summary: String, _ value: @escaping @Sendable (Record) -> Value) {
        self.init(name, summary) { record, _ in value(record) }
    }

    /// A column whose field is not known at compile time, such as a column of a register.
    init(field: Field, _ value: @escaping @Sendable (Record) -> JSON) {
        self.init(field) { record, _ in value(record) }
    }

    /// A column of objects with these columns.
    init<Inner>(
        _ name: String, objects columns: [Column<Inner>], _ summary: String,
        _ value: @escaping @Sendable (Record, Request) -> [Inner]
    ) {
        self.init(Field(name, .objects(columns.map(\.field)), summary), columns) { .list(value($0, $1)) }
    }

    /// A column of objects with these columns, or null.
    init<Inner>(
        _ name: String, optionalObjects columns: [Column<Inner>], _ summary: String,
        _ value: @escaping @Sendable (Record, Request) -> [Inner]?
    ) {
        self.init(Field(name, .objects(columns.map(\.field)), summary, nullable: true), columns) { record, request in
            value(record, request).map { .list($0) } ?? .null
        }
    }

    /// A column of one object with these columns.
    init<Inner>(
        _ name: String, object columns: [Column<Inner>], _ summary: String,
        _ value: @escaping @Sendable (Record, Request) -> Inner
    ) {
        self.init(Field(name, .object(columns.map(\.field)), summary), columns) { .one(value($0, $1)) }
    }

    /// A column of one object with these columns, or null.
    init<Inner>(
        _ name: String, optionalObject columns: [Column<Inner>], _ summary: String, isHidden: Bool = false,
        _ value: @escaping @Sendable (Record, Request) -> Inner?
    ) {
        let field = Field(name, .object(columns.map(\.field)), summary, nullable: true)
        self.init(field, isHidden: isHidden, columns) { record, request in
            value(record, request).map { .one($0) } ?? .null
        }
    }

    /// A column of records with these columns.
    private init<Inner>(
        _ field: Field, isHidden: Bool = false, _ columns: [Column<Inner>],
        _ records: @escaping @Sendable (Record, Request) -> InnerRecords<Inner>
    ) {
        self.init(field, isHidden: isHidden) { record, request in
            records(record, request).json(columns, request)
        } write: { record, request, json in
            records(record, request).write(columns, request, &json)
        }
    }

    /// A column of values by name, each described by `inner`.
    init<Inner>(
        _ name: String, map inner: Column<Inner>, _ summary: String,
        _ value: @escaping @Sendable (Record, Request) -> [(name: String, value: Inner)]
    ) {
        self.init(Field(name, .map(inner.field), summary)) { record, request in
            .object(value(record, request).map { JSON.Member($0.name, inner.value($0.value, request)) })
        }
    }

    /// This column for records of another type, each of which contains a record of this type.
    func of<Outer>(_ inner: @escaping @Sendable (Outer) -> Record) -> Column<Outer> {
        Column<Outer>(field, isHidden: isHidden) { record, request in
            value(inner(record), request)
        } write: { record, request, json in
            write(inner(record), request, &json)
        }
    }
}

/// The value of a column of objects.
private enum InnerRecords<Record> {
    case null
    case one(Record)
    case list([Record])

    // Not inlined: copies in all columns would add 50 KB to the program.
    @inline(never)
    func json(_ columns: [Column<Record>], _ request: Request) -> JSON {
        switch self {
        case .null: .null
        case .one(let record): columns.object(record, request)
        case .list(let records): .array(records.map { columns.object($0, request) })
        }
    }

    @inline(never)
    func write(_ columns: [Column<Record>], _ request: Request, _ json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .one(let record): columns.write(record, request, &json)
        case .list(let records):
            json.array { json in for record in records { columns.write(record, request, &json) } }
        }
    }
}

/// A record of one of two types, for a list that holds both.
enum Either<First: Sendable, Second: Sendable>: Sendable {
    case first(First)
    case second(Second)
}

extension Column {
    /// The columns of a list of two types of records: all columns of `first`, then the columns of `second` whose names `first` lacks,
    /// which are hidden. Columns of one name are one column. The value is null in records whose type lacks the column.
    static func either<First, Second>(
        _ first: [Column<First>], _ second: [Column<Second>]
    ) -> [Column] where Record == Either<First, Second> {
        let joined = first.map { own in
            let other = second.first { $0.field.name == own.field.name }
            let field = Field(
                own.field.name, own.field.kind, own.field.summary,
                nullable: own.field.isNullable || other?.field.isNullable ?? true)
            return Column(field, isHidden: own.isHidden) { record, request in
                switch record {
                case .first(let record): own.value(record, request)
                case .second(let record): other?.value(record, request) ?? .null
                }
            }
        }
        let names = Set(first.map(\.field.name))
        let added = second.filter { !names.contains($0.field.name) }.map { own in
            let field = Field(own.field.name, own.field.kind, own.field.summary, nullable: true)
            return Column(field, isHidden: true) { record, request in
                if case .second(let record) = record { own.value(record, request) } else { .null }
            }
        }
        return joined + added
    }

    /// The columns of several groups. An expression with `+` takes the compiler minutes.
    static func list(_ groups: [Column]...) -> [Column] { groups.flatMap(\.self) }
}

extension Array {
    /// A record as an object with these columns.
    func object<Record>(_ record: Record, _ request: Request) -> JSON where Element == Column<Record> {
        .object(map { JSON.Member($0.field.name, $0.value(record, request)) })
    }

    /// Writes a record as an object with these columns.
    func write<Record>(_ record: Record, _ request: Request, _ json: inout JSONWriter) where Element == Column<Record> {
        json.object { json in
            for index in indices {
                json.key(self[index].field.key)
                self[index].write(record, request, &json)
            }
        }
    }
}
