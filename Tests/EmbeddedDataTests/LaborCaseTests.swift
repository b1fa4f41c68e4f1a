// Labor cases: counts and durations from their dated events, compared with the report's own counts.
import Arithmetic
import Dataset
import Testing

@testable import Analytics

@Suite("Labor cases")
struct LaborCaseTests {
    let dataset: Dataset
    let cases: [LaborCase]
    let events: Register

    init() throws {
        dataset = try publishedTables.get()
        cases = LaborCase.all(dataset)
        events = try #require(dataset.register(.laborEvents))
    }

    private var invoked: [LaborCase] { cases.filter { !$0.invokedBy.isEmpty } }
    private func kinds(_ item: LaborCase) -> [String] { item.events.map { events.text($0, "kind") } }
    private func date(_ event: Int) -> CalendarDate? { CalendarDate(events.text(event, "date")) }
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
    private func item(_ id: String) throws -> LaborCase { try #require(cases.first { $0.id == id }) }

    @Test("every event belongs to one case, and the cases are in the report's order")
    func partition() {
        #expect(cases.count == 28 && cases.flatMap(\.events) == Array(0..<events.count))
        #expect(Set(cases.map(\.id)).count == 28)
    }

    private func known(_ id: String) throws -> Int {
        let found = try count(id)
        return try #require(found, "\(id)")
    }

    /// The count that an operand of kind `count` names.
    private func count(_ id: String) throws -> Int? {
        if let match = id.wholeMatch(
            of: #/labor-(requests-usa|panel-requested|course-of-remediation)-(?:(.*)-)?to-(\d{4}-\d\d-\d\d)/#)
        {
            let (kind, sector, last) = (String(match.1), match.2.map(String.init), try day(String(match.3)))
            let wanted = kind == "requests-usa" ? "review-requested" : kind
            return cases.filter { sector == nil || $0.sector == sector }
                .filter { kind != "requests-usa" || $0.invokedBy == "USA" }
                .flatMap(\.events).filter {
                    events.text($0, "kind") == wanted && (date($0).map { $0 <= last } ?? false)
                }
                .count
        }
        if let match = id.wholeMatch(of: #/labor-facilities-resolved-to-(\d{4}-\d\d-\d\d)/#) {
            let last = try day(String(match.1))
            let resolved = cases.filter { item in
                // Saint Gobain was resolved without a request; the day is that of the statement.
                let concluded =
                    item.resolved
                    ?? (item.outcome == "resolved-without-request" ? item.events.compactMap(date).max() : nil)
                return concluded.map { $0 <= last } ?? false
            }
            let register = try #require(dataset.register(.laborCases))
            return Set(resolved.map { register.text($0.row, "facility") }).count
        }
        switch id.dropFirst("labor-cases-".count) {
        case "usa": return cases.filter { $0.invokedBy == "USA" }.count
        case "can": return cases.filter { $0.invokedBy == "CAN" }.count
        case "invoked": return invoked.count
        case "resolved": return invoked.filter { $0.outcome == "resolved" }.count
        case "pending": return cases.filter { $0.outcome == "pending" }.count
        case "closed-facility": return cases.filter { $0.outcome == "closed-facility" }.count
        case "panel-without-jurisdiction": return cases.filter { $0.outcome == "panel-no-jurisdiction" }.count
        case let sector where cases.contains { $0.sector == sector }:
            return invoked.filter { $0.sector == sector }.count
        default: return nil
        }
    }

    @Test("every count among the operands is the number of its cases and events")
    func counts() throws {
        let register = try #require(dataset.register(.operands))
        var checked = 0
        for row in 0..<register.count where register.text(row, "kind") == "count" {
            let id = register.text(row, "id")
            #expect(try count(id).map(String.init) == register.text(row, "value"), "\(id)")
            #expect(register.text(row, "unit") == "cases")
            checked += 1
        }
        #expect(checked == 30)
    }

    @Test("the numbers of invoked cases by sector are those of table 17")
    func table17() throws {
        let table = try #require(dataset.table("eclac-2024-t17"))
        for row in table.rows {
            let printed = try #require(Int(row.cells[0].text))
            if row.label == "TOTAL" {
                #expect(invoked.count == printed)
                continue
            }
            let sector = row.label.lowercased().split(separator: " ").joined(separator: "-")
                .replacing("steel-components-manufacturing", with: "steel-components")
            #expect(invoked.filter { $0.sector == sector }.count == printed, "\(row.label)")
        }
        #expect(Set(cases.map(\.sector)).count == table.rows.count - 1)
    }

    @Test("the report's own counts follow from the events, with three exceptions")
    func statements() throws {
        let statements = try #require(dataset.register(.laborStatements))
        func requests(_ last: String, _ sector: String? = nil) throws -> Int {
            try known("labor-requests-usa-\(sector.map { $0 + "-" } ?? "")to-\(last)")
        }
        let expected: [(String, Int)] = [
            ("l01", invoked.count), ("l02", invoked.filter { $0.sector == "automotive" }.count), ("l03", invoked.count),
            ("l04", cases.filter { $0.invokedBy == "USA" }.count),
            ("l05", cases.filter { $0.invokedBy == "CAN" }.count),
            ("l06", invoked.filter { $0.outcome == "resolved" }.count), ("l07", cases.filter(\.isOpen).count),
            ("l08", cases.filter { $0.outcome == "closed-facility" }.count), ("l17", invoked.count),
            ("l18", try known("labor-course-of-remediation-to-2021-07-08")),
            ("l26", cases.filter { $0.id.hasPrefix("manufacturas-vu") }.count),
            ("l27", try known("labor-facilities-resolved-to-2023-04-24")),
            ("l29", try known("labor-course-of-remediation-to-2023-07-19")),
            ("l34", try requests("2023-06-12")), ("l35", try requests("2023-06-12", "garments")),
            ("l37", try known("labor-panel-requested-to-2023-08-22")),
            ("l38", try requests("2023-08-30")), ("l39", try requests("2023-08-30", "services")),
            ("l45", try requests("2024-01-19")),
            ("l47", try known("labor-panel-requested-to-2024-04-16")),
            ("l48", try requests("2024-02-16")), ("l49", try requests("2024-02-16", "food-manufacturing")),
        ]
        var differing: [String] = []
        for (id, found) in expected {
            let row = try #require(statements.row(id: "eclac-2024-" + id))
            if statements.text(row, "value") != String(found) {
                differing.append("\(id): \(statements.text(row, "value")) stated, \(found) found")
            }
        }
        #expect(
            differing == ["l06: 22 stated, 21 found", "l27: 8 stated, 7 found", "l29: 4 stated, 3 found"])
    }

    @Test("an outcome follows from the events: a resolution, a panel's decision, a closure, a statement, or none yet")
    func outcomes() {
        let concluding = [
            "resolution": "resolved", "panel-decision": "panel-no-jurisdiction", "facility-closure": "closed-facility",
        ]
        for item in cases {
            let ends = kinds(item).compactMap { concluding[$0] }
            if item.invokedBy.isEmpty {
                #expect(item.outcome == "resolved-without-request" && ends.isEmpty && kinds(item).contains("statement"))
            } else {
                #expect(ends == (item.outcome == "pending" ? [] : [item.outcome]), "\(item.id)")
            }
            #expect(item.isOpen == (item.outcome == "pending"), "\(item.id)")
        }
    }

    @Test("each invoked case has one request, of the United States or Canada; only Saint Gobain has none")
    func requests() {
        for item in cases {
            let asked = kinds(item).filter { ["review-requested", "claim-submitted"].contains($0) }
            let expected = ["USA": ["review-requested"], "CAN": ["claim-submitted"], "": []][item.invokedBy]
            #expect(asked == expected, "\(item.id)")
            #expect((item.requested == nil) == item.invokedBy.isEmpty, "\(item.id)")
        }
        #expect(cases.filter { $0.invokedBy.isEmpty }.map(\.id) == ["saint-gobain-cuautla"])
        #expect(cases.filter { $0.invokedBy == "CAN" }.map(\.id) == ["fraenkische-silao"])
    }

    @Test(
        "only petitions, votes and statements precede the request of their case, and every event has a day or that of its entry"
    )
    func order() throws {
        for item in cases {
            for event in item.events {
                let (dated, reported) = (events.text(event, "date"), events.text(event, "reported"))
                #expect(dated.isEmpty != reported.isEmpty, "\(events.text(event, "id"))")
                guard let requested = item.requested, let day = CalendarDate(dated.isEmpty ? reported : dated),
                    !["petition-filed", "vote", "statement"].contains(events.text(event, "kind"))
                else { continue }
                #expect(day >= requested, "\(events.text(event, "id"))")
            }
        }
    }

    @Test("the resolution of the case that Canada brought is not earlier than the acceptance of its claim")
    func fraenkische() throws {
        let own = try item("fraenkische-silao")
        #expect(try own.invokedBy == "CAN" && own.requested == day("2023-03-11"))
        let accepted = try #require(own.events.first { events.text($0, "kind") == "claim-accepted" }.flatMap(date))
        let resolution = try #require(own.events.first { events.text($0, "kind") == "resolution" })
        #expect(events.text(resolution, "date") == "\(accepted)/.." && own.resolved == nil)
    }

    @Test("the words of an event are whole sentences or clauses, not cut at a page's end")
    func uncut() throws {
        let remediation = try #require(events.row(id: "atento-pachuca-e03"))
        #expect(
            events.text(remediation, "text").hasSuffix("the company had fully remediated worker rights violations."))
        let register = try #require(dataset.register(.laborCases))
        #expect(register.text(try item("autoliv-el-marques").row, "note").contains("chose not to return"))
    }

