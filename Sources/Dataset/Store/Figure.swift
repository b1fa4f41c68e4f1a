// A figure that a query found, with its place in the order of lists.

/// The dimensions of a figure except its measure, as numbers in the order of lists: reporter, partner, period, type,
/// classification, category, basis.
public struct RecordKey: Sendable, Hashable, Comparable {
    /// Reporter and partner in 16 bits each, then the period.
    private var high: UInt64
    /// Type in 8 bits, category in 32, basis in 16.
    private let low: UInt64

    /// The key without its partner, equal for all partners.
    var withoutPartner: RecordKey {
        var key = self
        key.high &= 0xffff_0000_ffff_ffff
        return key
    }

    init(_ key: SeriesKey, period: UInt32) {
        high = UInt64(key.reporter) << 48 | UInt64(key.partner) << 32 | UInt64(period)
        low = UInt64(key.type) << 48 | UInt64(key.category) << 16 | UInt64(key.basis)
    }

    public var period: Period {
        get { Period(rawValue: UInt32(truncatingIfNeeded: high)) }
        set { high = (high >> 32) << 32 | UInt64(newValue.rawValue) }
    }

    /// The ids of the dimensions.
    var seriesIDs: (reporter: UInt32, partner: UInt32, type: UInt32, category: UInt32, basis: UInt32) {
        (
            UInt32(high >> 48), UInt32(high >> 32) & 0xffff, UInt32(low >> 48), UInt32(truncatingIfNeeded: low >> 16),
            UInt32(low & 0xffff)
        )
    }

    /// The key without its period, equal for all periods of a series.
    public var series: RecordKey {
        var key = self
        key.high = (high >> 32) << 32
        return key
    }

    public static func < (left: RecordKey, right: RecordKey) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// A figure of the store.
public struct Figure: Sendable, Comparable {
    public let key: RecordKey
    public let row: Int
    let flow: UInt8
    let release: UInt32

    init(_ key: SeriesKey, period: UInt32, release: UInt32, row: Int) {
        self.key = RecordKey(key, period: period)
        flow = key.flow
        self.release = release
        self.row = row
    }

    /// The position of the release among the releases of the store.
    public var releaseNumber: Int { Int(release) }
    public var measure: Measure { Measure.allCases[Int(flow)] }

    func isSameFigure(_ other: Figure) -> Bool { key == other.key && flow == other.flow }

    /// In the order of lists, then of measures, then of releases.
    public static func < (left: Figure, right: Figure) -> Bool {
        if left.key != right.key { return left.key < right.key }
        return (left.flow, left.release, left.row) < (right.flow, right.release, right.row)
    }
}
