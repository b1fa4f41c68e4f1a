// All figures of a dataset, in segments. Built once, then only read.

import Arithmetic

/// The figures of a dataset. A figure is identified by its row, which does not change.
public final class Store: Sendable {
    let areas: AreaIDs
    let categories: CategoryIDs
    /// Ids of bases in order of preference.
    public let bases: [String]
    /// In the order of their dates.
    public let releases: [SourceRelease]
    /// Published tables, file sets, then sums of their months.
    let segments: [Segment]
    /// By segment, whether all figures are of months.
    private let isMonthly: [Bool]
    /// The first row of each segment; one more entry closes the last.
    private let firstRows: [Int]
    /// Codes with figures, in alphabetical order.
    public let partners: [String]
    public let reporters: [String]
    /// Codes of the partners with figures in published tables, in alphabetical order.
    public let tablePartners: [String]

    let tableSegmentCount: Int
    /// By segment, the index of its file set; −1 for published tables.
    private let fileSetsBySegment: [Int]
    /// The number of figures; the rows after them are sums of months.
    public let count: Int
    /// By row of a sum over the months of an incomplete year, the first release with later months of the series.
    private let continuations: [Int: UInt32]

    /// A release that published the figures of an earlier one again.
    struct Inherited: Sendable {
        let release: UInt32
        let from: UInt32
        let periods: PeriodRange
    }

    let inherited: [Inherited]

    private static let types = TradeType.allCases
    private static let measures = Measure.allCases

    init(
        _ tables: [Segment], _ fileSets: [FileSet], _ areas: AreaIDs, _ categories: CategoryIDs, bases: [String],
        releases: [SourceRelease]
    ) {
        self.areas = areas
        self.categories = categories
        self.bases = bases
        var segments = tables
        var owners = [Int](repeating: -1, count: tables.count)
        for (index, set) in fileSets.enumerated() {
            segments += set.seriesSegments
            owners += [Int](repeating: index, count: set.seriesSegments.count)
        }
        tableSegmentCount = tables.count
        let figureSegmentCount = segments.count
        let sums = Store.monthSums(segments)
        segments += sums.map(\.sums)
        owners += sums.map { owners[$0.segment] }
        fileSetsBySegment = owners
        isMonthly = segments.map(\.isMonthly)
        inherited = fileSets.compactMap { set in
            set.inherited.flatMap { inherited in
                releases.firstIndex { $0.source == inherited.source }.map { release in
                    Inherited(release: set.release, from: UInt32(release), periods: inherited.periods)
                }
            }
        }
        self.releases = releases
        self.segments = segments
        var firstRows = [0]
        for segment in segments { firstRows.append(firstRows[firstRows.count - 1] + segment.rowCount) }
        self.firstRows = firstRows
        count = firstRows[figureSegmentCount]
        continuations = Store.continuations(segments, firstRows, isMonthly)
        func codes(of segments: [Segment], _ id: (SeriesKey) -> UInt32) -> [String] {
            Set(segments.flatMap { $0.series.keys.map(id) }).sorted().map { areas[$0] }
        }
        partners = codes(of: segments, \.partner)
        reporters = codes(of: segments, \.reporter)
        tablePartners = codes(of: tables, \.partner)
    }

    /// The sums of months of the segments that have some.
    private static func monthSums(_ segments: [Segment]) -> [(segment: Int, sums: Segment)] {
        zip(0..., concurrentMap(segments.count) { segments[$0].monthSums })
            .compactMap { index, sums in sums.map { (index, $0) } }
    }

    private static func continuations(
        _ segments: [Segment], _ firstRows: [Int], _ isMonthly: [Bool]
    ) -> [Int: UInt32] {
        // The segments of months, with the end of the last month.
        let monthly = zip(segments, isMonthly).filter(\.1).map { segment, _ in
            (segment, segment.ids[Dimension.period.rawValue].last.map { Period(rawValue: $0).months.upperBound } ?? 0)
        }
        var continuations: [Int: UInt32] = [:]
        for (segment, firstRow) in zip(segments, firstRows) {
            guard case .months = segment.origin else { continue }
            let periods = segment.ids[Dimension.period.rawValue].map { Period(rawValue: $0) }
            guard periods.contains(where: { $0.kind == .yearToDate }) else { continue }
            segment.codes[Dimension.period.rawValue].forEach(0..<segment.rowCount) { row, code in
                guard periods[Int(code)].kind == .yearToDate else { return }
                let (key, end) = (segment.key(row), periods[Int(code)].months.upperBound)
                for (other, lastEnd) in monthly where lastEnd > end {
                    guard let series = other.series.index(of: key), let last = other.series.rows(series).last,
                        Period(rawValue: other.id(.period, last)).months.upperBound > end
                    else { continue }
                    let release = other.id(.release, last)
                    continuations[firstRow + row] = min(continuations[firstRow + row] ?? release, release)
                }
            }
        }
        return continuations
    }

