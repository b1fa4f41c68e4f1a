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
public final class Observations: Sendable {
    /// Codes in sorted order, so that sorting rows by code number is sorting them by code.
    public let reporters: [String]
    public let partners: [String]
    public let periods: [Period]
    public let classifications: [String]
    public let categories: [String]
    /// In order of preference, not of name.
    public let bases: [String]

    let keys: [ObservationKey]
    private let values: [Int64]
    private let precisions: [UInt8]
    private let addresses: [CellAddress]
    /// By row, the number of its record: what has the same key but for the measure.
    private let records: [Int32]
    private let served: [Bool]
    /// Where each record's rows start; one more entry closes the last.
    private let recordStarts: [Int]
    /// Where each partner's records start, reporter by reporter; one more entry closes the last.
    private let partnerStarts: [Int]

    private static let types = TradeType.allCases
    private static let measures = Measure.allCases

    fileprivate static func code(_ type: TradeType) -> UInt8 { UInt8(types.firstIndex(of: type) ?? 0) }
    fileprivate static func code(_ measure: Measure) -> UInt8 { UInt8(measures.firstIndex(of: measure) ?? 0) }

    public var count: Int { keys.count }

    public func reporter(_ row: Int) -> String { reporters[Int(keys[row].reporter)] }
    public func partner(_ row: Int) -> String { partners[Int(keys[row].partner)] }
    public func period(_ row: Int) -> Period { periods[Int(keys[row].period)] }
    public func type(_ row: Int) -> TradeType { Observations.types[Int(keys[row].type)] }
    public func classification(_ row: Int) -> String { classifications[Int(keys[row].classification)] }
    public func category(_ row: Int) -> String { categories[Int(keys[row].category)] }
    public func basis(_ row: Int) -> String { bases[Int(keys[row].basis)] }
    public func measure(_ row: Int) -> Measure { Observations.measures[Int(keys[row].measure)] }
    /// US dollars; for a share, millionths of a percent.
    public func value(_ row: Int) -> Int64 { values[row] }
    /// The power of ten, in the value's own unit, that the figure was published to: 6 for whole millions of dollars.
    public func precision(_ row: Int) -> Int { Int(precisions[row]) }
    public func cell(_ row: Int) -> CellAddress { addresses[row] }

    /// The row that was made from a cell; nil for a cell that is no observation.
    public func row(of address: CellAddress) -> Int? { addresses.firstIndex(of: address) }

    /// Whether this row gives the figure; the others with the same key give it less precisely, or later in the reports.
    public func isServed(_ row: Int) -> Bool { served[row] }

    /// The rows with this row's key, the served one first.
    public func sameFigure(_ row: Int) -> Range<Int> {
        var start = row
        while !served[start] { start -= 1 }
        var end = row + 1
        while end < served.count, !served[end] { end += 1 }
        return start..<end
    }

    /// Whether two rows differ in nothing but the measure.
    public func sameRecord(_ left: Int, _ right: Int) -> Bool { records[left] == records[right] }

    /// How many records there are: rows that differ in nothing but the measure are one.
    public var recordCount: Int { recordStarts.count - 1 }

