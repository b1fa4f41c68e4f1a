/// Limits of requests. They do not depend on the sizes of the pieces in which a request arrives. Sizes are in bytes.
public struct Limits: Sendable, Equatable {
    /// Method, target and version; RFC 9112 section 3 recommends at least 8,000. A longer line gets 414.
    public var requestLine = 8_192
    /// One field line. A longer line gets 431.
    public var fieldLine = 8_192
    /// The number of field lines. More get 431.
    public var fieldCount = 100
    /// The whole head. A longer head gets 431.
    public var head = 32_768
    /// The body with its chunk framing. A longer body gets 413. Bodies are read and dropped.
    public var body = 65_536

    public init() {}
}
