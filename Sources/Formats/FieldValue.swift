// Swift types that a field can hold. The type determines the field's kind and whether it is nullable, so that a declaration
// cannot contradict its values.

import Arithmetic

public protocol FieldValue: SendableMetatype {
    static var kind: Field.Kind { get }
    static var isNullable: Bool { get }
    var json: JSON { get }
}

extension FieldValue {
    public static var isNullable: Bool { false }
}

extension String: FieldValue {
    public static var kind: Field.Kind { .string }
    public var json: JSON { .string(self) }
}

extension Int: FieldValue {
    public static var kind: Field.Kind { .integer }
    public var json: JSON { .integer(self) }
}

extension Bool: FieldValue {
    public static var kind: Field.Kind { .boolean }
    public var json: JSON { .bool(self) }
}

extension ExactDecimal: FieldValue {
    public static var kind: Field.Kind { .number }
    public var json: JSON { .number(self) }
}

extension CalendarDate: FieldValue {
    public static var kind: Field.Kind { .date }
    public var json: JSON { .string(description) }
}

extension Array: FieldValue where Element == String {
    public static var kind: Field.Kind { .list }
    public var json: JSON { .strings(self) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    public static var kind: Field.Kind { Wrapped.kind }
    public static var isNullable: Bool { true }
    public var json: JSON { self?.json ?? .null }
}

/// Strings by name, in order.
public struct NamedTexts: FieldValue {
    public let members: [(name: String, text: String)]

    public init(_ members: [(name: String, text: String)]) { self.members = members }

    public static var kind: Field.Kind { .texts }
    public var json: JSON { .object(members.map { JSON.Member($0.name, .string($0.text)) }) }
}

extension String {
    /// Nil if the text is empty, so that a field without text is null.
    public var nonEmpty: String? { isEmpty ? nil : self }
}
