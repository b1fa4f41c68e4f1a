// The conditions of a query.

import Arithmetic

/// The values of each dimension that pass; with an empty list, all values pass.
public struct Filter: Sendable, Hashable {
    public var partners: [String] = []
    /// A period passes if all of it lies within one of the ranges.
    public var years: [ClosedRange<Int>] = []
    /// As `years`, but in months. A period must pass both conditions.
    public var periods: [PeriodRange] = []
    public var types: [TradeType] = []
    public var classifications: [String] = []
    public var categories: [String] = []
    public var bases: [String] = []
    public var measures: [Measure] = []
    /// By further dimension of a file set, the codes that pass.
    public var dimensions: [String: [String]] = [:]
    /// Only figures of releases up to this day.
    public var asOf: CalendarDate?
    /// The periods in which the figures of monthly series are returned.
    public var months = Months.published

    public enum Months: Sendable {
        /// Each month.
        case published
        /// Sums over years in place of months; an incomplete last year is summed to its last month.
        case summed
    }

    public init() {}

    /// Whether the periods of the filter let a period pass.
    public func passes(_ period: Period) -> Bool {
        (years.isEmpty || years.contains { $0.contains(period.firstYear) && $0.contains(period.lastYear) })
            && (periods.isEmpty || periods.contains { $0.contains(period) })
    }

    /// A range that contains the raw values of all periods that pass.
    var rawPeriods: Range<UInt32> {
        let months = periods.map(\.months)
        let first = max(years.map(\.lowerBound).min() ?? 0, (months.map(\.lowerBound).min() ?? 0) / 12)
        let last = min(years.map(\.upperBound).max() ?? 9999, (months.map(\.upperBound).max() ?? 9999 * 12) / 12)
        return Period.rawValues(ofYears: first, last)
    }

    /// Also lets periods pass that start up to `months` months earlier.
    public mutating func widen(by months: Int) {
        years = years.map { $0.lowerBound - (months + 11) / 12...$0.upperBound }
        periods = periods.map { PeriodRange(months: $0.months.lowerBound - months...$0.months.upperBound) }
    }
}

/// A filter in the ids of a store.
struct IDFilter {
    /// Ascending; nil if all pass.
    let partners: [UInt32]?
    private let filter: Filter
    private let types: UInt8
    private let flows: UInt16
    private let bases: [UInt16]?
    /// By category, whether it passes; nil if all pass.
    private let categories: [Bool]?
    let hasPeriods: Bool
    let rawPeriods: Range<UInt32>
    let months: Filter.Months
    /// Releases are numbered in the order of their dates; those below this number pass.
    let releaseCount: Int

    init(_ filter: Filter, _ store: Store) {
        self.filter = filter
        let partners = filter.partners.compactMap { store.areas[$0] }.sorted()
        self.partners =
            filter.partners.isEmpty
            ? nil : partners.indices.filter { $0 == 0 || partners[$0 - 1] != partners[$0] }.map { partners[$0] }
        types = filter.types.isEmpty ? .max : filter.types.reduce(0) { $0 | 1 << UInt8($1.ordinal) }
        flows = filter.measures.isEmpty ? .max : filter.measures.reduce(0) { $0 | 1 << UInt16($1.ordinal) }
        bases =
            filter.bases.isEmpty
            ? nil : filter.bases.compactMap { store.bases.firstIndex(of: $0).map { UInt16($0) } }
        if filter.classifications.isEmpty && filter.categories.isEmpty {
            categories = nil
        } else {
            categories = store.categories.keys.map { key in
                (filter.classifications.isEmpty || filter.classifications.contains(key.classification))
                    && (filter.categories.isEmpty || filter.categories.contains(key.category))
            }
        }
        hasPeriods = !filter.years.isEmpty || !filter.periods.isEmpty
        rawPeriods = filter.rawPeriods
        months = filter.months
        releaseCount = store.releaseCount(asOf: filter.asOf)
    }

    @inline(__always)
    func passes(_ key: SeriesKey) -> Bool {
        passesType(UInt32(key.type)) && passesFlow(UInt32(key.flow)) && passesCategory(key.category)
            && passesBasis(UInt32(key.basis))
    }

    func passesType(_ id: UInt32) -> Bool { types >> UInt8(id) & 1 == 1 }
    func passesFlow(_ id: UInt32) -> Bool { flows >> UInt16(id) & 1 == 1 }
    func passesCategory(_ id: UInt32) -> Bool { categories?[Int(id)] ?? true }
    func passesBasis(_ id: UInt32) -> Bool { bases?.contains(UInt16(id)) ?? true }

    @inline(__always)
    func passes(_ period: UInt32) -> Bool { !hasPeriods || filter.passes(Period(rawValue: period)) }
}
