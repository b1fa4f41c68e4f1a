// The target of a request, for links.

/// Path and query as `Target.encode` writes them, and the decoded items of the query.
struct RequestTarget {
    let path: [UInt8]
    let query: [UInt8]
    let items: [(name: String, value: String)]

    var text: String { String(decoding: query.isEmpty ? path : path + [UInt8(ascii: "?")] + query, as: UTF8.self) }
}
