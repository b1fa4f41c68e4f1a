// JSON as bytes, RFC 8259, written front to back. Numbers arrive as exact text, never as floating point.

/// Writes one JSON document. Commas and, if asked for, indentation are its business; balance is the caller's. It has memory of its
/// own rather than an array, which would be asked with each of some hundred pieces whether it is shared.
public struct JSONWriter: ~Copyable {
    private var buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 4_096)
    private var capacity = 4_096
    private var count = 0
    private let isPretty: Bool
    private var depth = 0
    private var needsComma = false
    private var afterKey = false

    public init(pretty: Bool = false) { isPretty = pretty }

    deinit { buffer.deallocate() }

    // MARK: documents

    public mutating func object(_ content: (inout JSONWriter) -> Void) {
        nest(UInt8(ascii: "{"), UInt8(ascii: "}"), content)
    }

    public mutating func array(_ content: (inout JSONWriter) -> Void) {
        nest(UInt8(ascii: "["), UInt8(ascii: "]"), content)
    }

    private mutating func nest(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
        separate()
        append(open)
        depth += 1
        needsComma = false
        content(&self)
        depth -= 1
        if isPretty, needsComma { breakLine() }
        append(close)
        needsComma = true
    }

    /// A name that is written often, made ready once: quoted, escaped, and with its colon. For names that are known when a process
    /// starts: its bytes are never given back, and so cost no counting of who looks at them.
    public struct Key: @unchecked Sendable {
        fileprivate let bytes: UnsafeBufferPointer<UInt8>

        public init(_ name: String) {
            var writer = JSONWriter()
            writer.quote(name)
            writer.append(UInt8(ascii: ":"))
            let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: writer.count)
            _ = bytes.initialize(from: writer.finished())
            self.bytes = UnsafeBufferPointer(bytes)
        }
    }

    public mutating func key(_ key: Key) {
        separate()
        append(key.bytes)
        endKey()
    }

    public mutating func key(_ name: String) {
        separate()
        quote(name)
        append(UInt8(ascii: ":"))
        endKey()
    }

    @inline(__always)
    private mutating func endKey() {
        if isPretty { append(.space) }
        afterKey = true
    }

    public mutating func string(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    public mutating func member(_ key: Key, _ text: String) {
        self.key(key)
        string(text)
    }

    public mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    /// A string of characters that need no escape, such as a URI, of pieces that are appended.
    public mutating func plainString(_ pieces: (inout JSONWriter) -> Void) {
        separate()
        append(UInt8(ascii: "\""))
        pieces(&self)
        append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// What is JSON already: an array that was written before, for one.
    public mutating func literal(_ text: String) {
        separate()
        append(text)
        needsComma = true
    }

    /// What is JSON already, such as a number's digits.
    public mutating func literal(_ bytes: UnsafeBufferPointer<UInt8>) {
        separate()
        append(bytes)
        needsComma = true
    }

    public mutating func null() { literal("null") }
    public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    public mutating func integer(_ value: Int) { value.withDigits { literal($0) } }

    /// Ends one of several documents that stand one a line.
    public mutating func endLine() {
        append(.lineFeed)
        needsComma = false
    }

    /// The document, ended with a line feed if it is for people to read.
    public mutating func finished() -> [UInt8] {
        if isPretty { append(.lineFeed) }
        return Array(UnsafeBufferPointer(start: buffer, count: count))
    }

    // MARK: pieces

    /// Appends bytes as they are, to a string that `plainString` has begun.
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        makeRoom(bytes.count)
        (buffer + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    public mutating func append(_ bytes: borrowing [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    public mutating func append(_ text: String) {
        text.withBytes { append($0) }
    }

    public mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        makeRoom(1)
        buffer[count] = byte
        count += 1
    }

    @inline(__always)
    private mutating func makeRoom(_ more: Int) {
        if capacity - count < more { grow(by: more) }
    }

    private mutating func grow(by more: Int) {
        capacity = max(2 * capacity, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: buffer, count: count)
        buffer.deallocate()
        buffer = larger
    }

    @inline(__always)
    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        if needsComma { append(UInt8(ascii: ",")) }
        if isPretty, depth > 0 { breakLine() }
        needsComma = false
    }

    private mutating func breakLine() {
        append(.lineFeed)
        for _ in 0..<depth * 2 { append(.space) }
    }

    private mutating func quote(_ text: String) {
        text.withBytes { utf8 in
            makeRoom(utf8.count + 2)
            append(UInt8(ascii: "\""))
            // Runs that need no escape, which is nearly always the whole text, are copied at once.
            var start = appendPlain(utf8, from: 0)
            while start < utf8.count {
                escape(utf8[start])
                makeRoom(utf8.count - start)
                start = appendPlain(utf8, from: start + 1)
            }
            append(UInt8(ascii: "\""))
        }
    }

    /// Whether a byte of a word needs an escape.
    @inline(__always)
    private static func needsEscape(_ word: UInt64) -> Bool {
        (word.marks(below: 0x20) | word.marks(of: 0x22) | word.marks(of: 0x5c)) & UInt64.highBits != 0
    }

    /// Copies what needs no escape, for which there must be room.
    /// - Returns: where the next byte stands that does: one below 0x20, a quote or a backslash; the end where there is none.
    @inline(__always)
    private mutating func appendPlain(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let bytes = text.baseAddress else { return text.count }
        var index = start
        let end = buffer + (count &- start)
        // Eight at a time, and four to seven as two halves.
        let rest = text.count &- start
        if rest >= 4, rest < 8 {
            let first = UnsafeRawPointer(bytes + start).loadUnaligned(as: UInt32.self)
            let last = UnsafeRawPointer(bytes + (text.count &- 4)).loadUnaligned(as: UInt32.self)
            if !JSONWriter.needsEscape(UInt64(first) | UInt64(last) << 32) {
                UnsafeMutableRawPointer(end + start).storeBytes(of: first, as: UInt32.self)
                UnsafeMutableRawPointer(end + (text.count &- 4)).storeBytes(of: last, as: UInt32.self)
                count &+= rest
                return text.count
            }
        }
        while index < text.count {
            if index &+ 8 > text.count {
                // What is left once more with what stands before it, unless there is less than a word in all.
                guard text.count &- start >= 8 else { break }
                index = text.count &- 8
            }
            let word = UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
            guard !JSONWriter.needsEscape(word) else { break }
            UnsafeMutableRawPointer(end + index).storeBytes(of: word, as: UInt64.self)
            index &+= 8
        }
        while index < text.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            end[index] = byte
            index &+= 1
        }
        count &+= index &- start
        return index
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"" as StaticString)
        case UInt8(ascii: "\\"): append("\\\\" as StaticString)
        case .lineFeed: append("\\n" as StaticString)
        case .carriageReturn: append("\\r" as StaticString)
        case .tab: append("\\t" as StaticString)
        default:
            let hex = String(byte, radix: 16)
            append((hex.utf8.count < 2 ? "\\u000" : "\\u00") + hex)
        }
    }
}
