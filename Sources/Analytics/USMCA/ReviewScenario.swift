// What a review schedule is asked for: the scenario, and the errors for scenarios that cannot be.

import Arithmetic

/// What the term of an extension counts from. The agreement does not settle it for a late confirmation.
public enum ReviewBasis: String, CaseIterable, Sendable {
    /// 16 years from the day of confirmation: 2042-07-01 if confirmed at the 2026 review, as published readings say.
    case confirmation
    /// 16 years from the end of the term that is extended: 2052-07-01 for the first extension.
    case expiry
}

/// Whose knowledge a schedule starts from.
public enum ReviewScenarioKind: String, CaseIterable, Sendable {
    /// What is reported, and no extension or withdrawal after it.
    case reported
    /// As the five reports stood, before the first review: its outcome is open, and neither branch is taken.
    case asPublished = "as-published"
    /// The reported facts up to the first given extension or withdrawal; from there what is given, and nothing else.
    case given
}

/// A withdrawal under Article 34.6.
public struct ReviewWithdrawal: Hashable, Sendable {
    /// `USA`, `MEX` or `CAN`, in any case.
    public var party: String
    /// The day of the written notice; it takes effect six months later.
    public var notice: CalendarDate

    public init(party: String, notice: CalendarDate) {
        self.party = party
        self.notice = notice
    }
}

/// A question to the schedule. `ReviewSchedule.init(_:)` says which combinations are refused.
public struct ReviewScenario: Hashable, Sendable {
    /// `.reported` with extensions or withdrawals is read as `.given`.
    public var kind: ReviewScenarioKind
    /// Days on which all Parties confirm an extension, in any order, at most 32.
    public var extensions: [CalendarDate]
    /// In any order; at most one for each Party.
    public var withdrawals: [ReviewWithdrawal]
    public var basis: ReviewBasis
    /// The last day of interest, up to 2200-12-31. Nil: 2042-12-31, or later if the agreement ends or `asOf` is later.
    public var through: CalendarDate?
    /// The day from which days are counted and at which the status holds, up to 2200-12-31.
    public var asOf: CalendarDate

    public init(
        kind: ReviewScenarioKind = .reported, extensions: [CalendarDate] = [], withdrawals: [ReviewWithdrawal] = [],
        basis: ReviewBasis = .confirmation, through: CalendarDate? = nil, asOf: CalendarDate
    ) {
        self.kind = kind
        self.extensions = extensions
        self.withdrawals = withdrawals
        self.basis = basis
        self.through = through
        self.asOf = asOf
    }

    /// The last day that a scenario may name. Beyond it a schedule built on assumed days would say nothing.
    public static let horizon = CalendarDate(saturatingYear: 2200, month: 12, day: 31)
    /// The last day of a schedule that asks for none, if the agreement has ended by then.
    public static let defaultThrough = CalendarDate(saturatingYear: 2042, month: 12, day: 31)
    /// One extension for each six-year review up to the horizon, and a few more.
    public static let mostExtensions = 32
}

/// A scenario that cannot be. `description` says why, and what would be right.
public enum ReviewScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    case nothingGiven
    case changesToPublished
    case throughBeforeAsOf(through: CalendarDate, asOf: CalendarDate)
    case beyondHorizon(parameter: String, date: CalendarDate)
    case tooManyExtensions(count: Int)
    case extensionTwice(date: CalendarDate)
    case extensionBeforeFirstReview(date: CalendarDate)
    /// `end` is the end of the term that the extension would have had to come before.
    case extensionAfterExpiry(date: CalendarDate, end: CalendarDate)
    /// `end` is the day on which withdrawals left fewer than two Parties.
    case extensionAfterTermination(date: CalendarDate, end: CalendarDate)
    case unknownParty(code: String)
    case withdrawalTwice(party: ReviewParty)
    case withdrawalBeforeEntryIntoForce(party: ReviewParty, notice: CalendarDate)
    case withdrawalAfterExpiry(party: ReviewParty, notice: CalendarDate, end: CalendarDate)
    case withdrawalAfterTermination(party: ReviewParty, notice: CalendarDate, end: CalendarDate)

    /// The API's name for the part of the scenario at fault: `scenario`, `extend`, `withdraw`, `through` or `as_of`.
    public var parameter: String {
        switch self {
        case .nothingGiven, .changesToPublished: "scenario"
        case .throughBeforeAsOf: "through"
        case .beyondHorizon(let parameter, _): parameter
        case .tooManyExtensions, .extensionTwice, .extensionBeforeFirstReview, .extensionAfterExpiry,
            .extensionAfterTermination:
            "extend"
        case .unknownParty, .withdrawalTwice, .withdrawalBeforeEntryIntoForce, .withdrawalAfterExpiry,
            .withdrawalAfterTermination:
            "withdraw"
        }
    }

    public var description: String {
        let firstReview = ReviewFacts.entryIntoForce.adding(years: ReviewFacts.yearsToSixYearReview)
        switch self {
        case .nothingGiven:
            return "A given scenario needs an extension or a withdrawal; without one, ask for the reported scenario."
        case .changesToPublished:
            return "The as-published scenario says what the five reports say, so it takes no extension or withdrawal; "
                + "give them with the reported scenario."
        case .throughBeforeAsOf(let through, let asOf):
            return "The schedule would end on \(through), before the day it is asked as of, \(asOf); "
                + "let it end on \(asOf) or later."
        case .beyondHorizon(_, let date):
            return "\(date) is beyond \(ReviewScenario.horizon), the last day that a schedule reaches; "
                + "give that day or an earlier one."
        case .tooManyExtensions(let count):
            return "\(count) extensions are given; at most \(ReviewScenario.mostExtensions) are taken."
        case .extensionTwice(let date):
            return "The extension of \(date) is given twice; the Parties confirm an extension once. Give the day once."
        case .extensionBeforeFirstReview(let date):
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
            return "\(party.rawValue) is given as withdrawing twice; a Party can withdraw once. Give one notice."
        case .withdrawalBeforeEntryIntoForce(let party, let notice):
            return
                "\(party.rawValue) cannot give notice of withdrawal on \(notice): the agreement enters into force on "
                + "\(ReviewFacts.entryIntoForce). Give that day or a later one."
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
