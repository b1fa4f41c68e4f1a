// `bilateral serve`: start-up and signals.

import API
import CPosix
import Dispatch
import Server

enum Serve {
    /// Serves until a signal ends the process.
    static func run(_ configuration: Configuration) -> Never {
        // Endpoints need no data, so they are declared on another core while this one reads the data.
        DispatchQueue.global(qos: .userInitiated).async { Service.prepare() }
        let snapshot = DataSource.load(configuration)

        // Blocked before the server starts its threads, signals wait for cposix_wait_signal below.
        let stopSignals = UInt32(cposix_signal_terminate | cposix_signal_interrupt)
        cposix_block_signals(stopSignals)

        var options = configuration.server
        options.loops = configuration.threads ?? Int(cposix_core_count())
        // Each connection needs a descriptor; a few more are for listeners, event queues and standard streams.
        let descriptors = max(1, Server.raiseDescriptorLimit() - 32 - 2 * options.loops)
        if options.connections > descriptors {
            System.report("the system allows \(descriptors) connections instead of \(options.connections)")
            options.connections = descriptors
        }

        let cacheBytes = configuration.cachePerLoop(loops: options.loops)
        let statistics = Statistics()
        let server: Server
        do throws(ServerError) {
            server = try Server.start(options) {
                Service(snapshot: snapshot, cacheBytes: cacheBytes, statistics: statistics)
            }
        } catch {
            System.fail(error.description, status: 1)
        }

        cposix_release_program_pages()
        let address = ServerAddress(host: options.host, port: server.port)
        System.print("bilateral \(bilateralVersion) listens on http://\(address.authority) with \(snapshot.summary)")

        DispatchQueue(label: "bilateral.end").async {
            server.wait()
            cposix_exit(0)
        }

        // The first signal lets requests in flight finish; the second exits without them.
        _ = cposix_wait_signal(stopSignals)
        server.stop()
        _ = cposix_wait_signal(stopSignals)
        cposix_exit(1)
    }
}
