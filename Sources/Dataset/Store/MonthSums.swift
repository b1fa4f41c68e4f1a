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

    /// The rounding steps of some rows.
    fileprivate func roundingSteps(_ rows: Range<Int>) -> [Int64] {
        switch origin {
        case .figures(let columns):
            var steps = columns.precision.numbers(rows)
            for index in steps.indices where steps[index] > 0 { steps[index] = .powerOfTen(Int(steps[index])) }
            return steps
        case .sums(_, let column), .months(let column, _): return column.numbers(rows)
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

        @inline(__always)
        mutating func add(_ value: Int64, step: Int64) {
            let (sum, isTooLarge) = self.value.addingReportingOverflow(value)
            self.value = sum
            overflows = overflows || isTooLarge
            monthCount &+= 1
            if step > 0 { add(step: step, of: value) }
        }

        private mutating func add(step: Int64, of value: Int64) {
            // A flow is never below 0, however coarsely it was rounded.
            let lowerStep = value < 0 || value > step ? step : min(step, 2 * value)
            let results = (steps.addingReportingOverflow(step), lowerSteps.addingReportingOverflow(lowerStep))
            (steps, lowerSteps) = (results.0.partialValue, results.1.partialValue)
            overflows = overflows || results.0.overflow || results.1.overflow
        }
    }

    private let segment: Segment
    /// By code of a period, the month as year × 12 + month − 1; −1 for a period that is not a month.
    private let months: [Int]
    private let releaseCount: Int
    private var sums: [Sum] = []

    init(_ segment: Segment, _ months: [Int]) {
        self.segment = segment
        self.months = months
        releaseCount = segment.ids[Dimension.release.rawValue].count
        sums.reserveCapacity(segment.rowCount / 12 + segment.series.keys.count)
    }

    /// - Parameter rows: the rows of one series, in the order of their periods.
    mutating func add(_ rows: Range<Int>) {
        let periods = segment.codes[Dimension.period.rawValue].numbers(rows)
        let values = segment.values[0].numbers(rows)
        let steps = segment.roundingSteps(rows)
        let releases = releaseCount > 1 ? segment.codes[Dimension.release.rawValue].numbers(rows) : []
        periods.withUnsafeBufferPointer { periods in
            values.withUnsafeBufferPointer { values in
                steps.withUnsafeBufferPointer { steps in
                    guard releaseCount > 1 else {
                        return add(rows.lowerBound, periods, values, steps) { _ in true }
                    }
                    for release in 0..<releaseCount {
                        add(rows.lowerBound, periods, values, steps) { releases[$0] == Int64(release) }
                    }
                }
            }
        }
    }

    /// - Parameters:
    ///   - first: the first row of the series.
    ///   - isSummed: whether a row belongs to the release whose months are summed.
    @inline(__always)
    private mutating func add(
        _ first: Int, _ periods: UnsafeBufferPointer<Int64>, _ values: UnsafeBufferPointer<Int64>,
        _ steps: UnsafeBufferPointer<Int64>, _ isSummed: (Int) -> Bool
    ) {
        let months = months
        var sum = Sum(row: first)
        var last = -1
        // The first month of the year that is summed.
        var january = -12
        for index in 0..<periods.count where isSummed(index) {
            let month = months[Int(truncatingIfNeeded: periods[index])]
            // A month can be given by several tables of a release; the first counts.
            guard month >= 0, month != last else { continue }
            if month &- january >= 12 {
                // An incomplete year is summed only if it is the last one.
                if last >= 0, last == january &+ 11 { end(sum, last) }
                january = month / 12 * 12
                sum = Sum(row: first + index)
            }
            last = month
            sum.add(values[index], step: steps[index])
        }
        if last >= 0 { end(sum, last) }
    }

    /// - Parameter last: the last month that was added.
    private mutating func end(_ sum: Sum, _ last: Int) {
        let (year, monthCount) = (last / 12, last % 12 + 1)
        guard sum.monthCount == monthCount, !sum.overflows,
            let period = monthCount == 12 ? Period(year: year) : Period(year: year, toMonth: monthCount)
        else { return }
        sums.append(sum)
        sums[sums.count - 1].period = period.rawValue
    }

    func finished() -> Segment? {
        guard !sums.isEmpty else { return nil }
        var sums = sums
        // The sums of several releases of a series are not yet in the order of their periods.
        if releaseCount > 1 {
            let series = Dictionary(
                uniqueKeysWithValues: sums.map { ($0.row, segment.series.index(ofRow: $0.row)) })
            sums.sort { (series[$0.row] ?? 0, $0.period, $0.row) < (series[$1.row] ?? 0, $1.period, $1.row) }
        }
        var ids = segment.ids
        var codes = PeriodCodes()
        var periodCodes = sums.map { codes.code($0.period) }
        let order = codes.ids.indices.sorted { codes.ids[$0] < codes.ids[$1] }
        ids[Dimension.period.rawValue] = order.map { codes.ids[$0] }
        var positions = [UInt32](repeating: 0, count: order.count)
        for (position, code) in order.enumerated() { positions[code] = UInt32(position) }
        for index in periodCodes.indices { periodCodes[index] = positions[Int(periodCodes[index])] }
        let rows = sums.map(\.row)
        return Segment(
            ids: ids,
            codes: Dimension.allCases.map { dimension in
                dimension == .period
                    ? PackedColumn(periodCodes)
                    : PackedColumn(segment.codes[dimension.rawValue].numbers(of: rows))
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
