// Registers: refused records, the number of records of each report, valid codes, and quotes in the report's line.
import Arithmetic
import Testing

@testable import Dataset

@Suite("Registers")
struct RegisterTests {
    let dataset: Dataset

    init() throws { dataset = try publishedTables.get() }

    private func counts(_ schema: RegisterSchema, by column: String = "source") -> [String: Int] {
        guard let register = dataset.register(schema) else { return [:] }
        return Dictionary(grouping: 0..<register.count) { register.text($0, column) }.mapValues(\.count)
    }

    @Test("each report has its known number of figures, claims, events and rules")
    func countsBySource() {
        #expect(
            counts(.indicators)
                == ["eclac-2024": 560, "nap-2025": 291, "ustr-2025": 144, "nap-2026": 160, "usmx-2021": 87])
        #expect(
            counts(.claims) == ["eclac-2024": 371, "nap-2025": 46, "ustr-2025": 6, "nap-2026": 19, "usmx-2021": 16])
        #expect(
            counts(.operands) == ["eclac-2024": 48, "nap-2025": 31, "ustr-2025": 9, "nap-2026": 6, "usmx-2021": 14])
        #expect(
            counts(.events) == ["eclac-2024": 39, "nap-2025": 17, "ustr-2025": 60, "nap-2026": 10, "usmx-2021": 11])
        #expect(
            counts(.provisions) == ["eclac-2024": 6, "nap-2025": 7, "ustr-2025": 10, "nap-2026": 15, "usmx-2021": 17])
        #expect(counts(.rules) == ["nap-2025": 8, "ustr-2025": 13, "nap-2026": 2, "usmx-2021": 5])
        #expect(counts(.goals) == ["nap-2025": 5, "nap-2026": 5])
        #expect(counts(.laborCases) == ["eclac-2024": 28])
        #expect(counts(.laborEvents) == ["eclac-2024": 81])
        #expect(counts(.laborStatements) == ["eclac-2024": 62, "ustr-2025": 1, "nap-2026": 2])
        #expect(dataset.register(.contradictions)?.count == 51)
    }

    @Test("69 of 458 claims are discrepancies, 31 consistent, 16 rounding, the others exact")
    func countsByVerdict() {
        #expect(counts(.claims, by: "verdict") == ["exact": 342, "rounding": 16, "consistent": 31, "discrepancy": 69])
    }

    @Test(
        "ids of figures, claims and labor events count up from 1 within their source or case"
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
                    // `USA-MEX` joins two codes; a code such as `CAFTA-DR` contains a hyphen.
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
            // A figure in words has these words as its qualifier.
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
                let source = try #require(dataset.codes.source(parts[0]), "\(id): \(place)")
                // A source outside the reports has no lines.
                guard source.kind == "report" else {
                    #expect(parts.count == 1, "\(id): \(place)")
                    continue
                }
                try #require(parts.count == 2, "\(id): \(place)")
                #expect(Int(parts[1]) != nil, "\(id): \(place)")
            }
        }
        for id in [
            "mexico-share-of-farm-exports-2025", "fashion-share-of-emissions", "auto-jobs-usa", "years-of-integration",
            "nafta-1994", "china-goods-exports-2023", "figure-18-area", "figure-24-period", "figure-25-period",
            "other-services-categories", "figure-9-citation", "circular-fashion-market-year", "usmca-term-end",
            "main-market-of-farm-exports", "clothing-production-doubled",
        ] { #expect(register.row(id: id) != nil, "\(id)") }
    }

    @Test("every line of a report that a contradiction names prints its text", .needsReportTexts)
    func contradictionLines() throws {
        let register = try #require(dataset.register(.contradictions))
        for row in 0..<register.count {
            let id = register.text(row, "id")
            let places = register.text(row, "places").split(separator: "|").map(String.init)
            let texts = register.text(row, "printed").split(separator: "|").map(String.init)
            for (index, place) in places.enumerated() where dataset.cell(place) == nil && place.contains(":") {
                let parts = place.split(separator: ":").map(String.init)
                let (report, line) = (try #require(ReportText.all[parts[0]]), try #require(Int(parts[1])))
                #expect(report.contains(texts[min(index, texts.count - 1)], at: line), "\(id): \(place)")
            }
        }
    }

    @Test("no text of a register refers to a line of a report's text file")
    func noLines() throws {
        for schema in RegisterSchema.all {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                for (index, column) in register.columns.enumerated() where column.kind == .text {
                    let words = register.text(row, index).split(separator: " ")
                    let isReference = zip(words, words.dropFirst()).contains { word, next in
                        ["line", "lines"].contains(word) && next.first?.isNumber == true
                    }
                    #expect(!isReference, "\(schema.name): \(words.joined(separator: " "))")
                }
            }
        }
    }

    @Test("goods trade with China is listed wherever tables 3 and 10 print it differently")
    func chinaInTwoTables() throws {
        let (third, tenth) = (
            try #require(dataset.table("eclac-2024-t03")), try #require(dataset.table("eclac-2024-t10"))
        )
        let (china, total) = (
            try #require(third.rows.first { $0.label == "China" }),
            try #require(tenth.rows.first { $0.label == "Total China" })
        )
        let register = try #require(dataset.register(.contradictions))
        for (index, flow) in ["balance", "exports", "imports", "total-trade"].enumerated() {
            for year in [2022, 2023] {
                let one = china.cells[2 * index + year - 2022].value
                let other = total.cells[3 * index + year - 2021].value
                let isListed = register.row(id: "china-goods-\(flow)-\(year)") != nil
                #expect(isListed == (one != other), "\(flow) \(year)")
            }
        }
    }

    @Test(
        "every quote is at its line of the report's text, without the marks of the conversion",
        .needsReportTexts)
    func quotes() throws {
        var checked = 0
        for schema in RegisterSchema.all where schema.columns.contains(where: { $0.name == "quote" }) {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                let report = try #require(ReportText.all[register.text(row, "source")])
                let line = try #require(Int(register.text(row, "line")))
                let quote = register.text(row, "quote")
                let isPrinted = report.contains(quote, at: line)
                #expect(isPrinted, "\(register.text(row, "id"))")
                #expect(!report.cuts(quote, at: line), "\(register.text(row, "id"))")
                let marks = (["\\", "**", "](", "<br", "[^"] + footnoteDigits.map(String.init)).filter {
                    quote.contains($0)
                }
                #expect(marks.isEmpty, "\(register.text(row, "id")): \(quote)")
                checked += 1
            }
        }
        for (schema, column) in [(RegisterSchema.laborEvents, "text"), (.laborCases, "heading")] {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                let report = try #require(ReportText.all[register.text(row, "source")])
                let line = try #require(Int(register.text(row, "line")))
                #expect(report.contains(register.text(row, column), at: line), "\(register.text(row, "id"))")
                checked += 1
            }
        }
        #expect(checked == 1_242 + 458 + 65 + 28 + 55 + 10 + 137 + 81 + 28)
    }

    @Test("a quote has at least two words, whole words at its ends, and both marks of each pair")
    func phrases() throws {
        let open: Set = ["and", "or", "the", "of", "to", "in", "with", "a", "by", "from", "for", "that"]
        let start: Set = ["→", "–", "-", "▪", "and", "or", "of", "to", "as", "from", "which", "that"]
        for schema in RegisterSchema.all where schema.columns.contains(where: { $0.name == "quote" }) {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                let (id, words) = (
                    register.text(row, "id"), register.text(row, "quote").split(separator: " ").map(String.init)
                )
                #expect(words.count > 1 && !start.contains(words[0]), "\(id): \(words[0])")
                let last = try #require(words.last)
                #expect(!open.contains(last) && !last.hasSuffix(","), "\(id): \(last)")
                func count(_ mark: Character) -> Int { register.text(row, "quote").count { $0 == mark } }
                #expect(count("(") == count(")") && count("“") == count("”") && count("\"").isMultiple(of: 2), "\(id)")
            }
        }
    }

    @Test(
        "every figure of the text that a claim uses is in its line of the report",
        .needsReportTexts)
    func operands() throws {
        let register = try #require(dataset.register(.operands))
        for row in 0..<register.count where register.text(row, "kind") == "figure" {
            let id = register.text(row, "id")
            let report = try #require(ReportText.all[register.text(row, "source")])
            let stated = register.text(row, "printed")
            let line = try #require(Int(register.text(row, "line")))
            #expect(report.contains(stated, at: line), "\(id)")
            let figure = try #require(figures(in: stated).first, "\(id)")
            let value = register.text(row, "value")
            #expect(figure == (value.hasPrefix("-") ? String(value.dropFirst()) : value), "\(id)")
        }
    }
}