    // MARK: figures

    public func reporter(_ row: Int) -> String { areas[id(.reporter, row)] }
    public func partner(_ row: Int) -> String { areas[id(.partner, row)] }
    public func period(_ row: Int) -> Period { Period(rawValue: id(.period, row)) }
    public func type(_ row: Int) -> TradeType { Store.types[Int(id(.type, row))] }
    public func classification(_ row: Int) -> String { categories[id(.category, row)].classification }
    public func category(_ row: Int) -> String { categories[id(.category, row)].category }
    public func basis(_ row: Int) -> String { bases[Int(id(.basis, row))] }
    public func measure(_ row: Int) -> Measure { Store.measures[Int(id(.flow, row))] }
    public func release(_ row: Int) -> SourceRelease { releases[Int(id(.release, row))] }
    /// The position of the release of a figure among the releases.
    public func releaseNumber(_ row: Int) -> Int { Int(id(.release, row)) }
    /// A row of the latest release among some rows.
    public func newestRow(_ rows: [Int]) -> Int? { rows.max { releaseNumber($0) < releaseNumber($1) } }
    /// The id of the source of a figure.
    public func source(_ row: Int) -> String { release(row).source }

    /// The place of a figure in the order of lists, without its measure.
    public func recordKey(_ row: Int) -> RecordKey {
        let (segment, row) = local(row)
        return RecordKey(segment.key(row), period: segment.id(.period, row))
    }

    /// The key and the measure of a figure.
    func keyAndMeasure(_ row: Int) -> (key: RecordKey, measure: Measure) {
        let (segment, row) = local(row)
        let key = segment.key(row)
        return (RecordKey(key, period: segment.id(.period, row)), Store.measures[Int(key.flow)])
    }

    /// US dollars; for a share, millionths of a percent.
    public func value(_ row: Int) -> Int64 {
        let (segment, row) = local(row)
        return segment.values[0][row]
    }

    /// The power of ten, in the unit of `value`, to which the figure was published: 6 for whole millions of dollars. 0 for a sum.
    public func precision(_ row: Int) -> Int {
        let (segment, row) = local(row)
        return if case .figures(let columns) = segment.origin { Int(columns.precision[row]) } else { 0 }
    }

    /// Twice the largest difference that rounding allows between a figure, or a sum of figures, and the exact amount.
    public func roundingStep(_ row: Int) -> Int64 {
        let (segment, row) = local(row)
        return segment.roundingStep(row)
    }

    /// The amount of a figure, or of a sum of figures.
    public func amount(_ row: Int) -> PublishedAmount {
        let (segment, row) = local(row)
        let value = segment.values[0][row]
        if case .figures(let columns) = segment.origin {
            return PublishedAmount(value, precision: Int(columns.precision[row]))
        }
        let doubled = 2 * Int128(value)
        return PublishedAmount(
            sum: value,
            doubledBounds: (
                doubled - Int128(segment.lowerRoundingStep(row)), doubled + Int128(segment.roundingStep(row))
            ))
    }

    /// The number of months that a row is the sum of; nil for a published figure.
    public func monthCount(_ row: Int) -> Int? {
        row < count ? nil : period(row).months.count
    }

    /// The step of figures published to a power of ten. A figure to the dollar is exact.
    static func step(_ precision: Int) -> Int64 { precision == 0 ? 0 : .powerOfTen(precision) }

    /// Nil for a sum.
    func address(_ row: Int) -> FigureAddress? {
        let (segment, row) = local(row)
        guard case .figures(let columns) = segment.origin else { return nil }
        return columns.address(row)
    }

