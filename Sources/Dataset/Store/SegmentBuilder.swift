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

    /// Two rows with the same dimensions, where duplicates are refused, or a sum that exceeds 64 bits.
    enum Failure: Error {
        case duplicate(FigureAddress, FigureAddress)
        case overflow(FigureAddress)
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
            guard case .figures(let precision, let file, let line, let column) = segment.origin else { continue }
            for row in 0..<segment.rowCount {
                for dimension in dimensions.indices {
                    let code = dimensions[dimension].code(segment.ids[dimension][Int(segment.codes[dimension][row])])
                    dimensions[dimension].append(code: code)
                }
                for measure in values.indices { values[measure].append(segment.values[measure][row]) }
                endFigure(
                    precision: Int(precision[row]),
                    FigureAddress(file: Int(file[row]), line: Int(line[row]), column: Int(column[row])))
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

    /// Segments of all rows, sorted by their dimensions in turn; rows that agree in all stay in the order they were added.
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
        var order = sortedRows(ranks)
        if duplicates != .keep { order = try joined(order, duplicates) }
        var segments: [Segment] = []
        for start in stride(from: 0, to: order.count, by: Segment.maximumRowCount) {
            segments.append(segment(order[start..<min(order.count, start + Segment.maximumRowCount)], ids, ranks))
        }
        return segments
    }

    /// Rows in sorted order: a stable counting sort by each dimension, the last first.
    private func sortedRows(_ ranks: [[UInt32]]) -> [UInt32] {
        var order = (0..<UInt32(rowCount)).map { $0 }
        guard !isSorted(ranks) else { return order }
        var sorted = order
        for (column, rank) in zip(dimensions, ranks).reversed() where rank.count > 1 {
            var next = [Int](repeating: 0, count: rank.count + 1)
            for code in column.codes { next[Int(rank[Int(code)]) + 1] += 1 }
            for bucket in 1..<next.count { next[bucket] += next[bucket - 1] }
            for row in order {
                let bucket = Int(rank[Int(column.codes[Int(row)])])
                sorted[next[bucket]] = row
                next[bucket] += 1
            }
            swap(&order, &sorted)
        }
        return order
    }

    private func isSorted(_ ranks: [[UInt32]]) -> Bool {
        let varying = dimensions.indices.filter { ranks[$0].count > 1 }
        for row in stride(from: 1, to: rowCount, by: 1) {
            for dimension in varying {
                let codes = dimensions[dimension].codes
                let (before, now) = (ranks[dimension][Int(codes[row - 1])], ranks[dimension][Int(codes[row])])
                if before < now { break }
                if before > now { return false }
            }
        }
        return true
    }

    /// The rows that remain when duplicates are joined.
    private mutating func joined(_ order: [UInt32], _ duplicates: Duplicates) throws(Failure) -> [UInt32] {
        let varying = dimensions.filter { $0.ids.count > 1 }
        var kept: [UInt32] = []
        kept.reserveCapacity(order.count)
        for row in order {
            guard let last = kept.last, varying.allSatisfy({ $0.codes[Int(last)] == $0.codes[Int(row)] }) else {
                kept.append(row)
                continue
            }
            switch duplicates {
            case .keep: kept.append(row)
            case .last: kept[kept.count - 1] = row
            case .refuse: throw .duplicate(address(last), address(row))
            case .sum: try add(row, to: last)
            }
        }
        return kept
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

    private func segment(_ order: ArraySlice<UInt32>, _ ids: [[UInt32]], _ ranks: [[UInt32]]) -> Segment {
        let first = order.startIndex
        func packed(_ column: [Int64]) -> PackedColumn {
            PackedColumn(count: order.count) { column[Int(order[first + $0])] }
        }
        func packed(_ column: [UInt32]) -> PackedColumn {
            PackedColumn(count: order.count) { Int64(column[Int(order[first + $0])]) }
        }
        let codes = zip(dimensions, ranks).map { column, rank in
            rank.count > 1
                ? PackedColumn(count: order.count) { Int64(rank[Int(column.codes[Int(order[first + $0])])]) }
                : .constant(0, count: order.count)
        }
        return Segment(
            ids: ids, codes: codes, values: values.map { packed($0) },
            origin: isSum
                ? .sums(count: packed(counts), steps: packed(precisions))
                : .figures(
                    precision: packed(precisions), file: packed(files), line: packed(lines), column: packed(columns)),
            rowCount: order.count)
    }
}
