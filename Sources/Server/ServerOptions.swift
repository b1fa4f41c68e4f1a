import HTTP

/// Options of a server. The defaults suit a small public service.
public struct ServerOptions: Sendable, Equatable {
    /// A host name, or an IPv4 or IPv6 address.
    public var host = "127.0.0.1"
    /// 0 selects a free port.
    public var port: UInt16 = 8080
    /// Number of event loops; each has a thread.
    public var loops = 1
    public var limits = Limits()
    public var timeouts = Timeouts()
    /// Open connections. A connection that exceeds the limit gets 503 and is closed.
    public var connections = 16_384
    /// Open connections from one IPv4 address or IPv6 /64. A connection that exceeds the limit gets 429 and is closed.
    public var connectionsPerAddress = 4_096
    /// Bytes of output ready for one client after which its pipelined requests wait until the output is sent.
    public var outputPerBatch = 262_144
    /// Unsent bytes of all connections. A connection that exceeds the limit is closed.
    public var pendingOutput = 268_435_456
    /// Responses of one event loop that are being made on other threads. A request that exceeds the limit gets 503.
    public var lateResponses = 64
    /// Whether another process with this option may listen on the same port, so that it can take over while this one drains.
    /// Otherwise a used port is an error.
    public var sharesPort = false
    public var logs = LogOptions()

    public init() {}
}
