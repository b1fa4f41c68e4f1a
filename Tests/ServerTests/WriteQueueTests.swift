// Queued output over socket pairs with small buffers.
import CPosix
import Testing

@testable import HTTP
@testable import Server

/// Two connected non-blocking sockets.
private final class Pair {
    let writer: Descriptor
    let reader: Descriptor

    /// - Parameter sendBuffer: the size of the writer's buffer in bytes.
    init(sendBuffer: Int32 = 4_096) throws {
        var descriptors: [Int32] = [-1, -1]
        try #require(cposix_socket_pair(&descriptors) == 0)
        writer = descriptors[0]
        reader = descriptors[1]
        _ = cposix_set_option(writer, cposix_send_buffer, sendBuffer)
    }

    deinit {
        _ = cposix_close(writer)
        _ = cposix_close(reader)
    }

    /// Everything that can be read.
    func drain() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let result = buffer.withUnsafeMutableBytes { SystemCalls.receive(reader, $0) }
            guard case .done(let count) = result, count > 0 else { return all }
            all += buffer[..<count]
        }
    }
}

@Suite("Write queue")
struct WriteQueueTests {
    private func output(_ sizes: [Int]) -> ResponseBuffer {
        var output = ResponseBuffer()
        var seed = 0
        for size in sizes {
            seed += 1
            output.append(body: FakeResponder.body(of: size).map { $0 &+ UInt8(seed) })
        }
        return output
    }

    /// Flushes to a reader that empties the buffers whenever they are full. Returns the bytes received.
    private func flushed(_ queue: inout WriteQueue, through pair: Pair, blocks: inout Int) throws -> [UInt8] {
        var arrived: [UInt8] = []
        while true {
            let result = queue.flush(to: pair.writer)
            arrived += pair.drain()
            switch result {
            case .done:
                if queue.isEmpty { return arrived }
            case .wouldBlock:
                blocks += 1
                #expect(!queue.isEmpty)
            case .failed(let code): throw ServerError(description: SystemCalls.message(code))
            }
        }
    }

    @Test("the rest of small output arrives complete after every split")
    func small() throws {
        let output = output([3, 0, 5, 2])
        let whole = output.flattened
        let pair = try Pair()
        var blocks = 0
        for split in 0...whole.count {
            var queue = WriteQueue()
            queue.append(output, after: split)
            #expect(queue.isEmpty == (split == whole.count))
            #expect(try flushed(&queue, through: pair, blocks: &blocks) == Array(whole[split...]))
            #expect(queue.isEmpty)
        }
    }

    @Test("the rest of output with large bodies arrives complete after every split")
    func large() throws {
        let sizes = [10, 17_000, 20_000, 7, 30_000]
        let output = output(sizes)
        #expect(output.insertions.count == 3)
        let whole = output.flattened
        var splits = Array(stride(from: 0, to: whole.count, by: 4_111))
        var boundary = 0
        for size in [0] + sizes {
            boundary += size
            splits += boundary - 2...boundary + 2
        }
        let pair = try Pair()
        var blocks = 0
        for split in splits where (0...whole.count).contains(split) {
            var queue = WriteQueue()
            queue.append(output, after: split)
            #expect(
                try flushed(&queue, through: pair, blocks: &blocks) == Array(whole[split...]), "split at \(split)")
            #expect(queue.isEmpty)
        }
        // Otherwise the buffers are too large for this test.
        #expect(blocks > splits.count)
    }

    @Test("a flush writes one batch even if the socket accepts more")
    func batches() throws {
        let output = output([300_000, 10, 200_000])
        let pair = try Pair(sendBuffer: 200_000)
        var queue = WriteQueue()
        queue.append(output, after: 0)
        var arrived: [UInt8] = []
        while !queue.isEmpty {
            guard case .done(let count) = queue.flush(to: pair.writer) else { break }
            #expect(count == min(WriteQueue.bytesPerBatch, output.count - arrived.count))
            arrived += pair.drain()
        }
        #expect(arrived == output.flattened)
    }

    @Test("writing to a closed client is an error and not a signal")
    func gone() throws {
        let pair = try Pair()
        _ = cposix_end_sending(pair.writer)
        var queue = WriteQueue()
        queue.append(output([100]), after: 0)
        #expect(queue.flush(to: pair.writer) == .failed(Int32(cposix_broken_pipe)))
    }
}
