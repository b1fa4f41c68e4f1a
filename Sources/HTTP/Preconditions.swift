// Conditional requests, RFC 9110 section 13.

enum Precondition: Equatable {
    case proceed
    case notModified
    case failed(KnownField)
}

extension RequestHead {
    /// Evaluates the conditions of a GET or HEAD for an existing representation, in the order of RFC 9110 section 13.2.2.
    /// - Parameter now: decides the century of a two-digit year.
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
        // A repeated date is invalid, and an invalid date is ignored (RFC 9110 section 13.1.3).
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

    /// Whether a list of entity tags contains `tag`, or is `*`. Malformed elements match nothing.
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
                // Malformed: skip to the next comma. The list cannot be split at commas, as a tag may contain one.
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
