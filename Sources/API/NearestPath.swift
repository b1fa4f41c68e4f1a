// What was probably meant by a path that is not there.

import Dataset
import HTTP

enum NearestPath {
    /// The path of an endpoint, with the values that `path` has for its parameters, that differs in its end, in one segment, or
    /// in the version that it leaves out; else what stands below it. Nil where nothing is near.
    static func find(_ path: [String], _ dataset: Dataset) -> String? {
        let given = Array(path.prefix { !$0.isEmpty })
        guard given.count <= 6, path.dropFirst(given.count).allSatisfy(\.isEmpty) else { return nil }
        for segments in [given, ["v1"] + given] {
            if let near = same(segments) ?? misspelt(segments) ?? below(segments, dataset) { return near }
        }
        return nil
    }

    private static let templates = Endpoints.all.map {
        (endpoint: $0, segments: $0.path.split(separator: "/").map(String.init))
    }

    private static func same(_ segments: [String]) -> String? {
        templates.lazy.compactMap { fill($0.segments, segments) }.first
    }

    private static func misspelt(_ segments: [String]) -> String? {
        for place in segments.indices.reversed() {
            let near = templates.compactMap { template -> (spelling: String, meaning: String)? in
                guard let path = fill(template.segments, segments, but: place) else { return nil }
                return (template.segments[place], path)
            }
            if let found = Suggestions.nearest(to: segments[place], among: near, limit: 1).first { return found }
        }
        return nil
    }

    private static func below(_ segments: [String], _ dataset: Dataset) -> String? {
        guard !segments.isEmpty else { return nil }
        return templates.first { $0.segments.count > segments.count && $0.segments.starts(with: segments) }.map {
            $0.endpoint.exampleTarget(dataset).split(separator: "?")[0].description
        }
    }

    /// The template with the values that these segments have for its parameters; nil if it says something else.
    /// - Parameter place: a segment of the template's own that may be any.
    private static func fill(_ template: [String], _ segments: [String], but place: Int? = nil) -> String? {
        guard template.count == segments.count else { return nil }
        var path = template.isEmpty ? "/" : ""
        for (index, (part, segment)) in zip(template, segments).enumerated() {
            let isParameter = part.hasPrefix("{")
            guard index == place ? !isParameter : isParameter || part == segment else { return nil }
            path += "/" + (isParameter ? Target.encode(segment) : part)
        }
        return path
    }
}
