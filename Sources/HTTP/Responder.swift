// The boundary between the server and the API.

/// Makes the responses of one event loop. Only that loop calls it, so it needs no lock.
public protocol Responder: AnyObject, SendableMetatype {
    /// The names of the routes that `Response.route` is an index in, for logs and metrics.
    static var routes: [String] { get }

    /// Responds to a well-formed request.
    /// - Parameter bytes: the bytes of the request's head.
    func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult

    /// Called before the response of `ResponderResult.later` is sent, to cache it.
    func finished(_ response: Response, for request: RequestHead, in bytes: Span<UInt8>)
}

extension Responder {
    public static var routes: [String] { [] }
    public func finished(_ response: Response, for request: RequestHead, in bytes: Span<UInt8>) {}
}

/// The result of a responder.
public enum ResponderResult {
    /// The response was in the cache.
    case cached(Response)
    /// The response was made for this request. That can cost a thousand times as much as a cached response, so a connection
    /// yields to the others after it.
    case made(Response)
    /// The response can take more than a few milliseconds to make, for which other clients should not wait: the server calls the
    /// function on another thread and sends the response when it is ready. Later requests of the connection wait.
    case later(@Sendable () -> Response)

    /// The response; calls the function of `later`.
    public var response: Response {
        switch self {
        case .cached(let response), .made(let response): response
        case .later(let make): make()
        }
    }
}
