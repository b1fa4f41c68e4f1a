// The names of metrics and flows in the API: parameter values, columns, and parts of paths.

import Arithmetic
import Analytics
import Dataset

extension Metric {
    /// The name of the metric in `metric=`, in paths and as a column.
    var name: String { rawValue }

    /// The name in texts: `total trade`.
    var words: String { name.replacing("_", with: " ") }
}

extension Measure {
    /// The name of the measure as a field: `total_trade`.
    var fieldName: String {
        switch self {
        case .exports, .imports, .balance: rawValue
        case .totalTrade: "total_trade"
        default: rawValue.replacing("-", with: "_")
        }
    }
}
