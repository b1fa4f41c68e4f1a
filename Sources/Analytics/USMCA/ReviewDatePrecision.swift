// The precision of a date of the review schedule.

/// The precision of a date.
public enum ReviewDatePrecision: String, CaseIterable, Sendable {
    case day
    /// A day of the week that begins on the date.
    case week
    /// A day of the month that begins on the date.
    case month
}
