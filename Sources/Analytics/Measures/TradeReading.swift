// The reports' interpretation of a Trade Deficit Ratio. They describe low and high ratios and compute two values; they draw no
// line between “lower” and “higher”. The line here is an assumption, which every answer states.

import Arithmetic

/// An interpretation of a Trade Deficit Ratio.
public enum TradeReading: String, Sendable, CaseIterable {
    /// Below 0.
    case surplus
    /// From 0 to below `line`.
    case balanced = "balanced, co-produced"
    /// From `line`.
    case oneWay = "one-way import dependency"

    /// Two dollars imported for each dollar exported: the higher of the two values that the reports compute (0.50 and 1.00). It
    /// agrees with their examples: Mexico and Canada are below it, China is above.
    public static let line = Rational(whole: 1)

    /// The reports with the sentences, and the partners that they name.
    public static let sources = ["nap-2025", "nap-2026"]
    public static let partners = ["CAN", "MEX", "CHN"]

    public init(_ tdr: Rational) {
        if tdr < Rational(whole: 0) { self = .surplus } else { self = tdr < TradeReading.line ? .balanced : .oneWay }
    }

    /// The reading of a ratio of goods trade with Canada, Mexico or China, the partners that the reports' sentences name; nil for
    /// other partners, for services, and for parts of trade.
    public init?(_ tdr: Rational, of balance: Balance) {
        guard balance.type == .goods, balance.category == "total", TradeReading.partners.contains(balance.partner)
        else {
            return nil
        }
        self.init(tdr)
    }

    /// The range of ratios with this reading.
    public var range: String {
        switch self {
        case .surplus: "tdr < 0"
        case .balanced: "0 ≤ tdr < 1"
        case .oneWay: "1 ≤ tdr"
        }
    }

    /// The reports' sentence, verbatim.
    public var quote: String {
        switch self {
        case .surplus: "The U.S. runs a trade surplus (exports exceed imports)."
        case .balanced: "Lower TDR → balanced, co-produced trade (e.g., with Mexico/Canada)."
        case .oneWay: "Higher TDR → one-way import dependency (e.g., with China)."
        }
    }

    /// The origin of the readings and of the lines between them.
    public static let note =
        "The words and the line at 0 are those of the reports nap-2025 and nap-2026. They draw no line between lower and higher "
        + "ratios; the line at 1.00 (two dollars imported for each exported), the higher of the two values that they compute, "
        + "is an assumption."
}
