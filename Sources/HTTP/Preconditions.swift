// Entity tags and conditional requests, RFC 9110 sections 8.8.3 and 13.

/// A strong entity tag, quotes included: `"0123456789abcdef"`.
public struct EntityTag: Sendable, Equatable {
    // In place, as every answer has one: two quotes, 32 digits, and at most six bytes of a suffix.
    private var bytes = InlineArray<40, UInt8>(repeating: 0)
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

/// MurmurHash3 in its form of 128 bits for 64-bit machines, with the seed 0: identifies content that nobody forges, which is all
/// a tag must do. Not a cryptographic hash. It takes 16 bytes at a time; FNV-1a, one at a time, cost more than the answer.
public struct Digest: Sendable, Equatable {
    private let high: UInt64
    private let low: UInt64

    public init(of content: Span<UInt8>) {
        var (h1, h2): (UInt64, UInt64) = (0, 0)
        content.withUnsafeBytes { raw in
            let tail = raw.count & ~15
            if var next = raw.baseAddress {
                let end = next + tail
                while next < end {
                    let first = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self))
                    let second = UInt64(littleEndian: (next + 8).loadUnaligned(as: UInt64.self))
                    h1 ^= Digest.scrambleFirst(first)
                    h1 = (Digest.rotate(h1, 27) &+ h2) &* 5 &+ 0x52dc_e729
                    h2 ^= Digest.scrambleSecond(second)
                    h2 = (Digest.rotate(h2, 31) &+ h1) &* 5 &+ 0x3849_5ab5
                    next += 16
                }
            }
            var (k1, k2): (UInt64, UInt64) = (0, 0)
            for offset in tail..<raw.count {
                let shift = UInt64(offset - tail) * 8
                if shift < 64 { k1 |= UInt64(raw[offset]) << shift } else { k2 |= UInt64(raw[offset]) << (shift - 64) }
            }
            h2 ^= Digest.scrambleSecond(k2)
            h1 ^= Digest.scrambleFirst(k1)
        }
        h1 ^= UInt64(content.count)
        h2 ^= UInt64(content.count)
        h1 &+= h2
        h2 &+= h1
        h1 = Digest.finish(h1)
        h2 = Digest.finish(h2)
        h1 &+= h2
        h2 &+= h1
        (high, low) = (h1, h2)
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }

    private static func scrambleFirst(_ word: UInt64) -> UInt64 {
        rotate(word &* 0x87c3_7b91_1142_53d5, 31) &* 0x4cf5_ad43_2745_937f
    }

    private static func scrambleSecond(_ word: UInt64) -> UInt64 {
        rotate(word &* 0x4cf5_ad43_2745_937f, 33) &* 0x87c3_7b91_1142_53d5
    }

    private static func finish(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 33) &* 0xff51_afd7_ed55_8ccd
        value = (value ^ value >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return value ^ value >> 33
    }

    /// The digits of `hex`, one after the other.
    @inline(__always)
    func forEachDigit(_ body: (UInt8) -> Void) {
        for index in 0..<32 {
            let word = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: word &>> UInt64(60 &- index & 15 &* 4)) & 0xf
            body(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
        }
    }

    /// 32 hexadecimal digits.
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
