// Sums over the figures of file sets by any of their dimensions.

import Arithmetic

/// The dimensions by which sums are grouped, in addition to reporter, type, classification, basis and flow.
public struct DimensionGrouping: Sendable, Equatable {
    public var partner = true
    public var period = true
    public var category = true
    /// Names of further dimensions.
    public var further: [String] = []
    /// The periods to which months are added up; nil for the periods of the figures.
    public var spans: PeriodSpans?

    public init(further: [String] = []) { self.further = further }
}

/// A sum of figures that agree in the dimensions of a group.
public struct GroupedSum: Sendable {
    /// The dimensions except the flow. Partner, period and category are undefined if the grouping adds them up.
    public let key: RecordKey
    public let flow: Measure
    /// The codes of the grouping's further dimensions, in its order.
    public let dimensions: [String]
    /// In US dollars.
    public let value: Int64
    /// Twice the ends of the interval of the value.
    public let doubledBounds: (low: Int128, high: Int128)
    /// The number of figures.
    public let count: Int64
    /// The number of months that are added up; nil for a published period and for several periods.
    public let months: Int?
    /// The further measures of the file set, in its order.
    public let measures: [MeasureSum]

    public struct MeasureSum: Sendable, Equatable {
        public let value: Int64
        /// US dollars of the figures for which the measure is above 0; the unit value divides by the measure.
        public let dollars: Int64
    }
}

extension Store {
    /// The sums of the figures of a file set that pass a filter, by the dimensions of a series, flow, period, and further
    /// dimensions.
    /// - Parameters:
    ///   - filter: its measures are flows. A classification `total`, alone or with others, means the totals over the categories.
    ///     Its periods are those of the sums.
    ///   - grouping: there are no sums if the file set lacks one of its further dimensions.
    ///   - rowLimit: the maximum number of rows to read.
    public func sums(
        of set: FileSet, _ filter: Filter, by grouping: DimensionGrouping, rowLimit: Int = .max,
        groupLimit: Int = 1 << 20
    ) throws(QueryError) -> [GroupedSum] {
        guard let further = set.indices(grouping.further), let filtered = set.indices(filter.dimensions.keys.sorted())
        else { return [] }
        let ids = IDFilter(filter, self)
        guard Int(set.release) < ids.releaseCount else { return [] }
        let periods = grouping.spans.map { set.periods($0, where: ids.passes) }
        // Windows overlap: the query returns months, which are added up afterwards.
        let windows: [SummedPeriod]? = if grouping.period, case .windows = grouping.spans { periods } else { nil }
        let months = Dictionary(
            uniqueKeysWithValues: (periods ?? []).compactMap { sum in sum.months.map { (sum.period, $0) } })
        let classifications = grouping.category ? nil : firstCategories
        var sums: [GroupedSum] = []
        for isTotal in [true, false] where isTotal ? filter.includesTotal : filter.includesCategories {
            let used = Set(further + filtered).sorted()
            let found = set.segments(further: used, isTotal: isTotal)
            // Without sums over the categories, the total is an ordinary category.
            let sumsCategories = isTotal && set.sumsCategories
            let core = Dimension.allCases.filter { dimension in
                switch dimension {
                case .release: false
                case .category: !sumsCategories
                case .partner: grouping.partner
                case .period: grouping.period
                default: true
                }
            }
            let period = Dimension.period.rawValue
            let columns = further.compactMap { found.columns[$0] }
            var dimensions = core.map(\.rawValue) + columns
            if windows != nil {
                // The months of a group then follow each other.
                dimensions.removeAll { $0 == period }
                dimensions.append(period)
            }
            var query = Aggregation(dimensions: dimensions, groupLimit: groupLimit, rowLimit: rowLimit)
            query.wanted = ids.wanted(found.segments, total: total, isTotal: isTotal, sumsCategories: sumsCategories)
            if let periods {
                query.wanted[period] = Set(periods.flatMap(\.parts))
                if grouping.period, windows == nil {
                    query.merged[period] = Dictionary(
                        uniqueKeysWithValues: periods.flatMap { sum in sum.parts.map { ($0, sum.period) } })
                }
            }
            query.merged[Dimension.category.rawValue] = classifications
            if !grouping.partner, ids.partners == nil {
                // A group of partners counts its members again.
                let partner = Dimension.partner.rawValue
                query.wanted[partner] = Set(found.segments.flatMap { $0.ids[partner] }).subtracting(areas.groups)
            }
            for (name, index) in zip(filter.dimensions.keys.sorted(), filtered) {
                guard let column = found.columns[index] else { continue }
                let values = set.dimensions[index].values
                query.wanted[column] = Set(
                    values.indices.filter { filter.dimensions[name]?.contains(values[$0].code) == true }
                        .map { UInt32($0) })
            }
            let groups = try query.groups(found.segments)
            let columnPositions = columns.compactMap { dimensions.firstIndex(of: $0) }
            for group in windows.map({ Aggregation.sums($0, of: groups) }) ?? groups {
                let codes = zip(further, columnPositions).map { index, position in
                    set.dimensions[index].values[Int(group.ids[position])].code
                }
                sums.append(groupedSum(group, dimensions, codes, months, set))
            }
        }
        return sums
    }

