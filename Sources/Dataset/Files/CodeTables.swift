// The meaning of the texts of a column, each determined once.

/// For each column a hash table from texts to values. Texts of up to 7 bytes, as nearly all codes are, are compared as one number.
/// Memory that is not an array's, because an array checks for other owners at each change.
final class CodeTables {
    /// Values that are not codes.
    static let skipped: Int32 = -1
    static let rejected: Int32 = -2

    private static let free = Int32.min

    private struct Table {
        var keys: UnsafeMutablePointer<UInt64>
        var values: UnsafeMutablePointer<Int32>
        var capacity: Int
        var count = 0
        /// Neighbouring rows often have the same text.
        var lastKey = UInt64.max
        var lastValue = CodeTables.free

        init(capacity: Int) {
            self.capacity = capacity
            keys = .allocate(capacity: capacity)
            keys.initialize(repeating: 0, count: capacity)
            values = .allocate(capacity: capacity)
            values.initialize(repeating: CodeTables.free, count: capacity)
        }

        func deallocate() {
            keys.deallocate()
            values.deallocate()
        }

        /// The slot of a key, or the free slot for it.
        @inline(__always)
        func index(_ key: UInt64) -> Int {
            // Multiplicative hashing: the upper bits depend on all bits of the key.
            var index = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (capacity &- 1)
            while values[index] != CodeTables.free, keys[index] != key { index = (index &+ 1) & (capacity &- 1) }
            return index
        }
    }

    private let tables: UnsafeMutablePointer<Table>
    private let count: Int
    /// By column, the values of long texts.
    private var long: [[[UInt8]: Int32]]

    /// - Parameter count: the number of columns.
    init(count: Int) {
        self.count = count
        tables = .allocate(capacity: count)
        for column in 0..<count { (tables + column).initialize(to: Table(capacity: 64)) }
        long = [[[UInt8]: Int32]](repeating: [:], count: count)
    }

    deinit {
        for column in 0..<count { tables[column].deallocate() }
        tables.deallocate()
    }

    /// The value of a text, at the start of which 8 bytes may be read; nil for one that was not added.
    @inline(__always)
    func value(_ text: UnsafeBufferPointer<UInt8>, _ column: Int) -> Int32? {
        let table = tables + column
        guard let key = CodeTables.key(text) else { return long[column][Array(text)] }
        if key == table.pointee.lastKey { return table.pointee.lastValue }
        let value = table.pointee.values[table.pointee.index(key)]
        guard value != CodeTables.free else { return nil }
        (table.pointee.lastKey, table.pointee.lastValue) = (key, value)
        return value
    }

    func add(_ text: UnsafeBufferPointer<UInt8>, _ column: Int, _ value: Int32) {
        guard let key = CodeTables.key(text) else {
            long[column][Array(text)] = value
            return
        }
        if tables[column].count * 2 >= tables[column].capacity { grow(column) }
        insert(key, value, column)
        tables[column].count += 1
    }

    private func insert(_ key: UInt64, _ value: Int32, _ column: Int) {
        let index = tables[column].index(key)
        tables[column].keys[index] = key
        tables[column].values[index] = value
    }

    /// The bytes and the length of a text as one number; nil for a long text.
    @inline(__always)
    private static func key(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard text.count < 8, let start = text.baseAddress else { return nil }
        let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian
        return word & (1 &<< UInt64(text.count &* 8) &- 1) | UInt64(text.count) &<< 56
    }

    private func grow(_ column: Int) {
        let old = tables[column]
        tables[column] = Table(capacity: old.capacity * 2)
        tables[column].count = old.count
        for index in 0..<old.capacity where old.values[index] != CodeTables.free {
            insert(old.keys[index], old.values[index], column)
        }
        old.deallocate()
    }
}
