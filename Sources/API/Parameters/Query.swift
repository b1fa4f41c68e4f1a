// The parameters of one request, read according to the endpoint's declaration.

import Dataset
import HTTP

struct Query: Sendable {
    private let endpoint: Endpoint
    /// The parameters that the request gives, and their values. A few, so a search costs less than a dictionary. Two arrays, because
    /// a search through pairs copies each value.
    private var given: [ParameterDeclaration] = []
    private var values: [any Sendable] = []
    /// The values of the path parameters for links: codes in their canonical spelling, anything else as the request gives it.
    private(set) var pathTexts: [String] = []

    /// - Parameters:
    ///   - path: the values of the path parameters, in the order of the path.
    ///   - items: the items of the query, decoded.
    /// - Throws: a problem for an unknown parameter, a repeated one that takes one value, and an invalid value.
    init(
        _ endpoint: Endpoint, path: [String], items: [(name: String, value: String)], _ dataset: Dataset
    ) throws(Problem) {
        self.endpoint = endpoint
        given.reserveCapacity(path.count + items.count)
        values.reserveCapacity(path.count + items.count)
        for (parameter, text) in zip(endpoint.pathParameters, path) {
            let value = try parameter.read(text, [], dataset)
            given.append(parameter)
            values.append(value)
            pathTexts.append(value as? String ?? text)
        }
        for (index, item) in items.enumerated() {
            guard let parameter = endpoint.queryParameters.first(where: { $0.name == item.name }) else {
                throw Query.unknown(item.name, endpoint)
            }
            guard !gives(parameter) else {
                // All items of a list are read at the first one.
                guard parameter.isList else { throw Query.repeated(parameter) }
                continue
            }
            var more: [String] = []
            if parameter.isList {
                for other in items[(index + 1)...] where other.name == item.name { more.append(other.value) }
            }
            values.append(try parameter.read(item.value, more, dataset))
            given.append(parameter)
        }
    }

    /// The value of a parameter that the endpoint declares: as the request gives it, or the default.
    subscript<Value>(_ parameter: Parameter<Value>) -> Value {
        assert(endpoint.parameters.contains { $0 === parameter }, "\(endpoint.path) does not declare \(parameter.name)")
        guard let index = given.firstIndex(where: { $0 === parameter }), let value = values[index] as? Value else {
            return parameter.fallback
        }
        return value
    }

    /// Whether the request gives a parameter.
    func gives(_ parameter: ParameterDeclaration) -> Bool { given.contains { $0 === parameter } }

    private static func unknown(_ name: String, _ endpoint: Endpoint) -> Problem {
        let known = endpoint.queryParameters.map(\.name)
        let near = Suggestions.nearest(to: name, among: known.map { ($0, $0) }, limit: 1).first
        return Problem(
            .badRequest, kind: "unknown-parameter", title: "Unknown parameter",
            detail: "\(endpoint.path) has no parameter '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "."),
            parameter: name, allowed: known, suggestion: near)
    }

    private static func repeated(_ parameter: ParameterDeclaration) -> Problem {
        Problem(
            .badRequest, kind: "repeated-parameter", title: "Repeated parameter",
            detail: "The parameter '\(parameter.name)' takes one value and is given several times.",
            parameter: parameter.name)
    }
}
