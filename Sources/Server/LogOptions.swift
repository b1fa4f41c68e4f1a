/// Options of the logs.
public struct LogOptions: Sendable, Equatable {
    public enum Format: String, Sendable, CaseIterable {
        /// One line per record, for people.
        case text
        /// One JSON object per line.
        case json
    }

    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        private var severity: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }

        public static func < (left: Level, right: Level) -> Bool { left.severity < right.severity }
    }

    /// The format of the access log; nil turns it off.
    public var access: Format?
    /// The file to which the access log is appended; nil for standard output.
    public var accessFile: String?
    /// The format of the event log, which goes to standard error.
    public var events = Format.text
    /// Events below this level are not logged.
    public var level = Level.info
    /// The maximum size of the unwritten lines of each log, in bytes. Lines beyond it are dropped and counted.
    public var bufferBytes = 4_194_304
    /// Addresses (`10.0.0.0/8`, `::1`) of proxies whose Forwarded and X-Forwarded-For fields are trusted to name the client.
    public var trustedProxies: [AddressRange] = []

    public init() {}
}
