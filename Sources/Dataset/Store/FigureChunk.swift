// A few thousand figures on their way from a file to a segment builder. Appending them one by one to the columns of the builder
// would check each column for room and for other owners.

final class FigureChunk {
    static let capacity = 4096

    private(set) var count = 0
    private let dimensionCount: Int
    private let measureCount: Int
    /// By dimension, then by figure.
    private let allCodes: UnsafeMutablePointer<UInt32>
    /// By measure, then by figure.
    private let allValues: UnsafeMutablePointer<Int64>
    let precisions: UnsafeMutableBufferPointer<Int64>
    let lines: UnsafeMutableBufferPointer<UInt32>
    let columns: UnsafeMutableBufferPointer<UInt32>

    init(dimensions: Int, measures: Int) {
        (dimensionCount, measureCount) = (dimensions, measures)
        let capacity = FigureChunk.capacity
        allCodes = .allocate(capacity: dimensions * capacity)
        allCodes.initialize(repeating: 0, count: dimensions * capacity)
        allValues = .allocate(capacity: measures * capacity)
        allValues.initialize(repeating: 0, count: measures * capacity)
        precisions = .allocate(capacity: capacity)
        precisions.initialize(repeating: 0)
        lines = .allocate(capacity: capacity)
        lines.initialize(repeating: 0)
        columns = .allocate(capacity: capacity)
        columns.initialize(repeating: 0)
    }

    deinit {
        allCodes.deallocate()
        allValues.deallocate()
        precisions.deallocate()
        lines.deallocate()
        columns.deallocate()
    }

    var isFull: Bool { count == FigureChunk.capacity }

    /// Sets a code of the next figure.
    @inline(__always)
    func set(_ dimension: Int, _ code: UInt32) {
        assert(dimension < dimensionCount)
        allCodes[dimension &* FigureChunk.capacity &+ count] = code
    }

    /// Sets a value of the next figure.
    @inline(__always)
    func setValue(_ measure: Int, _ value: Int64) {
        assert(measure < measureCount)
        allValues[measure &* FigureChunk.capacity &+ count] = value
    }

    /// Ends a figure of which all codes and values have been set.
    @inline(__always)
    func end(precision: Int, line: Int, column: Int) {
        precisions[count] = Int64(precision)
        lines[count] = UInt32(truncatingIfNeeded: line)
        columns[count] = UInt32(truncatingIfNeeded: column)
        count &+= 1
    }

    func removeAll() { count = 0 }

    func codes(_ dimension: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: allCodes + dimension * FigureChunk.capacity, count: count)
    }

    func values(_ measure: Int) -> UnsafeBufferPointer<Int64> {
        UnsafeBufferPointer(start: allValues + measure * FigureChunk.capacity, count: count)
    }
}
