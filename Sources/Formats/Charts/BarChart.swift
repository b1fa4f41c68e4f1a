// One bar per record, with a whisker for the interval of its value.

enum BarChart {
    static func encode(
        _ data: ChartData, _ label: String, _ value: String, _ low: Int?, _ high: Int?
    ) -> [UInt8] {
        guard let label = data.index(label), let value = data.index(value) else { return data.empty() }
        let rows = data.rows.filter { ChartData.number($0[value]) != nil }
        guard !rows.isEmpty else { return data.empty() }
        let labels = rows.map { ChartData.text($0[label]) }
        let texts = rows.map { ChartData.text($0[value]) }
        let left = min(260, (labels.map(SVGWriter.width(of:)).max() ?? 0) + 28)
        let right = SVGWriter.width - (texts.map(SVGWriter.width(of:)).max() ?? 0) - 28
        let values = rows.compactMap { ChartData.number($0[value]) }
        let ends = rows.flatMap { row in [low, high].compactMap { $0.flatMap { ChartData.number(row[$0]) } } }
        let scale = Scale(values + ends, to: left...max(left + 80, right), count: 8)
        let top = 78.0
        let step = 24.0
        let bottom = top + step * Double(rows.count)
        let unit = data.summary(value)
        var svg = SVGWriter(
            height: bottom + 54, title: data.title, description: description(data, labels, texts, unit))
        svg.title(data.title)
        svg.text(unit, x: 16, y: 50, "s")
        for tick in scale.ticks {
            let x = scale.position(tick)
            svg.line(x, top - 6, x, bottom, tick == 0 ? "z" : "g")
            svg.text(scale.label(tick), x: x, y: bottom + 16, "s m")
        }
        for (index, row) in rows.enumerated() {
            let y = top + step * Double(index)
            let from = scale.position(min(0, values[index]))
            let to = scale.position(max(0, values[index]))
            svg.text(SVGWriter.shortened(labels[index], to: left - 24), x: left - 8, y: y + 15, "e")
            svg.bar(
                x: from, y: y + 3, width: to - from, height: step - 8, values[index] < 0 ? "f2" : "f0",
                "\(labels[index]): \(texts[index])")
            var end = to
            if let low, let high, let least = ChartData.number(row[low]), let most = ChartData.number(row[high]),
                least < most
            {
                svg.line(scale.position(least), y + step / 2 - 1, scale.position(most), y + step / 2 - 1, "w")
                end = max(end, scale.position(most))
            }
            svg.text(texts[index], x: end + 6, y: y + 15)
        }
        svg.text(data.sourceText, x: 16, y: bottom + 42, "s")
        return svg.finished()
    }

    private static func description(_ data: ChartData, _ labels: [String], _ texts: [String], _ unit: String) -> String
    {
        let records = zip(labels, texts).map { "\($0) \($1)" }
        let shown = records.count <= 40 ? records : Array(records.prefix(20)) + ["…"] + records.suffix(5)
        return "Bar chart of \(records.count). \(unit) " + shown.joined(separator: "; ") + ". " + data.sourceText
    }
}
