// The registers: figures of the prose, claims, events, rules, provisions and goals. The columns of a register are the fields of
// its records, and some of them are filters.

import Dataset
import Formats
import HTTP

enum RegisterEndpoints {
    static let all = [
        endpoint(
            "/v1/indicators", "Figures that the reports state outside their trade tables, with quotes.", .indicator,
            filters: ["topic", "area", "source", "unit", "attributed_to"], period: "period",
            related: ["/v1/claims", "/v1/events"]),
        endpoint(
            "/v1/claims", "Statements of the reports that the data can check, recomputed.", .claim,
            filters: ["source", "verdict", "cause"], related: ["/v1/discrepancies", "/v1/operands", "/v1/indicators"]),
        endpoint(
            "/v1/events", "Dated events of the reports: measures, agreements, talks.", .event,
            filters: ["topic", "area", "source"], period: "date", related: ["/v1/indicators", "/v1/usmca/reviews"]),
        endpoint(
            "/v1/usmca/rules", "Rules of origin and labor-value content under NAFTA and USMCA.", .rule,
            filters: ["product_group", "unit", "source"]),
        endpoint(
            "/v1/usmca/provisions", "Chapters, annexes and articles of the USMCA that the reports name.", .provision,
            filters: ["chapter", "source"]),
        endpoint(
            "/v1/goals", "The goals of the North American Project.", .goal, filters: ["source"],
            related: ["/v1/indicators", "/v1/usmca"]),
        endpoint(
            "/v1/operands", "Counts and figures that the formulas of claims use beside published cells.", .operand,
            filters: ["kind", "source"], related: ["/v1/claims"]),
    ]

    /// - Parameter period: the column that the parameter `year` applies to.
    private static func endpoint(
        _ path: String, _ summary: String, _ kind: TextCatalog.Kind, filters columns: [String],
        period: String? = nil, related: [String] = []
    ) -> Endpoint {
        guard let schema = kind.register?.schema else { preconditionFailure("'\(kind)' is not a kind of a register") }
        let filters = columns.map { RegisterFilter(schema, $0) }
        let id = recordIDs { $0.register(schema)?.values("id") ?? [] }
        return Endpoint(
            path, summary,
            parameters: [id] + filters.map(\.parameter) + (period == nil ? [] : [.year]) + [.search],
            columns: Column<RegisterRecord>.of(schema) + [.passage { $0.match }], problems: ["absent-register"],
            related: related
        ) { request throws(Problem) in
            let register = try request.register(schema)
            let ids = request[id]
            let records = try request.records(kind).filter { record in
                filters.allSatisfy { $0.passes(record, request) } && (ids.isEmpty || ids.contains(record.text("id")))
                    && (period.map { overlaps(record.text($0), request[.year]) } ?? true)
            }
            let hasSource = register.columns.contains { $0.kind == .source }
            return RecordList(
                records, sources: hasSource ? records.map { $0.text("source") }.distinct : [],
                emptyReason: { "None of the \(register.count) records matches the filters." })
        }
    }

    /// Whether a period or date overlaps one of these years; true without years.
    private static func overlaps(_ text: String, _ years: [ClosedRange<Int>]) -> Bool {
        guard !years.isEmpty else { return true }
        let ends = text.split(separator: "/")
        guard let first = ends.first, let last = ends.last else { return false }
        // An open end, `2021/..`, is not limited.
        let from = Int(first.prefix(4)) ?? (first == ".." ? 0 : nil)
        let to = Int(last.prefix(4)) ?? (last == ".." ? 9_999 : nil)
        guard let from, let to, from <= to else { return false }
        return years.contains { $0.overlaps(from...to) }
    }
}
