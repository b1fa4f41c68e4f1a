// Periods of time, as 32-bit ordinals in the order in which lists show them.

import Arithmetic

/// A year `2023`, a month `2024-07`, a half `2025-H1`, a quarter `2025-Q2`, a year to date `2025-YTD06`, or years `2000/2003`.
public struct Period: Sendable, Hashable, Comparable {
    /// (first year − 1000) × 2^14 + detail. The detail is 0 for a year, otherwise the position of the period among those that
    /// start in the year: months, halves, quarters, years to date, spans of years. The order of the raw values is the order of
    /// lists, and also the alphabetical order of the codes within a year.
    let rawValue: UInt32

    public enum Kind: Sendable, Equatable {
        case year, month, half, quarter, yearToDate, years
    }

    private static let detailBits: UInt32 = 14
    private static let firstMonthDetail = 1
    private static let firstHalfDetail = 13
    private static let firstQuarterDetail = 15
    private static let firstYearToDateDetail = 19
    /// The detail of a span of two years; a longer span adds the further years.
    private static let firstSpanDetail = 31

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The raw values of all periods that start in these years.
    static func rawValues(ofYears first: Int, _ last: Int) -> Range<UInt32> {
        let first = UInt32(min(max(first, 1000), 10000) - 1000)
        let end = UInt32(min(max(last + 1, 1000), 10000) - 1000)
        return first << detailBits..<max(first, end) << detailBits
    }

    @inline(__always)
    private init?(_ firstYear: Int, detail: Int) {
        guard (1000...9999).contains(firstYear) else { return nil }
        rawValue = Period.rawValue(year: firstYear, position: detail)
    }

    /// - Parameter year: 1000 to 9999; nil outside.
    public init?(year: Int) { self.init(year, detail: 0) }

    public init?(year: Int, month: Int) {
        guard (1...12).contains(month) else { return nil }
        self.init(year, detail: Period.firstMonthDetail + month - 1)
    }

    public init?(year: Int, quarter: Int) {
        guard (1...4).contains(quarter) else { return nil }
        self.init(year, detail: Period.firstQuarterDetail + quarter - 1)
    }

    public init?(year: Int, half: Int) {
        guard (1...2).contains(half) else { return nil }
        self.init(year, detail: Period.firstHalfDetail + half - 1)
    }

    /// January to a month.
    public init?(year: Int, toMonth month: Int) {
        guard (1...12).contains(month) else { return nil }
        self.init(year, detail: Period.firstYearToDateDetail + month - 1)
    }

    /// The years from one to a later one.
    public init?(years first: Int, _ last: Int) {
        guard first < last, last <= 9999 else { return nil }
        self.init(first, detail: Period.firstSpanDetail + last - first - 1)
    }

    private var detail: Int { Int(rawValue & (1 << Period.detailBits - 1)) }

    /// The year in which the period starts, 1000 to 9999.
    public var firstYear: Int { Int(rawValue >> Period.detailBits) + 1000 }

    /// The year in which the period ends.
    public var lastYear: Int {
        detail < Period.firstSpanDetail ? firstYear : firstYear + detail - Period.firstSpanDetail + 1
    }

    /// The year of a period that is exactly one year.
    public var year: Int? { detail == 0 ? firstYear : nil }

    public var kind: Kind {
        switch detail {
        case 0: .year
        case ..<Period.firstHalfDetail: .month
        case ..<Period.firstQuarterDetail: .half
        case ..<Period.firstYearToDateDetail: .quarter
        case ..<Period.firstSpanDetail: .yearToDate
        default: .years
        }
    }

    /// The position among the periods of the same kind in a year, counted from 1: the month of a month, the last month of a year
    /// to date, the quarter of a quarter. 1 for a year and for years.
    public var number: Int {
        switch kind {
        case .year, .years: 1
        case .month: detail - Period.firstMonthDetail + 1
        case .half: detail - Period.firstHalfDetail + 1
        case .quarter: detail - Period.firstQuarterDetail + 1
        case .yearToDate: detail - Period.firstYearToDateDetail + 1
        }
    }

    /// - Parameter position: 0 for the year, otherwise `position(month:)` or `position(quarter:)`.
    @inline(__always)
    init?(year: Int, position: Int) { self.init(year, detail: position) }

    /// - Parameters:
    ///   - year: from 1000 on.
    ///   - position: below 2^`detailBits`.
    @inline(__always)
    static func rawValue(year: Int, position: Int) -> UInt32 { UInt32(year - 1000) << detailBits | UInt32(position) }

    static func position(month: Int) -> Int { firstMonthDetail + month - 1 }
    static func position(quarter: Int) -> Int { firstQuarterDetail + quarter - 1 }

    /// The first year of a raw value, and a number that differs for all periods that start in the year; below 31 unless the period
    /// is a span of years.
    @inline(__always)
    static func yearAndPosition(_ rawValue: UInt32) -> (year: Int, position: Int) {
        (Int(rawValue >> detailBits) + 1000, Int(rawValue & (1 << detailBits - 1)))
    }

