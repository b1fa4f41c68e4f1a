// Collects figures and makes segments of them: sorts the rows, codes the dimensions, joins duplicates.

struct SegmentBuilder {
    /// The treatment of rows that agree in all dimensions.
    enum Duplicates: String, CaseIterable, Sendable {
        case refuse, sum, last
        /// Tables of a report may repeat a figure; a query chooses among them.
        case keep
    }

    /// A dimension: the ids in the order of their first appearance, and for each row the position of its id.
    struct Column {
        fileprivate(set) var ids: [UInt32] = []
        fileprivate(set) var codes: [UInt32] = []
        private var codeByID: [UInt32: UInt32] = [:]

        /// The code of an id, which is new or known.
        mutating func code(_ id: UInt32) -> UInt32 {
            if let code = codeByID[id] { return code }
            let code = UInt32(ids.count)
            ids.append(id)
            codeByID[id] = code
            return code
        }

        mutating func append(code: UInt32) { codes.append(code) }
    }

    /// Two rows with the same dimensions if duplicates are refused, or a sum that exceeds 64 bits.
    enum Failure: Error {
        case duplicate(FigureAddress, FigureAddress)
        case overflow(FigureAddress)
        /// The numbers of codes of all dimensions multiplied exceed 2^128.
        case tooManyCodes
    }

    /// By dimension. A column with one id and no codes is constant.
    var dimensions: [Column]
    var values: [[Int64]]
    /// For figures, the power of ten of their precision; for sums, the sum of the rounding steps.
    var precisions: [Int64] = []
    /// For figures.
    private(set) var files: [UInt32] = []
    private(set) var lines: [UInt32] = []
    private(set) var columns: [UInt32] = []
    /// For sums, the number of figures.
    private(set) var counts: [Int64] = []
    private let isSum: Bool
    /// By dimension, whether all rows have one id.
    private var isConstant: [Bool]
    private(set) var rowCount = 0

    init(furtherDimensions: Int = 0, measures: Int = 1, sums isSum: Bool = false) {
        dimensions = [Column](repeating: Column(), count: Dimension.count + furtherDimensions)
        isConstant = [Bool](repeating: false, count: dimensions.count)
        values = [[Int64]](repeating: [], count: measures)
        self.isSum = isSum
    }

    /// The rows of segments with the same dimensions and measures, which hold figures.
    init(joining segments: [Segment]) {
        self.init(
            furtherDimensions: (segments.first?.codes.count ?? Dimension.count) - Dimension.count,
            measures: segments.first?.values.count ?? 1)
        for segment in segments {
            guard case .figures(let columns) = segment.origin else { continue }
            for row in 0..<segment.rowCount {
                for dimension in dimensions.indices {
                    let code = dimensions[dimension].code(segment.ids[dimension][Int(segment.codes[dimension][row])])
                    dimensions[dimension].append(code: code)
                }
                for measure in values.indices { values[measure].append(segment.values[measure][row]) }
                endFigure(precision: Int(columns.precision[row]), columns.address(row))
            }
        }
    }

    subscript(_ dimension: Dimension) -> Column {
        get { dimensions[dimension.rawValue] }
        _modify { yield &dimensions[dimension.rawValue] }
    }

    /// Declares that all rows have one id in a dimension.
    mutating func setConstant(_ dimension: Int, _ id: UInt32) {
        precondition(dimensions[dimension].ids.isEmpty)
        _ = dimensions[dimension].code(id)
        isConstant[dimension] = true
    }

    /// Whether rows have a code in a dimension; false for a constant.
    @inline(__always)
    func isVarying(_ dimension: Int) -> Bool { !isConstant[dimension] }

    mutating func append(_ id: UInt32, to dimension: Dimension) {
        let code = self[dimension].code(id)
        self[dimension].append(code: code)
    }

    /// Ends a row of which the dimensions and values have been appended.
    mutating func endFigure(precision: Int, _ address: FigureAddress) {
        precisions.append(Int64(precision))
        files.append(UInt32(address.file))
        lines.append(UInt32(address.line))
        columns.append(UInt32(address.column))
        rowCount += 1
    }

