// Days of the proleptic Gregorian calendar, years 1 to 9999: parsing, printing, and arithmetic that never traps.
// Foundation's `Calendar` is rejected: it links ICU (40 MB) and computes with time zones, which published dates do not have.

/// A calendar day from `0001-01-01` to `9999-12-31`, without time or time zone.
///
/// Arithmetic saturates at the first and the last day. Optional results are rejected: a schedule that stays within 2020 to
/// 2700 would unwrap at every step.
public struct CalendarDate: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// 1…9999.
    public let year: Int
    /// 1…12.
    public let month: Int
    /// 1…31, at most the length of the month.
    public let day: Int

    /// `0001-01-01`.
    public static let first = CalendarDate(saturatingYear: 1, month: 1, day: 1)
    /// `9999-12-31`.
    public static let last = CalendarDate(saturatingYear: 9999, month: 12, day: 31)

    /// - Returns: nil if the calendar has no such day (`2026, 2, 29`) or the year is not in 1...9999.
    public init?(year: Int, month: Int, day: Int) {
        guard 1...9999 ~= year, 1...12 ~= month, day >= 1, day <= Self.length(ofMonth: month, year: year) else {
            return nil
        }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Parses ISO 8601 `YYYY-MM-DD`. The basic form (`20260701`), signs, spaces and times are refused, so that a date has one
    /// spelling.
    /// - Returns: nil for any other text and for a day that the calendar does not have.
    public init?(_ text: some StringProtocol) {
        // The prefix bounds the copy of text from a request.
        let bytes = Array(text.utf8.prefix(11))
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day `days` after 1970-01-01, or before it if negative; saturating.
    ///
    /// Howard Hinnant's `civil_from_days`: years begin on 1 March, so that the leap day is the last of its year, and the day's
    /// index in a 400-year era (146,097 days) gives year, month and day by division.
    public init(daysSinceEpoch days: Int) {
        // 719,468 days lie between 0000-03-01 and 1970-01-01. Clamped first, so that the sum cannot overflow.
        let shifted = min(max(days, Self.first.daysSinceEpoch), Self.last.daysSinceEpoch) + 719_468
        let era = shifted / 146_097  // never negative in years 1…9999
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    /// Clamps each part to its range, the day to the month's length: 2027-02-31 becomes 2027-02-28.
    public init(saturatingYear year: Int, month: Int, day: Int) {
        self.year = min(max(year, 1), 9999)
        self.month = min(max(month, 1), 12)
        self.day = min(max(day, 1), Self.length(ofMonth: self.month, year: self.year))
    }

    /// Days since 1970-01-01, negative before it: −719,162 … 2,932,896. Hinnant's `days_from_civil`.
    public var daysSinceEpoch: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year  // never negative
        let era = yearFromMarch / 400
        let yearOfEra = yearFromMarch % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day `days` later, or earlier if negative; saturating.
    public func adding(days: Int) -> CalendarDate {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        if overflow { return days < 0 ? .first : .last }
        return CalendarDate(daysSinceEpoch: sum)
    }

    /// The same day of the month `months` later, or earlier if negative; saturating. In a shorter month its last day: 31 August
    /// minus six months is 28 or 29 February.
    public func adding(months: Int) -> CalendarDate {
        let (count, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        if overflow { return months < 0 ? .first : .last }
        if count < 12 { return .first }
        if count >= 10_000 * 12 { return .last }
        return CalendarDate(saturatingYear: count / 12, month: count % 12 + 1, day: day)
    }

    /// The same day `years` later, or earlier if negative; saturating. 29 February becomes 28 February in a common year.
    public func adding(years: Int) -> CalendarDate {
        let (months, overflow) = years.multipliedReportingOverflow(by: 12)
        if overflow { return years < 0 ? .first : .last }
        return adding(months: months)
    }

    /// Days from this day to `other`, positive if `other` is later.
    public func days(to other: CalendarDate) -> Int { other.daysSinceEpoch - daysSinceEpoch }

    /// ISO 8601, `2026-07-01`.
    public var description: String {
        // By bytes: a list has a date in each record, and strings take ten times as long.
        String(unsafeUninitializedCapacity: 10) { bytes in
            func write(_ number: Int, at end: Int, width: Int) {
                var rest = number
                for index in stride(from: end - 1, through: end - width, by: -1) {
                    bytes[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
            }
            write(year, at: 4, width: 4)
            bytes[4] = 0x2d
            write(month, at: 7, width: 2)
            bytes[7] = 0x2d
            write(day, at: 10, width: 2)
            return 10
        }
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// The Gregorian rule: 2000 and 2028 are leap years, 1900 and 2027 are not.
    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
