// All options, in the order of the help text.

import Formats
import Server

extension Option {
    static let all: [Option] = [
        Option(
            "host", .basics, .text("ADDRESS", expected: "a host name, an IPv4 or an IPv6 address"), \.server.host,
            "Address to listen on; 0.0.0.0 or :: for all interfaces."),
        Option("port", .basics, .port, \.server.port, "Port to listen on; 0 takes any free port."),
        Option(
            "data", .basics, OptionType.text("FOLDER", expected: "a folder", completion: .folder).optional, \.data,
            "Folder to read the data from.", default: "the embedded data"),
        Option(
            "strict", .basics, .yesOrNo, \.strict,
            "Refuse all data if a line of a file set is rejected, instead of serving the other lines."),
        Option(
            "config", .basics, OptionType.text("FILE", expected: "a file", completion: .file).optional, \.file,
            "File with further settings, one 'name = value' on a line."),

        Option(
            "access-log", .logs, .choice(), \.accessLog,
            "Log of requests: off, text for people, json for programs."),
        Option(
            "access-log-file", .logs, OptionType.text("FILE", expected: "a file", completion: .file).optional,
            \.server.logs.accessFile, "File to append the access log to.", default: "standard output"),
        Option(
            "event-log", .logs, .choice(), \.server.logs.events,
            "Format of the event log, which goes to standard error."),
        Option("log-level", .logs, .choice(), \.server.logs.level, "Lowest level of events in the event log."),
        Option(
            "log-buffer", .logs, .bytes((64 << 10)...(1 << 30)), \.server.logs.bufferBytes,
            "Memory for unwritten lines of a log; further lines are dropped and counted."),

        Option(
            "base-path", .proxy, .basePath, \.basePath,
            "Path that all targets and links start with, for a proxy that serves other paths from other servers.",
            default: "none"),
        Option(
            "trusted-proxy", .proxy, .addressRanges, \.server.logs.trustedProxies,
            "Proxies whose Forwarded and X-Forwarded-For fields name the client in the access log."),
        Option(
            "share-port", .proxy, .yesOrNo, \.server.sharesPort,
            "Let another process that has this option listen on the same port, to take over without a pause."),

        Option(
            "threads", .memory, OptionType.integer(1...256).optional, \.threads,
            "Number of event loops, each on its own thread.", default: "one per processor core"),
        Option(
            "cache", .memory, OptionType.bytes(0...(1 << 30)).optional, \.cache,
            "Memory for cached responses, over all event loops. Cached balances may take half of it in addition. 0 caches nothing.",
            default: "1M, or 512K per event loop if that is more"),
        Option(
            "max-query-rows", .memory, .integer(1_000...1_000_000_000), \.maximumQueryRows,
            "Largest number of stored rows that one query may read; larger queries get status 422."),
        Option(
            "max-pending", .memory, .bytes((1 << 20)...(1 << 40)), \.server.pendingOutput,
            "Memory for unsent responses, over all connections; a connection that exceeds it is closed."
        ),
        Option(
            "max-output", .memory, .bytes((4 << 10)...(64 << 20)), \.server.outputPerBatch,
            "Memory for unsent responses to pipelined requests of one client; further requests of the client wait."),

        Option(
            "max-connections", .connections, .integer(1...1_000_000), \.server.connections,
            "Open connections; further connections get status 503."),
        Option(
            "max-connections-per-address", .connections, .integer(1...1_000_000), \.server.connectionsPerAddress,
            "Open connections from one IPv4 address or IPv6 /64 network; further connections get status 429."),

        Option(
            "max-request-line", .requests, .bytes(256...(64 << 10)), \.server.limits.requestLine,
            "Longest request line; longer ones get status 414."),
        Option(
            "max-field-line", .requests, .bytes(256...(64 << 10)), \.server.limits.fieldLine,
            "Longest header field; longer ones get status 431."),
        Option(
            "max-fields", .requests, .integer(8...1_000), \.server.limits.fieldCount,
            "Largest number of header fields; more get status 431."),
        Option(
            "max-head", .requests, .bytes((1 << 10)...(1 << 20)), \.server.limits.head,
            "Longest request line and header fields together; longer ones get status 431."),
        Option(
            "max-body", .requests, .bytes(0...(16 << 20)), \.server.limits.body,
            "Longest request body, which is read and ignored; longer ones get status 413."),

        Option(
            "head-timeout", .timeouts, .seconds(1...86_400), \.server.timeouts.head,
            "From the first byte of a request to the end of its header fields."),
        Option(
            "body-timeout", .timeouts, .seconds(1...86_400), \.server.timeouts.body,
            "From the end of the header fields to the end of the body."),
        Option("idle-timeout", .timeouts, .seconds(1...86_400), \.server.timeouts.idle, "Between two requests."),
        Option(
            "write-timeout", .timeouts, .seconds(1...86_400), \.server.timeouts.write,
            "For a client to receive a response that is ready for it."),
        Option(
            "linger-timeout", .timeouts, .seconds(1...86_400), \.server.timeouts.linger,
            "For a client to close the connection after the server did."),
        Option(
            "drain-delay", .timeouts, .seconds(0...3_600), \.server.timeouts.drainDelay,
            "From SIGTERM to the end of accepting, for load balancers: /readyz answers 503, requests are served."),
        Option(
            "drain-timeout", .timeouts, .seconds(1...86_400), \.server.timeouts.drain,
            "For requests in flight after the end of accepting."),

        Option(
            "server", .output, OptionType.serverAddress.optional, \.address,
            "Running server to send the request to, instead of the embedded data.", isSetting: false),
        Option(
            "format", .output,
            OptionType.text(
                "FORMAT", expected: "a format",
                completion: .words(Format.allCases.map(\.rawValue))
            ).optional, \.format,
            "Format of the response, if the resource has it.", default: "table on a terminal, otherwise json",
            isSetting: false),
        Option(
            "color", .output, .choice(), \.color,
            "Colours; auto uses them on a terminal unless NO_COLOR is set.", isSetting: false),
        Option(
            "timeout", .output, .seconds(1...3_600), \.timeout, "Maximum time to the end of the response.",
            isSetting: false),
    ]
}
