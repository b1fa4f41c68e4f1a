// The input of a review schedule.

import Arithmetic

/// The start of an extended term. The agreement does not settle it for a late confirmation.
public enum ReviewBasis: String, CaseIterable, Sendable {
    /// The day of confirmation: an extension at the 2026 review ends on 2042-07-01, as published interpretations say.
    case confirmation
    /// The end of the old term: the first extension ends on 2052-07-01.
    case expiry
}

/// The facts from which a schedule starts.
public enum ReviewScenarioKind: String, CaseIterable, Sendable {
    /// The reported facts, without an extension or withdrawal after them.
    case reported
    /// The facts that the five reports state. They were written before the first review, whose outcome is open.
    case asPublished = "as-published"
    /// The reported facts up to the first given extension or withdrawal, then only the events that the scenario gives.
    case given
}

/// A withdrawal under Article 34.6.
public struct ReviewWithdrawal: Hashable, Sendable {
    /// `USA`, `MEX` or `CAN`, in either letter case.
    public var party: String
    /// The day of the written notice.
    public var notice: CalendarDate

    public init(party: String, notice: CalendarDate) {
        self.party = party
        self.notice = notice
    }
}

/// A scenario. `ReviewSchedule.init` documents the combinations that it refuses.
public struct ReviewScenario: Hashable, Sendable {
    /// `.reported` with extensions or withdrawals is treated as `.given`.
    public var kind: ReviewScenarioKind
    /// Days on which all Parties confirm an extension, in any order, at most 32.
    public var extensions: [CalendarDate]
    /// In any order, at most one for each Party.
    public var withdrawals: [ReviewWithdrawal]
    public var basis: ReviewBasis
    /// The last day of the schedule, up to 2200-12-31. Nil: 2042-12-31, or the end of the agreement or `asOf` if later.
    public var through: CalendarDate?
    /// The reference day, up to 2200-12-31: days are counted from it, and the status is that on this day.
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

    /// The last day that a scenario may name.
    public static let horizon = CalendarDate(saturatingYear: 2200, month: 12, day: 31)
    /// The last day of a schedule without `through`, if the agreement has ended by then.
    public static let defaultThrough = CalendarDate(saturatingYear: 2042, month: 12, day: 31)
    /// The maximum number of extensions: one for each six-year review up to the horizon, and a few more.
    public static let mostExtensions = 32
}
