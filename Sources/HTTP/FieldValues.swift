// Values of the fields that control the connection: Host, Connection, Transfer-Encoding.

import CPosix

/// A host with an optional port, as in Host and in an absolute target: RFC 3986 section 3.2, without user information.
enum Authority {
    /// Whether `range` is `host [":" port]`. The host may be empty; the port may be empty and is at most 65535.
    static func isHost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        if index < range.upperBound, bytes[index] == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]"), in: range), isAddress(bytes, index + 1..<end) else {
                return false
            }
            index = end + 1
        } else {
            while index < range.upperBound, ByteSet.registeredName.contains(bytes[index]) {
                if bytes[index] == UInt8(ascii: "%") {
                    guard index + 2 < range.upperBound, bytes[index + 1].hexValue != nil,
                        bytes[index + 2].hexValue != nil
                    else { return false }
                    index += 2
                }
                index += 1
            }
        }
        guard index < range.upperBound else { return true }
        guard bytes[index] == UInt8(ascii: ":") else { return false }
        var port = 0
        for digit in index + 1..<range.upperBound {
            guard bytes[digit].isDigit else { return false }
            port = port * 10 + Int(bytes[digit] &- 0x30)
            guard port <= 65_535 else { return false }
        }
        return true
    }

    /// Whether `range` is an IPv6 address or an IPvFuture (`v7.…`), RFC 3986 section 3.2.2.
    private static func isAddress(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where !ByteSet.addressLiteral.contains(bytes[index]) { return false }
        guard let first = range.first else { return false }
        if bytes[first].lowercased == UInt8(ascii: "v") {
            guard let point = bytes.firstIndex(of: UInt8(ascii: "."), in: range), point + 1 < range.upperBound,
                point > first + 1
            else { return false }
            for index in first + 1..<point where bytes[index].hexValue == nil { return false }
            return true
        }
        return cposix_is_ipv6(bytes.text(range))
    }

    /// The index of the authority in an absolute `http` URI; nil if `range` is not one.
    /// - Throws: 421 for `https`: this server has no TLS, so the request is for another server (RFC 9110 section 7.4).
    static func afterScheme(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(RequestError) -> Int? {
        let start = range.lowerBound
        if range.count >= 7, bytes.spells("http://", in: start..<start + 7) { return start + 7 }
        if range.count >= 8, bytes.spells("https://", in: start..<start + 8) {
            throw RequestError(
                .misdirectedRequest, "This server speaks plain HTTP; send an https target to the TLS proxy.")
        }
        return nil
    }
}

/// Calls `body` for each element of a comma-separated list, without surrounding blanks. Empty elements are skipped (RFC 9110
/// section 5.6.1).
@inline(__always)
func forEachListElement(_ bytes: Span<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
        let end = bytes.firstIndex(of: UInt8(ascii: ","), in: start..<range.upperBound) ?? range.upperBound
        let element = bytes.trimmingBlanks(start..<end)
        if !element.isEmpty { body(element) }
        start = end + 1
    }
}

/// The options in the Connection fields of a request (RFC 9110 section 7.6.1).
struct ConnectionOptions: Sendable {
    var close = false
    var keepAlive = false

    mutating func parse(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        forEachListElement(bytes, value) { element in
            if bytes.spells("close", in: element) { close = true }
            if bytes.spells("keep-alive", in: element) { keepAlive = true }
        }
    }
}

/// The transfer codings of a request, from all Transfer-Encoding lines (RFC 9112 section 6.1).
struct TransferCodings: Sendable {
    private var count = 0
    private var chunked = 0
    private var endsInChunked = false

    mutating func parse(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        forEachListElement(bytes, value) { element in
            count += 1
            endsInChunked = bytes.spells("chunked", in: element)
            if endsInChunked { chunked += 1 }
        }
    }

    /// - Throws: 400 or 501 unless `chunked` is the only coding.
    func check() throws(RequestError) {
        guard endsInChunked else { throw .bad("Transfer-Encoding does not end in chunked (RFC 9112 section 6.3).") }
        guard chunked == 1 else { throw .bad("Transfer-Encoding names chunked twice (RFC 9112 section 7.1).") }
        guard count == 1 else {
            throw RequestError(.notImplemented, "The only transfer coding that this server supports is chunked.")
        }
    }
}
