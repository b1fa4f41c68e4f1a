// The properties that the figures of one column share in records of one period and flow.

/// Tables by kind. The kinds of one period and flow are a group, numbered by the code of the period × 2 + the code of the flow; a kind
/// is group × number of value columns + value column. Memory that is not an array's: the figures of a record are copied from it.
struct FigureKinds: ~Copyable {
    /// The number of value columns.
    let columnCount: Int
    private var capacity = 0
    /// The codes of flows and periods.
    private(set) var flows: UnsafeMutablePointer<UInt32>
    private(set) var periods: UnsafeMutablePointer<UInt32>
    /// The precision of an amount without decimals. Rules for a single partner replace it.
    private(set) var precisions: UnsafeMutablePointer<UInt8>
    /// By value column, the column in the file, counted from 1.
    let columns: UnsafeMutablePointer<UInt32>
    /// By group of kinds, the number of columns without a period; `unknown` before the first record.
    private var missing: [UInt32] = []

    /// The code of a period before the first figure of a kind.
    static let unknown = UInt32.max

    /// - Parameter fields: by value column, the index of its field.
    init(fields: [Int]) {
        columnCount = fields.count
        flows = .allocate(capacity: 0)
        periods = .allocate(capacity: 0)
        precisions = .allocate(capacity: 0)
        columns = .allocate(capacity: fields.count)
        for (index, field) in fields.enumerated() {
            columns.advanced(by: index).initialize(to: UInt32(truncatingIfNeeded: field + 1))
        }
    }

    deinit {
        flows.deallocate()
        periods.deallocate()
        precisions.deallocate()
        columns.deallocate()
    }

    /// Whether the group has the flows of its columns.
    @inline(__always)
    func contains(_ group: Int) -> Bool { group < missing.count && missing[group] != FigureKinds.unknown }

    /// Whether the period of each column of a group is known.
    @inline(__always)
    func isComplete(_ group: Int) -> Bool { missing[group] == 0 }

    /// Adds a group.
    /// - Parameter flow: the code of the flow of a value column.
    mutating func add(_ group: Int, flow: (Int) -> UInt32) {
        if group >= missing.count { grow(to: max(group + 1, 2 * missing.count)) }
        for column in 0..<columnCount { flows[group * columnCount + column] = flow(column) }
        missing[group] = UInt32(columnCount)
    }

    /// Sets the period of a kind, which is not yet known, and the precision of its figures.
    mutating func set(_ kind: Int, period: UInt32, precision: Int) {
        periods[kind] = period
        precisions[kind] = UInt8(truncatingIfNeeded: precision)
        missing[kind / columnCount] -= 1
    }

    private mutating func grow(to groupCount: Int) {
        let (old, new) = (capacity, groupCount * columnCount)
        func grown<Number>(_ numbers: UnsafeMutablePointer<Number>, _ added: Number) -> UnsafeMutablePointer<Number> {
            let larger = UnsafeMutablePointer<Number>.allocate(capacity: new)
            larger.update(from: numbers, count: old)
            larger.advanced(by: old).initialize(repeating: added, count: new - old)
            numbers.deallocate()
            return larger
        }
        flows = grown(flows, 0)
        periods = grown(periods, FigureKinds.unknown)
        precisions = grown(precisions, 0)
        capacity = new
        missing += [UInt32](repeating: FigureKinds.unknown, count: groupCount - missing.count)
    }
}
