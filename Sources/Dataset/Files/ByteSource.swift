// The bytes of a data file in order, decompressed while they are read.

import CPosix
import CZlib

/// Reads a file once, from its start to its end. A file is decompressed if its name ends with `.gz`.
final class ByteSource {
    private let name: String
    private var input: Input
    private var gzip: Gzip?

    /// The CRC-32 of the bytes as stored, of a file that is not in memory.
    private(set) var checksum: UInt32 = 0
    /// The number of bytes as stored that have been read.
    private(set) var storedCount = 0

    private enum Input {
        case memory(FileBytes, position: Int)
        /// - size: when the file was opened.
        case descriptor(Int32, path: String, size: Int)
    }

    private final class Gzip {
        var stream = z_stream()
        var input = [UInt8](repeating: 0, count: 1 << 16)
        /// The unread part of `input`.
        var unread = 0..<0
        var endsHere = false

        deinit { inflateEnd(&stream) }
    }

    init(_ file: DataFile) throws(DataError) {
        name = file.name
        switch file.bytes {
        case .path(let path, let size):
            let descriptor = cposix_open_to_read(path)
            guard descriptor >= 0 else { throw DataError.unreadable(path, -descriptor) }
            input = .descriptor(descriptor, path: path, size: size)
        default: input = .memory(file.bytes, position: 0)
        }
        if file.isCompressed {
            let gzip = Gzip()
            // 15 bits of window, and 16 for a gzip header instead of a zlib header.
            guard inflateInit2_(&gzip.stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                throw DataError(name, nil, "there is no memory to decompress the file")
            }
            self.gzip = gzip
        }
    }

    deinit {
        if case .descriptor(let descriptor, _, _) = input { _ = cposix_close(descriptor) }
    }

    /// Reads bytes until the buffer is full or the file ends.
    /// - Returns: the number of bytes; 0 at the end.
    /// - Throws: a `DataError` if the file cannot be read, is no valid gzip, ends too early, or changed its size.
    func read(into bytes: UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int {
        if let gzip { try decompress(gzip, into: bytes) } else { try readStored(into: bytes) }
    }

    private func decompress(
        _ gzip: Gzip, into bytes: UnsafeMutableBufferPointer<UInt8>
    ) throws(DataError) -> Int {
        gzip.stream.next_out = bytes.baseAddress
        gzip.stream.avail_out = UInt32(bytes.count)
        while gzip.stream.avail_out > 0 {
            if gzip.unread.isEmpty {
                let count = try gzip.input.withUnsafeMutableBytesOrError { buffer throws(DataError) in
                    try readStored(into: buffer)
                }
                gzip.unread = 0..<count
                if count == 0 {
                    guard gzip.endsHere else { throw DataError(name, nil, "the gzip file is truncated") }
                    break
                }
            }
            if gzip.endsHere {
                // Further members may follow (RFC 1952 section 2.2).
                inflateReset(&gzip.stream)
                gzip.endsHere = false
            }
            let unread = gzip.unread
            let result = gzip.input.withUnsafeMutableBufferPointer { buffer in
                gzip.stream.next_in = buffer.baseAddress.map { $0 + unread.lowerBound }
                gzip.stream.avail_in = UInt32(unread.count)
                return inflate(&gzip.stream, Z_NO_FLUSH)
            }
            gzip.unread = (unread.upperBound - Int(gzip.stream.avail_in))..<unread.upperBound
            switch result {
            case Z_OK: break
            case Z_STREAM_END: gzip.endsHere = true
            default:
                let reason = gzip.stream.msg.map { String(cString: $0) } ?? "error \(result)"
                throw DataError(name, nil, "the file is not valid gzip: \(reason)")
            }
        }
        return bytes.count - Int(gzip.stream.avail_out)
    }

    private func readStored(into bytes: UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int {
        switch input {
        case .memory(let file, let position):
            let count = file.withUnsafeBufferPointer { all in
                let count = min(bytes.count, all.count - position)
                if count > 0, let start = all.baseAddress {
                    bytes.baseAddress?.update(from: start + position, count: count)
                }
                return count
            }
            input = .memory(file, position: position + count)
            storedCount += count
            return count
        case .descriptor(let descriptor, let path, let size):
            let result = cposix_read(descriptor, bytes.baseAddress, bytes.count)
            guard result >= 0 else { throw DataError.unreadable(path, Int32(-result)) }
            let count = Int(result)
            let isEnd = count == 0
            guard storedCount + count <= size, !isEnd || storedCount == size else {
                throw DataError(
                    name, nil,
                    "the size of the file changed while it was read; load it again when it is complete")
            }
            checksum = UInt32(truncatingIfNeeded: crc32(UInt(checksum), bytes.baseAddress, UInt32(count)))
            storedCount += count
            return count
        }
    }
}

extension DataError {
    /// - Parameter code: a positive errno value.
    static func unreadable(_ path: String, _ code: Int32) -> DataError {
        DataError(path, nil, "cannot be read: \(String(cString: cposix_error_text(code)))")
    }
}

extension [UInt8] {
    /// As `withUnsafeMutableBufferPointer`, with a typed error.
    mutating func withUnsafeMutableBytesOrError(
        _ body: (UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int
    ) throws(DataError) -> Int {
        try withUnsafeMutableBufferPointer { buffer -> Result<Int, DataError> in
            do throws(DataError) { return .success(try body(buffer)) } catch { return .failure(error) }
        }.get()
    }
}
