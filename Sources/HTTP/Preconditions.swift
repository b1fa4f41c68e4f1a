// Entity tags and conditional requests, RFC 9110 sections 8.8.3 and 13.

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

/// XXH64 with the seed 0: identifies content that nobody forges, which is all a tag must do. Not a cryptographic hash. It takes 32
/// bytes at a time in four parts that wait for nothing from each other; MurmurHash3 in 128 bits took four times as long, and
/// FNV-1a, one byte at a time, cost more than the answer.
public struct Digest: Sendable, Equatable {
    private let value: UInt64

    private static let p1: UInt64 = 0x9e37_79b1_85eb_ca87
    private static let p2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    private static let p3: UInt64 = 0x1656_67b1_9e37_79f9
    private static let p4: UInt64 = 0x85eb_ca77_c2b2_ae63
    private static let p5: UInt64 = 0x27d4_eb2f_1656_67c5

    public init(of content: Span<UInt8>) {
        var hash = Digest.p5
        content.withUnsafeBytes { raw in
            // Offsets are within the content by the conditions of the loops.
            func word(_ offset: Int) -> UInt64 {
                UInt64(littleEndian: (raw.baseAddress.unsafelyUnwrapped + offset).loadUnaligned(as: UInt64.self))
            }
            var offset = 0
            if raw.count >= 32 {
                var a = Digest.p1 &+ Digest.p2
                var b = Digest.p2
                var c: UInt64 = 0
                var d = 0 &- Digest.p1
                while offset &+ 32 <= raw.count {
                    a = Digest.round(a, word(offset))
                    b = Digest.round(b, word(offset &+ 8))
                    c = Digest.round(c, word(offset &+ 16))
                    d = Digest.round(d, word(offset &+ 24))
                    offset &+= 32
                }
                hash =
                    Digest.rotate(a, 1) &+ Digest.rotate(b, 7) &+ Digest.rotate(c, 12) &+ Digest.rotate(d, 18)
                for lane in [a, b, c, d] { hash = (hash ^ Digest.round(0, lane)) &* Digest.p1 &+ Digest.p4 }
            }
            hash &+= UInt64(raw.count)
            while offset &+ 8 <= raw.count {
                hash = Digest.rotate(hash ^ Digest.round(0, word(offset)), 27) &* Digest.p1 &+ Digest.p4
                offset &+= 8
            }
            if offset &+ 4 <= raw.count {
                let half = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                hash = Digest.rotate(hash ^ UInt64(half) &* Digest.p1, 23) &* Digest.p2 &+ Digest.p3
                offset &+= 4
            }
            while offset < raw.count {
                hash = Digest.rotate(hash ^ UInt64(raw[offset]) &* Digest.p5, 11) &* Digest.p1
                offset &+= 1
            }
        }
        hash = (hash ^ hash &>> 33) &* Digest.p2
        hash = (hash ^ hash &>> 29) &* Digest.p3
        value = hash ^ hash &>> 32
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value &<< count | value &>> (64 &- count) }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 { rotate(lane &+ word &* p2, 31) &* p1 }

    /// The digits of `hex`, one after the other.
    @inline(__always)
    func forEachDigit(_ body: (UInt8) -> Void) {
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: value &>> UInt64(60 &- index &* 4)) & 0xf
            body(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
        }
    }

    /// 16 hexadecimal digits.
    public var hex: String {
        var bytes: [UInt8] = []
        forEachDigit { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

enum Precondition: Equatable {
    case proceed
    case notModified
    case failed(KnownField)
}

extension RequestHead {
    /// Evaluates the conditions of a GET or HEAD on an existing representation, in the order of RFC 9110 section 13.2.2.
    /// `now` is needed only to read a two-digit year.
    func precondition(
        _ bytes: Span<UInt8>, tag: EntityTag?, lastModified: HTTPDate?, now: HTTPDate
    ) -> Precondition {
        let conditions: UInt16 =
            1 << UInt16(KnownField.ifMatch.rawValue) | 1 << UInt16(KnownField.ifNoneMatch.rawValue)
            | 1 << UInt16(KnownField.ifModifiedSince.rawValue) | 1 << UInt16(KnownField.ifUnmodifiedSince.rawValue)
        guard present & conditions != 0 else { return .proceed }
        if firstValue(.ifMatch) != nil {
            guard lists(tag, in: .ifMatch, bytes, weakly: false) else { return .failed(.ifMatch) }
        } else if let lastModified, let date = date(.ifUnmodifiedSince, bytes, now) {
            guard lastModified.seconds <= date.seconds else { return .failed(.ifUnmodifiedSince) }
        }
        if firstValue(.ifNoneMatch) != nil {
            if lists(tag, in: .ifNoneMatch, bytes, weakly: true) { return .notModified }
        } else if let lastModified, let date = date(.ifModifiedSince, bytes, now) {
            if lastModified.seconds <= date.seconds { return .notModified }
        }
        return .proceed
    }

    private func date(_ field: KnownField, _ bytes: Span<UInt8>, _ now: HTTPDate) -> HTTPDate? {
        // A date that stands twice is not valid, and an invalid one is ignored (RFC 9110 section 13.1.3).
        guard let range = firstValue(field), !isRepeated(field) else { return nil }
        return HTTPDate(bytes.text(range), now: now)
    }

    private func lists(_ tag: EntityTag?, in field: KnownField, _ bytes: Span<UInt8>, weakly: Bool) -> Bool {
        guard let range = firstValue(field) else { return false }
        guard isRepeated(field), let whole = combinedValue(field, in: bytes) else {
            return RequestHead.list(bytes, range, has: tag, weakly: weakly)
        }
        return RequestHead.list(whole.span, 0..<whole.count, has: tag, weakly: weakly)
    }

    /// Whether a list of entity tags names `tag`, or is `*`. What is not an entity tag matches nothing.
    private static func list(_ bytes: Span<UInt8>, _ range: Range<Int>, has tag: EntityTag?, weakly: Bool) -> Bool {
        if range.count == 1, bytes[range.lowerBound] == UInt8(ascii: "*") { return true }
        guard let tag else { return false }
        var index = range.lowerBound
        while index < range.upperBound {
            let isWeak =
                index + 1 < range.upperBound && bytes[index] == UInt8(ascii: "W")
                && bytes[index + 1] == UInt8(ascii: "/")
            let start = isWeak ? index + 2 : index
            guard start < range.upperBound, bytes[start] == UInt8(ascii: "\"") else {
                // Not a tag: on to the next comma. (A tag may hold a comma, so the list is not split at commas first.)
                index = (bytes.firstIndex(of: UInt8(ascii: ","), in: index..<range.upperBound) ?? range.upperBound) + 1
                while index < range.upperBound, bytes[index].isBlank { index += 1 }
                continue
            }
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\""), in: start + 1..<range.upperBound) else {
                return false
            }
            if !isWeak || weakly, end + 1 - start == tag.count {
                var offset = 0
                while offset < tag.count, bytes[start + offset] == tag[offset] { offset += 1 }
                if offset == tag.count { return true }
            }
            index = end + 1
            while index < range.upperBound, bytes[index].isBlank || bytes[index] == UInt8(ascii: ",") { index += 1 }
        }
        return false
    }
}