    /// The rows of a record, by its number.
    public func rows(ofRecord record: Int) -> Range<Int> { recordStarts[record]..<recordStarts[record + 1] }

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
                type: Observations.code(drafts[index].type),
                classification: classifications.codes[index], category: categories.codes[index],
                basis: baseCodes[index], measure: Observations.code(drafts[index].measure))
        }
        let order = drafts.indices.sorted { left, right in
            // Of the same figure the most precise first, then in the order of the tables.
            unsorted[left] != unsorted[right]
                ? unsorted[left] < unsorted[right]
                : (drafts[left].precision, drafts[left].address.table)
                    < (drafts[right].precision, drafts[right].address.table)
        }
        let keys = order.map { unsorted[$0] }
        self.keys = keys
        values = order.map { drafts[$0].value }
        precisions = order.map { UInt8(drafts[$0].precision) }
        addresses = order.map { drafts[$0].address }
        served = keys.indices.map { $0 == 0 || keys[$0] != keys[$0 - 1] }
        var recordStarts: [Int] = []
        records = keys.indices.map { row in
            var key = keys[max(0, row - 1)]
            key.measure = keys[row].measure
            if row == 0 || key != keys[row] { recordStarts.append(row) }
            return Int32(recordStarts.count - 1)
        }
        var starts: [Int] = []
        for reporter in reporters.values.indices {
            for partner in partners.values.indices {
                let bound = (UInt16(reporter), UInt16(partner))
                var record = starts.last ?? 0
                while record < recordStarts.count,
                    (keys[recordStarts[record]].reporter, keys[recordStarts[record]].partner) < bound
                { record += 1 }
                starts.append(record)
            }
        }
        partnerStarts = starts + [recordStarts.count]
        self.recordStarts = recordStarts + [keys.count]
    }

    /// The rows that pass a filter, in key order: reporter, partner, period, type, classification, category, basis, measure.
    public func rows(_ filter: Filter) -> [Int] {
        let measures = filter.measures.reduce(0 as UInt16) { $0 | 1 << UInt16(Observations.code($1)) }
        var result: [Int] = []
        forEachRecord(filter) { record in
            for row in rows(ofRecord: record) where measures == 0 || measures >> UInt16(keys[row].measure) & 1 == 1 {
                result.append(row)
            }
        }
        return result
    }

    /// Calls `body` with the number of each record that passes a filter, whatever it measures, in key order.
    public func forEachRecord(_ filter: Filter, _ body: (Int) -> Void) {
        let wanted = Wanted(filter, self)
        for reporter in reporters.indices {
            for partner in wanted.partners.range(of: partners.count) where wanted.partners.contains(partner) {
                let start = reporter * partners.count + partner
                for record in partnerStarts[start]..<partnerStarts[start + 1]
                where wanted.passes(keys[recordStarts[record]]) {
                    body(record)
                }
            }
        }
    }
}

/// A filter in the codes of a store, measures apart.
private struct Wanted {
    let partners: CodeSet
    private let periods: CodeSet
    private let classifications: CodeSet
    private let categories: CodeSet
    private let bases: CodeSet
    /// A bit for each case.
    private let types: UInt8

    init(_ filter: borrowing Filter, _ store: Observations) {
        partners = filter.partners.isEmpty ? .all : CodeSet(filter.partners, of: store.partners, isSorted: true)
        classifications =
            filter.classifications.isEmpty ? .all : CodeSet(filter.classifications, of: store.classifications)
        categories = filter.categories.isEmpty ? .all : CodeSet(filter.categories, of: store.categories)
        bases = filter.bases.isEmpty ? .all : CodeSet(filter.bases, of: store.bases)
        let years = filter.years
        periods =
            years.isEmpty
            ? .all
            : .some(
                store.periods.indices.map { period in
                    let (first, last) = (store.periods[period].firstYear, store.periods[period].lastYear)
                    return years.contains { $0.contains(first) && $0.contains(last) }
                })
        types = filter.types.isEmpty ? .max : filter.types.reduce(0) { $0 | 1 << Observations.code($1) }
    }

    @inline(__always)
    func passes(_ key: ObservationKey) -> Bool {
        types >> key.type & 1 == 1 && classifications.contains(Int(key.classification))
            && periods.contains(Int(key.period)) && categories.contains(Int(key.category))
            && bases.contains(Int(key.basis))
    }
}

/// The codes of one dimension that are wanted.
private enum CodeSet {
    case all
    case one(Int)
    /// By code, whether it is wanted.
    case some([Bool])

    init(_ wanted: [String], of codes: [String], isSorted: Bool = false) {
        if wanted.count == 1 {
            let place = isSorted ? CodeSet.place(wanted[0], in: codes) : codes.firstIndex(of: wanted[0])
            self = place.map { .one($0) } ?? .some([])
        } else {
            self = .some(codes.map { wanted.contains($0) })
        }
    }

    /// Where a code stands in a sorted list.
    private static func place(_ code: String, in sorted: [String]) -> Int? {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < code { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == code ? low : nil
    }

    @inline(__always)
    func contains(_ code: Int) -> Bool {
        switch self {
        case .all: true
        case .one(let wanted): code == wanted
        case .some(let wanted): code < wanted.count && wanted[code]
        }
    }

    /// Where to look for them among so many.
    func range(of count: Int) -> Range<Int> {
        if case .one(let code) = self { code..<code + 1 } else { 0..<count }
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
