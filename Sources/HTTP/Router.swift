// From path segments to what answers there. A literal segment wins over a parameter.

/// A tree of path templates such as `/v1/partners/{code}/balance`. What answers at each is the caller's to keep: a route is the
/// number of its template.
public struct Router: Sendable {
    private struct Node {
        var literals: [(segment: String, node: Int)] = []
        var parameter: Int?
        var route: Int?
    }

    private var nodes = [Node()]

    /// - Parameter templates: one that stands twice is a mistake of the program's.
    public init(_ templates: [String]) {
        for (route, template) in templates.enumerated() { add(template, route) }
    }

    private mutating func add(_ template: String, _ route: Int) {
        var node = 0
        for segment in template.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let isParameter = segment.first == "{"
            if let next = isParameter ? nodes[node].parameter : literal(String(segment), of: node) {
                node = next
            } else {
                nodes.append(Node())
                if isParameter {
                    nodes[node].parameter = nodes.count - 1
                } else {
                    nodes[node].literals.append((String(segment), nodes.count - 1))
                }
                node = nodes.count - 1
            }
        }
        precondition(nodes[node].route == nil, "two endpoints at \(template)")
        nodes[node].route = route
    }

    /// Where a literal segment leads. There are a few at each place, so that looking at them costs less than a dictionary.
    private func literal(_ segment: String, of node: Int) -> Int? {
        for index in nodes[node].literals.indices where nodes[node].literals[index].segment == segment {
            return nodes[node].literals[index].node
        }
        return nil
    }

    /// What stands at these segments, with the values of the template's parameters in order.
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
