// Sample balances, and balances of the fixture.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

/// Balances of one type on one basis of the fixture, totals only.
func totals(_ type: TradeType, _ basis: String) -> [Balance] {
    Fixture.dataset.balances(
        Filter {
            ($0.types, $0.classifications, $0.bases) = ([type], ["total"], [basis])
        })
}

/// A balance whose amounts are rounded to a power of ten.
func balance(
    _ partner: String, _ period: String = "2023", type: TradeType = .goods, basis: String = "b", exports: Int64?,
    imports: Int64?, precision: Int = 0
) throws -> Balance {
    Balance(
        reporter: "USA", partner: partner, period: try #require(Period(period)), type: type, classification: "total",
        category: "total", basis: basis, rows: Balance.Rows(),
        exports: exports.map { PublishedAmount($0, precision: precision) },
        imports: imports.map { PublishedAmount($0, precision: precision) })
}

/// Balances with one basis for each series.
func onOneBasis(_ balances: [Balance], _ dataset: Dataset) -> [Balance] {
    BasisChoice(balances.map(\.seriesRecord), order: dataset.store.bases).chosen.map { balances[$0.index] }
}

extension Balance.Rows {
    /// All rows with their measures, in the order of measures.
    var printed: [(measure: Measure, row: Int)] {
        Balance.flows.flatMap { measure in self[measure].map { (measure, $0) } }
    }
}

extension Balance {
    /// Rounded ratios.
    func tdr(decimals: Int) -> ExactDecimal? { Metric.tdr.compute(self).measured?.value.rounded(decimals: decimals) }
    func coverage(decimals: Int) -> ExactDecimal? {
        Metric.coverage.compute(self).measured?.value.rounded(decimals: decimals)
    }

    /// Nil if one of the bounds is unlimited.
    func tdrBounds(decimals: Int) -> (low: ExactDecimal, high: ExactDecimal)? {
        guard let tdr = Metric.tdr.compute(self).measured, let low = tdr.low?.rounded(decimals: decimals),
            let high = tdr.high?.rounded(decimals: decimals)
        else { return nil }
        return (low, high)
    }
}

extension Metric {
    /// The metrics that are ratios of exports and imports.
    static let ratios = allCases.filter { RatioTerms($0, .value, exports: .zero, imports: .zero) != nil }
}
