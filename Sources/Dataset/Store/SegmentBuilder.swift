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
        /// The last code that was asked for. Neighbouring rows often have the same id.
        private var lastCode = 0

        /// The code of an id, which is new or known.
        mutating func code(_ id: UInt32) -> UInt32 {
            if lastCode < ids.count, ids[lastCode] == id { return UInt32(lastCode) }
            let code = codeByID[id] ?? UInt32(ids.count)
            if code == ids.count {
                ids.append(id)
                codeByID[id] = code
            }
            lastCode = Int(code)
            return code
        }

        mutating func append(code: UInt32) { codes.append(code) }

        mutating func append(_ more: [UInt32]) { codes += more }

        fileprivate mutating func reserveCapacity(_ count: Int) { codes.reserveCapacity(count) }
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
    /// For figures, the power of ten of their precision, and their lines and columns.
    private var precisions: [UInt8] = []
    private var lines: [UInt32] = []
    private var columns: [UInt32] = []
    /// For figures, the first row of each file. Files follow each other.
    private var files: [(firstRow: Int, file: UInt32)] = []
    /// For sums, the number of figures, and the sum of the rounding steps.
    private var counts: [Int64] = []
    private var steps: [Int64] = []
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
        precisions.append(UInt8(truncatingIfNeeded: precision))
        begin(file: address.file)
        lines.append(UInt32(address.line))
        columns.append(UInt32(address.column))
        rowCount += 1
    }

    /// Declares the file of the next rows.
    private mutating func begin(file: Int) {
        if files.last?.file != UInt32(file) { files.append((rowCount, UInt32(file))) }
    }

    /// Makes room for more figures. Growing arrays by doubling would write each figure twice.
    mutating func reserve(_ more: Int) {
        // Many small requests would write figures more often.
        guard more > rowCount else { return }
        let count = rowCount + more
        for dimension in dimensions.indices where !isConstant[dimension] {
            dimensions[dimension].reserveCapacity(count)
        }
        for measure in values.indices { values[measure].reserveCapacity(count) }
        precisions.reserveCapacity(count)
        lines.reserveCapacity(count)
        columns.reserveCapacity(count)
    }

    /// Appends the figures of a chunk of one file.
    mutating func append(_ chunk: FigureChunk, file: Int) {
        begin(file: file)
        for dimension in dimensions.indices where !isConstant[dimension] {
            dimensions[dimension].codes.append(contentsOf: chunk.codes(dimension))
        }
        for measure in values.indices { values[measure].append(contentsOf: chunk.values(measure)) }
        precisions.append(contentsOf: chunk.precisions)
        lines.append(contentsOf: chunk.lines)
        columns.append(contentsOf: chunk.columns)
        rowCount += chunk.count
    }

    mutating func endSum(count: Int64, steps: Int64) {
        self.steps.append(steps)
        counts.append(count)
        rowCount += 1
    }

    private func address(_ row: UInt32) -> FigureAddress {
        guard !isSum else { return FigureAddress(file: 0, line: 0, column: 0) }
        let row = Int(row)
        return FigureAddress(file: Int(file(row)), line: Int(lines[row]), column: Int(columns[row]))
    }

    private func file(_ row: Int) -> UInt32 {
        files[files.indices.partitionPoint { files[$0].firstRow > row } - 1].file
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

    /// A row and the ranks of its dimensions as one number, the first in the highest bits.
    private struct KeyedRow<Key: FixedWidthInteger & UnsignedInteger> {
        var key: Key
        let row: UInt32
    }

    /// Sorts by keys.
    private mutating func segments<Key: FixedWidthInteger & UnsignedInteger>(
        _: Key.Type, _ ids: [[UInt32]], _ ranks: [[UInt32]], _ duplicates: Duplicates
    ) throws(Failure) -> [Segment] {
        var shifts = [Int](repeating: 0, count: ids.count)
        var bits = 0
        for dimension in ids.indices.reversed() {
            shifts[dimension] = bits
            bits += SegmentBuilder.bitCount(ids[dimension].count)
        }
        var rows = [KeyedRow<Key>](unsafeUninitializedCapacity: rowCount) { rows, count in
            for row in 0..<rowCount { rows.initializeElement(at: row, to: KeyedRow(key: 0, row: UInt32(row))) }
            count = rowCount
        }
        for dimension in ids.indices where ids[dimension].count > 1 {
            let (codes, rank, shift) = (dimensions[dimension].codes, ranks[dimension], Key(shifts[dimension]))
            // The keys hold the codes from here on.
            dimensions[dimension].codes = []
            codes.withUnsafeBufferPointer { codes in
                rows.withUnsafeMutableBufferPointer { rows in
                    rank.withUnsafeBufferPointer { rank in
                        for row in 0..<rows.count {
                            rows[row].key |= Key(truncatingIfNeeded: rank[Int(codes[row])]) &<< shift
                        }
                    }
                }
            }
        }
        SegmentBuilder.sort(&rows, bits: bits)
        if duplicates != .keep { try join(&rows, duplicates) }
        var segments: [Segment] = []
        for start in stride(from: 0, to: rows.count, by: Segment.maximumRowCount) {
            let range = start..<min(rows.count, start + Segment.maximumRowCount)
            segments.append(rows.withUnsafeBufferPointer { segment(.init(rebasing: $0[range]), ids, shifts) })
        }
        return segments
    }

    /// Sorts rows by at most 11 bits of their keys at a time, the lowest first. Rows with equal keys keep their order.
    private static func sort<Key>(_ rows: inout [KeyedRow<Key>], bits: Int) {
        let passCount = (bits + 10) / 11
        guard passCount > 0, rows.count > 1 else { return }
        let width = (bits + passCount - 1) / passCount
        let (buckets, mask) = (1 << width, 1 << width - 1)
        rows.withUnsafeMutableBufferPointer { rows in
            // By pass and bucket, the number of rows, then the position of the next row.
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: passCount * buckets) { next in
                next.initialize(repeating: 0)
                var (last, isSorted) = (rows[0].key, true)
                for row in rows {
                    if row.key < last { isSorted = false }
                    last = row.key
                    for pass in 0..<passCount {
                        let bucket = Int(truncatingIfNeeded: row.key &>> Key(truncatingIfNeeded: pass &* width)) & mask
                        next[pass &* buckets &+ bucket] &+= 1
                    }
                }
                guard !isSorted else { return }
                withUnsafeTemporaryAllocation(of: KeyedRow<Key>.self, capacity: rows.count) { other in
                    var (from, to) = (rows, other)
                    for pass in 0..<passCount {
                        let next = UnsafeMutableBufferPointer(rebasing: next[(pass * buckets)...])
                        let shift = Key(truncatingIfNeeded: pass * width)
                        var sum: UInt32 = 0
                        for bucket in 0..<buckets { (next[bucket], sum) = (sum, sum + next[bucket]) }
                        for row in from {
                            let bucket = Int(truncatingIfNeeded: row.key &>> shift) & mask
                            to.initializeElement(at: Int(next[bucket]), to: row)
                            next[bucket] &+= 1
                        }
                        swap(&from, &to)
                    }
                    if passCount % 2 == 1 { _ = rows.update(fromContentsOf: other) }
                }
            }
        }
    }

    /// Keeps one of the rows with equal keys.
    private mutating func join<Key>(_ rows: inout [KeyedRow<Key>], _ duplicates: Duplicates) throws(Failure) {
        var kept = 0
        let failure = rows.withUnsafeMutableBufferPointer { rows -> Failure? in
            for index in 0..<rows.count {
                let row = rows[index]
                guard kept > 0, rows[kept - 1].key == row.key else {
                    rows[kept] = row
                    kept += 1
                    continue
                }
                switch duplicates {
                case .keep: break
                case .last: rows[kept - 1] = row
                case .refuse: return .duplicate(address(rows[kept - 1].row), address(row.row))
                case .sum: if let failure = add(row.row, to: rows[kept - 1].row) { return failure }
                }
            }
            return nil
        }
        if let failure { throw failure }
        rows.removeLast(rows.count - kept)
    }

    /// - Returns: an overflow.
    private mutating func add(_ row: UInt32, to sum: UInt32) -> Failure? {
        let (row, sum) = (Int(row), Int(sum))
        for measure in values.indices {
            let (value, overflows) = values[measure][sum].addingReportingOverflow(values[measure][row])
            guard !overflows else { return .overflow(address(UInt32(row))) }
            values[measure][sum] = value
        }
        if isSum {
            counts[sum] += counts[row]
            steps[sum] += steps[row]
        } else {
            precisions[sum] = max(precisions[sum], precisions[row])
        }
        return nil
    }

    private func segment<Key>(
        _ rows: UnsafeBufferPointer<KeyedRow<Key>>, _ ids: [[UInt32]], _ shifts: [Int]
    ) -> Segment {
        func packed<Number: FixedWidthInteger>(_ column: [Number]) -> PackedColumn {
            column.withUnsafeBufferPointer { PackedColumn($0, count: rows.count) { Int(rows[$0].row) } }
        }
        func packedFiles() -> PackedColumn {
            guard files.count > 1 else { return .constant(files.first.map { Int64($0.file) } ?? 0, count: rows.count) }
            return PackedColumn(rows.map { Int64(file(Int($0.row))) })
        }
        // Series are looked up row by row, for which runs are slower.
        let hasFurther = dimensions.count > Dimension.count
        let codes = ids.indices.map { dimension -> PackedColumn in
            let (shift, count) = (Key(shifts[dimension]), ids[dimension].count)
            let mask = UInt32(truncatingIfNeeded: 1 << SegmentBuilder.bitCount(count) - 1)
            guard count > 1 else { return .constant(0, count: rows.count) }
            return PackedColumn(sortedCodes: rows.count, codeCount: count, prefersRuns: hasFurther) {
                UInt32(truncatingIfNeeded: rows[$0].key &>> shift) & mask
            }
        }
        return Segment(
            ids: ids, codes: codes, values: values.map { packed($0) },
            origin: isSum
                ? .sums(count: packed(counts), steps: packed(steps))
                : .figures(
                    FigureColumns(
                        precision: packed(precisions), file: packedFiles(), line: packed(lines),
                        column: packed(columns))),
            rowCount: rows.count)
    }
}
