// One basis for each series. Figures on different bases are not comparable, so no series mixes them.

import Dataset

/// The dimensions of a figure or record of figures, from which a basis is chosen.
public struct SeriesRecord: Sendable {
    let reporter: String
    let partner: String
    let period: Period
    let type: TradeType
    let classification: String
    let category: String
    let basis: String
    /// The weight of the record in the choice of a basis: 1, or the number of members in the sum over a group.
    let weight: Int

    public init(
        reporter: String, partner: String, period: Period, type: TradeType, classification: String, category: String,
        basis: String, weight: Int = 1
    ) {
        (self.reporter, self.partner, self.period, self.type) = (reporter, partner, period, type)
        (self.classification, self.category, self.basis, self.weight) = (classification, category, basis, weight)
    }

    fileprivate func isSeries(_ other: SeriesRecord) -> Bool {
        partner == other.partner && type == other.type && category == other.category
            && classification == other.classification && reporter == other.reporter
    }
}

extension Balance {
    public var seriesRecord: SeriesRecord {
        SeriesRecord(
            reporter: reporter, partner: partner, period: period, type: type, classification: classification,
            category: category, basis: basis)
    }
}

/// Records with one basis for each series: the trade with one partner, of one type and category, over the requested periods.
///
/// The basis is the one with the most periods; with equal counts the first in the order of preference of `bases.csv`.
///
/// Not generic over its records: unspecialised code of another module took an eighth of the instructions of a new balance.
public struct BasisChoice: Sendable {
    /// A record on a chosen basis.
    public struct Chosen: Sendable {
        /// The position of the record among those given.
        public let index: Int
        /// The other bases on which the sources publish the same figure, in the order of the records.
        public let otherBases: [String]
    }

    /// In the order in which the records were given.
    public let chosen: [Chosen]
    /// In the order of their first records.
    public let series: [BasisSeries]

    /// The records of one series. A class, to avoid copies.
    private final class Found {
        /// The records on one basis; several figures of one period count once.
        struct Tally {
            let basis: String
            /// In the order of preference.
            let position: Int
            var count = 0
            var weight = 0
            var lastPeriod: Period?
        }

        let first: SeriesRecord
        /// In the order of their first records, then in the order of preference.
        var tallies: [Tally] = []
        /// In the order of periods.
        private var bases: [(period: Period, basis: String)] = []
        var chosen: [String] = []

        init(first: SeriesRecord) { self.first = first }

        func add(_ record: SeriesRecord, _ order: [String]) {
            let index = tallies.firstIndex { $0.basis == record.basis } ?? tallies.count
            if index == tallies.count {
                let position = order.firstIndex(of: record.basis) ?? order.count
                tallies.append(Tally(basis: record.basis, position: position))
            } else if tallies[index].lastPeriod == record.period {
                return
            }
            tallies[index].count += 1
            tallies[index].weight += record.weight
            tallies[index].lastPeriod = record.period
            bases.append((record.period, record.basis))
        }

        func choose(_ requested: [String]?) {
            if tallies.count > 1 { tallies.sort { ($0.position, $0.basis) < ($1.position, $1.basis) } }
            if let requested {
                chosen = tallies.map(\.basis).filter { requested.isEmpty || requested.contains($0) }
                return
            }
            guard var most = tallies.first else { return }
            // The first of several with the most periods.
            for tally in tallies where tally.weight > most.weight { most = tally }
            chosen = [most.basis]
        }

        func otherBases(_ record: SeriesRecord) -> [String] {
            guard tallies.count > 1 else { return [] }
            var others: [String] = []
            var index = bases.indices.partitionPoint { bases[$0].period >= record.period }
            while index < bases.count, bases[index].period == record.period {
                if bases[index].basis != record.basis { others.append(bases[index].basis) }
                index += 1
            }
            return others
        }

        var series: BasisSeries {
            BasisSeries(
                partner: first.partner, type: first.type, classification: first.classification,
                category: first.category, periods: tallies.map { BasisCount(basis: $0.basis, count: $0.count) },
                chosen: chosen)
        }
    }

    /// - Parameters:
    ///   - records: the records of the requested periods, in the order of lists.
    ///   - order: bases in order of preference; any other basis follows them.
    ///   - requested: the bases that the caller names, empty for all; nil to choose one for each series.
    public init(_ records: [SeriesRecord], order: [String], requested: [String]? = nil) {
        var found: [Found] = []
        // The series of one partner are adjacent, so the search from the end is short.
        let indices = records.map { record in
            let index = found.lastIndex { $0.first.isSeries(record) } ?? found.count
            if index == found.count { found.append(Found(first: record)) }
            found[index].add(record, order)
            return index
        }
        for index in found.indices { found[index].choose(requested) }
        series = found.map(\.series)
        var chosen: [Chosen] = []
        for (index, record) in records.enumerated() where found[indices[index]].chosen.contains(record.basis) {
            chosen.append(Chosen(index: index, otherBases: found[indices[index]].otherBases(record)))
        }
        self.chosen = chosen
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
