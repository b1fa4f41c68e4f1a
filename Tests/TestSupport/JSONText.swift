// A strict JSON reader for tests. It keeps the order of members and the digits of numbers.

/// A JSON value.
package indirect enum JSONText: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number's characters.
    case number(String)
    case string(String)
    case array([JSONText])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSONText
    }

    package struct Malformed: Error, CustomStringConvertible {
        let offset: Int
        let reason: String
        package var description: String { "byte \(offset): \(reason)" }
    }

    package init(_ bytes: [UInt8]) throws {
        var reader = Reader(bytes: bytes)
        self = try reader.value()
        reader.skipBlanks()
        guard reader.index == bytes.count else { throw reader.malformed("something follows the document") }
    }

    // MARK: looking inside

    /// A member of an object; nil if it is absent or the value is not an object.
    package subscript(_ name: String) -> JSONText? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package subscript(_ index: Int) -> JSONText? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var names: [String] { if case .object(let members) = self { members.map(\.name) } else { [] } }
    package var values: [JSONText] {
        switch self {
        case .array(let elements): elements
        case .object(let members): members.map(\.value)
        default: []
        }
    }
    /// The characters of a number or a string.
    package var text: String? {
        switch self {
        case .number(let text), .string(let text): text
        default: nil
        }
    }
    /// The strings of an array.
    package var strings: [String] { values.compactMap(\.text) }

    /// All numbers anywhere inside, as written.
    package var numbers: [String] { if case .number(let text) = self { [text] } else { values.flatMap(\.numbers) } }

    // MARK: reading

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        func malformed(_ reason: String) -> Malformed { Malformed(offset: index, reason: reason) }

        var next: Unicode.Scalar? { index < bytes.count ? Unicode.Scalar(bytes[index]) : nil }

        mutating func skipBlanks() { while let byte = next, " \n\r\t".unicodeScalars.contains(byte) { index += 1 } }

        mutating func take(_ text: String) -> Bool {
            guard bytes[index...].starts(with: text.utf8) else { return false }
            index += text.utf8.count
            return true
        }

        mutating func value() throws -> JSONText {
            skipBlanks()
            switch next {
            case "{": return try object()
            case "[": return try array()
            case "\"": return .string(try string())
            case "t" where take("true"): return .bool(true)
            case "f" where take("false"): return .bool(false)
            case "n" where take("null"): return .null
            case let scalar? where scalar == "-" || ("0"..."9").contains(scalar): return .number(try number())
            default: throw malformed("no value")
            }
        }

        private mutating func object() throws -> JSONText {
            index += 1
            var members: [Member] = []
            skipBlanks()
            if take("}") { return .object([]) }
            repeat {
                skipBlanks()
                guard next == "\"" else { throw malformed("no name") }
                let name = try string()
                guard !members.contains(where: { $0.name == name }) else { throw malformed("duplicate '\(name)'") }
                skipBlanks()
                guard take(":") else { throw malformed("no colon") }
                members.append(Member(name: name, value: try value()))
                skipBlanks()
            } while take(",")
            guard take("}") else { throw malformed("an object is not closed") }
            return .object(members)
        }

        private mutating func array() throws -> JSONText {
            index += 1
            var elements: [JSONText] = []
            skipBlanks()
            if take("]") { return .array([]) }
            repeat {
                elements.append(try value())
                skipBlanks()
            } while take(",")
            guard take("]") else { throw malformed("an array is not closed") }
            return .array(elements)
        }

        /// RFC 8259 section 6.
        private mutating func number() throws -> String {
            let start = index
            func digits() -> Int { bytes[index...].prefix { (0x30...0x39).contains($0) }.count }
            _ = take("-")
            let whole = digits()
            guard whole == 1 || (whole > 1 && next != "0") else { throw malformed("a number with a zero in front") }
            index += whole
            if take(".") {
                guard digits() > 0 else { throw malformed("no decimals after the point") }
                index += digits()
            }
            if take("e") || take("E") { throw malformed("an exponent, which no exact number here has") }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }

        private mutating func string() throws -> String {
            index += 1
            var content: [UInt8] = []
            while let scalar = next {
                index += 1
                switch scalar {
                case "\"":
                    guard let text = String(validating: content, as: UTF8.self) else { throw malformed("not UTF-8") }
                    return text
                case "\\": content += try escape()
                case "\0"..."\u{1f}": throw malformed("a string contains a control character")
                default: content.append(bytes[index - 1])
                }
            }
            throw malformed("a string is not closed")
        }

        private mutating func escape() throws -> [UInt8] {
            guard let scalar = next else { throw malformed("nothing follows a backslash") }
            index += 1
            switch scalar {
            case "\"", "\\", "/": return [UInt8(ascii: scalar)]
            case "n": return [0x0a]
            case "r": return [0x0d]
            case "t": return [0x09]
            case "u":
                let digits = String(decoding: bytes[index...].prefix(4), as: UTF8.self)
                index += 4
                guard digits.count == 4, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
                    throw malformed("no scalar '\\u\(digits)'")
                }
                return Array(String(scalar).utf8)
            default: throw malformed("an invalid escape")
            }
        }
    }
}
