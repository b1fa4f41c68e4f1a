// A linear scale from values to pixels, with round ticks.

import Arithmetic

struct Scale {
    private let low: Double
    private let high: Double
    let ticks: [Double]
    /// Decimal places that distinguish the ticks.
    private let decimals: Int
    private let pixels: ClosedRange<Double>

    /// A scale over `values` and 0, extended to whole ticks.
    /// - Parameter count: the approximate number of ticks.
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

    /// The pixel of a value.
    func position(_ value: Double) -> Double {
        pixels.lowerBound + (value - low) / (high - low) * (pixels.upperBound - pixels.lowerBound)
    }

    func label(_ tick: Double) -> String { ChartData.grouped(Scale.fixed(tick, decimals)) }

    /// A number with a fixed number of decimals; in Swift's notation if it is too large for exact digits.
    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scaled = (value * Double(Int64.powerOfTen(decimals))).rounded()
        guard abs(scaled) < 9e15 else { return String(value) }
        return ExactDecimal(Int64(scaled), decimals: decimals).text
    }
}
