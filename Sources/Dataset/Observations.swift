// The store: every figure as a row of columns, coded by small numbers, sorted by its key, so that finding all of a partner is
// a range and everything else is a scan over a few bytes per row. Built once, then only read.

/// What an observation is of. Codes are indices into the dictionaries of the store.
struct ObservationKey: Hashable, Comparable {
    var reporter: UInt16
    var partner: UInt16
    var period: UInt16
    var type: UInt8
    var classification: UInt16
    var category: UInt16
    var basis: UInt16
    var measure: UInt8

    private var order: (UInt64, UInt64) {
        (
            UInt64(reporter) << 48 | UInt64(partner) << 32 | UInt64(period) << 16 | UInt64(type),
            UInt64(classification) << 48 | UInt64(category) << 32 | UInt64(basis) << 16 | UInt64(measure)
        )
    }

    static func < (left: ObservationKey, right: ObservationKey) -> Bool { left.order < right.order }
}

/// Columns of observations. Row numbers are stable for the life of a dataset.
public struct Observations: Sendable {
    /// Codes in sorted order, so that sorting rows by code number is sorting them by code.
    public let reporters: [String]
    public let partners: [String]
    public let periods: [Period]
    public let classifications: [String]
    public let categories: [String]
    /// In order of preference, not of name.
    public let bases: [String]

    private(set) var keys: [ObservationKey] = []
    private var values: [Int64] = []
    private var precisions: [UInt8] = []
    private var addresses: [CellAddress] = []
    /// Where each partner's rows start, reporter by reporter; one more entry closes the last.
    private var partnerStarts: [Int] = []

    public var count: Int { keys.count }

    public func reporter(_ row: Int) -> String { reporters[Int(keys[row].reporter)] }
    public func partner(_ row: Int) -> String { partners[Int(keys[row].partner)] }
    public func period(_ row: Int) -> Period { periods[Int(keys[row].period)] }
    public func type(_ row: Int) -> TradeType { TradeType.allCases[Int(keys[row].type)] }
    public func classification(_ row: Int) -> String { classifications[Int(keys[row].classification)] }
    public func category(_ row: Int) -> String { categories[Int(keys[row].category)] }
    public func basis(_ row: Int) -> String { bases[Int(keys[row].basis)] }
    public func measure(_ row: Int) -> Measure { Measure.allCases[Int(keys[row].measure)] }
    /// US dollars; for a share, millionths of a percent.
    public func value(_ row: Int) -> Int64 { values[row] }
    /// The power of ten, in the value's own unit, that the figure was published to: 6 for whole millions of dollars.
    public func precision(_ row: Int) -> Int { Int(precisions[row]) }
    public func cell(_ row: Int) -> CellAddress { addresses[row] }

    /// The row that was made from a cell; nil for a cell that is no observation.
    public func row(of address: CellAddress) -> Int? { addresses.firstIndex(of: address) }

    /// Whether this row gives the figure; the others with the same key give it less precisely, or later in the reports.
    public func isServed(_ row: Int) -> Bool { row == 0 || keys[row] != keys[row - 1] }

    /// The rows with this row's key, the served one first.
    public func sameFigure(_ row: Int) -> Range<Int> {
        var start = row
        while start > 0, keys[start - 1] == keys[row] { start -= 1 }
        var end = row + 1
        while end < keys.count, keys[end] == keys[row] { end += 1 }
        return start..<end
    }

    /// Whether two rows differ in nothing but the measure.
    public func sameRecord(_ left: Int, _ right: Int) -> Bool {
        var a = keys[left]
        a.measure = keys[right].measure
        return a == keys[right]
    }

    /// A row before it is coded.
    struct Draft {
        var reporter: String
        var partner: String
        var period: Period
        var type: TradeType
        var classification: String
        var category: String
        var basis: String
        var measure: Measure
        var value: Int64
        var precision: Int
        var address: CellAddress
    }

