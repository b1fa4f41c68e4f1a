// Answers kept ready to send, bounded in bytes. Which ones stay is decided as S3-FIFO does (Yang et al., SOSP 2023): a new answer
// enters a small queue and moves to the main one only if it is asked for again; so a scan of distinct queries pushes out
// other newcomers and not what many ask for. Compared with LRU it moves nothing on a hit.

import Glibc
import Synchronization

/// A cache of one event loop's, so nothing in it is locked.
public struct ResponseCache {
    /// What identifies an answer: the target and the fields it was negotiated by, as they were sent.
    public struct Key {
        /// Of the bytes that the answer depends on.
        let hash: UInt64

        @inline(__always)
        fileprivate init?(_ request: RequestHead, _ bytes: Span<UInt8>, seed: UInt64) {
            guard !request.isRepeated(.accept), !request.isRepeated(.acceptEncoding) else { return nil }
            var hash = seed
            Key.forEachPart(request) { part in hash = Key.mix(hash, bytes, part) }
            self.hash = hash
        }

        @inline(__always)
        static func forEachPart(_ request: RequestHead, _ body: (Range<Int>?) -> Void) {
            body(request.target)
            body(request.firstValue(.accept))
            body(request.firstValue(.acceptEncoding))
        }

        /// Eight bytes at a time, folded by a 128-bit product as wyhash does; a missing part differs from an empty one.
        @inline(__always)
        static func mix(_ seed: UInt64, _ bytes: Span<UInt8>, _ part: Range<Int>?) -> UInt64 {
            guard let part else { return fold(seed ^ 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db) }
            return bytes.extracting(part).withUnsafeBytes { raw in
                var hash = seed ^ UInt64(raw.count)
                var index = 0
                while index + 8 <= raw.count {
                    hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self), 0xa076_1d64_78bd_642f)
                    index += 8
                }
                var tail: UInt64 = 0
                while index < raw.count {
                    tail = tail << 8 | UInt64(raw[index])
                    index += 1
                }
                return fold(hash ^ tail, 0xe703_7ed1_a0b4_28db)
            }
        }

        @inline(__always)
        private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
            let product = a.multipliedFullWidth(by: b)
            return product.high ^ product.low
        }

        /// The bytes that the hash was made of, with lengths, so that no two requests share them by accident or on purpose.
        static func bytes(_ request: RequestHead, _ bytes: Span<UInt8>) -> [UInt8] {
            var all: [UInt8] = []
            all.reserveCapacity(request.target.count + 64)
            forEachPart(request) { part in
                guard let part else { return all.append(0xff) }
                all.append(UInt8(truncatingIfNeeded: part.count))
                all.append(UInt8(truncatingIfNeeded: part.count >> 8))
                bytes.extracting(part).withUnsafeBufferPointer { all.append(contentsOf: $0) }
            }
            return all
        }
    }

    private struct Entry {
        let hash: UInt64
        let key: [UInt8]
        /// Nil in a place that is free.
        let answer: Response?
        let cost: Int
        /// How often it was asked for since it was last looked at, 0 to 3.
        var uses: UInt8 = 0
    }

    /// What a cache counts. Its loop writes, anybody may read.
    public final class Counts: Sendable {
        private let found = Atomic(0)
        private let missed = Atomic(0)
        private let kept = Atomic(0)
        private let size = Atomic(0)

        public init() {}

        /// How often an answer was there.
        public var hits: Int { found.load(ordering: .relaxed) }
        /// How often none was.
        public var misses: Int { missed.load(ordering: .relaxed) }
        /// How many answers are kept.
        public var answers: Int { kept.load(ordering: .relaxed) }
        /// Bytes that they take.
        public var bytes: Int { size.load(ordering: .relaxed) }

        // One thread writes, so that no addition has to be atomic as a whole.
        @inline(__always)
        fileprivate func countHit() { found.store(hits &+ 1, ordering: .relaxed) }
        fileprivate func countMiss() { missed.store(misses &+ 1, ordering: .relaxed) }
        fileprivate func set(answers: Int, bytes: Int) {
            kept.store(answers, ordering: .relaxed)
            size.store(bytes, ordering: .relaxed)
        }
    }

    public let counts: Counts
    /// Bytes that the kept answers take.
    public private(set) var cost = 0

    private let capacity: Int
    /// Another one in each cache, so that nobody can find requests that fall on one place.
    private let seed = UInt64.random(in: .min ... .max)
    private var entries: [Entry] = []
    private var free: [Int32] = []
    /// Open addressing: places of `entries`, −1 where free. Twice as many as there are entries at the most.
    private var table: [Int32]
    private var small = Queue()
    private var main = Queue()
    private var smallCost = 0
    /// Hashes of answers that left the small queue unasked for; one that comes back goes to the main queue at once.
    private var ghosts: [UInt64]
    private var ghostPlace = 0

    /// - Parameter capacity: bytes; 0 keeps nothing.
    public init(capacity: Int, counts: Counts = Counts()) {
        self.capacity = capacity
        self.counts = counts
        table = [Int32](repeating: -1, count: 1_024)
        ghosts = [UInt64](repeating: 0, count: 1_024)
    }

    public var count: Int { entries.count - free.count }

    /// The key of a request; nil for one whose negotiation fields stand on several lines, which is rare and not kept.
    @inline(__always)
    public func key(_ request: RequestHead, _ bytes: Span<UInt8>) -> Key? { Key(request, bytes, seed: seed) }

    /// The answer kept for a request.
    @inline(__always)
    public mutating func find(_ key: Key, _ request: RequestHead, _ bytes: Span<UInt8>) -> Response? {
        var slot = Int(truncatingIfNeeded: key.hash) & (table.count - 1)
        while table[slot] >= 0 {
            let place = Int(table[slot])
            if entries[place].hash == key.hash, ResponseCache.matches(entries[place].key, request, bytes) {
                if entries[place].uses < 3 { entries[place].uses += 1 }
                counts.countHit()
                return entries[place].answer
            }
            slot = (slot + 1) & (table.count - 1)
        }
        counts.countMiss()
        return nil
    }

    @inline(__always)
    private static func matches(_ key: borrowing [UInt8], _ request: RequestHead, _ bytes: Span<UInt8>) -> Bool {
        var index = 0
        var equal = true
        Key.forEachPart(request) { part in
            guard equal else { return }
            guard let part else {
                equal = index < key.count && key[index] == 0xff
                index += 1
                return
            }
            let end = index + 2 + part.count
            guard end <= key.count, key[index] == UInt8(truncatingIfNeeded: part.count),
                key[index + 1] == UInt8(truncatingIfNeeded: part.count >> 8)
            else {
                equal = false
                return
            }
            index += 2
            equal = bytes.extracting(part).withUnsafeBytes { wanted in
                key.withUnsafeBytes { kept in
                    guard let first = wanted.baseAddress, let second = kept.baseAddress else { return wanted.isEmpty }
                    return memcmp(first, second + index, wanted.count) == 0
                }
            }
            index = end
        }
        return equal && index == key.count
    }

    /// Keeps an answer, and lets others go where it needs their place. One that takes more than a quarter of all is not kept.
    public mutating func insert(_ answer: Response, _ key: Key, _ request: RequestHead, _ bytes: Span<UInt8>) {
        let keyBytes = Key.bytes(request, bytes)
        let cost = answer.cost + keyBytes.count + MemoryLayout<Entry>.size
        guard cost <= capacity / 4 else { return }
        while self.cost + cost > capacity { evict() }
        let place = Int(free.popLast() ?? Int32(entries.count))
        let entry = Entry(hash: key.hash, key: keyBytes, answer: answer, cost: cost)
        if place == entries.count { entries.append(entry) } else { entries[place] = entry }
        self.cost += cost
        if count * 2 > table.count { rebuildTable(table.count * 2) } else { link(place) }
        if ghosts[Int(truncatingIfNeeded: key.hash) & (ghosts.count - 1)] == key.hash {
            main.append(Int32(place))
        } else {
            small.append(Int32(place))
            smallCost += cost
        }
        counts.set(answers: count, bytes: self.cost)
    }

    /// Forgets all, for when the dataset changes.
    public mutating func removeAll() {
        self = ResponseCache(capacity: capacity, counts: counts)
        counts.set(answers: 0, bytes: 0)
    }

    // MARK: eviction

    private mutating func evict() {
        if smallCost * 10 > capacity || main.isEmpty, let place = small.popFirst() {
            smallCost -= entries[Int(place)].cost
            if entries[Int(place)].uses > 0 {
                entries[Int(place)].uses = 0
                main.append(place)
            } else {
                let hash = entries[Int(place)].hash
                ghosts[Int(truncatingIfNeeded: hash) & (ghosts.count - 1)] = hash
                remove(place)
            }
            return
        }
        guard let place = main.popFirst() else { return }
        if entries[Int(place)].uses > 0 {
            entries[Int(place)].uses -= 1
            main.append(place)
        } else {
            remove(place)
        }
    }

    private mutating func remove(_ place: Int32) {
        var slot = Int(truncatingIfNeeded: entries[Int(place)].hash) & (table.count - 1)
        while table[slot] != place { slot = (slot + 1) & (table.count - 1) }
        table[slot] = -1
        // What follows without a gap is put in again, so that no search ends too early.
        slot = (slot + 1) & (table.count - 1)
        while table[slot] >= 0 {
            let moved = table[slot]
            table[slot] = -1
            link(Int(moved))
            slot = (slot + 1) & (table.count - 1)
        }
        cost -= entries[Int(place)].cost
        entries[Int(place)] = Entry(hash: 0, key: [], answer: nil, cost: 0)
        free.append(place)
    }

    private mutating func link(_ place: Int) {
        var slot = Int(truncatingIfNeeded: entries[place].hash) & (table.count - 1)
        while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
        table[slot] = Int32(place)
    }

    private mutating func rebuildTable(_ size: Int) {
        table = [Int32](repeating: -1, count: size)
        for place in entries.indices where entries[place].answer != nil { link(place) }
    }

    /// First in, first out.
    private struct Queue {
        private var places: [Int32] = []
        private var head = 0

        var isEmpty: Bool { head == places.count }

        mutating func append(_ place: Int32) { places.append(place) }

        mutating func popFirst() -> Int32? {
            guard head < places.count else { return nil }
            head += 1
            let place = places[head - 1]
            if head > 64, head * 2 > places.count {
                places.removeFirst(head)
                head = 0
            }
            return place
        }
    }
}
