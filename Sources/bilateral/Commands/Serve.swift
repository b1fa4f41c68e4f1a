// `bilateral serve`: start-up and signals.

import API
import CPosix
import Dispatch
import Server

enum Serve {
    /// Serves until a signal ends the process.
    static func run(_ configuration: Configuration) -> Never {
        // Blocked before the first thread starts, signals wait for cposix_wait_signal below.
        let signals = UInt32(cposix_signal_terminate | cposix_signal_interrupt | cposix_signal_hang_up)
        cposix_block_signals(signals)
        // Endpoints need no data, so they are declared on another core while this one reads the code lists. The thread yields to
        // those of the load that follows.
        DispatchQueue.global(qos: .utility).async { Service.prepare() }
        let snapshot = DataSource.load(configuration)

        var options = configuration.server
        options.loops = configuration.threads ?? Int(cposix_core_count())
        let events = EventLog(options.logs)
        // Each connection needs a descriptor; a few more are for listeners, event queues and standard streams.
        let descriptors = max(1, Server.raiseDescriptorLimit() - 32 - 2 * options.loops)
        if options.connections > descriptors {
            events.log(
                .warning, "fewer connections than configured, because the system limits descriptors",
                [("connections", .number(descriptors)), ("configured", .number(options.connections))])
            options.connections = descriptors
        }

        let cacheBytes = configuration.cachePerLoop(loops: options.loops)
        let service = configuration.service
        let statistics = Statistics()
        let server: Server
        do throws(ServerError) {
            server = try Server.start(options, events: events) {
                Service(snapshot: snapshot, configuration: service, cacheBytes: cacheBytes, statistics: statistics)
            }
        } catch {
            events.flush()
            System.fail(error.description, status: 1)
        }
        let start = cposix_wall_seconds()
        statistics.setProcess(isDraining: { server.isDraining }) { text in
            Metrics.append(server.metrics, to: &text)
            Metrics.appendProcess(start: start, to: &text)
        }
        let address = ServerAddress(host: options.host, port: server.port, basePath: configuration.basePath)
        events.log(
            .info, "listening",
            [
                ("url", .text("http://\(address.authority)\(address.basePath)")), ("version", .text(bilateralVersion)),
                ("dataset", .text(snapshot.id)), ("summary", .text(snapshot.summary)),
            ])
        cposix_release_program_pages()

        DispatchQueue(label: "bilateral.end").async {
            server.wait()
            cposix_exit(0)
        }

        let reloader = DataReloader(configuration, events: events) { snapshot in
            server.replaceResponders {
                Service(snapshot: snapshot, configuration: service, cacheBytes: cacheBytes, statistics: statistics)
            }
        } counted: { isSuccess in
            statistics.countReload(isSuccess: isSuccess)
        }
        while true {
            let signal = cposix_wait_signal(signals)
            if signal == cposix_signal_hang_up {
                server.reopenAccessLog()
                reloader.request()
            } else if server.isDraining {
                // A second signal exits without the requests in flight.
                cposix_exit(1)
            } else {
                server.stop()
            }
        }
    }
}
