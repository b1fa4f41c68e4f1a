// Options are declared once; parsing, the environment and --help are made from the declaration.

import CPosix
import Server

/// A wrong call: what was wrong and what would be right, in one line.
struct OptionError: Error {
    let description: String
}

/// What the program was asked to do.
struct Configuration {
    enum Command: Equatable {
        case serve, help, version, check
        /// Path and query, and the format asked for.
        case get(String, format: String?)
    }

    var command = Command.serve
    var server = ServerOptions()
    /// A folder to read the data from in place of what the binary carries.
    var dataFolder: String?
    /// Answers kept ready to send, over all loops; nil for as much as is usual.
    var cacheBytes: Int?
    /// The same for one loop: a share of what holds some 300 answers, but no less than is of use.
    var cacheBytesPerLoop: Int { (cacheBytes ?? max(1_048_576, 524_288 * server.loops)) / server.loops }

    /// Options of the command line win over the environment.
    init(arguments: [String], environment: (String) -> String?) throws(OptionError) {
        server.loops = Int(cposix_core_count())
        for option in Option.all {
            guard let value = environment(option.variable), !value.isEmpty else { continue }
            try option.apply(value, to: &self, named: option.variable)
        }
        var rest = arguments[...]
        switch rest.first {
        case "serve": rest.removeFirst()
        case "check":
            rest.removeFirst()
            command = .check
        case "get":
            rest.removeFirst()
            command = try Configuration.get(&rest)
        default: break
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h": command = .help
            case "--version": command = .version
            default: try apply(argument, &rest)
            }
        }
    }

    /// An option, whose value may be the next argument.
    private mutating func apply(_ argument: String, _ rest: inout ArraySlice<String>) throws(OptionError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = Option.all.first(where: { "--" + $0.name == parts[0] }) else {
            throw OptionError(
                description: argument.hasPrefix("-")
                    ? "unknown option '\(argument)'; bilateral --help lists the options"
                    : "unknown command '\(argument)'; there are serve, get and check")
        }
        guard command == .serve || option.name == "data" else {
            throw OptionError(description: "the option --\(option.name) is for serving; this command takes --data")
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw OptionError(
                description: "the option --\(option.name) needs a value: --\(option.name) \(option.placeholder)")
        }
        try option.apply(value, to: &self, named: "--" + option.name)
    }

    /// What `get` is asked for; the options that it shares with the others are left in `rest`.
    private static func get(_ rest: inout ArraySlice<String>) throws(OptionError) -> Command {
        var target: String?
        var format: String?
        var others: [String] = []
        while let argument = rest.popFirst() {
            if argument == "--format" || argument.hasPrefix("--format=") {
                format = argument == "--format" ? rest.popFirst() : String(argument.dropFirst("--format=".count))
                guard format != nil else {
                    throw OptionError(description: "the option --format needs a value: --format table")
                }
            } else if argument == "--data", let value = rest.popFirst() {
                others += [argument, value]
            } else if argument.hasPrefix("--data=") || argument == "--help" || argument == "-h" {
                others.append(argument)
            } else if argument.hasPrefix("-") {
                throw OptionError(description: "get takes --format and --data, not '\(argument)'")
            } else if target == nil {
                target = argument
            } else {
                throw OptionError(
                    description:
                        "get takes one target, and '\(argument)' is another; quote a target that holds & or spaces")
            }
        }
        rest = others[...]
        if target == nil, others.contains("--help") || others.contains("-h") { return .help }
        guard let target else {
            throw OptionError(description: "get needs a target: bilateral get '/v1/rankings/tdr?year=2023'")
        }
        return .get(target, format: format)
    }
}

/// One option.
struct Option {
    let name: String
    let placeholder: String
    let summary: String
    let defaultText: String
    /// Sets the value; returns what would be right if it does not fit.
    let set: @Sendable (String, inout Configuration) -> String?

    /// `--max-head` can also be given as `BILATERAL_MAX_HEAD`.
    var variable: String {
        "BILATERAL_" + String(name.map { $0 == "-" ? "_" : Character($0.uppercased()) })
    }

    func apply(_ value: String, to configuration: inout Configuration, named name: String) throws(OptionError) {
        if let wanted = set(value, &configuration) {
            throw OptionError(description: "\(name) is '\(value)', but must be \(wanted)")
        }
    }

