// Collects figures and makes segments of them: sorts the rows, codes the dimensions, joins duplicates.

/// Not copyable: two copies would write to the same blocks.
struct SegmentBuilder: ~Copyable {
    /// The treatment of rows that agree in all dimensions.
    enum Duplicates: String, CaseIterable, Sendable {
        case refuse, sum, last
        /// Tables of a report may repeat a figure; a query chooses among them. A table must not give it twice.
        case keep
    }

    /// The codes of a dimension: positions of ids in the order of their first appearance.
    struct Codes {
        fileprivate(set) var ids: [UInt32] = []
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
    }

    /// Two rows with the same dimensions if duplicates are refused, or a sum that exceeds 64 bits.
    enum Failure: Error {
        case duplicate(FigureAddress, FigureAddress)
        case overflow(FigureAddress)
        /// The codes of all dimensions together need more than 128 bits.
        case tooManyCodes
    }

    /// By dimension.
    var dimensions: [Codes]
    private let measureCount: Int
    private let isSum: Bool
    /// The measures; for sums also the number of figures, and the sum of their rounding steps.
    private var valueCount: Int { measureCount + (isSum ? 2 : 0) }
    /// By dimension, whether all rows have one id. Blocks then have no codes.
    private var isConstant: [Bool]
    private var blocks: [RowBlock] = []
    /// Whether the rows will use most pages of the first block.
    private var usesLargePages = false
    /// For figures, the number from which on rows are of a file.
    private var files: [(firstRow: UInt32, file: UInt32)] = []

