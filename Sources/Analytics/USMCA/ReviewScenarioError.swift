// Errors of impossible scenarios.

import Arithmetic

/// An impossible scenario. `description` gives the reason and a possible value.
public enum ReviewScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    case nothingGiven
    case changesToPublished
    case throughBeforeAsOf(through: CalendarDate, asOf: CalendarDate)
    case beyondHorizon(Part, date: CalendarDate)
    case tooManyExtensions(count: Int)
    case extensionTwice(date: CalendarDate)
    case extensionBeforeFirstReview(date: CalendarDate, firstReview: CalendarDate)
    /// `end` is the end of the term that the extension would have to precede.
    case extensionAfterExpiry(date: CalendarDate, end: CalendarDate)
    /// `end` is the day on which withdrawals leave fewer than two Parties.
    case extensionAfterTermination(date: CalendarDate, end: CalendarDate)
    case unknownParty(code: String)
    case withdrawalTwice(party: ReviewParty)
    case withdrawalBeforeEntryIntoForce(party: ReviewParty, notice: CalendarDate, entry: CalendarDate)
    case withdrawalAfterExpiry(party: ReviewParty, notice: CalendarDate, end: CalendarDate)
    case withdrawalAfterTermination(party: ReviewParty, notice: CalendarDate, end: CalendarDate)

    /// A part of a scenario.
    public enum Part: Hashable, Sendable {
        case kind, extensions, withdrawals, through, asOf
    }

    /// The part at fault.
    public var part: Part {
        switch self {
        case .nothingGiven, .changesToPublished: .kind
        case .throughBeforeAsOf: .through
        case .beyondHorizon(let part, _): part
        case .tooManyExtensions, .extensionTwice, .extensionBeforeFirstReview, .extensionAfterExpiry,
            .extensionAfterTermination:
            .extensions
        case .unknownParty, .withdrawalTwice, .withdrawalBeforeEntryIntoForce, .withdrawalAfterExpiry,
            .withdrawalAfterTermination:
            .withdrawals
        }
    }

    public var description: String {
        switch self {
        case .nothingGiven:
            return "A given scenario needs an extension or a withdrawal; without one, use the reported scenario."
        case .changesToPublished:
            return "The as-published scenario contains only what the five reports state, so it takes no extension or "
                + "withdrawal; give them with the reported scenario."
        case .throughBeforeAsOf(let through, let asOf):
            return "The schedule would end on \(through), before its reference day \(asOf); "
                + "let it end on \(asOf) or later."
        case .beyondHorizon(_, let date):
            return "\(date) is after \(ReviewScenario.horizon), the last day of a schedule; "
                + "give that day or an earlier one."
        case .tooManyExtensions(let count):
            return "\(count) extensions are given; at most \(ReviewScenario.mostExtensions) are allowed."
        case .extensionTwice(let date):
            return "The extension of \(date) is given twice; give it once."
        case .extensionBeforeFirstReview(let date, let firstReview):
            return
                "The term cannot be extended on \(date): Articles 34.7.3 and 34.7.4 let the Parties extend it at the "
                + "first joint review, on \(firstReview), or later. Give \(firstReview) or a later day."
        case .extensionAfterExpiry(let date, let end):
            return "The term cannot be extended on \(date): it ends on \(end), and Article 34.7.4 lets the Parties "
                + "extend it only before its expiry. Give \(end.adding(days: -1)) or an earlier day."
        case .extensionAfterTermination(let date, let end):
            return
                "The term cannot be extended on \(date): the withdrawals given leave fewer than two Parties on \(end)."
                + " Give \(end.adding(days: -1)) or an earlier day, or fewer withdrawals."
        case .unknownParty(let code):
            return "'\(code.prefix(32))' is not a Party to the agreement; the Parties are CAN, MEX and USA."
        case .withdrawalTwice(let party):
            return "Two withdrawals of \(party.rawValue) are given; a Party can withdraw once. Give one notice."
        case .withdrawalBeforeEntryIntoForce(let party, let notice, let entry):
            return
                "\(party.rawValue) cannot give notice of withdrawal on \(notice): the agreement enters into force on "
                + "\(entry). Give that day or a later one."
        case .withdrawalAfterExpiry(let party, let notice, let end):
            return
                "\(party.rawValue) cannot give notice of withdrawal on \(notice): the agreement's term ends on \(end). "
                + "Give \(end.adding(days: -1)) or an earlier day."
        case .withdrawalAfterTermination(let party, let notice, let end):
            return "\(party.rawValue) cannot give notice of withdrawal on \(notice): the other withdrawals leave fewer "
                + "than two Parties on \(end). Give \(end.adding(days: -1)) or an earlier day."
        }
    }
}
