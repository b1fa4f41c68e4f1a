// What a server can be told. Every number has a default that suits a small public service.

import HTTP

/// Deadlines, in milliseconds.
public struct Timeouts: Sendable, Equatable {
    /// From a request's first byte to the end of its head. Absolute: bytes that drip in do not extend it.
    public var head: Int64 = 10_000
    /// From the end of the head to the end of the body. Absolute.
    public var body: Int64 = 10_000
    /// Between requests, and before the first.
    public var idle: Int64 = 60_000
    /// For a client to take what is ready to be sent to it.
    public var write: Int64 = 30_000
    /// For a client to close its side after the server has closed its own.
    public var linger: Int64 = 2_000
    /// For requests in flight when the server is told to stop.
    public var drain: Int64 = 10_000

    public init() {}
}

/// Options of a server.
public struct ServerOptions: Sendable, Equatable {
    /// A host name, or an IPv4 or IPv6 address.
    public var host = "127.0.0.1"
    /// 0 takes any free port.
    public var port: UInt16 = 8080
    /// Number of event loops, each on a thread of its own.
    public var loops = 1
    public var limits = Limits()
    public var timeouts = Timeouts()
    /// Open connections in all. Beyond it a connection is answered 503 and closed.
    public var connections = 16_384
    /// Open connections from one IPv4 address or IPv6 /64. Beyond it: 429 and closed.
    public var connectionsPerAddress = 4_096
    /// Bytes ready for one client after which no further pipelined request of its is answered until they are sent.
    public var outputPerTurn = 262_144
    /// Bytes that clients have not taken yet, over all of them. A connection that would add more is closed.
    public var pending = 268_435_456

    public init() {}
}

/// Why a server could not start: one line for the person who started it.
public struct ServerError: Error, CustomStringConvertible, Equatable {
    public let description: String
}
