// The boundary between the server and the API.

/// Makes the responses of one event loop, which alone calls it; so it needs no lock.
public protocol Responder: AnyObject, SendableMetatype {
    /// Responds to a well-formed request.
    /// - Parameter bytes: the bytes of the request's head.
    func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult
}

/// The result of a responder.
public enum ResponderResult {
    /// The response was kept ready.
    case cached(Response)
    /// The response was made for this request. That can cost a thousand times as much as a cached response, so a connection
    /// yields to the others after it.
    case made(Response)

    public var response: Response {
        switch self {
        case .cached(let response), .made(let response): response
        }
    }
}
