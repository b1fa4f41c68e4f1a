// The text format of Prometheus, version 0.0.4.

import HTTP

/// Metrics in the text format of Prometheus.
public struct PrometheusText {
    public typealias Labels = [(name: String, value: String)]
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// A metric without labels.
    public mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        gauge(name, help, [([], String(value))])
    }

    public mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: Labels, value: String)]) {
        family(name, "gauge", help, samples)
    }

    public mutating func counter(_ name: String, _ help: String, _ value: Int) {
        counter(name, help, [([], String(value))])
    }

    public mutating func counter(_ name: String, _ help: String, _ samples: [(labels: Labels, value: String)]) {
        family(name, "counter", help, samples)
    }

    /// A distribution of durations, in seconds.
    public mutating func histogram(_ name: String, _ help: String, _ histogram: ServerMetrics.Histogram) {
        head(name, "histogram", help)
        var count = 0
        for (index, inBucket) in histogram.counts.enumerated() {
            count += inBucket
            let bound =
                index < ServerMetrics.bucketBounds.count
                ? PrometheusText.seconds(microseconds: ServerMetrics.bucketBounds[index]) : "+Inf"
            sample("\(name)_bucket", [("le", bound)], String(count))
        }
        sample("\(name)_sum", [], PrometheusText.seconds(microseconds: histogram.sum))
        sample("\(name)_count", [], String(count))
    }

    /// An exact decimal number of seconds: 2,500 is `0.0025`.
    public static func seconds(microseconds: Int) -> String {
        let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest != 0 else { return String(whole) }
        var digits = String(String(1_000_000 + rest).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    private mutating func family(
        _ name: String, _ type: String, _ help: String, _ samples: [(labels: Labels, value: String)]
    ) {
        head(name, type, help)
        for (labels, value) in samples { sample(name, labels, value) }
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        bytes.append(contentsOf: "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n".utf8)
    }

    private mutating func sample(_ name: String, _ labels: Labels, _ value: String) {
        let list = labels.map { "\($0.name)=\"\(PrometheusText.escaped($0.value))\"" }.joined(separator: ",")
        bytes.append(contentsOf: "\(name)\(list.isEmpty ? "" : "{\(list)}") \(value)\n".utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.map { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0.isNewline ? "\\n" : String($0) }.joined()
    }
}
