// Asking the service as a client would, without a socket.
import Dataset
import HTTP

@testable import API

/// The embedded data on a fixed day.
enum Asked {
    static let snapshot: Snapshot = {
        do { return try Snapshot(files: publishedTables) } catch { fatalError("\(error)") }
    }()
    /// 2026-11-21, noon.
    static let moment = Timestamp(now: HTTPDate(seconds: 1_795_262_400))

    static func answer(_ target: String, accept: String? = nil) throws -> Response {
        try Service(snapshot: snapshot).get(target, accept: accept, at: moment)
    }

    static func text(_ target: String, accept: String? = nil) throws -> String {
        String(decoding: try answer(target, accept: accept).body, as: UTF8.self)
    }

    /// Lines without their ends.
    static func lines(_ target: String, accept: String? = nil) throws -> [String] {
        try text(target, accept: accept).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The problem that a target is answered with; nil where it is answered well.
    static func problem(_ target: String, accept: String? = nil) -> Problem? {
        do throws(Problem) {
            _ = try Service(snapshot: snapshot).get(target, accept: accept, at: moment)
            return nil
        } catch {
            return error
        }
    }
}
