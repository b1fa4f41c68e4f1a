// Where an answer leads: to itself, its other pages and formats, and to what belongs to it.

import Dataset
import HTTP

/// Links of an answer, in an order that never changes.
struct Links {
    private let path: String
    private let items: [(name: String, value: String)]
    private var pages: [(relation: String, target: String)] = []
    private let endpoint: Endpoint
    private let relatives: [String]
    private let sources: [Source]

    /// - Parameters:
    ///   - path: the endpoint's with its values, encoded.
    ///   - relatives: paths that go with it, likewise.
    init(
        _ endpoint: Endpoint, _ path: String, _ items: [(name: String, value: String)], relatives: [String],
        sources: [Source] = [], _ page: Page? = nil
    ) {
        self.path = path
        self.items = items
        self.endpoint = endpoint
        self.relatives = relatives
        self.sources = sources
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
            for format in endpoint.formats where format != .json {
                json.member(format.rawValue, rest + (rest == path ? "?" : "&") + "format=" + format.rawValue)
            }
            if !sources.isEmpty {
                json.key("source")
                json.array { json in for source in sources { json.string("/v1/sources/" + source.id) } }
            }
            if !relatives.isEmpty {
                json.key("related")
                json.array { json in for relative in relatives { json.string(relative) } }
            }
            json.member("index", "/v1")
            json.member("docs", "/docs#" + endpoint.id)
        }
    }

    /// The schema of all links that there can be.
    static let schema: JSON = {
        let always = [
            Column("self", .string, "This answer."), Column("index", .string, "What there is."),
            Column("docs", .string, "Where this is described."),
        ]
        let sometimes =
            [
                Column("first", .string, "The first page."), Column("prev", .string, "The page before."),
                Column("next", .string, "The page after."),
            ]
            + Format.allCases.filter { $0 != .json }.map { Column($0.rawValue, .string, "The same as \($0.summary).") }
            + [
                Column("source", .list, "The reports that the figures come from."),
                Column("related", .list, "What goes with this."),
            ]
        return .object([
            "type": .string("object"),
            "properties": .object((always + sometimes).map { JSON.Member(name: $0.name, value: $0.schema) }),
            "required": .strings(always.map(\.name)), "additionalProperties": .bool(false),
        ])
    }()

    /// The value of the Link field, RFC 8288; nil where there is only one page.
    var field: String? {
        pages.isEmpty ? nil : pages.map { "<\($0.target)>; rel=\"\($0.relation)\"" }.joined(separator: ", ")
    }
}
