// The periods that a request selects, read once from the parameters `year`, `period`, `frequency`, `window`, `ytd` and `as_of`.

import Arithmetic
import Analytics
import Dataset
import HTTP

struct PeriodSelection: Sendable, Hashable {
    var years: [ClosedRange<Int>] = []
    /// With `years`, a period must satisfy both.
    var ranges: [PeriodRange] = []
    /// Without a last month of years to date, each series has its own.
    var spans = PeriodSpans.periods(.year)
    /// Only figures of releases up to this day.
    var asOf: CalendarDate?
    /// The requested period; nil if the request names no period, or a range.
    var single: Period?

    /// The number of months of a window; nil without sums over windows.
    var window: Int? { if case .windows(let count) = spans { count } else { nil } }

    /// Whether the request names no periods.
    var isOpen: Bool { years.isEmpty && ranges.isEmpty }

    /// Whether the request names one month.
    var isOneMonth: Bool { ranges.count == 1 && ranges[0].months.count == 1 }

    /// The filter with these periods.
    func narrowing(_ filter: Filter) -> Filter {
        var filter = filter
        (filter.years, filter.periods, filter.asOf) = (years, ranges, asOf)
        return filter
    }

    /// The months of the requested years, numbered as in `PeriodRange`.
    private var monthsOfYears: [ClosedRange<Int>] { years.map { $0.lowerBound * 12...$0.upperBound * 12 + 11 } }

    /// The reason for an empty list if no period is both in the requested years and in the requested ranges.
    var contradiction: String? {
        guard !years.isEmpty, !ranges.isEmpty,
            !ranges.contains(where: { range in monthsOfYears.contains { $0.overlaps(range.months) } })
        else { return nil }
        return "No period is in both 'year' and 'period'."
    }

    /// Whether the request names a period, or all periods.
    func contains(_ period: Period) -> Bool {
        (single == nil || single == period)
            && (years.isEmpty || years.contains { $0.contains(period.firstYear) && $0.contains(period.lastYear) })
            && (ranges.isEmpty || ranges.contains { $0.contains(period) })
    }

    /// The requested months and the year before them, for comparisons; nil if all periods are requested.
    var spanOfComparisons: PeriodRange? {
        let all = ranges.map(\.months) + monthsOfYears
        guard let first = all.map(\.lowerBound).min(), let last = all.map(\.upperBound).max() else { return nil }
        return PeriodRange(months: first - 12...last)
    }

    /// This selection, with years to date up to the last month of the latest one of some balances: those of all partners and
    /// releases then have the same months.
    func endingTogether(_ balances: @autoclosure () -> [Balance]) -> PeriodSelection {
        guard spans == .yearsToDate(lastMonth: nil) else { return self }
        var selection = self
        selection.spans = .yearsToDate(lastMonth: balances().map(\.period).max()?.number)
        return selection
    }

    /// This selection, restricted to releases up to a day.
    func asOf(_ day: CalendarDate) -> PeriodSelection {
        var selection = self
        selection.asOf = min(day, asOf ?? day)
        return selection
    }

    /// This selection, restricted to one period.
    func only(_ period: Period) -> PeriodSelection {
        var selection = self
        (selection.years, selection.ranges) = ([], [PeriodRange(months: period.months)])
        if let month = period.yearToDateMonth {
            selection.spans = .yearsToDate(lastMonth: month)
        } else if case .yearsToDate = spans {
            selection.spans = .periods(.year)
        }
        selection.single = period
        return selection
    }
}

extension Dataset {
    /// The balances that pass a filter in the selected periods.
    func balances(_ filter: Filter, _ periods: PeriodSelection) -> [Balance] {
        let balances = balances(periods.narrowing(filter), periods.spans)
        guard let single = periods.single else { return balances }
        return balances.filter { $0.period == single }
    }

    /// The balances that pass a filter in the selected periods, of which the years to date end in the same month.
    func comparableBalances(_ filter: Filter, _ periods: PeriodSelection) -> [Balance] {
        let all = balances(filter, periods)
        let together = periods.endingTogether(all)
        return together == periods ? all : balances(filter, together)
    }

