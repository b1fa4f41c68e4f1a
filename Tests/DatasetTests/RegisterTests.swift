// The registers: what is refused, how many records each report gave, that their codes exist, and that every quote stands in
// the report's line.
import Arithmetic
import Testing

@testable import Dataset

@Suite("Registers")
struct RegisterTests {
    let dataset: Dataset

    init() throws { dataset = try embedded.get() }

    private func counts(_ schema: RegisterSchema, by column: String = "source") -> [String: Int] {
        guard let register = dataset.register(schema) else { return [:] }
        return Dictionary(grouping: 0..<register.count) { register.text($0, column) }.mapValues(\.count)
    }

    @Test("each report gave so many figures, claims, events and rules")
    func countsBySource() {
        #expect(
            counts(.indicators)
                == ["eclac-2024": 441, "nap-2025": 266, "ustr-2025": 109, "nap-2026": 137, "usmx-2021": 76])
        #expect(
            counts(.claims) == ["eclac-2024": 309, "nap-2025": 41, "ustr-2025": 3, "nap-2026": 13, "usmx-2021": 7])
        #expect(
            counts(.operands) == ["eclac-2024": 44, "nap-2025": 30, "ustr-2025": 4, "nap-2026": 6, "usmx-2021": 14])
        #expect(
            counts(.events) == ["eclac-2024": 39, "nap-2025": 17, "ustr-2025": 60, "nap-2026": 10, "usmx-2021": 11])
        #expect(
            counts(.provisions) == ["eclac-2024": 6, "nap-2025": 7, "ustr-2025": 10, "nap-2026": 15, "usmx-2021": 17])
        #expect(counts(.rules) == ["nap-2025": 8, "ustr-2025": 13, "nap-2026": 2, "usmx-2021": 5])
        #expect(counts(.goals) == ["nap-2025": 5, "nap-2026": 5])
        #expect(counts(.laborCases) == ["eclac-2024": 28])
        #expect(counts(.laborEvents) == ["eclac-2024": 81])
        #expect(counts(.laborStatements) == ["eclac-2024": 62, "ustr-2025": 1, "nap-2026": 2])
        #expect(dataset.register(.contradictions)?.count == 30)
    }

    @Test("49 of 373 claims are discrepancies, 15 a matter of rounding, and the rest exact")
    func countsByVerdict() {
        #expect(counts(.claims, by: "verdict") == ["exact": 309, "rounding": 15, "discrepancy": 49])
    }

    @Test(
        "ids of figures, claims and labor events count up from 1 within their source or case, in the order of the reports"
    )
    func numbering() throws {
        for (schema, letter, digits) in [(RegisterSchema.indicators, "i", 3), (.claims, "k", 3)] {
            let register = try #require(dataset.register(schema))
            var numbers: [String: Int] = [:]
            for row in 0..<register.count {
                let source = register.text(row, "source")
                numbers[source, default: 0] += 1
                let number = String(numbers[source] ?? 0)
                let padded = String(repeating: "0", count: max(0, digits - number.count)) + number
                #expect(register.text(row, "id") == "\(source)-\(letter)\(padded)")
            }
        }
        let events = try #require(dataset.register(.laborEvents))
        var numbers: [String: Int] = [:]
        for row in 0..<events.count {
            let item = events.text(row, "case")
            numbers[item, default: 0] += 1
            let number = numbers[item] ?? 0
            #expect(events.text(row, "id") == "\(item)-e\(number < 10 ? "0" : "")\(number)")
        }
    }

    /// Areas that the reports name and that have no code.
    private static let named = [
        "Americas", "Asia Pacific", "Asia-Oceania", "Caribbean Basin Initiative", "Central America", "East Asia",
        "European Union", "G7", "Latin America", "North America", "Northern Central America", "Pacific Rim",
        "Western Hemisphere",
    ]

    private func isArea(_ text: String) -> Bool {
        let codes = dataset.codes
        return codes.partner(text) != nil || codes.group(text) != nil || RegisterTests.named.contains(text)
            || text.wholeMatch(of: #/US-[A-Z]{2}|MX-[A-Z]{3}/#) != nil
    }

    @Test("every area is a partner, a group, a state, one of thirteen named regions, or several of these joined")
    func areas() throws {
        for schema in [RegisterSchema.indicators, .events] {
            let register = try #require(dataset.register(schema))
            for area in register.values("area") {
                for part in area.split(separator: "+").map(String.init) {
                    // `USA-MEX`: the one with the other; codes such as `CAFTA-DR` hold a hyphen of their own.
                    let isPair = part.indices.filter { part[$0] == "-" }.contains { hyphen in
                        isArea(String(part[..<hyphen])) && isArea(String(part[part.index(after: hyphen)...]))
                    }
                    #expect(isArea(part) || isPair, "\(schema.name): \(area)")
                }
            }
        }
    }

    @Test("a figure has a value or a range, not both, and a range rises")
    func ranges() throws {
        let register = try #require(dataset.register(.indicators))
        for row in 0..<register.count {
            let id = register.text(row, "id")
            let (low, high) = (register.text(row, "low"), register.text(row, "high"))
            #expect(register.text(row, "value").isEmpty || (low.isEmpty && high.isEmpty), "\(id)")
            // A figure in words has its words as its qualifier.
            let isInWords = register.text(row, "value").isEmpty && low.isEmpty && high.isEmpty
            #expect(!isInWords || !register.text(row, "qualifier").isEmpty, "\(id)")
            guard !low.isEmpty, !high.isEmpty else { continue }
            let (least, most) = (try #require(PrintedNumber(low)).number, try #require(PrintedNumber(high)).number)
            let decimals = max(least.decimals, most.decimals)
            #expect(
                Int(least.mantissa) * power(10, decimals - least.decimals)
                    < Int(most.mantissa) * power(10, decimals - most.decimals), "\(id)")
        }
    }

    @Test(
        "every place of a contradiction is a cell that prints its text, or a line of a report; the served one is a place"
    )
    func contradictions() throws {
        let register = try #require(dataset.register(.contradictions))
        for row in 0..<register.count {
            let id = register.text(row, "id")
            let places = register.text(row, "places").split(separator: "|").map(String.init)
            let printed = register.text(row, "printed").split(separator: "|").map(String.init)
            #expect(places.count == printed.count || printed.count == 1, "\(id)")
            let served = register.text(row, "served")
            #expect(served.isEmpty || places.contains(served), "\(id)")
            for (index, place) in places.enumerated() {
                let text = printed[min(index, printed.count - 1)]
                if let address = dataset.cell(place) {
                    #expect(dataset.cell(address).text.contains(text), "\(id): \(place)")
                    continue
                }
                let parts = place.split(separator: ":").map(String.init)
                try #require(parts.count == 2, "\(id): \(place)")
                #expect(dataset.codes.source(parts[0]) != nil, "\(id): \(place)")
                #expect(Int(parts[1]) != nil, "\(id): \(place)")
            }
        }
    }

    @Test("every line of a report that a contradiction names prints its text", .needsReportTexts)
    func contradictionLines() throws {
        let register = try #require(dataset.register(.contradictions))
        for row in 0..<register.count {
            let id = register.text(row, "id")
            let places = register.text(row, "places").split(separator: "|").map(String.init)
            let printed = register.text(row, "printed").split(separator: "|").map(String.init)
            for (index, place) in places.enumerated() where dataset.cell(place) == nil {
                let parts = place.split(separator: ":").map(String.init)
                let (lines, line) = (try #require(reportLines(parts[0])), try #require(Int(parts[1])))
                let text = printed[min(index, printed.count - 1)]
                #expect(
                    lines.indices.contains(line - 1) && lines[line - 1].replacing("\t", with: " ").contains(text),
                    "\(id): \(place)")
            }
        }
    }

    @Test(
        "every quote stands in the line of the report that is given for it",
        .needsReportTexts)
    func quotes() throws {
        var lines: [String: [String]] = [:]
        for source in ["eclac-2024", "nap-2025", "ustr-2025", "nap-2026", "usmx-2021"] {
            let report = try #require(reportLines(source))
            lines[source] = report
        }
        var checked = 0
        for schema in RegisterSchema.all where schema.columns.contains(where: { $0.name == "quote" }) {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                let report = try #require(lines[register.text(row, "source")])
                let line = try #require(Int(register.text(row, "line")))
                try #require(report.indices.contains(line - 1), "\(register.text(row, "id"))")
                #expect(report[line - 1].contains(register.text(row, "quote")), "\(register.text(row, "id"))")
                checked += 1
            }
        }
        // Events and headings of table 18 are the report's words without its markup.
        for (schema, column) in [(RegisterSchema.laborEvents, "text"), (.laborCases, "heading")] {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                let report = try #require(lines[register.text(row, "source")])
                let line = report[try #require(Int(register.text(row, "line"))) - 1]
                    .replacing(#/</?[a-z][^>]*>/#, with: "")
                #expect(line.contains(register.text(row, column)), "\(register.text(row, "id"))")
                checked += 1
            }
        }
        #expect(checked == 1_029 + 373 + 65 + 28 + 55 + 10 + 137 + 81 + 28)
    }

    @Test(
        "every figure of the prose that a claim uses is printed in the line given for it",
        .needsReportTexts)
    func operands() throws {
        let register = try #require(dataset.register(.operands))
        for row in 0..<register.count where register.text(row, "kind") == "figure" {
            let id = register.text(row, "id")
            let lines = try #require(reportLines(register.text(row, "source")))
            let printed = register.text(row, "printed")
            #expect(lines[try #require(Int(register.text(row, "line"))) - 1].contains(printed), "\(id)")
            let figure = try #require(figures(in: printed).first, "\(id)")
            let value = register.text(row, "value")
            #expect(figure == (value.hasPrefix("-") ? String(value.dropFirst()) : value), "\(id)")
        }
    }
}

