// Skips request bodies. No method of this server uses a body, so it is delimited and dropped. The next request must
// start at exactly the byte after it.

extension RequestError {
    fileprivate static let badExtension = bad(
        "A chunk size must be followed by CR LF or a well-formed extension (RFC 9112 section 7.1).")
}

/// Finds the end of a body, RFC 9112 sections 6.2 and 7.1.
public struct BodyDecoder: Sendable {
    public enum Result: Equatable {
        /// All bytes were consumed; the body continues.
        case partial
        /// The body ended; the bytes that follow belong to the next request.
        case complete
        case failed(RequestError)
    }

    private enum State: Sendable {
        case data(left: Int)
        case size(value: Int, digits: Int)
        case beforeExtension, extensionName, afterExtensionName
        case beforeExtensionValue, extensionValue, quoted, quotedPair, afterQuoted, afterExtensionValue
        case sizeLineFeed(size: Int)
        case chunk(left: Int)
        case chunkCarriageReturn, chunkLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed
        case endLineFeed
    }

    private let limits: Limits
    private var state: State
    private var chunkSize = 0
    private var byteCount = 0
    private var trailerCount = 0

    public init(_ framing: Framing, limits: Limits = Limits()) {
        self.limits = limits
        switch framing {
        case .none: state = .data(left: 0)
        case .length(let length): state = .data(left: length)
        case .chunked: state = .size(value: 0, digits: 0)
        }
    }

    /// Decodes from `index` on, and advances `index` past the last byte of the body.
    public mutating func decode(_ bytes: Span<UInt8>, from index: inout Int) -> Result {
        if case .data(let left) = state {
            let count = min(left, bytes.count - index)
            index += count
            state = .data(left: left - count)
            return left == count ? .complete : .partial
        }
        do throws(RequestError) {
            while index < bytes.count {
                if case .chunk(let left) = state {
                    let count = min(left, bytes.count - index)
                    try countBytes(count)
                    index += count
                    state = left == count ? .chunkCarriageReturn : .chunk(left: left - count)
                    continue
                }
                try countBytes(1)
                let byte = bytes[index]
                index += 1
                if try step(byte) { return .complete }
            }
            return .partial
        } catch {
            return .failed(error)
        }
    }

    private mutating func countBytes(_ count: Int) throws(RequestError) {
        byteCount += count
        guard byteCount <= limits.body else { throw RequestParser.bodyTooLarge(limits) }
    }

    /// Decodes one byte of the chunk framing. True at the end of the body.
    private mutating func step(_ byte: UInt8) throws(RequestError) -> Bool {
        switch state {
        case .size(let value, let digits):
            if let digit = byte.hexValue {
                // The limit also prevents overflow.
                guard value <= limits.body else { throw RequestParser.bodyTooLarge(limits) }
                state = .size(value: value << 4 | Int(digit), digits: min(digits + 1, 1))
            } else {
                guard digits > 0 else { throw .bad("A chunk has no size (RFC 9112 section 7.1).") }
                chunkSize = value
                try endOfExtension(byte)
            }
        // chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
        case .beforeExtension:
            if byte.isBlank { break }
            guard ByteSet.token.contains(byte) else { throw .badExtension }
            state = .extensionName
        case .extensionName:
            if ByteSet.token.contains(byte) { break }
            if byte == UInt8(ascii: "=") { state = .beforeExtensionValue } else { try endOfExtension(byte) }
        case .afterExtensionName:
            if byte == UInt8(ascii: "=") { state = .beforeExtensionValue } else { try endOfExtension(byte) }
        case .beforeExtensionValue:
            if byte.isBlank { break }
            if byte == UInt8(ascii: "\"") {
                state = .quoted
            } else {
                guard ByteSet.token.contains(byte) else { throw .badExtension }
                state = .extensionValue
            }
        case .extensionValue:
            if !ByteSet.token.contains(byte) { try endOfExtension(byte) }
        case .afterQuoted, .afterExtensionValue:
            try endOfExtension(byte)
        case .quoted:
            switch byte {
            case UInt8(ascii: "\""): state = .afterQuoted
            case UInt8(ascii: "\\"): state = .quotedPair
            default: try checkText(byte)
            }
        case .quotedPair:
            try checkText(byte)
            state = .quoted
        case .sizeLineFeed(let size):
            try expect(.lineFeed, byte)
            state = size == 0 ? .trailerStart : .chunk(left: size)
        case .chunkCarriageReturn:
            try expect(.carriageReturn, byte)
            state = .chunkLineFeed
        case .chunkLineFeed:
            try expect(.lineFeed, byte)
            state = .size(value: 0, digits: 0)
        case .trailerStart:
            if byte == .carriageReturn {
                state = .endLineFeed
            } else {
                trailerCount += 1
                guard trailerCount <= limits.fieldCount else {
                    throw RequestError(
                        .requestHeaderFieldsTooLarge,
                        "The trailer has more fields than the limit of \(limits.fieldCount).")
                }
                guard ByteSet.token.contains(byte) else {
                    throw .bad("A trailer field is malformed (RFC 9112 section 7.1.2).")
                }
                state = .trailerName
            }
        case .trailerName:
            if byte == UInt8(ascii: ":") {
                state = .trailerValue
            } else if !ByteSet.token.contains(byte) {
                throw .bad("A trailer field is malformed (RFC 9112 section 7.1.2).")
            }
        case .trailerValue:
            if byte == .carriageReturn { state = .trailerLineFeed } else { try checkText(byte) }
        case .trailerLineFeed:
            try expect(.lineFeed, byte)
            state = .trailerStart
        case .endLineFeed:
            try expect(.lineFeed, byte)
            return true
        case .data, .chunk: break  // `decode` skips them in bulk
        }
        return false
    }

    /// Decodes the byte after a chunk size, or after the name or value of an extension. Blanks are valid before a semicolon or an
    /// equals sign, but not at the end of the line.
    private mutating func endOfExtension(_ byte: UInt8) throws(RequestError) {
        switch (byte, state) {
        case (UInt8(ascii: ";"), _): state = .beforeExtension
        case (.carriageReturn, .size), (.carriageReturn, .extensionName), (.carriageReturn, .extensionValue),
            (.carriageReturn, .afterQuoted):
            state = .sizeLineFeed(size: chunkSize)
        case (.space, .extensionName), (.tab, .extensionName), (.space, .afterExtensionName),
            (.tab, .afterExtensionName):
            state = .afterExtensionName
        case (.space, _), (.tab, _): state = .afterExtensionValue
        default: throw .badExtension
        }
    }

    private func expect(_ wanted: UInt8, _ byte: UInt8) throws(RequestError) {
        guard byte == wanted else {
            throw .bad("The chunks of the body are not delimited by CR LF (RFC 9112 section 7.1).")
        }
    }

    private func checkText(_ byte: UInt8) throws(RequestError) {
        guard byte >= .space && byte != 0x7f || byte == .tab else {
            throw .bad("The framing of a chunked body contains a control character (RFC 9112 section 7.1).")
        }
    }
}
