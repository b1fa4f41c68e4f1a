// Asks a server for one resource over a TCP connection.

import CPosix

/// The reason for the absence of a usable response.
struct ClientError: Error, Equatable {
    let description: String
}

/// A client for one request.
struct HTTPClient {
    let address: ServerAddress
    /// From the start of the connection to the end of the response, in milliseconds.
    let timeout: Int64

    /// Sends a GET for `target`, which starts with `/` and holds only characters of a request target.
    /// - Parameters:
    ///   - accept: the value of Accept.
    ///   - content: receives the status, the media type and each part of the content as it arrives.
    /// - Returns: the status.
    func get(
        _ target: String, accept: String, content: (Int, String, ArraySlice<UInt8>) -> Void
    ) throws(ClientError) -> Int {
        let deadline = System.monotonicMilliseconds() + timeout
        let socket = try connect(deadline)
        defer { cposix_close(socket) }
        let request =
            "GET \(address.basePath)\(target) HTTP/1.1\r\nHost: \(address.authority)\r\nAccept: \(accept)\r\n"
            + "User-Agent: bilateral\r\nConnection: close\r\n\r\n"
        try send(Array(request.utf8), to: socket)
        return try read(from: socket, deadline, content)
    }

    private func read(
        from socket: Int32, _ deadline: Int64, _ content: (Int, String, ArraySlice<UInt8>) -> Void
    ) throws(ClientError) -> Int {
        var reader = ResponseReader()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !reader.isComplete {
            let left = Int32(clamping: deadline - System.monotonicMilliseconds())
            guard left > 0, cposix_wait_readable(socket, left) == 1 else { throw timedOut }
            let count = buffer.withUnsafeMutableBytes { cposix_receive(socket, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw failure("cannot be read from: \(System.message(count))") }
            var parts: [ArraySlice<UInt8>] = []
            do throws(InvalidResponse) {
                if count == 0 {
                    try reader.end()
                } else {
                    try reader.read(buffer[..<Int(count)]) { parts.append($0) }
                }
            } catch {
                throw failure("gave no valid response: \(error.reason)")
            }
            for part in parts { content(reader.status, reader.contentType, part) }
        }
        return reader.status
    }

    /// A request fits into the send buffer of a new connection, so this does not wait.
    private func send(_ bytes: [UInt8], to socket: Int32) throws(ClientError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { cposix_send(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure("cannot be written to: \(System.message(count))") }
            rest = rest.dropFirst(Int(count))
        }
    }

    /// Connects to the first address of the host that accepts.
    private func connect(_ deadline: Int64) throws(ClientError) -> Int32 {
        var addresses = [cposix_address](repeating: cposix_address(), count: 8)
        var count: Int32 = 0
        let code = cposix_look_up_all(address.host, address.port, &addresses, Int32(addresses.count), &count)
        guard code == 0 else {
            throw failure("cannot be found: \(String(cString: cposix_lookup_error_text(code)))")
        }
        var result: Int32 = 0
        for var candidate in addresses[..<Int(count)] {
            let left = Int32(clamping: deadline - System.monotonicMilliseconds())
            guard left > 0 else { throw timedOut }
            let socket = cposix_client_socket(&candidate, left)
            guard socket >= 0 else {
                result = socket
                continue
            }
            result = cposix_connect(socket, &candidate)
            if result == 0 { return socket }
            cposix_close(socket)
        }
        // A connection that is not established in time is still in progress.
        guard System.monotonicMilliseconds() < deadline else { throw timedOut }
        throw failure("cannot be reached: \(System.message(result))")
    }

    private var timedOut: ClientError { failure("did not answer within \(timeout / 1_000) s") }

    private func failure(_ reason: String) -> ClientError {
        ClientError(description: "the server \(address.authority) \(reason)")
    }
}