    private static func number(
        _ name: String, _ summary: String, _ range: ClosedRange<Int>, default defaultText: String? = nil,
        unit: String = "N",
        _ place: WritableKeyPath<ServerOptions, Int> & Sendable
    ) -> Option {
        Option(
            name: name, placeholder: unit, summary: summary,
            defaultText: defaultText ?? String(ServerOptions()[keyPath: place])
        ) { text, configuration in
            guard let value = Int(text), range.contains(value) else {
                return "a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            configuration.server[keyPath: place] = value
            return nil
        }
    }

    /// A time in seconds, kept in milliseconds.
    private static func seconds(
        _ name: String, _ summary: String, _ place: WritableKeyPath<Timeouts, Int64> & Sendable
    ) -> Option {
        Option(
            name: name, placeholder: "SECONDS", summary: summary,
            defaultText: String(Timeouts()[keyPath: place] / 1_000)
        ) { text, configuration in
            guard let value = Int64(text), (1...86_400).contains(value) else {
                return "a whole number of seconds from 1 to 86400"
            }
            configuration.server.timeouts[keyPath: place] = value * 1_000
            return nil
        }
    }

    static let all: [Option] = [
        Option(
            name: "host", placeholder: "ADDRESS", summary: "Address or host name to listen on; 0.0.0.0 or :: for all.",
            defaultText: ServerOptions().host
        ) { text, configuration in
            guard !text.isEmpty else { return "a host name, an IPv4 or an IPv6 address" }
            configuration.server.host = text
            return nil
        },
        Option(
            name: "port", placeholder: "PORT", summary: "Port to listen on; 0 takes any free one.",
            defaultText: String(ServerOptions().port)
        ) { text, configuration in
            guard let port = UInt16(text) else { return "a port from 0 to 65535" }
            configuration.server.port = port
            return nil
        },
        number("threads", "Event loops, each on a thread of its own.", 1...256, default: "one per core", \.loops),
        Option(
            name: "data", placeholder: "FOLDER", summary: "Read the data from this folder instead of the binary.",
            defaultText: "the embedded data"
        ) { text, configuration in
            guard !text.isEmpty else { return "a folder" }
            configuration.dataFolder = text
            return nil
        },
        Option(
            name: "cache", placeholder: "BYTES", summary: "Memory for answers kept ready to send; 0 keeps none.",
            defaultText: "1048576, or 524288 a loop if that is more"
        ) { text, configuration in
            guard let bytes = Int(text), (0...1_073_741_824).contains(bytes) else {
                return "a number of bytes from 0 to 1073741824"
            }
            configuration.cacheBytes = bytes
            return nil
        },
        number("max-connections", "Open connections in all; one more is answered 503.", 1...1_000_000, \.connections),
        number(
            "max-connections-per-address",
            "Open connections from one IPv4 address or IPv6 /64; one more is answered 429.",
            1...1_000_000, \.connectionsPerAddress),
        number(
            "max-request-line", "Longest request line; beyond it 414.", 256...65_536, unit: "BYTES",
            \.limits.requestLine),
        number("max-field-line", "Longest field line; beyond it 431.", 256...65_536, unit: "BYTES", \.limits.fieldLine),
        number("max-fields", "Most fields of a request; beyond it 431.", 8...1_000, \.limits.fieldCount),
        number("max-head", "Longest request head; beyond it 431.", 1_024...1_048_576, unit: "BYTES", \.limits.head),
        number(
            "max-body", "Longest request body, which is read and dropped; beyond it 413.", 0...16_777_216,
            unit: "BYTES", \.limits.body),
        number(
            "max-output", "Answers ready for one client before its next pipelined requests wait.", 4_096...67_108_864,
            unit: "BYTES", \.outputPerBatch),
        number(
            "max-pending", "Answers that no client has taken yet, over all; who would add more is closed.",
            1_048_576...1_099_511_627_776, unit: "BYTES", \.pendingOutput),
        seconds("head-timeout", "From a request's first byte to the end of its head.", \.head),
        seconds("body-timeout", "From the end of the head to the end of the body.", \.body),
        seconds("idle-timeout", "Between requests.", \.idle),
        seconds("write-timeout", "For a client to take an answer.", \.write),
        seconds("linger-timeout", "For a client to close after the server has.", \.linger),
        seconds("drain-timeout", "For requests in flight when the server is stopped.", \.drain),
    ]

    static var help: String {
        let lines =
            all.map { ("--\($0.name) \($0.placeholder)", "\($0.summary) Default: \($0.defaultText).") } + [
                ("--help", "Print this and exit."), ("--version", "Print the version and exit."),
            ]
        let width = (lines.map(\.0.count).max() ?? 0) + 2
        let table = lines.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count) + $0.1 }.joined(
            separator: "\n")
        return """
            Usage: bilateral [serve] [OPTION]...
                   bilateral get TARGET [--format FORMAT] [--data FOLDER]
                   bilateral check [--data FOLDER]

            Serves United States trade with its partners as an HTTP/1.1 JSON API.
            Try: curl 'http://127.0.0.1:8080/v1/partners/MEX/balance?type=goods&year=2023'

            Commands:
              serve  Serves; the same as no command.
              get    Prints the answer to one request, without a server: bilateral get '/v1/rankings/tdr?year=2023' --format table
                     FORMAT is json, csv, ndjson, table, svg or ics, as far as the answer has it. An error is told on standard
                     error, and the status is 1.
              check  Reads and checks the data, and prints what it holds. The status is 1 if something is wrong in it.

            Options, each also an environment variable (--max-head is BILATERAL_MAX_HEAD):
            \(table)

            SIGTERM and SIGINT finish the requests in flight, then exit; a second one exits at once.
            """
    }
}
