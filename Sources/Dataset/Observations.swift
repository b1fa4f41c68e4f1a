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
        let reporters = CodeList(drafts) { $0.reporter }
        let partners = CodeList(drafts) { $0.partner }
        let periods = CodeList(drafts) { $0.period }
        let classifications = CodeList(drafts) { $0.classification }
        let categories = CodeList(drafts) { $0.category }
        let baseCodes = drafts.map { draft in UInt16(bases.firstIndex(of: draft.basis) ?? 0) }
        (self.reporters, self.partners, self.periods) = (reporters.values, partners.values, periods.values)
        (self.classifications, self.categories, self.bases) = (classifications.values, categories.values, bases)
        let unsorted = drafts.indices.map { index in
            ObservationKey(
                reporter: reporters.codes[index], partner: partners.codes[index], period: periods.codes[index],
                type: UInt8(TradeType.allCases.firstIndex(of: drafts[index].type) ?? 0),
                classification: classifications.codes[index], category: categories.codes[index],
                basis: baseCodes[index], measure: UInt8(Measure.allCases.firstIndex(of: drafts[index].measure) ?? 0))
        }
        let order = drafts.indices.sorted { left, right in
            // Of the same figure the most precise first, then in the order of the tables.
            unsorted[left] != unsorted[right]
                ? unsorted[left] < unsorted[right]
                : (drafts[left].precision, drafts[left].address.table)
                    < (drafts[right].precision, drafts[right].address.table)
        }
        for index in order {
            keys.append(unsorted[index])
            values.append(drafts[index].value)
            precisions.append(UInt8(drafts[index].precision))
            addresses.append(drafts[index].address)
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

/// The values of one dimension in sorted order, and for each draft the place of its value.
private struct CodeList<Value: Hashable & Comparable> {
    let values: [Value]
    let codes: [UInt16]

    init(_ drafts: [Observations.Draft], _ part: (Observations.Draft) -> Value) {
        // Neighbouring drafts come from one row of a table, so most have the value of the one before.
        var found: [Value: Int] = [:]
        var order: [Value] = []
        var last: (value: Value, place: Int)?
        let places = drafts.map { draft in
            let value = part(draft)
            if let last, last.value == value { return last.place }
            let place = found[value] ?? order.count
            if place == order.count {
                found[value] = place
                order.append(value)
            }
            last = (value, place)
            return place
        }
        let sorted = order.indices.sorted { order[$0] < order[$1] }
        var codes = [UInt16](repeating: 0, count: order.count)
        for (code, place) in sorted.enumerated() { codes[place] = UInt16(code) }
        values = sorted.map { order[$0] }
        self.codes = places.map { codes[$0] }
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
