// A column of whole numbers with the number of bytes per row that their range requires.

import Arithmetic

/// 0 bytes per row for a constant, otherwise 1, 2, 4 or 8 bytes. A column that would need 8 bytes is packed block by block: few
/// amounts of trade exceed 4 billion dollars. Sorted codes can be stored as runs.
enum PackedColumn: Sendable {
    static let blockSize = 4096

    case constant(Int64, count: Int)
    case bytes([UInt8], minimum: Int64)
    case shorts([UInt16], minimum: Int64)
    case words([UInt32], minimum: Int64)
    case longs([Int64])
    /// Runs of rows with one number: the first row of each, and the numbers. For columns by which rows are sorted first.
    case runs(starts: [UInt32], numbers: [UInt32], count: Int)
    /// Blocks of `blockSize` rows.
    case blocks([PackedColumn])

    init<Number: FixedWidthInteger>(_ numbers: [Number]) {
        self = numbers.withUnsafeBufferPointer { PackedColumn($0) }
    }

    private init<Number: FixedWidthInteger>(_ numbers: UnsafeBufferPointer<Number>) {
        guard let range = PackedColumn.range(of: numbers) else {
            self = .constant(0, count: 0)
            return
        }
        self.init(count: numbers.count, range: range) { rows, block in
            for index in 0..<rows.count {
                block[index] = Int64(truncatingIfNeeded: numbers[rows.lowerBound &+ index])
            }
        }
    }

    /// - Parameters:
    ///   - range: the least and the largest number, or a wider range.
    ///   - fill: writes the numbers of some rows, at most `blockSize`, to the start of the memory; each row is in one call.
    init(count: Int, range: ClosedRange<Int64>, _ fill: (Range<Int>, UnsafeMutablePointer<Int64>) -> Void) {
        let (least, largest) = (range.lowerBound, range.upperBound)
        guard count > 0, least < largest else {
            self = .constant(count > 0 ? least : 0, count: count)
            return
        }
        let (extent, overflows) = largest.subtractingReportingOverflow(least)
        switch extent {
        case _ where overflows || extent > Int64(UInt32.max): self = PackedColumn.inBlocks(count, fill)
        case ...Int64(UInt8.max): self = .bytes(PackedColumn.packed(count, above: least, fill), minimum: least)
        case ...Int64(UInt16.max): self = .shorts(PackedColumn.packed(count, above: least, fill), minimum: least)
        default: self = .words(PackedColumn.packed(count, above: least, fill), minimum: least)
        }
    }

    /// The differences between the numbers and `least`.
    private static func packed<Width: FixedWidthInteger>(
        _ count: Int, above least: Int64, _ fill: (Range<Int>, UnsafeMutablePointer<Int64>) -> Void
    ) -> [Width] {
        [Width](unsafeUninitializedCapacity: count) { buffer, filled in
            forEachBlock(count, fill) { start, block in
                for index in 0..<block.count {
                    buffer.initializeElement(at: start &+ index, to: Width(truncatingIfNeeded: block[index] &- least))
                }
            }
            filled = count
        }
    }

    /// Calls `body` with the first row and the numbers of each block.
    @inline(__always)
    private static func forEachBlock(
        _ count: Int, _ fill: (Range<Int>, UnsafeMutablePointer<Int64>) -> Void,
        _ body: (Int, UnsafeBufferPointer<Int64>) -> Void
    ) {
        let block = UnsafeMutablePointer<Int64>.allocate(capacity: min(count, blockSize))
        defer { block.deallocate() }
        for start in stride(from: 0, to: count, by: blockSize) {
            let rows = start..<min(count, start + blockSize)
            fill(rows, block)
            body(start, UnsafeBufferPointer(start: block, count: rows.count))
        }
    }

