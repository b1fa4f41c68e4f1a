// One basis for each series. Figures on different bases are not comparable, so no series mixes them.

import Dataset

/// A figure or record of figures of one series and period.
public protocol SeriesRecord {
    var reporter: String { get }
    var partner: String { get }
    var period: Period { get }
    var type: TradeType { get }
    var classification: String { get }
    var category: String { get }
    var basis: String { get }
    /// The weight of the record in the choice of a basis: 1, or the number of members in the sum over a group.
    var weight: Int { get }
}

extension SeriesRecord {
    public var weight: Int { 1 }
}

extension Balance: SeriesRecord {}

/// Records with one basis for each series: the trade with one partner, of one type and category, over the requested periods.
///
/// The basis is the one with the most periods; with equal counts the first in the order of preference of `bases.csv`.
public struct BasisChoice<Record: SeriesRecord> {
    /// A record on a chosen basis.
    public struct Chosen {
        public let record: Record
        /// The other bases on which the sources publish the same figure, in the order of the records.
        public let otherBases: [String]
    }

    /// In the order in which the records were given.
    public let chosen: [Chosen]
    /// In the order of their first records.
    public let series: [BasisSeries]

    public var records: [Record] { chosen.map(\.record) }

    /// The records of one series.
    private struct Found {
        let first: Record
        /// In the order of their first records.
        var counts: [BasisCount] = []
        /// By basis, the sum of the weights of its periods, and the last period: several figures of one period count once.
        private(set) var weights: [String: Int] = [:]
        private var lastPeriods: [Period] = []
        private var records: [(period: Period, basis: String)] = []
        var chosen: [String] = []

        init(first: Record) { self.first = first }

        mutating func add(_ record: Record) {
            let index = counts.firstIndex { $0.basis == record.basis } ?? counts.count
            if index == counts.count {
                counts.append(BasisCount(basis: record.basis, count: 0))
                lastPeriods.append(record.period)
            } else if lastPeriods[index] == record.period {
                return
            }
            counts[index].count += 1
            lastPeriods[index] = record.period
            weights[record.basis, default: 0] += record.weight
            records.append((record.period, record.basis))
        }

        func holds(_ record: Record) -> Bool {
            first.partner == record.partner && first.type == record.type && first.category == record.category
                && first.classification == record.classification && first.reporter == record.reporter
        }

        func otherBases(_ record: Record) -> [String] {
            counts.count == 1
                ? [] : records.filter { $0.period == record.period && $0.basis != record.basis }.map(\.basis)
        }
    }

    /// - Parameters:
    ///   - records: the records of the requested periods, in the order of lists.
    ///   - order: bases in order of preference; any other basis follows them.
    ///   - requested: the bases that the caller names, empty for all; nil to choose one for each series.
    public init(_ records: [Record], order: [String], requested: [String]? = nil) {
        var found: [Found] = []
        // The series of one partner are adjacent, so the search from the end is short.
        let indices = records.map { record in
            let index = found.lastIndex { $0.holds(record) } ?? found.count
            if index == found.count { found.append(Found(first: record)) }
            found[index].add(record)
            return index
        }
        func position(_ count: BasisCount) -> (Int, String) {
            (order.firstIndex(of: count.basis) ?? order.count, count.basis)
        }
        for index in found.indices {
            if found[index].counts.count > 1 { found[index].counts.sort { position($0) < position($1) } }
            let counts = found[index].counts
            if let requested {
                found[index].chosen = counts.map(\.basis).filter { requested.isEmpty || requested.contains($0) }
            } else {
                let weights = found[index].weights
                let most = weights.values.max()
                found[index].chosen = counts.first { weights[$0.basis] == most }.map { [$0.basis] } ?? []
            }
        }
        series = found.map { found in
            BasisSeries(
                partner: found.first.partner, type: found.first.type, classification: found.first.classification,
                category: found.first.category, periods: found.counts, chosen: found.chosen)
        }
        chosen = zip(records, indices).compactMap { record, index in
            found[index].chosen.contains(record.basis)
                ? Chosen(record: record, otherBases: found[index].otherBases(record)) : nil
        }
    }
}

/// A series and its bases.
public struct BasisSeries: Sendable, Equatable {
    public let partner: String
    public let type: TradeType
    public let classification: String
    public let category: String
    /// The number of periods on each basis, in order of preference.
    public let periods: [BasisCount]
    /// The chosen bases: one, unless the caller names others.
    public let chosen: [String]
}

/// The number of periods, or of partners, on a basis.
public struct BasisCount: Sendable, Equatable {
    public let basis: String
    public internal(set) var count: Int

    public init(basis: String, count: Int) { (self.basis, self.count) = (basis, count) }
}

extension BasisChoice: Sendable where Record: Sendable {}
extension BasisChoice.Chosen: Sendable where Record: Sendable {}
