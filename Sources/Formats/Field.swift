// A field of a record: its name, the kind of its values, and its description.

import HTTP

public struct Field: Sendable {
    public indirect enum Kind: Sendable {
        case string, integer, number, boolean
        /// A calendar date, `2026-07-01`.
        case date
        /// Strings.
        case list
        /// Strings by name.
        case texts
        /// Values by name, each described by this field.
        case map(Field)
        /// An object with these fields.
        case object([Field])
        /// Objects with these fields.
        case objects([Field])

        /// Whether a value is neither a list nor an object.
        var isSingle: Bool {
            switch self {
            case .string, .integer, .number, .boolean, .date: true
            case .list, .texts, .map, .object, .objects: false
            }
        }

        var isNumeric: Bool {
            switch self {
            case .integer, .number: true
            default: false
            }
        }
    }

    public let name: String
    public let kind: Kind
    public let summary: String
    public let isNullable: Bool
    /// The name as JSON, prepared once.
    public let key: JSONWriter.Key

    /// A field of strings.
    public init(_ name: String, _ summary: String) { self.init(name, .string, summary) }

    public init(_ name: String, _ kind: Kind, _ summary: String, nullable: Bool = false) {
        self.name = name
        self.kind = kind
        self.summary = summary
        isNullable = nullable
        key = JSONWriter.Key(name)
    }
}