    /// The least and the largest of some numbers; nil without numbers.
    @inline(__always)
    static func range<Number: FixedWidthInteger>(of numbers: UnsafeBufferPointer<Number>) -> ClosedRange<Int64>? {
        guard let first = numbers.first else { return nil }
        var (least, largest) = (first, first)
        for index in 0..<numbers.count {
            least = min(least, numbers[index])
            largest = max(largest, numbers[index])
        }
        return Int64(truncatingIfNeeded: least)...Int64(truncatingIfNeeded: largest)
    }

    /// Numbers whose range requires 8 bytes.
    private static func inBlocks(
        _ count: Int, _ fill: (Range<Int>, UnsafeMutablePointer<Int64>) -> Void
    ) -> PackedColumn {
        guard count > blockSize else {
            var numbers: [Int64] = []
            forEachBlock(count, fill) { numbers = Array($1) }
            return .longs(numbers)
        }
        var blocks: [PackedColumn] = []
        forEachBlock(count, fill) { blocks.append(PackedColumn($1)) }
        return .blocks(blocks)
    }

    /// Codes by which the rows are sorted after other columns, as runs if they take less than half of the memory.
    /// - Parameters:
    ///   - codeCount: the codes are below this number.
    ///   - code: the code of a row.
    init(sortedCodes count: Int, codeCount: Int, _ code: (Int) -> UInt32) {
        let width = codeCount <= 1 << 8 ? 1 : codeCount <= 1 << 16 ? 2 : 4
        if count > 0, codeCount > 1, let runs = PackedColumn.runs(count, width, code) {
            self = runs
            return
        }
        self.init(count: count, range: 0...Int64(max(0, codeCount - 1))) { rows, block in
            for row in rows { block[row &- rows.lowerBound] = Int64(code(row)) }
        }
    }

    /// Nil if runs would take more than half of the bytes of codes.
    /// - Parameter width: the bytes of a code.
    private static func runs(_ count: Int, _ width: Int, _ code: (Int) -> UInt32) -> PackedColumn? {
        // A run takes 8 bytes.
        let maximumRuns = count * width / 16
        var (starts, numbers): ([UInt32], [UInt32]) = ([], [])
        var last = UInt32.max
        for row in 0..<count {
            let code = code(row)
            guard code != last else { continue }
            if starts.count == maximumRuns { break }
            starts.append(UInt32(row))
            numbers.append(code)
            last = code
        }
        return starts.count < maximumRuns ? .runs(starts: starts, numbers: numbers, count: count) : nil
    }

    /// The index of the run of a row.
    private static func run(_ row: Int, _ starts: [UInt32]) -> Int {
        (0..<starts.count).partitionPoint { starts[$0] > row } - 1
    }

    @inline(__always)
    subscript(row: Int) -> Int64 {
        switch self {
        case .runs(let starts, let numbers, _): Int64(numbers[PackedColumn.run(row, starts)])
        case .constant(let value, _): value
        case .bytes(let values, let minimum): Int64(values[row]) &+ minimum
        case .shorts(let values, let minimum): Int64(values[row]) &+ minimum
        case .words(let values, let minimum): Int64(values[row]) &+ minimum
        case .longs(let values): values[row]
        case .blocks(let blocks): blocks[row / PackedColumn.blockSize][row % PackedColumn.blockSize]
        }
    }

