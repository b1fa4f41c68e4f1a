// JSON values. Numbers are exact decimals, and the members of an object keep their order.

import Arithmetic
import HTTP

public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(ExactDecimal)
    case string(String)
    case array([JSON])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public let name: String
        public let value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    public static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
        .object(members.map { Member($0.key, $0.value) })
    }

    public static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

    public func write(_ writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .number(let value): value.withDigits { writer.literal($0) }
        case .string(let text): writer.string(text)
        case .array(let elements):
            writer.array { json in for index in elements.indices { elements[index].write(&json) } }
        case .object(let members):
            writer.object { json in
                for index in members.indices { json.member(members[index].name, members[index].value) }
            }
        }
    }

    /// Whether `left` sorts before `right`: numbers by size, texts by their scalars, null last. Nil if they are equal, and for
    /// lists and objects, which have no order.
    static func precedes(_ left: JSON, _ right: JSON) -> Bool? {
        switch (left, right) {
        case (.null, .null): nil
        case (.null, _): false
        case (_, .null): true
        case (.number(let a), .number(let b)): a == b ? nil : a < b
        case (.integer(let a), .integer(let b)): a == b ? nil : a < b
        case (.string(let a), .string(let b)): a == b ? nil : a < b
        case (.bool(let a), .bool(let b)): a == b ? nil : !a && b
        default: nil
        }
    }
}

extension JSONWriter {
    public mutating func member(_ name: String, _ value: JSON) {
        key(name)
        value.write(&self)
    }
}
