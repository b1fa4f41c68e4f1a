// From a list's records to the page that was asked for: sorted, cut, and with the fields wanted.

import HTTP

/// A page of a list. A class for the same reason as the list.
final class RecordPage {
    let columns: [Column]
    /// The columns that `fields` asked for, in its order.
    let shown: [Int]
    /// How many records there are in all.
    let total: Int
    let limit: Int
    let offset: Int
    /// How many records the page has.
    let count: Int
    private let listing: RecordList
    /// The listing's numbers of its records in the order asked for; nil for their own.
    private let order: [Int]?

    init(_ listing: RecordList, _ columns: [Column], _ query: Query) {
        self.listing = listing
        self.columns = columns
        order = RecordPage.order(listing, columns, query.list("sort"))
        total = listing.count
        limit = query.integer("limit") ?? 1_000
        offset = query.integer("offset") ?? 0
        count = max(0, min(limit, total - offset))
        shown =
            query.fields.isEmpty
            ? columns.indices.filter { !listing.hidden.contains(columns[$0].name) } : query.fields
    }

    /// All of these.
    /// - Parameter reason: why there are none, where there are none.
    init(columns: [Column], rows: [[JSON]], reason: String? = nil) {
        listing = RecordList(rows: rows, reason: reason)
        self.columns = columns
        order = nil
        shown = Array(columns.indices)
        (total, limit, offset, count) = (rows.count, rows.count, 0, rows.count)
    }

    private static func order(_ listing: RecordList, _ columns: [Column], _ names: [String]) -> [Int]? {
        let keys = names.compactMap { key -> (values: [JSON], descending: Bool)? in
            let name = key.hasPrefix("-") ? String(key.dropFirst()) : key
            guard let column = columns.firstIndex(where: { $0.name == name }) else { return nil }
            return ((0..<listing.count).map { listing.value($0, column) }, key.hasPrefix("-"))
        }
        guard !keys.isEmpty else { return nil }
        return (0..<listing.count).sorted { left, right in
            for key in keys {
                let (a, b) = (key.values[left], key.values[right])
                // What is missing stays last in both directions.
                if a == .null || b == .null {
                    if a != b { return b == .null }
                } else if let precedes = JSON.precedes(a, b) {
                    return precedes != key.descending
                }
            }
            // The order there was decides between equal records, so that pages never overlap.
            return left < right
        }
    }

    /// Calls `body` with the values of one of the page's records that are shown.
    func forEachValue(of record: Int, _ body: (_ column: Int, JSON) -> Void) {
        listing.forEachValue(number(record), shown, body)
    }

    /// The listing's number of one of the page's records.
    private func number(_ record: Int) -> Int { order.map { $0[offset + record] } ?? offset + record }

    /// The records in all columns, for formats that look at them more than once.
    var rows: [[JSON]] {
        let all = Array(columns.indices)
        return (0..<count).map { record in
            var row: [JSON] = []
            row.reserveCapacity(all.count)
            listing.forEachValue(number(record), all) { row.append($1) }
            return row
        }
    }

    /// Why there is no record, where there is none: what the endpoint says, or that the page lies beyond the end.
    var emptyReason: String? {
        guard count == 0 else { return nil }
        if total == 0 { return listing.reason ?? "Nothing passes these filters." }
        return limit == 0
            ? "A limit of 0 asks for no record; there are \(total)."
            : "The offset \(offset) is beyond the last record; there are \(total)."
    }
}
