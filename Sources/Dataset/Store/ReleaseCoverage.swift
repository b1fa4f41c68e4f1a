// The partners and periods of a release of figures.

import Arithmetic

/// The series figures of one release.
public struct ReleaseCoverage: Sendable {
    /// The number of partners and groups.
    public let partners: Int
    public let firstPeriod: Period
    public let lastPeriod: Period
    public let figures: Int
}

extension Store {
    /// The positions of the releases that have figures.
    public var releasesWithFigures: [Int] {
        Set(segments.flatMap { $0.ids[Dimension.release.rawValue] }).sorted().map { Int($0) }
    }

    /// The position of the latest release of a figure: the release of its row, or a later one that published it again.
    /// - Parameter asOf: the last day of the releases that count; nil for all.
    public func lastReleaseNumber(_ row: Int, asOf: CalendarDate? = nil) -> Int {
        let (release, period) = (UInt32(releaseNumber(row)), period(row))
        let count = releaseCount(asOf: asOf)
        var last = release
        for again in inherited where again.from == release && again.release < count && again.periods.contains(period) {
            last = max(last, again.release)
        }
        return Int(last)
    }

    /// The coverage of a source's release; nil if it has no figures of trade.
    public func coverage(ofSource source: String) -> ReleaseCoverage? {
        guard let number = releases.firstIndex(where: { $0.source == source }) else { return nil }
        let contents = contents(of: UInt32(number))
        let sorted = contents.periods.map { Period(rawValue: $0) }
        // By their first and last months: a span of years starts before the years within it.
        guard let first = sorted.min(by: { ($0.months.lowerBound, $0) < ($1.months.lowerBound, $1) }),
            let last = sorted.max(by: { ($0.months.upperBound, $0) < ($1.months.upperBound, $1) })
        else { return nil }
        return ReleaseCoverage(
            partners: contents.partners.count, firstPeriod: first, lastPeriod: last, figures: contents.figures)
    }

    /// The codes of the partners and groups with figures in the releases of a day.
    public func partners(releasedOn day: CalendarDate) -> Set<String> {
        let numbers = releases.indices.filter { releases[$0].date == day }
        return Set(numbers.flatMap { contents(of: UInt32($0)).partners }.map { areas[$0] })
    }

    /// The ids of the partners and periods of a release, and the number of its figures.
    private func contents(of release: UInt32) -> (partners: Set<UInt32>, periods: Set<UInt32>, figures: Int) {
        var (partners, periods): (Set<UInt32>, Set<UInt32>) = ([], [])
        var figures = 0
        for segment in segments where segment.ids[Dimension.release.rawValue].contains(release) {
            if case .months = segment.origin { continue }
            if segment.ids[Dimension.release.rawValue].count == 1 {
                partners.formUnion(segment.ids[Dimension.partner.rawValue])
                periods.formUnion(segment.ids[Dimension.period.rawValue])
                figures += segment.rowCount
            } else {
                for row in 0..<segment.rowCount where segment.id(.release, row) == release {
                    partners.insert(segment.id(.partner, row))
                    periods.insert(segment.id(.period, row))
                    figures += 1
                }
            }
        }
        return (partners, periods, figures)
    }
}
