// A JSON value. Numbers are exact decimals; the order of an object's members is the order they are given in.

import Arithmetic
import Analytics
import HTTP

enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(ExactDecimal)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: JSON
    }

    static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

    /// A text, or null where there is none.
    static func optional(_ text: String?) -> JSON { text.flatMap { $0.isEmpty ? nil : .string($0) } ?? .null }
    static func optional(_ number: ExactDecimal?) -> JSON { number.map { .number($0) } ?? .null }
    static func optional(_ number: Int?) -> JSON { number.map { .integer($0) } ?? .null }

    func write(_ writer: inout JSONWriter) {
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
                for index in members.indices {
                    json.key(members[index].name)
                    members[index].value.write(&json)
                }
            }
        }
    }

    /// For sorting a column: numbers by size, texts by their scalars, what is missing last. Values of one column are of one kind.
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
