// A parameter with the type of its value. `request[.year]` returns the value, or the default if the request gives none.

import Dataset
import Formats
import HTTP

final class Parameter<Value: Sendable>: ParameterDeclaration, @unchecked Sendable {
    /// Nil for a path parameter, which always has a value.
    private let defaultValue: Value?
    private let reader: @Sendable ([String], Parameter, Dataset) throws(Problem) -> Value

    private init(
        _ name: String, _ location: Location, _ summary: String, type: ValueDescription, isList: Bool = false,
        default defaultValue: Value?, _ defaultText: String?,
        reader: @escaping @Sendable ([String], Parameter, Dataset) throws(Problem) -> Value
    ) {
        self.defaultValue = defaultValue
        self.reader = reader
        super.init(name, location, summary, defaultText: defaultText, isList: isList, type: type)
    }

    override func read(_ texts: [String], _ dataset: Dataset) throws(Problem) -> any Sendable {
        try reader(texts, self, dataset)
    }

    /// The default. A path parameter has none: the router matches a path only with all its values.
    var fallback: Value {
        guard let defaultValue else { preconditionFailure("the path parameter '\(name)' has no value") }
        return defaultValue
    }
}

extension Parameter {
    /// A parameter with one value.
    /// - Parameter defaultText: the default as documentation.
    convenience init(
        _ name: String, _ type: ValueType<Value>, _ summary: String, default defaultValue: Value,
        _ defaultText: String
    ) {
        self.init(name, .query, summary, type: type.description, default: defaultValue, defaultText) {
            texts, parameter, dataset throws(Problem) in try type.one(texts[0], parameter, dataset)
        }
    }

    /// A parameter of the path.
    convenience init(path name: String, _ type: ValueType<Value>, _ summary: String) {
        self.init(name, .path, summary, type: type.description, default: nil, nil) {
            texts, parameter, dataset throws(Problem) in try type.one(texts[0], parameter, dataset)
        }
    }

    /// A parameter with one value or none.
    /// - Parameter defaultText: a description of the result without the parameter.
    convenience init<Item>(
        optional name: String, _ type: ValueType<Item>, _ summary: String, defaultText: String? = nil
    ) where Value == Item? {
        self.init(name, .query, summary, type: type.description, default: .some(nil), defaultText) {
            texts, parameter, dataset throws(Problem) in try type.one(texts[0], parameter, dataset)
        }
    }

    /// A parameter with any number of values.
    /// - Parameters:
    ///   - defaultText: a description of the result without the parameter, whose value is then an empty list.
    ///   - keepsRepeated: whether a repeated value counts twice.
    convenience init<Item: Equatable>(
        list name: String, _ type: ValueType<Item>, _ summary: String, defaultText: String? = nil,
        keepsRepeated: Bool = false
    ) where Value == [Item] {
        self.init(name, .query, summary, type: type.description, isList: true, default: [], defaultText) {
            texts, parameter, dataset throws(Problem) in
            let values = try type.list(texts, parameter, dataset)
            guard !keepsRepeated else { return values }
            var distinct: [Item] = []
            for value in values where !distinct.contains(value) { distinct.append(value) }
            return distinct
        }
    }
}
