// Exports against imports: balance, total trade, Trade Deficit Ratio, coverage. Each follows from two published amounts.

import Arithmetic
import Dataset

/// Trade with one partner in one period, type and category. A class, as lists of it are sorted, filtered and handed on.
public final class Balance: Sendable {
    public let reporter: String
    public let partner: String
    public let period: Period
    public let type: TradeType
    public let classification: String
    public let category: String
    public let basis: String
    /// Rows of the observations in the order of measures; exports and imports are the operands, the others what was printed as
    /// well.
    public let rows: Rows
    public let exports: PublishedAmount?
    public let imports: PublishedAmount?
    /// Sources of the rows, each once, in the order of measures.
    public let sources: [String]

    init(
        reporter: String, partner: String, period: Period, type: TradeType, classification: String, category: String,
        basis: String, rows: Rows, exports: PublishedAmount?, imports: PublishedAmount?, sources: [String] = []
    ) {
        self.reporter = reporter
        self.partner = partner
        self.period = period
        self.type = type
        self.classification = classification
        self.category = category
        self.basis = basis
        self.rows = rows
        self.exports = exports
        self.imports = imports
        self.sources = sources
    }

    /// What was printed in a record of the observations; nil where neither exports nor imports were.
    convenience init?(record: Int, of dataset: Dataset) {
        let store = dataset.observations
        let range = store.rows(ofRecord: record)
        var rows = Rows()
        for row in range where store.isServed(row) { rows[store.measure(row)] = row }
        func amount(_ measure: Measure) -> PublishedAmount? {
            rows[measure].map { PublishedAmount(store.value($0), precision: store.precision($0)) }
        }
        let (exports, imports) = (amount(.exports), amount(.imports))
        guard exports != nil || imports != nil else { return nil }
        var sources: [String] = []
        for printed in rows.printed where !sources.contains(dataset.source(printed.row)) {
            sources.append(dataset.source(printed.row))
        }
        let row = range.lowerBound
        self.init(
            reporter: store.reporter(row), partner: store.partner(row), period: store.period(row),
            type: store.type(row), classification: store.classification(row), category: store.category(row),
            basis: store.basis(row), rows: rows, exports: exports, imports: imports, sources: sources)
    }

    /// Rows of observations by measure, for the four flows of a balance.
    public struct Rows: Sendable {
        /// −1 where nothing was printed.
        fileprivate var rows = InlineArray<4, Int32>(repeating: -1)

        public init() {}

        /// The row of an observation; nil where nothing was printed, and for a share.
        public subscript(measure: Measure) -> Int? {
            get {
                guard let place = Rows.place(measure), rows[place] >= 0 else { return nil }
                return Int(rows[place])
            }
            set {
                guard let place = Rows.place(measure) else { return }
                rows[place] = newValue.map { Int32($0) } ?? -1
            }
        }

        /// Those that were printed, in the order of measures.
        public var printed: Printed { Printed(rows: self) }

        /// The first of them.
        public var first: Int? { printed.first { _ in true }?.row }

        /// What was printed, by measure.
        public struct Printed: Sequence, IteratorProtocol {
            fileprivate let rows: Rows
            private var place = 0

            fileprivate init(rows: Rows) { self.rows = rows }

            public var underestimatedCount: Int { rows.rows.indices.count { $0 >= place && rows.rows[$0] >= 0 } }

            public mutating func next() -> (measure: Measure, row: Int)? {
                while place < Balance.flows.count {
                    let row = rows.rows[place]
                    place += 1
                    if row >= 0 { return (Balance.flows[place - 1], Int(row)) }
                }
                return nil
            }
        }

        private static func place(_ measure: Measure) -> Int? {
            switch measure {
            case .exports: 0
            case .imports: 1
            case .balance: 2
            case .totalTrade: 3
            default: nil
            }
        }
    }

    /// Exports − imports, in US dollars; nil where either is missing, or the result too large to be written.
    public var balance: Int64? {
        guard let exports, let imports else { return nil }
        let (difference, overflows) = exports.value.subtractingReportingOverflow(imports.value)
        return overflows ? nil : difference
    }

    /// Exports + imports, in US dollars; nil where either is missing, or the result too large to be written.
    public var totalTrade: Int64? {
        guard let exports, let imports else { return nil }
        let (sum, overflows) = exports.value.addingReportingOverflow(imports.value)
        return overflows ? nil : sum
    }

    /// Of balances that differ in nothing but their basis, the one on the preferred basis. Figures of different bases are
    /// never mixed; unless a basis is asked for, one of them is served.
    /// - Parameter balances: in the order of `Balances`, in which bases stand in order of preference.
    public static func preferred(_ balances: [Balance]) -> [Balance] {
        func isFirst(_ index: Int) -> Bool {
            index == 0 || !balances[index - 1].isSame(balances[index], exceptBasis: true)
        }
        // Mostly there is one for each, and nothing to choose.
        guard !balances.indices.allSatisfy(isFirst) else { return balances }
        return balances.indices.filter(isFirst).map { balances[$0] }
    }
}

/// All balances of a dataset, made once.
public final class Balances: Sendable {
    private let store: Observations
    /// By record of the observations.
    private let byRecord: [Balance?]

    public init(_ dataset: Dataset) {
        store = dataset.observations
        byRecord = (0..<dataset.observations.recordCount).map { Balance(record: $0, of: dataset) }
    }

    /// Those that pass a filter, in the order reporter, partner, period, type, classification, category, basis.
    /// Measures of the filter do not count: a balance takes what it needs.
    public func all(_ filter: Filter) -> [Balance] {
        var balances: [Balance] = []
        balances.reserveCapacity(16)
        store.forEachRecord(filter) { record in if let balance = byRecord[record] { balances.append(balance) } }
        return balances
    }
}
