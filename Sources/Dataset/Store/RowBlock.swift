// Memory for rows on their way to a segment, column by column.

import CPosix

/// Memory of zeros in whole pages.
final class PageMemory {
    let start: UnsafeMutableRawPointer
    private let byteCount: Int

    private static let largePage = 2 << 20

    /// - Parameter prefersLargePages: for memory that will be used to its end.
    init(byteCount: Int, prefersLargePages: Bool) {
        self.byteCount = (max(1, byteCount) + PageMemory.largePage - 1) / PageMemory.largePage * PageMemory.largePage
        start = cposix_allocate_pages(self.byteCount, prefersLargePages)
    }

    deinit { cposix_free_pages(start, byteCount) }
}

/// A fixed number of rows. A builder adds blocks instead of enlarging columns, which would copy each row and use new pages for it.
/// A class, because rows are written through several owners; memory that is not an array's, because an array checks its bounds and
/// owners at each change.
final class RowBlock {
    static let capacityBits = 16
    static let capacity = 1 << capacityBits
    /// Bytes between columns. Without them all columns of a row would have the same place in the processor's cache.
    private static let gap = 192

    private(set) var count = 0
    private let memory: PageMemory
    private let valueCount: Int
    private let valueStride = capacity + gap / 8
    private let allValues: UnsafeMutablePointer<Int64>
    /// By dimension. The codes of constants are written to the memory of `columns`, where the columns then replace them.
    private let allCodes: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt32>>
    private let lines: UnsafeMutablePointer<UInt32>
    private let columns: UnsafeMutablePointer<UInt32>
    private let precisions: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - isConstant: by dimension, whether its codes are not needed.
    ///   - values: the number of columns of values.
    ///   - prefersLargePages: whether the rows are expected to fill the block.
    init(isConstant: [Bool], values: Int, prefersLargePages: Bool) {
        valueCount = values
        let codeStride = RowBlock.capacity + RowBlock.gap / 4
        // The codes are followed by lines and columns, which have the same width. A block of a file with three varying dimensions
        // then fits one large page.
        let varyingCount = isConstant.count { !$0 }
        let (valueBytes, codeBytes) = (values * valueStride * 8, (varyingCount + 2) * codeStride * 4)
        memory = PageMemory(byteCount: valueBytes + codeBytes + RowBlock.capacity, prefersLargePages: prefersLargePages)
        allValues = memory.start.assumingMemoryBound(to: Int64.self)
        let codes = (memory.start + valueBytes).assumingMemoryBound(to: UInt32.self)
        lines = codes + varyingCount * codeStride
        columns = lines + codeStride
        allCodes = .allocate(capacity: isConstant.count)
        var next = codes
        for (dimension, isConstant) in isConstant.enumerated() {
            allCodes.initializeElement(at: dimension, to: isConstant ? columns : next)
            if !isConstant { next += codeStride }
        }
        precisions = (memory.start + valueBytes + codeBytes).assumingMemoryBound(to: UInt8.self)
    }

    deinit { allCodes.deallocate() }

    /// The number of rows that can be added.
    var room: Int { RowBlock.capacity &- count }

    // MARK: writing

    /// Sets a code of the next row.
    @inline(__always)
    func set(_ dimension: Int, _ code: UInt32) {
        assert(room > 0)
        allCodes[dimension][count] = code
    }

    /// Sets a code of the rows from one on.
    @inline(__always)
    func fill(_ dimension: Int, from first: Int, _ code: UInt32) {
        let codes = allCodes[dimension]
        for row in first..<max(first, count) { codes[row] = code }
    }

    /// Sets a value of the next row.
    @inline(__always)
    func setValue(_ index: Int, _ value: Int64) {
        assert(index < valueCount && room > 0)
        allValues[index &* valueStride &+ count] = value
    }

    /// Adds rows that are figures of one line, of which the other dimensions follow with `fill`.
    /// - Parameters:
    ///   - count: the number of rows, for which there is room; their values have been written to `nextValues`.
    ///   - flows, periods, precisions, figureColumns: by row.
    @inline(__always)
    func addFigures(
        _ count: Int, line: Int, flows: UnsafePointer<UInt32>, periods: UnsafePointer<UInt32>,
        precisions: UnsafePointer<UInt8>, columns figureColumns: UnsafePointer<UInt32>
    ) {
        assert(room >= count)
        allCodes[Dimension.flow.rawValue].advanced(by: self.count).update(from: flows, count: count)
        allCodes[Dimension.period.rawValue].advanced(by: self.count).update(from: periods, count: count)
        self.precisions.advanced(by: self.count).update(from: precisions, count: count)
        lines.advanced(by: self.count).update(repeating: UInt32(truncatingIfNeeded: line), count: count)
        columns.advanced(by: self.count).update(from: figureColumns, count: count)
        self.count &+= count
    }

    /// Memory for the values of the next rows.
    var nextValues: UnsafeMutablePointer<Int64> {
        @inline(__always) get { allValues + count }
    }

    /// Ends a row that is a figure. `fill` can follow.
    @inline(__always)
    func endFigure(precision: Int, line: Int, column: Int) {
        precisions[count] = UInt8(truncatingIfNeeded: precision)
        lines[count] = UInt32(truncatingIfNeeded: line)
        columns[count] = UInt32(truncatingIfNeeded: column)
        count &+= 1
    }

    /// Ends a row that is a sum, of which all values have been set.
    @inline(__always)
    func endSum() { count &+= 1 }

    // MARK: reading

    func codes(_ dimension: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: allCodes[dimension], count: count)
    }

    func values(_ index: Int) -> UnsafeMutableBufferPointer<Int64> {
        UnsafeMutableBufferPointer(start: allValues + index * valueStride, count: count)
    }

    /// For figures: the power of ten of the precision, the line and the column of each row.
    var figurePrecisions: UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: precisions, count: count)
    }
    var figureLines: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: lines, count: count) }
    var figureColumns: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: columns, count: count) }
}
