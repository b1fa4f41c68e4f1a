// Figures on their way from a file to a segment builder. Appending them one by one to the columns of the builder would check each
// column for room and for other owners.

final class FigureChunk {
    /// Few enough to stay in the first levels of a processor's cache.
    private static let fullCount = 1024

    private(set) var count = 0
    private let capacity: Int
    private let dimensionCount: Int
    private let measureCount: Int
    /// By dimension, then by figure. Codes of constants are never read.
    private let allCodes: UnsafeMutablePointer<UInt32>
    /// By measure, then by figure.
    private let allValues: UnsafeMutablePointer<Int64>
    private let allPrecisions: UnsafeMutablePointer<UInt8>
    private let allLines: UnsafeMutablePointer<UInt32>
    private let allColumns: UnsafeMutablePointer<UInt32>

    /// - Parameter recordSize: the largest number of figures of a record.
    init(dimensions: Int, measures: Int, recordSize: Int) {
        (dimensionCount, measureCount) = (dimensions, measures)
        capacity = FigureChunk.fullCount + recordSize
        allCodes = .allocate(capacity: dimensions * capacity)
        allValues = .allocate(capacity: measures * capacity)
        allPrecisions = .allocate(capacity: capacity)
        allLines = .allocate(capacity: capacity)
        allColumns = .allocate(capacity: capacity)
    }

    deinit {
        allCodes.deallocate()
        allValues.deallocate()
        allPrecisions.deallocate()
        allLines.deallocate()
        allColumns.deallocate()
    }

    /// Whether the chunk may lack room for another record.
    var isFull: Bool { count >= FigureChunk.fullCount }

    /// Sets a code of the next figure.
    @inline(__always)
    func set(_ dimension: Int, _ code: UInt32) {
        assert(dimension < dimensionCount)
        allCodes[dimension &* capacity &+ count] = code
    }

    /// Sets a code of the figures from one on.
    @inline(__always)
    func fill(_ dimension: Int, from first: Int, _ code: UInt32) {
        assert(dimension < dimensionCount)
        let codes = allCodes + dimension &* capacity
        for index in first..<max(first, count) { codes[index] = code }
    }

    /// Sets a value of the next figure.
    @inline(__always)
    func setValue(_ measure: Int, _ value: Int64) {
        assert(measure < measureCount)
        allValues[measure &* capacity &+ count] = value
    }

    /// Ends a figure of which the values and the codes that `fill` does not set have been set.
    @inline(__always)
    func end(precision: Int, column: Int) {
        allPrecisions[count] = UInt8(truncatingIfNeeded: precision)
        allColumns[count] = UInt32(truncatingIfNeeded: column)
        count &+= 1
    }

    /// Sets the line of the figures from one on.
    @inline(__always)
    func fillLines(from first: Int, _ line: Int) {
        for index in first..<max(first, count) { allLines[index] = UInt32(truncatingIfNeeded: line) }
    }

    func removeAll() { count = 0 }

    func codes(_ dimension: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: allCodes + dimension * capacity, count: count)
    }

    func values(_ measure: Int) -> UnsafeBufferPointer<Int64> {
        UnsafeBufferPointer(start: allValues + measure * capacity, count: count)
    }

    var precisions: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: allPrecisions, count: count) }
    var lines: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: allLines, count: count) }
    var columns: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: allColumns, count: count) }
}
