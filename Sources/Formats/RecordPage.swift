// One page of a list: records sorted, cut to `limit` and `offset`, and reduced to the fields shown.

import HTTP

/// A class, to avoid copies.
public final class RecordPage: Sendable {
    public let fields: [Field]
    /// Indices of the fields to show, in order.
    public let shown: [Int]
    /// Number of records before `limit` and `offset`.
    public let total: Int
    public let limit: Int
    public let offset: Int
    /// Number of records on the page.
    public let count: Int
    /// The reason for an empty page; nil if it has records.
    public let emptyReason: String?
    private let records: any Records
    /// Indices of the records in sorted order; nil for the order of `records`.
    private let order: [Int]?

    /// - Parameters:
    ///   - shown: indices of the fields to show; nil for all.
    ///   - emptyReason: returns the reason for an empty list; called only if `records` is empty.
    public init(
        _ records: any Records, shown: [Int]? = nil, sort: [SortKey] = [], limit: Int = .max, offset: Int = 0,
        emptyReason: () -> String = { "No records match the filters." }
    ) {
        self.records = records
        self.limit = limit
        self.offset = offset
        fields = records.fields
        total = records.count
        self.shown = shown ?? Array(fields.indices)
        order = RecordPage.order(records, sort)
        count = max(0, min(limit, total - offset))
        self.emptyReason =
            count > 0
            ? nil
            : total == 0
                ? emptyReason()
                : limit == 0
                    ? "A limit of 0 returns no records; \(total) match."
                    : "The offset \(offset) is beyond the last record; \(total) match."
    }

    private static func order(_ records: any Records, _ sort: [SortKey]) -> [Int]? {
        guard !sort.isEmpty else { return nil }
        let keys = sort.map { key in
            (values: (0..<records.count).map { records.value(of: $0, in: key.field) }, isDescending: key.isDescending)
        }
        return (0..<records.count).sorted { left, right in
            for key in keys {
                let (a, b) = (key.values[left], key.values[right])
                // Null sorts last in both directions.
                if a == .null || b == .null {
                    if a != b { return b == .null }
                } else if let precedes = JSON.precedes(a, b) {
                    return precedes != key.isDescending
                }
            }
            // Equal records keep their order, so that pages never overlap.
            return left < right
        }
    }

    private func index(_ record: Int) -> Int { order.map { $0[offset + record] } ?? offset + record }

    /// Calls `body` with the values shown of one record of the page.
    func forEachValue(of record: Int, _ body: (_ field: Int, JSON) -> Void) {
        records.forEachValue(of: index(record), in: shown, body)
    }

    /// Writes the values shown of one record of the page as members of an object.
    func writeValues(of record: Int, to json: inout JSONWriter) { records.write(index(record), shown, to: &json) }

    /// A value of one record of the page, shown or not.
    func value(of record: Int, in field: Int) -> JSON { records.value(of: index(record), in: field) }

    /// By record of the page, the values of all fields, shown or not, for charts and calendars; null for lists and objects, which can
    /// be large and are not drawn.
    var singleValues: [[JSON]] {
        let single = fields.indices.filter { fields[$0].kind.isSingle }
        return (0..<count).map { record in
            var values = [JSON](repeating: .null, count: fields.count)
            records.forEachValue(of: index(record), in: single) { values[$0] = $1 }
            return values
        }
    }

    /// The index of a field; nil if the records have no such field.
    func index(_ name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