@Suite("Faults in registers")
struct RegisterErrorTests {
    private static let operand = "a,1,USD,figure,,what,report,,"

    @Test("a record that is right loads")
    func valid() throws {
        let dataset = try SampleFiles.valid.adding(RegisterErrorTests.operand, to: "registers/operands.csv").load()
        let register = try #require(dataset.register(.operands))
        #expect(register.count == 1 && register.row(id: "a") == 0 && register.row(id: "b") == nil)
        #expect(register.text(0, "value") == "1" && register.text(0, "page") == "" && register.text(0, "no") == "")
        #expect(register.values("page") == [] && register.values("unit") == ["USD"])
    }

    @Test(
        "a fault is named with its line",
        arguments: [
            (",1,USD,figure,,what,report,,", "'id' is empty"), ("a,1,USD,,,what,report,,", "'kind' is empty"),
            ("a,,USD,figure,,what,report,,", "'value' is empty"), ("a,1,USD,figure,,what,,,", "'source' is empty"),
            ("a,1,USD,figure,,what,rumour,,", "unknown source 'rumour'"),
            ("a,one,USD,figure,,what,report,,", "'one' in the column 'value'"),
            ("a,5%,USD,figure,,what,report,,", "'5%' in the column 'value'"),
            ("a,$5 B,USD,figure,,what,report,,", "'$5 B' in the column 'value'"),
            ("a,1,USD,figure,,what,report,vii,", "'vii' in the column 'page'"),
            ("a,1,USD,figure,,what,report,,1.5", "'1.5' in the column 'line'"),
        ])
    func faults(line: String, reason: String) throws {
        try SampleFiles.valid.adding(
            RegisterErrorTests.operand.replacing("a,1", with: "z,1"), to: "registers/operands.csv"
        )
        .adding(line, to: "registers/operands.csv")
        .expectError("registers/operands.csv", 3, naming: [reason])
    }

