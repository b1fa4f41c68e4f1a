// Response bodies that are produced while they are sent, for responses that should not be in memory as a whole.

/// Produces a response body in pieces. The event loop requests a piece when the previous piece is sent.
public protocol BodyProducer: AnyObject {
    /// Appends the next piece to `output`, which is empty. A piece of 16 to 64 KiB that takes at most 1 ms is ideal: smaller pieces
    /// cost more system calls, larger ones more memory per client, slower ones delay other clients.
    /// - Returns: false if this was the last piece, which may be empty.
    func next(into output: inout [UInt8]) -> Bool
}

/// A body on its way to one client: produced, compressed and framed piece by piece.
public final class BodyStream {
    private let producer: any BodyProducer
    /// Whether the body has the chunked coding. Otherwise the end of the connection ends it (RFC 9112 section 6.3).
    let isChunked: Bool
    private let compressor: GzipStream?

    init(_ producer: any BodyProducer, isChunked: Bool, isCoded: Bool) {
        self.producer = producer
        self.isChunked = isChunked
        compressor = isCoded ? GzipStream() : nil
    }

    /// Appends the next piece to `buffer`.
    /// - Returns: false if this was the last piece.
    public func next(into buffer: inout ResponseBuffer) -> Bool {
        var piece: [UInt8] = []
        let hasMore = producer.next(into: &piece)
        if let compressor { piece = compressor.compress(piece, isLast: !hasMore) }
        if isChunked {
            if !piece.isEmpty {
                buffer.append(Array("\(String(piece.count, radix: 16))\r\n".utf8))
                buffer.append(body: piece)
                buffer.append(Array("\r\n".utf8))
            }
            if !hasMore { buffer.append(Array("0\r\n\r\n".utf8)) }
        } else {
            buffer.append(body: piece)
        }
        return hasMore
    }
}
