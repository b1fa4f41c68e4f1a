// How precisely a date of the review schedule is known.

/// How precisely a date is known.
public enum ReviewDatePrecision: String, CaseIterable, Sendable {
    case day
    /// A day of the week that begins on the date.
    case week
    /// A day of the month that begins on the date.
    case month
}