    /// Appends the figures of a chunk of one file.
    mutating func append(_ chunk: FigureChunk, file: Int) {
        for dimension in dimensions.indices where !isConstant[dimension] {
            dimensions[dimension].codes.append(contentsOf: chunk.codes(dimension))
        }
        for measure in values.indices { values[measure].append(contentsOf: chunk.values(measure)) }
        precisions.append(contentsOf: chunk.precisions[..<chunk.count])
        lines.append(contentsOf: chunk.lines[..<chunk.count])
        columns.append(contentsOf: chunk.columns[..<chunk.count])
        files.append(contentsOf: repeatElement(UInt32(file), count: chunk.count))
        rowCount += chunk.count
    }

    mutating func endSum(count: Int64, steps: Int64) {
        precisions.append(steps)
        counts.append(count)
        rowCount += 1
    }

    private func address(_ row: UInt32) -> FigureAddress {
        isSum
            ? FigureAddress(file: 0, line: 0, column: 0)
            : FigureAddress(file: Int(files[Int(row)]), line: Int(lines[Int(row)]), column: Int(columns[Int(row)]))
    }

    /// Segments of all rows, sorted by their dimensions in turn. Rows that agree in all dimensions remain in the order of appending.
    /// - Parameter precedes: the order of two ids of a dimension.
    consuming func segments(
        duplicates: Duplicates, precedes: (_ dimension: Int, UInt32, UInt32) -> Bool = { $1 < $2 }
    ) throws(Failure) -> [Segment] {
        var ids: [[UInt32]] = []
        var ranks: [[UInt32]] = []
        for (dimension, column) in dimensions.enumerated() {
            let sorted = column.ids.indices.sorted { precedes(dimension, column.ids[$0], column.ids[$1]) }
            ids.append(sorted.map { column.ids[$0] })
            var rank = [UInt32](repeating: 0, count: sorted.count)
            for (position, code) in sorted.enumerated() { rank[code] = UInt32(position) }
            ranks.append(rank)
        }
        let bits = ids.reduce(0) { $0 + SegmentBuilder.bitCount($1.count) }
        if bits <= 32 { return try segments(UInt32.self, ids, ranks, duplicates) }
        if bits <= 64 { return try segments(UInt64.self, ids, ranks, duplicates) }
        guard bits <= 128 else { throw .tooManyCodes }
        return try segments(UInt128.self, ids, ranks, duplicates)
    }

    /// The number of bits of a code in a dimension with `count` ids.
    private static func bitCount(_ count: Int) -> Int { count < 2 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }

    /// Sorts by keys that hold the rank of each dimension, the first in the highest bits.
    private mutating func segments<Key: FixedWidthInteger & UnsignedInteger>(
        _: Key.Type, _ ids: [[UInt32]], _ ranks: [[UInt32]], _ duplicates: Duplicates
    ) throws(Failure) -> [Segment] {
        var shifts = [Int](repeating: 0, count: ids.count)
        var bits = 0
        for dimension in ids.indices.reversed() {
            shifts[dimension] = bits
            bits += SegmentBuilder.bitCount(ids[dimension].count)
        }
        var keys = [Key](repeating: 0, count: rowCount)
        for dimension in ids.indices where ids[dimension].count > 1 {
            let (codes, rank, shift) = (dimensions[dimension].codes, ranks[dimension], shifts[dimension])
            // The keys hold the codes from here on.
            dimensions[dimension].codes = []
            codes.withUnsafeBufferPointer { codes in
                keys.withUnsafeMutableBufferPointer { keys in
                    rank.withUnsafeBufferPointer { rank in
                        for row in 0..<keys.count {
                            keys[row] |= Key(truncatingIfNeeded: rank[Int(codes[row])]) << shift
                        }
                    }
                }
            }
        }
        var order = SegmentBuilder.sort(&keys, bits: bits)
        if duplicates != .keep { try join(&keys, &order, duplicates) }
        var segments: [Segment] = []
        for start in stride(from: 0, to: order.count, by: Segment.maximumRowCount) {
            let rows = start..<min(order.count, start + Segment.maximumRowCount)
            segments.append(segment(rows, keys, order, ids, shifts))
        }
        return segments
    }

