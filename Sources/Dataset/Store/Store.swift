// All figures of a dataset, in segments. Built once, then only read.

import Arithmetic

/// The figures of a dataset. A figure is addressed by its row, which is stable for the life of the dataset.
public final class Store: Sendable {
    let areas: AreaIDs
    let categories: CategoryIDs
    /// Ids of bases in order of preference.
    public let bases: [String]
    /// In the order of their dates.
    public let releases: [SourceRelease]
    let segments: [Segment]
    /// The first row of each segment; one more entry closes the last.
    private let firstRows: [Int]
    /// Codes with figures, in alphabetical order.
    public let partners: [String]
    public let reporters: [String]
    /// Codes of the partners with figures in published tables, in alphabetical order.
    public let tablePartners: [String]

    /// By segment, the index of its file set; −1 for published tables.
    private let fileSetsBySegment: [Int]

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
        fileSetsBySegment = owners
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
        func codes(_ dimension: Dimension, of segments: [Segment]) -> [String] {
            Set(segments.flatMap { $0.ids[dimension.rawValue] }).sorted().map { areas[$0] }
        }
        partners = codes(.partner, of: segments)
        reporters = codes(.reporter, of: segments)
        tablePartners = codes(.partner, of: tables)
    }

    // MARK: figures

    public var count: Int { firstRows[segments.count] }

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
    /// The id of the source of a figure.
    public func source(_ row: Int) -> String { release(row).source }

    /// The place of a figure in the order of lists, without its measure.
    public func recordKey(_ row: Int) -> RecordKey {
        let (segment, row) = local(row)
        return RecordKey(segment.key(row), period: segment.id(.period, row))
    }

    /// US dollars; for a share, millionths of a percent.
    public func value(_ row: Int) -> Int64 {
        let (segment, row) = local(row)
        return segment.values[0][row]
    }

    /// The power of ten, in the value's own unit, that the figure was published to: 6 for whole millions of dollars. 0 for a sum.
    public func precision(_ row: Int) -> Int {
        let (segment, row) = local(row)
        return if case .figures(let precision, _, _, _) = segment.origin { Int(precision[row]) } else { 0 }
    }

    /// Twice the largest difference that rounding allows between a figure, or a sum of figures, and the exact amount.
    public func roundingStep(_ row: Int) -> Int64 {
        let (segment, row) = local(row)
        switch segment.origin {
        case .figures(let precision, _, _, _): return Store.step(Int(precision[row]))
        case .sums(_, let steps): return steps[row]
        }
    }

    /// The step of figures published to a power of ten. A figure to the dollar is exact.
    static func step(_ precision: Int) -> Int64 { precision == 0 ? 0 : .powerOfTen(precision) }

    /// Nil for a sum.
    func address(_ row: Int) -> FigureAddress? {
        let (segment, row) = local(row)
        guard case .figures(_, let file, let line, let column) = segment.origin else { return nil }
        return FigureAddress(file: Int(file[row]), line: Int(line[row]), column: Int(column[row]))
    }

    private func id(_ dimension: Dimension, _ row: Int) -> UInt32 {
        let (segment, row) = local(row)
        return segment.id(dimension, row)
    }

    /// The index of the file set of a figure; nil for a published table.
    func fileSet(_ row: Int) -> Int? {
        let index = firstRows.lastIndex { $0 <= row }.map { min($0, segments.count - 1) } ?? 0
        return fileSetsBySegment[index] < 0 ? nil : fileSetsBySegment[index]
    }

    private func local(_ row: Int) -> (segment: Segment, row: Int) {
        var index = 0
        while firstRows[index + 1] <= row { index += 1 }
        return (segments[index], row - firstRows[index])
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
        var isSorted = true
        for (segment, firstRow) in zip(segments, firstRows) {
            func add(_ index: Int) {
                let key = segment.series.keys[index]
                guard filter.passes(key) else { return }
                for row in segment.series.rows(index) {
                    let period = segment.id(.period, row)
                    guard filter.passes(period) else { continue }
                    let release = segment.id(.release, row)
                    guard release < filter.releaseCount else { continue }
                    let candidate = Figure(key, period: period, release: release, row: firstRow + row)
                    if let last = candidates.last, candidate < last { isSorted = false }
                    candidates.append(candidate)
                }
            }
            if let partners = filter.partners {
                for partner in partners.sorted() { segment.series.forEach(partner: partner, add) }
            } else {
                segment.series.keys.indices.forEach(add)
            }
        }
        if !isSorted { candidates.sort() }
        return candidates
    }

    /// The figure that is served of several releases, in the order of their dates: the latest. A figure that is an earlier one
    /// rounded to fewer digits is no revision; the earlier one stays.
    public func served(_ releases: ArraySlice<Figure>) -> Figure {
        var served = releases[releases.startIndex]
        for next in releases.dropFirst() {
            let (value, step) = (value(next.row), roundingStep(next.row))
            let (servedValue, servedStep) = (self.value(served.row), roundingStep(served.row))
            if next.release == served.release {
                // Several tables of one report: the most precise, then the first.
                if step < servedStep { served = next }
            } else {
                let isRounded =
                    step > servedStep && 2 * (Int128(value) - Int128(servedValue)).magnitude <= step.magnitude
                if !isRounded { served = next }
            }
        }
        return served
    }

    /// Whether a release published the figure of another again.
    public func inherits(_ release: Int, _ other: Figure) -> Bool {
        inherited.contains {
            $0.release == release && $0.from == other.release && $0.periods.contains(other.key.period)
        }
    }

    /// All figures of the series and period of one, the served one first, then by precision and release.
    public func versions(_ row: Int) -> [Int] {
        let (segment, local) = local(row)
        let key = segment.key(local)
        let period = segment.id(.period, local)
        var versions: [Figure] = []
        for (segment, firstRow) in zip(segments, firstRows) {
            guard let index = segment.series.index(of: key) else { continue }
            for row in segment.series.rows(index) where segment.id(.period, row) == period {
                versions.append(
                    Figure(key, period: period, release: segment.id(.release, row), row: firstRow + row))
            }
        }
        versions.sort()
        let served = served(versions[...]).row
        return [served]
            + versions.map(\.row).filter { $0 != served }.sorted { left, right in
                (precision(left), left) < (precision(right), right)
            }
    }

    /// Rows of published tables of the same series and period, where there are several.
    func repeatedFigures() -> [[Int]] {
        var candidates: [Figure] = []
        for (segment, firstRow) in zip(segments, firstRows).prefix(fileSetsBySegment.count { $0 < 0 }) {
            for index in segment.series.keys.indices {
                for row in segment.series.rows(index) {
                    candidates.append(
                        Figure(
                            segment.series.keys[index], period: segment.id(.period, row),
                            release: segment.id(.release, row), row: firstRow + row))
                }
            }
        }
        candidates.sort()
        var repeated: [[Int]] = []
        for (before, candidate) in zip(candidates, candidates.dropFirst()) where before.isSameFigure(candidate) {
            if repeated.last?.last == before.row {
                repeated[repeated.count - 1].append(candidate.row)
            } else {
                repeated.append([before.row, candidate.row])
            }
        }
        return repeated
    }

    /// Whether lists give this figure, and not another of the same series and period.
    public func isServed(_ row: Int) -> Bool { versions(row).first == row }

    /// The number of releases up to a day.
    func releaseCount(asOf day: CalendarDate?) -> Int {
        guard let day else { return releases.count }
        return releases.firstIndex { ($0.date ?? .first) > day } ?? releases.count
    }
}
