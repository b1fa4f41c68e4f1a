// A connection as its loop sees it: the session, and what could not be written yet.

import Glibc
import HTTP

/// One slot of a loop's table, indexed by descriptor.
struct ConnectionSlot {
    var session: Session
    /// Counts the connections that had this descriptor, so that an event meant for an earlier one is known as such.
    var generation: UInt32
    var address: UInt64 = 0
    var isOpen = false
    /// Which events epoll reports for it.
    var interest: UInt32 = 0
    var pending = WriteQueue()
    /// Bytes of it that are counted as not taken; none before the socket was full.
    var held = 0
    /// Whether the loop will come back to it without waiting for an event.
    var isQueued = false
}

/// Output that the client has not taken yet.
struct WriteQueue {
    private var pieces: [[UInt8]] = []
    private var offset = 0
    /// Bytes kept since it was last empty.
    private(set) var count = 0

    var isEmpty: Bool { pieces.isEmpty }

    /// Keeps what is left of `output` after its first `written` bytes. Large bodies are referred to, not copied.
    mutating func keep(_ output: ResponseBuffer, after written: Int) {
        count += output.count - written
        var skipped = written
        var start = 0
        func add(_ piece: ArraySlice<UInt8>, _ whole: [UInt8]?, _ pending: inout WriteQueue) {
            if skipped >= piece.count {
                skipped -= piece.count
                return
            }
            if let whole, pending.pieces.isEmpty {
                pending.offset = skipped
                pending.pieces.append(whole)
            } else {
                pending.pieces.append(whole ?? Array(piece.dropFirst(skipped)))
            }
            skipped = 0
        }
        for insertion in output.insertions {
            add(output.bytes[start..<insertion.offset], nil, &self)
            add(insertion.body[...], insertion.body, &self)
            start = insertion.offset
        }
        add(output.bytes[start...], nil, &self)
    }

    /// How much of large answers is written in one turn of a connection. A socket takes megabytes at once, and the others would
    /// wait while they are copied.
    static let writtenAtOnce = 65_536

    /// Writes as much as is for one turn; `.wouldBlock` means that the socket took less.
    mutating func flush(to descriptor: Descriptor) -> SystemCallResult {
        var room = WriteQueue.writtenAtOnce
        while let piece = pieces.first {
            guard room > 0 else { break }
            let result = piece.withUnsafeBytes {
                SystemCalls.write(descriptor, UnsafeRawBufferPointer(rebasing: $0[offset...].prefix(room)))
            }
            guard case .done(let count) = result else { return result }
            offset += count
            room -= count
            if offset == piece.count {
                pieces.removeFirst()
                offset = 0
            }
        }
        if isEmpty { count = 0 }
        return .done(WriteQueue.writtenAtOnce - room)
    }
}
