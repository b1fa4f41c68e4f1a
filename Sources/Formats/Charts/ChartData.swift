// The records of a page, prepared for drawing.

import Arithmetic

struct ChartData {
    let page: RecordPage
    /// The values of each record, by field.
    let rows: [[JSON]]
    let chart: Chart
    /// Ids of the sources, for the description.
    private let sources: [String]
    private let meta: [JSON.Member]

    init(page: RecordPage, chart: Chart, sources: [String], meta: [JSON.Member]) {
        self.page = page
        rows = page.singleValues
        self.chart = chart
        self.sources = sources
        self.meta = meta
    }

    func index(_ name: String) -> Int? { page.index(name) }

    /// A value as text for readers.
    static func text(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): grouped(number.text)
        case .bool(let value): value ? "yes" : "no"
        default: ""
        }
    }

    /// A value for drawing; nil if it is not a number.
    static func number(_ value: JSON) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): Double(number.mantissa) / Double(Int64.powerOfTen(number.decimals))
        default: nil
        }
    }

    /// Digits in groups of three with a minus sign: `−161,382.5`.
    static func grouped(_ digits: String) -> String {
        let isNegative = digits.first == "-"
        let parts = (isNegative ? digits.dropFirst() : digits[...]).split(separator: ".", maxSplits: 1)
        var whole = ""
        for (index, digit) in (parts.first ?? "").enumerated() {
            if index > 0, ((parts.first?.count ?? 0) - index).isMultiple(of: 3) { whole.append(",") }
            whole.append(digit)
        }
        return (isNegative ? "−" : "") + whole + (parts.count == 2 ? "." + parts[1] : "")
    }

    /// The values of `chart.constants` that all records share.
    private var constants: String {
        chart.constants.compactMap { name in
            guard let field = index(name), let first = rows.first?[field],
                rows.allSatisfy({ $0[field] == first })
            else { return nil }
            return ChartData.text(first).nonEmpty
        }.joined(separator: ", ")
    }

    var title: String { constants.isEmpty ? chart.title : "\(chart.title): \(constants)" }

    /// The sources and the members of `chart.meta`.
    var sourceText: String {
        let members = chart.meta.compactMap { name -> String? in
            guard let member = meta.first(where: { $0.name == name }), member.value != .null else { return nil }
            return "\(name.replacing("_", with: " ")): \(ChartData.text(member.value))"
        }
        return ((sources.isEmpty ? [] : ["Source: \(sources.joined(separator: ", "))"]) + members)
            .joined(separator: "; ")
    }

    /// The common unit of these fields, from the field `unit`; nil if the records differ. The summary of a field with a unit names
    /// that field.
    func unit(of fields: [Int]) -> String? {
        guard let field = index("unit"), case .string(let unit)? = rows.first?[field],
            fields.contains(where: { page.fields[$0].summary.contains("`unit`") }),
            rows.allSatisfy({ $0[field] == .string(unit) })
        else { return nil }
        return unit
    }

    /// The summary of a field, with its unit in place of `unit`.
    func summary(_ field: Int) -> String {
        page.fields[field].summary.replacing("`unit`", with: unit(of: [field]) ?? "its unit").replacing("`", with: "")
    }

    /// A drawing with the title and the reason for the absence of a chart.
    func empty() -> [UInt8] {
        let reason = page.emptyReason ?? "There are no figures to draw."
        var svg = SVGWriter(height: 90, title: title, description: reason)
        svg.title(title)
        svg.text(reason, x: 16, y: 60, "s")
        return svg.finished()
    }
}
