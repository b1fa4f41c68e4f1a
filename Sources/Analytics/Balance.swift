// Exports and imports of one partner in one period, and the amounts that follow from them.

import Arithmetic
import Dataset

/// Trade with one partner in one period, type and category. A class, to avoid copies.
public final class Balance: Sendable {
    public let reporter: String
    public let partner: String
    public let period: Period
    public let type: TradeType
    public let classification: String
    public let category: String
    public let basis: String
    /// The number of months in the sums of exports and imports; nil for a published period.
    public let months: Int?
    /// Rows of the store. Exports and imports are the operands; a printed balance or total trade is kept for its cell.
    public let rows: Rows
    public let exports: PublishedAmount?
    public let imports: PublishedAmount?
    /// Sources of the rows, each once, in the order of measures.
    public let sources: [String]
    /// The position of the latest release of the rows among the releases; nil without rows.
    public let latestRelease: Int?
    /// Rows of other figures with the same amounts: in other tables or releases.
    public let repetitions: [Int]

    init(
        reporter: String, partner: String, period: Period, type: TradeType, classification: String, category: String,
        basis: String, months: Int? = nil, rows: Rows, exports: PublishedAmount?, imports: PublishedAmount?,
        sources: [String] = [], latestRelease: Int? = nil, repetitions: [Int] = []
    ) {
        self.reporter = reporter
        self.partner = partner
        self.period = period
        self.type = type
        self.classification = classification
        self.category = category
        self.basis = basis
        self.months = months
        self.rows = rows
        self.exports = exports
        self.imports = imports
        self.sources = sources
        self.latestRelease = latestRelease
        self.repetitions = repetitions
    }

    /// - Parameter months: the number of months in the sums; nil for one row for each measure.
    /// - Returns: nil without rows of exports and of imports, and if a sum exceeds 64 bits.
    convenience init?(
        _ key: RecordKey, months: Int? = nil, _ rows: Rows, repetitions: [Int] = [], _ store: Store
    ) {
        guard let any = rows.first(.exports) ?? rows.first(.imports),
            let exports = Balance.amount(rows, .exports, store), let imports = Balance.amount(rows, .imports, store)
        else { return nil }
        var sources: [String] = []
        var (lastRelease, latestRelease) = (-1, -1)
        rows.forEach { row in
            let release = store.releaseNumber(row)
            guard release != lastRelease else { return }
            lastRelease = release
            latestRelease = max(latestRelease, release)
            let source = store.releases[release].source
            if !sources.contains(source) { sources.append(source) }
        }
        self.init(
            reporter: store.reporter(of: key), partner: store.partner(of: key), period: key.period,
            type: store.type(of: key), classification: store.classification(of: key),
            category: store.category(of: key), basis: store.basis(of: key), months: months ?? store.monthCount(any),
            rows: rows, exports: exports, imports: imports, sources: sources, latestRelease: latestRelease,
            repetitions: repetitions)
    }

    /// The sum of the figures of a flow. The inner optional is nil without figures, the outer one if the sum exceeds 64 bits.
    private static func amount(_ rows: Rows, _ flow: Measure, _ store: Store) -> PublishedAmount?? {
        guard let first = rows.first(flow) else { return .some(nil) }
        guard let months = rows.months(flow) else { return store.amount(first) }
        var sum: Int64 = 0
        var (low, high): (Int128, Int128) = (0, 0)
        for row in months {
            let (value, step) = (store.value(row), Int128(store.roundingStep(row)))
            let overflows: Bool
            (sum, overflows) = sum.addingReportingOverflow(value)
            guard !overflows else { return nil }
            // A flow is never below 0, however coarsely it was rounded.
            low += max(2 * Int128(value) - step, value < 0 ? .min : 0)
            high += 2 * Int128(value) + step
        }
        return PublishedAmount(sum: sum, doubledBounds: (low, high))
    }

    /// Rows of the store by measure, for the four flows of a balance.
    public struct Rows: Sendable {
        /// Nearly all flows have one row, which takes no allocation.
        private enum Flow {
            case none
            case one(Int)
            /// At least two.
            case months([Int])
        }

        private var flows = InlineArray<4, Flow>(repeating: .none)

        public init() {}

