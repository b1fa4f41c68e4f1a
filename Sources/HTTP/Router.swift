/// Matches paths against templates such as `/v1/partners/{code}/balance`. A route is the index of its template. A literal segment
/// has precedence over a parameter.
public struct Router: Sendable {
    private struct Node {
        var literals: [(segment: String, node: Int)] = []
        var parameter: Int?
        var route: Int?
    }

    private var nodes = [Node()]

    /// - Parameter templates: distinct templates.
    public init(_ templates: [String]) {
        for (route, template) in templates.enumerated() { add(template, route) }
    }

    private mutating func add(_ template: String, _ route: Int) {
        var node = 0
        let segments = template.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for segment in segments.map({ String(Substring($0)) }) {
            let isParameter = segment.utf8.first == UInt8(ascii: "{")
            if let next = isParameter ? nodes[node].parameter : literal(segment, of: node) {
                node = next
            } else {
                nodes.append(Node())
                if isParameter {
                    nodes[node].parameter = nodes.count - 1
                } else {
                    nodes[node].literals.append((segment, nodes.count - 1))
                }
                node = nodes.count - 1
            }
        }
        precondition(nodes[node].route == nil, "duplicate template \(template)")
        nodes[node].route = route
    }

    /// The node after a literal segment. A node has few, so a linear search is faster than a dictionary.
    private func literal(_ segment: String, of node: Int) -> Int? {
        for index in nodes[node].literals.indices where nodes[node].literals[index].segment == segment {
            return nodes[node].literals[index].node
        }
        return nil
    }

    /// The route of a path, with the values of the template's parameters in order; nil if no template matches.
    public func match(_ segments: [String]) -> (route: Int, parameters: [String])? {
        var node = 0
        var parameters: [String] = []
        for segment in segments {
            if let next = literal(segment, of: node) {
                node = next
            } else if let next = nodes[node].parameter, !segment.isEmpty {
                parameters.append(segment)
                node = next
            } else {
                return nil
            }
        }
        guard let route = nodes[node].route else { return nil }
        return (route, parameters)
    }
}