    init(_ drafts: [Draft], bases: [String]) {
        func sorted<T: Hashable & Comparable>(_ part: (Draft) -> T) -> (codes: [T], index: [T: UInt16]) {
            let codes = Set(drafts.map(part)).sorted()
            return (codes, Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, UInt16($0)) }))
        }
        let reporters = sorted(\.reporter)
        let partners = sorted(\.partner)
        let periods = sorted(\.period)
        let classifications = sorted(\.classification)
        let categories = sorted(\.category)
        let baseIndex = Dictionary(uniqueKeysWithValues: bases.enumerated().map { ($1, UInt16($0)) })
        (self.reporters, self.partners, self.periods) = (reporters.codes, partners.codes, periods.codes)
        (self.classifications, self.categories, self.bases) = (classifications.codes, categories.codes, bases)
        let coded = drafts.map { draft in
            (
                key: ObservationKey(
                    reporter: reporters.index[draft.reporter] ?? 0, partner: partners.index[draft.partner] ?? 0,
                    period: periods.index[draft.period] ?? 0,
                    type: UInt8(TradeType.allCases.firstIndex(of: draft.type) ?? 0),
                    classification: classifications.index[draft.classification] ?? 0,
                    category: categories.index[draft.category] ?? 0, basis: baseIndex[draft.basis] ?? 0,
                    measure: UInt8(Measure.allCases.firstIndex(of: draft.measure) ?? 0)),
                draft: draft
            )
        }.sorted { left, right in
            // The most precise first, then in the order of the tables.
            left.key != right.key
                ? left.key < right.key
                : (left.draft.precision, left.draft.address.table) < (right.draft.precision, right.draft.address.table)
        }
        for (key, draft) in coded {
            keys.append(key)
            values.append(draft.value)
            precisions.append(UInt8(draft.precision))
            addresses.append(draft.address)
        }
        indexPartners()
    }

    private mutating func indexPartners() {
        partnerStarts = []
        for reporter in reporters.indices {
            for partner in partners.indices {
                let bound = (UInt16(reporter), UInt16(partner))
                partnerStarts.append(firstRow { ($0.reporter, $0.partner) >= bound })
            }
        }
        partnerStarts.append(keys.count)
    }

    /// Binary search: the first row whose key satisfies a condition that holds for all that follow.
    private func firstRow(_ condition: (ObservationKey) -> Bool) -> Int {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if condition(keys[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The rows that pass a filter, in key order: reporter, partner, period, type, classification, category, basis, measure.
    public func rows(_ filter: Filter) -> [Int] {
        let partnerCodes = codes(filter.partners, partners)
        let classificationCodes = codes(filter.classifications, classifications)
        let categoryCodes = codes(filter.categories, categories)
        let basisCodes = codes(filter.bases, bases)
        let periodCodes = periods.indices.filter { index in
            filter.years.isEmpty
                || filter.years.contains { years in
                    years.contains(periods[index].firstYear) && years.contains(periods[index].lastYear)
                }
        }
        guard !partnerCodes.isEmpty, !classificationCodes.isEmpty, !categoryCodes.isEmpty, !basisCodes.isEmpty,
            !periodCodes.isEmpty
        else { return [] }
        let inPeriod = mask(periodCodes, periods.count)
        let inClassification = mask(classificationCodes, classifications.count)
        let inCategory = mask(categoryCodes, categories.count)
        let inBasis = mask(basisCodes, bases.count)
        let inType = TradeType.allCases.map { filter.types.isEmpty || filter.types.contains($0) }
        let inMeasure = Measure.allCases.map { filter.measures.isEmpty || filter.measures.contains($0) }
        var result: [Int] = []
        for reporter in reporters.indices {
            for partner in partnerCodes {
                let start = reporter * partners.count + partner
                for row in partnerStarts[start]..<partnerStarts[start + 1] {
                    let key = keys[row]
                    if inPeriod[Int(key.period)], inType[Int(key.type)], inMeasure[Int(key.measure)],
                        inClassification[Int(key.classification)], inCategory[Int(key.category)],
                        inBasis[Int(key.basis)]
                    {
                        result.append(row)
                    }
                }
            }
        }
        return result
    }

    private func codes(_ wanted: [String], _ all: [String]) -> [Int] {
        wanted.isEmpty ? Array(all.indices) : all.indices.filter { wanted.contains(all[$0]) }
    }

    private func mask(_ indices: [Int], _ count: Int) -> [Bool] {
        var mask = [Bool](repeating: false, count: count)
        for index in indices { mask[index] = true }
        return mask
    }
}

/// Which observations are wanted; an empty list lets all of that dimension pass.
public struct Filter: Sendable, Equatable {
    public var partners: [String] = []
    public var years: [ClosedRange<Int>] = []
    public var types: [TradeType] = []
    public var classifications: [String] = []
    public var categories: [String] = []
    public var bases: [String] = []
    public var measures: [Measure] = []

    public init() {}
}