    @Test("durations are days between the dates, leap days included")
    func durations() throws {
        // May 12 to September 22: 19 + 30 + 31 + 31 + 22. March 6 to April 24: 25 + 24. May 31, 2023 to April 9, 2024: 214 of the
        // rest of 2023, and 31 + 29 + 31 + 9.
        #expect(try item("gm-silao").daysToResolution == 133 && item("gm-silao").daysToRemediation == 57)
        #expect(try item("unique-fabricating-queretaro").daysToResolution == 49)
        #expect(try item("unique-fabricating-queretaro").daysToRemediation == nil)
        #expect(
            try item("draxton-irapuato").daysToResolution == 314 && item("draxton-irapuato").daysToRemediation == 61)
        #expect(
            try item("pirelli-silao").daysToResolution == nil && item("saint-gobain-cuautla").daysToResolution == nil)
        // The report does not date the agreement.
        #expect(
            try item("fraenkische-silao").daysToResolution == nil && item("fraenkische-silao").outcome == "resolved")
        for item in cases {
            #expect((item.daysToResolution ?? 1) > 0 && (item.daysToRemediation ?? 1) > 0, "\(item.id)")
        }
        #expect(cases.compactMap(\.daysToResolution).count == 20)
    }

    @Test(
        "minimum, maximum and median are those of the sorted days; of an even number the median is the mean of the middle two"
    )
    func summary() throws {
        #expect(Durations([]) == nil)
        let one = try #require(Durations([7]))
        #expect(one.count == 1 && one.least == 7 && one.most == 7 && one.median.text == "7.0")
        #expect(Durations([9, 2, 4])?.median.text == "4.0" && Durations([9, 2, 4, 5])?.median.text == "4.5")
        let all = try #require(Durations(cases.compactMap(\.daysToResolution)))
        let sorted = cases.compactMap(\.daysToResolution).sorted()
        #expect(all.least == sorted.first && all.most == sorted.last && all.count == 20)
        #expect(all.median == ExactDecimal(Int64(sorted[9] + sorted[10]) * 5, decimals: 1))
    }

    @Test("Manufacturas VU is two cases: the first resolved in 55 days, the second ended with the facility")
    func manufacturasVU() throws {
        let (first, second) = (try item("manufacturas-vu-1"), try item("manufacturas-vu-2"))
        let register = try #require(dataset.register(.laborCases))
        #expect(register.text(first.row, "facility") == register.text(second.row, "facility"))
        #expect(register.text(first.row, "sequence") == "1" && register.text(second.row, "sequence") == "2")
        #expect(first.daysToResolution == 55 && second.daysToResolution == nil && second.daysToRemediation == 60)
        #expect(first.outcome == "resolved" && second.outcome == "closed-facility" && !second.isOpen)
        #expect(try #require(first.resolved) < #require(second.requested))
        #expect((0..<register.count).filter { register.text($0, "sequence") != "1" } == [second.row])
    }
}
