// From a request to its response: find the endpoint, read the parameters, and render.

import Arithmetic
import Dataset
import HTTP

/// Responds to requests from one snapshot. Each event loop has one.
public final class Service: Responder {
    let snapshot: Snapshot
    let endpoints: EndpointList
    var basePath: String { endpoints.basePath }
    private let statistics: Statistics
    private static let methods = "GET, HEAD, OPTIONS"
    let optionsResponse = Response(allowedMethods: methods)
    private var cache: ResponseCache
    private let selections: SelectionCache

    /// - Parameters:
    ///   - cacheBytes: the capacity of the response cache; 0 also disables the cache of selections.
    ///   - statistics: the counters of all services of the process.
    init(
        _ endpoints: EndpointList, snapshot: Snapshot, cacheBytes: Int = 0, statistics: Statistics = Statistics()
    ) {
        self.snapshot = snapshot
        self.endpoints = endpoints
        self.statistics = statistics
        cache = ResponseCache(capacity: cacheBytes)
        selections = SelectionCache(bytes: cacheBytes)
        statistics.add(cache.counts)
    }

    deinit { statistics.remove(cache.counts) }

    public func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
        guard request.method == .get || request.method == .head, let key = cache.key(request, bytes) else {
            return newResponse(to: request, in: bytes, at: time)
        }
        if let response = cache.find(key, request, bytes) { return .cached(response) }
        let result = newResponse(to: request, in: bytes, at: time)
        if case .made(let response) = result, response.isLasting { cache.insert(response, key, request, bytes) }
        return result
    }

    public func finished(_ response: Response, for request: RequestHead, in bytes: Span<UInt8>) {
        guard response.isLasting, let key = cache.key(request, bytes) else { return }
        cache.insert(response, key, request, bytes)
    }

    private func newResponse(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
        var route = -1
        let basePath = endpoints.basePath
        do throws(Problem) {
            switch try prepare(request, in: bytes, at: time, route: &route) {
            case .response(let response): return .made(response)
            case .rendering(let rendering, let accept):
                guard rendering.isExtensive else { return .made(try rendering.response(accept: accept)) }
                return .later {
                    do throws(Problem) {
                        return try rendering.response(accept: accept)
                    } catch {
                        return Response(error.below(basePath), route: rendering.route)
                    }
                }
            }
        } catch {
            return .made(Response(error.below(basePath), route: route))
        }
    }

    /// The result of the part of a request that always runs on the event loop.
    private enum Preparation {
        case response(Response)
        case rendering(Rendering, accept: [UInt8]?)
    }

    func respond(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) throws(Problem) -> Response {
        var route = -1
        switch try prepare(request, in: bytes, at: time, route: &route) {
        case .response(let response): return response
        case .rendering(let rendering, let accept): return try rendering.response(accept: accept)
        }
    }

    /// - Parameter route: receives the index of the endpoint in `routes`.
    private func prepare(
        _ request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp, route: inout Int
    ) throws(Problem) -> Preparation {
        guard request.method != .other && request.method != .connect else { throw Service.notImplemented }
        if request.form == .asterisk { return .response(optionsResponse) }
        guard let segments = Target.segments(bytes, request.path) else { throw Service.notUTF8("path") }
        guard let path = endpoints.withoutBasePath(segments) else {
            throw Service.outsideBasePath(segments, endpoints.basePath)
        }
        if let file = DashboardFile.find(path, request, bytes) {
            route = Service.dashboardRoute
            return .response(try response(with: file, request, bytes))
        }
        if let page = try problemPage(at: path, request, bytes, route: &route) { return .response(page) }
        guard let (endpoint, index, pathValues) = endpoints.find(path),
            pathValues.last != path.last || NearestPath.corrected(path) == nil
        else {
            throw Service.notFound(path, endpoints, snapshot.dataset)
        }
        route = index
        switch request.method {
        case .get, .head: break
        case .options: return .response(optionsResponse)
        default: throw Service.methodNotAllowed
        }
        guard let items = request.query.map({ Target.queryItems(bytes, $0) }) ?? [] else {
            throw Service.notUTF8("query")
        }
        let query = try Query(endpoint, path: pathValues, items: items, snapshot.dataset)
        guard let coding = Negotiation.coding(acceptEncoding: request.combinedValue(.acceptEncoding, in: bytes)) else {
            throw Service.codingNotAcceptable
        }
        let target = RequestTarget(path: Target.path(segments), query: Target.query(items), items: items)
        let rendering = Rendering(
            request: Request(
                query, endpoint, snapshot: snapshot, endpoints: endpoints, statistics: statistics,
                selections: selections, today: CalendarDate(daysSinceEpoch: Int(time.now.seconds / 86_400)),
                target: target),
            endpoint: endpoint, route: route, target: target, coding: coding)
        return .rendering(rendering, accept: request.combinedValue(.accept, in: bytes))
    }
}

extension Service {
    private static let notImplemented = Problem(
        .notImplemented, kind: "not-implemented", title: "Not Implemented",
        detail: "This server implements the methods \(methods); method names are case-sensitive.",
        allowed: ["GET", "HEAD", "OPTIONS"])

    static let methodNotAllowed = Problem(
        .methodNotAllowed, kind: "method-not-allowed", title: "Method Not Allowed",
        detail: "The data is read-only; this resource allows \(methods).", allowed: ["GET", "HEAD", "OPTIONS"],
        allowedMethods: methods)

    static let codingNotAcceptable = Problem(
        .notAcceptable, kind: "not-acceptable", title: "Not Acceptable",
        detail: "The Accept-Encoding field refuses both gzip and identity, and no other coding is available.",
        allowed: ["gzip", "identity"])

    private static func notUTF8(_ part: String) -> Problem {
        Problem(
            .badRequest, kind: "bad-request", title: "Bad Request", detail: "The decoded \(part) is not valid UTF-8.")
    }

    private static func notFound(_ path: [String], _ endpoints: EndpointList, _ dataset: Dataset) -> Problem {
        let near = NearestPath(endpoints).find(path, dataset)
        return Problem(
            .notFound, kind: "not-found", title: "Not Found",
            detail: "There is no resource \(endpoints.basePath)/" + path.joined(separator: "/")
                + (near.map { "; did you mean \(endpoints.basePath)\($0)?" }
                    ?? ". The index is at \(endpoints.basePath)/v1."),
            suggestion: endpoints.basePath + (near ?? "/v1"))
    }

    private static func outsideBasePath(_ path: [String], _ basePath: String) -> Problem {
        Problem(
            .notFound, kind: "not-found", title: "Not Found",
            detail:
                "There is no resource /\(path.joined(separator: "/")). All paths of this server start with \(basePath).",
            suggestion: basePath + "/v1")
    }
}
