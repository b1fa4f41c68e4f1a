// Swift types that a field can hold. The type determines the field's kind and whether it is nullable, so that a declaration
// cannot contradict its values.

import Arithmetic
import HTTP

public protocol FieldValue: SendableMetatype {
    static var kind: Field.Kind { get }
    static var isNullable: Bool { get }
    var json: JSON { get }
    /// Writes `json`. Without a `JSON` value in between, a ranking takes 3 % fewer instructions.
    func write(_ writer: inout JSONWriter)
}

extension FieldValue {
    @inlinable public static var isNullable: Bool { false }
    @inlinable public func write(_ writer: inout JSONWriter) { json.write(&writer) }
}

extension String: FieldValue {
    @inlinable public static var kind: Field.Kind { .string }
    @inlinable public var json: JSON { .string(self) }
    @inlinable public func write(_ writer: inout JSONWriter) { writer.string(self) }
}

extension Int: FieldValue {
    @inlinable public static var kind: Field.Kind { .integer }
    @inlinable public var json: JSON { .integer(self) }
}

extension Bool: FieldValue {
    @inlinable public static var kind: Field.Kind { .boolean }
    @inlinable public var json: JSON { .bool(self) }
}

extension ExactDecimal: FieldValue {
    @inlinable public static var kind: Field.Kind { .number }
    @inlinable public var json: JSON { .number(self) }
}

extension CalendarDate: FieldValue {
    @inlinable public static var kind: Field.Kind { .date }
    @inlinable public var json: JSON { .string(description) }
}

extension Array: FieldValue where Element == String {
    @inlinable public static var kind: Field.Kind { .list }
    @inlinable public var json: JSON { .strings(self) }
    @inlinable public func write(_ writer: inout JSONWriter) {
        writer.array { json in for index in indices { json.string(self[index]) } }
    }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    @inlinable public static var kind: Field.Kind { Wrapped.kind }
    @inlinable public static var isNullable: Bool { true }
    @inlinable public var json: JSON { self?.json ?? .null }
    @inlinable public func write(_ writer: inout JSONWriter) {
        if let self { self.write(&writer) } else { writer.null() }
    }
}

/// Strings by name, in order.
public struct NamedTexts: FieldValue {
    @usableFromInline var members: [JSON.Member] = []

    public init() {}
    public init(_ texts: [(name: String, text: String)]) {
        for text in texts { append(text.name, text.text) }
    }

    public mutating func append(_ name: String, _ text: String) { members.append(JSON.Member(name, .string(text))) }

    @inlinable public static var kind: Field.Kind { .texts }
    @inlinable public var json: JSON { .object(members) }
}

extension String {
    /// Nil if the text is empty, so that a field without text is null.
    public var nonEmpty: String? { isEmpty ? nil : self }
}
