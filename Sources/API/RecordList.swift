// The result of a list endpoint's function.

import Formats
import HTTP

/// The records of a list, before sorting and paging.
struct RecordList<Record> {
    let records: [Record]
    /// The unit of money values; nil if the records have none.
    let unit: String?
    /// Ids of the sources of the records, without duplicates; `meta` cites them.
    let sources: [String]
    /// Names of hidden columns that this list shows.
    let shownColumns: Set<String>
    /// The reason for an empty list; called only if it is empty.
    let emptyReason: () -> String

    init(
        _ records: [Record], unit: String? = nil, sources: [String] = [], shownColumns: Set<String> = [],
        emptyReason: @escaping () -> String = { "No records match the filters." }
    ) {
        self.records = records
        self.unit = unit
        self.sources = sources
        self.shownColumns = shownColumns
        self.emptyReason = emptyReason
    }
}

/// A list without the type of its records, ready for sorting, paging and encoding.
struct Listing {
    let records: any Records
    let unit: String?
    let sources: [String]
    /// Names of hidden columns that this list shows.
    let shownColumns: Set<String>
    /// The members of `meta` that the endpoint declares, as one record; nil without such members.
    let meta: (any Records)?
    let emptyReason: () -> String

    init<Record: Sendable>(
        _ list: RecordList<Record>, _ columns: [Column<Record>], _ fields: [Field], meta: (any Records)? = nil,
        _ request: Request
    ) {
        records = ColumnRecords(list.records, columns, fields, request)
        unit = list.unit
        sources = list.sources
        shownColumns = list.shownColumns
        self.meta = meta
        emptyReason = list.emptyReason
    }
}

/// Records whose values are computed by columns. Functions instead of columns, because the compiler specialises them for the type of
/// the records, which it does not for a generic class behind a protocol. A class, to avoid copies.
final class ColumnRecords: Records {
    /// The fields of the columns, which the declaration of the endpoint holds.
    let fields: [Field]
    let count: Int
    private let values: @Sendable (_ record: Int, _ fields: [Int], _ body: (Int, JSON) -> Void) -> Void
    private let write: @Sendable (_ record: Int, _ fields: [Int], inout JSONWriter) -> Void

    init<Record: Sendable>(
        _ records: [Record], _ columns: [Column<Record>], _ fields: [Field], _ request: Request
    ) {
        self.fields = fields
        count = records.count
        values = { record, fields, body in
            let record = records[record]
            for field in fields { body(field, columns[field].value(record, request)) }
        }
        write = { record, fields, json in
            let record = records[record]
            for field in fields {
                json.key(columns[field].field.key)
                columns[field].write(record, request, &json)
            }
        }
    }

    func forEachValue(of record: Int, in fields: [Int], _ body: (_ field: Int, JSON) -> Void) {
        values(record, fields, body)
    }

    func write(_ record: Int, _ fields: [Int], to json: inout JSONWriter) { write(record, fields, &json) }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of its first occurrence.
    var distinct: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
