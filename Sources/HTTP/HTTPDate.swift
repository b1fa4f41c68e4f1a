// Dates as HTTP writes them, RFC 9110 section 5.6.7. Seconds since 1970 in, text out, and back. The calendar is the system's.

import Glibc

/// A moment in whole seconds since 1970-01-01T00:00:00Z, with HTTP's spellings.
public struct HTTPDate: Sendable, Equatable {
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`.
    public var text: String {
        var time = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return "Thu, 01 Jan 1970 00:00:00 GMT" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let year = String(parts.tm_year + 1900)
        return HTTPDate.days[Int(parts.tm_wday)] + ", " + two(parts.tm_mday) + " " + HTTPDate.months[Int(parts.tm_mon)]
            + " " + String(repeating: "0", count: max(0, 4 - year.count)) + year
            + " " + two(parts.tm_hour) + ":" + two(parts.tm_min) + ":" + two(parts.tm_sec) + " GMT"
    }

    /// Reads any of the three forms; nil for anything else. `now` decides the century of the two-digit year of RFC 850.
    public init?(_ text: String, now: HTTPDate) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 6, words[0].last == ",", words[5] == "GMT" {  // Sun, 06 Nov 1994 08:49:37 GMT
            self.init(HTTPDate.days, words[0].dropLast(), words[1], words[2], words[3], words[4])
            guard words[1].count == 2, words[3].count == 4 else { return nil }
        } else if words.count == 4, words[0].last == ",", words[3] == "GMT" {  // Sunday, 06-Nov-94 08:49:37 GMT
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard date.count == 3, date[0].count == 2, date[2].count == 2,
                let short = HTTPDate.number(date[2]).map(Int64.init)
            else { return nil }
            let longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
            // RFC 9110 section 5.6.7: a date that would be more than 50 years ahead is the one of the century before.
            let century = (1970 + now.seconds / 31_556_952) / 100 * 100
            guard
                let ahead = HTTPDate(
                    longDays, words[0].dropLast(), date[0], date[1], Substring("\(century + short)"), words[2])
            else { return nil }
            self = ahead
            if ahead.seconds - now.seconds > 50 * 31_556_952 {
                guard
                    let past = HTTPDate(
                        nil, words[0], date[0], date[1], Substring("\(century - 100 + short)"), words[2])
                else { return nil }
                self = past
            }
        } else {  // Sun Nov  6 08:49:37 1994
            let parts = text.split(separator: " ")
            // A day of one digit has a second blank before it, and there is no other.
            guard parts.count == 5, words.count == (parts[2].count == 1 ? 6 : 5),
                words[2].isEmpty == (parts[2].count == 1),
                parts[2].count <= 2, parts[4].count == 4
            else { return nil }
            self.init(HTTPDate.days, parts[0], parts[2], parts[1], parts[4], parts[3])
        }
    }

    private init?(
        _ dayNames: [String]?, _ dayName: Substring, _ day: Substring, _ month: Substring, _ year: Substring,
        _ time: Substring
    ) {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard dayNames?.contains(String(dayName)) ?? true, clock.count == 3, clock.allSatisfy({ $0.count == 2 }),
            let hour = HTTPDate.number(clock[0]), let minute = HTTPDate.number(clock[1]),
            let second = HTTPDate.number(clock[2]), let monthIndex = HTTPDate.months.firstIndex(of: String(month)),
            let day = HTTPDate.number(day), let year = HTTPDate.number(year),
            (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (1900...9999).contains(year)
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = Int32(monthIndex)
        parts.tm_mday = day
        parts.tm_hour = hour
        parts.tm_min = minute
        // A leap second would move the last of a month into the next one; it is added behind the calendar's back.
        parts.tm_sec = min(second, 59)
        self.init(seconds: Int64(timegm(&parts)) + Int64(second - parts.tm_sec))
        // The calendar has moved a day that its month does not have.
        guard parts.tm_mon == Int32(monthIndex) else { return nil }
    }

    /// Digits alone: the sign that `Int32` reads too has no place in a date.
    private static func number(_ text: Substring) -> Int32? {
        text.utf8.allSatisfy { $0.isDigit } ? Int32(text) : nil
    }
}
