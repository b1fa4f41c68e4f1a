// A column of whole numbers in as few bytes a row as their range needs.

/// 0 bytes a row for a constant, otherwise 1, 2 or 4 bytes above the minimum. A column that would need 8 bytes is packed block by
/// block: few amounts of trade exceed 4 billion dollars.
enum PackedColumn: Sendable {
    static let blockSize = 4096

    case constant(Int64, count: Int)
    case bytes([UInt8], minimum: Int64)
    case shorts([UInt16], minimum: Int64)
    case words([UInt32], minimum: Int64)
    case longs([Int64])
    /// Blocks of `blockSize` rows.
    case blocks([PackedColumn])

    /// - Parameter value: the number of a row; asked twice for each row.
    init(count: Int, _ value: (Int) -> Int64) {
        var (minimum, maximum): (Int64, Int64) = (.max, .min)
        for row in 0..<count {
            let value = value(row)
            minimum = min(minimum, value)
            maximum = max(maximum, value)
        }
        guard count > 0, minimum < maximum else {
            self = .constant(count > 0 ? minimum : 0, count: count)
            return
        }
        let (range, overflows) = maximum.subtractingReportingOverflow(minimum)
        func packed<Width: FixedWidthInteger>(_: Width.Type) -> [Width] {
            [Width](unsafeUninitializedCapacity: count) { buffer, filled in
                for row in 0..<count {
                    buffer.initializeElement(at: row, to: Width(truncatingIfNeeded: value(row) &- minimum))
                }
                filled = count
            }
        }
        switch range {
        case _ where overflows || range > Int64(UInt32.max):
            if count <= PackedColumn.blockSize {
                self = .longs((0..<count).map(value))
            } else {
                self = .blocks(
                    stride(from: 0, to: count, by: PackedColumn.blockSize).map { start in
                        PackedColumn(count: min(PackedColumn.blockSize, count - start)) { value(start + $0) }
                    })
            }
        case ...Int64(UInt8.max): self = .bytes(packed(UInt8.self), minimum: minimum)
        case ...Int64(UInt16.max): self = .shorts(packed(UInt16.self), minimum: minimum)
        default: self = .words(packed(UInt32.self), minimum: minimum)
        }
    }

    @inline(__always)
    subscript(row: Int) -> Int64 {
        switch self {
        case .constant(let value, _): value
        case .bytes(let values, let minimum): Int64(values[row]) &+ minimum
        case .shorts(let values, let minimum): Int64(values[row]) &+ minimum
        case .words(let values, let minimum): Int64(values[row]) &+ minimum
        case .longs(let values): values[row]
        case .blocks(let blocks): blocks[row / PackedColumn.blockSize][row % PackedColumn.blockSize]
        }
    }

    /// Calls `body` with the offset in a range of rows and the number of each row.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ body: (Int, Int64) -> Void) {
        guard case .blocks(let blocks) = self else { return forEachInBlock(rows, offset: 0, body) }
        var row = rows.lowerBound
        while row < rows.upperBound {
            let first = row / PackedColumn.blockSize * PackedColumn.blockSize
            let end = min(rows.upperBound, first + PackedColumn.blockSize)
            blocks[row / PackedColumn.blockSize].forEachInBlock(
                row - first..<end - first, offset: row - rows.lowerBound, body)
            row = end
        }
    }

    @inline(__always)
    private func forEachInBlock(_ rows: Range<Int>, offset: Int, _ body: (Int, Int64) -> Void) {
        @inline(__always)
        func loop<Width: FixedWidthInteger>(_ values: [Width], _ minimum: Int64) {
            values.withUnsafeBufferPointer { values in
                for index in 0..<rows.count {
                    body(offset &+ index, Int64(truncatingIfNeeded: values[rows.lowerBound &+ index]) &+ minimum)
                }
            }
        }
        switch self {
        case .constant(let value, _): for index in 0..<rows.count { body(offset &+ index, value) }
        case .bytes(let values, let minimum): loop(values, minimum)
        case .shorts(let values, let minimum): loop(values, minimum)
        case .words(let values, let minimum): loop(values, minimum)
        case .longs(let values): loop(values, 0)
        case .blocks: break
        }
    }

    /// The rows of a range whose ascending numbers are in `numbers`.
    func rows(in rows: Range<Int>, _ numbers: Range<Int64>) -> Range<Int> {
        func first(_ number: Int64) -> Int {
            var (low, high) = (rows.lowerBound, rows.upperBound)
            while low < high {
                let middle = (low + high) / 2
                if self[middle] < number { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let start = first(numbers.lowerBound)
        return start..<max(start, first(numbers.upperBound))
    }

    /// Bytes in memory, without the fixed part.
    var byteCount: Int {
        switch self {
        case .constant: 0
        case .bytes(let values, _): values.count
        case .shorts(let values, _): values.count * 2
        case .words(let values, _): values.count * 4
        case .longs(let values): values.count * 8
        case .blocks(let blocks): blocks.reduce(0) { $0 + $1.byteCount }
        }
    }
}
