// The existing path nearest to a path that does not exist.

import Dataset
import Formats
import HTTP

struct NearestPath {
    private let templates: [(endpoint: Endpoint, segments: [String])]

    init(_ endpoints: EndpointList) {
        templates = endpoints.all.map { ($0, $0.path.split(separator: "/").map(String.init)) }
    }

    /// The path of an endpoint that differs from `path` in a trailing slash, in the ending of a file, in one segment, or in a missing
    /// `/v1`; otherwise an endpoint below `path`. Nil if no path is near.
    func find(_ path: [String], _ dataset: Dataset) -> String? {
        if let corrected = NearestPath.corrected(path), let near = same(corrected.segments) {
            return near + (corrected.format.map { "?format=\($0.rawValue)" } ?? "")
        }
        let given = Array(path.prefix { !$0.isEmpty })
        guard given.count <= 6, path.dropFirst(given.count).allSatisfy(\.isEmpty) else { return nil }
        for segments in [given, ["v1"] + given] {
            if let near = same(segments) ?? misspelt(segments) ?? below(segments, dataset) { return near }
        }
        return nil
    }

    /// A path without empty segments and without the ending of a file, `balance.csv`; nil if it has neither.
    static func corrected(_ path: [String]) -> (segments: [String], format: Format?)? {
        var segments = path.filter { !$0.isEmpty }
        var format: Format?
        if let last = segments.last, let dot = last.lastIndex(of: "."), dot > last.startIndex {
            let ending = last[last.index(after: dot)...].lowercased()
            format = Format(rawValue: ending) ?? ["txt": .table, "xls": .xlsx, "jsonl": .ndjson][ending]
            if format != nil { segments[segments.count - 1] = String(last[..<dot]) }
        }
        // A trailing slash alone is corrected by `find`.
        let isDoubled = path.dropLast().contains("")
        return isDoubled || format != nil ? (segments, format) : nil
    }

    private func same(_ segments: [String]) -> String? {
        templates.lazy.compactMap { fill($0.segments, segments) }.first
    }

    private func misspelt(_ segments: [String]) -> String? {
        for index in segments.indices.reversed() {
            let near = templates.compactMap { template -> (spelling: String, meaning: String)? in
                guard let path = fill(template.segments, segments, except: index) else { return nil }
                return (template.segments[index], path)
            }
            if let found = Suggestions.nearest(to: segments[index], among: near, limit: 1).first { return found }
        }
        return nil
    }

    private func below(_ segments: [String], _ dataset: Dataset) -> String? {
        guard !segments.isEmpty else { return nil }
        return templates.first { $0.segments.count > segments.count && $0.segments.starts(with: segments) }.map {
            $0.endpoint.exampleTarget(dataset).split(separator: "?")[0].description
        }
    }

    /// The path of a template with the values of `segments` for its parameters; nil if another segment differs.
    /// - Parameter index: a literal segment that may differ.
    private func fill(_ template: [String], _ segments: [String], except index: Int? = nil) -> String? {
        guard template.count == segments.count else { return nil }
        var path = template.isEmpty ? "/" : ""
        for (position, (part, segment)) in zip(template, segments).enumerated() {
            let isParameter = part.hasPrefix("{")
            guard position == index ? !isParameter : isParameter || part == segment else { return nil }
            path += "/" + (isParameter ? Target.encode(segment) : part)
        }
        return path
    }
}
