// Start-up: options, data, server, signals. What can go wrong here ends in one line that says what to do, and a status of 1
// (2 for a wrong call).

import API
import CPosix
import Dataset
import Dispatch
import HTTP
import Server

/// Writes a line at once, as whoever reads a pipe expects it.
func say(_ line: String, to descriptor: Int32 = 1) { put(Array((line + "\n").utf8), to: descriptor) }

/// Writes all of `bytes`, or what there is a reader for.
func put(_ bytes: [UInt8], to descriptor: Int32 = 1) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { cposix_write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        rest.removeFirst(Int(count))
    }
}

/// Ends the program with a line on standard error.
func fail(_ message: String, status: Int32) -> Never {
    say("bilateral: \(message)", to: 2)
    cposix_exit(status)
}

cposix_return_large_blocks()

let configuration: Configuration
do throws(OptionError) {
    configuration = try Configuration(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: { cposix_environment($0).map { String(cString: $0) } })
} catch {
    fail(error.description, status: 2)
}

switch configuration.command {
case .help:
    say(Option.help)
    cposix_exit(0)
case .version:
    say("bilateral \(bilateralVersion)")
    cposix_exit(0)
case .serve, .get, .check:
    break
}

// On another core, while this one reads the data.
DispatchQueue.global(qos: .userInitiated).async { Service.prepare() }

let snapshot: Snapshot
do throws(DataError) {
    snapshot = try Snapshot(files: try configuration.dataFolder.map(DataFile.read(folder:)) ?? DataFile.embedded)
} catch {
    fail("the data cannot be used: \(error.description)", status: 1)
}

switch configuration.command {
case .check:
    do throws(DataError) {
        put(try snapshot.inventory())
        cposix_exit(0)
    } catch {
        fail("the data cannot be used: \(error.description)", status: 1)
    }
case .get(let target, let format):
    do throws(Problem) {
        put(try snapshot.answer(to: target, format: format, now: cposix_wall_seconds()))
        cposix_exit(0)
    } catch {
        fail(error.text, status: 1)
    }
case .serve, .help, .version:
    break
}

// Blocked before any thread starts, signals wait to be taken below; one that came earlier than its handler would be lost.
let stopSignals = UInt32(cposix_signal_terminate | cposix_signal_interrupt)
cposix_block_signals(stopSignals)

var options = configuration.server
// Each connection needs a descriptor; a few more are for listeners, event queues and standard streams.
let descriptors = Server.raiseDescriptorLimit() - 32 - 2 * options.loops
if options.connections > descriptors {
    say(
        "bilateral: the system allows \(max(1, descriptors)) connections instead of \(options.connections)",
        to: 2)
    options.connections = max(1, descriptors)
}

let cacheBytes = configuration.cacheBytesPerLoop
let statistics = Statistics()
let server: Server
do throws(ServerError) {
    server = try Server.start(options) { Service(snapshot: snapshot, cacheBytes: cacheBytes, statistics: statistics) }
} catch {
    fail(error.description, status: 1)
}

let address = options.host.contains(":") ? "[\(options.host)]" : options.host
say("bilateral \(bilateralVersion) listens on http://\(address):\(server.port) with \(snapshot.summary)")

DispatchQueue(label: "bilateral.end").async {
    server.wait()
    cposix_exit(0)
}

// The first signal lets requests in flight finish; the second does not wait for them.
_ = cposix_wait_signal(stopSignals)
server.stop()
_ = cposix_wait_signal(stopSignals)
cposix_exit(1)
