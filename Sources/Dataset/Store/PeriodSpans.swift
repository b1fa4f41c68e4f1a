/// The periods of a list, to which months are added up.
public enum PeriodSpans: Sendable, Hashable {
    /// Months as published; quarters and years as published and as sums of months.
    case periods(Frequency)
    /// Sums of this many months, one for each last month, by which it is named.
    case windows(Int)
    /// Of each year, January to a month from 1 to 12; nil for the last month of the latest year.
    case yearsToDate(lastMonth: Int?)

    /// Whether figures of a period are listed as they are.
    public func lists(_ period: Period) -> Bool {
        switch (period.kind, self) {
        case (.month, .periods(.month)), (.quarter, .periods(.quarter)): true
        case (.yearToDate, .yearsToDate(let lastMonth)): period.number == lastMonth ?? period.number
        case (.month, _), (.quarter, _), (_, .periods(.month)), (_, .periods(.quarter)): false
        case (_, .windows), (_, .yearsToDate): false
        default: true
        }
    }

    /// The sums within a range of months, with their months.
    public func periods(within all: ClosedRange<Int>) -> [(period: Period, months: ClosedRange<Int>)] {
        switch self {
        case .periods(let frequency):
            var periods: [(period: Period, months: ClosedRange<Int>)] = []
            for month in stride(from: all.lowerBound, through: all.upperBound, by: 1) {
                guard let period = frequency.period(containing: month), period != periods.last?.period else { continue }
                periods.append((period, period.months))
            }
            return periods
        case .windows(let count):
            guard all.count >= count else { return [] }
            return (all.lowerBound + count - 1...all.upperBound).compactMap { last in
                Frequency.month.period(containing: last).map { ($0, last - count + 1...last) }
            }
        case .yearsToDate(let lastMonth):
            let number = lastMonth ?? all.upperBound % 12 + 1
            return (all.lowerBound / 12...all.upperBound / 12).compactMap { year in
                Period(year: year, toMonth: number).map { ($0, $0.months) }
            }
        }
    }
}
