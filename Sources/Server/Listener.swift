// Addresses and listening sockets.

import CPosix
import Glibc

/// A numeric address to listen on.
struct SocketAddress {
    var storage: sockaddr_storage
    let length: socklen_t

    /// Looks `host` up and takes its first stream address.
    init(host: String, port: UInt16) throws(ServerError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let found = list, let address = found.pointee.ai_addr else {
            let reason = code == 0 ? "no address" : String(cString: gai_strerror(code))
            throw ServerError(
                description: "cannot listen on host '\(host)': \(reason); give a host name, an IPv4 or an IPv6 address")
        }
        defer { freeaddrinfo(list) }
        storage = sockaddr_storage()
        length = found.pointee.ai_addrlen
        let count = Int(length)
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: count))
        }
    }

    /// The port, in network order at the same place in an IPv4 and an IPv6 address.
    var port: UInt16 {
        get { withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) } }
        set {
            withUnsafeMutableBytes(of: &storage) {
                $0.storeBytes(of: newValue.bigEndian, toByteOffset: 2, as: UInt16.self)
            }
        }
    }
}

enum Listener {
    /// One listening socket for each loop, all on one port, which is returned.
    static func open(count: Int, host: String, port: UInt16) throws(ServerError) -> (
        listeners: [Descriptor], port: UInt16
    ) {
        var endpoint = try SocketAddress(host: host, port: port)
        if port != 0 {
            // Sockets that share a port do not notice another server that shares it too; one that does not share, does.
            Glibc.close(try socket(endpoint, host: host, shared: false))
        }
        var listeners: [Descriptor] = []
        do throws(ServerError) {
            for _ in 0..<count {
                let listener = try socket(endpoint, host: host, shared: count > 1)
                listeners.append(listener)
                endpoint.port = localPort(listener)
            }
        } catch {
            for listener in listeners { Glibc.close(listener) }
            throw error
        }
        return (listeners, endpoint.port)
    }

    private static func socket(_ endpoint: SocketAddress, host: String, shared: Bool) throws(ServerError) -> Descriptor
    {
        var endpoint = endpoint
        let family = Int32(endpoint.storage.ss_family)
        let listener = cposix_stream_socket(family)
        guard listener >= 0 else { throw failure("open a socket for", host, endpoint.port) }
        _ = cposix_set_option(listener, SOL_SOCKET, SO_REUSEADDR, 1)
        if shared { _ = cposix_set_option(listener, SOL_SOCKET, SO_REUSEPORT, 1) }
        // "::" serves IPv4 clients too, whatever the system's default is.
        if family == AF_INET6 { _ = cposix_set_option(listener, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        let length = endpoint.length
        let bound = withUnsafePointer(to: &endpoint.storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) }
        }
        guard bound == 0, listen(listener, 4_096) == 0 else {
            let error = failure("listen on", host, endpoint.port)
            Glibc.close(listener)
            throw error
        }
        return listener
    }

    private static func failure(_ what: String, _ host: String, _ port: UInt16) -> ServerError {
        let code = errno
        let hint =
            switch code {
            case EADDRINUSE: "; another program has the port: choose one with --port"
            case EACCES: "; ports below 1024 need a privilege: choose a higher one with --port"
            case EADDRNOTAVAIL: "; this machine does not have that address: choose one with --host"
            default: ""
            }
        return ServerError(description: "cannot \(what) \(host) port \(port): \(SystemCalls.message(code))\(hint)")
    }

    static func localPort(_ descriptor: Descriptor) -> UInt16 {
        var storage = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &storage) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: storage.sin6_port)
    }
}