    /// Calls `body` with the position of each row in a range and the number of the row.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ body: (Int, Int64) -> Void) {
        guard case .blocks(let blocks) = self else { return forEachInBlock(rows, position: 0, nil, body) }
        var row = rows.lowerBound
        while row < rows.upperBound {
            let first = row / PackedColumn.blockSize * PackedColumn.blockSize
            let end = min(rows.upperBound, first + PackedColumn.blockSize)
            blocks[row / PackedColumn.blockSize].forEachInBlock(
                row - first..<end - first, position: row - rows.lowerBound, nil, body)
            row = end
        }
    }

    /// Calls `body` with the position of each selected row among them and the number of the row.
    /// - Parameters:
    ///   - rows: rows of one block.
    ///   - selection: the offsets of the selected rows in the range, ascending; nil selects all rows.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ selection: UnsafeBufferPointer<Int32>?, _ body: (Int, Int64) -> Void) {
        guard case .blocks(let blocks) = self else { return forEachInBlock(rows, position: 0, selection, body) }
        let first = rows.lowerBound / PackedColumn.blockSize * PackedColumn.blockSize
        blocks[rows.lowerBound / PackedColumn.blockSize].forEachInBlock(
            rows.lowerBound - first..<rows.upperBound - first, position: 0, selection, body)
    }

    @inline(__always)
    private func forEachInBlock(
        _ rows: Range<Int>, position: Int, _ selection: UnsafeBufferPointer<Int32>?, _ body: (Int, Int64) -> Void
    ) {
        let count = selection?.count ?? rows.count
        @inline(__always)
        func loop<Width: FixedWidthInteger>(_ values: [Width], _ minimum: Int64) {
            values.withUnsafeBufferPointer { values in
                if let selection {
                    for index in 0..<count {
                        let row = rows.lowerBound &+ Int(selection[index])
                        body(position &+ index, Int64(truncatingIfNeeded: values[row]) &+ minimum)
                    }
                } else {
                    for index in 0..<count {
                        let row = rows.lowerBound &+ index
                        body(position &+ index, Int64(truncatingIfNeeded: values[row]) &+ minimum)
                    }
                }
            }
        }
        switch self {
        case .constant(let value, _): for index in 0..<count { body(position &+ index, value) }
        case .runs(let starts, let numbers, _):
            guard count > 0 else { return }
            var run = PackedColumn.run(rows.lowerBound, starts)
            for index in 0..<count {
                let row = rows.lowerBound &+ (selection.map { Int($0[index]) } ?? index)
                while run &+ 1 < starts.count, Int(starts[run &+ 1]) <= row { run &+= 1 }
                body(position &+ index, Int64(numbers[run]))
            }
        case .bytes(let values, let minimum): loop(values, minimum)
        case .shorts(let values, let minimum): loop(values, minimum)
        case .words(let values, let minimum): loop(values, minimum)
        case .longs(let values): loop(values, 0)
        case .blocks: break
        }
    }

    /// The results of a function for the number of each row in a range.
    @inline(__always)
    func map<Value>(_ rows: Range<Int>, _ value: (Int64) -> Value) -> [Value] {
        [Value](unsafeUninitializedCapacity: rows.count) { buffer, filled in
            forEach(rows) { index, number in buffer.initializeElement(at: index, to: value(number)) }
            filled = rows.count
        }
    }

    /// The sum of the numbers of the first rows without their signs; 2^64 − 1 if it is larger.
    func magnitudeSum(_ count: Int) -> UInt64 {
        var sum: UInt64 = 0
        forEach(0..<count) { _, number in sum = sum.addingClamped(number.magnitude) }
        return sum
    }

    /// The least and the largest number of a range of rows of one block, which is not empty.
    func range(_ rows: Range<Int>) -> ClosedRange<Int64> {
        func range<Width: FixedWidthInteger>(
            of indices: Range<Int>, _ numbers: [Width], _ offset: Int64
        ) -> ClosedRange<Int64> {
            let range = numbers.withUnsafeBufferPointer {
                PackedColumn.range(of: UnsafeBufferPointer(rebasing: $0[indices]))
            }
            return (range?.lowerBound ?? 0) &+ offset...(range?.upperBound ?? 0) &+ offset
        }
        switch self {
        case .constant(let value, _): return value...value
        case .bytes(let values, let minimum): return range(of: rows, values, minimum)
        case .shorts(let values, let minimum): return range(of: rows, values, minimum)
        case .words(let values, let minimum): return range(of: rows, values, minimum)
        case .longs(let values): return range(of: rows, values, 0)
        case .runs(let starts, let numbers, _):
            let first = PackedColumn.run(rows.lowerBound, starts)
            let end = PackedColumn.run(rows.upperBound - 1, starts) + 1
            return range(of: first..<end, numbers, 0)
        case .blocks:
            var (least, largest) = (Int64.max, Int64.min)
            forEach(rows) { _, number in
                least = min(least, number)
                largest = max(largest, number)
            }
            return least...largest
        }
    }

    /// The first row of each run of rows that agree in some columns; one more entry closes the last.
    static func runStarts(_ columns: ArraySlice<PackedColumn>, rowCount: Int) -> [Int] {
        guard rowCount > 0 else { return [0] }
        // Bytes, because the compiler compares several rows at a time then.
        var isFirst = [UInt8](repeating: 0, count: rowCount)
        isFirst.withUnsafeMutableBufferPointer { isFirst in
            for column in columns { column.markChanges(isFirst) }
        }
        return [0] + (1..<rowCount).filter { isFirst[$0] != 0 } + [rowCount]
    }

    /// Sets the entry of each row whose number differs from that of the row before to 1.
    /// - Parameter marks: one for each row.
    private func markChanges(_ marks: UnsafeMutableBufferPointer<UInt8>) {
        func mark<Width: FixedWidthInteger>(_ numbers: [Width]) {
            numbers.withUnsafeBufferPointer { numbers in
                for row in 1..<max(1, numbers.count) { marks[row] |= numbers[row] != numbers[row &- 1] ? 1 : 0 }
            }
        }
        switch self {
        case .constant: break
        case .bytes(let numbers, _): mark(numbers)
        case .shorts(let numbers, _): mark(numbers)
        case .words(let numbers, _): mark(numbers)
        case .longs(let numbers): mark(numbers)
        case .runs(let starts, _, _): for start in starts.dropFirst() { marks[Int(start)] = 1 }
        case .blocks:
            var last = self[0]
            forEach(0..<marks.count) { row, number in
                if number != last { marks[row] = 1 }
                last = number
            }
        }
    }

    /// The numbers of some rows, which are ascending in a column of runs.
    func numbers(of rows: [Int]) -> [Int64] {
        switch self {
        case .constant(let value, _): return [Int64](repeating: value, count: rows.count)
        case .runs(let starts, let numbers, _):
            var run = 0
            return rows.map { row in
                while run + 1 < starts.count, Int(starts[run + 1]) <= row { run += 1 }
                return Int64(numbers[run])
            }
        default: return rows.map { self[$0] }
        }
    }

    /// A column of some rows, which are ascending in a column of runs.
    func column(of rows: [Int]) -> PackedColumn {
        switch self {
        case .constant(let value, _): .constant(value, count: rows.count)
        case .bytes(let values, let minimum): .bytes(rows.map { values[$0] }, minimum: minimum)
        case .shorts(let values, let minimum): .shorts(rows.map { values[$0] }, minimum: minimum)
        case .words(let values, let minimum): .words(rows.map { values[$0] }, minimum: minimum)
        case .longs, .runs, .blocks: PackedColumn(numbers(of: rows))
        }
    }

    /// The rows of a range whose ascending numbers are in `numbers`.
    func rows(in rows: Range<Int>, _ numbers: Range<Int64>) -> Range<Int> {
        let start = rows.partitionPoint { self[$0] >= numbers.lowerBound }
        return start..<(start..<rows.upperBound).partitionPoint { self[$0] >= numbers.upperBound }
    }

    /// Bytes in memory, without the fixed part.
    var byteCount: Int {
        switch self {
        case .constant: 0
        case .runs(let starts, _, _): starts.count * 8
        case .bytes(let values, _): values.count
        case .shorts(let values, _): values.count * 2
        case .words(let values, _): values.count * 4
        case .longs(let values): values.count * 8
        case .blocks(let blocks): blocks.reduce(0) { $0 + $1.byteCount }
        }
    }
}

extension UInt64 {
    /// The sum; 2^64 − 1 if it is larger.
    @inline(__always)
    func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