    init(furtherDimensions: Int = 0, measures: Int = 1, sums isSum: Bool = false) {
        dimensions = [Codes](repeating: Codes(), count: Dimension.count + furtherDimensions)
        isConstant = [Bool](repeating: false, count: dimensions.count)
        measureCount = measures
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
                let address = columns.address(row)
                begin(file: address.file)
                let block = block()
                for dimension in dimensions.indices {
                    let id = segment.ids[dimension][Int(segment.codes[dimension][row])]
                    block.set(dimension, dimensions[dimension].code(id))
                }
                for measure in segment.values.indices { block.setValue(measure, segment.values[measure][row]) }
                block.endFigure(
                    precision: Int(columns.precision[row]), line: address.line, column: address.column)
            }
        }
    }

    subscript(_ dimension: Dimension) -> Codes {
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

    /// Declares the file of the next rows. Each change of the file adds an entry to `files`.
    mutating func begin(file: Int) {
        guard files.last?.file != UInt32(file) else { return }
        files.append((blocks.last.map { rowNumber(blocks.count - 1, $0.count) } ?? 0, UInt32(file)))
    }

    /// Declares that about as many rows will be added.
    mutating func expect(rowCount: Int) { usesLargePages = usesLargePages || rowCount >= RowBlock.capacity / 4 }

    /// A block with room for at least `room` rows, of which at most `RowBlock.capacity` are possible.
    mutating func block(room: Int = 1) -> RowBlock {
        if let last = blocks.last, last.room >= room { return last }
        let block = RowBlock(
            isConstant: isConstant, values: valueCount, prefersLargePages: usesLargePages || !blocks.isEmpty)
        blocks.append(block)
        return block
    }

    /// Sets the id of a dimension of the next row of a block.
    mutating func set(_ dimension: Dimension, _ id: UInt32, in block: RowBlock) {
        block.set(dimension.rawValue, self[dimension].code(id))
    }

    // MARK: rows by number

    /// Numbers ascend, with gaps after blocks that are not full.
    private func rowNumber(_ block: Int, _ row: Int) -> UInt32 { UInt32(block * RowBlock.capacity + row) }

    /// The block of a row, and its position in it.
    private func position(_ row: UInt32) -> (block: RowBlock, row: Int) {
        (blocks[Int(row >> RowBlock.capacityBits)], Int(row) % RowBlock.capacity)
    }

    private func address(_ row: UInt32) -> FigureAddress {
        guard !isSum else { return FigureAddress(file: 0, line: 0, column: 0) }
        let (block, position) = position(row)
        return FigureAddress(
            file: Int(file(row)), line: Int(block.figureLines[position]), column: Int(block.figureColumns[position]))
    }

    private func file(_ row: UInt32) -> UInt32 {
        files[files.indices.partitionPoint { files[$0].firstRow > row } - 1].file
    }

    // MARK: segments

    /// Segments of all rows, sorted by their dimensions in turn. Rows that agree in all dimensions remain in the order of appending.
    /// - Parameters:
    ///   - maximumRowCount: of a segment.
    ///   - precedes: the order of two ids of a dimension.
    consuming func segments(
        duplicates: Duplicates, maximumRowCount: Int = Segment.maximumRowCount,
        precedes: (_ dimension: Int, UInt32, UInt32) -> Bool = { $1 < $2 }
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
        if bits <= 32 { return try segments(UInt32.self, ids, ranks, duplicates, maximumRowCount) }
        if bits <= 64 { return try segments(UInt64.self, ids, ranks, duplicates, maximumRowCount) }
        guard bits <= 128 else { throw .tooManyCodes }
        return try segments(UInt128.self, ids, ranks, duplicates, maximumRowCount)
    }

    /// The number of bits of a code in a dimension with `count` ids.
    private static func bitCount(_ count: Int) -> Int { count < 2 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }

    /// A row and the ranks of its dimensions as one number, the first in the highest bits.
    private struct KeyedRow<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
        var key: Key
        var row: UInt32
    }

    /// Sorts by keys.
    private func segments<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _: Key.Type, _ ids: [[UInt32]], _ ranks: [[UInt32]], _ duplicates: Duplicates, _ maximumRowCount: Int
    ) throws(Failure) -> [Segment] {
        var shifts = [Int](repeating: 0, count: ids.count)
        var bits = 0
        for dimension in ids.indices.reversed() {
            shifts[dimension] = bits
            bits += SegmentBuilder.bitCount(ids[dimension].count)
        }
        let rowCount = blocks.reduce(0) { $0 + $1.count }
        // The rows, and memory for the sorted rows.
        let size = 2 * rowCount * MemoryLayout<KeyedRow<Key>>.stride
        // Fewer rows than those of a block may leave most of a large page unused.
        let memory = PageMemory(byteCount: size, prefersLargePages: rowCount > RowBlock.capacity)
        defer { withExtendedLifetime(memory) {} }
        let start = memory.start.assumingMemoryBound(to: KeyedRow<Key>.self)
        let rows = UnsafeMutableBufferPointer(start: start, count: rowCount)
        var first = 0
        for (number, block) in blocks.enumerated() {
            setKeys(UnsafeMutableBufferPointer(rebasing: rows[first..<first + block.count]), block, ranks, shifts)
            for row in 0..<block.count { rows[first + row].row = rowNumber(number, row) }
            first += block.count
        }
        let seriesShift = shifts[Dimension.seriesCount - 1]
        let (sorted, mayRepeat) = SegmentBuilder.sorted(
            rows, bits: bits, seriesShift: seriesShift,
            UnsafeMutableBufferPointer(start: start + rowCount, count: rowCount))
        let kept = mayRepeat ? try join(sorted, duplicates) : rowCount
        func series(_ index: Int) -> Key { sorted[index].key &>> Key(truncatingIfNeeded: seriesShift) }
        var segments: [Segment] = []
        var firstKept = 0
        while firstKept < kept {
            var end = min(kept, firstKept + maximumRowCount)
            if end < kept, dimensions.count == Dimension.count {
                // A series stays in one segment, which makes the sums of its months.
                let seriesStart = (firstKept..<end).partitionPoint { series($0) == series(end) }
                if seriesStart > firstKept { end = seriesStart }
            }
            segments.append(segment(UnsafeBufferPointer(rebasing: sorted[firstKept..<end]), ids, shifts))
            firstKept = end
        }
        return segments
    }

    /// Sets the keys of the rows of a block.
    private func setKeys<Key>(
        _ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, _ block: RowBlock, _ ranks: [[UInt32]], _ shifts: [Int]
    ) {
        for dimension in ranks.indices where ranks[dimension].count > 1 {
            let (codes, shift) = (block.codes(dimension), Key(shifts[dimension]))
            ranks[dimension].withUnsafeBufferPointer { ranks in
                for row in 0..<rows.count {
                    rows[row].key |= Key(truncatingIfNeeded: ranks[Int(codes[row])]) &<< shift
                }
            }
        }
    }

    /// Sorts rows by their keys. Rows with equal keys keep their order.
    /// - Parameters:
    ///   - bits: of the keys.
    ///   - seriesShift: the bits of the dimensions that follow those of a series.
    ///   - other: memory for as many rows.
    /// - Returns: the sorted rows, in the memory of `rows` or of `other`, and whether two of them can have equal keys.
    private static func sorted<Key>(
        _ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, bits: Int, seriesShift: Int,
        _ other: UnsafeMutableBufferPointer<KeyedRow<Key>>
    ) -> (rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, mayRepeat: Bool) {
        guard let starts = ascendingRuns(UnsafeBufferPointer(rows), seriesShift) else {
            return (sortedByDigits(rows, bits: bits, other), true)
        }
        let runCount = starts.count - 1
        guard runCount > 1 else { return (rows, false) }
        return withUnsafeTemporaryAllocation(of: KeyedRow<Key>.self, capacity: 2 * runCount) { memory in
            // By run, the key of its first row, and the number of the run.
            let runs = UnsafeMutableBufferPointer(rebasing: memory[..<runCount])
            for run in 0..<runCount { runs[run] = KeyedRow(key: rows[Int(starts[run])].key, row: UInt32(run)) }
            let sorted = sortedByDigits(runs, bits: bits, UnsafeMutableBufferPointer(rebasing: memory[runCount...]))
            var (count, next) = (0, 0)
            var overlap = false
            while next < runCount {
                // Runs that overlap are sorted together, such as those of two codes in a file that mean the same partner.
                let (first, firstRun) = (count, next)
                var last = sorted[next].key
                while next < runCount, next == firstRun || sorted[next].key <= last {
                    let run = Int(sorted[next].row)
                    for row in Int(starts[run])..<Int(starts[run + 1]) {
                        other[count] = rows[row]
                        count &+= 1
                    }
                    last = max(last, other[count - 1].key)
                    next += 1
                }
                guard next > firstRun + 1 else { continue }
                overlap = true
                other[first..<count].sort { ($0.key, $0.row) < ($1.key, $1.row) }
            }
            return (other, overlap)
        }
    }

    /// The first row of each run of rows of one series with ascending keys; one more entry closes the last. Nil if runs have fewer
    /// than 8 rows on average. Files usually have the periods of a series in their order.
    private static func ascendingRuns<Key>(
        _ rows: UnsafeBufferPointer<KeyedRow<Key>>, _ seriesShift: Int
    ) -> [UInt32]? {
        var starts: [UInt32] = [0]
        let shift = Key(truncatingIfNeeded: seriesShift)
        for row in 1..<max(1, rows.count) {
            let (last, key) = (rows[row &- 1].key, rows[row].key)
            guard key <= last || (key ^ last) &>> shift != 0 else { continue }
            if starts.count > rows.count / 8 { return nil }
            starts.append(UInt32(truncatingIfNeeded: row))
        }
        return starts + [UInt32(rows.count)]
    }

    /// Sorts rows by at most 11 bits of their keys at a time, the lowest first.
    private static func sortedByDigits<Key>(
        _ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, bits: Int,
        _ other: UnsafeMutableBufferPointer<KeyedRow<Key>>
    ) -> UnsafeMutableBufferPointer<KeyedRow<Key>> {
        let passCount = (bits + 10) / 11
        guard passCount > 0 else { return rows }
        let width = (bits + passCount - 1) / passCount
        let (buckets, mask) = (1 << width, 1 << width - 1)
        // By pass and bucket, the number of rows, then the position of the next row.
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: passCount * buckets) { next in
            next.initialize(repeating: 0)
            for row in rows {
                for pass in 0..<passCount {
                    let bucket = Int(truncatingIfNeeded: row.key &>> Key(truncatingIfNeeded: pass &* width)) & mask
                    next[pass &* buckets &+ bucket] &+= 1
                }
            }
            var (from, to) = (rows, other)
            for pass in 0..<passCount {
                let next = UnsafeMutableBufferPointer(rebasing: next[(pass * buckets)...])
                let shift = Key(truncatingIfNeeded: pass * width)
                var sum: UInt32 = 0
                for bucket in 0..<buckets { (next[bucket], sum) = (sum, sum + next[bucket]) }
                for row in from {
                    let bucket = Int(truncatingIfNeeded: row.key &>> shift) & mask
                    to[Int(next[bucket])] = row
                    next[bucket] &+= 1
                }
                swap(&from, &to)
            }
            return from
        }
    }

    /// Keeps one of the rows with equal keys.
    /// - Returns: the number of rows, which are moved to the start.
    private func join<Key>(
        _ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, _ duplicates: Duplicates
    ) throws(Failure) -> Int {
        guard duplicates != .keep else {
            try refuseRepeated(rows)
            return rows.count
        }
        var kept = 0
        for row in rows {
            guard kept > 0, rows[kept - 1].key == row.key else {
                rows[kept] = row
                kept += 1
                continue
            }
            switch duplicates {
            case .keep: break
            case .last: rows[kept - 1] = row
            case .refuse: throw .duplicate(address(rows[kept - 1].row), address(row.row))
            case .sum: try add(row.row, to: rows[kept - 1].row)
            }
        }
        return kept
    }

    /// Throws if a file gives a figure twice.
    private func refuseRepeated<Key>(_ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>) throws(Failure) {
        var first = 0
        for index in rows.indices {
            if rows[index].key != rows[first].key { first = index }
            for other in rows[first..<index] where file(other.row) == file(rows[index].row) {
                throw .duplicate(address(other.row), address(rows[index].row))
            }
        }
    }

    private func add(_ row: UInt32, to sum: UInt32) throws(Failure) {
        let (block, position) = position(row)
        let (target, targetPosition) = self.position(sum)
        for index in 0..<valueCount {
            let values = target.values(index)
            let (value, overflows) = values[targetPosition].addingReportingOverflow(block.values(index)[position])
            guard !overflows else { throw .overflow(address(row)) }
            values[targetPosition] = value
        }
        guard !isSum else { return }
        let precisions = target.figurePrecisions
        precisions[targetPosition] = max(precisions[targetPosition], block.figurePrecisions[position])
    }

    private func segment<Key>(
        _ rows: UnsafeBufferPointer<KeyedRow<Key>>, _ ids: [[UInt32]], _ shifts: [Int]
    ) -> Segment {
        func packed<Number: FixedWidthInteger>(_ column: (RowBlock) -> UnsafeBufferPointer<Number>) -> PackedColumn {
            let parts = blocks.map(column)
            let ranges = parts.compactMap { PackedColumn.range(of: $0) }
            let range = (ranges.map(\.lowerBound).min() ?? 0)...(ranges.map(\.upperBound).max() ?? 0)
            return parts.withUnsafeBufferPointer { parts in
                PackedColumn(count: rows.count, range: range) { range, block in
                    for index in 0..<range.count {
                        let row = Int(rows[range.lowerBound &+ index].row)
                        block[index] = Int64(
                            truncatingIfNeeded: parts[row &>> RowBlock.capacityBits][row & (RowBlock.capacity &- 1)])
                    }
                }
            }
        }
        func packedValues(_ index: Int) -> PackedColumn { packed { UnsafeBufferPointer($0.values(index)) } }
        func packedFiles() -> PackedColumn {
            guard files.count > 1 else { return .constant(files.first.map { Int64($0.file) } ?? 0, count: rows.count) }
            return PackedColumn(rows.map { file($0.row) })
        }
        // Series are looked up row by row, for which runs are slower.
        let hasFurther = dimensions.count > Dimension.count
        let codes = ids.indices.map { dimension -> PackedColumn in
            let (shift, count) = (Key(shifts[dimension]), ids[dimension].count)
            let mask = UInt32(truncatingIfNeeded: 1 << SegmentBuilder.bitCount(count) - 1)
            @inline(__always)
            func code(_ row: Int) -> UInt32 { UInt32(truncatingIfNeeded: rows[row].key &>> shift) & mask }
            guard hasFurther else {
                return PackedColumn(count: rows.count, range: 0...Int64(max(0, count - 1))) { range, block in
                    for index in 0..<range.count { block[index] = Int64(code(range.lowerBound &+ index)) }
                }
            }
            return PackedColumn(sortedCodes: rows.count, codeCount: count, code)
        }
        return Segment(
            ids: ids, codes: codes, values: (0..<measureCount).map(packedValues),
            origin: isSum
                ? .sums(count: packedValues(measureCount), steps: packedValues(measureCount + 1))
                : .figures(
                    FigureColumns(
                        precision: packed { UnsafeBufferPointer($0.figurePrecisions) }, file: packedFiles(),
                        line: packed(\.figureLines), column: packed(\.figureColumns))),
            rowCount: rows.count)
    }
}
