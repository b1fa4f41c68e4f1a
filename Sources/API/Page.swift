// From a list's records to the page that was asked for: sorted, cut, and with the fields wanted.

import HTTP

/// A page of a list.
struct Page {
    let columns: [Column]
    let rows: [[JSON]]
    /// How many records there are in all.
    let total: Int
    let limit: Int
    let offset: Int

    init(_ listing: Listing, _ columns: [Column], _ query: Query) {
        var rows = listing.rows
        let keys = query.list("sort").compactMap { key -> (index: Int, descending: Bool)? in
            let name = key.hasPrefix("-") ? String(key.dropFirst()) : key
            return columns.firstIndex { $0.name == name }.map { ($0, key.hasPrefix("-")) }
        }
        if !keys.isEmpty {
            // The order there was decides between equal records, so that pages never overlap.
            rows = rows.enumerated().sorted { left, right in
                for key in keys {
                    let (a, b) = (left.element[key.index], right.element[key.index])
                    // What is missing stays last in both directions.
                    if a == .null || b == .null {
                        if a != b { return b == .null }
                    } else if let precedes = JSON.precedes(a, b) {
                        return precedes != key.descending
                    }
                }
                return left.offset < right.offset
            }.map(\.element)
        }
        total = rows.count
        limit = query.integer("limit") ?? 1_000
        offset = query.integer("offset") ?? 0
        rows = Array(rows.dropFirst(offset).prefix(limit))
        let fields = query.list("fields").compactMap { name in columns.firstIndex { $0.name == name } }
        self.columns = fields.isEmpty ? columns : fields.map { columns[$0] }
        self.rows = fields.isEmpty ? rows : rows.map { row in fields.map { row[$0] } }
    }
}
