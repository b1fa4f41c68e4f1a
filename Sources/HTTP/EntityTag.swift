// Entity tags, RFC 9110 section 8.8.3.

/// A strong entity tag, quotes included: `"0123456789abcdef"`.
public struct EntityTag: Sendable, Equatable {
    // In place, as every answer has one: two quotes, 16 digits, and at most six bytes of a suffix.
    private var bytes = InlineArray<24, UInt8>(repeating: 0)
    private(set) var count = 0

    /// The tag of these bytes: their digest in hexadecimal. Equal bytes have equal tags on every instance.
    /// - Parameter suffix: at most six bytes; tells apart representations made from the same bytes.
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
