// The conversion of a parameter's text to a value. There is one parser for single values and one for lists.

import Dataset
import Formats
import HTTP

/// A type of values as documentation: the same for all parameters of the type.
struct ValueDescription: Sendable {
    /// The noun for one value, for errors: `year`, `partner or group`.
    let noun: String
    let schema: @Sendable (Dataset) -> JSON
    let example: @Sendable (Dataset) -> String
    /// The accepted words, if the values are words.
    var words: (@Sendable (Dataset) -> [String])?
}

extension ValueDescription {
    /// The JSON value of a default; nil if the text describes a default instead of being a value.
    func value(of text: String, isList: Bool, _ dataset: Dataset) -> JSON? {
        guard case .object(let members) = schema(dataset),
            case .string(let type)? = members.first(where: { $0.name == "type" })?.value
        else { return nil }
        let values = isList ? text.split(separator: ",").map(String.init) : [text]
        let json = values.map { value -> JSON? in
            switch type {
            case "integer": Int(value).map { .integer($0) }
            case "boolean": Bool(value).map { .bool($0) }
            default: words?(dataset).contains(value) == true ? .string(value) : nil
            }
        }.compactMap(\.self)
        guard json.count == values.count else { return nil }
        return isList ? .array(json) : json[0]
    }
}

/// A type of parameter values.
struct ValueType<Value: Sendable>: Sendable {
    let description: ValueDescription
    /// The value of a text without blanks at its ends; nil if the text is not a value.
    let find: @Sendable (String, Dataset) -> Value?
    /// The problem of a text for which `find` returns nil.
    let problem: @Sendable (String, ParameterDeclaration, Dataset) -> Problem

    /// A value can contain commas ("Korea, Republic of"); it then has at most this many parts.
    private static var maximumParts: Int { 3 }

    func one(_ text: String, _ parameter: ParameterDeclaration, _ dataset: Dataset) throws(Problem) -> Value {
        let text = text.trimmed
        if let value = find(text, dataset) { return value }
        guard !text.isEmpty else { throw parameter.noValue(text) }
        let parts = text.parts
        guard parts.count > 1, parts.allSatisfy({ find($0, dataset) != nil }) else {
            throw problem(text, parameter, dataset)
        }
        guard parameter.location == .path else {
            throw parameter.invalid(text, "it takes one \(description.noun), not a list")
        }
        throw Problem(
            .notFound, kind: "not-found", title: "Not Found",
            detail: "The path takes one \(description.noun), and '\(text)' is a list.", parameter: parameter.name)
    }

    /// The values of texts in which commas separate values.
    func list(_ texts: [String], _ parameter: ParameterDeclaration, _ dataset: Dataset) throws(Problem) -> [Value] {
        var values: [Value] = []
        for text in texts { try add(text.trimmed, to: &values, parameter, dataset) }
        return values
    }

    private func add(
        _ text: String, to values: inout [Value], _ parameter: ParameterDeclaration, _ dataset: Dataset
    ) throws(Problem) {
        guard !text.isEmpty else { throw parameter.noValue(text) }
        let parts = text.parts
        guard values.count + parts.count <= ParameterDeclaration.maximumValues else {
            throw parameter.invalid(
                text.prefix(40) + "…", "it takes at most \(ParameterDeclaration.maximumValues) values")
        }
        guard !parts.contains("") else {
            throw parameter.invalid(text, "a value is missing; single commas separate the values")
        }
        let found = parts.map { find($0, dataset) }
        // "Hong Kong, China" is two partners: parts are joined only if one of them alone is not a value.
        let maximum = found.allSatisfy { $0 != nil } ? 1 : ValueType.maximumParts
        var index = 0
        while index < parts.count {
            var length = min(maximum, parts.count - index)
            var value = found[index]
            while length > 1 {
                if let joined = find(parts[index..<index + length].joined(separator: ", "), dataset) {
                    value = joined
                    break
                }
                length -= 1
            }
            guard let value else { throw problem(parts[index], parameter, dataset) }
            values.append(value)
            index += length
        }
    }
}

extension ParameterDeclaration {
    fileprivate func noValue(_ text: String) -> Problem {
        invalid(text, "it has no value; omit the parameter, or give it a value")
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmed: String {
        utf8.first == 0x20 || utf8.last == 0x20 ? String(utf8[...].trimmed) ?? self : self
    }

    /// The texts between commas, without blanks at their ends. Split by bytes: by characters it takes 6 % of the instructions of a
    /// request with ten fields.
    fileprivate var parts: [String] {
        guard utf8.contains(UInt8(ascii: ",")) else { return [self] }
        var text = self
        return text.withUTF8 { bytes in
            bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                String(decoding: UnsafeBufferPointer(rebasing: $0.trimmed), as: UTF8.self)
            }
        }
    }
}

extension BidirectionalCollection<UInt8> where SubSequence == Self {
    /// The bytes without blanks at their ends.
    fileprivate var trimmed: Self {
        var bytes = self
        while bytes.first == 0x20 { bytes.removeFirst() }
        while bytes.last == 0x20 { bytes.removeLast() }
        return bytes
    }
}
