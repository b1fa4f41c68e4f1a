// Values over time as one chart: a line for each series, all on one scale and one time axis. A mark shows where a series changes
// its basis.

struct LinesChart {
    private struct Series {
        let name: String
        /// Records by their index on the time axis.
        var rows: [(index: Int, row: [JSON])] = []
    }

    private let data: ChartData
    private let value: Int
    private let basis: Int?
    private let times: [String]
    private var series: [Series] = []
    /// The number of series that are not drawn.
    private let rest: Int

    private static let mostSeries = 8
    private static let plot = (height: 320.0, right: SVGWriter.width - 16)

    /// - Parameters:
    ///   - over: the field of the time axis.
    ///   - by: the field that names a series.
    ///   - basis: the field whose changes within a series are marked.
    /// - Returns: nil without values to draw.
    init?(_ data: ChartData, over: String, value: String, by: String, basis: String) {
        guard let time = data.index(over), let value = data.index(value), let by = data.index(by) else { return nil }
        self.data = data
        self.value = value
        self.basis = data.index(basis)
        let rows = data.rows.filter { ChartData.number($0[value]) != nil }
        let times = Set(rows.map { ChartData.text($0[time]) }).sorted()
        self.times = times
        let places = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
        var all: [Series] = []
        var indices: [String: Int] = [:]
        for row in rows {
            let name = ChartData.text(row[by])
            if indices[name] == nil {
                indices[name] = all.count
                all.append(Series(name: name))
            }
            guard let index = indices[name], let place = places[ChartData.text(row[time])] else { continue }
            all[index].rows.append((place, row))
        }
        guard !all.isEmpty else { return nil }
        rest = max(0, all.count - LinesChart.mostSeries)
        series = all.prefix(LinesChart.mostSeries).map { series in
            Series(name: series.name, rows: series.rows.sorted { $0.index < $1.index })
        }
    }

    func encode() -> [UInt8] {
        let legend = legend()
        let top = 62 + 20 * Double((legend.last?.line ?? 0) + 1)
        let bottom = top + LinesChart.plot.height
        var svg = SVGWriter(height: bottom + 62, title: data.title, description: description)
        svg.title(data.title)
        for entry in legend {
            let y = 52 + 20 * Double(entry.line)
            svg.bar(x: entry.x, y: y - 10, width: 14, height: 10, "f\(entry.series)", series[entry.series].name)
            svg.text(series[entry.series].name, x: entry.x + 20, y: y)
        }
        let numbers = series.flatMap { $0.rows.compactMap { ChartData.number($0.row[value]) } }
        let scale = Scale(numbers, to: 0...LinesChart.plot.height, count: 7)
        let left = 24 + (scale.ticks.map { SVGWriter.width(of: scale.label($0)) }.max() ?? 0)
        func y(_ number: Double) -> Double { bottom - scale.position(number) }
        for tick in scale.ticks {
            svg.line(left, y(tick), LinesChart.plot.right, y(tick), tick == 0 ? "z" : "g")
            svg.text(scale.label(tick), x: left - 6, y: y(tick) + 4, "s e")
        }
        let step = (LinesChart.plot.right - left) / Double(times.count)
        func x(_ index: Int) -> Double { left + step * (Double(index) + 0.5) }
        let every = max(1, Int((60 / step).rounded(.up)))
        for (index, time) in times.enumerated() where index.isMultiple(of: every) {
            svg.text(time, x: x(index), y: bottom + 20, "s m")
        }
        var hasMarks = false
        for (number, line) in series.enumerated() {
            let points = line.rows.map { (x: x($0.index), y: y(ChartData.number($0.row[value]) ?? 0), row: $0.row) }
            svg.path(points.map { ($0.x, $0.y) }, "l l\(number)")
            for (index, point) in points.enumerated() {
                let change = index > 0 ? self.change(points[index - 1].row, point.row) : nil
                let figure = "\(line.name), \(times[line.rows[index].index]): \(ChartData.text(point.row[value]))"
                svg.circle(point.x, point.y, "f\(number)", figure + (change.map { ", " + $0 } ?? ""))
                if change != nil {
                    svg.line(point.x, point.y - 9, point.x, point.y + 9, "w")
                    hasMarks = true
                }
            }
        }
        let notes = [
            data.unit(of: [value]) ?? "", hasMarks ? "| the basis of the series changes" : "", data.sourceText,
            rest > 0 ? "\(rest) more not drawn; select fewer" : "",
        ]
        svg.text(notes.filter { !$0.isEmpty }.joined(separator: " · "), x: 16, y: bottom + 46, "s")
        return svg.finished()
    }

    /// The legend: the names of the series, wrapped to the width of the drawing.
    private func legend() -> [(series: Int, x: Double, line: Int)] {
        var (x, line) = (16.0, 0)
        return series.indices.map { index in
            let width = SVGWriter.width(of: series[index].name) + 40
            if x + width > SVGWriter.width - 16, x > 16 { (x, line) = (16, line + 1) }
            defer { x += width }
            return (index, x, line)
        }
    }

    /// The change of basis between two records; nil if the basis is the same.
    private func change(_ before: [JSON], _ after: [JSON]) -> String? {
        guard let basis, before[basis] != after[basis] else { return nil }
        return "basis \(ChartData.text(after[basis])) after \(ChartData.text(before[basis]))"
    }

    private var description: String {
        var text = "Chart of \(series.count) lines over \(times.count) periods."
        for line in series {
            var previous: [JSON]?
            var values: [String] = []
            for (index, row) in line.rows {
                let mark = previous.flatMap { change($0, row) }.map { " (\($0))" } ?? ""
                values.append("\(times[index]) \(ChartData.text(row[value]))\(mark)")
                previous = row
            }
            text += " \(line.name): \(values.suffix(12).joined(separator: "; "))."
        }
        return text + " " + data.sourceText
    }
}
