// A client on a real socket, for the tests that need one. Every read and write has a deadline, so that a server that
// hangs fails a test and does not stop it. And a server for the length of one test.
import Dispatch
import Glibc
import Testing

@testable import HTTP
@testable import Server

struct ClientError: Error, CustomStringConvertible {
    let description: String

    /// The last system call's error.
    init(_ what: String) { description = "\(what): \(SystemCalls.message(errno))" }
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

final class Client {
    private(set) var descriptor: Descriptor
    private var received: [UInt8] = []

    /// - Parameter receiveBuffer: the size of its receive buffer, for a client that is to be written full.
    init(_ port: UInt16, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ClientError("socket") }
        var deadline = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &deadline, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &deadline, size)
        if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
        if port != 0 { try connect(port) }
    }

    deinit { close() }

    func connect(_ port: UInt16) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw ClientError("connect") }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let result = bytes[start...].withUnsafeBytes { SystemCalls.write(descriptor, $0) }
            guard case .done(let count) = result else { throw ClientError("send") }
            start += count
        }
    }

    /// The next response whole.
    func reply(bodyless: Bool = false) throws -> Reply {
        var reply = Reply()
        while true {
            if let end = headEnd() {
                reply.head = String(decoding: received[..<end], as: UTF8.self)
                received.removeFirst(end)
                break
            }
            guard try receive() else { throw ClientError("the connection ended before a response; last error") }
        }
        let length = bodyless ? 0 : reply.length
        while received.count < length {
            guard try receive() else { throw ClientError("the connection ended within a body; last error") }
        }
        reply.body = Array(received.prefix(length))
        received.removeFirst(length)
        return reply
    }

    private func headEnd() -> Int? {
        guard received.count >= 4 else { return nil }
        for index in 3..<received.count where received[index] == 0x0a && received[index - 2] == 0x0a {
            return index + 1
        }
        return nil
    }

    /// Reads on; false at the end.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        guard case .done(let count) = buffer.withUnsafeMutableBytes({ SystemCalls.read(descriptor, $0) }) else {
            throw ClientError("receive")
        }
        received += buffer[..<count]
        return count > 0
    }

    /// Everything up to the end of the connection.
    func rest() throws -> [UInt8] {
        while try receive() {}
        defer { received = [] }
        return received
    }

    /// Whether there is something to read, or the end, within this time.
    func isReadable(within milliseconds: Int32) -> Bool {
        var events = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&events, 1, milliseconds) > 0
    }

    func closeSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection with a reset.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }
}

/// Runs `body` with a server on a free port, which is stopped afterwards.
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

/// Whether a server that was stopped ends within this time.
func ends(_ server: Server, within seconds: Int) -> Bool {
    let ended = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
        server.wait()
        ended.signal()
    }
    return ended.wait(timeout: .now() + .seconds(seconds)) == .success
}

/// Tries until it is so, for ten seconds at most.
func eventually(_ isSo: () throws -> Bool) rethrows -> Bool {
    let deadline = SystemCalls.monotonicMilliseconds() + 10_000
    while SystemCalls.monotonicMilliseconds() < deadline {
        if try isSo() { return true }
        _ = poll(nil, 0, 2)
    }
    return false
}
