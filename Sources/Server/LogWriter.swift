import CPosix
import Dispatch
import Synchronization

/// Writes lines to a descriptor on another thread, with bounded memory.
final class LogWriter: Sendable {
    private struct State {
        var lines: [UInt8] = []
        /// Memory for the next lines, so that a batch needs no allocation.
        var spare: [UInt8] = []
        var isWriting = false
        var droppedLines = 0
    }

    private let state = Mutex(State())
    private let descriptor: Descriptor
    private let capacity: Int
    private let queue = DispatchQueue(label: "bilateral.log")

    /// Memory that is kept for the next batch, in bytes. After a burst, larger memory is freed.
    private static let keptCapacity = 262_144

    /// - Parameter capacity: the maximum size of the unwritten lines, in bytes.
    init(descriptor: Descriptor, capacity: Int) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// A writer that appends to a file.
    static func appending(to path: String, capacity: Int) throws(ServerError) -> LogWriter {
        LogWriter(descriptor: try open(path), capacity: capacity)
    }

    private static func open(_ path: String) throws(ServerError) -> Descriptor {
        let descriptor = cposix_open_to_append(path)
        guard descriptor >= 0 else {
            throw ServerError(description: "cannot write to '\(path)': \(SystemCalls.message(-descriptor))")
        }
        return descriptor
    }

    /// Opens the file again, which may have been renamed. On failure the old file stays open.
    func reopen(_ path: String) throws(ServerError) {
        let new = try LogWriter.open(path)
        defer { _ = cposix_close(new) }
        // The descriptor keeps its number, so that a write in progress needs no lock.
        let result = cposix_replace(descriptor, new)
        guard result == 0 else {
            throw ServerError(description: "cannot write to '\(path)': \(SystemCalls.message(-result))")
        }
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
            var lines: [UInt8] = []
            state.withLock { state in
                swap(&lines, &state.lines)
                swap(&state.lines, &state.spare)
                if lines.isEmpty { state.isWriting = false }
            }
            guard !lines.isEmpty else { return }
            write(lines)
            guard lines.capacity <= LogWriter.keptCapacity else { continue }
            lines.removeAll(keepingCapacity: true)
            state.withLock { state in
                if state.spare.capacity == 0 { swap(&lines, &state.spare) }
            }
        }
    }

    private func write(_ lines: [UInt8]) {
        var rest = lines[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { cposix_write(descriptor, $0.baseAddress, $0.count) }
            if count == -Int64(cposix_would_block) {
                // A non-blocking pipe or terminal that is full.
                cposix_sleep(5)
            } else if count <= 0 {
                return  // the reader is gone
            } else {
                rest = rest.dropFirst(Int(count))
            }
        }
    }
}
