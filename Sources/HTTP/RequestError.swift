/// An error after which the next request cannot be found, so that the connection closes: the status of the response, and
/// a sentence for the author of the client.
public struct RequestError: Error, Sendable, Equatable {
    public let status: Status
    public let detail: String

    init(_ status: Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    static func bad(_ detail: String) -> RequestError { RequestError(.badRequest, detail) }

    /// The deadline of the head or the body has passed.
    public static let timeout = RequestError(
        .requestTimeout, "The request did not arrive completely within the time limit.")
    public static let tooManyConnections = RequestError(
        .serviceUnavailable, "The server has reached its limit of connections; try again in a second.")
    public static func tooManyConnectionsFromAddress(_ limit: Int) -> RequestError {
        RequestError(
            .tooManyRequests, "This address has \(limit) connections, which is the limit; close some or reuse them.")
    }
}
