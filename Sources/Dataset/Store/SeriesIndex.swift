// The series of a segment: runs of rows that agree in everything but period and release.

import Arithmetic

/// The dimensions of a series, as ids.
struct SeriesKey: Hashable, Comparable {
    let reporter: UInt32
    let partner: UInt32
    let category: UInt32
    let basis: UInt16
    let type: UInt8
    let flow: UInt8

    static func < (left: SeriesKey, right: SeriesKey) -> Bool {
        (left.reporter, left.partner, left.type, left.category, left.basis, left.flow)
            < (right.reporter, right.partner, right.type, right.category, right.basis, right.flow)
    }
}

struct SeriesIndex: Sendable {
    /// Ascending.
    let keys: [SeriesKey]
    /// The first row of each series; one more entry closes the last.
    let starts: [UInt32]

    /// Without series.
    init() { (keys, starts) = ([], [0]) }

    private init(keys: [SeriesKey], starts: [UInt32]) { (self.keys, self.starts) = (keys, starts) }

    /// This index with other ids of categories. The order of the ids must not change.
    func renumbered(_ categories: [UInt32]) -> SeriesIndex {
        SeriesIndex(
            keys: keys.map { key in
                SeriesKey(
                    reporter: key.reporter, partner: key.partner, category: categories[Int(key.category)],
                    basis: key.basis, type: key.type, flow: key.flow)
            }, starts: starts)
    }

    /// - Parameter codes: by which the rows are sorted.
    init(ids: [[UInt32]], codes: [PackedColumn], rowCount: Int) {
        var keys: [SeriesKey] = []
        var starts: [UInt32] = []
        func id(_ dimension: Dimension, _ row: Int) -> UInt32 {
            ids[dimension.rawValue][Int(codes[dimension.rawValue][row])]
        }
        /// Divides rows that agree in the dimensions before one.
        func divide(_ rows: Range<Int>, _ dimension: Int) {
            guard dimension < Dimension.seriesCount else {
                let row = rows.lowerBound
                keys.append(
                    SeriesKey(
                        reporter: id(.reporter, row), partner: id(.partner, row), category: id(.category, row),
                        basis: UInt16(id(.basis, row)), type: UInt8(id(.type, row)), flow: UInt8(id(.flow, row))))
                starts.append(UInt32(row))
                return
            }
            if case .constant = codes[dimension] { return divide(rows, dimension + 1) }
            var rest = rows
            while !rest.isEmpty {
                let end = codes[dimension].endOfRun(rest)
                divide(rest.lowerBound..<end, dimension + 1)
                rest = end..<rows.upperBound
            }
        }
        if rowCount > 0 { divide(0..<rowCount, 0) }
        self.keys = keys
        self.starts = starts + [UInt32(rowCount)]
    }

    func rows(_ index: Int) -> Range<Int> { Int(starts[index])..<Int(starts[index + 1]) }

    func key(ofRow row: Int) -> SeriesKey { keys[index(ofRow: row)] }

    func index(ofRow row: Int) -> Int { (0..<keys.count).partitionPoint { Int(starts[$0]) > row } - 1 }

    /// The series of one partner, for each reporter in turn.
    func forEach(partner: UInt32, _ body: (Int) -> Void) {
        var index = 0
        while index < keys.count {
            let reporter = keys[index].reporter
            index = firstIndex(from: index) { ($0.reporter, $0.partner) >= (reporter, partner) }
            while index < keys.count, keys[index].reporter == reporter, keys[index].partner == partner {
                body(index)
                index += 1
            }
            if index == keys.count || keys[index].reporter == reporter {
                index = firstIndex(from: index) { $0.reporter > reporter }
            }
        }
    }

    /// The series with a key.
    func index(of key: SeriesKey) -> Int? {
        let index = firstIndex(from: 0) { !($0 < key) }
        return index < keys.count && keys[index] == key ? index : nil
    }

    /// The first series from which on a condition holds.
    private func firstIndex(from start: Int, where isReached: (SeriesKey) -> Bool) -> Int {
        (start..<keys.count).partitionPoint { isReached(keys[$0]) }
    }

    /// Bytes in memory, without the fixed part.
    var byteCount: Int { keys.count * MemoryLayout<SeriesKey>.stride + starts.count * 4 }
}