    /// The row of a figure of a file set; nil if no figure has the address.
    func row(of address: FigureAddress, fileSet: Int) -> Int? {
        for (index, segment) in segments.enumerated() where fileSetsBySegment[index] == fileSet {
            guard case .figures(let columns) = segment.origin else { continue }
            var found: Int?
            columns.line.forEach(0..<segment.rowCount) { row, number in
                guard found == nil, Int(number) == address.line else { return }
                if self.address(firstRows[index] + row) == address { found = firstRows[index] + row }
            }
            if let found { return found }
        }
        return nil
    }

    private func id(_ dimension: Dimension, _ row: Int) -> UInt32 {
        let (segment, row) = local(row)
        return segment.id(dimension, row)
    }

    /// The index of the file set of a figure; nil for a published table.
    func fileSet(_ row: Int) -> Int? {
        let index = fileSetsBySegment[segmentIndex(row)]
        return index < 0 ? nil : index
    }

    private func local(_ row: Int) -> (segment: Segment, row: Int) {
        let index = segmentIndex(row)
        return (segments[index], row - firstRows[index])
    }

    private func segmentIndex(_ row: Int) -> Int {
        var index = 0
        while firstRows[index + 1] <= row { index += 1 }
        return index
    }

    // MARK: queries

    /// The figures that pass a filter, one for each series and period, in the order reporter, partner, period, type,
    /// classification, category, basis, measure. Of several releases of a figure the latest is served.
    public func figures(_ filter: Filter) -> [Figure] {
        var figures: [Figure] = []
        forEachFigure(filter) { figures.append(served($0)) }
        return figures
    }

    /// Calls `body` with all releases of each figure that passes a filter, in the same order; the releases by date.
    public func forEachFigure(_ filter: Filter, _ body: (ArraySlice<Figure>) -> Void) {
        let candidates = candidates(filter)
        var start = 0
        while start < candidates.count {
            var end = start + 1
            while end < candidates.count, candidates[end].isSameFigure(candidates[start]) { end += 1 }
            body(candidates[start..<end])
            start = end
        }
    }

    /// The rows of these figures.
    public func rows(_ filter: Filter) -> [Int] { figures(filter).map(\.row) }

    /// All releases of the figures that pass, sorted.
    private func candidates(_ filter: Filter) -> [Figure] {
        let filter = IDFilter(filter, self)
        var candidates: [Figure] = []
        candidates.reserveCapacity(32)
        var isSorted = true
        for (number, segment) in segments.enumerated() {
            let firstRow = firstRows[number]
            let isSum = firstRow >= count
            guard filter.months == .summed ? !isMonthly[number] : !isSum else { continue }
            let (periods, releases) = (segment.ids[Dimension.period.rawValue], segment.ids[Dimension.release.rawValue])
            // Rows are in the order of their periods within a series.
            let (periodColumn, releaseColumn) = (
                segment.codes[Dimension.period.rawValue], segment.codes[Dimension.release.rawValue]
            )
            let range = filter.hasPeriods ? segment.periodCodes(filter.rawPeriods) : nil
            func add(_ index: Int) {
                let key = segment.series.keys[index]
                guard filter.passes(key) else { return }
                var rows = segment.series.rows(index)
                if let range { rows = periodColumn.rows(in: rows, range) }
                for row in rows {
                    let period = periods[Int(periodColumn[row])]
                    guard filter.passes(period) else { continue }
                    let release = releases[Int(releaseColumn[row])]
                    guard release < filter.releaseCount else { continue }
                    if isSum {
                        if let next = continuations[firstRow + row], next < filter.releaseCount { continue }
                    } else if filter.months == .summed, Period(rawValue: period).kind == .month {
                        continue
                    }
                    let candidate = Figure(key, period: period, release: release, row: firstRow + row)
                    if isSorted, let last = candidates.last, candidate < last { isSorted = false }
                    candidates.append(candidate)
                }
            }
            if let partners = filter.partners {
                for partner in partners { segment.series.forEach(partner: partner, add) }
            } else {
                segment.series.keys.indices.forEach(add)
            }
        }
        if !isSorted { candidates.sort() }
        return candidates
    }

