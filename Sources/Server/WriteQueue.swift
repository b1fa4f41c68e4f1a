import HTTP

/// The unsent output of a connection.
struct WriteQueue {
    /// The maximum number of bytes that one call of `flush` writes: a socket may accept megabytes at once, and other clients would wait
    /// while they are copied.
    static let bytesPerBatch = 65_536

    private var pieces: [[UInt8]] = []
    /// The index of the first unsent byte of the first piece.
    private var offset = 0
    /// Bytes that were queued since the queue was last empty.
    private(set) var count = 0

    /// The total number of bytes that `flush` has written.
    private(set) var sentBytes = 0

    var isEmpty: Bool { pieces.isEmpty }

    /// Queues `output` without its first `written` bytes. Large bodies are referred to, not copied.
    mutating func append(_ output: ResponseBuffer, after written: Int) {
        count += output.count - written
        var skipped = written
        var start = 0
        for insertion in output.insertions {
            append(output.bytes[start..<insertion.offset], skipping: &skipped)
            append(body: insertion.body, skipping: &skipped)
            start = insertion.offset
        }
        append(output.bytes[start...], skipping: &skipped)
    }

    private mutating func append(_ piece: ArraySlice<UInt8>, skipping skipped: inout Int) {
        let rest = piece.dropFirst(skipped)
        skipped -= piece.count - rest.count
        if !rest.isEmpty { pieces.append(Array(rest)) }
    }

    private mutating func append(body: [UInt8], skipping skipped: inout Int) {
        if skipped < body.count {
            if pieces.isEmpty { offset = skipped }
            pieces.append(body)
        }
        skipped -= min(skipped, body.count)
    }

    /// Writes up to `bytesPerBatch` bytes.
    /// - Returns: `.wouldBlock` if the socket accepted less.
    mutating func flush(to descriptor: Descriptor) -> SystemCallResult {
        var remaining = WriteQueue.bytesPerBatch
        while let piece = pieces.first, remaining > 0 {
            let result = piece.withUnsafeBytes {
                SystemCalls.send(descriptor, UnsafeRawBufferPointer(rebasing: $0[offset...].prefix(remaining)))
            }
            guard case .done(let count) = result else { return result }
            offset += count
            remaining -= count
            sentBytes += count
            if offset == piece.count {
                pieces.removeFirst()
                offset = 0
            }
        }
        if isEmpty { count = 0 }
        return .done(WriteQueue.bytesPerBatch - remaining)
    }
}
