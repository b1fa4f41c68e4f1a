// The kinds of errors as a page for browsers, at the addresses that `type` and `links.docs` of an error name.

import HTTP

extension Service {
    private static let problemPageFields = FieldLines(
        cacheControl: "public, no-cache",
        [
            ("Vary", "Accept, Accept-Encoding"), ("Content-Security-Policy", DashboardFile.policy),
            ("Referrer-Policy", "no-referrer"),
        ])

    /// The page at `/problems` and `/problems/{kind}`; nil unless Accept prefers text/html to application/json.
    func problemPage(
        at path: [String], _ request: RequestHead, _ bytes: Span<UInt8>, route: inout Int
    ) throws(Problem) -> Response? {
        guard path.first == "problems", request.query == nil, request.method == .get || request.method == .head,
            let accept = request.combinedValue(.accept, in: bytes),
            Negotiation.mediaType(accept: accept, available: ["application/json", "text/html"]) == 1,
            let (_, index, _) = endpoints.find(path)
        else { return nil }
        let kinds = path.count == 1 ? ProblemKind.all : ProblemKind.all.filter { $0.name == path[1] }
        guard !kinds.isEmpty else { return nil }
        guard let coding = Negotiation.coding(acceptEncoding: request.combinedValue(.acceptEncoding, in: bytes)) else {
            throw Service.codingNotAcceptable
        }
        route = index
        let body = ReferencePage(endpoints, snapshot).html(of: kinds)
        return Response(
            contentType: "text/html; charset=utf-8", body: body, shared: Service.problemPageFields, coding: coding,
            isLasting: true, route: index)
    }
}
