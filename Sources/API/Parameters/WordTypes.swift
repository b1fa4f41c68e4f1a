// Values that are words from a fixed list, or from a list of the dataset. Letter case is ignored.

import Dataset
import Formats
import HTTP

extension ValueType {
    /// One of these words, each with its value.
    static func words(_ words: [(word: String, value: Value)]) -> ValueType {
        let names = words.map(\.word)
        return ValueType(
            description: .words { _ in names },
            find: { text, _ in
                if let index = names.firstIndex(of: text) { return words[index].value }
                let lowercase = text.lowercased()
                return names.firstIndex { $0.lowercased() == lowercase }.map { words[$0].value }
            },
            problem: { text, parameter, _ in parameter.unknownWord(text, among: names) })
    }
}

extension ValueType where Value: RawRepresentable<String> {
    static func words(_ values: [Value]) -> ValueType { .words(values.map { ($0.rawValue, $0) }) }
}

extension ValueType<String> {
    static func words(_ words: [String]) -> ValueType { .words(words.map { ($0, $0) }) }

    /// One of these words of the dataset.
    static func words(in words: @escaping @Sendable (Dataset) -> [String]) -> ValueType {
        ValueType(
            description: .words(words),
            find: { text, dataset in
                let words = words(dataset)
                if words.contains(text) { return text }
                let lowercase = text.lowercased()
                return words.first { $0.lowercased() == lowercase }
            },
            problem: { text, parameter, dataset in parameter.unknownWord(text, among: words(dataset)) })
    }
}

extension ValueType<Bool> {
    static var boolean: ValueType {
        let words = ValueType.words([("true", true), ("false", false)])
        // `?pretty` has an empty value.
        let others = ["": true, "1": true, "yes": true, "0": false, "no": false]
        return ValueType(
            description: ValueDescription(
                noun: "value", schema: { _ in .object(["type": .string("boolean")]) }, example: { _ in "true" },
                words: words.description.words),
            find: { text, dataset in words.find(text, dataset) ?? others[text.lowercased()] }, problem: words.problem)
    }
}

extension ValueType<Int> {
    /// The name of a field, as its index.
    static func field(of names: [String]) -> ValueType { .words(names.indices.map { (names[$0], $0) }) }
}

extension ValueType<SortKey> {
    /// The name of a field, preceded by a minus sign for descending order.
    static func sortKey(of names: [String]) -> ValueType {
        let field = ValueType<Int>.field(of: names)
        return ValueType(
            description: ValueDescription(
                noun: "field",
                // An enumeration would be twice as long, and there is one for each list.
                schema: { _ in
                    .object([
                        "type": .string("string"), "pattern": .string("^-?(\(names.joined(separator: "|")))$"),
                    ])
                },
                example: { _ in "-" + (names.first ?? "") }),
            find: { text, dataset in
                let isDescending = text.hasPrefix("-")
                return field.find(isDescending ? String(text.dropFirst()) : text, dataset).map {
                    SortKey(field: $0, isDescending: isDescending)
                }
            },
            problem: { text, parameter, _ in
                parameter.unknownWord(text.hasPrefix("-") ? String(text.dropFirst()) : text, among: names)
            })
    }
}

extension ValueDescription {
    static func words(_ words: @escaping @Sendable (Dataset) -> [String]) -> ValueDescription {
        ValueDescription(
            noun: "value",
            schema: { .object(["type": .string("string"), "enum": .strings(words($0))]) },
            example: { words($0).first ?? "" }, words: words)
    }
}

extension ParameterDeclaration {
    fileprivate func unknownWord(_ text: String, among words: [String]) -> Problem {
        let near = Suggestions.nearest(to: text, among: words.map { ($0, $0) }, limit: 1).first
        guard location == .query else {
            return Problem(
                .notFound, kind: "not-found", title: "Not Found",
                detail: "There is no \(name) '\(text)'; there are \(words.joined(separator: ", ")).", parameter: name,
                allowed: words, suggestion: near)
        }
        let expectation =
            words.count > 12
            ? "it takes one of \(words.count) words, see allowed" : "it takes \(words.joined(separator: ", "))"
        return invalid(text, expectation, allowed: words, suggestion: near)
    }
}
