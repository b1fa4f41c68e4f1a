// Time limits of the Rapid Response Labor Mechanism, from the register `labor-clocks`.

import Arithmetic
import Dataset

/// A time limit.
public struct LaborClock: Sendable {
    /// The time limit in words.
    public let limit: String
    public let days: Int
    public let provision: String
    /// Milestones, as in `LaborCase.milestones`.
    public let from: String
    public let until: [String]
    /// The country of the cases to which it applies; empty for all.
    public let invokedBy: String
    /// The reason why the dates do not decide whether the limit was met; empty if they do.
    public let note: String

    /// All time limits; none if the register is absent.
    public static func all(_ dataset: Dataset) -> [LaborClock] {
        guard let register = dataset.register(.laborClocks) else { return [] }
        return (0..<register.count).compactMap { row in
            func text(_ column: String) -> String { register.text(row, column) }
            return Int(text("days")).map { days in
                LaborClock(
                    limit: text("limit"), days: days, provision: text("provision"), from: text("from"),
                    until: text("until").split(separator: "|").map(String.init), invokedBy: text("invoked_by"),
                    note: text("note"))
            }
        }
    }

    /// A time limit applied to a case.
    public struct State: Sendable, Equatable {
        /// The last day.
        public let due: CalendarDate
        /// The day of the first of the milestones in `until`; nil if none is dated.
        public let firstOutcome: CalendarDate?
        /// Days from the start of the limit to `firstOutcome`; nil without one.
        public let days: Int?
        /// Whether the limit was met; nil if the dates do not decide it.
        public let isMet: Bool?
    }

    /// Applies the limit to a case; nil for a case to which it does not apply, or whose first milestone has no date.
    public func state(of item: LaborCase) -> State? {
        guard invokedBy.isEmpty || invokedBy == item.invokedBy, let start = item.milestones[from] else { return nil }
        let outcome = until.compactMap { item.milestones[$0] }.min()
        let taken = outcome.map { start.days(to: $0) }
        return State(
            due: start.adding(days: days), firstOutcome: outcome, days: taken,
            isMet: note.isEmpty ? taken.map { $0 <= days } : nil)
    }
}
