// From a list's records to the page that was asked for: sorted, cut, and with the fields wanted.

import HTTP

/// A page of a list.
struct Page {
    let columns: [Column]
    /// The records of the page, in all columns.
    let rows: [[JSON]]
    /// The columns that `fields` asked for, in its order.
    let shown: [Int]
    /// How many records there are in all.
    let total: Int
    let limit: Int
    let offset: Int

    /// All of these.
    init(columns: [Column], rows: [[JSON]]) {
        self.columns = columns
        self.rows = rows
        shown = Array(columns.indices)
        total = rows.count
        limit = rows.count
        offset = 0
    }

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
        self.rows = offset == 0 && limit >= total ? rows : Array(rows.dropFirst(offset).prefix(limit))
        self.columns = columns
        let fields = query.list("fields").compactMap { name in columns.firstIndex { $0.name == name } }
        shown = fields.isEmpty ? columns.indices.filter { !listing.hidden.contains(columns[$0].name) } : fields
    }
}

extension Page {
    /// Why there is no record, where there is none: what the endpoint says, or that the page lies beyond the end.
    func emptyReason(_ listing: Listing) -> String? {
        guard rows.isEmpty else { return nil }
        if total == 0 { return listing.reason ?? "Nothing passes these filters." }
        return limit == 0
            ? "A limit of 0 asks for no record; there are \(total)."
            : "The offset \(offset) is beyond the last record; there are \(total)."
    }
}
