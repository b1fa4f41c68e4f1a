// Sums of the rows of segments by some of their dimensions.

import Dispatch
import Synchronization

/// A query that exceeds a limit.
public enum QueryError: Error, Sendable, Equatable {
    /// The rows that would be read, and the limit.
    case tooManyRows(Int, limit: Int)
    /// The maximum number of groups of the query, and the limit.
    case tooManyGroups(Int, limit: Int)
    /// A sum of several file sets exceeds 64 bits.
    case sumTooLarge

    /// The size of the query, the limit, and a way to reduce the size.
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
    /// By dimension, the id that replaces another id before grouping: the year of a month.
    var merged: [Int: [UInt32: UInt32]] = [:]
    var groupLimit = 1 << 20
    var rowLimit = Int.max

    /// A group of rows that agree in the dimensions.
    struct Group {
        /// The ids, in the order of the dimensions.
        let ids: [UInt32]
        /// The value, then for each further measure its sum and the value of the rows that have it.
        var values: [Int64]
        var count: Int64
        var steps: Int64
    }

    /// Larger tables of groups are hashed.
    private static let maximumDenseCount = 1 << 21

    /// The groups with rows, in the order of their ids.
    func groups(_ segments: [Segment]) throws(QueryError) -> [Group] {
        let table = try table(segments)
        var groups: [Group] = []
        table.forEach { positions, sums in
            groups.append(
                Group(
                    ids: positions.indices.map { table.axes[$0][positions[$0]] },
                    values: Array(sums[..<table.measureCount]), count: sums[table.measureCount],
                    steps: sums[table.measureCount + 1]))
        }
        return groups
    }

    /// The sums of all groups.
    func table(_ segments: [Segment]) throws(QueryError) -> GroupTable {
        let selected = segments.map { (segment: $0, rows: ranges($0)) }.filter { !$0.rows.isEmpty }
        let rowCount = selected.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.count } }
        guard rowCount <= rowLimit else { throw .tooManyRows(rowCount, limit: rowLimit) }
        guard let first = selected.first else { return GroupTable(axes: [], strides: [], measureCount: 0, sums: nil) }
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
        // A large query is divided between two threads.
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
        guard var sums = all.first else { return GroupTable(axes: [], strides: [], measureCount: 0, sums: nil) }
        for other in all.dropFirst() { sums.add(other) }
        let groupCount = sums.cellCount
        guard groupCount <= groupLimit else { throw .tooManyGroups(groupCount, limit: groupLimit) }
        return GroupTable(axes: axes, strides: strides, measureCount: measures, sums: sums)
    }

    /// The ids of a dimension that may occur, ascending.
    private func axis(_ dimension: Int, _ segments: [Segment]) -> [UInt32] {
        var ids = Set<UInt32>()
        for segment in segments { ids.formUnion(segment.ids[dimension]) }
        if let wanted = wanted[dimension] { ids.formIntersection(wanted) }
        if let merged = merged[dimension] { ids = Set(ids.map { merged[$0] ?? $0 }) }
        return ids.sorted()
    }

    /// The rows that may pass: those of the wanted partners if the segment has one reporter, otherwise all.
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

/// The groups of an aggregation.
struct GroupTable {
    /// By dimension, the ids that occur, ascending.
    let axes: [[UInt32]]
    fileprivate let strides: [Int]
    let measureCount: Int
    fileprivate let sums: Accumulator?

    fileprivate init(axes: [[UInt32]], strides: [Int], measureCount: Int, sums: Accumulator?) {
        (self.axes, self.strides, self.measureCount, self.sums) = (axes, strides, measureCount, sums)
    }

    /// Calls `body` for each group with rows, in the order of their ids, with the positions of its ids in the axes, and the sums of
    /// its measures, the number of its figures and the sum of their rounding steps.
    func forEach(_ body: (_ positions: [Int], _ sums: UnsafeBufferPointer<Int64>) -> Void) {
        var positions = [Int](repeating: 0, count: axes.count)
        sums?.forEach { cell, sums in
            for index in axes.indices { positions[index] = cell / strides[index] % max(1, axes[index].count) }
            body(positions, sums)
        }
    }
}

/// Sums by cell of the table of groups. The sums of a cell lie side by side: its measures, the number of figures, their steps.
private struct Accumulator {
    private let isDense: Bool
    /// Of a hashed table, the position of each cell.
    private var positions: [Int: Int] = [:]
    let measureCount: Int
    /// Of one cell.
    let width: Int
    fileprivate(set) var sums: [Int64]

