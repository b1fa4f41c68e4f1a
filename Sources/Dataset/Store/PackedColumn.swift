// A column of whole numbers in as few bytes a row as their range needs.

/// 0 bytes a row for a constant, otherwise 1, 2 or 4 bytes above the minimum, or 8 bytes.
enum PackedColumn: Sendable {
    case constant(Int64, count: Int)
    case bytes([UInt8], minimum: Int64)
    case shorts([UInt16], minimum: Int64)
    case words([UInt32], minimum: Int64)
    case longs([Int64])

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
            self = .longs((0..<count).map(value))
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
        }
    }

    /// Bytes in memory, without the fixed part.
    var byteCount: Int {
        switch self {
        case .constant: 0
        case .bytes(let values, _): values.count
        case .shorts(let values, _): values.count * 2
        case .words(let values, _): values.count * 4
        case .longs(let values): values.count * 8
        }
    }
}
