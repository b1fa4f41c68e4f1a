// Exports against imports: balance, total trade, Trade Deficit Ratio, coverage. Each follows from two published amounts.

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
    public let exports: Amount?
    public let imports: Amount?

    init(
        reporter: String, partner: String, period: Period, type: TradeType, classification: String, category: String,
        basis: String, rows: Rows, exports: Amount?, imports: Amount?
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
    }

    /// Rows of observations by measure, for the four flows of a balance.
    public struct Rows: Sendable {
        /// −1 where nothing was printed.
        private var rows = InlineArray<4, Int32>(repeating: -1)

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
        public var printed: [(measure: Measure, row: Int)] {
            Balance.flows.compactMap { measure in self[measure].map { (measure, $0) } }
        }

        /// The first of them.
        public var first: Int? { Balance.flows.lazy.compactMap { self[$0] }.first }

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
        return Int64(exactly: Int128(exports.value) - Int128(imports.value))
    }

    /// Exports + imports, in US dollars; nil where either is missing, or the result too large to be written.
    public var totalTrade: Int64? {
        guard let exports, let imports else { return nil }
        return Int64(exactly: Int128(exports.value) + Int128(imports.value))
    }

    /// All balances that pass a filter, in the order partner, period, type, classification, category, basis.
    /// Measures of the filter do not count: a balance takes what it needs.
    public static func all(_ dataset: Dataset, _ filter: Filter) -> [Balance] {
        let store = dataset.observations
        var balances: [Balance] = []
        balances.reserveCapacity(16)
        var rows = Rows()
        var first: Int?
        func finish() {
            func amount(_ measure: Measure) -> Amount? {
                rows[measure].map { Amount(store.value($0), precision: store.precision($0)) }
            }
            let (exports, imports) = (amount(.exports), amount(.imports))
            guard let row = first, exports != nil || imports != nil else { return }
            balances.append(
                Balance(
                    reporter: store.reporter(row), partner: store.partner(row), period: store.period(row),
                    type: store.type(row), classification: store.classification(row), category: store.category(row),
                    basis: store.basis(row), rows: rows, exports: exports, imports: imports))
        }
        for row in store.rows(filter, measures: flows) where store.isServed(row) {
            if let start = first, !store.sameRecord(start, row) {
                finish()
                rows = Rows()
                first = nil
            }
            first = first ?? row
            rows[store.measure(row)] = row
        }
        finish()
        return balances
    }

    /// Of balances that differ in nothing but their basis, the one on the preferred basis. Figures of different bases are
    /// never mixed; unless a basis is asked for, one of them is served.
    public static func preferred(_ balances: [Balance], _ dataset: Dataset) -> [Balance] {
        let order = dataset.observations.bases
        func rank(_ balance: Balance) -> Int { order.firstIndex(of: balance.basis) ?? order.count }
        func isSame(_ left: Balance, _ right: Balance) -> Bool {
            left.reporter == right.reporter && left.partner == right.partner && left.period == right.period
                && left.type == right.type && left.classification == right.classification
                && left.category == right.category
        }
        // Mostly there is one for each, and nothing to choose.
        guard balances.indices.contains(where: { $0 > 0 && isSame(balances[$0 - 1], balances[$0]) }) else {
            return balances
        }
        var result: [Balance] = []
        result.reserveCapacity(balances.count)
        for balance in balances {
            if let last = result.last, isSame(last, balance) {
                if rank(balance) < rank(last) { result[result.count - 1] = balance }
            } else {
                result.append(balance)
            }
        }
        return result
    }
}
