// Codes of periods: numbers in the order of first appearance.

/// A table for periods that start from 1950 to 2077, and a dictionary for others.
struct PeriodCodes {
    /// The raw values of the periods by code.
    private(set) var ids: [UInt32] = []
    /// By year and position in the year, the code + 1; 0 for a period without a code.
    private var codes = [UInt32](repeating: 0, count: yearCount * positionCount)
    private var others: [UInt32: UInt32] = [:]

    private static let firstYear = 1950
    private static let yearCount = 128
    private static let positionCount = 32

    /// The code of a period, given by its raw value, which is new or known.
    @inline(__always)
    mutating func code(_ period: UInt32) -> UInt32 {
        let (year, position) = Period.yearAndPosition(period)
        let index = (year &- PeriodCodes.firstYear) &* PeriodCodes.positionCount &+ position
        guard position < PeriodCodes.positionCount, codes.indices.contains(index) else { return other(period) }
        if codes[index] == 0 {
            ids.append(period)
            codes[index] = UInt32(ids.count)
        }
        return codes[index] &- 1
    }

    private mutating func other(_ period: UInt32) -> UInt32 {
        if let code = others[period] { return code }
        ids.append(period)
        others[period] = UInt32(ids.count - 1)
        return UInt32(ids.count - 1)
    }
}
