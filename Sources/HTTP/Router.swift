// From path segments to what answers there. A literal segment wins over a parameter.

/// A tree of path templates such as `/v1/partners/{code}/balance`.
public struct Router<Value: Sendable>: Sendable {
    private struct Node {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var value: Value?
    }

    private var nodes = [Node()]

    public init() {}

    /// Adds a template; one added twice is a mistake of the program's.
    public mutating func add(_ template: String, _ value: Value) {
        var node = 0
        for segment in template.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let isParameter = segment.first == "{"
            if let next = isParameter ? nodes[node].parameter : nodes[node].literals[String(segment)] {
                node = next
            } else {
                nodes.append(Node())
                if isParameter {
                    nodes[node].parameter = nodes.count - 1
                } else {
                    nodes[node].literals[String(segment)] = nodes.count - 1
                }
                node = nodes.count - 1
            }
        }
        precondition(nodes[node].value == nil, "two endpoints at \(template)")
        nodes[node].value = value
    }

    /// What stands at these segments, with the values of the template's parameters in order.
    public func match(_ segments: [String]) -> (value: Value, parameters: [String])? {
        var node = 0
        var parameters: [String] = []
        for segment in segments {
            if let next = nodes[node].literals[segment] {
                node = next
            } else if let next = nodes[node].parameter, !segment.isEmpty {
                parameters.append(segment)
                node = next
            } else {
                return nil
            }
        }
        return nodes[node].value.map { ($0, parameters) }
    }
}
