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

    /// - Parameters:
    ///   - allIDs: by dimension, the ids that the codes mean.
    ///   - codes: by dimension, the codes, by which the rows are sorted.
    init(ids allIDs: [[UInt32]], codes: [PackedColumn], rowCount: Int) {
        let starts = PackedColumn.runStarts(codes[..<Dimension.seriesCount], rowCount: rowCount)
        let firstRows = Array(starts.dropLast())
        func ids(_ dimension: Dimension) -> [UInt32] {
            codes[dimension.rawValue].numbers(of: firstRows).map { allIDs[dimension.rawValue][Int($0)] }
        }
        let (reporters, partners, categories) = (ids(.reporter), ids(.partner), ids(.category))
        let (bases, types, flows) = (ids(.basis), ids(.type), ids(.flow))
        keys = firstRows.indices.map { index in
            SeriesKey(
                reporter: reporters[index], partner: partners[index], category: categories[index],
                basis: UInt16(bases[index]), type: UInt8(types[index]), flow: UInt8(flows[index]))
        }
        self.starts = starts.map { UInt32($0) }
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
