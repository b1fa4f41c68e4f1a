// From a validated request to its response: choose the format, run the endpoint's function, encode the result.

import Dataset
import Formats
import HTTP

struct Rendering {
    let request: Request
    let endpoint: Endpoint
    /// The index of the endpoint in `Service.routes`.
    let route: Int
    let target: RequestTarget
    let coding: Negotiation.Coding

    private var snapshot: Snapshot { request.snapshot }

    /// - Parameter accept: the value of the Accept field.
    func response(accept: [UInt8]?) throws(Problem) -> Response {
        switch endpoint.content {
        case .refusal(let problem): throw problem
        case .document(let contentType, let document):
            // A document has one representation, so Accept does not apply.
            guard endpoint.freshness == .dataset else { return response(contentType, try document(request)) }
            return try snapshot.documents.response(at: request.endpoints.basePath + endpoint.path, coding) {
                () throws(Problem) in
                response(contentType, try document(request))
            }
        case .object(let content):
            let format = try Format.choose(request[endpoint.format], accept: accept, available: endpoint.formats)
            let body = encode(try content.values(request), content, format)
            return response(format.contentType, body, format.headerFields)
        case .list(let content):
            let format = try Format.choose(request[endpoint.format], accept: accept, available: endpoint.formats)
            let listing = try content.list(request)
            let page = page(of: listing, content, format)
            let sources = snapshot.sources(listing.sources)
            let links = links(sources: sources, page: page)
            var fields = format.headerFields
            if let link = links.field { fields.append((name: "Link", value: link)) }
            if page.count >= RecordStream.leastCount, let form = format.streamed {
                return streamed(listing, page, format, form, sources, links, fields)
            }
            return response(format.contentType, encode(listing, page, content, format, sources, links), fields)
        }
    }

    /// Whether the response can take more than a few milliseconds to make: one over all partners or over further dimensions, and the
    /// first search.
    var isExtensive: Bool {
        guard case .list = endpoint.content else { return false }
        if !snapshot.hasTexts, endpoint.parameters.contains(where: { request.gives($0) && $0.name == "q" }) {
            return true
        }
        return endpoint.problems.contains("query-too-large")
            || (endpoint.declares(.partner) && !request.gives(.partner))
    }

    private func streamed(
        _ listing: Listing, _ page: RecordPage, _ format: Format, _ form: StreamedFormat, _ sources: [Source],
        _ links: Links, _ fields: [(name: String, value: String)]
    ) -> Response {
        let (meta, pretty) = (Meta(listing, page, sources, snapshot.id), request[endpoint.pretty])
        return Response(
            contentType: format.contentType,
            identity: Array("\(snapshot.id) \(target.text) \(format.rawValue)".utf8), shared: endpoint.headerFields,
            fields: fields, lastModified: endpoint.freshness == .dataset ? snapshot.lastModified : nil, coding: coding,
            route: route
        ) {
            RecordStream(page, form, pretty: pretty) { json in
                json.key("meta")
                meta.write(&json)
                json.key("links")
                links.write(&json)
            }
        }
    }

    private func page(of listing: Listing, _ content: ListContent, _ format: Format) -> RecordPage {
        var shown = request[content.fieldsParameter]
        if shown.isEmpty {
            let added =
                explains
                ? content.hidden
                : content.hidden.filter { listing.shownColumns.contains(content.fields[$0].name) }
            shown = added.isEmpty ? content.visible : (content.visible + added).sorted()
        }
        return RecordPage(
            listing.records, shown: shown, sort: request[content.sortParameter],
            limit: request[.limit] ?? endpoint.defaultLimit ?? format.defaultLimit, offset: request[.offset],
            emptyReason: listing.emptyReason)
    }

    /// Whether the request shows all hidden columns: `explain=true`, or a search, which has passages.
    private var explains: Bool {
        endpoint.declares(.explain) && request[.explain] || endpoint.declares(.search) && request.gives(.search)
    }

    private func response(
        _ contentType: String, _ body: [UInt8], _ headerFields: [(name: String, value: String)] = []
    ) -> Response {
        Response(
            contentType: contentType, body: body, shared: endpoint.headerFields, fields: headerFields,
            lastModified: endpoint.freshness == .dataset ? snapshot.lastModified : nil, coding: coding,
            isLasting: endpoint.freshness == .dataset, route: route)
    }

    private func links(sources: [Source], table: PublishedTable? = nil, page: RecordPage? = nil) -> Links {
        Links(
            target, endpoint, basePath: request.endpoints.basePath,
            relatives: request.endpoints.relatives(of: endpoint), pathTexts: request.pathTexts,
            sources: sources, table: table, page: page)
    }

