// Strict JSON (RFC 8259) with the line of each value, for descriptions that people write. Foundation's parser gives no lines.

/// A JSON value and the line on which it starts.
struct JSONValue {
    enum Content {
        case null
        case boolean(Bool)
        /// As written.
        case number(String)
        case text(String)
        case list([JSONValue])
        case object([(name: String, value: JSONValue)])
    }

    let content: Content
    let line: Int

    /// - Throws: a `DataError` with the line of the first fault. Duplicate names and text after the value are faults.
    static func parse(_ file: DataFile) throws(DataError) -> JSONValue {
        var parser = JSONParser(file: file.name, bytes: file.bytes.array)
        return try parser.document()
    }
}

private struct JSONParser {
    let file: String
    let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var depth = 0

    private static let maximumDepth = 16

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    mutating func document() throws(DataError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw DataError(file, nil, "the text is not UTF-8")
        }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw error("text follows the end of the JSON value") }
        return value
    }

    private func error(_ reason: String) -> DataError { DataError(file, line, reason) }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) {
            if byte == 0x0a { line += 1 }
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(DataError) -> JSONValue {
        skipSpace()
        let start = line
        depth += 1
        defer { depth -= 1 }
        guard depth <= JSONParser.maximumDepth else { throw error("values are nested too deeply") }
        switch next {
        case UInt8(ascii: "{"): return JSONValue(content: .object(try object()), line: start)
        case UInt8(ascii: "["): return JSONValue(content: .list(try list()), line: start)
        case UInt8(ascii: "\""): return JSONValue(content: .text(try text()), line: start)
        case UInt8(ascii: "t"): return JSONValue(content: .boolean(try word("true", true)), line: start)
        case UInt8(ascii: "f"): return JSONValue(content: .boolean(try word("false", false)), line: start)
        case UInt8(ascii: "n"): return try word("null", JSONValue(content: .null, line: start))
        case nil: throw error("the JSON text ends where a value is expected")
        default: return JSONValue(content: .number(try number()), line: start)
        }
    }

    private mutating func word<T>(_ word: String, _ value: T) throws(DataError) -> T {
        guard bytes[index...].starts(with: word.utf8) else { throw error("expected a JSON value such as \(word)") }
        index += word.utf8.count
        return value
    }

    private mutating func object() throws(DataError) -> [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = []
        index += 1
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("expected a name in double quotes") }
            let name = try text()
            guard !members.contains(where: { $0.name == name }) else { throw error("duplicate name '\(name)'") }
            guard take(UInt8(ascii: ":")) else { throw error("expected ':' after the name '\(name)'") }
            members.append((name, try value()))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
        return members
    }

    private mutating func list() throws(DataError) -> [JSONValue] {
        var values: [JSONValue] = []
        index += 1
        if take(UInt8(ascii: "]")) { return values }
        repeat { values.append(try value()) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
        return values
    }

    private mutating func number() throws(DataError) -> String {
        let start = index
        func digits() -> Int {
            let first = index
            while let byte = next, 0x30...0x39 ~= byte { index += 1 }
            return index - first
        }
        if next == UInt8(ascii: "-") { index += 1 }
        let first = next
        let whole = digits()
        var isValid = whole == 1 || whole > 1 && first != UInt8(ascii: "0")
        if next == UInt8(ascii: ".") {
            index += 1
            isValid = digits() > 0 && isValid
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            index += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
            isValid = digits() > 0 && isValid
        }
        guard isValid else { throw error("expected a JSON value") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func text() throws(DataError) -> String {
        var text: [UInt8] = []
        index += 1
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case ..<0x20: throw error("a control character must be escaped in a text")
            default: text.append(byte)
            }
        }
        throw error("a text is not closed")
    }

    private mutating func escape() throws(DataError) -> [UInt8] {
        guard let byte = next else { throw error("a text is not closed") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var units = [try codeUnit()]
            if 0xd800...0xdbff ~= units[0], bytes[index...].starts(with: [0x5c, 0x75]) {
                index += 2
                units.append(try codeUnit())
            }
            guard let text = String(validating: units, as: UTF16.self) else { throw error("invalid \\u escape") }
            return Array(text.utf8)
        default: throw error("invalid escape '\\\(Character(UnicodeScalar(byte)))'")
        }
    }

    private mutating func codeUnit() throws(DataError) -> UInt16 {
        guard index + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw error("\\u must be followed by four hexadecimal digits") }
        index += 4
        return unit
    }
}

/// Reads the members of an object and refuses members that were not read.
struct JSONObject {
    let file: String
    let line: Int
    /// The object in words, for errors: `the column 'YEAR'`.
    private let name: String
    let members: [(name: String, value: JSONValue)]
    private var known: Set<String> = []

    init(_ value: JSONValue, _ name: String, _ file: String) throws(DataError) {
        guard case .object(let members) = value.content else {
            throw DataError(file, value.line, "\(name) must be an object in braces")
        }
        self.members = members
        self.file = file
        self.name = name
        line = value.line
    }

    func error(_ reason: String, line: Int? = nil) -> DataError { DataError(file, line ?? self.line, reason) }

    mutating func value(_ member: String) -> JSONValue? {
        known.insert(member)
        return members.first { $0.name == member }?.value
    }

    mutating func text(_ member: String) throws(DataError) -> String? {
        guard let value = value(member) else { return nil }
        guard case .text(let text) = value.content, !text.isEmpty else {
            throw error("'\(member)' of \(name) must be a text in quotes that is not empty", line: value.line)
        }
        return text
    }

    mutating func required(_ member: String) throws(DataError) -> String {
        guard let text = try text(member) else { throw error("\(name) has no '\(member)'") }
        return text
    }

    /// A text, or a list of texts.
    mutating func texts(_ member: String) throws(DataError) -> [String] {
        guard let value = value(member) else { return [] }
        if case .text(let text) = value.content { return [text] }
        guard case .list(let list) = value.content else {
            throw error("'\(member)' of \(name) must be a text or a list of texts", line: value.line)
        }
        return try list.map { item throws(DataError) in
            guard case .text(let text) = item.content else {
                throw error("'\(member)' of \(name) must hold texts in quotes", line: item.line)
            }
            return text
        }
    }

    /// One of the raw values of an enumeration.
    mutating func choice<T: RawRepresentable & CaseIterable>(_ member: String) throws(DataError) -> T?
    where T.RawValue == String {
        guard let text = try text(member) else { return nil }
        guard let value = T(rawValue: text) else {
            let known = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("'\(text)' is not a value of '\(member)' of \(name); known: \(known)")
        }
        return value
    }

    /// - Throws: for a member that was not read.
    func finish() throws(DataError) {
        guard let unknown = members.first(where: { !known.contains($0.name) }) else { return }
        let near = Suggestions.nearest(to: unknown.name, among: known.sorted().map { ($0, $0) }, limit: 1).first
        throw error(
            "\(name) has an unknown member '\(unknown.name)'"
                + (near.map { "; did you mean '\($0)'?" } ?? "; known: \(known.sorted().joined(separator: ", "))"),
            line: unknown.value.line)
    }
}
