// Cases of the Rapid Response Labor Mechanism.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum LaborEndpoints {
    private static let schema = RegisterSchema.laborCases
    private static let columns =
        RegisterEndpoints.columns(schema) + [
            Column(
                "requested", .string, "The day a government asked for the review or submitted the claim.",
                nullable: true),
            Column("resolved", .string, "The day the resolution was announced.", nullable: true),
            Column("days_to_resolution", .integer, "Days from the one to the other.", nullable: true),
            Column("events", .integer, "How many events the report gives."),
        ]

    private static let fields =
        columns.filter { $0.name != "events" } + [
            Column(
                "days_to_remediation", .integer, "Days from the request to a course of remediation.", nullable: true),
            Column(
                "events", .records(RegisterEndpoints.columns(.laborEvents)),
                "All that the report dates or tells, in order."),
            Column(
                "clocks",
                .records([
                    Column("limit", .string, "What has to happen, and by when."),
                    Column("provision", .string, "The statute that says so."),
                    Column("due", .string, "The last day."),
                    Column("first_outcome", .string, "The day of the first outcome.", nullable: true),
                    Column("days", .integer, "Days from the request to it.", nullable: true),
                    Column("met", .boolean, "Whether that was in time; null where no date says.", nullable: true),
                    Column("note", .string, "What was counted."),
                ]), "Time limits of the mechanism; none for a case without request."),
        ]

    private static let durations = Column(
        "days",
        .record([
            Column("cases", .integer, "Cases with both dates."), Column("least", .integer, "The least."),
            Column("median", .number, "The median."), Column("most", .integer, "The most."),
            Column("unit", .string, "`days`."),
        ]), "Days from request to resolution.", nullable: true)

    private static let summaryFields = [
        Column("cases", .integer, "Cases that fit."),
        Column("invoked", .integer, "Those in which a government invoked the mechanism."),
        Column("open", .integer, "Those that are open."),
        Column("as_of", .string, "The day that counts for it."),
        Column("by_sector", .map(count), "Cases by sector."),
        Column("by_state", .map(count), "Cases by state."),
        Column("by_invoker", .map(count), "Cases by the country that invoked."),
        Column("by_outcome", .map(count), "Cases by outcome."),
        Column("by_status", .map(count), "Cases by status."),
        Column("days_to_resolution", durations.kind, "Over all cases with both dates.", nullable: true),
        Column("days_to_resolution_by_sector", .map(durations), "The same by sector."),
        Column("days_to_resolution_by_state", .map(durations), "The same by state."),
        Column("stated", .records(RegisterEndpoints.columns(.laborStatements)), "What the reports state."),
        Column("notes", .list, "Why the counts differ from what is stated."),
    ]

    private static let count = Column("cases", .integer, "Cases.")

    private static let filters = ["sector", "state", "status", "invoked_by", "outcome"]
    private static let parameters =
        filters.map { name in
            Parameter(
                name, .choices { $0.register(schema)?.values(name) ?? [] },
                "Only cases with one of these, separated by commas: \(name.split(separator: "_").joined(separator: " "))."
            )
        } + [
            Parameter(
                "year", .years, "Years in which the review was requested, or the first event of a case without request."
            ),
            RegisterEndpoints.text,
        ]

    static let all = [
        Endpoint(
            "/v1/usmca/labor-cases", "Cases of the Rapid Response Labor Mechanism.", parameters,
            chart: Chart(
                "Cases of the Rapid Response Labor Mechanism, from request to resolution",
                .spans(
                    Chart.Spans(
                        label: "facility", from: "requested", to: "resolved", note: "days_to_resolution", unit: "days",
                        otherwise: "outcome", open: (column: "status", value: "open"))),
                constants: ["state", "sector"]), problems: ["absent-register"], related: ["/v1/events"],
            .list(columns) { request throws(Problem) in
                let cases = try matching(request)
                let listing = RecordList(rows: try cases.map { item throws(Problem) in try row(item, request) })
                listing.sources = ["eclac-2024"]
                if cases.isEmpty { listing.reason = "No case fits all that is asked for." }
                return listing
            }),
        Endpoint(
            "/v1/usmca/labor-cases/summary",
            "Counts of cases by sector, state, invoker, outcome and status, how long they take, and what the reports state.",
            parameters + [asOf], problems: ["absent-register"],
            .object(summaryFields) { request throws(Problem) in try summary(try matching(request), request) }),
        Endpoint(
            "/v1/usmca/labor-cases/{id}", "A case with all its events.",
            [Parameter("id", .record(schema), "The id of a case, such as `gm-silao`.", in: .path)],
            problems: ["absent-register"],
            .object(fields) { request throws(Problem) in
                let id = request.query.text("id")
                let cases = try request.laborCases()
                guard let item = cases.first(where: { $0.id == id }) else { return .null }
                return try describe(item, request)
            }),
    ]

    private static let asOf = Parameter(
        "as_of", .date, "Count as open what was requested and not yet concluded on this day.",
        default: "as of the report")

    private static func matching(_ request: Request) throws(Problem) -> [LaborCase] {
        let register = try request.register(schema)
        let events = try request.register(.laborEvents)
        let rows = Set(RegisterEndpoints.matching(register, filters, nil, request))
        let years = request.query.years
        return try request.laborCases().filter { item in
            rows.contains(item.row)
                && (years.isEmpty
                    || firstYear(item, events).map { year in years.contains { $0.contains(year) } } ?? false)
        }
    }

    private static func firstYear(_ item: LaborCase, _ events: Register) -> Int? {
        if let requested = item.requested { return requested.year }
        return item.events.compactMap { Int(events.text($0, "date").prefix(4)) }.min()
    }

    private static func row(_ item: LaborCase, _ request: Request) throws(Problem) -> [JSON] {
        RegisterEndpoints.record(try request.register(schema), item.row) + [
            .optional(item.requested?.description), .optional(item.resolved?.description),
            .optional(item.daysToResolution),
            .integer(item.events.count),
        ]
    }

    private static func describe(_ item: LaborCase, _ request: Request) throws(Problem) -> JSON {
        let events = try request.register(.laborEvents)
        var members = zip(columns, try row(item, request)).filter { $0.0.name != "events" }.map {
            JSON.Member(name: $0.name, value: $1)
        }
        members.append(JSON.Member(name: "days_to_remediation", value: .optional(item.daysToRemediation)))
        members.append(
            JSON.Member(
                name: "events", value: .array(item.events.map { .object(RegisterEndpoints.object(events, $0)) })))
        members.append(JSON.Member(name: "clocks", value: .array(clocks(item, request.dataset))))
        return .object(members)
    }

    /// The time limits that apply to a case.
    private static func clocks(_ item: LaborCase, _ dataset: Dataset) -> [JSON] {
        LaborClock.all(dataset).compactMap { clock in
            guard let state = clock.state(of: item) else { return nil }
            let until = clock.until.joined(separator: ", ")
            let counted =
                state.firstOutcome == nil
                ? "The report dates none of: \(until)." : "`first_outcome` is the first of: \(until)."
            return .object([
                "limit": .string(clock.limit), "provision": .string(clock.provision),
                "due": .string(state.due.description), "first_outcome": .optional(state.firstOutcome?.description),
                "days": .optional(state.days), "met": state.isMet.map { .bool($0) } ?? .null,
                "note": .string(clock.note.isEmpty ? counted : clock.note + " " + counted),
            ])
        }
    }

    // MARK: summary

    private static func summary(_ cases: [LaborCase], _ request: Request) throws(Problem) -> JSON {
        let statements = try request.register(.laborStatements)
        let events = try request.register(.laborEvents)
        let notes = request.dataset.register(.laborNotes)
        let day = request.query.date("as_of")
        func isOpen(_ item: LaborCase) -> Bool {
            guard let day else { return item.isOpen }
            guard let requested = item.requested, requested <= day else { return false }
            guard !item.isOpen else { return true }
            let concluded = lastDate(item, events)
            return concluded.map { day < $0 } ?? false
        }
        return .object([
            "cases": .integer(cases.count),
            "invoked": .integer(cases.filter { !$0.invokedBy.isEmpty }.count),
            "open": .integer(cases.filter(isOpen).count),
            "as_of": .string(day?.description ?? "as of the report"),
            "by_sector": counts(cases, \.sector),
            "by_state": counts(cases, \.state),
            "by_invoker": counts(cases) { $0.invokedBy.isEmpty ? "none" : $0.invokedBy },
            "by_outcome": counts(cases, \.outcome),
            "by_status": counts(cases) { $0.isOpen ? "open" : "closed" },
            "days_to_resolution": durations(cases),
            "days_to_resolution_by_sector": grouped(cases, \.sector),
            "days_to_resolution_by_state": grouped(cases, \.state),
            "stated": .array((0..<statements.count).map { .object(RegisterEndpoints.object(statements, $0)) }),
            "notes": .strings((0..<(notes?.count ?? 0)).compactMap { notes?.text($0, "text") }),
        ])
    }

    private static func lastDate(_ item: LaborCase, _ events: Register) -> CalendarDate? {
        item.events.compactMap { CalendarDate(events.text($0, "date")) }.max()
    }

    private static func counts(_ cases: [LaborCase], _ key: (LaborCase) -> String) -> JSON {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for item in cases {
            if counts[key(item)] == nil { order.append(key(item)) }
            counts[key(item), default: 0] += 1
        }
        return .object(order.map { JSON.Member(name: $0, value: .integer(counts[$0] ?? 0)) })
    }

    private static func durations(_ cases: [LaborCase]) -> JSON {
        guard let durations = Durations(cases.compactMap(\.daysToResolution)) else { return .null }
        return .object([
            "cases": .integer(durations.count), "least": .integer(durations.least), "median": .number(durations.median),
            "most": .integer(durations.most), "unit": .string("days"),
        ])
    }

    private static func grouped(_ cases: [LaborCase], _ key: (LaborCase) -> String) -> JSON {
        var order: [String] = []
        for item in cases where !order.contains(key(item)) { order.append(key(item)) }
        return .object(
            order.map { name in JSON.Member(name: name, value: durations(cases.filter { key($0) == name })) })
    }
}
