// A parameter with the type of its value. `request[.year]` returns the value, or the default if the request gives none.

import Dataset
import Formats
import HTTP

final class Parameter<Value: Sendable>: ParameterDeclaration, @unchecked Sendable {
    /// Nil for a path parameter, which always has a value.
    private let defaultValue: Value?
    private let reader: @Sendable (String, [String], Parameter, Dataset) throws(Problem) -> Value

    private init(
        _ name: String, _ location: Location, _ summary: String, type: ValueDescription, isList: Bool = false,
        default defaultValue: Value?, _ defaultText: String?,
        reader: @escaping @Sendable (String, [String], Parameter, Dataset) throws(Problem) -> Value
    ) {
        self.defaultValue = defaultValue
        self.reader = reader
        super.init(name, location, summary, defaultText: defaultText, isList: isList, type: type)
    }

    override func read(_ text: String, _ more: [String], _ dataset: Dataset) throws(Problem) -> any Sendable {
        try reader(text, more, self, dataset)
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
            text, _, parameter, dataset throws(Problem) in try type.one(text, parameter, dataset)
        }
    }

    /// A parameter of the path.
    convenience init(path name: String, _ type: ValueType<Value>, _ summary: String) {
        self.init(name, .path, summary, type: type.description, default: nil, nil) {
            text, _, parameter, dataset throws(Problem) in try type.one(text, parameter, dataset)
        }
    }

    /// A parameter with one value or none.
    /// - Parameter defaultText: a description of the result without the parameter.
    convenience init<Item>(
        optional name: String, _ type: ValueType<Item>, _ summary: String, defaultText: String? = nil
    ) where Value == Item? {
        self.init(name, .query, summary, type: type.description, default: .some(nil), defaultText) {
            text, _, parameter, dataset throws(Problem) in try type.one(text, parameter, dataset)
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
            text, more, parameter, dataset throws(Problem) in
            var values = try type.list(text, more, parameter, dataset)
            guard !keepsRepeated else { return values }
            // In place, because few requests repeat a value.
            var index = 1
            while index < values.count {
                if values[..<index].contains(values[index]) { values.remove(at: index) } else { index += 1 }
            }
            return values
        }
    }
}
