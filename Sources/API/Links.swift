// Where an answer leads: to itself, its other pages and formats, and to what belongs to it.

import Dataset
import HTTP

/// The target of a request, for links: its encoded path and query, and the items of the query.
struct AskedTarget {
    let path: [UInt8]
    let query: [UInt8]
    let items: [(name: String, value: String)]
}

/// Links of an answer, in an order that never changes. Targets are bytes, which are written as they are.
struct Links {
    private let endpoint: Endpoint
    /// The values of its path's parameters.
    private let values: [String]
    /// What was asked for, encoded.
    private let path: [UInt8]
    private let query: [UInt8]
    /// The query without format and layout.
    private let plain: [UInt8]
    /// Queries of the other pages.
    private var pages: [(relation: String, query: [UInt8])] = []
    private let sources: [Source]
    /// The table that an object is of.
    private let table: String?

    /// - Parameters:
    ///   - target: what was asked for.
    ///   - query: the same, read.
    init(
        _ endpoint: Endpoint, _ query: Query, _ target: AskedTarget, sources: [Source] = [], table: String? = nil,
        _ page: RecordPage? = nil
    ) {
        self.endpoint = endpoint
        self.sources = sources
        self.table = table
        values = endpoint.pathParameters.map { query.text($0.key) ?? "" }
        (path, self.query) = (target.path, target.query)
        let isPlain = !target.items.contains { Links.isLayout($0.name) }
        plain = isPlain ? target.query : Target.query(target.items.filter { !Links.isLayout($0.name) })
        guard let page, page.limit > 0 else { return }
        let (isFirst, isLast) = (page.offset == 0, page.offset + page.limit >= page.total)
        guard !isFirst || !isLast else { return }
        let start =
            target.items.contains { $0.name == "offset" }
            ? Target.query(target.items.filter { $0.name != "offset" }) : target.query
        func moved(to offset: Int) -> [UInt8] {
            guard offset > 0 else { return start }
            var query = start
            query.append(start.isEmpty ? "offset=" : "&offset=" as StaticString)
            query.append(decimal: offset)
            return query
        }
        if !isFirst {
            pages.append(("first", start))
            pages.append(("prev", moved(to: max(0, page.offset - page.limit))))
        }
        if !isLast { pages.append(("next", moved(to: page.offset + page.limit))) }
    }

    private static func isLayout(_ name: String) -> Bool { name.isSame(as: "format") || name.isSame(as: "pretty") }

    private func write(_ query: [UInt8], to json: inout JSONWriter) {
        json.plainString {
            $0.append(path)
            guard !query.isEmpty else { return }
            $0.append("?" as StaticString)
            $0.append(query)
        }
    }

    private enum Name {
        static let this = JSONWriter.Key("self")
        static let source = JSONWriter.Key("source")
        static let related = JSONWriter.Key("related")
        static let index = JSONWriter.Key("index")
        static let docs = JSONWriter.Key("docs")
    }

    func write(_ writer: inout JSONWriter) {
        writer.object { json in
            json.key(Name.this)
            write(query, to: &json)
            for page in pages {
                json.key(page.relation)
                write(page.query, to: &json)
            }
            for other in endpoint.alternatives {
                json.key(other.name)
                json.plainString {
                    $0.append(path)
                    $0.append("?" as StaticString)
                    $0.append(plain)
                    if !plain.isEmpty { $0.append("&" as StaticString) }
                    $0.append(other.parameter)
                }
            }
            if !sources.isEmpty {
                json.key(Name.source)
                json.array { json in
                    for source in sources {
                        json.plainString { json in
                            json.append("/v1/sources/" as StaticString)
                            Target.withEncoded(source.id) { json.append($0) }
                        }
                    }
                }
            }
            writeRelatives(&json)
            json.member(Name.index, "/v1")
            json.key(Name.docs)
            json.plainString {
                $0.append("/docs#" as StaticString)
                $0.append(endpoint.id)
            }
        }
    }

    /// What goes with the endpoint, with the values that the path has.
    private func writeRelatives(_ writer: inout JSONWriter) {
        let relatives = Endpoints.relatives(of: endpoint)
        guard !relatives.isEmpty || table != nil else { return }
        writer.key(Name.related)
        writer.array { json in
            if let table {
                json.plainString { json in
                    json.append("/v1/tables/" as StaticString)
                    Target.withEncoded(table) { json.append($0) }
                }
            }
            relatives.write(values, to: &json)
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
        guard !pages.isEmpty else { return nil }
        var value: [UInt8] = []
        for page in pages {
            value.append(value.isEmpty ? "<" : ", <" as StaticString)
            value.append(bytes: path)
            if !page.query.isEmpty { value.append(UInt8(ascii: "?")) }
            value.append(bytes: page.query)
            value.append(">; rel=\"" as StaticString)
            value.append(page.relation)
            value.append(UInt8(ascii: "\""))
        }
        return String(decoding: value, as: UTF8.self)
    }
}
