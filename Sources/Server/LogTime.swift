import Arithmetic

/// Times of log lines.
enum LogTime {
    /// `2026-11-21T16:30:00.123Z`.
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    static func text(_ milliseconds: Int64) -> String {
        let (seconds, rest) = Int(milliseconds).quotientAndRemainder(dividingBy: 1_000)
        let second = seconds % 86_400
        return CalendarDate(daysSinceEpoch: seconds / 86_400).description + "T" + padded(second / 3_600, 2) + ":"
            + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2) + "." + padded(rest, 3) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