    /// The figure to serve, of several releases in the order of their dates: the latest. A later figure that is an earlier one rounded
    /// to fewer digits, or a sum of months rounded or truncated, is not a revision: the earlier one is served.
    public func served(_ releases: ArraySlice<Figure>) -> Figure {
        var served = releases[releases.startIndex]
        guard releases.count > 1 else { return served }
        var (servedValue, servedStep) = (value(served.row), roundingStep(served.row))
        for next in releases.dropFirst() {
            let (value, step) = (value(next.row), roundingStep(next.row))
            let isRevision: Bool
            if next.release == served.release {
                // Several tables of one report: the most precise, then the first.
                isRevision = step < servedStep
            } else if let months = monthCount(served.row) {
                isRevision = !shortens(next.row, sum: servedValue, monthStep: servedStep / Int64(months))
            } else {
                isRevision =
                    step <= servedStep || 2 * (Int128(value) - Int128(servedValue)).magnitude > step.magnitude
            }
            if isRevision { (served, servedValue, servedStep) = (next, value, step) }
        }
        return served
    }

    /// Whether a published figure is a sum of months, rounded or truncated to fewer digits than the months have.
    public func shortens(_ row: Int, sum: Int64, monthStep: Int64) -> Bool {
        let step = roundingStep(row)
        return step > monthStep && (Int128(value(row)) - Int128(sum)).magnitude <= step.magnitude
    }

    /// Whether a release published the figure of another again.
    public func inherits(_ release: Int, _ other: Figure) -> Bool {
        inherited.contains {
            $0.release == release && $0.from == other.release && $0.periods.contains(other.key.period)
        }
    }

    /// All figures of the same series and period, the served one first, then by precision and release.
    public func versions(_ row: Int) -> [Int] {
        let (segment, local) = local(row)
        let key = segment.key(local)
        let period = segment.id(.period, local)
        var versions: [Figure] = []
        for (segment, firstRow) in zip(segments, firstRows) {
            let codes = segment.periodCodes(period..<period + 1)
            guard !codes.isEmpty, let index = segment.series.index(of: key) else { continue }
            let column = segment.codes[Dimension.period.rawValue]
            for row in column.rows(in: segment.series.rows(index), codes) {
                versions.append(
                    Figure(key, period: period, release: segment.id(.release, row), row: firstRow + row))
            }
        }
        guard versions.count > 1 else { return [row] }
        versions.sort()
        let served = served(versions[...]).row
        return [served] + inOrder(versions.filter { $0.row != served })
    }

    /// The other figures of the same series and period that do not revise this one: those with the same amount within their rounding,
    /// and those of other tables, which can print another amount.
    public func repetitions(_ row: Int) -> [Int] { versions(row).filter { $0 != row && repeats($0, row) } }

    /// The repetitions of a served figure among its releases.
    /// - Parameter rows: receives the rows.
    public func addRepetitions(_ served: Figure, in releases: ArraySlice<Figure>, to rows: inout [Int]) {
        let start = rows.count
        for figure in releases where figure.row != served.row && repeats(figure.row, served.row) {
            rows.append(figure.row)
        }
        if rows.count > start + 1 { rows[start...].sort { (precision($0), $0) < (precision($1), $1) } }
    }

    private func repeats(_ other: Int, _ row: Int) -> Bool {
        let difference = 2 * (Int128(value(other)) - Int128(value(row))).magnitude
        return (tableRows.contains(other) && tableRows.contains(row))
            || difference <= max(roundingStep(other), roundingStep(row)).magnitude
    }

    /// By precision, then by release.
    private func inOrder(_ figures: [Figure]) -> [Int] {
        let rows = figures.map(\.row)
        return rows.count < 2 ? rows : rows.sorted { (precision($0), $0) < (precision($1), $1) }
    }

    /// Whether lists serve this figure, and not another one of the same series and period.
    public func isServed(_ row: Int) -> Bool { versions(row).first == row }

    /// The number of figures by partner, for the partners with figures.
    public var figureCounts: [String: Int] {
        var counts: [String: Int] = [:]
        for (segment, firstRow) in zip(segments, firstRows) where firstRow < count {
            for index in segment.series.keys.indices {
                counts[areas[segment.series.keys[index].partner], default: 0] += segment.series.rows(index).count
            }
        }
        return counts
    }

    /// The rows of published tables.
    var tableRows: Range<Int> { 0..<firstRows[tableSegmentCount] }

    /// The number of releases up to a day.
    func releaseCount(asOf day: CalendarDate?) -> Int {
        guard let day else { return releases.count }
        return releases.firstIndex { ($0.date ?? .first) > day } ?? releases.count
    }
}