    /// The months that the period covers, as year × 12 + month − 1.
    public var months: ClosedRange<Int> {
        let january = firstYear * 12
        switch kind {
        case .year: return january...january + 11
        case .month: return january + number - 1...january + number - 1
        case .half: return january + number * 6 - 6...january + number * 6 - 1
        case .quarter: return january + number * 3 - 3...january + number * 3 - 1
        case .yearToDate: return january...january + number - 1
        case .years: return january...lastYear * 12 + 11
        }
    }

    /// The frequency of the lists that have the period. Halves and years to date are listed with years.
    public var frequency: Frequency {
        switch kind {
        case .month: .month
        case .quarter: .quarter
        case .year, .half, .yearToDate, .years: .year
        }
    }

    /// `2023`, `2024-07`, `2025-H1`, `2025-Q2`, `2025-YTD06`, `2000/2003`.
    public var code: String {
        switch kind {
        case .year: String(firstYear)
        case .month: "\(firstYear)-\(Period.twoDigits(number))"
        case .half: "\(firstYear)-H\(number)"
        case .quarter: "\(firstYear)-Q\(number)"
        case .yearToDate: "\(firstYear)-YTD\(Period.twoDigits(number))"
        case .years: "\(firstYear)/\(lastYear)"
        }
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Nil for text of any other form.
    public init?(_ text: String) {
        let bytes = text.utf8
        func digits(_ part: Substring.UTF8View) -> Int? {
            var number = 0
            for byte in part {
                guard byte &- 0x30 < 10 else { return nil }
                number = number * 10 + Int(byte &- 0x30)
            }
            return number
        }
        guard bytes.count >= 4, let first = digits(bytes.prefix(4)) else { return nil }
        let rest = bytes.dropFirst(4)
        if rest.isEmpty {
            self.init(year: first)
        } else if rest.first == UInt8(ascii: "/"), rest.count == 5, let last = digits(rest.dropFirst()) {
            self.init(years: first, last)
        } else if rest.first == UInt8(ascii: "-") {
            let part = rest.dropFirst()
            switch (part.first, part.count) {
            case (UInt8(ascii: "Q"), 2): self.init(year: first, quarter: digits(part.dropFirst()) ?? 0)
            case (UInt8(ascii: "H"), 2): self.init(year: first, half: digits(part.dropFirst()) ?? 0)
            case (UInt8(ascii: "Y"), 5) where part.starts(with: "YTD".utf8):
                self.init(year: first, toMonth: digits(part.dropFirst(3)) ?? 0)
            case (_, 2): self.init(year: first, month: digits(part) ?? 0)
            default: return nil
            }
        } else {
            return nil
        }
    }

    public static func < (left: Period, right: Period) -> Bool { left.rawValue < right.rawValue }

    /// The period of the same kind `years` years earlier: `2022` for `2023`, `2024-H1` for `2025-H1`. Nil for a span of years.
    public func yearsBefore(_ years: Int) -> Period? {
        kind == .years ? nil : Period(firstYear - years, detail: detail)
    }

    /// The number of years from an earlier period of the same kind and position to this one; nil if the kinds differ.
    public func years(after other: Period) -> Int? {
        detail == other.detail && kind != .years ? firstYear - other.firstYear : nil
    }
}

/// The length of the periods of a series.
public enum Frequency: String, Sendable, CaseIterable {
    case year, quarter, month

    /// The period of this length that contains a month.
    /// - Parameter month: year × 12 + month − 1.
    public func period(containing month: Int) -> Period? {
        let (year, number) = (month / 12, month % 12 + 1)
        return switch self {
        case .year: Period(year: year)
        case .quarter: Period(year: year, quarter: (number + 2) / 3)
        case .month: Period(year: year, month: number)
        }
    }

    var monthCount: Int {
        switch self {
        case .year: 12
        case .quarter: 3
        case .month: 1
        }
    }
}

/// The periods that lie within a range of months: `2023`, `2023-01..2024-12`, `2020..`, `..2024-Q2`.
public struct PeriodRange: Sendable, Hashable {
    /// Months are numbered year × 12 + month − 1.
    public let months: ClosedRange<Int>

    public init(months: ClosedRange<Int>) { self.months = months }

    /// From the start of one period to the end of another.
    public init?(_ first: Period, _ last: Period) {
        guard first.months.lowerBound <= last.months.upperBound else { return nil }
        months = first.months.lowerBound...last.months.upperBound
    }

    /// Nil for text that is neither a period nor a range of two periods in order, of which one may be open.
    public init?(_ text: String) {
        guard let dots = text.firstRange(of: "..") else {
            guard let period = Period(text) else { return nil }
            self.init(period, period)
            return
        }
        let (first, last) = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
        guard !first.isEmpty || !last.isEmpty,
            let start = Period(first.isEmpty ? "1000" : first), let end = Period(last.isEmpty ? "9999" : last)
        else { return nil }
        self.init(start, end)
    }

    /// Whether a whole year, quarter or month lies within the range.
    public func containsPeriod(of frequency: Frequency) -> Bool {
        let count = frequency.monthCount
        let firstStart = (months.lowerBound + count - 1) / count * count
        return firstStart + count - 1 <= months.upperBound
    }

    public func contains(_ period: Period) -> Bool {
        months.contains(period.months.lowerBound) && months.contains(period.months.upperBound)
    }
}
