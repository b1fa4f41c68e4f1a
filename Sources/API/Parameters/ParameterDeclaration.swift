// The declaration of a parameter, independent of the type of its value. Query parsing, OpenAPI and the reference page use it.

import Dataset
import Formats
import HTTP

/// Every declaration is a `Parameter`. The parameters that several endpoints share are static members of this class, so that both
/// `parameters: [.year, .type]` and `request[.year]` find them.
class ParameterDeclaration: @unchecked Sendable {  // All properties are constants.
    enum Location: Sendable { case path, query }

    let name: String
    let location: Location
    let summary: String
    /// The default as documentation; nil without one.
    let defaultText: String?
    /// Whether the parameter takes several values, separated by commas or given by repeating the parameter.
    let isList: Bool
    let type: ValueDescription

    init(
        _ name: String, _ location: Location, _ summary: String, defaultText: String?, isList: Bool,
        type: ValueDescription
    ) {
        self.name = name
        self.location = location
        self.summary = summary
        self.defaultText = defaultText
        self.isList = isList
        self.type = type
    }

    /// The value of the texts that a request gives for the parameter.
    /// - Parameter more: the texts after the first one, of a list.
    /// - Throws: 400 for a query parameter and 404 for a path parameter, with the accepted values.
    func read(_ text: String, _ more: [String], _ dataset: Dataset) throws(Problem) -> any Sendable {
        preconditionFailure("a Parameter reads its value")
    }

    /// The JSON Schema of the value. It accepts the canonical spellings only; the summary names the others.
    func schema(_ dataset: Dataset) -> JSON {
        guard isList else { return type.schema(dataset) }
        return .object([
            "type": .string("array"), "minItems": .integer(1), "maxItems": .integer(ParameterDeclaration.maximumValues),
            "items": type.schema(dataset),
        ])
    }

    /// The maximum number of values of a list; there are fewer partners than that.
    static let maximumValues = 300

    // MARK: problems

    /// A value that the parameter does not accept.
    /// - Parameter expectation: completes "… is not valid: it takes …".
    func invalid(
        _ text: String, _ expectation: String, allowed: [String] = [], suggestion: String? = nil
    ) -> Problem {
        Problem(
            .badRequest, kind: "invalid-parameter", title: "Invalid parameter",
            detail: "The value '\(text)' of the parameter '\(name)' is not valid: \(expectation).", parameter: name,
            allowed: allowed, suggestion: suggestion)
    }

    /// A code that does not exist: 404 in a path, 400 in a query.
    /// - Parameters:
    ///   - kind: completes `unknown-…`.
    ///   - near: the nearest codes.
    ///   - hint: the list of the codes; used if no code is near.
    func unknown(
        _ kind: String, _ text: String, near: [String], allowed: [String], hint: String? = nil
    ) -> Problem {
        let ending = near.isEmpty ? hint.map { "; " + $0 } ?? "" : "; nearest: \(near.joined(separator: ", "))"
        return Problem(
            location == .path ? .notFound : .badRequest, kind: "unknown-\(kind)", title: "Unknown \(kind)",
            detail: "There is no \(kind) '\(text)'\(ending).", parameter: name, allowed: allowed,
            suggestion: near.first)
    }
}
