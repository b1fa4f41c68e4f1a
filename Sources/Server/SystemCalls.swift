// Every system call that can be interrupted or would block goes through here: EINTR is retried, would-block is a value.

import CPosix
import Glibc

/// How a system call ended.
enum SystemCallResult: Equatable {
    case done(Int)
    case wouldBlock
    /// The value of errno.
    case failed(Int32)
}

@inline(__always)
func outcome(_ call: () -> Int) -> SystemCallResult {
    while true {
        let result = call()
        if result >= 0 { return .done(result) }
        switch errno {
        case EINTR: continue
        case EAGAIN: return .wouldBlock
        default: return .failed(errno)
        }
    }
}

/// A file descriptor as a plain number; who owns it closes it.
typealias Descriptor = Int32

enum SystemCalls {
    @inline(__always)
    static func read(_ descriptor: Descriptor, _ buffer: UnsafeMutableRawBufferPointer) -> SystemCallResult {
        outcome { recv(descriptor, buffer.baseAddress, buffer.count, 0) }
    }

    /// Writes without raising SIGPIPE.
    @inline(__always)
    static func write(_ descriptor: Descriptor, _ bytes: UnsafeRawBufferPointer) -> SystemCallResult {
        outcome { send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Writes several pieces at once, without raising SIGPIPE.
    static func write(_ descriptor: Descriptor, _ pieces: UnsafeMutableBufferPointer<iovec>) -> SystemCallResult {
        var message = msghdr()
        message.msg_iov = pieces.baseAddress
        message.msg_iovlen = pieces.count
        return outcome { sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL)) }
    }

    static func accept(_ listener: Descriptor, _ address: inout sockaddr_storage) -> SystemCallResult {
        outcome { Int(cposix_accept(listener, &address)) }
    }

    static func wait(
        _ epoll: Descriptor, _ events: UnsafeMutableBufferPointer<epoll_event>, timeout: Int32
    ) -> Int {
        guard
            case .done(let count) = outcome({ Int(epoll_wait(epoll, events.baseAddress, Int32(events.count), timeout)) }
            )
        else { return 0 }
        return count
    }

    static func message(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// Milliseconds on a clock that never goes back.
    static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Seconds since 1970.
    static func wallSeconds() -> Int64 { Int64(time(nil)) }
}
