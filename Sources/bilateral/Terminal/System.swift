// The operating system's functions for the commands.

import CPosix

enum System {
    static let standardOutput: Int32 = 1
    static let standardError: Int32 = 2

    /// Writes a line.
    static func print(_ line: String, to descriptor: Int32 = standardOutput) {
        write(Array((line + "\n").utf8)[...], to: descriptor)
    }

    /// Writes all bytes; returns early if the reader of the descriptor has closed it.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32 = standardOutput) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { cposix_write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(Int(count))
        }
    }

    /// Writes a message to standard error.
    static func report(_ message: String) { print("bilateral: \(message)", to: standardError) }

    /// Ends the program with a message on standard error.
    static func fail(_ message: String, status: Int32) -> Never {
        report(message)
        cposix_exit(status)
    }

    /// The columns of the terminal at standard output; nil without one.
    static var terminalWidth: Int? {
        let columns = cposix_terminal_columns(standardOutput)
        return columns > 0 ? Int(columns) : nil
    }

    static func monotonicMilliseconds() -> Int64 { cposix_monotonic_microseconds() / 1_000 }

    /// The message of a negated errno value.
    static func message(_ result: some BinaryInteger) -> String {
        String(cString: cposix_error_text(Int32(clamping: -Int64(result))))
    }

    /// All variables of the environment.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var index = 0
        while let entry = cposix_environment_entry(index) {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            index += 1
        }
        return variables
    }

    /// The text of a configuration file.
    static func readText(_ path: String) throws(UsageError) -> String {
        func failure(_ reason: String) -> UsageError {
            UsageError(description: "the configuration file \(path) \(reason)")
        }
        let descriptor = cposix_open_to_read(path)
        guard descriptor >= 0 else { throw failure("cannot be read: \(message(descriptor))") }
        defer { cposix_close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { cposix_read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw failure("cannot be read: \(message(count))") }
            if count == 0 { break }
            bytes += buffer[..<Int(count)]
            guard bytes.count <= 1 << 20 else { throw failure("is longer than 1 MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure("is not UTF-8 text") }
        return text
    }
}
