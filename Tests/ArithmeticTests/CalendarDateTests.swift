// Calendar dates: parsing and printing, leap years, and arithmetic at the ends of months and of the calendar.
import Arithmetic
import Testing

@testable import Arithmetic

@Suite("Calendar dates")
struct CalendarDateTests {
    @Test("a date is parsed from YYYY-MM-DD and printed unchanged")
    func roundTrip() throws {
        for text in ["0001-01-01", "1970-01-01", "2026-07-01", "2028-02-29", "9999-12-31"] {
            #expect(try #require(CalendarDate(text)).description == text)
        }
        #expect(CalendarDate("x2026-07-01y".dropFirst().dropLast()) == CalendarDate(year: 2026, month: 7, day: 1))
    }

    @Test(
        "other spellings are refused",
        arguments: [
            "", "2026", "2026-7-1", "2026-07-1", "20260701", "2026/07/01", "2026-07-01 ", " 2026-07-01",
            "2026-07-01T00",
            "+026-07-01", "-026-07-01", "2026-07-0a", "２０２６-07-01", "0000-01-01", "2026-00-10", "2026-13-01",
            "2026-07-00", "2026-06-31", "2027-02-29", "1900-02-29", "2026-07-01\u{301}", "99999-01-01",
        ])
    func refused(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("a leap year is divisible by 4, but a century only by 400")
    func leapYears() {
        #expect([1600, 2000, 2024, 2028, 2400].allSatisfy(CalendarDate.isLeap))
        #expect(![1900, 2023, 2026, 2100, 2200].contains(where: CalendarDate.isLeap))
        #expect(CalendarDate(year: 2028, month: 2, day: 29) != nil)
        #expect(CalendarDate(year: 2100, month: 2, day: 29) == nil)
    }

    @Test("day numbers match known days and count without a gap from the first day to the last")
    func dayNumbers() {
        #expect(date("1970-01-01").daysSinceEpoch == 0)
        #expect(date("2000-03-01").daysSinceEpoch == 11_017)
        #expect(CalendarDate.first.daysSinceEpoch == -719_162)
        #expect(CalendarDate.last.daysSinceEpoch == 2_932_896)

        // Compares every day of the calendar with a count.
        var (year, month, day, wrong) = (1, 1, 1, 0)
        for number in CalendarDate.first.daysSinceEpoch...CalendarDate.last.daysSinceEpoch {
            let here = CalendarDate(daysSinceEpoch: number)
            if (here.year, here.month, here.day) != (year, month, day) || here.daysSinceEpoch != number { wrong += 1 }
            day += 1
            if CalendarDate(year: year, month: month, day: day) == nil { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(wrong == 0)
    }

    @Test("order and distance agree")
    func orderAndDistance() {
        #expect(date("2026-06-30") < date("2026-07-01"))
        #expect(date("2025-12-31") < date("2026-01-01"))
        #expect(date("2026-07-01").days(to: date("2027-07-01")) == 365)
        #expect(date("2028-03-01").days(to: date("2028-02-28")) == -2)
    }

    @Test("adding months or years results in the same day, or in the last day of a shorter month")
    func monthEnds() {
        #expect(date("2028-02-29").adding(years: 1) == date("2029-02-28"))
        #expect(date("2028-02-29").adding(years: 4) == date("2032-02-29"))
        #expect(date("2028-02-29").adding(years: -28) == date("2000-02-29"))
        #expect(date("2026-08-31").adding(months: -6) == date("2026-02-28"))
        #expect(date("2028-08-31").adding(months: -6) == date("2028-02-29"))
        #expect(date("2026-03-31").adding(months: -1) == date("2026-02-28"))
        #expect(date("2026-07-31").adding(months: 2) == date("2026-09-30"))
        #expect(date("2026-01-15").adding(months: -1) == date("2025-12-15"))
        #expect(date("2026-12-15").adding(months: 1) == date("2027-01-15"))
        #expect(date("2026-07-01").adding(months: 0) == date("2026-07-01"))
    }

    @Test("arithmetic beyond the calendar returns its first or last day and never traps")
    func saturation() {
        for start in [CalendarDate.first, date("2026-07-01"), CalendarDate.last] {
            for huge in [Int.max, Int.max / 12, 1 << 40, 10_000_000] {
                #expect(start.adding(days: huge) == .last)
                #expect(start.adding(months: huge) == .last)
                #expect(start.adding(years: huge) == .last)
                #expect(start.adding(days: -huge) == .first)
                #expect(start.adding(months: -huge) == .first)
                #expect(start.adding(years: -huge) == .first)
            }
            #expect(start.adding(days: .min) == .first)
            #expect(start.adding(months: .min) == .first)
            #expect(start.adding(years: .min) == .first)
        }
        #expect(CalendarDate(daysSinceEpoch: .max) == .last)
        #expect(CalendarDate(daysSinceEpoch: .min) == .first)
        #expect(CalendarDate(year: .max, month: .min, day: .max) == nil)
        #expect(date("9999-12-01").adding(months: 1) == .last)
        #expect(date("0001-01-31").adding(months: -1) == .first)
    }
}

/// A valid date.
func date(_ text: String) -> CalendarDate {
    guard let date = CalendarDate(text) else { preconditionFailure("not a date: \(text)") }
    return date
}
