// The target of a request, for links.

import HTTP

/// Path and query as `Target.encode` writes them, and the decoded items of the query.
struct RequestTarget {
    let path: [UInt8]
    let query: [UInt8]
    let items: [(name: String, value: String)]

    /// The query of the items whose names pass.
    func query(where passes: (String) -> Bool) -> [UInt8] {
        items.allSatisfy { passes($0.name) } ? query : Target.query(items.filter { passes($0.name) })
    }

    var text: String { String(decoding: query.isEmpty ? path : path + [UInt8(ascii: "?")] + query, as: UTF8.self) }
}
