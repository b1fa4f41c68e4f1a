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
    func list(
        _ text: String, _ more: [String], _ parameter: ParameterDeclaration, _ dataset: Dataset
    ) throws(Problem) -> [Value] {
        var values: [Value] = []
        try add(text, to: &values, parameter, dataset)
        for text in more { try add(text, to: &values, parameter, dataset) }
        return values
    }

    private func add(
        _ text: String, to values: inout [Value], _ parameter: ParameterDeclaration, _ dataset: Dataset
    ) throws(Problem) {
        let count = values.count
        if addParts(of: text, to: &values, dataset) { return }
        values.removeSubrange(count...)
        let text = text.trimmed
        guard !text.isEmpty else { throw parameter.noValue(text) }
        let parts = text.parts
        guard count + parts.count <= ParameterDeclaration.maximumValues else {
            throw parameter.invalid(
                text.prefix(40) + "…", "it takes at most \(ParameterDeclaration.maximumValues) values")
        }
        guard !parts.contains("") else {
            throw parameter.invalid(text, "a value is missing; single commas separate the values")
        }
        // "Hong Kong, China" is two partners: parts are joined only if one of them alone is not a value.
        var index = 0
        while index < parts.count {
            var length = min(ValueType.maximumParts, parts.count - index)
            var value: Value?
            while length > 0 {
                value = find(parts[index..<index + length].joined(separator: ", "), dataset)
                if value != nil { break }
                length -= 1
            }
            guard let value else { throw problem(parts[index], parameter, dataset) }
            values.append(value)
            index += length
        }
    }

    /// Appends the values of the texts between commas. It makes no array of them, which takes 3 % of the instructions of a request.
    /// - Returns: false if one of the texts is not a value, or if there are too many.
    private func addParts(of text: String, to values: inout [Value], _ dataset: Dataset) -> Bool {
        let bytes = text.utf8Span.span
        var start = 0
        while true {
            let comma = bytes.firstIndex(of: UInt8(ascii: ","), in: start..<bytes.count)
            let part = bytes.trimmingSpaces(start..<(comma ?? bytes.count))
            guard !part.isEmpty, values.count < ParameterDeclaration.maximumValues,
                let value = find(bytes.text(part), dataset)
            else { return false }
            values.append(value)
            guard let comma else { return true }
            start = comma + 1
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
        let bytes = utf8Span.span
        let range = bytes.trimmingSpaces(0..<bytes.count)
        return range.count == bytes.count ? self : bytes.text(range)
    }

    /// The texts between commas, without blanks at their ends. Split by bytes: by characters it takes 6 % of the instructions of a
    /// request with ten fields.
    fileprivate var parts: [String] {
        let bytes = utf8Span.span
        var parts: [String] = []
        var start = 0
        while let comma = bytes.firstIndex(of: UInt8(ascii: ","), in: start..<bytes.count) {
            parts.append(bytes.text(bytes.trimmingSpaces(start..<comma)))
            start = comma + 1
        }
        parts.append(bytes.text(bytes.trimmingSpaces(start..<bytes.count)))
        return parts
    }
}

extension Span<UInt8> {
    /// `range` without the spaces at either end.
    fileprivate func trimmingSpaces(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == 0x20 { start += 1 }
        while end > start, self[end - 1] == 0x20 { end -= 1 }
        return start..<end
    }
}
