// Parameters: their names, what they take, and how a value is read. Every error says what would be right.

import Analytics
import Dataset
import HTTP

/// One parameter of an endpoint.
struct Parameter: Sendable {
    enum Place: Sendable { case path, query }

    /// What a parameter takes, and with it how it is read and what its errors say.
    enum Kind: Sendable {
        /// Partners or groups by code, number or name, separated by commas.
        case areas
        /// Groups by code or name, separated by commas.
        case groups
        /// Years `2023` and ranges `2021..2023`, separated by commas.
        case years
        /// Some of these words, separated by commas.
        case choices(@Sendable (Dataset) -> [String])
        /// One of these words.
        case choice([String])
        case integer(ClosedRange<Int>)
        /// A decimal number, at most twelve digits before and after the point.
        case decimal
        case boolean
        case date
        /// A party and a date, `MEX:2027-01-01`.
        case withdrawal
        /// Names of columns, separated by commas.
        case fields([String])
        /// Names of columns, separated by commas, with a minus where descending.
        case sort([String])
        /// The id of a table.
        case table
        /// The id of a published cell.
        case cell
        /// The id of a record of a register.
        case record(RegisterSchema)
        /// Any text.
        case text
    }

    let name: String
    let place: Place
    let kind: Kind
    let summary: String
    let defaultText: String?
    /// Whether it may stand more than once.
    let repeats: Bool

    init(
        _ name: String, _ kind: Kind, _ summary: String, in place: Place = .query, default defaultText: String? = nil,
        repeats: Bool = false
    ) {
        self.name = name
        self.place = place
        self.kind = kind
        self.summary = summary
        self.defaultText = defaultText
        self.repeats = repeats
    }

    // MARK: parameters that many endpoints share

    static let areaInPath = Parameter(
        "code", .areas, "A partner or group: ISO alpha-3, alpha-2, M49 number, or a name; letter case does not matter.",
        in: .path)
    static let partner = Parameter(
        "partner", .areas, "Partners or groups, separated by commas; codes, numbers or names.")
    static let year = Parameter("year", .years, "Years and ranges of years, separated by commas: `2023`, `2021..2023`.")
    static let type = Parameter(
        "type", .choices { _ in TradeType.allCases.map(\.rawValue) }, "Types of trade, separated by commas.")
    static let classification = Parameter(
        "classification", .choices { $0.codes.classifications + ["all"] },
        "Classifications, separated by commas; `all` for every one.", default: "total")
    static let category = Parameter(
        "category", .choices { $0.codes.categories.map(\.code) },
        "Categories, separated by commas; with a category and no classification, all classifications are searched.")
    static let basis = Parameter(
        "basis", .choices { $0.codes.bases.map(\.id) + ["all"] },
        "Which total the figures belong to; unless asked for, each record is on the preferred basis there is.")
    static let unit = Parameter(
        "unit", .choice(MoneyUnit.allCases.map(\.rawValue)), "The unit of money values, in US dollars.",
        default: "million")
    static let decimals = Parameter(
        "decimals", .integer(0...12), "Decimal places of ratios, rounded half to even.", default: "4")

    static func ofLists(_ columns: [String]) -> [Parameter] {
        [
            Parameter("fields", .fields(columns), "The fields of each record, in this order, separated by commas."),
            Parameter(
                "sort", .sort(columns), "Fields to sort by, separated by commas; a minus in front sorts descending."),
            Parameter("limit", .integer(0...10_000), "At most so many records.", default: "1000"),
            Parameter("offset", .integer(0...1_000_000), "How many records to pass over.", default: "0"),
        ]
    }

    static func format(_ formats: [Format]) -> Parameter {
        Parameter(
            "format", .choice(formats.map(\.rawValue)), "The format of the answer; wins over the Accept field.",
            default: "json")
    }
    static let pretty = Parameter("pretty", .boolean, "Whether JSON is indented.", default: "false")

    // MARK: reading values

