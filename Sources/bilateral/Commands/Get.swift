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
        self.target = RequestTarget.encoded(target)
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
    func run() -> Int32 {
        guard let address = configuration.address else { return answer() }
        var text: [UInt8] = []
        var problem: [UInt8] = []
        var last: UInt8?
        let keepsTable = isTerminal || isColored
        do throws(ClientError) {
            let client = HTTPClient(address: address, timeout: configuration.timeout)
            let status = try client.get(target, accept: accept) { status, type, part in
                if status >= 300 {
                    problem += part
                } else if keepsTable, type.hasPrefix("text/plain") {
                    text += part
                } else {
                    System.write(part)
                    last = part.last
                }
            }
            if status >= 300 {
                System.report("status \(status)")
                System.print(String(decoding: problem, as: UTF8.self).trimmed, to: System.standardError)
                return 1
            }
            if !text.isEmpty {
                printTable(text)
            } else if let last, last != UInt8(ascii: "\n") {
                System.print("")
            }
            return 0
        } catch {
            System.report(error.description)
            return 3
        }
    }

    private func answer() -> Int32 {
        let snapshot = DataSource.load(configuration)
        do throws(Problem) {
            let response = try Service(snapshot: snapshot).get(
                target, accept: accept, at: Timestamp(now: HTTPDate(seconds: cposix_wall_seconds())))
            printContent(response.body)
            return 0
        } catch {
            System.report(error.text)
            return 1
        }
    }

    private func printContent(_ bytes: [UInt8]) {
        if isTerminal || isColored {
            printTable(bytes)
        } else {
            System.write(bytes[...])
            if bytes.last != UInt8(ascii: "\n") { System.print("") }
        }
    }

    private func printTable(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let table = TextTable(text) else {
            System.print(text.last == "\n" ? String(text.dropLast()) : text)
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

/// The target of a request (RFC 9112 section 3.2).
enum RequestTarget {
    /// Percent-encodes the bytes that a target cannot hold.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7f, !"\"#<>\\^`{|}".utf8.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (hex.utf8.count < 2 ? "0" : "") + hex
            }
        }
        return encoded
    }
}
