// Balances, computed on demand from the figures of the store: published periods and sums of months.

import Dataset

extension Dataset {
    /// The balances of the figures that pass a filter, in the order reporter, partner, period, type, classification, category,
    /// basis.
    /// - Parameters:
    ///   - filter: its measures are ignored; its periods apply to the balances, not to the months of sums.
    ///   - spans: for years, all published periods except months and quarters, and years and years to date as sums of months.
    public func balances(_ filter: Filter, _ spans: PeriodSpans = .periods(.year)) -> [Balance] {
        var figureFilter = filter
        figureFilter.measures = Balance.flows
        if case .periods(.year) = spans { figureFilter.months = .summed }
        if case .windows(let count) = spans { figureFilter.widen(by: count - 1) }
        var groups = BalanceGroups()
        var months = PeriodSums(store)
        store.forEachFigure(figureFilter) { releases in
            let period = releases[releases.startIndex].key.period
            if spans.lists(period) {
                groups.add(releases, store)
            } else if period.kind == .month {
                months.add(releases)
            }
        }
        func balance(_ group: BalanceGroups.Group) -> Balance? {
            Balance(group.key, group.rows, repetitions: group.repetitions, store)
        }
        guard !months.isEmpty else { return groups.all.compactMap(balance) }
        let published = groups.all.compactMap { group in balance(group).map { (key: group.key, balance: $0) } }
        let sums = months.sums(spans).compactMap { sum in
            filter.passes(sum.key.period)
                ? Balance(sum.key, months: sum.months, sum.rows, store).map { (sum.key, $0) } : nil
        }
        return merged(published, sums)
    }

    /// Merges two lists that are in the order of keys. For the same key, the later release is chosen; with equal releases, the
    /// published period. A later published figure that is the sum with fewer digits is not a revision: the sum is chosen.
    private func merged(
        _ published: [(key: RecordKey, balance: Balance)], _ sums: [(key: RecordKey, balance: Balance)]
    ) -> [Balance] {
        func release(_ balance: Balance) -> Int { balance.latestRelease ?? 0 }
        var result: [Balance] = []
        result.reserveCapacity(published.count + sums.count)
        var (left, right) = (published[...], sums[...])
        while let first = left.first, let second = right.first {
            if first.key < second.key {
                result.append(first.balance)
                left.removeFirst()
            } else if second.key < first.key {
                result.append(second.balance)
                right.removeFirst()
            } else {
                let isSum =
                    release(second.balance) > release(first.balance) || first.balance.shortens(second.balance, store)
                result.append(isSum ? second.balance : first.balance)
                left.removeFirst()
                right.removeFirst()
            }
        }
        return result + left.map(\.balance) + right.map(\.balance)
    }
}

extension Balance {
    /// Whether its flows are those of a sum, rounded or truncated to fewer digits than the months have.
    fileprivate func shortens(_ sum: Balance, _ store: Store) -> Bool {
        [Measure.exports, .imports].allSatisfy { flow in
            guard let row = rows.first(flow) else { return true }
            guard let whole = flow == .exports ? sum.exports : sum.imports else { return false }
            let step = sum.rows[flow].map(store.roundingStep).max() ?? 0
            return store.shortens(row, sum: whole.value, monthStep: step)
        }
    }
}

/// Figures that make one balance, in the order of the store.
private struct BalanceGroups {
    struct Group {
        let key: RecordKey
        var rows = Balance.Rows()
        var repetitions: [Int] = []
    }

    private(set) var all: [Group] = []

    mutating func add(_ releases: ArraySlice<Figure>, _ store: Store) {
        let figure = store.served(releases)
        if all.last?.key != figure.key { all.append(Group(key: figure.key)) }
        all[all.count - 1].rows.set(figure.measure, figure.row)
        if releases.count > 1 { store.addRepetitions(figure, in: releases, to: &all[all.count - 1].repetitions) }
    }
}

/// Figures of months, to be added up.
private struct PeriodSums {
    /// Figures of all releases, by month and date of release.
    private struct Series {
        let key: RecordKey
        var exports: [Figure] = []
        var imports: [Figure] = []

        var months: ClosedRange<Int>? {
            let first = [exports.first, imports.first].compactMap { $0.map(PeriodSums.month) }.min()
            let last = [exports.last, imports.last].compactMap { $0.map(PeriodSums.month) }.max()
            guard let first, let last else { return nil }
            return first...last
        }
    }

    private let store: Store
    private var series: [Series] = []
    private var indices: [RecordKey: Int] = [:]

    init(_ store: Store) { self.store = store }

    var isEmpty: Bool { series.isEmpty }

    fileprivate static func month(_ figure: Figure) -> Int { figure.key.period.months.lowerBound }

    /// - Parameter releases: all releases of one figure.
    mutating func add(_ releases: ArraySlice<Figure>) {
        guard let first = releases.first, first.measure == .exports || first.measure == .imports else { return }
        let key = first.key.series
        let index = indices[key] ?? series.count
        if index == series.count {
            indices[key] = index
            series.append(Series(key: key))
        }
        if first.measure == .exports {
            series[index].exports += releases
        } else {
            series[index].imports += releases
        }
    }

    /// The sums of all series, in the order of lists.
    func sums(_ spans: PeriodSpans) -> [(key: RecordKey, months: Int, rows: Balance.Rows)] {
        var sums: [(key: RecordKey, months: Int, rows: Balance.Rows)] = []
        for series in series {
            guard let all = series.months else { continue }
            for (period, months) in spans.periods(within: all) {
                let rows = rows(months, series)
                guard rows.first != nil else { continue }
                var key = series.key
                key.period = period
                sums.append((key, months.count, rows))
            }
        }
        return sums.sorted { $0.key < $1.key }
    }

    /// The rows of all months, from the latest release that has all of them. Months of two releases must not be added.
    private func rows(_ months: ClosedRange<Int>, _ series: Series) -> Balance.Rows {
        let (exports, imports) = (PeriodSums.part(series.exports, months), PeriodSums.part(series.imports, months))
        for release in Set((exports + imports).map(\.releaseNumber)).sorted(by: >) {
            var rows = Balance.Rows()
            rows[.exports] = store.monthRows(exports, count: months.count, release: release)
            rows[.imports] = store.monthRows(imports, count: months.count, release: release)
            let isComplete =
                (exports.isEmpty || rows.first(.exports) != nil) && (imports.isEmpty || rows.first(.imports) != nil)
            if isComplete { return rows }
        }
        return Balance.Rows()
    }

    /// The figures in a range of months.
    private static func part(_ figures: [Figure], _ months: ClosedRange<Int>) -> ArraySlice<Figure> {
        func first(from month: Int) -> Int { figures.indices.partitionPoint { PeriodSums.month(figures[$0]) >= month } }
        return figures[first(from: months.lowerBound)..<first(from: months.upperBound + 1)]
    }
}