    /// The values in `text` in their canonical spelling.
    /// - Throws: a problem, 400 for the query and 404 for the path, that says what would be right.
    func read(_ text: String, _ dataset: Dataset) throws(Problem) -> [String] {
        switch kind {
        case .areas: return try list(text) { part throws(Problem) in try area(part, dataset) }
        case .groups: return try list(text) { part throws(Problem) in try group(part, dataset) }
        case .years: return try list(text) { part throws(Problem) in try years(part) }
        case .choices(let allowed):
            let allowed = allowed(dataset)
            return try list(text) { part throws(Problem) in try oneOf(allowed, part) }
        case .choice(let allowed): return [try oneOf(allowed, text)]
        case .integer(let range):
            guard let number = Int(text), range.contains(number), text.utf8.first != UInt8(ascii: "+") else {
                throw invalid(text, "it takes a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return [String(number)]
        case .decimal:
            guard let number = Exact(text) else {
                throw invalid(text, "it takes a number such as -0.25, at most twelve digits before and after the point")
            }
            return [number.text]
        case .boolean: return [try oneOf(["true", "false"], text)]
        case .date: return [try date(text)]
        case .withdrawal:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw invalid(text, "it takes a party and a date, such as MEX:2027-01-01") }
            return [dataset.codes.area(named: parts[0]) ?? parts[0], try date(parts[1])]
        case .fields(let columns): return try list(text) { part throws(Problem) in try oneOf(columns, part) }
        case .sort(let columns):
            return try list(text) { part throws(Problem) in
                part.hasPrefix("-") ? "-" + (try oneOf(columns, String(part.dropFirst()))) : try oneOf(columns, part)
            }
        case .table:
            if let table = dataset.table(text.lowercased()) { return [table.id] }
            let ids = dataset.tables.map(\.id)
            let near = Spelling.nearest(to: text, among: ids.map { ($0, $0) })
            throw unknown("table", text, near: near, allowed: ids)
        case .cell:
            if let address = dataset.cell(text.lowercased()) { return [dataset.cellID(address)] }
            throw unknown("cell", text, near: ["eclac-2024-t06-r01-c04"], allowed: [])
        case .record(let schema):
            let register = dataset.register(schema)
            if register.row(id: text.lowercased()) != nil { return [text.lowercased()] }
            let ids = register.values("id")
            throw unknown(
                "record", text, near: Spelling.nearest(to: text, among: ids.map { ($0, $0) }), allowed: ids)
        case .text:
            guard !text.isEmpty else { throw invalid(text, "it has no value; leave the parameter out, or give one") }
            return [text]
        }
    }

    private func list(_ text: String, _ read: (String) throws(Problem) -> String) throws(Problem) -> [String] {
        var values: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.drop(while: { $0 == " " })
            guard !trimmed.isEmpty else {
                throw invalid(text, "a value is missing; values are separated by single commas")
            }
            let value = try read(String(trimmed))
            if !values.contains(value) { values.append(value) }
        }
        guard !values.isEmpty else { throw invalid(text, "it has no value; leave the parameter out, or give one") }
        return values
    }

    private func oneOf(_ allowed: [String], _ text: String) throws(Problem) -> String {
        if let value = allowed.first(where: { $0.lowercased() == text.lowercased() }) { return value }
        let near = Spelling.nearest(to: text, among: allowed.map { ($0, $0) }, limit: 1)
        throw invalid(text, "it takes \(Parameter.oneOfText(allowed))", allowed: allowed, suggestion: near.first)
    }

    private static func oneOfText(_ allowed: [String]) -> String {
        allowed.count > 12 ? "one of \(allowed.count) words, see allowed" : allowed.joined(separator: ", ")
    }

    private func area(_ text: String, _ dataset: Dataset) throws(Problem) -> String {
        if let code = dataset.codes.area(named: text) { return code }
        // Partners with data first: of two spellings that are equally near, the one that has an answer is more likely meant.
        let withData = Set(dataset.observations.partners)
        let spellings = dataset.codes.areaSpellings
        let near = Spelling.nearest(
            to: text,
            among: spellings.filter { withData.contains($0.meaning) }
                + spellings.filter { !withData.contains($0.meaning) })
        throw unknown("partner", text, near: near, allowed: near)
    }

    private func group(_ text: String, _ dataset: Dataset) throws(Problem) -> String {
        let groups = dataset.codes.groups
        guard let code = dataset.codes.area(named: text) else {
            let spellings = groups.flatMap { group in
                ([group.code] + group.definitions.map(\.name)).map { ($0, group.code) }
            }
            throw unknown(
                "group", text, near: Spelling.nearest(to: text, among: spellings), allowed: groups.map(\.code))
        }
        guard dataset.codes.group(code) != nil else {
            throw Problem(
                place == .path ? .notFound : .badRequest, kind: "unknown-group", title: "Unknown group",
                detail: "\(dataset.codes.areaName(code)) (\(code)) is a partner, not a group.", parameter: name,
                allowed: groups.map(\.code))
        }
        return code
    }

    private func years(_ text: String) throws(Problem) -> String {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true)
        let isRange = text.contains("..") && ends.count == 2 && text.utf8.count == 10
        guard ends.allSatisfy({ $0.utf8.count == 4 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            isRange || (ends.count == 1 && text.utf8.count == 4), let first = ends.first, let last = ends.last
        else { throw invalid(text, "it takes years and ranges such as 2023 or 2021..2023") }
        guard first <= last else { throw invalid(text, "the range must not go backwards: \(last)..\(first)") }
        return first == last ? String(first) : text
    }

    private func date(_ text: String) throws(Problem) -> String {
        guard let date = CalendarDate(text) else {
            throw invalid(text, "it takes a date of the calendar such as 2026-07-01")
        }
        return date.description
    }

    private func invalid(_ text: String, _ what: String, allowed: [String] = [], suggestion: String? = nil) -> Problem {
        Problem(
            .badRequest, kind: "invalid-parameter", title: "Invalid parameter",
            detail: "The value '\(text)' of the parameter '\(name)' is not valid: \(what).", parameter: name,
            allowed: allowed,
            suggestion: suggestion)
    }

    /// 404 where the path names something that does not exist, 400 where a query does.
    private func unknown(_ what: String, _ text: String, near: [String], allowed: [String]) -> Problem {
        let hint = near.isEmpty ? "" : "; nearest: \(near.joined(separator: ", "))"
        return Problem(
            place == .path ? .notFound : .badRequest, kind: "unknown-\(what)", title: "Unknown \(what)",
            detail: "There is no \(what) '\(text)'\(hint).", parameter: name, allowed: allowed, suggestion: near.first)
    }
}
