// Errors as RFC 9457 problem documents.

/// An error response: the error, its place and the valid alternatives.
public struct Problem: Error, Sendable, Equatable {
    public var status: Status
    /// The kind of the problem. `type` is the reference `/problems/<kind>`, which does not change.
    public var kind: String
    public var title: String
    public var detail: String
    /// The invalid parameter.
    public var parameter: String?
    /// The valid values.
    public var allowed: [String]
    /// The nearest valid value.
    public var suggestion: String?
    /// The value of the field Allow, for 405.
    public var allowedMethods: String?
    /// The path that links start with; `type` identifies the kind, so it has no base path.
    private var basePath = ""

    public init(
        _ status: Status, kind: String, title: String, detail: String, parameter: String? = nil, allowed: [String] = [],
        suggestion: String? = nil, allowedMethods: String? = nil
    ) {
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.parameter = parameter
        self.allowed = allowed
        self.suggestion = suggestion
        self.allowedMethods = allowedMethods
    }

    /// A problem whose kind and title are those of its status: `not-found`, "Not Found".
    public init(_ status: Status, _ detail: String) {
        let kind = status.phrase.lowercased().split(separator: " ").joined(separator: "-")
        self.init(status, kind: kind, title: status.phrase, detail: detail)
    }

    public init(_ error: RequestError) { self.init(error.status, error.detail) }

    /// The problem with links that start with `basePath`.
    public func below(_ basePath: String) -> Problem {
        var problem = self
        problem.basePath = basePath
        return problem
    }

    public var json: [UInt8] { json(pretty: true) }
    public var compactJSON: [UInt8] { json(pretty: false) }

    private func json(pretty: Bool) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.object { json in
            json.member("type", "/problems/" + kind)
            json.member("title", title)
            json.key("status")
            json.integer(status.rawValue)
            json.member("detail", detail)
            if let parameter { json.member("parameter", parameter) }
            if !allowed.isEmpty {
                json.key("allowed")
                json.array { list in for value in allowed { list.string(value) } }
            }
            if let suggestion { json.member("suggestion", suggestion) }
            json.key("links")
            json.object { $0.member("docs", basePath + "/problems/" + kind) }
        }
        return writer.finished()
    }

    /// - Parameter field: If-Match or If-Unmodified-Since.
    static func preconditionFailed(_ field: KnownField) -> Problem {
        Problem(
            .preconditionFailed,
            field == .ifMatch
                ? "No entity tag in If-Match is that of the current representation; fetch it again for its ETag."
                : "The representation has changed since the date in If-Unmodified-Since.")
    }

    /// Too many responses are being made on other threads.
    public static let tooManyLateResponses = Problem(
        .serviceUnavailable, "The server is working on as many slow requests as it may; try again in a second.")
}
