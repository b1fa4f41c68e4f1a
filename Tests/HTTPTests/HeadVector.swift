// Raw request heads with their expected results, which must be independent of cuts and of the bytes that follow.
import Testing

@testable import HTTP

/// All properties of a parsed head.
struct Facts: Equatable, Sendable {
    var method = Method.get
    var form = TargetForm.origin
    var isVersion11 = true
    var target = "/"
    var path = "/"
    var query: String?
    var framing = Framing.none
    var keepsAlive = true
    var expectsContinue = false
    /// The combined values of the known fields.
    var fields: [KnownField: String] = [.host: "h"]
    var length = 0

    init() {}

    init(_ head: RequestHead, _ bytes: Span<UInt8>) {
        method = head.method
        form = head.form
        isVersion11 = head.isVersion11
        target = bytes.text(head.target)
        path = bytes.text(head.path)
        query = head.query.map { bytes.text($0) }
        framing = head.framing
        keepsAlive = head.keepsAlive
        expectsContinue = head.expectsContinue
        fields = [:]
        for field in KnownField.allCases {
            if let value = head.combinedValue(field, in: bytes) {
                fields[field] = String(decoding: value, as: UTF8.self)
            }
        }
        length = head.length
    }
}

enum HeadOutcome: Equatable {
    case partial
    case complete(Facts)
    case failed(RequestError)
}

/// Parses pieces as they arrive. Also returns the number of bytes that had arrived when the outcome was known.
func parse(_ raw: [UInt8], ends: [Int], limits: Limits) -> (outcome: HeadOutcome, arrived: Int) {
    var parser = RequestParser(limits: limits)
    for end in ends {
        let bytes = raw.span.extracting(0..<end)
        switch parser.parse(bytes) {
        case .partial: continue
        case .complete: return (.complete(Facts(parser.head, bytes)), end)
        case .failed(let error): return (.failed(error), end)
        }
    }
    return (.partial, raw.count)
}

private let tails = ["\0", "\n", "\r\n", "\r\n\r\n", " x", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\u{7f}:"]

/// The outcome of a head; records an issue if it depends on cuts or on the bytes that follow.
func parseEveryWay(
    _ raw: [UInt8], limits: Limits = Limits(), sourceLocation: SourceLocation = #_sourceLocation
) -> HeadOutcome {
    let whole = parse(raw, ends: [raw.count], limits: limits).outcome
    for ends in Cuts.all(raw.count) {
        let (outcome, arrived) = parse(raw, ends: ends, limits: limits)
        if outcome != whole {
            Issue.record("cut at \(ends.prefix(8)): \(outcome), whole: \(whole)", sourceLocation: sourceLocation)
        }
        if case .complete(let facts) = outcome, arrived < facts.length {
            Issue.record("complete before its end arrived, cut at \(ends.prefix(8))", sourceLocation: sourceLocation)
        }
    }
    guard whole != .partial else { return whole }
    for tail in tails {
        let longer = raw + Array(tail.utf8)
        for ends in [[longer.count], [raw.count / 2, longer.count]] {
            let outcome = parse(longer, ends: ends, limits: limits).outcome
            if outcome != whole {
                Issue.record(
                    "followed by \(shown(Array(tail.utf8))): \(outcome), alone: \(whole)",
                    sourceLocation: sourceLocation)
            }
        }
    }
    return whole
}

/// A test vector.
struct HeadVector: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable {
        case head(Facts)
        case refused(Status)
        case partial
    }

    let raw: [UInt8]
    let expected: Expected
    var testDescription: String { shown(raw) }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let outcome = parseEveryWay(raw, sourceLocation: sourceLocation)
        switch (expected, outcome) {
        case (.head(var facts), .complete(let found)):
            facts.length = raw.count
            #expect(found == facts, sourceLocation: sourceLocation)
        case (.refused(let status), .failed(let error)):
            #expect(error.status == status, "\(error.detail)", sourceLocation: sourceLocation)
            #expect(!error.detail.isEmpty, sourceLocation: sourceLocation)
        case (.partial, .partial): break
        default: Issue.record("expected \(expected), found \(outcome)", sourceLocation: sourceLocation)
        }
    }
}

/// An accepted head; `change` sets the facts that differ from those of `GET / HTTP/1.1` with `Host: h`.
func good(_ raw: String, _ change: (inout Facts) -> Void = { _ in }) -> HeadVector {
    var facts = Facts()
    change(&facts)
    return HeadVector(raw: Array(raw.utf8), expected: .head(facts))
}

/// A refused head.
func bad(_ raw: String, _ status: Status = .badRequest) -> HeadVector {
    HeadVector(raw: Array(raw.utf8), expected: .refused(status))
}

/// A refused request line.
func badLine(_ line: String, _ status: Status = .badRequest) -> HeadVector { bad(line + "\r\nHost: h\r\n\r\n", status) }

/// An accepted target.
func target(
    _ target: String, path: String, query: String? = nil, form: TargetForm = .origin, by method: Method = .get
) -> HeadVector {
    good("\(method == .options ? "OPTIONS" : "GET") \(target) HTTP/1.1\r\nHost: h\r\n\r\n") {
        $0.method = method
        $0.form = form
        $0.target = target
        $0.path = path
        $0.query = query
    }
}

/// Accepted field lines after `Host: h`.
func fields(_ lines: String..., change: (inout Facts) -> Void = { _ in }) -> HeadVector {
    good("GET / HTTP/1.1\r\nHost: h\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n", change)
}

/// Refused field lines after `Host: h`.
func badFields(_ lines: String..., status: Status = .badRequest) -> HeadVector {
    bad("GET / HTTP/1.1\r\nHost: h\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n", status)
}
