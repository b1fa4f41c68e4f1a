// The certainty of a date of the review schedule.

/// The certainty of a date, by its origin. A date computed from an assumed date is an assumption.
public enum ReviewCertainty: String, CaseIterable, Sendable {
    /// The text of the agreement.
    case text
    /// United States law, 19 U.S.C. 4611 (section 611 of the USMCA Implementation Act).
    case statute
    /// Reported to have happened by the press, a law firm or one of the reports.
    case reported
    /// An assumption of the schedule or of the scenario.
    case assumption
}
