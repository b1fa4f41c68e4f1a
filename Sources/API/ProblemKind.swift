// The kinds of problems: the content of `/problems`, to which `type` and `links.docs` of an error refer.

import HTTP

/// A kind of problem, RFC 9457 section 4.
struct ProblemKind: Sendable {
    let name: String
    let status: Status
    let title: String
    let meaning: String
    let remedy: String

    init(_ name: String, _ status: Status, _ title: String, _ meaning: String, _ remedy: String) {
        self.name = name
        self.status = status
        self.title = title
        self.meaning = meaning
        self.remedy = remedy
    }

    /// Whether the problem is a code that does not exist, which is 404 in a path and 400 in a query.
    var isOfCodes: Bool { name.hasPrefix("unknown-") && status == .notFound }

    static let all = ofAPI + ofHTTP

    private static let ofAPI: [ProblemKind] = [
        ProblemKind(
            "unknown-parameter", .badRequest, "Unknown parameter",
            "The endpoint does not have this parameter. It is refused, because ignoring a misspelt filter would return unfiltered "
                + "records.",
            "`suggestion` is the nearest name; `allowed` lists all names."),
        ProblemKind(
            "repeated-parameter", .badRequest, "Repeated parameter",
            "A parameter that takes one value is given several times.", "Give the parameter once."),
        ProblemKind(
            "invalid-parameter", .badRequest, "Invalid parameter", "The parameter does not accept this value.",
            "`detail` describes the accepted values; `allowed` lists them if they are few, and `suggestion` is the nearest one."
        ),
        ProblemKind(
            "unknown-partner", .notFound, "Unknown partner",
            "No partner or group has this code, number or name: 404 in a path, 400 in a query.",
            "`suggestion` and `allowed` name the nearest; `/v1/partners` lists all."),
        ProblemKind(
            "unknown-group", .notFound, "Unknown group",
            "No group has this code or name, or it is a partner: 404 in a path, 400 in a query.",
            "`suggestion` is the nearest; `allowed` and `/v1/groups` list all."),
        ProblemKind(
            "unknown-table", .notFound, "Unknown table", "No published table has this id.",
            "`suggestion` is the nearest id; `/v1/tables` lists all."),
        ProblemKind(
            "unknown-cell", .notFound, "Unknown cell", "No published cell has this id.",
            "An id consists of table, row and column, counted from 1: `eclac-2024-t06-r01-c04`."),
        ProblemKind(
            "unknown-record", .notFound, "Unknown record", "No record of the list has this id.",
            "`suggestion` is the nearest id; `allowed` lists all."),
        ProblemKind(
            "absent-register", .notFound, "Absent register",
            "The data of the server lacks the register that this endpoint serves. Registers are optional.",
            "`detail` names the file to add to the data folder."),
        ProblemKind(
            "not-found", .notFound, "Not Found", "No resource has this path.",
            "`suggestion` is the nearest path; `/v1` lists all."),
        ProblemKind(
            "not-acceptable", .notAcceptable, "Not Acceptable",
            "The Accept field allows none of the formats of this resource.",
            "Omit the field, use one of `allowed`, or add the parameter `format`, which takes precedence over the field."
        ),
        ProblemKind(
            "impossible-scenario", .unprocessableContent, "Impossible scenario",
            "The request is valid, but describes an event that the agreement does not allow, such as an extension after its end.",
            "`detail` gives the reason; change `parameter`."),
        ProblemKind(
            "conflicting-parameters", .unprocessableContent, "Conflicting parameters",
            "Each value is valid, but the values contradict each other.",
            "`detail` gives the reason; omit one of them, or choose from `allowed`."),
        ProblemKind(
            "query-too-large", .unprocessableContent, "Query too large",
            "The query would read more rows, or make more groups, than the server allows.",
            "`detail` names the limit and ways to reduce the query. `--max-query-rows` sets the limit of rows."),
        ProblemKind(
            "missing-data", .unprocessableContent, "Missing data",
            "The measure cannot be computed from the available data; a number from incomplete data would be wrong.",
            "`detail` names the data that the measure requires and a related endpoint."),
    ]

    private static let ofHTTP: [ProblemKind] = [
        ProblemKind(
            "bad-request", .badRequest, "Bad Request", "The request violates HTTP/1.1.",
            "`detail` names the rule; correct the client. The connection is closed."),
        ProblemKind(
            "method-not-allowed", .methodNotAllowed, "Method Not Allowed", "The data is read-only.",
            "Use GET, HEAD or OPTIONS."),
        ProblemKind(
            "request-timeout", .requestTimeout, "Request Timeout",
            "The request was not complete within its time limit.",
            "Repeat the request."),
        ProblemKind(
            "precondition-failed", .preconditionFailed, "Precondition Failed",
            "The condition of If-Match or If-Unmodified-Since is false: the representation has changed.",
            "Request it again for its ETag."),
        ProblemKind(
            "content-too-large", .contentTooLarge, "Content Too Large", "The body of the request is too large.",
            "Omit the body: no method requires one."),
        ProblemKind(
            "uri-too-long", .uriTooLong, "URI Too Long", "The request line exceeds the limit.",
            "Divide the request; `all` selects every value of some parameters."),
        ProblemKind(
            "expectation-failed", .expectationFailed, "Expectation Failed",
            "The Expect field has a value other than 100-continue.", "Omit the field."),
        ProblemKind(
            "misdirected-request", .misdirectedRequest, "Misdirected Request",
            "The target is an https URI, and this server uses plain HTTP.",
            "Use an http URI, or the server that terminates TLS."),
        ProblemKind(
            "too-many-requests", .tooManyRequests, "Too Many Requests",
            "The client's address exceeds the limit of connections.",
            "Reuse or close connections; Retry-After gives the seconds until a retry."),
        ProblemKind(
            "request-header-fields-too-large", .requestHeaderFieldsTooLarge, "Request Header Fields Too Large",
            "The header fields exceed the limit of size or number.", "Send fewer or shorter fields."),
        ProblemKind(
            "not-implemented", .notImplemented, "Not Implemented",
            "The server does not implement this method or transfer coding.",
            "Use GET, HEAD or OPTIONS; method names are case-sensitive."),
        ProblemKind(
            "service-unavailable", .serviceUnavailable, "Service Unavailable",
            "The server has reached its limit of connections, or is shutting down.",
            "Repeat the request; Retry-After gives the seconds until a retry."),
        ProblemKind(
            "http-version-not-supported", .httpVersionNotSupported, "HTTP Version Not Supported",
            "The server does not support this version of HTTP.", "Use HTTP/1.1."),
    ]
}