    /// The sums by all dimensions of a series, flow and period.
    func sums(of set: FileSet, _ filter: Filter, by dimensions: [String]) throws(QueryError) -> [GroupedSum] {
        try sums(of: set, filter, by: DimensionGrouping(further: dimensions))
    }

    /// By category, the first category of its classification.
    private var firstCategories: [UInt32: UInt32] {
        var firsts: [String: UInt32] = [:]
        var result: [UInt32: UInt32] = [:]
        for (index, key) in categories.keys.enumerated() {
            let first = firsts[key.classification] ?? UInt32(index)
            firsts[key.classification] = first
            result[UInt32(index)] = first
        }
        return result
    }

    /// The id of the total over all categories.
    private var total: UInt32? {
        categories.keys.firstIndex(of: .total).map { UInt32($0) }
    }

    /// - Parameters:
    ///   - dimensions: of the ids of the group, as columns.
    ///   - further: the codes of the further dimensions.
    ///   - months: by period, the number of months that are added up.
    private func groupedSum(
        _ group: Aggregation.Group, _ dimensions: [Int], _ further: [String], _ months: [UInt32: Int], _ set: FileSet
    ) -> GroupedSum {
        func id(_ dimension: Dimension) -> UInt32 {
            // Of the dimensions that are added up, only the category has a code for all.
            dimensions.firstIndex(of: dimension.rawValue).map { group.ids[$0] }
                ?? (dimension == .category ? total ?? 0 : 0)
        }
        let key = SeriesKey(
            reporter: id(.reporter), partner: id(.partner), category: id(.category), basis: UInt16(id(.basis)),
            type: UInt8(id(.type)), flow: UInt8(id(.flow)))
        let (value, steps) = (Int128(group.values[0]), Int128(group.steps))
        return GroupedSum(
            key: RecordKey(key, period: id(.period)), flow: Measure.allCases[Int(key.flow)],
            dimensions: further, value: group.values[0],
            doubledBounds: (max(0, 2 * value - steps), 2 * value + steps), count: group.count,
            months: months[id(.period)],
            measures: set.measures.indices.map {
                GroupedSum.MeasureSum(value: group.values[1 + 2 * $0], dollars: group.values[2 + 2 * $0])
            })
    }

    /// The codes of a key.
    public func reporter(of key: RecordKey) -> String { areas[key.seriesIDs.reporter] }
    public func partner(of key: RecordKey) -> String { areas[key.seriesIDs.partner] }
    public func type(of key: RecordKey) -> TradeType { TradeType.allCases[Int(key.seriesIDs.type)] }
    public func classification(of key: RecordKey) -> String { categories[key.seriesIDs.category].classification }
    public func category(of key: RecordKey) -> String { categories[key.seriesIDs.category].category }
    public func basis(of key: RecordKey) -> String { bases[Int(key.seriesIDs.basis)] }
}

extension FileSet {
    /// The indices of further dimensions; nil if the file set lacks one.
    fileprivate func indices(_ names: [String]) -> [Int]? {
        var indices: [Int] = []
        for name in names {
            guard let index = dimensions.firstIndex(where: { $0.name == name }) else { return nil }
            indices.append(index)
        }
        return indices
    }
}

extension Filter {
    /// Whether totals over categories pass.
    fileprivate var includesTotal: Bool {
        (classifications.isEmpty || classifications.contains("total"))
            && (categories.isEmpty || categories.contains("total"))
    }

    /// Whether categories pass.
    fileprivate var includesCategories: Bool { classifications != ["total"] && categories != ["total"] }
}

extension IDFilter {
    /// The ids that pass, by dimension of segments.
    fileprivate func wanted(
        _ segments: [Segment], total: UInt32?, isTotal: Bool, sumsCategories: Bool
    ) -> [Int: Set<UInt32>] {
        var wanted: [Int: Set<UInt32>] = [:]
        func restrict(_ dimension: Dimension, _ passes: (UInt32) -> Bool) {
            let all = Set(segments.flatMap { $0.ids[dimension.rawValue] })
            let passing = all.filter(passes)
            if passing.count < all.count { wanted[dimension.rawValue] = passing }
        }
        if let partners { restrict(.partner) { id in partners.contains(id) } }
        restrict(.type) { self.passesType($0) }
        restrict(.flow) { self.passesFlow($0) }
        restrict(.basis) { self.passesBasis($0) }
        restrict(.period) { self.passes($0) }
        if !sumsCategories {
            restrict(.category) { isTotal ? $0 == total : $0 != total && self.passesCategory($0) }
        }
        return wanted
    }
}
