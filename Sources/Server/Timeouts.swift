/// Deadlines, in milliseconds.
public struct Timeouts: Sendable, Equatable {
    /// From the first byte of a request to the end of its head. Absolute: bytes that arrive slowly do not extend it.
    public var head: Int64 = 10_000
    /// From the end of the head to the end of the body. Absolute.
    public var body: Int64 = 10_000
    /// Between requests, and before the first.
    public var idle: Int64 = 60_000
    /// For a client to receive the output that is ready for it; for a produced body, one piece.
    public var write: Int64 = 30_000
    /// For a client to close the connection after the last response.
    public var linger: Int64 = 2_000
    /// From the order to stop to its execution. Meanwhile `Server.isDraining` is true, and everything else continues.
    public var drainDelay: Int64 = 0
    /// For requests in flight when the server stops.
    public var drain: Int64 = 10_000

    public init() {}

    func duration(_ kind: DeadlineKind) -> Int64 {
        switch kind {
        case .head: head
        case .body: body
        case .idle: idle
        case .write: write
        case .linger: linger
        }
    }
}