        /// The row of a published figure or of a sum over a year, or the rows of the months of another sum; empty for a share.
        public subscript(measure: Measure) -> [Int] {
            get { months(measure) ?? first(measure).map { [$0] } ?? [] }
            set {
                guard let index = Rows.index(measure) else { return }
                flows[index] = newValue.count > 1 ? .months(newValue) : newValue.first.map { .one($0) } ?? .none
            }
        }

        /// Sets the row of a published figure or of a sum over a year.
        mutating func set(_ measure: Measure, _ row: Int) {
            if let index = Rows.index(measure) { flows[index] = .one(row) }
        }

        /// The first row of a measure.
        public func first(_ measure: Measure) -> Int? {
            guard let index = Rows.index(measure) else { return nil }
            return switch flows[index] {
            case .none: nil
            case .one(let row): row
            case .months(let rows): rows[0]
            }
        }

        /// The rows of a measure that has several.
        public func months(_ measure: Measure) -> [Int]? {
            guard let index = Rows.index(measure), case .months(let rows) = flows[index] else { return nil }
            return rows
        }

        /// Calls `body` with each row, in the order of measures.
        public func forEach(_ body: (Int) -> Void) {
            for index in flows.indices {
                switch flows[index] {
                case .none: break
                case .one(let row): body(row)
                case .months(let rows): for row in rows { body(row) }
                }
            }
        }

        /// The largest number of a row; 0 without rows.
        func max(_ number: (Int) -> Int) -> Int {
            var largest = 0
            forEach { largest = Swift.max(largest, number($0)) }
            return largest
        }

        /// The first row, in the order of measures.
        public var first: Int? {
            for measure in Balance.flows { if let row = first(measure) { return row } }
            return nil
        }

        private static func index(_ measure: Measure) -> Int? {
            switch measure {
            case .exports: 0
            case .imports: 1
            case .balance: 2
            case .totalTrade: 3
            default: nil
            }
        }
    }

    /// The id of the figure of a flow; nil if there is none.
    public func figureID(_ flow: Measure, _ dataset: Dataset) -> String? {
        if let months = rows.months(flow) { return dataset.cellID(rows: months) }
        return rows.first(flow).map { dataset.cellID(row: $0) }
    }

    /// Exports − imports, in US dollars; nil if either is missing, and if the result exceeds 64 bits.
    public var balance: Int64? {
        guard let exports, let imports else { return nil }
        let (difference, overflows) = exports.value.subtractingReportingOverflow(imports.value)
        return overflows ? nil : difference
    }

    /// Exports + imports, in US dollars; nil if either is missing, and if the result exceeds 64 bits.
    public var totalTrade: Int64? {
        guard let exports, let imports else { return nil }
        let (sum, overflows) = exports.value.addingReportingOverflow(imports.value)
        return overflows ? nil : sum
    }

    /// The basis of most of the balances; with equal counts, the first in `bases.csv`. Only balances on one basis are compared.
    public static func broadestBasis(_ balances: [Balance], _ dataset: Dataset) -> String? {
        var counts: [String: Int] = [:]
        for balance in balances { counts[balance.basis, default: 0] += 1 }
        let order = dataset.store.bases
        return counts.max { left, right in
            guard left.value == right.value else { return left.value < right.value }
            return (order.firstIndex(of: left.key) ?? order.count) > (order.firstIndex(of: right.key) ?? order.count)
        }?.key
    }

    /// Whether two balances differ only in their partner.
    public func isBeside(_ other: Balance, exceptCategory: Bool = false) -> Bool {
        isSame(other, exceptPartner: true, exceptCategory: exceptCategory)
    }

    /// Whether two balances differ only in their period and category.
    public func isSeries(_ other: Balance) -> Bool { isSame(other, exceptPeriod: true, exceptCategory: true) }

    /// Whether two balances agree in all dimensions, except for those that the parameters exclude.
    func isSame(
        _ other: Balance, exceptPartner: Bool = false, exceptPeriod: Bool = false, exceptCategory: Bool = false,
        exceptBasis: Bool = false
    ) -> Bool {
        (exceptPartner || partner == other.partner) && (exceptPeriod || period == other.period)
            && reporter == other.reporter && type == other.type && classification == other.classification
            && (exceptCategory || category == other.category) && (exceptBasis || basis == other.basis)
    }
}
