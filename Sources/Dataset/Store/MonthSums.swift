// Sums of the months of each year, made once when the data is loaded: most requests ask for years.

extension Segment {
    /// Whether all figures are of months.
    var isMonthly: Bool {
        rowCount > 0 && ids[Dimension.period.rawValue].allSatisfy { Period(rawValue: $0).kind == .month }
    }

    /// The sums of each series and release over the years with all twelve months, and over the months of an incomplete last
    /// year; nil without sums. Months of two releases are not added.
    func monthSums() -> Segment? {
        let months = ids[Dimension.period.rawValue].map { id in
            let period = Period(rawValue: id)
            return period.kind == .month ? period.months.lowerBound : -1
        }
        guard months.contains(where: { $0 >= 0 }) else { return nil }
        var builder = MonthSumBuilder(self, months)
        for index in series.keys.indices {
            let flow = Measure.allCases[Int(series.keys[index].flow)]
            if flow == .exports || flow == .imports { builder.add(series.rows(index)) }
        }
        return builder.finished()
    }

    /// Twice the amount by which the exact amount can exceed a figure, by rounding.
    func roundingStep(_ row: Int) -> Int64 {
        switch origin {
        case .figures(let columns): Store.step(Int(columns.precision[row]))
        case .sums(_, let steps): steps[row]
        case .months(let steps, _): steps[row]
        }
    }

    /// Replaces an array by the rounding steps of some rows.
    fileprivate func copyRoundingSteps(_ rows: Range<Int>, to steps: inout [Int64]) {
        switch origin {
        case .figures(let columns):
            columns.precision.copy(rows, to: &steps)
            for index in steps.indices { steps[index] = Store.step(Int(steps[index])) }
        case .sums(_, let column), .months(let column, _): column.copy(rows, to: &steps)
        }
    }

    /// Twice the amount by which the exact amount can be below a figure, by rounding.
    func lowerRoundingStep(_ row: Int) -> Int64 {
        if case .months(_, let lowerSteps) = origin { lowerSteps[row] } else { roundingStep(row) }
    }
}

/// Adds up months and collects the sums of one segment.
private struct MonthSumBuilder {
    private struct Sum {
        /// The first of the rows that are summed, which has the dimensions of the series and the release.
        let row: Int
        var period: UInt32 = 0
        var monthCount = 0
        var value: Int64 = 0
        var steps: Int64 = 0
        var lowerSteps: Int64 = 0
        var overflows = false

        mutating func add(_ value: Int64, step: Int64) {
            // A flow is never below 0, however coarsely it was rounded.
            let lowerStep = value < 0 || value > step ? step : min(step, 2 * value)
            let results = (
                self.value.addingReportingOverflow(value), steps.addingReportingOverflow(step),
                lowerSteps.addingReportingOverflow(lowerStep)
            )
            (self.value, steps, lowerSteps) = (results.0.partialValue, results.1.partialValue, results.2.partialValue)
            overflows = overflows || results.0.overflow || results.1.overflow || results.2.overflow
            monthCount += 1
        }
    }

    private let segment: Segment
    /// By code of a period, the month as year × 12 + month − 1; −1 for a period that is not a month.
    private let months: [Int]
    private let releaseCount: Int
    private var sums: [Sum] = []
    /// Buffers for the rows of one series.
    private var (periodCodes, releaseCodes, values, steps): ([Int64], [Int64], [Int64], [Int64]) = ([], [], [], [])

    init(_ segment: Segment, _ months: [Int]) {
        self.segment = segment
        self.months = months
        releaseCount = segment.ids[Dimension.release.rawValue].count
    }

    /// - Parameter rows: the rows of one series, in the order of their periods.
    mutating func add(_ rows: Range<Int>) {
        segment.codes[Dimension.period.rawValue].copy(rows, to: &periodCodes)
        segment.codes[Dimension.release.rawValue].copy(rows, to: &releaseCodes)
        segment.values[0].copy(rows, to: &values)
        segment.copyRoundingSteps(rows, to: &steps)
        for release in 0..<releaseCount { add(rows, release: Int64(release)) }
    }

