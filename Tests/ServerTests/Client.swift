import CPosix
import Dispatch
import Testing

@testable import HTTP
@testable import Server

struct ClientError: Error, CustomStringConvertible {
    let description: String
}

struct Reply: Equatable {
    var head = ""
    var body: [UInt8] = []

    var status: Int { Int(head.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    var closes: Bool { head.contains("\r\nConnection: close\r\n") }

    var length: Int {
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        return line.flatMap { Int($0.dropFirst("Content-Length: ".count)) } ?? 0
    }
}

/// A client on a socket. Reads and writes fail after 10 seconds, so that a server that hangs fails a test and does not stop it.
final class Client {
    private(set) var descriptor: Descriptor
    private var received: [UInt8] = []

    /// - Parameters:
    ///   - port: 0 leaves the socket unconnected.
    ///   - receiveBuffer: the size of the client's receive buffer in bytes; a small one fills soon.
    ///   - timeout: of each call, in milliseconds.
    init(_ port: UInt16, receiveBuffer: Int32? = nil, timeout: Int32 = 10_000) throws {
        var address = try Client.loopback(port)
        descriptor = try Client.check(cposix_client_socket(&address, timeout), "socket")
        if let receiveBuffer { _ = cposix_set_option(descriptor, cposix_receive_buffer, receiveBuffer) }
        if port != 0 { try connect(port) }
    }

    deinit { close() }

    private static func loopback(_ port: UInt16) throws -> cposix_address {
        var address = cposix_address()
        try #require(cposix_look_up("127.0.0.1", port, &address) == 0)
        return address
    }

    @discardableResult
    private static func check(_ result: Int32, _ call: String) throws -> Int32 {
        guard result >= 0 else { throw ClientError(description: "\(call): \(SystemCalls.message(-result))") }
        return result
    }

    func connect(_ port: UInt16) throws {
        var address = try Client.loopback(port)
        try Client.check(cposix_connect(descriptor, &address), "connect")
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let result = bytes[start...].withUnsafeBytes { SystemCalls.send(descriptor, $0) }
            guard case .done(let count) = result else { throw ClientError(description: "send: \(result)") }
            start += count
        }
    }

    /// The next response. Its body has the length that Content-Length says, or the chunks of a chunked body.
    func reply(hasBody: Bool = true) throws -> Reply {
        var reply = Reply()
        reply.head = String(decoding: try take(through: [0x0d, 0x0a, 0x0d, 0x0a]), as: UTF8.self)
        guard hasBody else { return reply }
        guard reply.head.contains("\r\nTransfer-Encoding: chunked\r\n") else {
            reply.body = try take(reply.length)
            return reply
        }
        while true {
            let line = String(decoding: try take(through: [0x0d, 0x0a]).dropLast(2), as: UTF8.self)
            let size = try #require(Int(line, radix: 16))
            reply.body += try take(size)
            try #require(try take(2) == [0x0d, 0x0a])
            if size == 0 { return reply }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while received.count < count { try receiveMore() }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    private func take(through end: [UInt8]) throws -> [UInt8] {
        var count = end.count
        while true {
            while received.count < count { try receiveMore() }
            if received[count - end.count..<count].elementsEqual(end) { return try take(count) }
            count += 1
        }
    }

    private func receiveMore() throws {
        guard try receive() else { throw ClientError(description: "the connection ended within a response") }
    }

    /// Receives more bytes; false at the end of the connection.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let result = buffer.withUnsafeMutableBytes { SystemCalls.receive(descriptor, $0) }
        guard case .done(let count) = result else { throw ClientError(description: "receive: \(result)") }
        received += buffer[..<count]
        return count > 0
    }

    /// Everything up to the end of the connection.
    func rest() throws -> [UInt8] {
        while try receive() {}
        defer { received = [] }
        return received
    }

    /// Whether bytes or the end of the connection arrive within `milliseconds`.
    func isReadable(within milliseconds: Int32) -> Bool { cposix_wait_readable(descriptor, milliseconds) == 1 }

    func closeSending() { _ = cposix_end_sending(descriptor) }

    /// Ends the connection with a reset.
    func reset() {
        _ = cposix_set_option(descriptor, cposix_reset_on_close, 1)
        close()
    }

    func close() {
        guard descriptor >= 0 else { return }
        _ = cposix_close(descriptor)
        descriptor = -1
    }
}

/// Runs `body` with a server on a free port and stops it afterwards.
func withServer(_ change: (inout ServerOptions) -> Void = { _ in }, _ body: (Server) throws -> Void) throws {
    var options = ServerOptions()
    options.port = 0
    options.timeouts.linger = 200
    change(&options)
    let server = try Server.start(options) { FakeResponder() }
    defer {
        server.stop()
        server.wait()
    }
    try body(server)
}

/// Whether a stopped server ends within `seconds`.
func ends(_ server: Server, within seconds: Int) -> Bool {
    let ended = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
        server.wait()
        ended.signal()
    }
    return ended.wait(timeout: .now() + .seconds(seconds)) == .success
}

/// Whether `condition` becomes true within 10 seconds.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = SystemCalls.monotonicMilliseconds() + 10_000
    while SystemCalls.monotonicMilliseconds() < deadline {
        if try condition() { return true }
        cposix_sleep(2)
    }
    return false
}
