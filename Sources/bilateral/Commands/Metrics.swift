// The metrics of the server and of the process; those of the data and the cache belong to the API.

import API
import CPosix
import HTTP

enum Metrics {
    private static let statusClasses = ["1xx", "2xx", "3xx", "4xx", "5xx"]

    static func append(_ server: ServerMetrics, to text: inout PrometheusText) {
        text.counter(
            "bilateral_http_requests_total", "Requests by route and class of status.",
            server.routes.flatMap { route in
                zip(statusClasses, route.statusClasses).filter { $0.1 > 0 }.map { status, count in
                    ([("route", route.name), ("status", status)], String(count))
                }
            })
        text.histogram(
            "bilateral_http_request_duration_seconds",
            "From the arrival of a request to the write of its response.", server.latency)
        text.histogram(
            "bilateral_event_loop_lag_seconds",
            "Duration of one batch of events; a new event waits for up to one batch.",
            server.loopLag)
        text.counter("bilateral_http_received_bytes_total", "Bytes received.", server.bytesReceived)
        text.counter("bilateral_http_sent_bytes_total", "Bytes sent.", server.bytesSent)
        text.counter("bilateral_connections_accepted_total", "Connections accepted.", server.connectionsAccepted)
        text.gauge(
            "bilateral_connections", "Open connections by state.",
            server.connectionsByState.map { ([("state", $0.name)], String($0.count)) })
        text.counter(
            "bilateral_limits_exceeded_total", "Requests and connections that exceeded a limit.",
            ServerMetrics.Limit.allCases.map { ([("limit", $0.name)], String(server.limits[$0.rawValue])) })
        text.gauge("bilateral_pending_bytes", "Bytes that clients have not read yet.", server.pendingBytes)
        text.counter(
            "bilateral_log_lines_dropped_total", "Log lines dropped, because the reader of the log is too slow.",
            server.droppedLogLines)
        text.gauge("bilateral_event_loops", "Event loops.", server.loops)
        text.gauge("bilateral_draining", "1 while the server stops.", server.isDraining ? 1 : 0)
    }

    /// The names that Prometheus client libraries use. Values that the system does not provide are absent.
    static func appendProcess(start: Int64, to text: inout PrometheusText) {
        text.counter(
            "process_cpu_seconds_total", "User and system time of the process.",
            [([], PrometheusText.seconds(microseconds: Int(cposix_cpu_microseconds())))])
        let resident = cposix_resident_bytes()
        if resident >= 0 { text.gauge("process_resident_memory_bytes", "Resident memory.", Int(resident)) }
        let open = cposix_open_descriptors()
        if open >= 0 { text.gauge("process_open_fds", "Open descriptors.", Int(open)) }
        text.gauge("process_max_fds", "Largest number of open descriptors.", Int(cposix_limit_descriptors(.max)))
        text.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.", Int(start))
    }
}