/// The addresses of records against the headings of the reports' texts.
@Suite("Addresses of figures", .needsReportTexts)
struct AddressTests {
    let dataset: Dataset
    /// The registers in which every record has a line.
    private static let addressed: [RegisterSchema] = [
        .indicators, .claims, .events, .rules, .provisions, .goals, .laborStatements, .laborEvents, .laborCases,
    ]

    init() throws { dataset = try publishedTables.get() }

    private func forEach(_ body: (Register, Int, ReportText, _ line: Int) throws -> Void) throws {
        for schema in AddressTests.addressed {
            let register = try #require(dataset.register(schema))
            for row in 0..<register.count {
                let report = try #require(ReportText.all[register.text(row, "source")])
                try body(register, row, report, try #require(Int(register.text(row, "line"))))
            }
        }
    }

    @Test("a record is under the nearest heading above it, and each heading under the one before it")
    func sections() throws {
        var headings: [String: Set<String>] = [:]
        try forEach { register, row, report, _ in
            headings[report.source, default: []].formUnion(register.text(row, "section").parts(" > "))
        }
        // Every line on which a heading is printed.
        let places = Dictionary(
            uniqueKeysWithValues: ReportText.all.values.map { report in
                var places: [Int: String] = [:]
                for heading in headings[report.source] ?? [] {
                    var last = report.lines.count
                    while let found = report.line(of: heading, before: last) {
                        places[found] = unbroken(heading).lowercased()
                        last = found - 1
                    }
                }
                return (report.source, places)
            })
        // The contents list has this heading, but the text of the report lacks it.
        let missing = "EXECUTIVE SUMMARY"
        var empty = 0
        try forEach { register, row, report, line in
            let id = register.text(row, "id")
            let parts = register.text(row, "section").parts(" > ")
            guard let last = parts.last else {
                empty += 1
                // The summary on the back cover, which follows the annex.
                #expect(report.source == "eclac-2024" && line > 1_916, "\(id)")
                return
            }
            var below = line
            for part in parts.reversed() where part != missing {
                let found = report.line(of: part, before: below)
                below = try #require(found, "\(id): \(part)")
            }
            // A footnote is at the foot of a page, perhaps below the next heading; a box interrupts its section.
            let isApart = register.text(row, "element").hasPrefix("footnote") || last.hasPrefix("Box ")
            guard !isApart, last != missing, !(report.source == "ustr-2025" && (453...478).contains(line)) else {
                return
            }
            let nearest = (places[report.source] ?? [:]).filter { $0.key <= line }.max { $0.key < $1.key }
            #expect(nearest?.value == unbroken(last).lowercased(), "\(id): \(last)")
        }
        #expect(empty == 22)
    }

    @Test("a page is the one that the report's contents list prints beside the heading")
    func pages() throws {
        var checked = 0
        try forEach { register, row, report, _ in
            let (id, page, heading) = (
                register.text(row, "id"), register.text(row, "page"), register.text(row, "page_of")
            )
            #expect(page.isEmpty == heading.isEmpty, "\(id)")
            guard !page.isEmpty else { return }
            #expect(register.text(row, "section").parts(" > ").contains(heading), "\(id)")
            // `GOAL 1. SHARED PROSPERITY AND JOB CREATION	16`, `C. U.S. trade with China .....	35`
            let wanted = unbroken(heading).lowercased().replacing("’", with: "'")
            let found = report.lines.prefix(150).contains { line in
                let entry = printed(line, of: report.source)
                let number = entry.split { $0 == " " || $0 == "." }.last ?? ""
                return Int(number) == Int(page)
                    && unbroken(entry).lowercased().replacing("’", with: "'").hasPrefix(wanted)
            }
            #expect(found, "\(id): \(heading) on \(page)")
            checked += 1
        }
        #expect(checked > 1_300)
    }

    @Test(
        "an element is named by the record's sentence, is the table that its row is in, or is the footnote of its line")
    func elements() throws {
        var named: [String: Int] = [:]
        try forEach { register, row, report, line in
            let (id, element) = (register.text(row, "id"), register.text(row, "element"))
            // A reference in parentheses after the last full stop is to the whole paragraph.
            let quote = register.columns.contains { $0.name == "quote" } ? register.text(row, "quote") : ""
            var references = tablesAndFigures(in: quote)
            let paragraph = report.lines[line - 1].split(separator: "(")
            if paragraph.count > 1, paragraph.dropLast().last?.last(where: { $0 != " " }) == "." {
                references += tablesAndFigures(in: String(paragraph[paragraph.count - 1]))
            }
            for reference in references { #expect(element.contains(reference), "\(id): \(reference)") }
            guard !element.isEmpty else { return }
            for part in element.parts("; ") {
                let kind = String(part.prefix { $0 != " " })
                named[kind, default: 0] += 1
                let number = part.drop { $0 != " " }.dropFirst().prefix { $0.isNumber }
                let text = report.lines[line - 1]
                switch kind {
                case "footnote":
                    let marks = ["1": "¹", "2": "²", "3": "³"]
                    #expect(
                        text.contains("<sup>\(number)</sup>") || text.hasPrefix("\(number) ")
                            || marks[String(number)].map(text.hasPrefix) ?? false, "\(id): \(part)")
                case "Box": #expect((452...458).contains(line) || text.contains("Box \(number)"), "\(id): \(part)")
                default:
                    let isNamed = text.lowercased().contains("\(kind.lowercased()) \(number)")
                    let above = report.lines[..<line].last { $0.hasPrefix("**Table ") || $0.hasPrefix("**Figure ") }
                    #expect(isNamed || above == "**\(kind) \(number)**  ", "\(id): \(part)")
                }
            }
        }
        #expect(named["Table"] ?? 0 > 300 && named["Figure"] ?? 0 > 60 && named["footnote"] ?? 0 > 40)
    }
}

extension AddressTests {
    /// The tables and figures that a text names.
    fileprivate func tablesAndFigures(in text: String) -> [String] {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        return zip(words, words.dropFirst()).compactMap { word, next in
            let kind = word.prefix(1).uppercased() + word.dropFirst().lowercased()
            return ["Table", "Figure"].contains(kind) && next.allSatisfy(\.isNumber) ? "\(kind) \(next)" : nil
        }
    }
}

extension String {
    /// The parts between a separator.
    fileprivate func parts(_ separator: String) -> [String] { split(separator: separator).map(String.init) }
}
