// Sums of the rows of segments by some of their dimensions.

import Dispatch
import Synchronization

/// A query whose work would exceed a limit.
public enum QueryError: Error, Sendable, Equatable {
    /// The rows that would be read, and the limit.
    case tooManyRows(Int, limit: Int)
    /// The groups that there could be, and the limit.
    case tooManyGroups(Int, limit: Int)
    /// A sum of several file sets exceeds 64 bits.
    case sumTooLarge

    /// What was asked and how to ask for less.
    public var description: String {
        switch self {
        case .tooManyRows(let rows, let limit):
            "The query would read \(rows) rows; the limit is \(limit). Name a partner, a category or fewer periods."
        case .tooManyGroups(let groups, let limit):
            "The query could give \(groups) groups; the limit is \(limit). Group by fewer dimensions, or filter one of them."
        case .sumTooLarge: "A sum exceeds 9.2 × 10^18. Name one basis."
        }
    }
}

struct Aggregation {
    /// The dimensions of the groups, as columns of the segments.
    let dimensions: [Int]
    /// By dimension, the ids that pass; all pass in the others.
    var wanted: [Int: Set<UInt32>] = [:]
    /// By dimension, for ids that count as another one that id: months as their year.
    var merged: [Int: [UInt32: UInt32]] = [:]
    var groupLimit = 1 << 20
    var rowLimit = Int.max

    /// A group of rows that agree in the dimensions.
    struct Group {
        /// The ids, in the order of the dimensions.
        let ids: [UInt32]
        /// The value, then for each further measure its sum and the value of the rows that have it.
        let values: [Int64]
        let count: Int64
        let steps: Int64
    }

    /// Larger tables of groups are hashed.
    private static let maximumDenseCount = 1 << 21

    /// The groups with rows, in the order of their ids.
    func groups(_ segments: [Segment]) throws(QueryError) -> [Group] {
        let selected = segments.map { (segment: $0, rows: ranges($0)) }.filter { !$0.rows.isEmpty }
        let rowCount = selected.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.count } }
        guard rowCount <= rowLimit else { throw .tooManyRows(rowCount, limit: rowLimit) }
        guard let first = selected.first else { return [] }
        let axes = dimensions.map { dimension in axis(dimension, selected.map(\.segment)) }
        var strides = [Int](repeating: 1, count: axes.count)
        var cellCount = 1
        for index in axes.indices.reversed() {
            strides[index] = cellCount
            let (product, overflows) = cellCount.multipliedReportingOverflow(by: max(1, axes[index].count))
            guard !overflows, product < 1 << 40 else { throw .tooManyGroups(.max, limit: groupLimit) }
            cellCount = product
        }
        let measures = first.segment.measureCount
        let (cellStrides, count) = (strides, cellCount)
        let isDense = cellCount <= Aggregation.maximumDenseCount
        // Two halves of the work, where there is enough of it.
        let parts = rowCount > 1 << 17 ? Aggregation.halves(selected) : [selected]
        let results = Mutex<[Accumulator]>([])
        DispatchQueue.concurrentPerform(iterations: parts.count) { part in
            var sums = Accumulator(cellCount: count, isDense: isDense, measures: measures)
            for (segment, rows) in parts[part] {
                let scan = SegmentScan(segment, self, axes, cellStrides)
                for range in rows { scan.add(range, to: &sums) }
            }
            results.withLock { $0.append(sums) }
        }
        let all = results.withLock { $0 }
        guard var sums = all.first else { return [] }
        for other in all.dropFirst() { sums.add(other) }
        let cells = sums.cells
        guard cells.count <= groupLimit else { throw .tooManyGroups(cells.count, limit: groupLimit) }
        return cells.map { cell, index in
            Group(
                ids: axes.indices.map { axes[$0][cell / strides[$0] % max(1, axes[$0].count)] },
                values: (0..<measures).map { sums.values[$0][index] }, count: sums.counts[index],
                steps: sums.steps[index])
        }
    }

    /// The ids of a dimension that may occur, ascending.
    private func axis(_ dimension: Int, _ segments: [Segment]) -> [UInt32] {
        var ids = Set<UInt32>()
        for segment in segments { ids.formUnion(segment.ids[dimension]) }
        if let wanted = wanted[dimension] { ids.formIntersection(wanted) }
        if let merged = merged[dimension] { ids = Set(ids.map { merged[$0] ?? $0 }) }
        return ids.sorted()
    }

    /// The rows that may pass: those of the wanted partners, where the segment has one reporter.
    private func ranges(_ segment: Segment) -> [Range<Int>] {
        for (dimension, ids) in wanted where !segment.ids[dimension].contains(where: ids.contains) { return [] }
        let partner = Dimension.partner.rawValue
        guard let partners = wanted[partner], case .constant = segment.codes[Dimension.reporter.rawValue] else {
            return [0..<segment.rowCount]
        }
        return segment.ids[partner].indices.filter { partners.contains(segment.ids[partner][$0]) }
            .map { segment.rows(dimension: partner, code: $0) }.filter { !$0.isEmpty }
    }

    private typealias Selected = (segment: Segment, rows: [Range<Int>])

    private static func halves(_ selected: [Selected]) -> [[Selected]] {
        guard selected.count == 1 else {
            let middle = selected.count / 2
            return [Array(selected[..<middle]), Array(selected[middle...])]
        }
        var (left, right): ([Range<Int>], [Range<Int>]) = ([], [])
        for range in selected[0].rows {
            let middle = range.lowerBound + range.count / 2
            left.append(range.lowerBound..<middle)
            right.append(middle..<range.upperBound)
        }
        return [[(selected[0].segment, left)], [(selected[0].segment, right)]]
    }
}

