// What of a list's records is drawn. An endpoint declares it; the drawing knows columns only.

import Arithmetic
import Analytics

/// A chart of a list.
struct Chart: Sendable {
    enum Shape: Sendable {
        /// A bar for each record, with a whisker from `low` to `high` where there are such columns.
        case bars(label: String, value: String, low: String? = nil, high: String? = nil)
        /// `values` over the column `over`; records that differ in one of `panels` are drawn apart, where they are to be
        /// compared on one scale.
        case series(over: String, values: [String], panels: [String], isOneScale: Bool = false)
        /// A span of days for each record, below the one before.
        case spans(Spans)
    }

    /// What spans are made from, by the names of columns.
    struct Spans: Sendable {
        let label: String
        let from: String
        /// The last day; where there is none, the span is one day, or is open.
        let to: String
        /// What is written beside it, and the unit of that; where there is none, what `otherwise` says.
        let note: String
        var unit = ""
        var otherwise: String?
        /// The value of a column with which a span without a last day goes on.
        var open: (column: String, value: String)?
        /// The value of a column with which a span is not certain, and what is written then.
        var tentative: (column: String, value: String, words: String)?
    }

    let title: String
    let shape: Shape
    /// Columns that, where all records drawn agree in them, are named below the title.
    let constants: [String]

    init(_ title: String, _ shape: Shape, constants: [String] = []) {
        self.title = title
        self.shape = shape
        self.constants = constants
    }
}

/// What a chart needs of a page.
struct Drawing {
    let page: RecordPage
    /// The page's records in all columns, shown or not.
    let rows: [[JSON]]
    let chart: Chart
    /// Where the figures come from, for the description.
    let sources: [String]

    init(page: RecordPage, chart: Chart, sources: [String]) {
        self.page = page
        rows = page.rows
        self.chart = chart
        self.sources = sources
    }

    func index(_ name: String) -> Int? { page.columns.firstIndex { $0.name == name } }

    /// A value as text for people.
    static func text(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): grouped(number.text)
        case .bool(let value): value ? "yes" : "no"
        default: ""
        }
    }

    static func number(_ value: JSON) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): Double(number.mantissa) / Double(Int64.powerOfTen(number.decimals))
        default: nil
        }
    }

    /// Digits in threes, and a true minus: `−161,382.5`.
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

    /// What all records agree in, in words.
    var constants: String {
        chart.constants.compactMap { name in
            guard let column = index(name), let first = rows.first?[column],
                rows.allSatisfy({ $0[column] == first })
            else { return nil }
            let text = Drawing.text(first)
            return text.isEmpty ? nil : text
        }.joined(separator: ", ")
    }

    var title: String { constants.isEmpty ? chart.title : "\(chart.title): \(constants)" }

    /// The unit of these columns, where it is one and all records agree in it. A column that is in it says so.
    func unit(of columns: [Int]) -> String? {
        guard let column = index("unit"), case .string(let unit)? = rows.first?[column],
            columns.contains(where: { page.columns[$0].summary.contains("unit") }),
            rows.allSatisfy({ $0[column] == .string(unit) })
        else { return nil }
        return unit
    }

    /// What a column holds, with its unit by name.
    func summary(_ column: Int) -> String {
        page.columns[column].summary.replacing("`unit`", with: unit(of: [column]) ?? "its unit").replacing(
            "`", with: "")
    }
}

/// A scale from values to pixels, with round ticks.
struct Scale {
    let low: Double
    let high: Double
    let ticks: [Double]
    /// Decimal places that tell the ticks apart.
    let decimals: Int
    let pixels: ClosedRange<Double>

    /// Over `values` and 0, widened to whole ticks; `count` is about how many.
    init(_ values: [Double], to pixels: ClosedRange<Double>, count: Int) {
        let least = min(0, values.min() ?? 0)
        let most = max(0, values.max() ?? 0)
        let span = most > least ? most - least : 1
        var step = 1.0
        var decimals = 0
        while step * 10 <= span / Double(count) { step *= 10 }
        while step > span / Double(count) {
            step /= 10
            decimals += 1
        }
        let rest = span / Double(count) / step
        let factor = rest > 5 ? 10.0 : rest > 2 ? 5.0 : rest > 1 ? 2.0 : 1.0
        step *= factor
        if factor == 10 { decimals -= 1 }
        let first = Int((least / step).rounded(.down))
        let last = max(first + 1, Int((most / step).rounded(.up)))
        ticks = (first...last).map { Double($0) * step }
        low = ticks[0]
        high = ticks[ticks.count - 1]
        self.decimals = max(0, decimals)
        self.pixels = pixels
    }

    func place(_ value: Double) -> Double {
        pixels.lowerBound + (value - low) / (high - low) * (pixels.upperBound - pixels.lowerBound)
    }

    func label(_ tick: Double) -> String { Drawing.grouped(Scale.fixed(tick, decimals)) }

    /// A number with so many decimals, without what an exponent would need.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scaled = (value * Double(Int64.powerOfTen(decimals))).rounded()
        guard abs(scaled) < 9e15 else { return String(value) }
        return ExactDecimal(Int64(scaled), decimals: decimals).text
    }
}
