// Collects figures and makes segments of them: sorts the rows, codes the dimensions, joins duplicates.

/// Not copyable: the blocks are written by their owner.
struct SegmentBuilder: ~Copyable {
    /// The treatment of rows that agree in all dimensions.
    enum Duplicates: String, CaseIterable, Sendable {
        case refuse, sum, last
        /// Tables of a report may repeat a figure; a query chooses among them.
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
        /// The numbers of codes of all dimensions multiplied exceed 2^128.
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
    /// Whether the rows will fill the first block.
    private var fillsBlock = false
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

    /// Declares the file of the next rows. The rows of a file follow each other.
    mutating func begin(file: Int) {
        guard files.last?.file != UInt32(file) else { return }
        files.append((blocks.last.map { rowNumber(blocks.count - 1, $0.count) } ?? 0, UInt32(file)))
    }

    /// Declares that about as many rows will be added.
    mutating func expect(rowCount: Int) { fillsBlock = fillsBlock || rowCount >= RowBlock.capacity }

    /// A block with room for at least `room` rows, of which at most `RowBlock.capacity` are possible.
    mutating func block(room: Int = 1) -> RowBlock {
        if let last = blocks.last, last.room >= room { return last }
        let block = RowBlock(
            isConstant: isConstant, values: valueCount, prefersLargePages: fillsBlock || !blocks.isEmpty)
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
    private struct KeyedRow<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
        var key: Key
        var row: UInt32
    }

    /// Sorts by keys.
    private func segments<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _: Key.Type, _ ids: [[UInt32]], _ ranks: [[UInt32]], _ duplicates: Duplicates
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
        var rows = UnsafeMutableBufferPointer(start: start, count: rowCount)
        var first = 0
        for (number, block) in blocks.enumerated() {
            setKeys(UnsafeMutableBufferPointer(rebasing: rows[first..<first + block.count]), block, ranks, shifts)
            for row in 0..<block.count { rows[first + row].row = rowNumber(number, row) }
            first += block.count
        }
        rows = SegmentBuilder.sorted(
            rows, bits: bits, UnsafeMutableBufferPointer(start: start + rowCount, count: rowCount))
        let kept = duplicates == .keep ? rowCount : try join(rows, duplicates)
        return stride(from: 0, to: kept, by: Segment.maximumRowCount).map { start in
            let range = start..<min(kept, start + Segment.maximumRowCount)
            return segment(UnsafeBufferPointer(rebasing: rows[range]), ids, shifts)
        }
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

    /// Sorts rows by at most 11 bits of their keys at a time, the lowest first. Rows with equal keys keep their order.
    /// - Parameter other: memory for as many rows.
    /// - Returns: the sorted rows, in the memory of `rows` or of `other`.
    private static func sorted<Key>(
        _ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, bits: Int,
        _ other: UnsafeMutableBufferPointer<KeyedRow<Key>>
    ) -> UnsafeMutableBufferPointer<KeyedRow<Key>> {
        let passCount = (bits + 10) / 11
        guard passCount > 0, rows.count > 1 else { return rows }
        let width = (bits + passCount - 1) / passCount
        let (buckets, mask) = (1 << width, 1 << width - 1)
        // By pass and bucket, the number of rows, then the position of the next row.
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: passCount * buckets) { next in
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
            guard !isSorted else { return rows }
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
        @inline(__always)
        func packed<Number: FixedWidthInteger>(_ column: (RowBlock) -> UnsafeBufferPointer<Number>) -> PackedColumn {
            let parts = blocks.map(column)
            let ranges = parts.compactMap { PackedColumn.range(of: $0) }
            let range = (ranges.map(\.lowerBound).min() ?? 0)...(ranges.map(\.upperBound).max() ?? 0)
            return parts.withUnsafeBufferPointer { parts in
                PackedColumn(count: rows.count, range: range) { index in
                    let row = Int(rows[index].row)
                    return Int64(
                        truncatingIfNeeded: parts[row &>> RowBlock.capacityBits][row & (RowBlock.capacity &- 1)])
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
            guard count > 1 else { return .constant(0, count: rows.count) }
            return PackedColumn(sortedCodes: rows.count, codeCount: count, prefersRuns: hasFurther) {
                UInt32(truncatingIfNeeded: rows[$0].key &>> shift) & mask
            }
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