    /// Sorts keys in 11 bits at a time, the lowest first.
    /// - Returns: the rows of the sorted keys; rows with equal keys keep their order.
    private static func sort<Key: FixedWidthInteger & UnsignedInteger>(_ keys: inout [Key], bits: Int) -> [UInt32] {
        var order = (0..<UInt32(keys.count)).map { $0 }
        let isSorted = keys.withUnsafeBufferPointer { keys in
            var row = 1
            while row < keys.count, keys[row - 1] <= keys[row] { row += 1 }
            return row >= keys.count
        }
        guard !isSorted else { return order }
        var (sortedKeys, sortedOrder) = (keys, order)
        for shift in stride(from: 0, to: bits, by: 11) {
            keys.withUnsafeBufferPointer { keys in
                order.withUnsafeBufferPointer { order in
                    sortedKeys.withUnsafeMutableBufferPointer { sortedKeys in
                        sortedOrder.withUnsafeMutableBufferPointer { sortedOrder in
                            withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << 11) { next in
                                next.initialize(repeating: 0)
                                for key in keys { next[Int(truncatingIfNeeded: key >> shift) & 0x7ff] += 1 }
                                var sum = 0
                                for bucket in 0..<1 << 11 { (next[bucket], sum) = (sum, sum + next[bucket]) }
                                for index in 0..<keys.count {
                                    let bucket = Int(truncatingIfNeeded: keys[index] >> shift) & 0x7ff
                                    sortedKeys[next[bucket]] = keys[index]
                                    sortedOrder[next[bucket]] = order[index]
                                    next[bucket] += 1
                                }
                            }
                        }
                    }
                }
            }
            swap(&keys, &sortedKeys)
            swap(&order, &sortedOrder)
        }
        return order
    }

    /// Keeps one of the rows with equal keys.
    private mutating func join<Key: FixedWidthInteger>(
        _ keys: inout [Key], _ order: inout [UInt32], _ duplicates: Duplicates
    ) throws(Failure) {
        var kept = 0
        for index in order.indices {
            guard kept > 0, keys[kept - 1] == keys[index] else {
                keys[kept] = keys[index]
                order[kept] = order[index]
                kept += 1
                continue
            }
            switch duplicates {
            case .keep: break
            case .last: order[kept - 1] = order[index]
            case .refuse: throw .duplicate(address(order[kept - 1]), address(order[index]))
            case .sum: try add(order[index], to: order[kept - 1])
            }
        }
        keys.removeLast(keys.count - kept)
        order.removeLast(order.count - kept)
    }

    private mutating func add(_ row: UInt32, to sum: UInt32) throws(Failure) {
        let (row, sum, address) = (Int(row), Int(sum), address(row))
        for measure in values.indices {
            let (value, overflows) = values[measure][sum].addingReportingOverflow(values[measure][row])
            guard !overflows else { throw .overflow(address) }
            values[measure][sum] = value
        }
        if isSum {
            counts[sum] += counts[row]
            precisions[sum] += precisions[row]
        } else {
            precisions[sum] = max(precisions[sum], precisions[row])
        }
    }

    private func segment<Key: FixedWidthInteger & UnsignedInteger>(
        _ rows: Range<Int>, _ keys: [Key], _ order: [UInt32], _ ids: [[UInt32]], _ shifts: [Int]
    ) -> Segment {
        var scratch = [Int64](repeating: 0, count: rows.count)
        func packed<Number: FixedWidthInteger>(_ column: [Number]) -> PackedColumn {
            guard let first = column.first, column.contains(where: { $0 != first }) else {
                return .constant(column.first.map { Int64($0) } ?? 0, count: rows.count)
            }
            column.withUnsafeBufferPointer { column in
                order.withUnsafeBufferPointer { order in
                    for index in 0..<rows.count {
                        scratch[index] = Int64(truncatingIfNeeded: column[Int(order[rows.lowerBound + index])])
                    }
                }
            }
            return PackedColumn(scratch)
        }
        // Series are looked up row by row, for which runs are slower.
        let hasFurther = dimensions.count > Dimension.count
        let codes = ids.indices.map { dimension -> PackedColumn in
            let (shift, count) = (shifts[dimension], ids[dimension].count)
            let mask = UInt32(truncatingIfNeeded: 1 << SegmentBuilder.bitCount(count) - 1)
            func code(_ index: Int) -> UInt32 {
                UInt32(truncatingIfNeeded: keys[rows.lowerBound + index] >> shift) & mask
            }
            guard count > 1 else { return .constant(0, count: rows.count) }
            return PackedColumn(sortedCodes: rows.count, codeCount: count, prefersRuns: hasFurther, code)
        }
        return Segment(
            ids: ids, codes: codes, values: values.map { packed($0) },
            origin: isSum
                ? .sums(count: packed(counts), steps: packed(precisions))
                : .figures(
                    FigureColumns(
                        precision: packed(precisions), file: packed(files), line: packed(lines),
                        column: packed(columns))),
            rowCount: rows.count)
    }
}
