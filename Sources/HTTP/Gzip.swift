// The gzip content coding, RFC 1952, with the system's zlib.

import CZlib

enum Gzip {
    /// Bodies below this size in bytes fit into one packet; compressing them saves nothing.
    static let worthwhileFrom = 1_024

    /// `body` in the negotiated coding; nil to send it without a coding. Equal bodies have equal results.
    static func compress(_ body: [UInt8], _ coding: Negotiation.Coding) -> [UInt8]? {
        guard coding == .gzipOnly || coding == .gzip && body.count >= worthwhileFrom else { return nil }
        let compressed = GzipStream()?.compress(body, isLast: true)
        // An incompressible body grows; then identity is better if the client accepts it.
        return coding == .gzipOnly || (compressed?.count ?? .max) < body.count ? compressed : nil
    }
}

/// Compresses a body piece by piece. Equal pieces have equal results.
public final class GzipStream {
    private var stream = z_stream()

    /// Nil if there is no memory.
    public init?() {
        // 16 more than the window size selects gzip's header and trailer. The header has no time stamp.
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
    }

    deinit { deflateEnd(&stream) }

    /// The compressed bytes that are ready after `piece`. Only the last piece flushes the compressor.
    public func compress(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        piece.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(clamping: input.count)
            var isDone = false
            // Repeated, as the compressor may hold output of earlier pieces that exceeds the bound for this piece.
            while !isDone {
                let space = Int(deflateBound(&stream, UInt(stream.avail_in)))
                output += [UInt8](unsafeUninitializedCapacity: space) { room, count in
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(clamping: room.count)
                    let status = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    count = room.count - Int(stream.avail_out)
                    isDone = isLast ? status != Z_OK : stream.avail_in == 0 && stream.avail_out > 0
                }
            }
        }
        return output
    }
}
