// From a question that is understood to its answer: agree on a format, run the endpoint's function, encode what it gives.

import Analytics
import Dataset
import HTTP

/// One question that has been read and checked.
struct Rendering {
    let request: Request
    let endpoint: Endpoint
    let target: AskedTarget
    let coding: Negotiation.Coding

    private var snapshot: Snapshot { request.snapshot }

    func answer(accept: [UInt8]?) throws(Problem) -> Response {
        switch endpoint.content {
        case .refusal(let problem): throw problem
        case .document(let contentType, let function):
            // A document is what it is; Accept has nothing to choose from.
            guard endpoint.freshness == .dataset else {
                return answer(contentType, try function(request))
            }
            return try snapshot.document(at: endpoint.path, coding) { () throws(Problem) in
                answer(contentType, try function(request))
            }
        case .object(_, let function):
            _ = try Format.choose(asked: request.query.text("format"), accept: accept, available: endpoint.formats)
            return answer(Format.json.contentType, encode(try function(request)))
        case .list(let columns, let function):
            let format = try Format.choose(
                asked: request.query.text("format"), accept: accept, available: endpoint.formats)
            let listing = try function(request)
            let page = RecordPage(listing, columns, request.query)
            let sources = snapshot.sources(listing)
            let links = links(sources, page)
            var fields = format.fields
            if let value = links.field { fields.append((name: "Link", value: value)) }
            return answer(format.contentType, encode(listing, page, format, sources, links), fields)
        }
    }

    private func answer(
        _ contentType: String, _ body: [UInt8], _ fields: [(name: String, value: String)] = []
    ) -> Response {
        Response(
            contentType: contentType, body: body, shared: endpoint.fields, fields: fields,
            lastModified: endpoint.freshness == .dataset ? snapshot.lastModified : nil, coding: coding,
            isLasting: endpoint.freshness == .dataset)
    }

    private func links(_ sources: [Source], table: String? = nil, _ page: RecordPage? = nil) -> Links {
        Links(endpoint, request.query, target, sources: sources, table: table, page)
    }

    /// Links of an object: to the source and the table that it names.
    private func links(of data: JSON) -> Links {
        func text(_ name: String) -> String? {
            guard case .object(let members) = data,
                case .string(let text)? = members.first(where: { $0.name == name })?.value
            else { return nil }
            return text
        }
        let source = text("source").flatMap(snapshot.dataset.codes.source)
        return links(source.map { [$0] } ?? [], table: text("table").flatMap(snapshot.dataset.table)?.id)
    }

    private func encode(_ data: JSON) -> [UInt8] {
        var writer = JSONWriter(pretty: request.query.isTrue("pretty"))
        writer.object { json in
            json.key(Name.data)
            data.write(&json)
            json.key(Name.meta)
            json.object { $0.member(Name.dataset, snapshot.id) }
            json.key(Name.links)
            links(of: data).write(&json)
        }
        return writer.finished()
    }

    private func encode(
        _ listing: RecordList, _ page: RecordPage, _ format: Format, _ sources: [Source], _ links: Links
    ) -> [UInt8] {
        switch format {
        case .csv: return CSVEncoder.encode(page)
        case .ndjson: return NDJSONEncoder.encode(page)
        case .table: return TextTableEncoder.encode(page)
        case .svg:
            guard let chart = endpoint.chart else { break }
            return ChartEncoder.encode(Drawing(page: page, chart: chart, sources: sources.map(\.id)))
        case .ics:
            guard let calendar = endpoint.calendar else { break }
            return CalendarEncoder.encode(page, calendar, stamp: snapshot.dataset.release.date)
        case .json: break
        }
        var writer = JSONWriter(pretty: request.query.isTrue("pretty"))
        writer.object { json in
            json.key(Name.data)
            page.write(&json)
            json.key(Name.meta)
            writeMeta(listing, page, sources, &json)
            json.key(Name.links)
            links.write(&json)
        }
        return writer.finished()
    }

    private func writeMeta(_ listing: RecordList, _ page: RecordPage, _ sources: [Source], _ writer: inout JSONWriter) {
        writer.object { json in
            json.key(Name.count)
            json.integer(page.count)
            json.key(Name.total)
            json.integer(page.total)
            if let unit = listing.unit { json.member(Name.unit, unit) }
            json.member(Name.dataset, snapshot.id)
            if let reason = page.emptyReason { json.member("reason", reason) }
            for member in listing.meta { json.put(member.name, member.value) }
            guard !sources.isEmpty else { return }
            json.key(Name.sources)
            json.array { json in
                for source in sources {
                    json.object {
                        $0.member(Name.id, source.id)
                        $0.member(Name.citation, source.citation)
                    }
                }
            }
        }
    }

    private enum Name {
        static let data = JSONWriter.Key("data")
        static let meta = JSONWriter.Key("meta")
        static let links = JSONWriter.Key("links")
        static let count = JSONWriter.Key("count")
        static let total = JSONWriter.Key("total")
        static let unit = JSONWriter.Key("unit")
        static let dataset = JSONWriter.Key("dataset")
        static let sources = JSONWriter.Key("sources")
        static let id = JSONWriter.Key("id")
        static let citation = JSONWriter.Key("citation")
    }
}

extension Snapshot {
    /// The sources of a list, in the order of the code list.
    func sources(_ listing: RecordList) -> [Source] {
        listing.sources.isEmpty ? [] : dataset.codes.sources.filter { listing.sources.contains($0.id) }
    }
}