    init(cellCount: Int, isDense: Bool, measures: Int) {
        self.isDense = isDense
        (measureCount, width) = (measures, measures + 2)
        sums = [Int64](repeating: 0, count: isDense ? cellCount * width : 0)
    }

    /// Replaces cells by their positions in `sums`.
    mutating func locate(_ cells: UnsafeMutableBufferPointer<Int>) {
        let width = width
        if isDense {
            for index in cells.indices { cells[index] &*= width }
        } else {
            for index in cells.indices { cells[index] = position(cells[index]) }
        }
    }

    private mutating func position(_ cell: Int) -> Int {
        if isDense { return cell * width }
        if let position = positions[cell] { return position }
        let position = sums.count
        positions[cell] = position
        for _ in 0..<width { sums.append(0) }
        return position
    }

    mutating func add(_ other: Accumulator) {
        other.forEach { cell, values in
            let position = position(cell)
            for index in 0..<width { sums[position + index] &+= values[index] }
        }
    }

    /// The number of cells with rows.
    var cellCount: Int {
        var count = 0
        forEach { _, _ in count += 1 }
        return count
    }

    /// Calls `body` with the cells with rows, ascending, and their sums.
    func forEach(_ body: (_ cell: Int, _ sums: UnsafeBufferPointer<Int64>) -> Void) {
        sums.withUnsafeBufferPointer { all in
            if isDense {
                for cell in 0..<all.count / width where all[cell * width + measureCount] > 0 {
                    body(cell, UnsafeBufferPointer(rebasing: all[cell * width..<(cell + 1) * width]))
                }
            } else {
                for (cell, position) in positions.sorted(by: { $0.key < $1.key }) {
                    body(cell, UnsafeBufferPointer(rebasing: all[position..<position + width]))
                }
            }
        }
    }
}

/// A scan of the rows of a segment in blocks. Each step is a loop over one column, which the compiler can vectorise.
private struct SegmentScan {
    private let segment: Segment
    /// For each dimension of the groups that varies, by code: its part of the cell.
    private let axes: [(dimension: Int, cells: [Int])]
    /// The sum of the parts of the other dimensions.
    private let firstCell: Int
    /// The filters, the one that passes the fewest codes first.
    private let filters: [CodeFilter]

    private struct CodeFilter {
        let dimension: Int
        /// By code.
        let passes: [Bool]
        /// By code, how many lower codes pass; one more entry counts all that pass.
        let counts: [Int]
    }

    init(_ segment: Segment, _ query: Aggregation, _ axes: [[UInt32]], _ strides: [Int]) {
        self.segment = segment
        var axisCells: [(dimension: Int, cells: [Int])] = []
        var firstCell = 0
        for (index, dimension) in query.dimensions.enumerated() {
            let positions = Dictionary(uniqueKeysWithValues: axes[index].enumerated().map { ($1, $0) })
            let merged = query.merged[dimension] ?? [:]
            let cells = segment.ids[dimension].map { (positions[merged[$0] ?? $0] ?? 0) * strides[index] }
            if let first = cells.first, !cells.contains(where: { $0 != first }) {
                firstCell += first
            } else {
                axisCells.append((dimension, cells))
            }
        }
        self.axes = axisCells
        self.firstCell = firstCell
        filters = query.wanted.compactMap { dimension, ids in
            let passes = segment.ids[dimension].map(ids.contains)
            guard passes.contains(false) else { return nil }
            var counts = [0]
            for pass in passes { counts.append(counts[counts.count - 1] + (pass ? 1 : 0)) }
            return CodeFilter(dimension: dimension, passes: passes, counts: counts)
        }.sorted { ($0.counts.last ?? 0) * $1.passes.count < ($1.counts.last ?? 0) * $0.passes.count }
    }

