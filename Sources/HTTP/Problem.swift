// What an error answer says, RFC 9457: what was wrong, where, and what would be right.

/// An error answer as `application/problem+json`.
public struct Problem: Error, Sendable, Equatable {
    public var status: Status
    /// Names the kind of problem; `type` is the reference `/problems/<kind>`, which stays the same for ever.
    public var kind: String
    public var title: String
    public var detail: String
    /// The parameter that was wrong.
    public var parameter: String?
    /// What would be allowed there.
    public var allowed: [String]
    /// What was probably meant.
    public var suggestion: String?
    /// The methods that the resource has, for 405.
    public var allowedMethods: String?

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

    /// A request that broke the protocol.
    public init(_ error: RequestError) {
        let kind = error.status.phrase.lowercased().split(separator: " ").joined(separator: "-")
        self.init(error.status, kind: kind, title: error.status.phrase, detail: error.detail)
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
            json.object { $0.member("docs", "/problems/" + kind) }
        }
        return writer.finished()
    }
}

extension Problem {
    static func preconditionFailed(_ field: KnownField) -> Problem {
        Problem(
            .preconditionFailed, kind: "precondition-failed", title: "Precondition Failed",
            detail: field == .ifMatch
                ? "None of the entity tags in If-Match is that of the current representation; fetch it again for its ETag."
                : "The representation has changed since the date in If-Unmodified-Since.")
    }
}
