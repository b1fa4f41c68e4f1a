// Reads one HTTP/1.1 response: bytes in, status, fields and body out. No I/O. Responses may be cut at any byte.

/// Reads the bytes of a response as they arrive (RFC 9112 sections 4 to 7).
struct ResponseReader {
    private enum State {
        case statusLine, fields, chunkSize, chunkEnd, trailers
        /// The number of bytes of content that follow; those of the chunk if `isChunked`.
        case content(Int)
        /// Content ends with the connection.
        case rest
        case complete
    }

    private var state = State.statusLine
    /// An unfinished line.
    private var line: [UInt8] = []
    private var headLength = 0
    private var isChunked = false
    private var contentLength: Int?
    private(set) var status = 0
    private(set) var contentType = ""

    /// The maximum length of the status line and the fields together, in bytes; also of the trailers.
    static let headLimit = 64 << 10

    var isComplete: Bool { if case .complete = state { true } else { false } }

    /// Reads `bytes`, and passes the parts of the content to `content`.
    mutating func read(
        _ bytes: ArraySlice<UInt8>, content: (ArraySlice<UInt8>) -> Void
    ) throws(InvalidResponse) {
        var rest = bytes
        while !rest.isEmpty {
            switch state {
            case .content(let length):
                let part = rest.prefix(length)
                content(part)
                rest = rest.dropFirst(part.count)
                endOfPart(length - part.count)
            case .rest:
                content(rest)
                rest = []
            case .complete:
                throw InvalidResponse(reason: "the server sent more than one response")
            default:
                let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
                line += rest[..<end]
                headLength += end - rest.startIndex
                guard headLength <= ResponseReader.headLimit else {
                    throw InvalidResponse(
                        reason: "the header fields of the response exceed \(ResponseReader.headLimit) bytes")
                }
                guard end < rest.endIndex else { return }
                rest = rest[(end + 1)...]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                let text = String(decoding: line, as: UTF8.self)
                line.removeAll(keepingCapacity: true)
                try read(line: text)
            }
        }
    }

    /// The server closed the connection.
    mutating func end() throws(InvalidResponse) {
        switch state {
        case .rest: state = .complete
        case .complete: break
        case .statusLine where headLength == 0:
            throw InvalidResponse(reason: "the server closed the connection without a response")
        default: throw InvalidResponse(reason: "the server closed the connection before the end of the response")
        }
    }

    private mutating func endOfPart(_ left: Int) {
        state = left > 0 ? .content(left) : isChunked ? .chunkEnd : .complete
    }

    private mutating func read(line: String) throws(InvalidResponse) {
        switch state {
        case .statusLine:
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].count == 3, let code = Int(parts[1]) else {
                throw InvalidResponse(reason: "the response is not HTTP/1.1")
            }
            status = code
            state = .fields
        case .fields where line.isEmpty: try endOfFields()
        case .fields: try read(field: line)
        case .chunkSize:
            let digits = line.prefix { $0 != ";" }.trimmed
            guard let size = Int(digits, radix: 16), size >= 0, !digits.hasPrefix("+"), digits.count <= 15 else {
                throw InvalidResponse(reason: "invalid chunk size '\(digits)'")
            }
            headLength = 0
            state = size == 0 ? .trailers : .content(size)
        case .chunkEnd:
            guard line.isEmpty else { throw InvalidResponse(reason: "a chunk is longer than its size says") }
            state = .chunkSize
        case .trailers: if line.isEmpty { state = .complete }
        case .content, .rest, .complete: break
        }
    }

    private mutating func read(field line: String) throws(InvalidResponse) {
        guard let colon = line.firstIndex(of: ":") else {
            throw InvalidResponse(reason: "invalid header field '\(line)'")
        }
        let value = line[line.index(after: colon)...].trimmed
        switch line[..<colon].lowercased() {
        case "content-type": contentType = value
        case "content-length":
            guard let length = Int(value), length >= 0, contentLength == nil || contentLength == length else {
                throw InvalidResponse(reason: "invalid Content-Length '\(value)'")
            }
            contentLength = length
        case "transfer-encoding":
            guard value.lowercased() == "chunked" else {
                throw InvalidResponse(reason: "unknown Transfer-Encoding '\(value)'")
            }
            isChunked = true
        default: break
        }
    }

    private mutating func endOfFields() throws(InvalidResponse) {
        switch status {
        case 100..<200:
            // An interim response precedes the final one (RFC 9110 section 15.2).
            state = .statusLine
            headLength = 0
            contentLength = nil
            isChunked = false
        case 204, 304: state = .complete
        default:
            if isChunked {
                headLength = 0
                state = .chunkSize
            } else if let contentLength {
                state = contentLength > 0 ? .content(contentLength) : .complete
            } else {
                state = .rest
            }
        }
    }
}

/// The reason why a response cannot be read.
struct InvalidResponse: Error, Equatable {
    let reason: String
}
