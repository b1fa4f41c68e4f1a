// Sums of the months of each year, made once when the data is loaded: most requests ask for years.

extension Segment {
    /// Whether all figures are of months.
    var isMonthly: Bool {
        rowCount > 0 && ids[Dimension.period.rawValue].allSatisfy { Period(rawValue: $0).kind == .month }
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

/// The sum of the months of one year.
private struct MonthSum {
    /// The first of the rows that are summed, which has the dimensions of the series and the release.
    let row: UInt32
    let period: UInt32
    let value: Int64
    let steps: Int64
    let lowerSteps: Int64
}

/// Adds up months and collects the sums of one segment.
struct MonthSumBuilder {
    private let segment: Segment
    /// By code of a period, the month as year × 12 + month − 1; −1 for a period that is not a month.
    private let months: [Int]
    private let releaseCount: Int

    private var sums: [MonthSum] = []

    /// The sums of each series and release; nil without sums. Months of two releases are not added.
    static func sums(of segment: Segment) -> Segment? {
        let months = segment.ids[Dimension.period.rawValue].map { id in
            let period = Period(rawValue: id)
            return period.kind == .month ? period.months.lowerBound : -1
        }
        guard months.contains(where: { $0 >= 0 }) else { return nil }
        var builder = MonthSumBuilder(segment, months)
        for index in segment.series.keys.indices {
            let flow = Measure.allCases[Int(segment.series.keys[index].flow)]
            if flow == .exports || flow == .imports { builder.add(segment.series.rows(index)) }
        }
        return builder.finished()
    }

    private init(_ segment: Segment, _ months: [Int]) {
        self.segment = segment
        self.months = months
        releaseCount = segment.ids[Dimension.release.rawValue].count
        sums.reserveCapacity(segment.rowCount / 12 + segment.series.keys.count)
    }

    /// - Parameter range: the rows of one series, in the order of their periods.
    private mutating func add(_ range: Range<Int>) {
        let monthsByCode = months
        let months: [Int] = segment.codes[Dimension.period.rawValue].map(range) { monthsByCode[Int($0)] }
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
    /// - Parameters:
    ///   - months, values, steps: of the rows in the order of their periods; the month of another period is −1.
    ///   - row: returns the row of a month by its position.
    private mutating func addYears(_ months: [Int], _ values: [Int64], _ steps: [Int64], row: (Int) -> Int) {
        var next = 0
        while next < months.count {
            let (first, january) = (next, months[next] / 12 * 12)
            var (last, monthCount, overflows) = (-1, 0, false)
            var (value, stepSum, lowerStepSum): (Int64, Int64, Int64) = (0, 0, 0)
            while next < months.count, months[next] <= january + 11 {
                defer { next += 1 }
                // A month can be given by several tables of a release; the first counts.
                guard months[next] > last else { continue }
                last = months[next]
                monthCount += 1
                let (amount, step) = (values[next], steps[next])
                overflows = value.add(amount) || overflows
                guard step > 0 else { continue }
                // A flow is never below 0, however coarsely it was rounded.
                let lowerStep = amount < 0 || amount > step ? step : min(step, 2 * amount)
                overflows = stepSum.add(step) || lowerStepSum.add(lowerStep) || overflows
            }
            // No month is missing from January to the last one; an incomplete year is summed only if it is the last one.
            guard monthCount == last - january + 1, monthCount == 12 || next == months.count, !overflows,
                let period = monthCount == 12
                    ? Period(year: january / 12) : Period(year: january / 12, toMonth: monthCount)
            else { continue }
            sums.append(
                MonthSum(
                    row: UInt32(row(first)), period: period.rawValue, value: value, steps: stepSum,
                    lowerSteps: lowerStepSum))
        }
    }

    private func finished() -> Segment? {
        guard !sums.isEmpty else { return nil }
        guard releaseCount > 1 else { return self.segment(sums) }
        // The sums of several releases of a series are not yet in the order of their periods.
        let keyed = sums.map { (series: segment.series.index(ofRow: Int($0.row)), sum: $0) }.sorted {
            ($0.series, $0.sum.period, $0.sum.row) < ($1.series, $1.sum.period, $1.sum.row)
        }
        return self.segment(keyed.map(\.sum))
    }

    private func segment(_ sums: [MonthSum]) -> Segment {
        var codes = PeriodCodes()
        var periodCodes = sums.map { codes.code($0.period) }
        let order = codes.ids.indices.sorted { codes.ids[$0] < codes.ids[$1] }
        var positions = [UInt32](repeating: 0, count: order.count)
        for (position, code) in order.enumerated() { positions[code] = UInt32(position) }
        for index in periodCodes.indices { periodCodes[index] = positions[Int(periodCodes[index])] }
        var ids = segment.ids
        ids[Dimension.period.rawValue] = order.map { codes.ids[$0] }
        let rows = sums.map { Int($0.row) }
        return Segment(
            ids: ids,
            codes: Dimension.allCases.map { dimension in
                dimension == .period
                    ? PackedColumn(periodCodes) : segment.codes[dimension.rawValue].column(of: rows)
            },
            values: [PackedColumn(sums.map(\.value))],
            origin: .months(
                steps: PackedColumn(sums.map(\.steps)), lowerSteps: PackedColumn(sums.map(\.lowerSteps))),
            rowCount: rows.count)
    }
}

extension Int64 {
    /// Adds a number modulo 2^64.
    /// - Returns: whether the sum does not fit.
    @inline(__always)
    fileprivate mutating func add(_ other: Int64) -> Bool {
        let sum = addingReportingOverflow(other)
        self = sum.partialValue
        return sum.overflow
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
