// Entity tags, RFC 9110 section 8.8.3.

/// A strong entity tag with its quotes: `"0123456789abcdef"`.
public struct EntityTag: Sendable, Equatable {
    // Inline, because every response has one: two quotes, 16 digits, and a suffix of at most six bytes.
    private var bytes = InlineArray<24, UInt8>(repeating: 0)
    private(set) var count = 0

    /// The tag of `content`: its digest in hexadecimal. Equal bytes have equal tags on every machine.
    /// - Parameter suffix: at most six bytes, to distinguish representations of the same content.
    public init(of content: [UInt8], suffix: String = "") {
        append(UInt8(ascii: "\""))
        Digest(of: content.span).forEachDigit { append($0) }
        for byte in suffix.utf8 { append(byte) }
        append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    subscript(index: Int) -> UInt8 { bytes[index] }

    func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.span.extracting(0..<count).withUnsafeBufferPointer(body)
    }

    public var text: String { bytes.span.text(0..<count) }

    public static func == (left: EntityTag, right: EntityTag) -> Bool { left.text == right.text }
}
