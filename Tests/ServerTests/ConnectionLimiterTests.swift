import Dispatch
import Synchronization
import Testing

@testable import Server

@Suite("Connection limiter")
struct ConnectionLimiterTests {
    @Test("connections are admitted up to the limit, and again after one was removed")
    func all() {
        let limiter = ConnectionLimiter(limit: 3, limitPerAddress: 10, pendingLimit: 100)
        for address in 1...3 as ClosedRange<UInt64> { #expect(limiter.admit(address) == .admitted) }
        #expect(limiter.admit(4) == .tooMany)
        #expect(limiter.openConnections == 3)
        limiter.remove(2)
        #expect(limiter.admit(4) == .admitted)
        #expect(limiter.admit(2) == .tooMany)
    }

    @Test("pending bytes are counted up to their limit and beyond, until they are removed")
    func pendingBytes() {
        let limiter = ConnectionLimiter(limit: 3, limitPerAddress: 3, pendingLimit: 100)
        #expect(limiter.addPending(60) && limiter.addPending(40))
        #expect(!limiter.addPending(1))
        limiter.removePending(41)
        #expect(limiter.pendingBytes == 60 && limiter.addPending(40))
    }

    @Test("connections are admitted up to the limit of their address, independent of other addresses")
    func perAddress() {
        let limiter = ConnectionLimiter(limit: 10, limitPerAddress: 2, pendingLimit: 100)
        #expect(limiter.admit(1) == .admitted)
        #expect(limiter.admit(1) == .admitted)
        #expect(limiter.admit(1) == .tooManyFromAddress)
        #expect(limiter.admit(2) == .admitted)
        #expect(limiter.openConnections == 3)
        limiter.remove(1)
        #expect(limiter.admit(1) == .admitted)
        #expect(limiter.admit(1) == .tooManyFromAddress)
    }

    @Test("refused connections are not counted, and the total limit is reported before the limit per address")
    func refused() {
        let limiter = ConnectionLimiter(limit: 2, limitPerAddress: 2, pendingLimit: 100)
        #expect(limiter.admit(1) == .admitted)
        #expect(limiter.admit(1) == .admitted)
        for _ in 0..<5 { #expect(limiter.admit(1) == .tooMany) }
        limiter.remove(1)
        limiter.remove(1)
        #expect(limiter.openConnections == 0)
        #expect(limiter.admit(1) == .admitted)
    }

    @Test("concurrent threads never exceed the limit, and all counts return to 0")
    func threads() {
        let limiter = ConnectionLimiter(limit: 5, limitPerAddress: 3, pendingLimit: 100)
        let highest = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for round in 0..<500 {
                let address = UInt64(thread + round) % 3
                guard limiter.admit(address) == .admitted else { continue }
                _ = highest.max(limiter.openConnections, ordering: .relaxed)
                limiter.remove(address)
            }
        }
        #expect(highest.load(ordering: .relaxed) <= 5)
        #expect(limiter.openConnections == 0)
        for _ in 0..<3 { #expect(limiter.admit(1) == .admitted) }
        #expect(limiter.admit(1) == .tooManyFromAddress)
    }
}
