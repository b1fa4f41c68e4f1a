// JSON as bytes, RFC 8259, written front to back. Numbers arrive as exact text, never as floating point.

/// Writes one JSON document. Commas and, if asked for, indentation are its business; balance is the caller's.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var depth = 0
    private var needsComma = false
    private var afterKey = false

    public init(pretty: Bool = false) {
        isPretty = pretty
        bytes.reserveCapacity(2_048)
    }

    public mutating func object(_ content: (inout JSONWriter) -> Void) { nest("{", "}", content) }
    public mutating func array(_ content: (inout JSONWriter) -> Void) { nest("[", "]", content) }

    private mutating func nest(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ content: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: open))
        depth += 1
        needsComma = false
        content(&self)
        depth -= 1
        if needsComma { breakLine() }
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    /// A name that is written often, made ready once: quoted, escaped, and with its colon.
    public struct Key: Sendable {
        fileprivate let bytes: [UInt8]

        public init(_ name: String) {
            var writer = JSONWriter()
            writer.quote(name)
            // There are hundreds of keys, and a writer begins with room for an answer.
            bytes = (writer.bytes + [UInt8(ascii: ":")]).compact
        }
    }

    public mutating func key(_ key: Key) {
        separate()
        bytes.append(bytes: key.bytes)
        if isPretty { bytes.append(.space) }
        afterKey = true
    }

    public mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if isPretty { bytes.append(.space) }
        afterKey = true
    }

    public mutating func string(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    /// A string of characters that need no escape, such as a URI, written by `append`.
    public mutating func plainString(_ append: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(&bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    public mutating func member(_ key: Key, _ text: String) {
        self.key(key)
        string(text)
    }

    /// What is JSON already: a number's exact text, `true`, an array that was written before.
    public mutating func literal(_ text: String) {
        literal { $0.append(contentsOf: text.utf8) }
    }

    /// What is JSON already, written by `append`, such as a number's digits.
    public mutating func literal(_ append: (inout [UInt8]) -> Void) {
        separate()
        append(&bytes)
        needsComma = true
    }

    public mutating func null() { literal { $0.append("null" as StaticString) } }
    public mutating func bool(_ value: Bool) { literal { $0.append(value ? "true" : "false" as StaticString) } }
    public mutating func integer(_ value: Int) { literal { $0.append(decimal: value) } }

    public mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    /// Ends one of several documents that stand one a line.
    public mutating func endLine() {
        bytes.append(.lineFeed)
        needsComma = false
    }

    /// The document, ended with a line feed if it is for people to read.
    public mutating func finished() -> [UInt8] {
        if isPretty { bytes.append(.lineFeed) }
        return bytes
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 { breakLine() }
        needsComma = false
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(.lineFeed)
        for _ in 0..<depth * 2 { bytes.append(.space) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        escape(text)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            // Runs that need no escape, which is nearly always the whole text, are copied at once.
            var start = 0
            var index = 0
            while index < utf8.count {
                if index + 8 <= utf8.count, JSONWriter.isPlain(UnsafeRawBufferPointer(utf8), eightAt: index) {
                    index += 8
                    continue
                }
                let byte = utf8[index]
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                    start = index + 1
                    escape(byte)
                }
                index += 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
    }

    /// Whether none of eight bytes needs an escape: is below 0x20, a quote or a backslash. In each byte x of a word,
    /// (x − n) & ~x has its highest bit set if x < n ≤ 0x80, or where a lower byte was; n = 1 asks whether it is zero.
    @inline(__always)
    private static func isPlain(_ text: UnsafeRawBufferPointer, eightAt index: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5c)
        let found = (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
        return found & (ones &* 0x80) == 0
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case .lineFeed: bytes.append(UInt8(ascii: "n"))
        case .carriageReturn: bytes.append(UInt8(ascii: "r"))
        case .tab: bytes.append(UInt8(ascii: "t"))
        default:
            let hex = String(byte, radix: 16)
            bytes.append(contentsOf: ((hex.utf8.count < 2 ? "u000" : "u00") + hex).utf8)
        }
    }
}