    @Test("an id stands once in its register, and a reference leads to a record")
    func references() throws {
        try SampleFiles.valid.adding(RegisterErrorTests.operand, to: "registers/operands.csv")
            .adding(RegisterErrorTests.operand, to: "registers/operands.csv")
            .expectError("registers/operands.csv", 3, naming: ["id 'a'", "duplicate"])
        try SampleFiles.valid.adding("e,nowhere,2024-01-31,,vote,text,report,1", to: "registers/labor-events.csv")
            .expectError("registers/labor-events.csv", 2, naming: ["no 'nowhere' in labor-cases"])
    }

    @Test("a register that the data lacks is absent, and a file that is no register is refused")
    func optional() throws {
        #expect(try SampleFiles.valid.setting("registers/goals.csv", nil).load().register(.goals) == nil)
        SampleFiles.valid.setting("registers/goal.csv", Array("id\n".utf8))
            .expectError("registers/goal.csv", nil, naming: ["no such register", "goals"])
        try SampleFiles.valid.setting("registers/labor-cases.csv", nil)
            .adding("e,case,2024-01-31,,vote,text,report,1", to: "registers/labor-events.csv")
            .expectError("registers/labor-events.csv", 2, naming: ["registers/labor-cases.csv, which is missing"])
    }

    private func event(_ date: String) throws -> SampleFiles {
        try SampleFiles.valid.adding("e,\(date),,topic,title,,report,1,quote", to: "registers/events.csv")
    }

    @Test(
        "a date is a year, a month, a day, or two of them, of which one may be open",
        arguments: [
            "2024", "2024-07", "2024-07-17", "2018/2019", "2021/..", "../2025-01", "2024-12/2025-12", "2024/2024-02",
        ])
    func dates(date: String) throws { _ = try event(date).load() }

    @Test(
        "nothing else is a date",
        arguments: [
            "24", "2024-13", "2024-00", "2024-7", "2024-07-32", "2024-07-00", "2024-07-17-1", "17 July 2024", "..",
            "2024/",
            "/2024", "2019/2018", "2018/2019/2020", "2024-YTD06", "2024-H1", " 2024", "+024", "2024-07-17T00:00",
        ])
    func badDates(date: String) throws {
        try event(date).expectError("registers/events.csv", 2, naming: ["'\(date)' in the column 'date'"])
    }

    private func indicator(_ period: String) throws -> SampleFiles {
        try SampleFiles.valid.adding(
            "i,topic,,measure,\(period),1,,,USD,,,report,,1,quote", to: "registers/indicators.csv")
    }

    @Test(
        "a period of a figure is a period, a date, or two of them, of which one may be open",
        arguments: [
            "2024", "2025-H1", "2025-Q2", "2025-YTD06", "2000/2003", "2024-07", "2024-07-17", "2021/..", "../2050",
            "2024-YTD06/2025-YTD06", "2024-Q2/2025-Q2", "2022-06/2024-06", "",
        ])
    func periods(period: String) throws { _ = try indicator(period).load() }

    @Test(
        "nothing else is one",
        arguments: [
            "3Q2025", "2025-YTD13", "2025-Q5", "2025-H1/2024-H1", "../..", "FY2024", "2024–2025", "2025-YTD06/x",
        ])
    func badPeriods(period: String) throws {
        try indicator(period).expectError("registers/indicators.csv", 2, naming: ["'\(period)' in the column 'period'"])
    }
}
