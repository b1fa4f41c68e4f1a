// The values of all options, with their defaults.

import API
import Server

/// Everything that options, environment and configuration file can set.
struct Configuration: Sendable {
    var server = ServerOptions()
    /// The number of event loops; nil for one per processor core.
    var threads: Int?
    /// A folder to read the data from; nil for the embedded data.
    var data: String?
    /// Whether a rejected line of a file set is an error.
    var strict = false
    /// Memory for cached responses over all event loops; nil for the default.
    var cache: Int?
    /// The maximum number of rows that one query reads.
    var maximumQueryRows = ServiceConfiguration.defaultQueryRows
    /// The path that all targets start with: empty, or such as `/trade`.
    var basePath = ""
    /// The configuration file.
    var file: String?

    enum AccessLog: String, CaseIterable, Sendable {
        case off, text, json
    }

    var accessLog: AccessLog {
        get {
            switch server.logs.access {
            case nil: .off
            case .text: .text
            case .json: .json
            }
        }
        set {
            server.logs.access =
                switch newValue {
                case .off: nil
                case .text: .text
                case .json: .json
                }
        }
    }

    // Options of single commands.
    var format: String?
    var address: ServerAddress?
    var color = ColorChoice.auto
    /// The maximum time from a request to the end of its response, in milliseconds.
    var timeout: Int64 = 10_000

    var service: ServiceConfiguration {
        ServiceConfiguration(basePath: basePath, maximumQueryRows: maximumQueryRows)
    }

    /// Memory for cached responses of each event loop. The default holds some 300 responses. With less than 512 KiB, a loop would
    /// evict responses before they are requested again.
    func cachePerLoop(loops: Int) -> Int { (cache ?? max(1 << 20, loops << 19)) / loops }
}

/// The condition for colours in the output.
enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never
}

/// A wrong command line or configuration, as a message of one line.
struct UsageError: Error, Equatable {
    let description: String
}
