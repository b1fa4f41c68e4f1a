// Why a request cannot be read. After any of these the bytes that follow have no meaning, so the connection closes.

/// A request, or a connection, that broke the protocol or a limit: the status to answer with, and a sentence for whoever wrote the client.
public struct RequestError: Error, Sendable, Equatable {
    public let status: Status
    public let detail: String

    init(_ status: Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    static func bad(_ detail: String) -> RequestError { RequestError(.badRequest, detail) }

    /// The head's or the body's deadline has passed.
    public static let timeout = RequestError(
        .requestTimeout, "The request did not arrive whole in the time allowed for it.")
    public static let tooManyConnections = RequestError(
        .serviceUnavailable, "The server has as many connections as it is allowed; try again in a moment.")
    public static func tooManyConnectionsFromAddress(_ limit: Int) -> RequestError {
        RequestError(
            .tooManyRequests, "There are \(limit) connections from this address already; close some, or reuse them.")
    }
}
