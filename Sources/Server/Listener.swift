// Listening sockets.

import CPosix

enum Listener {
    /// One listening socket for each loop, all on one port.
    static func open(
        count: Int, host: String, port: UInt16, sharesPort: Bool
    ) throws(ServerError) -> (listeners: [Descriptor], port: UInt16) {
        var address = cposix_address()
        let code = cposix_look_up(host, port, &address)
        guard code == 0 else {
            let reason = String(cString: cposix_lookup_error_text(code))
            throw ServerError(
                description: "cannot listen on host '\(host)': \(reason); give a host name, an IPv4 or an IPv6 address")
        }
        if port != 0, !sharesPort {
            // A socket that shares its port cannot detect another server that shares it too; an exclusive one can. It does not
            // listen, because closing a listener resets the connections that it has accepted.
            let probe = cposix_bind(&address, false)
            guard probe >= 0 else { throw failure(-probe, host, port) }
            _ = cposix_close(probe)
        }
        let isBalanced = count > 1 && cposix_reuse_port_balances()
        var listeners: [Descriptor] = []
        do throws(ServerError) {
            for index in 0..<count {
                if index > 0, !isBalanced {
                    // Without balancing, one socket serves all loops: each accepts the connections that it can get.
                    let copy = cposix_duplicate(listeners[0])
                    guard copy >= 0 else { throw failure(-copy, host, cposix_port(&address)) }
                    listeners.append(copy)
                } else {
                    let listener = try listen(address, host, isShared: isBalanced || sharesPort)
                    listeners.append(listener)
                    cposix_set_port(&address, UInt16(clamping: cposix_local_port(listener)))
                }
            }
        } catch {
            for listener in listeners { _ = cposix_close(listener) }
            throw error
        }
        return (listeners, cposix_port(&address))
    }

    private static func listen(
        _ address: cposix_address, _ host: String, isShared: Bool
    ) throws(ServerError) -> Descriptor {
        var address = address
        let listener = cposix_listen(&address, isShared)
        guard listener >= 0 else { throw failure(-listener, host, cposix_port(&address)) }
        return listener
    }

    private static func failure(_ code: Int32, _ host: String, _ port: UInt16) -> ServerError {
        let hint =
            switch Int(code) {
            case cposix_address_in_use:
                "; another program uses the port: choose another with --port, or start both programs with --share-port"
            case cposix_access_denied: "; ports below 1024 need a privilege: choose a higher one with --port"
            case cposix_address_not_available: "; this machine does not have the address: choose one with --host"
            default: ""
            }
        return ServerError(
            description: "cannot listen on \(host) port \(port): \(SystemCalls.message(code))\(hint)")
    }
}
