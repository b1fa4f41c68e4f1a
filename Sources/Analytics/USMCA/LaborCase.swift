// Cases of the Rapid Response Labor Mechanism with their events.

import Arithmetic
import Dataset

/// One case.
public struct LaborCase: Sendable {
    /// The row of the register.
    public let row: Int
    public let id: String
    public let sector: String
    public let state: String
    public let invokedBy: String
    public let outcome: String
    public let isOpen: Bool
    /// Rows of its events in the order of the report.
    public let events: [Int]
    /// The day a government asked for the review, or submitted the claim.
    public let requested: CalendarDate?
    /// The day the resolution was announced.
    public let resolved: CalendarDate?
    /// The day a course of remediation was announced.
    public let remediationAgreed: CalendarDate?
    public let panelRequested: CalendarDate?

    /// Days from the request to the resolution; nil where either is not dated.
    public var daysToResolution: Int? {
        guard let requested, let resolved else { return nil }
        return requested.days(to: resolved)
    }

    /// Days from the request to the course of remediation.
    public var daysToRemediation: Int? {
        guard let requested, let remediationAgreed else { return nil }
        return requested.days(to: remediationAgreed)
    }

    /// All cases, in the order of the report.
    public static func all(_ dataset: Dataset) -> [LaborCase] {
        let cases = dataset.register(.laborCases)
        let events = dataset.register(.laborEvents)
        var eventsByCase: [String: [Int]] = [:]
        for row in 0..<events.count { eventsByCase[events.text(row, "case"), default: []].append(row) }
        return (0..<cases.count).map { row in
            let id = cases.text(row, "id")
            let own = eventsByCase[id] ?? []
            func first(_ kinds: String...) -> CalendarDate? {
                own.first { kinds.contains(events.text($0, "kind")) && CalendarDate(events.text($0, "date")) != nil }
                    .flatMap { CalendarDate(events.text($0, "date")) }
            }
            return LaborCase(
                row: row, id: id, sector: cases.text(row, "sector"), state: cases.text(row, "state"),
                invokedBy: cases.text(row, "invoked_by"), outcome: cases.text(row, "outcome"),
                isOpen: cases.text(row, "status") == "open", events: own,
                requested: first("review-requested", "claim-submitted"), resolved: first("resolution"),
                remediationAgreed: first("course-of-remediation"), panelRequested: first("panel-requested"))
        }
    }
}
