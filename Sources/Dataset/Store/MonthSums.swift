// Sums of the months of each year, made once when the data is loaded: most requests ask for years.

extension Segment {
    /// Whether all figures are of months.
    var isMonthly: Bool {
        rowCount > 0 && ids[Dimension.period.rawValue].allSatisfy { Period(rawValue: $0).kind == .month }
    }

    /// The sums of each series and release over the years with all twelve months, and over the months of an incomplete last
    /// year; nil without sums. Months of two releases are not added.
    func monthSums() -> Segment? {
        let periods = ids[Dimension.period.rawValue].map { Period(rawValue: $0) }
        guard periods.contains(where: { $0.kind == .month }) else { return nil }
        var builder = MonthSumBuilder(self, periods)
        for index in series.keys.indices {
            let flow = Measure.allCases[Int(series.keys[index].flow)]
            guard flow == .exports || flow == .imports else { continue }
            for release in ids[Dimension.release.rawValue].indices { builder.add(series.rows(index), release: release) }
        }
        return builder.finished()
    }

    /// Twice the amount by which the exact amount can exceed a figure, by rounding.
    func roundingStep(_ row: Int) -> Int64 {
        switch origin {
        case .figures(let precision, _, _, _): Store.step(Int(precision[row]))
        case .sums(_, let steps): steps[row]
        case .months(let steps, _): steps[row]
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
    /// By code.
    private let periods: [Period]
    private let (periodColumn, releaseColumn, values): (PackedColumn, PackedColumn, PackedColumn)
    private var sums: [Sum] = []

    init(_ segment: Segment, _ periods: [Period]) {
        self.segment = segment
        self.periods = periods
        periodColumn = segment.codes[Dimension.period.rawValue]
        releaseColumn = segment.codes[Dimension.release.rawValue]
        values = segment.values[0]
    }

    /// - Parameters:
    ///   - rows: the rows of one series, in the order of their periods.
    ///   - release: the code of the release whose rows are summed.
    mutating func add(_ rows: Range<Int>, release: Int) {
        var sum: Sum?
        var (year, month) = (0, 0)
        for row in rows where Int(releaseColumn[row]) == release {
            let period = periods[Int(periodColumn[row])]
            guard period.kind == .month else { continue }
            if period.firstYear != year {
                // An incomplete year is summed only if it is the last one.
                if month == 12 { end(sum, year, month) }
                (sum, year, month) = (Sum(row: row), period.firstYear, 0)
            }
            // A month can be given by several tables of a release; the first counts.
            guard period.number != month else { continue }
            month = period.number
            sum?.add(values[row], step: segment.roundingStep(row))
        }
        end(sum, year, month)
    }

    private mutating func end(_ sum: Sum?, _ year: Int, _ month: Int) {
        guard var sum, sum.monthCount == month, !sum.overflows,
            let period = month == 12 ? Period(year: year) : Period(year: year, toMonth: month)
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
        func packed(_ value: (Sum) -> Int64) -> PackedColumn {
            PackedColumn(count: sums.count) { [sums] in value(sums[$0]) }
        }
        var ids = segment.ids
        ids[Dimension.period.rawValue] = Set(sums.map(\.period)).sorted()
        let codes = Dictionary(
            uniqueKeysWithValues: ids[Dimension.period.rawValue].enumerated().map { ($1, Int64($0)) })
        return Segment(
            ids: ids,
            codes: Dimension.allCases.map { dimension in
                dimension == .period
                    ? packed { codes[$0.period] ?? 0 } : packed { segment.codes[dimension.rawValue][$0.row] }
            },
            values: [packed(\.value)],
            origin: .months(steps: packed(\.steps), lowerSteps: packed(\.lowerSteps)), rowCount: sums.count)
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
