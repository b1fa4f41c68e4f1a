// Values as plain text on one line, for CSV and text tables.

import Arithmetic
import HTTP

extension [UInt8] {
    /// Appends a value: a list joined by `|`, an object as `key=value|key=value`, nothing for null. Deeper nesting is written as
    /// JSON.
    mutating func append(plain value: JSON, isNested: Bool = false) {
        switch value {
        case .null: break
        case .bool(let value): append(value ? "true" as StaticString : "false")
        case .integer(let value): append(decimal: value)
        case .number(let value): value.withDigits { append(contentsOf: $0) }
        case .string(let text): append(text)
        case .array(let elements) where !isNested:
            for (index, element) in elements.enumerated() {
                if index > 0 { append(UInt8(ascii: "|")) }
                append(plain: element, isNested: true)
            }
        case .object(let members) where !isNested:
            for (index, member) in members.enumerated() {
                if index > 0 { append(UInt8(ascii: "|")) }
                append(member.name)
                append(UInt8(ascii: "="))
                append(plain: member.value, isNested: true)
            }
        case .array, .object:
            var writer = JSONWriter()
            value.write(&writer)
            append(contentsOf: writer.finished())
        }
    }
}
