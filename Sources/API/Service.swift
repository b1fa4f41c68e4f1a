// From a request to its answer: find the endpoint, read the parameters, agree on a format, run the function, encode.

import Arithmetic
import Analytics
import Dataset
import HTTP

/// Answers requests from one snapshot. One for each event loop.
public final class Service: Responder {
    private let snapshot: Snapshot
    private let statistics: Statistics
    private static let methods = "GET, HEAD, OPTIONS"
    let optionsAnswer = Response(allowedMethods: methods)
    private var cache: ResponseCache

    /// - Parameters:
    ///   - cacheBytes: how much of the answers given is kept ready to be given again.
    ///   - statistics: where all services of a process are counted.
    public init(snapshot: Snapshot, cacheBytes: Int = 0, statistics: Statistics = Statistics()) {
        self.snapshot = snapshot
        self.statistics = statistics
        cache = ResponseCache(capacity: cacheBytes)
        statistics.add(cache.counts)
    }

    /// Declares the endpoints, which the first request would do otherwise. It needs no data, so it can be done while that is read.
    public static func prepare() { Endpoints.prepare() }

    public func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
        guard request.method == .get || request.method == .head, let key = cache.key(request, bytes) else {
            return .made(newResponse(to: request, in: bytes, at: time))
        }
        if let response = cache.find(key, request, bytes) { return .cached(response) }
        let response = newResponse(to: request, in: bytes, at: time)
        if response.isLasting { cache.insert(response, key, request, bytes) }
        return .made(response)
    }

    private func newResponse(to request: RequestHead, in bytes: Span<UInt8>, at moment: Timestamp) -> Response {
        do throws(Problem) {
            return try respond(to: request, in: bytes, at: moment)
        } catch {
            return Response(error)
        }
    }

    func respond(to request: RequestHead, in bytes: Span<UInt8>, at moment: Timestamp) throws(Problem) -> Response {
        guard request.method != .other && request.method != .connect else { throw Service.notImplemented }
        if request.form == .asterisk { return optionsAnswer }
        guard let path = Target.segments(bytes, request.path) else { throw Service.notUTF8("path") }
        if let file = PageEndpoints.file(at: path, request, bytes) { return try answer(with: file, request, bytes) }
        guard let (endpoint, pathValues) = Endpoints.find(path) else {
            throw Service.notFound(path, snapshot.dataset)
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
        guard let coding = Negotiation.coding(acceptEncoding: request.combinedValue(.acceptEncoding, in: bytes)) else {
            throw Service.codingNotAcceptable
        }
        let rendering = Rendering(
            request: Request(
                query: query, snapshot: snapshot, statistics: statistics,
                today: CalendarDate(daysSinceEpoch: Int(moment.now.seconds / 86_400))),
            endpoint: endpoint,
            target: AskedTarget(
                path: Target.path(path),
                query: Target.query(items), items: items),
            coding: coding)
        return try rendering.answer(accept: request.combinedValue(.accept, in: bytes))
    }
}

extension Service {
    private static let notImplemented = Problem(
        .notImplemented, kind: "not-implemented", title: "Not Implemented",
        detail: "This server knows the methods \(methods); method names are case-sensitive.",
        allowed: ["GET", "HEAD", "OPTIONS"])

    static let methodNotAllowed = Problem(
        .methodNotAllowed, kind: "method-not-allowed", title: "Method Not Allowed",
        detail: "The data is read-only; this resource has \(methods).", allowed: ["GET", "HEAD", "OPTIONS"],
        allowedMethods: methods)

    static let codingNotAcceptable = Problem(
        .notAcceptable, kind: "not-acceptable", title: "Not Acceptable",
        detail: "The Accept-Encoding field refuses both gzip and identity, and there is no other coding here.",
        allowed: ["gzip", "identity"])

    private static func notUTF8(_ part: String) -> Problem {
        Problem(
            .badRequest, kind: "bad-request", title: "Bad Request",
            detail: "The \(part) is not UTF-8 once its escapes are decoded.")
    }

    private static func notFound(_ path: [String], _ dataset: Dataset) -> Problem {
        let near = NearestPath.find(path, dataset)
        return Problem(
            .notFound, kind: "not-found", title: "Not Found",
            detail: "There is nothing at /" + path.joined(separator: "/")
                + (near.map { "; did you mean \($0)?" } ?? ". The index is at /v1."),
            suggestion: near ?? "/v1")
    }
}
