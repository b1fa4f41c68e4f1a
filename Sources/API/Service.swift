// From a request to its answer: find the endpoint, read the parameters, agree on a format, run the function, encode.

import Analytics
import Dataset
import HTTP

/// Answers requests from one snapshot. One for each event loop.
public final class Service: Responder {
    private let snapshot: Snapshot
    private let router: Router<Endpoint>
    private static let methods = "GET, HEAD, OPTIONS"
    private let optionsAnswer = Answer(allowedMethods: methods)
    private var cache: AnswerCache

    /// - Parameter cacheBytes: how much of the answers given is kept ready to be given again.
    public init(snapshot: Snapshot, cacheBytes: Int = 0) {
        self.snapshot = snapshot
        cache = AnswerCache(capacity: cacheBytes)
        var router = Router<Endpoint>()
        for endpoint in Endpoints.all { router.add(endpoint.path, endpoint) }
        self.router = router
    }

    public func answer(to request: RequestHead, in bytes: Span<UInt8>, at moment: Moment) -> Answer {
        guard request.method == .get || request.method == .head, let key = AnswerCache.Key(request, bytes) else {
            return newAnswer(to: request, in: bytes, at: moment)
        }
        if let answer = cache.find(key, request, bytes) { return answer }
        let answer = newAnswer(to: request, in: bytes, at: moment)
        // Only what stays true until the dataset changes is kept.
        if answer.isLasting { cache.insert(answer, key, request, bytes) }
        return answer
    }

    private func newAnswer(to request: RequestHead, in bytes: Span<UInt8>, at moment: Moment) -> Answer {
        do throws(Problem) {
            return try respond(to: request, in: bytes, at: moment)
        } catch {
            return Answer(error)
        }
    }

    private func respond(to request: RequestHead, in bytes: Span<UInt8>, at moment: Moment) throws(Problem) -> Answer {
        guard request.method != .other && request.method != .connect else { throw Service.notImplemented }
        if request.form == .asterisk { return optionsAnswer }
        guard let path = Target.segments(bytes, request.path) else { throw Service.notUTF8("path") }
        guard let (endpoint, pathValues) = router.match(path) else {
            throw Service.notFound("/" + path.joined(separator: "/"))
        }
        switch request.method {
        case .get, .head: break
        case .options: return optionsAnswer
        default: throw Service.methodNotAllowed
        }
        guard let items = request.query.map({ Target.queryItems(bytes, $0) }) ?? [] else {
            throw Service.notUTF8("query")
        }
        let query = try Query(endpoint, path: pathValues, items: items, snapshot.dataset)
        // A format in the query wins over Accept, as there is no way to send Accept from an address bar.
        guard
            query.text("format") != nil
                || Negotiation.mediaType(
                    accept: request.combinedValue(.accept, in: bytes), available: ["application/json"]) != nil
        else { throw Service.notAcceptable }
        let target = "/" + path.map { Target.encode($0) }.joined(separator: "/")
        return try encode(endpoint, query, target: target, items: items, moment)
    }

    private func encode(
        _ endpoint: Endpoint, _ query: Query, target: String, items: [(name: String, value: String)], _ moment: Moment
    ) throws(Problem) -> Answer {
        let today = CalendarDate(daysSinceEpoch: Int(moment.now.seconds / 86_400))
        let request = Request(query: query, snapshot: snapshot, today: today)
        var fields = [(name: "Vary", value: "Accept")]
        let document: JSON
        switch endpoint.answer {
        case .object(let function):
            let links = Links(target, items)
            document = .object([
                "data": try function(request), "meta": .object(["dataset": .string(snapshot.id)]),
                "links": links.json(),
            ])
        case .list(let columns, let function):
            let listing = try function(request)
            let page = Page(listing, columns, query)
            let links = Links(target, items, page)
            document = .object(["data": .array(page.records), "meta": meta(listing, page), "links": links.json()])
            if let value = links.field { fields.append((name: "Link", value: value)) }
        }
        var writer = JSONWriter(pretty: query.isTrue("pretty"))
        document.write(&writer)
        return Answer(
            contentType: "application/json", body: writer.finished(), cacheControl: endpoint.freshness.cacheControl,
            fields: fields, lastModified: endpoint.freshness == .dataset ? snapshot.lastModified : nil,
            isLasting: endpoint.freshness == .dataset)
    }

