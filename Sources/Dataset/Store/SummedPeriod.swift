// Periods of lists as sums of the periods of figures.

/// A period of a list, with the periods of the figures that are added up to it.
struct SummedPeriod {
    let period: UInt32
    /// Ascending; of a published period, the period itself.
    let parts: [UInt32]
    /// The number of months that are added up; nil for a published period.
    let months: Int?
}

extension FileSet {
    /// The periods of a list, ascending. A period is summed if the file set has all of its months. Only the last year may be
    /// incomplete: its months are added up to a year to date. A published period has precedence over a sum of its months.
    /// - Parameter passes: the condition of periods; years to date end with the last month that passes.
    func periods(_ spans: PeriodSpans, where passes: (UInt32) -> Bool) -> [SummedPeriod] {
        let all = Set(detail.flatMap { $0.ids[Dimension.period.rawValue] }).map { Period(rawValue: $0) }.sorted()
        let listed = all.filter(spans.lists)
        var result = listed.map { SummedPeriod(period: $0.rawValue, parts: [$0.rawValue], months: nil) }
        var months = all.filter { $0.kind == .month }
        if case .yearsToDate = spans { months.removeAll { !passes($0.rawValue) } }
        if spans != .periods(.month), let first = months.first?.months.lowerBound,
            let last = months.last?.months.lowerBound
        {
            var sums = spans.periods(within: first...last)
            if spans == .periods(.year), let year = sums.last, year.months.upperBound > last,
                !listed.contains(year.period), let toDate = Period(year: last / 12, toMonth: last % 12 + 1)
            {
                sums[sums.count - 1] = (toDate, toDate.months)
            }
            let present = Set(months.map(\.months.lowerBound))
            for (period, range) in sums where !listed.contains(period) && range.allSatisfy(present.contains) {
                let parts = range.compactMap { Frequency.month.period(containing: $0)?.rawValue }
                result.append(SummedPeriod(period: period.rawValue, parts: parts, months: range.count))
            }
        }
        return result.filter { passes($0.period) }.sorted { $0.period < $1.period }
    }
}

extension Aggregation {
    /// The sums of groups over windows, with the window in place of the month.
    /// - Parameters:
    ///   - windows: in the order of their last months.
    ///   - groups: in the order of their ids, of which the month is the last.
    static func sums(_ windows: [SummedPeriod], of groups: [Group]) -> [Group] {
        var sums: [Group] = []
        var start = 0
        while start < groups.count {
            let ids = groups[start].ids.dropLast()
            let end = groups[start...].firstIndex { $0.ids.dropLast() != ids } ?? groups.count
            // The months of the window.
            var months = start..<start
            var sum = groups[start].empty
            for window in windows {
                guard let first = window.parts.first, let last = window.parts.last else { continue }
                while months.upperBound < end, groups[months.upperBound].ids[ids.count] <= last {
                    sum.add(groups[months.upperBound])
                    months = months.lowerBound..<months.upperBound + 1
                }
                while let month = months.first, groups[month].ids[ids.count] < first {
                    sum.subtract(groups[month])
                    months.removeFirst()
                }
                if !months.isEmpty { sums.append(sum.with(ids + [window.period])) }
            }
            start = end
        }
        return sums
    }
}

extension Aggregation.Group {
    fileprivate var empty: Aggregation.Group {
        Aggregation.Group(ids: ids, values: values.map { _ in 0 }, count: 0, steps: 0)
    }

    fileprivate func with(_ ids: ArraySlice<UInt32>) -> Aggregation.Group {
        Aggregation.Group(ids: Array(ids), values: values, count: count, steps: steps)
    }

    fileprivate mutating func add(_ other: Aggregation.Group) {
        for index in values.indices { values[index] &+= other.values[index] }
        count &+= other.count
        steps &+= other.steps
    }

    fileprivate mutating func subtract(_ other: Aggregation.Group) {
        for index in values.indices { values[index] &-= other.values[index] }
        count &-= other.count
        steps &-= other.steps
    }
}
