// Sums over the figures of all file sets that have some further dimensions.

/// The sums of both flows for one group.
public struct DetailGroup: Sendable {
    /// Partner, period and category are undefined if the grouping adds them up.
    public let key: RecordKey
    /// The codes of the further dimensions of the grouping, in its order.
    public let dimensions: [String]
    /// The number of months that are added up; nil for a published period and for several periods.
    public fileprivate(set) var months: Int?
    public fileprivate(set) var exports: DetailSum?
    public fileprivate(set) var imports: DetailSum?
    /// Ids of the sources, each once.
    public fileprivate(set) var sources: [String] = []
}

/// The sum of the figures of one flow.
public struct DetailSum: Sendable {
    public fileprivate(set) var value: Int64
    /// Twice the ends of the interval of the value.
    public fileprivate(set) var doubledBounds: (low: Int128, high: Int128)
    /// The number of figures.
    public fileprivate(set) var count: Int64
    /// By name, the further measures.
    public fileprivate(set) var measures: [String: GroupedSum.MeasureSum]

    fileprivate init(_ sum: GroupedSum, _ set: FileSet) {
        (value, doubledBounds, count) = (sum.value, sum.doubledBounds, sum.count)
        measures = Dictionary(uniqueKeysWithValues: zip(set.measures.map(\.name), sum.measures))
    }

    fileprivate mutating func add(_ other: DetailSum) throws(QueryError) {
        func sum(_ left: Int64, _ right: Int64) throws(QueryError) -> Int64 {
            let (sum, overflows) = left.addingReportingOverflow(right)
            guard !overflows else { throw .sumTooLarge }
            return sum
        }
        value = try sum(value, other.value)
        doubledBounds = (
            doubledBounds.low + other.doubledBounds.low, doubledBounds.high + other.doubledBounds.high
        )
        count += other.count
        for (name, measure) in other.measures {
            let own = measures[name]
            measures[name] = GroupedSum.MeasureSum(
                value: try sum(own?.value ?? 0, measure.value), dollars: try sum(own?.dollars ?? 0, measure.dollars))
        }
    }
}

extension Dataset {
    /// The sums of the figures that pass a filter, in the order of lists, from all file sets with the dimensions of the filter and
    /// of the grouping. For each partner and period, only the latest release of a basis with figures is added up.
    public func detailGroups(
        _ filter: Filter, by grouping: DimensionGrouping, rowLimit: Int = .max
    ) throws(QueryError) -> [DetailGroup] {
        let names = grouping.further + filter.dimensions.keys
        let sets = fileSets.filter { set in
            (filter.bases.isEmpty || filter.bases.contains(set.basis))
                && names.allSatisfy { name in set.dimensions.contains { $0.name == name } }
        }
        var groups = DetailGroups(grouping)
        let bases = Set(sets.map(\.basis)).sorted()
        for basis in bases {
            let ofBasis = sets.filter { $0.basis == basis }.sorted { $0.release > $1.release }
            guard Set(ofBasis.map(\.release)).count > 1 else {
                for set in ofBasis {
                    for sum in try store.sums(of: set, filter, by: grouping, rowLimit: rowLimit) {
                        try groups.add(sum, set)
                    }
                }
                continue
            }
            // Grouped by partner and period, because the release is chosen for each of them; added up afterwards.
            var parts = grouping
            (parts.partner, parts.period) = (true, true)
            var releases: [PartnerPeriod: UInt32] = [:]
            for set in ofBasis {
                for sum in try store.sums(of: set, filter, by: parts, rowLimit: rowLimit) {
                    guard grouping.partner || !filter.partners.isEmpty || !store.isGroup(sum.key) else { continue }
                    let part = PartnerPeriod(partner: sum.key.seriesIDs.partner, period: sum.key.period)
                    let latest = releases[part] ?? set.release
                    releases[part] = latest
                    if latest == set.release { try groups.add(sum, set) }
                }
            }
        }
        return groups.sorted
    }

    private struct PartnerPeriod: Hashable {
        let partner: UInt32
        let period: Period
    }
}

extension Store {
    /// Whether the partner of a key is a group of partners.
    fileprivate func isGroup(_ key: RecordKey) -> Bool { areas.groups.contains(key.seriesIDs.partner) }
}

/// Groups while sums are added to them.
private struct DetailGroups {
    private struct Key: Hashable {
        let record: RecordKey
        let dimensions: [String]
    }

    private let grouping: DimensionGrouping
    private var groups: [Key: DetailGroup] = [:]

    init(_ grouping: DimensionGrouping) { self.grouping = grouping }

    mutating func add(_ sum: GroupedSum, _ set: FileSet) throws(QueryError) {
        var record = grouping.partner ? sum.key : sum.key.withoutPartner
        if !grouping.period { record = record.series }
        let key = Key(record: record, dimensions: sum.dimensions)
        let new = DetailSum(sum, set)
        let flow = sum.flow == .exports ? \DetailGroup.exports : \DetailGroup.imports
        var group = groups[key] ?? DetailGroup(key: record, dimensions: sum.dimensions)
        if group[keyPath: flow] == nil {
            group[keyPath: flow] = new
        } else {
            try group[keyPath: flow]?.add(new)
        }
        if grouping.period { group.months = group.months ?? sum.months }
        if !group.sources.contains(set.source) { group.sources.append(set.source) }
        groups[key] = group
    }

    var sorted: [DetailGroup] {
        groups.values.sorted { left, right in
            left.key != right.key ? left.key < right.key : left.dimensions.lexicographicallyPrecedes(right.dimensions)
        }
    }
}
