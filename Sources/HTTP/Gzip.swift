// The gzip content coding, RFC 1952, by the system's zlib.

import CZlib

enum Gzip {
    /// Smaller bodies fit into one packet anyway; compressing them saves nobody anything.
    static let worthwhileFrom = 1_024

    /// `body` in the coding agreed on, the same bytes each time; nil where it is to be sent as it is.
    static func compress(_ body: [UInt8], _ coding: Negotiation.Coding) -> [UInt8]? {
        switch coding {
        case .identity: nil
        case .gzip: body.count < worthwhileFrom ? nil : compress(body, room: body.count)
        // Incompressible bytes grow by a few in a thousand, and by header and trailer.
        case .gzipOnly: compress(body, room: body.count + body.count / 100 + 64)
        }
    }

    /// Nil where the result takes more than `room`.
    private static func compress(_ body: [UInt8], room: Int) -> [UInt8]? {
        var stream = z_stream()
        // 16 above the window size asks for gzip's header and trailer; without a header set, its time is 0.
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        let compressed = [UInt8](unsafeUninitializedCapacity: room) { space, count in
            body.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = space.baseAddress
                stream.avail_out = UInt32(clamping: space.count)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? space.count - Int(stream.avail_out) : 0
            }
        }
        return compressed.isEmpty ? nil : compressed
    }
}
