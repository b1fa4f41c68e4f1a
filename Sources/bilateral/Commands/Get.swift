// `bilateral get`: prints the response to one request, from data in this process or from a running server.

import API
import CPosix
import HTTP

struct Get {
    let configuration: Configuration
    /// The target as the user wrote it, with the format if an option gives one.
    let target: String
    let accept: String
    let isTerminal: Bool
    let isColored: Bool

    init(_ target: String, _ configuration: Configuration, environment: [String: String]) {
        self.configuration = configuration
        isTerminal = cposix_is_terminal(System.standardOutput)
        var target = target.hasPrefix("/") ? target : "/" + target
        if let format = configuration.format {
            target += (target.contains("?") ? "&" : "?") + "format=" + format
        }
        self.target = Target.encode(target, keeping: .target)
        accept = isTerminal ? "text/plain, */*;q=0.1" : "application/json, */*;q=0.1"
        isColored =
            switch configuration.color {
            case .always: true
            case .never: false
            case .auto:
                isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
            }
    }

    /// - Returns: the exit status.
    func run() -> Int32 { configuration.address.map(ask) ?? answer() }

    /// Asks a running server.
    private func ask(_ address: ServerAddress) -> Int32 {
        var output = GetOutput(isTerminal: isTerminal, isColored: isColored)
        var problem: [UInt8] = []
        do throws(ClientError) {
            let client = HTTPClient(address: address, timeout: configuration.timeout)
            let status = try client.get(target, accept: accept) { status, _, part in
                if status >= 300 { problem += part } else { output.write(part) }
            }
            if status >= 300 {
                System.report("status \(status)")
                System.print(String(decoding: problem, as: UTF8.self).trimmed, to: System.standardError)
                return 1
            }
            output.finish()
            return 0
        } catch {
            System.report(error.description)
            return 3
        }
    }

    /// Answers from the data of this process.
    private func answer() -> Int32 {
        let snapshot = DataSource.load(configuration)
        var output = GetOutput(isTerminal: isTerminal, isColored: isColored)
        do throws(Problem) {
            let response = try Service(snapshot: snapshot).get(
                target, accept: accept, at: Timestamp(now: HTTPDate(seconds: cposix_wall_seconds())))
            output.write(response.body[...])
            if let producer = response.producer?() {
                var hasMore = true
                while hasMore {
                    var piece: [UInt8] = []
                    hasMore = producer.next(into: &piece)
                    output.write(piece[...])
                }
            }
            output.finish()
            return 0
        } catch {
            System.report(error.text)
            return 1
        }
    }
}

/// Writes a response to standard output: a table as a whole, so that it can be fitted to the terminal; other output as it arrives.
private struct GetOutput {
    let isTerminal: Bool
    let isColored: Bool
    private var kept: [UInt8] = []
    private var last: UInt8?

    init(isTerminal: Bool, isColored: Bool) {
        self.isTerminal = isTerminal
        self.isColored = isColored
    }

    mutating func write(_ part: ArraySlice<UInt8>) {
        if isTerminal || isColored {
            kept += part
        } else {
            System.write(part)
            last = part.last ?? last
        }
    }

    /// Ends the output with a line break.
    func finish() {
        let text = String(decoding: kept, as: UTF8.self)
        guard let table = TextTable(text) else {
            System.write(kept[...])
            if let end = kept.last ?? last, end != UInt8(ascii: "\n") { System.print("") }
            return
        }
        let (fitted, hidden) = table.fitted(to: isTerminal ? System.terminalWidth : nil, isColored: isColored)
        System.write(Array(fitted.utf8)[...])
        if !hidden.isEmpty {
            System.print(
                "columns that do not fit: \(hidden.joined(separator: ", ")); choose columns with fields=",
                to: System.standardError)
        }
    }
}