    /// - Parameter release: the code of the release whose rows are summed.
    private mutating func add(_ rows: Range<Int>, release: Int64) {
        var sum: Sum?
        var last = -1
        for index in 0..<rows.count where releaseCodes[index] == release {
            let month = months[Int(periodCodes[index])]
            // A month can be given by several tables of a release; the first counts.
            guard month >= 0, month != last else { continue }
            if sum == nil || month / 12 != last / 12 {
                // An incomplete year is summed only if it is the last one.
                if last % 12 == 11 { end(sum, last) }
                sum = Sum(row: rows.lowerBound + index)
            }
            last = month
            sum?.add(values[index], step: steps[index])
        }
        end(sum, last)
    }

    /// - Parameter last: the last month that was added.
    private mutating func end(_ sum: Sum?, _ last: Int) {
        let (year, monthCount) = (last / 12, last % 12 + 1)
        guard var sum, sum.monthCount == monthCount, !sum.overflows,
            let period = monthCount == 12 ? Period(year: year) : Period(year: year, toMonth: monthCount)
        else { return }
        sum.period = period.rawValue
        sums.append(sum)
    }

    func finished() -> Segment? {
        guard !sums.isEmpty else { return nil }
        var sums = sums
        // The sums of several releases of a series are not yet in the order of their periods.
        if segment.ids[Dimension.release.rawValue].count > 1 {
            let series = Dictionary(
                uniqueKeysWithValues: sums.map { ($0.row, segment.series.index(ofRow: $0.row)) })
            sums.sort { (series[$0.row] ?? 0, $0.period, $0.row) < (series[$1.row] ?? 0, $1.period, $1.row) }
        }
        var ids = segment.ids
        ids[Dimension.period.rawValue] = Set(sums.map(\.period)).sorted()
        let periodCodes = Dictionary(
            uniqueKeysWithValues: ids[Dimension.period.rawValue].enumerated().map { ($1, Int64($0)) })
        let rows = sums.map(\.row)
        return Segment(
            ids: ids,
            codes: Dimension.allCases.map { dimension in
                PackedColumn(
                    dimension == .period
                        ? sums.map { periodCodes[$0.period] ?? 0 } : segment.codes[dimension.rawValue].numbers(of: rows)
                )
            },
            values: [PackedColumn(sums.map(\.value))],
            origin: .months(
                steps: PackedColumn(sums.map(\.steps)), lowerSteps: PackedColumn(sums.map(\.lowerSteps))),
            rowCount: sums.count)
    }
}

extension Store {
    /// The rows of the months of a sum over a year or a year to date.
    public func months(ofSum row: Int) -> [Int] {
        var filter = Filter()
        filter.partners = [partner(row)]
        filter.types = [type(row)]
        filter.bases = [basis(row)]
        filter.measures = [measure(row)]
        filter.classifications = [classification(row)]
        filter.categories = [category(row)]
        filter.periods = [PeriodRange(months: period(row).months)]
        let (key, release) = (recordKey(row).series, releaseNumber(row))
        var rows: [Int] = []
        forEachFigure(filter) { releases in
            guard let figure = releases.first(where: { $0.releaseNumber == release }), figure.key.series == key,
                figure.key.period.kind == .month
            else { return }
            rows.append(figure.row)
        }
        return rows
    }

    /// The rows of a release for each of `count` months; empty if one is missing.
    /// - Parameters:
    ///   - figures: all releases of one series in these months, in the order of the months.
    ///   - count: the number of months.
    public func monthRows(_ figures: ArraySlice<Figure>, count: Int, release: Int) -> [Int] {
        var rows: [Int] = []
        var lastMonth = Int.min
        for figure in figures {
            let month = figure.key.period.months.lowerBound
            if figure.releaseNumber == release {
                // A figure of the release has precedence over one that it inherits.
                if month == lastMonth { rows.removeLast() }
            } else if month == lastMonth || !inherits(release, figure) {
                continue
            }
            rows.append(figure.row)
            lastMonth = month
        }
        return rows.count == count ? rows : []
    }
}
