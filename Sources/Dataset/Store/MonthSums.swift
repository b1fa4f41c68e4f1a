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
            // Neighbouring figures have the same precision.
            var (precision, step): (Int64, Int64) = (0, 0)
            return columns.precision.map(rows) { number in
                if number != precision { (precision, step) = (number, Store.step(Int(number))) }
                return step
            }
        case .sums(_, let column), .months(let column, _): return column.map(rows) { $0 }
        }
    }

    /// Twice the amount by which the exact amount can be below a figure, by rounding.
    func lowerRoundingStep(_ row: Int) -> Int64 {
        if case .months(_, let lowerSteps) = origin { lowerSteps[row] } else { roundingStep(row) }
    }
}

/// Adds up months and collects the sums of one segment.
private struct MonthSumBuilder {
    /// The sum of the months of one year, from January on.
    private struct Sum {
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

    // By sum. A row is the first of those that are summed, which has the dimensions of the series and the release.
    private var rows: [Int] = []
    private var periods: [UInt32] = []
    private var values: [Int64] = []
    private var steps: [Int64] = []
    private var lowerSteps: [Int64] = []

    init(_ segment: Segment, _ months: [Int]) {
        self.segment = segment
        self.months = months
        releaseCount = segment.ids[Dimension.release.rawValue].count
        let capacity = segment.rowCount / 12 + segment.series.keys.count
        rows.reserveCapacity(capacity)
        periods.reserveCapacity(capacity)
        values.reserveCapacity(capacity)
        steps.reserveCapacity(capacity)
        lowerSteps.reserveCapacity(capacity)
    }

    /// - Parameter range: the rows of one series, in the order of their periods.
    mutating func add(_ range: Range<Int>) {
        let months: [Int] = segment.codes[Dimension.period.rawValue].map(range) { self.months[Int($0)] }
        let values = segment.values[0].map(range) { $0 }
        let steps = segment.roundingSteps(range)
        guard releaseCount > 1 else { return addYears(months, values, steps) { range.lowerBound + $0 } }
        let releases = segment.codes[Dimension.release.rawValue].map(range) { $0 }
        for release in 0..<releaseCount {
            let selected = releases.indices.filter { releases[$0] == Int64(release) }
            addYears(selected.map { months[$0] }, selected.map { values[$0] }, selected.map { steps[$0] }) {
                range.lowerBound + selected[$0]
            }
        }
    }

    /// Adds the sums of a series in one release.
    /// - Parameter row: returns the row of a month by its position.
    private mutating func addYears(_ months: [Int], _ values: [Int64], _ steps: [Int64], row: (Int) -> Int) {
        var index = 0
        while index < months.count {
            let (first, january) = (index, months[index] / 12 * 12)
            var sum = Sum()
            var last = -1
            while index < months.count, months[index] < january + 12 {
                // A month can be given by several tables of a release; the first counts.
                if months[index] > last {
                    sum.add(values[index], step: steps[index])
                    last = months[index]
                }
                index += 1
            }
            // An incomplete year is summed only if it is the last one.
            guard last == january + 11 || index == months.count, sum.monthCount == last - january + 1, !sum.overflows,
                let period = last == january + 11
                    ? Period(year: january / 12) : Period(year: january / 12, toMonth: sum.monthCount)
            else { continue }
            rows.append(row(first))
            periods.append(period.rawValue)
            self.values.append(sum.value)
            self.steps.append(sum.steps)
            lowerSteps.append(sum.lowerSteps)
        }
    }

    func finished() -> Segment? {
        guard !rows.isEmpty else { return nil }
        guard releaseCount > 1 else { return self.segment(rows, periods, values, steps, lowerSteps) }
        // The sums of several releases of a series are not yet in the order of their periods.
        let series = rows.map { segment.series.index(ofRow: $0) }
        let order = rows.indices.sorted {
            (series[$0], periods[$0], rows[$0]) < (series[$1], periods[$1], rows[$1])
        }
        return self.segment(
            order.map { rows[$0] }, order.map { periods[$0] }, order.map { values[$0] }, order.map { steps[$0] },
            order.map { lowerSteps[$0] })
    }

    private func segment(
        _ rows: [Int], _ periods: [UInt32], _ values: [Int64], _ steps: [Int64], _ lowerSteps: [Int64]
    ) -> Segment {
        var codes = PeriodCodes()
        var periodCodes = periods.map { codes.code($0) }
        let order = codes.ids.indices.sorted { codes.ids[$0] < codes.ids[$1] }
        var positions = [UInt32](repeating: 0, count: order.count)
        for (position, code) in order.enumerated() { positions[code] = UInt32(position) }
        for index in periodCodes.indices { periodCodes[index] = positions[Int(periodCodes[index])] }
        var ids = segment.ids
        ids[Dimension.period.rawValue] = order.map { codes.ids[$0] }
        return Segment(
            ids: ids,
            codes: Dimension.allCases.map { dimension in
                dimension == .period
                    ? PackedColumn(periodCodes) : segment.codes[dimension.rawValue].column(of: rows)
            },
            values: [PackedColumn(values)],
            origin: .months(steps: PackedColumn(steps), lowerSteps: PackedColumn(lowerSteps)), rowCount: rows.count)
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
