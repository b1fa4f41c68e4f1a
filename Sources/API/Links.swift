// Where an answer leads: to itself, its other pages and formats, and to what belongs to it.

import HTTP

/// Links of an answer, in an order that never changes.
struct Links {
    private let path: String
    private let items: [(name: String, value: String)]
    private var pages: [(relation: String, target: String)] = []
    private let formats: [Format]

    init(
        _ endpoint: Endpoint, _ path: String, _ items: [(name: String, value: String)], _ page: Page? = nil
    ) {
        self.path = path
        self.items = items
        formats = endpoint.formats
        guard let page, page.limit > 0 else { return }
        let rest = items.filter { $0.name != "offset" }
        func moved(to offset: Int) -> String {
            target(rest + (offset > 0 ? [(name: "offset", value: String(offset))] : []))
        }
        if page.offset > 0 {
            pages.append(("first", moved(to: 0)))
            pages.append(("prev", moved(to: max(0, page.offset - page.limit))))
        }
        if page.offset + page.limit < page.total { pages.append(("next", moved(to: page.offset + page.limit))) }
    }

    private func target(_ items: [(name: String, value: String)]) -> String {
        guard !items.isEmpty else { return path }
        return path + "?"
            + items.map { Target.encode($0.name) + "=" + Target.encode($0.value, keeping: ",:/") }.joined(
                separator: "&")
    }

    func write(_ writer: inout JSONWriter) {
        writer.object { json in
            json.member("self", target(items))
            for page in pages { json.member(page.relation, page.target) }
            let rest = target(items.filter { $0.name != "format" && $0.name != "pretty" })
            for format in formats where format != .json {
                json.member(format.rawValue, rest + (rest == path ? "?" : "&") + "format=" + format.rawValue)
            }
            json.member("index", "/v1")
        }
    }

    /// The value of the Link field, RFC 8288; nil where there is only one page.
    var field: String? {
        pages.isEmpty ? nil : pages.map { "<\($0.target)>; rel=\"\($0.relation)\"" }.joined(separator: ", ")
    }
}
