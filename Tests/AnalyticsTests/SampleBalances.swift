// The embedded dataset, and sample balances.
import Arithmetic
import Dataset
import Testing

@testable import Analytics

/// The data files in the binary.
let allEmbeddedFiles = DataFile.embedded.filter { $0.name.hasPrefix("data/") }.map {
    DataFile(name: String($0.name.dropFirst("data/".count)), bytes: $0.bytes)
}

/// The data files without the description of file sets: the published tables and the registers.
let embeddedFiles = allEmbeddedFiles.filter { $0.name != "dataset.json" }

/// The published tables in the binary, loaded once for all tests.
let embedded = Result { try Dataset(files: embeddedFiles) }

/// All data in the binary.
let embeddedWithSets = Result { try Dataset(files: allEmbeddedFiles) }

/// The embedded files with one replaced text.
func embedded(_ file: String, _ old: String, _ new: String) throws -> Dataset {
    try Dataset(
        files: embeddedFiles.map {
            guard $0.name == file else { return $0 }
            let text = String(decoding: $0.bytes.array, as: UTF8.self)
            return DataFile(name: file, bytes: Array(text.replacing(old, with: new).utf8))
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

extension Filter {
    init(_ change: (inout Filter) -> Void) {
        self.init()
        change(&self)
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
