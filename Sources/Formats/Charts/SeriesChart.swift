// Values over time: bars for up to 8 periods, lines for more; one panel per group of records.

struct SeriesChart {
    private struct Panel {
        let name: String
        var rows: [[JSON]] = []
    }

    private let data: ChartData
    private let over: Int?
    private let values: [Int]
    private var panels: [Panel] = []
    /// The number of panels that are not drawn.
    private var rest = 0

    private static let mostPanels = 12
    private static let mostBarPeriods = 8
    private static let panelHeight = 236.0

    init(_ data: ChartData, over: String, values: [String], panels names: [String]) {
        self.data = data
        self.over = data.index(over)
        self.values = values.compactMap(data.index).prefix(4).map { $0 }
        let groups = names.compactMap(data.index).filter { field in
            // A value that all records share is in the title.
            !data.rows.allSatisfy { $0[field] == data.rows[0][field] }
        }
        var indices: [String: Int] = [:]
        for row in data.rows where self.values.contains(where: { ChartData.number(row[$0]) != nil }) {
            let name = groups.map { ChartData.text(row[$0]) }.joined(separator: ", ")
            if let index = indices[name] {
                panels[index].rows.append(row)
            } else {
                indices[name] = panels.count
                panels.append(Panel(name: name, rows: [row]))
            }
        }
        rest = max(0, panels.count - SeriesChart.mostPanels)
        panels = Array(panels.prefix(SeriesChart.mostPanels))
    }

    func encode() -> [UInt8] {
        guard let over, !values.isEmpty, !panels.isEmpty else { return data.empty() }
        let top = 82.0
        let bottom = top + SeriesChart.panelHeight * Double(panels.count)
        var svg = SVGWriter(height: bottom + 30, title: data.title, description: description(over))
        svg.title(data.title)
        var x = 16.0
        for (index, field) in values.enumerated() {
            let name = label(field)
            svg.bar(x: x, y: 42, width: 14, height: 10, "f\(index)", name)
            svg.text(name, x: x + 20, y: 52)
            x += SVGWriter.width(of: name) + 40
        }
        if let unit = data.unit(of: values) { svg.text(unit, x: x, y: 52, "s") }
        for (index, panel) in panels.enumerated() {
            draw(panel, over, at: top + SeriesChart.panelHeight * Double(index), &svg)
        }
        let more = rest > 0 ? " · \(rest) more not drawn; select fewer" : ""
        svg.text(data.sourceText + more, x: 16, y: bottom + 16, "s")
        return svg.finished()
    }

    private func label(_ field: Int) -> String {
        data.page.fields[field].name.split(separator: "_").joined(separator: " ")
    }

    private func draw(_ panel: Panel, _ over: Int, at top: Double, _ svg: inout SVGWriter) {
        let rows = panel.rows.sorted { ChartData.text($0[over]) < ChartData.text($1[over]) }
        let numbers = rows.flatMap { row in
            values.compactMap { ChartData.number(row[$0]) }
        }
        let plot = (top: top + 26, bottom: top + SeriesChart.panelHeight - 34)
        var scale = Scale(numbers, to: 0...1, count: 6)
        let left = 24 + (scale.ticks.map { SVGWriter.width(of: scale.label($0)) }.max() ?? 0)
        scale = Scale(numbers, to: 0...(plot.bottom - plot.top), count: 6)
        func y(_ value: Double) -> Double { plot.bottom - scale.position(value) }
        if !panel.name.isEmpty { svg.text(panel.name, x: 16, y: top + 8) }
        for tick in scale.ticks {
            svg.line(left, y(tick), SVGWriter.width - 16, y(tick), tick == 0 ? "z" : "g")
            svg.text(scale.label(tick), x: left - 6, y: y(tick) + 4, "s e")
        }
        let step = (SVGWriter.width - 16 - left) / Double(rows.count)
        func x(_ index: Int) -> Double { left + step * (Double(index) + 0.5) }
        let every = max(1, Int((60 / step).rounded(.up)))
        for (index, row) in rows.enumerated() where index.isMultiple(of: every) {
            svg.text(ChartData.text(row[over]), x: x(index), y: plot.bottom + 20, "s m")
        }
        for (series, field) in values.enumerated() {
            func tip(_ row: [JSON]) -> String {
                "\(label(field)), \(ChartData.text(row[over])): \(ChartData.text(row[field]))"
            }
            guard rows.count > SeriesChart.mostBarPeriods else {
                let width = min(72, step * 0.8 / Double(values.count))
                for (index, row) in rows.enumerated() {
                    guard let value = ChartData.number(row[field]) else { continue }
                    let start = x(index) + width * (Double(series) - Double(values.count) / 2)
                    svg.bar(
                        x: start + 1, y: y(max(0, value)), width: width - 2,
                        height: y(min(0, value)) - y(max(0, value)),
                        "f\(series)", tip(row))
                    let text = ChartData.text(row[field])
                    if SVGWriter.width(of: text) <= width {
                        svg.text(text, x: start + width / 2, y: value < 0 ? y(value) + 14 : y(value) - 4, "m")
                    }
                }
                continue
            }
            let points = rows.enumerated().compactMap { index, row in
                ChartData.number(row[field]).map { (x: x(index), y: y($0), row: row) }
            }
            svg.path(points.map { ($0.x, $0.y) }, "l l\(series)")
            for point in points { svg.circle(point.x, point.y, "f\(series)", tip(point.row)) }
        }
    }

    private func description(_ over: Int) -> String {
        let names = values.map(label).joined(separator: ", ")
        var text = "Chart of \(names)" + (data.unit(of: values).map { " in \($0)" } ?? "") + "."
        for panel in panels {
            let rows = panel.rows.sorted { ChartData.text($0[over]) < ChartData.text($1[over]) }
            let shown = rows.count <= 12 ? rows : Array(rows.suffix(12))
            text += panel.name.isEmpty ? " " : " \(panel.name): "
            text +=
                shown.map { row in
                    ChartData.text(row[over]) + " "
                        + values.map {
                            "\(label($0)) \(ChartData.number(row[$0]) == nil ? "unknown" : ChartData.text(row[$0]))"
                        }
                        .joined(separator: ", ")
                }.joined(separator: "; ") + "."
        }
        return text + " " + data.sourceText
    }
}