    /// The balances that computations on a selection compare with.
    func related(_ periods: PeriodSelection) -> RelatedBalances {
        let all = PeriodRange(months: 12_000...119_999)
        return RelatedBalances(self, within: periods.spanOfComparisons ?? all, asOf: periods.asOf)
    }
}

extension Request {
    /// The periods of a list.
    func periods() throws(Problem) -> PeriodSelection { try periods(self[.year], self[.period]) }

    /// The one period of a ranking, or the periods among which the latest is chosen.
    func onePeriod() throws(Problem) -> PeriodSelection {
        let period = self[.onePeriod]
        var selection = try periods(self[.oneYear].map { [$0...$0] } ?? [], period.map { [$0] } ?? [])
        if selection.window != nil, let single = period?.single, single.kind != .month {
            throw .conflicting(
                "period", "With 'window', 'period' is the last month of the window, such as \(single.lastYear)-12.")
        }
        guard let single = period?.single else { return selection }
        if let year = self[.oneYear], !(single.firstYear...single.lastYear).contains(year) {
            throw .conflicting("period", "The period \(single.code) is not in the year \(year).")
        }
        if single.kind == .year {
            // Like `year`: an incomplete year has a year to date instead.
            (selection.years, selection.ranges) = ([single.firstYear...single.firstYear], [])
        } else if self[.frequency]?.isShorter(than: single.frequency) != true {
            selection.single = single
        }
        return selection
    }

    private func periods(
        _ years: [ClosedRange<Int>], _ periods: [RequestedPeriod]
    ) throws(Problem) -> PeriodSelection {
        PeriodSelection(years: years, ranges: periods.map(\.range), spans: try spans(periods), asOf: self[.asOf])
    }

    /// - Parameter periods: of the parameter `period`.
    private func spans(_ periods: [RequestedPeriod]) throws(Problem) -> PeriodSpans {
        let asked = self[.frequency]
        if let window = self[.window] {
            guard !self[.ytd] else {
                throw .conflicting(
                    "window", "'window' and 'ytd' both select the months to add up; give one of them.")
            }
            guard asked ?? .month == .month else {
                throw .conflicting(
                    "frequency", "A window ends in each month, so it takes no 'frequency' but month.",
                    allowed: [Frequency.month.rawValue])
            }
            return .windows(window)
        }
        let lastMonths = periods.compactMap(\.yearToDateMonth)
        if self[.ytd] || !lastMonths.isEmpty {
            guard asked ?? .year == .year else {
                throw .conflicting(
                    "frequency", "A year to date is a part of a year, so it takes no 'frequency' but year.",
                    allowed: [Frequency.year.rawValue])
            }
            guard lastMonths.isEmpty || (Set(lastMonths).count == 1 && lastMonths.count == periods.count) else {
                throw .conflicting(
                    "period", "Years to date in one list end in the same month, and are the only periods in it.")
            }
            if let short = periods.first(where: { $0.frequency != .year }) {
                throw .conflicting("period", short.conflict("'ytd' takes years, such as \(short.year)."))
            }
            return .yearsToDate(lastMonth: lastMonths.first)
        }
        if let asked {
            if let short = periods.first(where: { $0.single != nil && $0.frequency.isShorter(than: asked) }) {
                throw .conflicting(
                    "frequency",
                    short.conflict(
                        "It is shorter than a \(asked.rawValue); use frequency=\(short.frequency.rawValue)."),
                    allowed: [short.frequency.rawValue])
            }
            return .periods(asked)
        }
        return .periods(periods.map(\.frequency).max { $1.isShorter(than: $0) } ?? .year)
    }
}

extension Frequency {
    fileprivate func isShorter(than other: Frequency) -> Bool {
        Frequency.allCases.firstIndex(of: self) ?? 0 > Frequency.allCases.firstIndex(of: other) ?? 0
    }
}

extension RequestedPeriod {
    fileprivate var year: Int { range.months.lowerBound / 12 }

    fileprivate func conflict(_ rule: String) -> String {
        (single.map { "'period' names \($0.code). " } ?? "") + rule
    }
}
