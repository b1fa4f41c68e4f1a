// Output that a client has not taken yet, over socket pairs whose buffers are small; and who may connect.
import CPosix
import Dispatch
import Glibc
import Synchronization
import Testing

@testable import HTTP
@testable import Server

/// Two connected sockets that do not block; the first has a small buffer for sending, unless another is asked for.
private final class Pair {
    let writer: Descriptor
    let reader: Descriptor

    init(sendBuffer: Int32 = 4_096) throws {
        var descriptors: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &descriptors) == 0)
        writer = descriptors[0]
        reader = descriptors[1]
        _ = cposix_set_option(writer, SOL_SOCKET, SO_SNDBUF, sendBuffer)
    }

    deinit {
        Glibc.close(writer)
        Glibc.close(reader)
    }

    /// Everything that is there to be read.
    func drain() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            guard case .done(let count) = buffer.withUnsafeMutableBytes({ SystemCalls.read(reader, $0) }), count > 0
            else { return all }
            all += buffer[..<count]
        }
    }
}

@Suite("WriteQueue output")
struct PendingTests {
    private func output(_ sizes: [Int]) -> ResponseBuffer {
        var output = ResponseBuffer()
        var seed = 0
        for size in sizes {
            seed += 1
            output.append(body: FakeResponder.body(of: size).map { $0 &+ UInt8(seed) })
        }
        return output
    }

    /// Flushes to a reader that empties the buffers whenever they are full. Returns what arrived.
    private func flushed(_ pending: inout WriteQueue, through pair: Pair, blocks: inout Int) throws -> [UInt8] {
        var arrived: [UInt8] = []
        while true {
            let result = pending.flush(to: pair.writer)
            arrived += pair.drain()
            switch result {
            case .done:
                if pending.isEmpty { return arrived }
            case .wouldBlock:
                blocks += 1
                #expect(!pending.isEmpty)
            case .failed(let code): throw ServerError(description: SystemCalls.message(code))
            }
        }
    }

    @Test("what is left of small output arrives whole after every split")
    func small() throws {
        let output = output([3, 0, 5, 2])
        let whole = output.flattened
        let pair = try Pair()
        var blocks = 0
        for split in 0...whole.count {
            var pending = WriteQueue()
            pending.keep(output, after: split)
            #expect(pending.isEmpty == (split == whole.count))
            #expect(try flushed(&pending, through: pair, blocks: &blocks) == Array(whole[split...]))
            #expect(pending.isEmpty)
        }
    }

    @Test("what is left of output with large bodies arrives whole, wherever it was split")
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
            var pending = WriteQueue()
            pending.keep(output, after: split)
            #expect(
                try flushed(&pending, through: pair, blocks: &blocks) == Array(whole[split...]), "split at \(split)")
            #expect(pending.isEmpty)
        }
        // Else the buffers were not small enough to prove anything.
        #expect(blocks > splits.count)
    }

    @Test("one turn writes no more than is for one turn, however much the socket would take")
    func turns() throws {
        let output = output([300_000, 10, 200_000])
        let pair = try Pair(sendBuffer: 200_000)
        var pending = WriteQueue()
        pending.keep(output, after: 0)
        var arrived: [UInt8] = []
        while !pending.isEmpty {
            guard case .done(let count) = pending.flush(to: pair.writer) else { break }
            #expect(count == min(WriteQueue.writtenAtOnce, output.count - arrived.count))
            arrived += pair.drain()
        }
        #expect(arrived == output.flattened)
    }

    @Test("a client that is gone is an error and not a signal")
    func gone() throws {
        let pair = try Pair()
        _ = shutdown(pair.reader, Int32(SHUT_RD))
        var pending = WriteQueue()
        pending.keep(output([100]), after: 0)
        #expect(pending.flush(to: pair.writer) == .failed(EPIPE))
    }
}

@Suite("ConnectionLimiter")
struct CensusTests {
    @Test("connections are admitted up to the limit in all, and again after one has left")
    func all() {
        let census = ConnectionLimiter(limit: 3, limitPerAddress: 10, limitOfPending: 100)
        for address in 1...3 as ClosedRange<UInt64> { #expect(census.admit(address) == .admitted) }
        #expect(census.admit(4) == .tooMany)
        #expect(census.open == 3)
        census.leave(2)
        #expect(census.admit(4) == .admitted)
        #expect(census.admit(2) == .tooMany)
    }

    @Test("bytes that clients have not taken are counted up to their limit and beyond, until they are released")
    func held() {
        let census = ConnectionLimiter(limit: 3, limitPerAddress: 3, limitOfPending: 100)
        #expect(census.hold(60) && census.hold(40))
        #expect(!census.hold(1))
        census.release(41)
        #expect(census.held == 60 && census.hold(40))
    }

    @Test("connections are admitted up to the limit of their address, whatever others have")
    func perAddress() {
        let census = ConnectionLimiter(limit: 10, limitPerAddress: 2, limitOfPending: 100)
        #expect(census.admit(1) == .admitted)
        #expect(census.admit(1) == .admitted)
        #expect(census.admit(1) == .tooManyFromAddress)
        #expect(census.admit(2) == .admitted)
        #expect(census.open == 3)
        census.leave(1)
        #expect(census.admit(1) == .admitted)
        #expect(census.admit(1) == .tooManyFromAddress)
    }

    @Test("who is refused is not counted, and a full house says so before it speaks of addresses")
    func refused() {
        let census = ConnectionLimiter(limit: 2, limitPerAddress: 2, limitOfPending: 100)
        #expect(census.admit(1) == .admitted)
        #expect(census.admit(1) == .admitted)
        for _ in 0..<5 { #expect(census.admit(1) == .tooMany) }
        census.leave(1)
        census.leave(1)
        #expect(census.open == 0)
        #expect(census.admit(1) == .admitted)
    }

    @Test("threads that come and go at once never exceed the limit, and leave nothing behind")
    func threads() {
        let census = ConnectionLimiter(limit: 5, limitPerAddress: 3, limitOfPending: 100)
        let highest = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for round in 0..<500 {
                let address = UInt64(thread + round) % 3
                guard census.admit(address) == .admitted else { continue }
                _ = highest.max(census.open, ordering: .relaxed)
                census.leave(address)
            }
        }
        #expect(highest.load(ordering: .relaxed) <= 5)
        #expect(census.open == 0)
        for _ in 0..<3 { #expect(census.admit(1) == .admitted) }
        #expect(census.admit(1) == .tooManyFromAddress)
    }
}
