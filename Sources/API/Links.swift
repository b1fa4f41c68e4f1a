// The links of a response: itself, other pages and formats, sources and related endpoints.

import Dataset
import Formats
import HTTP

/// Links in a fixed order, as path and encoded query.
struct Links {
    private let target: RequestTarget
    private let endpoint: Endpoint
    private let basePath: String
    /// The values of the path parameters, encoded.
    private let values: [String]
    private let relatives: [PathTemplate]
    private let table: PublishedTable?
    /// The query without `format` and `pretty`.
    private let plainQuery: [UInt8]
    /// Queries of the other pages.
    private let pages: [(relation: StaticString, query: [UInt8])]
    private let sources: [Source]

    /// - Parameters:
    ///   - pathTexts: the values of the path parameters.
    ///   - table: the table that an object belongs to.
    init(
        _ target: RequestTarget, _ endpoint: Endpoint, basePath: String, relatives: [PathTemplate], pathTexts: [String],
        sources: [Source] = [], table: PublishedTable? = nil, page: RecordPage? = nil
    ) {
        self.target = target
        self.endpoint = endpoint
        self.basePath = basePath
        self.sources = sources
        self.relatives = relatives
        self.table = table
        values = pathTexts.map { Target.encode($0) }
        plainQuery = target.query { $0 != "format" && $0 != "pretty" }
        pages = page.map { Links.pages($0, target) } ?? []
    }

    private static func pages(
        _ page: RecordPage, _ target: RequestTarget
    ) -> [(relation: StaticString, query: [UInt8])] {
        // The limit of a complete list is the largest integer.
        let (isFirst, isLast) = (page.offset == 0, page.total - page.offset <= page.limit)
        guard page.limit > 0, !isFirst || !isLast else { return [] }
        let first = target.query { $0 != "offset" }
        func query(from offset: Int) -> [UInt8] {
            guard offset > 0 else { return first }
            var query: [UInt8] = []
            query.reserveCapacity(first.count + 24)
            query.append(bytes: first)
            query.append(first.isEmpty ? "offset=" as StaticString : "&offset=")
            query.append(decimal: offset)
            return query
        }
        // From beyond the end, the previous page is the last one.
        let lastOffset = max(0, page.total - 1) / page.limit * page.limit
        let previous = page.offset < page.total ? max(0, page.offset - page.limit) : lastOffset
        var pages: [(relation: StaticString, query: [UInt8])] = []
        if !isFirst { pages = [("first", first), ("prev", query(from: previous))] }
        if !isLast { pages.append(("next", query(from: page.offset + page.limit))) }
        return pages
    }

    func write(_ writer: inout JSONWriter) {
        writer.object { json in
            json.key("self" as StaticString)
            write(target.query, to: &json)
            for page in pages {
                json.key(page.relation)
                write(page.query, to: &json)
            }
            for format in endpoint.formats where format != .json {
                json.key(format.rawValue)
                json.plainString {
                    $0.append(target.path)
                    $0.append("?" as StaticString)
                    $0.append(plainQuery)
                    if !plainQuery.isEmpty { $0.append("&" as StaticString) }
                    $0.append("format=" as StaticString)
                    $0.append(format.rawValue)
                }
            }
            if !sources.isEmpty {
                json.key("source" as StaticString)
                json.array { json in
                    for source in sources { write("/v1/sources/", source.id, to: &json) }
                }
            }
            if table != nil || !relatives.isEmpty {
                json.key("related" as StaticString)
                json.array { json in
                    if let table { write("/v1/tables/", table.id, to: &json) }
                    for relative in relatives {
                        json.plainString { relative.write(values, to: &$0) }
                    }
                }
            }
            json.key("index" as StaticString)
            write("/v1", "", to: &json)
            json.key("docs" as StaticString)
            write("/docs#", endpoint.id, to: &json)
        }
    }

    /// A path below the base path that ends in an id.
    private func write(_ path: StaticString, _ id: String, to json: inout JSONWriter) {
        json.plainString { json in
            json.append(basePath)
            json.append(path)
            Target.withEncoded(id) { json.append($0) }
        }
    }

    private func write(_ query: [UInt8], to json: inout JSONWriter) {
        json.plainString {
            $0.append(target.path)
            guard !query.isEmpty else { return }
            $0.append("?" as StaticString)
            $0.append(query)
        }
    }

    /// The value of the Link field, RFC 8288; nil if there is only one page.
    var field: String? {
        guard !pages.isEmpty else { return nil }
        var field: [UInt8] = []
        field.reserveCapacity(pages.count * (target.path.count + plainQuery.count + 40))
        for page in pages {
            field.append(field.isEmpty ? "<" as StaticString : ", <")
            field.append(bytes: target.path)
            if !page.query.isEmpty { field.append("?" as StaticString) }
            field.append(bytes: page.query)
            field.append(">; rel=\"" as StaticString)
            field.append(page.relation)
            field.append("\"" as StaticString)
        }
        return String(decoding: field, as: UTF8.self)
    }

    /// The JSON Schema of `links`.
    static let schema: JSON = {
        let always = [
            Field("self", "This response."), Field("index", "The index of the API."),
            Field("docs", "The documentation of this endpoint."),
        ]
        let sometimes =
            [
                Field("first", "The first page."), Field("prev", "The previous page."), Field("next", "The next page."),
            ]
            + Format.allCases.filter { $0 != .json }.map { Field($0.rawValue, "The same data as \($0.summary).") }
            + [
                Field("source", .list, "The sources of the figures."), Field("related", .list, "Related resources."),
            ]
        return .object([
            "type": .string("object"),
            "properties": .object((always + sometimes).map { JSON.Member($0.name, $0.schema) }),
            "required": .strings(always.map(\.name)), "additionalProperties": .bool(false),
        ])
    }()
}
