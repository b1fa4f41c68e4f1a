// Charts as SVG: bars, values over time, or spans of days, drawn from the records of one page.

public enum ChartEncoder {
    /// - Parameters:
    ///   - sources: ids of the sources, for the description.
    ///   - meta: the members of `meta` that the endpoint declares.
    public static func encode(
        _ page: RecordPage, _ chart: Chart, sources: [String], meta: [JSON.Member] = []
    ) -> [UInt8] {
        let data = ChartData(page: page, chart: chart, sources: sources, meta: meta)
        switch chart.shape {
        case .bars(let label, let value, let low, let high):
            return BarChart.encode(data, label, value, low.flatMap(data.index), high.flatMap(data.index))
        case .series(let over, let values, let panels):
            // The chart draws its fields that the page shows, or all of its fields if the page shows none of them.
            let shown = values.filter { name in page.shown.contains { page.fields[$0].name == name } }
            return SeriesChart(
                data, over: over, values: shown.isEmpty ? values : shown, panels: panels
            ).encode()
        case .lines(let over, let value, let by, let basis):
            return LinesChart(data, over: over, value: value, by: by, basis: basis)?.encode() ?? data.empty()
        case .spans(let spans):
            return SpansChart.encode(data, spans)
        }
    }
}
