// Every kind of problem there is, in one place: the reference of `/problems`, which `type` and `links.docs` of an error lead to.

import HTTP

/// A kind of problem, RFC 9457 section 4.
struct ProblemKind: Sendable {
    let name: String
    let status: Status
    let title: String
    /// What has happened.
    let meaning: String
    /// What to do about it.
    let remedy: String

    init(_ name: String, _ status: Status, _ title: String, _ meaning: String, _ remedy: String) {
        self.name = name
        self.status = status
        self.title = title
        self.meaning = meaning
        self.remedy = remedy
    }

    /// Whether it is about a code that does not exist, which is 404 in a path and 400 in a query.
    var isOfCodes: Bool { name.hasPrefix("unknown-") && status == .notFound }

    static let all: [ProblemKind] = [
        // Of the API.
        ProblemKind(
            "unknown-parameter", .badRequest, "Unknown parameter",
            "The query has a parameter that this endpoint does not know. It is refused rather than passed over, because a "
                + "misspelt filter would otherwise answer another question.",
            "`suggestion` is the nearest name, `allowed` lists all."),
        ProblemKind(
            "repeated-parameter", .badRequest, "Repeated parameter",
            "A parameter stands more than once, and it is not said which one counts.",
            "Give it once; where it takes a list, separate the values by commas."),
        ProblemKind(
            "invalid-parameter", .badRequest, "Invalid parameter",
            "The value of `parameter` is not one that it takes.",
            "`detail` says what it takes; `allowed` lists the values where they can be listed, `suggestion` is the nearest."
        ),
        ProblemKind(
            "unknown-partner", .notFound, "Unknown partner",
            "There is no partner or group of that code, number or name: 404 in a path, 400 in a query.",
            "`suggestion` and `allowed` name the nearest; `/v1/partners` lists all."),
        ProblemKind(
            "unknown-group", .notFound, "Unknown group",
            "There is no group of that code or name, or it is a partner: 404 in a path, 400 in a query.",
            "`suggestion` is the nearest; `allowed` and `/v1/groups` list all."),
        ProblemKind(
            "unknown-table", .notFound, "Unknown table", "There is no published table of that id.",
            "`suggestion` is the nearest id; `/v1/tables` lists all."),
        ProblemKind(
            "unknown-cell", .notFound, "Unknown cell", "There is no published cell of that id.",
            "A cell is named by its table, row and column, counted from 1: `eclac-2024-t06-r01-c04`."),
        ProblemKind(
            "unknown-record", .notFound, "Unknown record", "There is no record of that id in the list.",
            "`suggestion` is the nearest id; `allowed` lists all."),
        ProblemKind(
            "absent-register", .notFound, "Absent register",
            "The data that the server reads lacks the register that this endpoint serves. Registers are optional.",
            "`detail` names the file to add to the data folder."),
        ProblemKind(
            "not-found", .notFound, "Not Found", "There is nothing at this path.",
            "`suggestion` is the nearest path; `/v1` lists all."),
        ProblemKind(
            "not-acceptable", .notAcceptable, "Not Acceptable",
            "The Accept field allows none of the formats that this resource has.",
            "Leave the field out, ask for one of `allowed`, or use the parameter `format`, which wins over it."),
        ProblemKind(
            "impossible-scenario", .unprocessableContent, "Impossible scenario",
            "The request is well formed, but describes what cannot happen under the agreement, such as an extension after "
                + "the end.",
            "`detail` says why it cannot happen; change `parameter`."),
        ProblemKind(
            "conflicting-parameters", .unprocessableContent, "Conflicting parameters",
            "Each value is one that its parameter takes, but they do not go together.",
            "`detail` says why; leave one of them out, or choose from `allowed`."),
        ProblemKind(
            "missing-data", .unprocessableContent, "Missing data",
            "What is asked for cannot be computed from the data there is, and a number made from less would be a wrong one.",
            "`detail` says what data it would take, and what comes near it."),
        // Of HTTP.
        ProblemKind(
            "bad-request", .badRequest, "Bad Request", "The request does not follow HTTP/1.1.",
            "`detail` names the rule; it is the client that has to change. The connection is closed."),
        ProblemKind(
            "method-not-allowed", .methodNotAllowed, "Method Not Allowed",
            "The data is read-only.", "Use GET, HEAD or OPTIONS."),
        ProblemKind(
            "request-timeout", .requestTimeout, "Request Timeout",
            "The request did not arrive whole in the time allowed for it.", "Send it again."),
        ProblemKind(
            "precondition-failed", .preconditionFailed, "Precondition Failed",
            "The condition of If-Match or If-Unmodified-Since does not hold: the representation is another one now.",
            "Fetch it again for its ETag."),
        ProblemKind(
            "content-too-large", .contentTooLarge, "Content Too Large", "The request has too large a body.",
            "Send none: no method here takes one."),
        ProblemKind(
            "uri-too-long", .uriTooLong, "URI Too Long", "The request line is longer than the server reads.",
            "Ask for less at once; `all` stands for every value where a parameter takes it."),
        ProblemKind(
            "expectation-failed", .expectationFailed, "Expectation Failed",
            "The Expect field asks for something other than 100-continue.", "Leave the field out."),
        ProblemKind(
            "misdirected-request", .misdirectedRequest, "Misdirected Request",
            "The target is an https URI, and this server speaks plain HTTP.",
            "Ask for an http URI, or ask what terminates TLS in front of the server."),
        ProblemKind(
            "too-many-requests", .tooManyRequests, "Too Many Requests",
            "There are as many connections from this address as it is allowed.",
            "Reuse connections, or close some; Retry-After says when to try again."),
        ProblemKind(
            "request-header-fields-too-large", .requestHeaderFieldsTooLarge, "Request Header Fields Too Large",
            "The fields of the request are longer, or more, than the server reads.", "Send fewer or shorter ones."),
        ProblemKind(
            "not-implemented", .notImplemented, "Not Implemented",
            "The server does not know this method or this transfer coding.",
            "Use GET, HEAD or OPTIONS; method names are case-sensitive."),
        ProblemKind(
            "service-unavailable", .serviceUnavailable, "Service Unavailable",
            "The server has as many connections as it is allowed, or is about to stop.",
            "Try again; Retry-After says when."),
        ProblemKind(
            "http-version-not-supported", .httpVersionNotSupported, "HTTP Version Not Supported",
            "The request is in a version of HTTP that the server does not speak.", "Use HTTP/1.1."),
    ]
}
