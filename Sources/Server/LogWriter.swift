import CPosix
import Dispatch
import Synchronization

/// Writes lines to a descriptor on another thread, with bounded memory.
final class LogWriter: Sendable {
    private struct State {
        var lines: [UInt8] = []
        var isWriting = false
        var droppedLines = 0
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    private let capacity: Int
    private let queue = DispatchQueue(label: "bilateral.log")

    /// - Parameter capacity: the maximum size of the unwritten lines, in bytes.
    init(descriptor: Int32, capacity: Int) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// Lines that were dropped because the memory was full.
    var droppedLines: Int { state.withLock { $0.droppedLines } }

    /// Queues `count` complete lines, or drops them if the memory is full.
    func write(_ lines: UnsafeBufferPointer<UInt8>, count: Int) {
        let startsWriting = state.withLock { state in
            guard state.lines.count + lines.count <= capacity else {
                state.droppedLines += count
                return false
            }
            state.lines.append(contentsOf: lines)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if startsWriting { queue.async { self.writeAll() } }
    }

    /// Returns when all lines queued so far are written, or after the time: a reader that does not read must not keep the process
    /// from ending.
    func flush(milliseconds: Int = 2_000) {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + .milliseconds(milliseconds))
    }

    private func writeAll() {
        while true {
            let lines = state.withLock { state in
                defer { state.lines = [] }
                if state.lines.isEmpty { state.isWriting = false }
                return state.lines
            }
            guard !lines.isEmpty else { return }
            var rest = lines[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { cposix_write(descriptor, $0.baseAddress, $0.count) }
                if count == -Int64(cposix_would_block) {
                    // A non-blocking pipe or terminal that is full.
                    cposix_sleep(5)
                } else if count <= 0 {
                    break  // the reader is gone
                } else {
                    rest = rest.dropFirst(Int(count))
                }
            }
        }
    }
}