    /// The links of an object, among them the source and the table that it names.
    private func links(of object: JSON) -> Links {
        links(sources: sources(of: object), table: object.text("table").flatMap(snapshot.dataset.table))
    }

    /// The source that an object names.
    private func sources(of object: JSON) -> [Source] {
        object.text("source").flatMap(snapshot.dataset.codes.source).map { [$0] } ?? []
    }

    private func encode(_ values: [JSON], _ content: ObjectContent, _ format: Format) -> [UInt8] {
        if format == .table, let text = content.text?(request) { return text }
        let object = JSON.object(zip(content.fields, values).map { JSON.Member($0.name, $1) })
        guard format == .json else { return encode(document(values, content, object), format) }
        var writer = JSONWriter(pretty: request[endpoint.pretty])
        writer.object { json in
            json.member("data", object)
            json.key("meta")
            json.object { $0.member("dataset", snapshot.id) }
            json.key("links")
            links(of: object).write(&json)
        }
        return writer.finished()
    }

    /// A document in a format that the endpoint declares and that is not JSON.
    private func encode(_ document: RecordDocument, _ format: Format) -> [UInt8] {
        let body = format.encode(document)
        assert(body != nil, "the format \(format.rawValue) has no encoder for \(endpoint.path)")
        return body ?? []
    }

    private func document(_ values: [JSON], _ content: ObjectContent, _ object: JSON) -> RecordDocument {
        let shown = RecordObject(content.fields, values, rows: content.rows?.field)
        let release = snapshot.dataset.release
        return RecordDocument(
            RecordPage(content.rows?.records?(request) ?? shown.records), title: endpoint.summary, query: target.text,
            release: (release.version, release.date), sources: sources(of: object).map { ($0.id, $0.citation) },
            meta: content.rows == nil ? [] : shown.facts, object: shown)
    }

    private func encode(
        _ listing: Listing, _ page: RecordPage, _ content: ListContent, _ format: Format, _ sources: [Source],
        _ links: Links
    ) -> [UInt8] {
        guard format == .json else { return encode(document(listing, page, content, sources), format) }
        var writer = JSONWriter(pretty: request[endpoint.pretty])
        writer.object { json in
            json.key("data" as StaticString)
            page.write(&json)
            json.key("meta" as StaticString)
            Meta(listing, page, sources, snapshot.id).write(&json)
            json.key("links" as StaticString)
            links.write(&json)
        }
        return writer.finished()
    }

    private func document(
        _ listing: Listing, _ page: RecordPage, _ content: ListContent, _ sources: [Source]
    ) -> RecordDocument {
        let release = snapshot.dataset.release
        return RecordDocument(
            page, title: endpoint.summary, query: target.text, release: (release.version, release.date),
            unit: listing.unit, sources: sources.map { ($0.id, $0.citation) },
            meta: listing.meta?.members(of: 0) ?? [], chart: content.chart, calendar: content.calendar)
    }
}

/// The member `meta` of a list.
private struct Meta: Sendable {
    private let count: Int
    private let total: Int
    private let unit: String?
    private let dataset: String
    private let reason: String?
    private let members: (any Records)?
    private let sources: [Source]

    init(_ listing: Listing, _ page: RecordPage, _ sources: [Source], _ dataset: String) {
        (count, total, reason) = (page.count, page.total, page.emptyReason)
        (unit, members, self.dataset, self.sources) = (listing.unit, listing.meta, dataset, sources)
    }

    func write(_ writer: inout JSONWriter) {
        writer.object { json in
            json.key("count" as StaticString)
            json.integer(count)
            json.key("total" as StaticString)
            json.integer(total)
            if let unit { json.member("unit" as StaticString, unit) }
            json.member("dataset" as StaticString, dataset)
            if let reason { json.member("reason" as StaticString, reason) }
            members?.write(0, to: &json)
            guard !sources.isEmpty else { return }
            json.key("sources" as StaticString)
            json.array { json in
                for source in sources {
                    json.object {
                        $0.member("id" as StaticString, source.id)
                        $0.member("citation" as StaticString, source.citation)
                    }
                }
            }
        }
    }
}

extension JSON {
    /// A member of an object that is a text.
    fileprivate func text(_ name: String) -> String? {
        guard case .object(let members) = self,
            case .string(let text)? = members.first(where: { $0.name == name })?.value
        else { return nil }
        return text
    }
}

extension Snapshot {
    /// The sources with these ids, in the order of the code list.
    fileprivate func sources(_ ids: [String]) -> [Source] {
        ids.isEmpty ? [] : dataset.codes.sources.filter { ids.contains($0.id) }
    }
}
