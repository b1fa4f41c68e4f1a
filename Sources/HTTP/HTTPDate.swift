// Dates of HTTP, RFC 9110 section 5.6.7.

import Arithmetic

/// A date in whole seconds since 1970-01-01T00:00:00Z, in the years 1900 to 9999 if it is parsed.
public struct HTTPDate: Sendable, Equatable {
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let secondsPerDay: Int64 = 86_400
    /// A year has 365.2425 days on average.
    private static let secondsPerYear: Int64 = 31_556_952

    /// The preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`.
    public var text: String {
        // Rounded down, so that the second of the day is not negative before 1970.
        let remainder = seconds % HTTPDate.secondsPerDay
        let second = Int(remainder < 0 ? remainder + HTTPDate.secondsPerDay : remainder)
        let day = Int((seconds - Int64(second)) / HTTPDate.secondsPerDay)
        let date = CalendarDate(daysSinceEpoch: day)
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        // 1970-01-01 was a Thursday.
        let weekday = ((day + 4) % 7 + 7) % 7
        return HTTPDate.days[weekday] + ", " + padded(date.day) + " " + HTTPDate.months[date.month - 1] + " "
            + padded(date.year, 4) + " " + padded(second / 3_600) + ":" + padded(second / 60 % 60) + ":"
            + padded(second % 60) + " GMT"
    }

    /// Parses any of the three forms; nil for anything else.
    /// - Parameter now: decides the century of the two-digit year of the RFC 850 form.
    public init?(_ text: String, now: HTTPDate) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 6, words[0].last == ",", words[5] == "GMT" {  // Sun, 06 Nov 1994 08:49:37 GMT
            guard words[1].utf8.count == 2, words[3].utf8.count == 4, let year = HTTPDate.number(words[3]) else {
                return nil
            }
            self.init(HTTPDate.days, words[0].dropLast(), words[1], words[2], year, words[4])
        } else if words.count == 4, words[0].last == ",", words[3] == "GMT" {  // Sunday, 06-Nov-94 08:49:37 GMT
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard date.count == 3, date[0].utf8.count == 2, date[2].utf8.count == 2,
                let shortYear = HTTPDate.number(date[2])
            else { return nil }
            let century = Int(1970 + now.seconds / HTTPDate.secondsPerYear) / 100 * 100
            func parsed(inCentury century: Int) -> HTTPDate? {
                HTTPDate(HTTPDate.longDays, words[0].dropLast(), date[0], date[1], century + shortYear, words[2])
            }
            guard let date = parsed(inCentury: century) else { return nil }
            // RFC 9110 section 5.6.7: a date more than 50 years ahead is in the past century.
            let isAhead = date.seconds - now.seconds > 50 * HTTPDate.secondsPerYear
            guard let chosen = isAhead ? parsed(inCentury: century - 100) : date else { return nil }
            self = chosen
        } else {  // Sun Nov  6 08:49:37 1994
            let parts = text.split(separator: " ")
            // A day of one digit is padded with a second space; no other field is.
            guard parts.count == 5, words.count == (parts[2].utf8.count == 1 ? 6 : 5),
                words[2].isEmpty == (parts[2].utf8.count == 1), parts[2].utf8.count <= 2, parts[4].utf8.count == 4,
                let year = HTTPDate.number(parts[4])
            else { return nil }
            self.init(HTTPDate.days, parts[0], parts[2], parts[1], year, parts[3])
        }
    }

    /// The weekday must be the name of a weekday, but not the weekday of the date, which is redundant.
    private init?(
        _ weekdays: [String], _ weekday: Substring, _ day: Substring, _ month: Substring, _ year: Int, _ time: Substring
    ) {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard weekdays.contains(String(weekday)), clock.count == 3, clock.allSatisfy({ $0.utf8.count == 2 }),
            let hour = HTTPDate.number(clock[0]), let minute = HTTPDate.number(clock[1]),
            let second = HTTPDate.number(clock[2]), let month = HTTPDate.months.firstIndex(of: String(month)),
            let day = HTTPDate.number(day), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second), (1900...9999).contains(year),
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        // A leap second, :60, is the second after :59.
        let secondOfDay = hour * 3_600 + minute * 60 + second
        self.init(seconds: Int64(date.daysSinceEpoch) * HTTPDate.secondsPerDay + Int64(secondOfDay))
    }

    /// Parses digits only; `Int` would accept a sign.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { $0.isDigit } ? Int(text) : nil
    }
}
