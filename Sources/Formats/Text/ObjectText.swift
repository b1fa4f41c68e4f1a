// An object as text: one line for each field, then a table for each list of objects.

import HTTP

/// An object of which a document shows the records of one field, or the object itself as one record.
public struct RecordObject {
    let fields: [Field]
    let values: [JSON]
    /// The name of the field whose records the page has; nil if the page has the object.
    let rows: String?

    public init(_ fields: [Field], _ values: [JSON], rows: String?) {
        self.fields = fields
        self.values = values
        self.rows = rows
    }

    /// The records of the page: those of `rows`, or the object as one record.
    public var records: ValueRecords {
        for (field, value) in zip(fields, values) where field.name == rows {
            if let records = ValueRecords(value, of: field) { return records }
        }
        return ValueRecords(fields, [values])
    }

    /// The fields other than lists of objects.
    public var facts: [JSON.Member] {
        zip(fields, values).compactMap { field, value in
            if case .objects = field.kind { return nil }
            return value == .null ? nil : JSON.Member(field.name, value)
        }
    }

    /// The object as text, with the records of `page` in place of those of `rows`.
    func text(_ page: RecordPage) -> [UInt8] {
        var bytes: [UInt8] = []
        let facts = facts
        let width = facts.reduce(0) { max($0, $1.name.count) }
        for fact in facts {
            bytes.append(fact.name)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: width - fact.name.count + 2))
            var line: [UInt8] = []
            line.append(plain: fact.value)
            TextTableEncoder.clean(&line)
            bytes.append(contentsOf: line)
            bytes.append(UInt8(ascii: "\n"))
        }
        for (field, value) in zip(fields, values) {
            guard let records = ValueRecords(value, of: field), records.count > 0 else { continue }
            if rows == nil || field.name != rows { bytes.append("\n\(field.name)\n") } else { bytes.append("\n") }
            bytes.append(contentsOf: TextTableEncoder.encode(field.name == rows ? page : RecordPage(records)))
        }
        return bytes
    }
}

/// Records with given values.
public struct ValueRecords: Records {
    public let fields: [Field]
    private let rows: [[JSON]]

    public init(_ fields: [Field], _ rows: [[JSON]]) {
        self.fields = fields
        self.rows = rows
    }

    /// The objects in a field; nil if the field has none.
    init?(_ value: JSON, of field: Field) {
        guard case .objects(let inner) = field.kind, case .array(let elements) = value else { return nil }
        self.init(
            inner,
            elements.map { element in
                if case .object(let members) = element { members.map(\.value) } else { inner.map { _ in .null } }
            })
    }

    public var count: Int { rows.count }

    public func forEachValue(of record: Int, in fields: [Int], _ body: (_ field: Int, JSON) -> Void) {
        for field in fields { body(field, rows[record][field]) }
    }
}
