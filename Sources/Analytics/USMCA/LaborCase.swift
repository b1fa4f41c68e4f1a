// Cases of the Rapid Response Labor Mechanism with their events.

import Arithmetic
import Dataset

/// A case of the mechanism.
public struct LaborCase: Sendable {
    /// The row of the register.
    public let row: Int
    public let id: String
    public let sector: String
    public let state: String
    public let invokedBy: String
    public let outcome: String
    public let isOpen: Bool
    /// Rows of its events, in the order of the report.
    public let events: [Int]
    /// The day of the first dated event of each milestone, by the ids of the register `labor-milestones`.
    public let milestones: [String: CalendarDate]

    /// The day of the request for review or, in a case that Canada brought, of its claim.
    public var requested: CalendarDate? { milestones["requested"] }
    /// The day on which the resolution was announced.
    public var resolved: CalendarDate? { milestones["resolved"] }

    /// Days from the request to the resolution; nil if either has no date.
    public var daysToResolution: Int? { days(to: "resolved") }
    /// Days from the request to the course of remediation; nil if either has no date.
    public var daysToRemediation: Int? { days(to: "remediation-agreed") }

    private func days(to milestone: String) -> Int? {
        guard let requested, let end = milestones[milestone] else { return nil }
        return requested.days(to: end)
    }

    /// The registers that cases are made from.
    public static let registers = [RegisterSchema.laborCases, .laborEvents, .laborMilestones]

    /// All cases, in the order of the report; none if one of `registers` is absent.
    public static func all(_ dataset: Dataset) -> [LaborCase] {
        guard let cases = dataset.register(.laborCases), let events = dataset.register(.laborEvents),
            let milestones = dataset.register(.laborMilestones)
        else { return [] }
        let kinds = (0..<milestones.count).map { row in
            (
                id: milestones.text(row, "id"),
                kinds: milestones.text(row, "kinds").split(separator: "|").map(String.init)
            )
        }
        var eventsByCase: [String: [Int]] = [:]
        for row in 0..<events.count { eventsByCase[events.text(row, "case"), default: []].append(row) }
        return (0..<cases.count).map { row in
            let id = cases.text(row, "id")
            let own = eventsByCase[id] ?? []
            var dates: [String: CalendarDate] = [:]
            for milestone in kinds {
                dates[milestone.id] =
                    own.lazy.filter { milestone.kinds.contains(events.text($0, "kind")) }
                    .compactMap { CalendarDate(events.text($0, "date")) }.first
            }
            return LaborCase(
                row: row, id: id, sector: cases.text(row, "sector"), state: cases.text(row, "state"),
                invokedBy: cases.text(row, "invoked_by"), outcome: cases.text(row, "outcome"),
                isOpen: cases.text(row, "status") == "open", events: own, milestones: dates)
        }
    }
}
