// Results of system calls as Swift values. CPosix repeats interrupted calls.

import CPosix

/// A file descriptor. Its owner closes it.
typealias Descriptor = Int32

/// The result of a system call.
enum SystemCallResult: Equatable {
    case done(Int)
    case wouldBlock
    /// A positive errno value.
    case failed(Int32)

    /// - Parameter value: a result of CPosix.
    @inline(__always)
    init(_ value: Int64) {
        self =
            value >= 0 ? .done(Int(value)) : value == -Int64(cposix_would_block) ? .wouldBlock : .failed(Int32(-value))
    }
}

enum SystemCalls {
    @inline(__always)
    static func receive(_ descriptor: Descriptor, _ buffer: UnsafeMutableRawBufferPointer) -> SystemCallResult {
        SystemCallResult(cposix_receive(descriptor, buffer.baseAddress, buffer.count))
    }

    @inline(__always)
    static func send(_ descriptor: Descriptor, _ bytes: UnsafeRawBufferPointer) -> SystemCallResult {
        SystemCallResult(cposix_send(descriptor, bytes.baseAddress, bytes.count))
    }

    /// Sends up to 64 pieces with one call.
    static func send(_ descriptor: Descriptor, _ pieces: UnsafeBufferPointer<cposix_piece>) -> SystemCallResult {
        SystemCallResult(cposix_send_pieces(descriptor, pieces.baseAddress, Int32(clamping: pieces.count)))
    }

    static func message(_ code: Int32) -> String { String(cString: cposix_error_text(code)) }

    /// Milliseconds of a monotonic clock.
    static func monotonicMilliseconds() -> Int64 { cposix_monotonic_microseconds() / 1_000 }
}