    func add(_ rows: Range<Int>, to sums: inout Accumulator) {
        let size = Segment.blockSize
        withUnsafeTemporaryAllocation(of: Int.self, capacity: size) { cells in
            withUnsafeTemporaryAllocation(of: Int64.self, capacity: size * 2) { numbers in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: size) { offsets in
                    cells.initialize(repeating: 0)
                    numbers.initialize(repeating: 0)
                    offsets.initialize(repeating: 0)
                    var start = rows.lowerBound
                    while start < rows.upperBound {
                        // Blocks are those of the zone maps.
                        let end = min(rows.upperBound, (start / size + 1) * size)
                        if mayPass(start / size) { add(start..<end, cells, numbers, offsets, &sums) }
                        start = end
                    }
                }
            }
        }
    }

    private func mayPass(_ block: Int) -> Bool {
        filters.allSatisfy { filter in
            guard let zone = segment.zone(filter.dimension, block) else { return true }
            return filter.counts[zone.upperBound + 1] > filter.counts[zone.lowerBound]
        }
    }

    private func allPass(_ filter: CodeFilter, _ block: Int) -> Bool {
        guard let zone = segment.zone(filter.dimension, block) else { return false }
        return filter.counts[zone.upperBound + 1] - filter.counts[zone.lowerBound] == zone.count
    }

    /// The offsets of the rows that pass all filters; nil where all rows pass.
    private func select(
        _ rows: Range<Int>, _ offsets: UnsafeMutableBufferPointer<Int32>
    ) -> UnsafeBufferPointer<Int32>? {
        var selection: UnsafeBufferPointer<Int32>?
        for filter in filters where !allPass(filter, rows.lowerBound / Segment.blockSize) {
            var count = 0
            filter.passes.withUnsafeBufferPointer { passes in
                // The number of selected rows never exceeds the position of the row that is read.
                segment.codes[filter.dimension].forEach(rows, selection) { position, code in
                    offsets[count] = selection == nil ? Int32(truncatingIfNeeded: position) : offsets[position]
                    count &+= passes[Int(truncatingIfNeeded: code)] ? 1 : 0
                }
            }
            selection = UnsafeBufferPointer(rebasing: offsets[..<count])
        }
        return selection
    }

    /// - Parameters:
    ///   - rows: rows of one block.
    ///   - cells, numbers, offsets: buffers for a block; `numbers` for two columns.
    private func add(
        _ rows: Range<Int>, _ cells: UnsafeMutableBufferPointer<Int>, _ numbers: UnsafeMutableBufferPointer<Int64>,
        _ offsets: UnsafeMutableBufferPointer<Int32>, _ sums: inout Accumulator
    ) {
        let selection = select(rows, offsets)
        let count = selection?.count ?? rows.count
        guard count > 0 else { return }
        let cells = UnsafeMutableBufferPointer(rebasing: cells[..<count])
        for index in 0..<count { cells[index] = firstCell }
        for axis in axes {
            axis.cells.withUnsafeBufferPointer { parts in
                segment.codes[axis.dimension].forEach(rows, selection) { index, code in
                    cells[index] &+= parts[Int(truncatingIfNeeded: code)]
                }
            }
        }
        sums.locate(cells)
        let (values, others) = (numbers, UnsafeMutableBufferPointer(rebasing: numbers[Segment.blockSize...]))
        let measureCount = sums.measureCount
        sums.sums.withUnsafeMutableBufferPointer { sums in
            func add(_ numbers: UnsafeMutableBufferPointer<Int64>, at offset: Int) {
                for index in 0..<count { sums[cells[index] &+ offset] &+= numbers[index] }
            }
            segment.values[0].forEach(rows, selection) { values[$0] = $1 }
            add(values, at: 0)
            let isSum = if case .sums = segment.origin { true } else { false }
            for (index, column) in segment.values.enumerated().dropFirst() {
                column.forEach(rows, selection) { others[$0] = $1 }
                if isSum {
                    add(others, at: index)
                } else {
                    // The measure, and the value of the rows that have it.
                    let offset = 2 * index - 1
                    for index in 0..<count {
                        sums[cells[index] &+ offset] &+= others[index]
                        sums[cells[index] &+ offset &+ 1] &+= others[index] > 0 ? values[index] : 0
                    }
                }
            }
            switch segment.origin {
            case .figures(let columns):
                for index in 0..<count { sums[cells[index] &+ measureCount] &+= 1 }
                if case .constant(0, _) = columns.precision { break }
                columns.precision.forEach(rows, selection) { others[$0] = Store.step(Int($1)) }
                add(others, at: measureCount + 1)
            case .sums(let figures, let steps):
                figures.forEach(rows, selection) { others[$0] = $1 }
                add(others, at: measureCount)
                if case .constant(0, _) = steps { break }
                steps.forEach(rows, selection) { others[$0] = $1 }
                add(others, at: measureCount + 1)
            case .months: break
            }
        }
    }
}