/// Sums by cell of the table of groups.
struct Accumulator {
    fileprivate let isDense: Bool
    /// Of a hashed table, the index of each cell.
    private var indices: [Int: Int] = [:]
    fileprivate(set) var values: [[Int64]]
    fileprivate(set) var counts: [Int64]
    fileprivate(set) var steps: [Int64]

    fileprivate init(cellCount: Int, isDense: Bool, measures: Int) {
        self.isDense = isDense
        // One more cell for rows that do not pass.
        let count = isDense ? cellCount + 1 : 1
        values = [[Int64]](repeating: [Int64](repeating: 0, count: count), count: measures)
        counts = [Int64](repeating: 0, count: count)
        steps = [Int64](repeating: 0, count: count)
    }

    /// The index of a cell.
    @inline(__always)
    fileprivate mutating func index(_ cell: Int) -> Int {
        guard !isDense else { return cell }
        if let index = indices[cell] { return index }
        let index = counts.count
        indices[cell] = index
        for measure in values.indices { values[measure].append(0) }
        counts.append(0)
        steps.append(0)
        return index
    }

    fileprivate mutating func add(_ other: Accumulator) {
        for (cell, from) in other.cells {
            let index = index(cell)
            for measure in values.indices { values[measure][index] &+= other.values[measure][from] }
            counts[index] += other.counts[from]
            steps[index] += other.steps[from]
        }
    }

    /// The cells with rows, ascending, with their indices.
    fileprivate var cells: [(cell: Int, index: Int)] {
        guard !isDense else {
            return (0..<counts.count - 1).lazy.filter { counts[$0] > 0 }.map { ($0, $0) }
        }
        return indices.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// A scan of the rows of a segment in blocks. Each step is a loop over one column, which the compiler can vectorise.
private struct SegmentScan {
    private let segment: Segment
    /// For each dimension of the groups, by code: its part of the cell.
    private let axes: [(dimension: Int, cells: [Int])]
    /// For each dimension that is filtered, by code: whether it passes, and how many codes up to it do.
    private let filters: [(dimension: Int, passes: [Bool], counts: [Int])]

    init(_ segment: Segment, _ query: Aggregation, _ axes: [[UInt32]], _ strides: [Int]) {
        self.segment = segment
        var axisCells: [(dimension: Int, cells: [Int])] = []
        for (index, dimension) in query.dimensions.enumerated() {
            let positions = Dictionary(uniqueKeysWithValues: axes[index].enumerated().map { ($1, $0) })
            let merged = query.merged[dimension] ?? [:]
            axisCells.append(
                (dimension, segment.ids[dimension].map { (positions[merged[$0] ?? $0] ?? 0) * strides[index] }))
        }
        self.axes = axisCells
        filters = query.wanted.compactMap { dimension, ids in
            let passes = segment.ids[dimension].map(ids.contains)
            guard passes.contains(false) else { return nil }
            var counts = [0]
            for pass in passes { counts.append(counts[counts.count - 1] + (pass ? 1 : 0)) }
            return (dimension, passes, counts)
        }
    }

    func add(_ rows: Range<Int>, to sums: inout Accumulator) {
        var cells = [Int](repeating: 0, count: Segment.blockSize)
        var start = rows.lowerBound
        while start < rows.upperBound {
            // Blocks are those of the zone maps.
            let end = min(rows.upperBound, (start / Segment.blockSize + 1) * Segment.blockSize)
            if mayPass(start / Segment.blockSize) { add(start..<end, &cells, &sums) }
            start = end
        }
    }

    private func mayPass(_ block: Int) -> Bool {
        filters.allSatisfy { filter in
            guard let zone = segment.zone(filter.dimension, block) else { return true }
            return filter.counts[zone.upperBound + 1] > filter.counts[zone.lowerBound]
        }
    }

    private func add(_ rows: Range<Int>, _ cells: inout [Int], _ sums: inout Accumulator) {
        let count = rows.count
        for index in 0..<count { cells[index] = 0 }
        for axis in axes where axis.cells.contains(where: { $0 > 0 }) {
            segment.codes[axis.dimension].forEach(rows) { index, code in cells[index] &+= axis.cells[Int(code)] }
        }
        for filter in filters {
            segment.codes[filter.dimension].forEach(rows) { index, code in
                if !filter.passes[Int(code)] { cells[index] = -1 << 62 }
            }
        }
        if sums.isDense {
            let none = sums.counts.count - 1
            for index in 0..<count where cells[index] < 0 { cells[index] = none }
        } else {
            for index in 0..<count { cells[index] = cells[index] < 0 ? 0 : sums.index(cells[index]) }
        }
        segment.forEachMeasure { measure, column, condition in
            if let condition {
                column.forEach(rows) { index, value in
                    if condition[rows.lowerBound + index] > 0 { sums.values[measure][cells[index]] &+= value }
                }
            } else {
                sums.values[measure].withUnsafeMutableBufferPointer { values in
                    column.forEach(rows) { index, value in values[cells[index]] &+= value }
                }
            }
        }
        switch segment.origin {
        case .figures(let precision, _, _, _):
            for index in 0..<count { sums.counts[cells[index]] &+= 1 }
            if case .constant(0, _) = precision { break }
            precision.forEach(rows) { index, value in sums.steps[cells[index]] &+= Store.step(Int(value)) }
        case .months: break
        case .sums(let figures, let steps):
            figures.forEach(rows) { index, value in sums.counts[cells[index]] &+= value }
            if case .constant(0, _) = steps { break }
            steps.forEach(rows) { index, value in sums.steps[cells[index]] &+= value }
        }
    }
}