    private func meta(_ listing: Listing, _ page: Page) -> JSON {
        var members = [
            JSON.Member(name: "count", value: .integer(page.rows.count)),
            JSON.Member(name: "total", value: .integer(page.total)),
        ]
        if let unit = listing.unit { members.append(JSON.Member(name: "unit", value: .string(unit))) }
        members.append(JSON.Member(name: "dataset", value: .string(snapshot.id)))
        if let reason = listing.reason { members.append(JSON.Member(name: "reason", value: .string(reason))) }
        members += listing.meta
        if !listing.sources.isEmpty {
            let sources = snapshot.dataset.codes.sources.filter { listing.sources.contains($0.id) }
            members.append(
                JSON.Member(
                    name: "sources",
                    value: .array(sources.map { .object(["id": .string($0.id), "citation": .string($0.citation)]) })))
        }
        return .object(members)
    }
}

extension Page {
    var records: [JSON] {
        rows.map { row in .object(zip(columns, row).map { JSON.Member(name: $0.name, value: $1) }) }
    }
}

/// Links of an answer: itself, and the pages before and after (RFC 8288).
struct Links {
    private var links: [(relation: String, target: String)] = []

    init(_ path: String, _ items: [(name: String, value: String)], _ page: Page? = nil) {
        func target(_ items: [(name: String, value: String)]) -> String {
            let query = items.map { item in
                Target.encode(item.name) + "=" + Target.encode(item.value, keeping: ",:/")
            }
            return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
        }
        links.append(("self", target(items)))
        guard let page, page.limit > 0 else { return }
        func moved(to offset: Int) -> String {
            target(items.filter { $0.name != "offset" } + (offset > 0 ? [(name: "offset", value: String(offset))] : []))
        }
        if page.offset > 0 {
            links.append(("first", moved(to: 0)))
            links.append(("prev", moved(to: max(0, page.offset - page.limit))))
        }
        if page.offset + page.limit < page.total { links.append(("next", moved(to: page.offset + page.limit))) }
    }

    func json() -> JSON {
        .object(
            links.map { JSON.Member(name: $0.relation, value: .string($0.target)) } + [
                JSON.Member(name: "index", value: .string("/v1"))
            ])
    }

    /// The value of the Link field; nil where there is only one page.
    var field: String? {
        let pages = links.dropFirst()
        return pages.isEmpty ? nil : pages.map { "<\($0.target)>; rel=\"\($0.relation)\"" }.joined(separator: ", ")
    }
}

extension Service {
    private static let notImplemented = Problem(
        .notImplemented, kind: "not-implemented", title: "Not implemented",
        detail: "This server knows the methods \(methods); method names are case-sensitive.",
        allowed: ["GET", "HEAD", "OPTIONS"])

    private static let methodNotAllowed = Problem(
        .methodNotAllowed, kind: "method-not-allowed", title: "Method not allowed",
        detail: "The data is read-only; this resource has \(methods).", allowed: ["GET", "HEAD", "OPTIONS"],
        allowedMethods: methods)

    private static let notAcceptable = Problem(
        .notAcceptable, kind: "not-acceptable", title: "Not acceptable",
        detail: "The Accept field allows none of the formats of this resource; leave it out, or ask for one of these.",
        allowed: ["application/json"])

    private static func notUTF8(_ part: String) -> Problem {
        Problem(
            .badRequest, kind: "bad-request", title: "Bad request",
            detail: "The \(part) is not UTF-8 once its escapes are decoded.")
    }

    private static func notFound(_ path: String) -> Problem {
        let trimmed = path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path
        let known = Endpoints.all.map(\.path).filter { !$0.contains("{") }
        let near =
            known.contains(trimmed)
            ? trimmed : Spelling.nearest(to: path, among: known.map { ($0, $0) }, limit: 1).first
        return Problem(
            .notFound, kind: "not-found", title: "Not found",
            detail: "There is nothing at \(path)" + (near.map { "; did you mean \($0)?" } ?? ". The index is at /v1."),
            suggestion: near ?? "/v1")
    }
}
