// What one request may cost in bytes and counts. Limits hold however the network cut the bytes.

/// Limits of the HTTP layer. All sizes are in bytes.
public struct Limits: Sendable, Equatable {
    /// Method, target and version together; RFC 9112 section 3 asks for at least 8,000. Beyond it: 414.
    public var requestLine = 8_192
    /// One field line. Beyond it: 431.
    public var fieldLine = 8_192
    /// Number of field lines. Beyond it: 431.
    public var fieldCount = 100
    /// The whole head. Beyond it: 431.
    public var head = 32_768
    /// A request's body on the wire, framing included; bodies are read and dropped, as no method here takes one. Beyond it: 413.
    public var body = 65_536

    public init() {}
}
