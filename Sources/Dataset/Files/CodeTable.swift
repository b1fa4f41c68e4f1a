// The meaning of the texts of a column, each determined once.

/// A hash table from texts to codes. Texts of up to 7 bytes, as nearly all codes are, are compared as one number.
struct CodeTable {
    /// Values that are not codes.
    static let skipped: Int32 = -1
    static let rejected: Int32 = -2

    private static let free = Int32.min

    private var keys = [UInt64](repeating: 0, count: 64)
    private var values = [Int32](repeating: CodeTable.free, count: 64)
    private var count = 0
    private var long: [[UInt8]: Int32] = [:]
    /// Neighbouring rows often have the same text.
    private var lastKey = UInt64.max
    private var lastValue = CodeTable.free

    /// The value of a text, at the start of which 8 bytes may be read; nil for one that was not added.
    @inline(__always)
    mutating func value(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard let key = CodeTable.key(text) else { return long[Array(text)] }
        if key == lastKey { return lastValue }
        let index = index(key)
        guard values[index] != CodeTable.free else { return nil }
        (lastKey, lastValue) = (key, values[index])
        return lastValue
    }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ value: Int32) {
        guard let key = CodeTable.key(text) else {
            long[Array(text)] = value
            return
        }
        if count * 2 >= keys.count { grow() }
        let index = index(key)
        keys[index] = key
        values[index] = value
        count += 1
    }

    /// The bytes and the length of a text as one number; nil for a long text.
    @inline(__always)
    private static func key(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard text.count < 8, let start = text.baseAddress else { return nil }
        let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian
        return word & (1 &<< UInt64(text.count * 8) &- 1) | UInt64(text.count) &<< 56
    }

    /// The slot of a key, or the free slot for it.
    @inline(__always)
    private func index(_ key: UInt64) -> Int {
        var index = CodeTable.slot(key, keys.count)
        while values[index] != CodeTable.free, keys[index] != key { index = (index + 1) & (keys.count - 1) }
        return index
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ count: Int) -> Int {
        // Multiplicative hashing: the upper bits depend on all bits of the key.
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (count - 1)
    }

    private mutating func grow() {
        let old = zip(keys, values)
        keys = [UInt64](repeating: 0, count: keys.count * 2)
        values = [Int32](repeating: CodeTable.free, count: values.count * 2)
        for (key, value) in old where value != CodeTable.free {
            let index = index(key)
            keys[index] = key
            values[index] = value
        }
    }
}
