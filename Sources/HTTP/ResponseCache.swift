// A cache of responses, bounded in bytes. Eviction follows S3-FIFO (Yang et al., SOSP 2023): a new response enters a small queue
// and moves to the main queue only if it is requested again. A scan of distinct queries therefore evicts other newcomers and not
// the popular responses. Unlike LRU, a hit moves nothing.

import CPosix
import Synchronization

/// The cache of one event loop, which alone uses it.
public struct ResponseCache {
    /// The hash of the parts of a request that select a response: target, Accept and Accept-Encoding, as they were sent.
    public struct Key {
        let hash: Int
    }

    /// A class, so that a hit changes `uses` without changing a collection.
    private final class Entry {
        let hash: Int
        /// The bytes that were hashed, to tell requests with equal hashes apart.
        let key: [UInt8]
        let response: Response
        /// Bytes of memory.
        let cost: Int
        /// Hits since eviction last considered it, 0 to 3.
        var uses = 0

        init(hash: Int, key: [UInt8], response: Response) {
            self.hash = hash
            self.key = key
            self.response = response
            cost = response.cost + key.count + 128
        }
    }

    /// Statistics of a cache. The loop writes them; any thread may read them.
    public final class Counts: Sendable {
        private let hitCount = Atomic(0)
        private let missCount = Atomic(0)
        private let responseCount = Atomic(0)
        private let byteCount = Atomic(0)

        public init() {}

        /// Requests found in the cache.
        public var hits: Int { hitCount.load(ordering: .relaxed) }
        /// Requests not found in the cache.
        public var misses: Int { missCount.load(ordering: .relaxed) }
        /// Responses in the cache.
        public var responses: Int { responseCount.load(ordering: .relaxed) }
        /// Memory of the responses in the cache.
        public var bytes: Int { byteCount.load(ordering: .relaxed) }

        // One thread writes, so load and store need not be one atomic operation.
        @inline(__always)
        fileprivate func countHit() { hitCount.store(hits &+ 1, ordering: .relaxed) }
        fileprivate func countMiss() { missCount.store(misses &+ 1, ordering: .relaxed) }
        fileprivate func set(responses: Int, bytes: Int) {
            responseCount.store(responses, ordering: .relaxed)
            byteCount.store(bytes, ordering: .relaxed)
        }
    }

    public let counts: Counts
    /// Memory of the responses in bytes.
    public private(set) var cost = 0

    private let capacity: Int
    private var entries: [Int: Entry] = [:]
    private var small = Queue()
    private var main = Queue()
    private var smallCost = 0
    /// Hashes of responses that were evicted from the small queue, by their low bits. A response that returns enters the main queue.
    private var ghosts = [Int](repeating: 0, count: 1_024)

    /// - Parameter capacity: bytes; 0 disables the cache.
    public init(capacity: Int, counts: Counts = Counts()) {
        self.capacity = capacity
        self.counts = counts
    }

    public var count: Int { entries.count }

