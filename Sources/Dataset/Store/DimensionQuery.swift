// Sums over the figures of file sets by any of their dimensions.

import Arithmetic

/// A sum of figures that agree in the dimensions of a group.
public struct GroupedSum: Sendable {
    /// The dimensions except the flow. The category is the total where categories are summed, the period that of the figures.
    public let key: RecordKey
    public let flow: Measure
    /// The codes of the further dimensions that were asked for, in that order.
    public let dimensions: [String]
    /// In US dollars.
    public let value: Int64
    /// Twice the interval of the value.
    public let doubledBounds: (low: Int128, high: Int128)
    /// The number of figures.
    public let count: Int64
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
    /// dimensions, in that order.
    /// - Parameters:
    ///   - filter: its measures are flows. A classification `total`, alone or with others, means the totals over the categories.
    ///   - dimensions: names of further dimensions of the file set; others give no sums.
    ///   - rowLimit: the most rows that may be read.
    public func sums(
        of set: FileSet, _ filter: Filter, by dimensions: [String], rowLimit: Int = 20_000_000,
        groupLimit: Int = 1 << 20
    ) throws(QueryError) -> [GroupedSum] {
        guard let further = set.indices(dimensions), let filtered = set.indices(filter.dimensions.keys.sorted()) else {
            return []
        }
        let ids = IDFilter(filter, self)
        guard Int(set.release) < ids.releaseCount else { return [] }
        var sums: [GroupedSum] = []
        for isTotal in [true, false] where isTotal ? filter.includesTotal : filter.includesCategories {
            let used = Set(further + filtered).sorted()
            let found = set.segments(further: used, isTotal: isTotal)
            // Without sums over the categories, the total is a category like others.
            let sumsCategories = isTotal && set.sumsCategories
            let core = Dimension.allCases.filter { $0 != .release && !(sumsCategories && $0 == .category) }
            var query = Aggregation(
                dimensions: core.map(\.rawValue) + further.compactMap { found.columns[$0] }, groupLimit: groupLimit,
                rowLimit: rowLimit)
            query.wanted = ids.wanted(found.segments, total: total, isTotal: isTotal, sumsCategories: sumsCategories)
            for (name, index) in zip(filter.dimensions.keys.sorted(), filtered) {
                guard let column = found.columns[index] else { continue }
                let values = set.dimensions[index].values
                query.wanted[column] = Set(
                    values.indices.filter { filter.dimensions[name]?.contains(values[$0].code) == true }
                        .map { UInt32($0) })
            }
            for group in try query.groups(found.segments) {
                sums.append(groupedSum(group, core, further, set))
            }
        }
        return sums
    }

    /// The id of the total over all categories.
    private var total: UInt32? {
        categories.keys.firstIndex(of: .total).map { UInt32($0) }
    }

    private func groupedSum(
        _ group: Aggregation.Group, _ core: [Dimension], _ further: [Int], _ set: FileSet
    ) -> GroupedSum {
        func id(_ dimension: Dimension) -> UInt32 {
            core.firstIndex(of: dimension).map { group.ids[$0] } ?? total ?? 0
        }
        let key = SeriesKey(
            reporter: id(.reporter), partner: id(.partner), category: id(.category), basis: UInt16(id(.basis)),
            type: UInt8(id(.type)), flow: UInt8(id(.flow)))
        let (value, steps) = (Int128(group.values[0]), Int128(group.steps))
        return GroupedSum(
            key: RecordKey(key, period: id(.period)), flow: Measure.allCases[Int(key.flow)],
            dimensions: further.enumerated().map { offset, index in
                set.dimensions[index].values[Int(group.ids[core.count + offset])].code
            },
            value: group.values[0], doubledBounds: (max(0, 2 * value - steps), 2 * value + steps), count: group.count,
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
    /// The indices of further dimensions; nil where the file set lacks one.
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
        if let partners { restrict(.partner, partners.contains) }
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
