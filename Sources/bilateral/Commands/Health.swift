// `bilateral health`: requests `/readyz`, for container health checks and probes.

enum Health {
    /// - Returns: the exit status.
    static func run(_ configuration: Configuration) -> Int32 {
        let client = HTTPClient(address: address(configuration), timeout: configuration.timeout)
        var body: [UInt8] = []
        do throws(ClientError) {
            let status = try client.get("/readyz", accept: "*/*") { _, _, part in body += part }
            guard status != 200 else {
                System.print("ready")
                return 0
            }
            let text = String(decoding: body.prefix(1_000), as: UTF8.self).trimmed
            System.report("not ready: status \(status) \(text)")
        } catch {
            System.report("not ready: \(error.description)")
        }
        return 1
    }

    /// The address for a request to a server with this configuration. A server on all interfaces listens on the loopback interface,
    /// too.
    static func address(_ configuration: Configuration) -> ServerAddress {
        let host =
            switch configuration.server.host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: configuration.server.host
            }
        return ServerAddress(host: host, port: configuration.server.port, basePath: configuration.basePath)
    }
}
