// How the reports read a Trade Deficit Ratio. They give words for its ends and two worked values, and draw no line between
// “lower” and “higher”; the line here is ours and is stated with every answer.

import Arithmetic

/// A reading of a Trade Deficit Ratio.
public enum TradeReading: String, Sendable, CaseIterable {
    /// Below 0: “The U.S. runs a trade surplus (exports exceed imports).”
    case surplus
    /// From 0 to below the line: “Lower TDR → balanced, co-produced trade (e.g., with Mexico/Canada).”
    case balanced = "balanced, co-produced"
    /// From the line: “Higher TDR → one-way import dependency (e.g., with China).”
    case oneWay = "one-way import dependency"

    /// From this ratio a deficit reads as one-way dependency: for every dollar exported, two are imported. It is the higher
    /// of the two values the reports work out (0.50 and 1.00); their examples, Mexico and Canada below and China above, agree
    /// with it.
    public static let line = Rational(whole: 1)

    public init(_ tdr: Rational) {
        if tdr < Rational(whole: 0) { self = .surplus } else { self = tdr < TradeReading.line ? .balanced : .oneWay }
    }

    /// The ratios it stands for.
    public var range: String {
        switch self {
        case .surplus: "tdr < 0"
        case .balanced: "0 ≤ tdr < 1"
        case .oneWay: "1 ≤ tdr"
        }
    }

    /// What the reports say of it, word for word.
    public var quote: String {
        switch self {
        case .surplus: "The U.S. runs a trade surplus (exports exceed imports)."
        case .balanced: "Lower TDR → balanced, co-produced trade (e.g., with Mexico/Canada)."
        case .oneWay: "Higher TDR → one-way import dependency (e.g., with China)."
        }
    }

    /// Where the words and the lines come from.
    public static let note =
        "The words and the line at 0 are those of the reports nap-2025 and nap-2026. They draw no line between lower and higher "
        + "ratios; 1.00 (two dollars imported for each exported), the higher of the two values they work out, is taken here."
}
