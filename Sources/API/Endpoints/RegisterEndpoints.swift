// What the reports say beside their trade tables: figures of the prose, claims, events, rules, provisions, goals. One
// declaration a register: its columns are the records' fields, and some of them are filters.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum RegisterEndpoints {
    static let all = [
        endpoint(
            "/v1/indicators", "Every other figure that the reports state, with its quote.", .indicators,
            filters: ["topic", "area", "source", "unit", "attributed_to"], period: "period",
            related: ["/v1/claims", "/v1/events"]),
        endpoint(
            "/v1/claims", "Statements of the reports that the data can check, recomputed.", .claims,
            filters: ["source", "verdict", "cause"], related: ["/v1/discrepancies", "/v1/operands", "/v1/indicators"]),
        endpoint(
            "/v1/events", "Dated events of the reports: measures, agreements, talks.", .events,
            filters: ["topic", "area", "source"], period: "date", related: ["/v1/indicators", "/v1/usmca/reviews"]),
        endpoint(
            "/v1/usmca/rules", "Rules of origin and labor-value content, NAFTA and USMCA side by side.", .rules,
            filters: ["product_group", "unit", "source"]),
        endpoint(
            "/v1/usmca/provisions", "Chapters, annexes and articles that the reports name, and what they do.",
            .provisions,
            filters: ["chapter", "source"]),
        endpoint(
            "/v1/goals", "The goals of the North American Project.", .goals, filters: ["source"],
            related: ["/v1/indicators", "/v1/usmca"]),
        endpoint(
            "/v1/operands", "Counts and figures that the formulas of claims use beside published cells.", .operands,
            filters: ["kind", "source"], related: ["/v1/claims"]),
    ]

    private static func endpoint(
        _ path: String, _ summary: String, _ schema: RegisterSchema, filters: [String], period: String? = nil,
        related: [String] = []
    ) -> Endpoint {
        var parameters = filters.map { name in
            Parameter(
                name, .choices { $0.register(schema).map { choices($0, name) } ?? [] },
                "Only records with one of these, separated by commas: \(name.split(separator: "_").joined(separator: " "))."
            )
        }
        if period != nil { parameters.append(.year) }
        parameters.append(text)
        return Endpoint(
            path, summary, parameters, problems: ["absent-register"], related: related,
            .list(columns(schema)) { request throws(Problem) in
                let register = try request.register(schema)
                return listing(register, matching(register, filters, period, request), request)
            })
    }

    /// What a filter takes: the values there are, and of areas such as `USA-MEX` or `MEX+HND` also the partners in them.
    private static func choices(_ register: Register, _ name: String) -> [String] {
        let values = register.values(name)
        guard name == "area" else { return values }
        var all = values
        for part in values.flatMap(partners) where !all.contains(part) { all.append(part) }
        return all
    }

    /// The codes of partners in an area that joins several; a state such as `US-TX` is one area.
    private static func partners(_ area: String) -> [String] {
        area.split(whereSeparator: { $0 == "+" || $0 == "-" }).map(String.init).filter { part in
            part.utf8.count == 3 && part.utf8.allSatisfy { (0x41...0x5a).contains($0) }
        }
    }

    static let text = Parameter("q", .text, "Only records that hold this text, in either letter case.")

    static func columns(_ schema: RegisterSchema) -> [Column] {
        schema.columns.map { column in
            let kind: Column.Kind =
                switch column.kind {
                case .integer: .integer
                case .number: .number
                case .list: .list
                default: .string
                }
            return Column(
                column.name, kind, column.summary, nullable: !column.isRequired && column.kind != .list)
        }
    }

    static func matching(_ register: Register, _ filters: [String], _ period: String?, _ request: Request) -> [Int] {
        let wanted = filters.map { (name: $0, values: request.query.list(ParameterName($0))) }.filter {
            !$0.values.isEmpty
        }
        let wantedText = request.query.text("q").map(TextSearch.init)
        return (0..<register.count).filter { row in
            wanted.allSatisfy { filter in
                let text = register.text(row, filter.name)
                return filter.values.contains(text)
                    || filter.name == "area" && partners(text).contains(where: filter.values.contains)
            }
                && (period.map { covers(register.text(row, $0), request.query.years) } ?? true)
                && (wantedText.map { register.contains(row, $0.isFound) } ?? true)
        }
    }

    /// Whether a period or date has to do with one of these years; without years everything does.
    private static func covers(_ text: String, _ years: [ClosedRange<Int>]) -> Bool {
        guard !years.isEmpty else { return true }
        let ends = text.split(separator: "/")
        guard let first = ends.first, let last = ends.last else { return false }
        // An open end, `2021/..`, reaches as far as the years go.
        let from = Int(first.prefix(4)) ?? (first == ".." ? 0 : nil)
        let to = Int(last.prefix(4)) ?? (last == ".." ? 9_999 : nil)
        guard let from, let to, from <= to else { return false }
        return years.contains { $0.overlaps(from...to) }
    }

    static func listing(_ register: Register, _ rows: [Int], _ request: Request) -> RecordList {
        let listing = RecordList(count: rows.count) { record, wanted, body in
            for column in wanted { body(column, value(register, rows[record], column)) }
        }
        if let column = register.columns.firstIndex(where: { $0.kind == .source }) {
            listing.sources = RecordList.distinct(rows.map { register.text($0, column) })
        }
        if rows.isEmpty { listing.reason = "None of the \(register.count) records fits all that is asked for." }
        return listing
    }

    static func record(_ register: Register, _ row: Int) -> [JSON] {
        register.columns.indices.map { value(register, row, $0) }
    }

    private static func value(_ register: Register, _ row: Int, _ column: Int) -> JSON {
        let (text, kind) = (register.text(row, column), register.columns[column].kind)
        guard !text.isEmpty else { return kind == .list ? .array([]) : .null }
        switch kind {
        case .integer: return .optional(Int(text))
        case .number: return .optional(PrintedNumber(text)?.number)
        case .list: return .strings(text.split(separator: "|").map(String.init))
        default: return .string(text)
        }
    }

    /// A record as an object.
    static func object(_ register: Register, _ row: Int) -> [JSON.Member] {
        zip(register.columns, record(register, row)).map { JSON.Member(name: $0.name, value: $1) }
    }
}
