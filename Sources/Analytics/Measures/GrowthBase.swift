// The earlier period that a rate of growth compares with.

import Dataset

/// The earlier period that a rate of growth compares with.
public enum GrowthBase: String, Sendable, CaseIterable {
    /// The period of the same kind directly before: the month before a month. Of sums over windows of months, the window that
    /// ends one month earlier.
    case previous
    /// The same period of the year before.
    case year

    public func period(before period: Period) -> Period? {
        switch self {
        case .year: period.yearsBefore(1)
        case .previous: period.previous
        }
    }

    /// The name of the earlier value in a formula.
    var words: String {
        switch self {
        case .year: "the year before"
        case .previous: "the period before"
        }
    }

    /// The reason for the absence of an earlier period.
    func reason(_ period: Period) -> String {
        switch self {
        case .year: "A span of years has no year before it."
        case .previous:
            "\(period.code) is a year to date or a span of years, which has no period directly before it; compare with the "
                + "year before."
        }
    }
}

extension Period {
    /// The period of the same kind directly before; nil for a year to date and for a span of years.
    var previous: Period? {
        let last = months.lowerBound - 1
        return switch kind {
        case .year: yearsBefore(1)
        case .month: Frequency.month.period(containing: last)
        case .quarter: Frequency.quarter.period(containing: last)
        case .half: number == 1 ? Period(year: firstYear - 1, half: 2) : Period(year: firstYear, half: 1)
        case .yearToDate, .years: nil
        }
    }
}
