// Charts: a ranking as bars, a balance as values over time, a schedule as spans of days. Drawn from the records of the page, and nothing else.

enum ChartEncoder {
    static func encode(_ drawing: Drawing) -> [UInt8] {
        switch drawing.chart.shape {
        case .bars(let label, let value, let low, let high):
            return bars(drawing, label, value, low.flatMap(drawing.index), high.flatMap(drawing.index))
        case .series(let over, let values, let panels, let isOneScale):
            // Of what it can draw, the chart shows what `fields` names; all, where it names none of it.
            let wanted = values.filter { name in drawing.page.shown.contains { drawing.page.columns[$0].name == name } }
            return SeriesChart(
                drawing, over: over, values: wanted.isEmpty ? values : wanted, panels: panels, isOneScale: isOneScale
            ).encode()
        case .spans(let spans):
            return SpansChart.encode(drawing, spans)
        }
    }

    /// A chart without figures says why.
    static func empty(_ drawing: Drawing) -> [UInt8] {
        let reason = drawing.page.emptyReason ?? "There are no figures to draw."
        var svg = SVGWriter(height: 90, title: drawing.title, description: reason)
        svg.title(drawing.title)
        svg.text(reason, x: 16, y: 60, "s")
        return svg.finished()
    }

    static func sourceText(_ drawing: Drawing) -> String {
        drawing.sources.isEmpty ? "" : "Source: \(drawing.sources.joined(separator: ", "))"
    }

    private static func bars(
        _ drawing: Drawing, _ label: String, _ value: String, _ low: Int?, _ high: Int?
    ) -> [UInt8] {
        guard let label = drawing.index(label), let value = drawing.index(value) else { return empty(drawing) }
        let rows = drawing.rows.filter { Drawing.number($0[value]) != nil }
        guard !rows.isEmpty else { return empty(drawing) }
        let labels = rows.map { Drawing.text($0[label]) }
        let texts = rows.map { Drawing.text($0[value]) }
        let left = min(260, (labels.map(SVGWriter.width(of:)).max() ?? 0) + 28)
        let right = SVGWriter.width - (texts.map(SVGWriter.width(of:)).max() ?? 0) - 28
        let values = rows.compactMap { Drawing.number($0[value]) }
        let ends = rows.flatMap { row in [low, high].compactMap { $0.flatMap { Drawing.number(row[$0]) } } }
        let scale = Scale(values + ends, to: left...max(left + 80, right), count: 8)
        let top = 78.0
        let step = 24.0
        let bottom = top + step * Double(rows.count)
        let unit = drawing.summary(value)
        var svg = SVGWriter(
            height: bottom + 54, title: drawing.title, description: barsInWords(drawing, labels, texts, unit))
        svg.title(drawing.title)
        svg.text(unit, x: 16, y: 50, "s")
        for tick in scale.ticks {
            let x = scale.place(tick)
            svg.line(x, top - 6, x, bottom, tick == 0 ? "z" : "g")
            svg.text(scale.label(tick), x: x, y: bottom + 16, "s m")
        }
        for (index, row) in rows.enumerated() {
            let y = top + step * Double(index)
            let from = scale.place(min(0, values[index]))
            let to = scale.place(max(0, values[index]))
            svg.text(shortened(labels[index], to: left - 24), x: left - 8, y: y + 15, "e")
            svg.bar(
                x: from, y: y + 3, width: to - from, height: step - 8, values[index] < 0 ? "f2" : "f0",
                "\(labels[index]): \(texts[index])")
            var end = to
            if let low, let high, let least = Drawing.number(row[low]), let most = Drawing.number(row[high]),
                least < most
            {
                svg.line(scale.place(least), y + step / 2 - 1, scale.place(most), y + step / 2 - 1, "w")
                end = max(end, scale.place(most))
            }
            svg.text(texts[index], x: end + 6, y: y + 15)
        }
        svg.text(sourceText(drawing), x: 16, y: bottom + 42, "s")
        return svg.finished()
    }

    private static func barsInWords(_ drawing: Drawing, _ labels: [String], _ texts: [String], _ unit: String) -> String
    {
        let records = zip(labels, texts).map { "\($0) \($1)" }
        let shown = records.count <= 40 ? records : Array(records.prefix(20)) + ["…"] + records.suffix(5)
        return "Bar chart of \(records.count). \(unit) " + shown.joined(separator: "; ") + ". " + sourceText(drawing)
    }

    static func shortened(_ text: String, to width: Double) -> String {
        SVGWriter.width(of: text) <= width ? text : text.prefix(max(1, Int(width / 7) - 1)) + "…"
    }
}