    /// The key of a request; nil if Accept or Accept-Encoding is repeated, which is rare.
    @inline(__always)
    public func key(_ request: RequestHead, _ bytes: Span<UInt8>) -> Key? {
        guard !request.isRepeated(.accept), !request.isRepeated(.acceptEncoding) else { return nil }
        // Seeded at random in each process, so that clients cannot prepare collisions.
        var hasher = Hasher()
        ResponseCache.forEachPart(request) { part in
            guard let part else { return hasher.combine(-1) }
            hasher.combine(part.count)
            bytes.extracting(part).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        return Key(hash: hasher.finalize())
    }

    /// The response of a request, or nil.
    @inline(__always)
    public mutating func find(_ key: Key, _ request: RequestHead, _ bytes: Span<UInt8>) -> Response? {
        guard let entry = entries[key.hash], ResponseCache.matches(entry.key, request, bytes) else {
            counts.countMiss()
            return nil
        }
        if entry.uses < 3 { entry.uses += 1 }
        counts.countHit()
        return entry.response
    }

    /// Adds a response and evicts others until the cache fits its capacity. A response larger than a quarter of the capacity is not
    /// added, nor is a second response of equal hash.
    public mutating func insert(_ response: Response, _ key: Key, _ request: RequestHead, _ bytes: Span<UInt8>) {
        let entry = Entry(hash: key.hash, key: ResponseCache.keyBytes(request, bytes), response: response)
        guard entry.cost <= capacity / 4, entries[key.hash] == nil else { return }
        while cost + entry.cost > capacity { evict() }
        cost += entry.cost
        entries[key.hash] = entry
        if ghosts[key.hash & (ghosts.count - 1)] == key.hash {
            main.append(entry)
        } else {
            small.append(entry)
            smallCost += entry.cost
        }
        counts.set(responses: count, bytes: cost)
    }

    /// Empties the cache, for new data.
    public mutating func removeAll() {
        self = ResponseCache(capacity: capacity, counts: counts)
        counts.set(responses: 0, bytes: 0)
    }

    // MARK: keys

    @inline(__always)
    private static func forEachPart(_ request: RequestHead, _ body: (Range<Int>?) -> Void) {
        body(request.target)
        body(request.firstValue(.accept))
        body(request.firstValue(.acceptEncoding))
    }

    /// For each part 1, its length in two bytes and its bytes; 0 for a missing part. No part is longer than 64 KiB (`Limits`).
    private static func keyBytes(_ request: RequestHead, _ bytes: Span<UInt8>) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(request.target.count + 64)
        forEachPart(request) { part in
            guard let part else { return key.append(0) }
            key.append(1)
            key.append(UInt8(truncatingIfNeeded: part.count >> 8))
            key.append(UInt8(truncatingIfNeeded: part.count))
            bytes.extracting(part).withUnsafeBufferPointer { key.append(contentsOf: $0) }
        }
        return key
    }

    /// Whether `key` equals `keyBytes` of the request, which are not made.
    @inline(__always)
    private static func matches(_ key: [UInt8], _ request: RequestHead, _ bytes: Span<UInt8>) -> Bool {
        var index = 0
        var isEqual = true
        forEachPart(request) { part in
            guard isEqual else { return }
            guard let part else {
                isEqual = index < key.count && key[index] == 0
                index += 1
                return
            }
            let start = index + 3
            index = start + part.count
            isEqual =
                index <= key.count && key[start - 3] == 1
                && key[start - 2] == UInt8(truncatingIfNeeded: part.count >> 8)
                && key[start - 1] == UInt8(truncatingIfNeeded: part.count)
            guard isEqual else { return }
            isEqual = bytes.extracting(part).withUnsafeBytes { wanted in
                key.withUnsafeBytes { found in
                    guard let wanted = wanted.baseAddress, let found = found.baseAddress else { return true }
                    return cposix_equal(wanted, found + start, part.count)
                }
            }
        }
        return isEqual && index == key.count
    }

    // MARK: eviction

    private mutating func evict() {
        if smallCost * 10 > capacity || main.isEmpty, let entry = small.popFirst() {
            smallCost -= entry.cost
            if entry.uses > 0 {
                entry.uses = 0
                main.append(entry)
            } else {
                ghosts[entry.hash & (ghosts.count - 1)] = entry.hash
                remove(entry)
            }
            return
        }
        guard let entry = main.popFirst() else { return }
        if entry.uses > 0 {
            entry.uses -= 1
            main.append(entry)
        } else {
            remove(entry)
        }
    }

    private mutating func remove(_ entry: Entry) {
        entries[entry.hash] = nil
        cost -= entry.cost
    }

    /// A first-in, first-out queue.
    private struct Queue {
        private var entries: [Entry?] = []
        private var head = 0

        var isEmpty: Bool { head == entries.count }

        mutating func append(_ entry: Entry) { entries.append(entry) }

        mutating func popFirst() -> Entry? {
            guard head < entries.count else { return nil }
            let entry = entries[head]
            entries[head] = nil
            head += 1
            if head > 64, head * 2 > entries.count {
                entries.removeFirst(head)
                head = 0
            }
            return entry
        }
    }
}
