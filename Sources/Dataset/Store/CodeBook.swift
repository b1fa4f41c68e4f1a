// Codes found while files are read, numbered in the order of their first occurrence.

import Synchronization

/// Numbers for the codes of a dimension. Several threads read files at the same time; the numbers are replaced by positions in
/// alphabetical order when all files have been read.
final class CodeBook<Key: Hashable & Comparable & Sendable>: Sendable {
    private struct State {
        var keys: [Key] = []
        var numbers: [Key: UInt32] = [:]
    }

    private let state = Mutex(State())

    init(_ keys: [Key] = []) {
        for key in keys { _ = number(key) }
    }

    func number(_ key: Key) -> UInt32 {
        state.withLock { state in
            if let number = state.numbers[key] { return number }
            let number = UInt32(state.keys.count)
            state.keys.append(key)
            state.numbers[key] = number
            return number
        }
    }

    /// The keys by number.
    var keys: [Key] { state.withLock { $0.keys } }

    /// The keys in alphabetical order, and by number the position of a key.
    func sorted() -> (keys: [Key], positions: [UInt32]) {
        let keys = keys
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        var positions = [UInt32](repeating: 0, count: keys.count)
        for (position, number) in order.enumerated() { positions[number] = UInt32(position) }
        return (order.map { keys[$0] }, positions)
    }
}
