// The result of a formula: a number with bounds or the reason for its absence, and the rows of the operands.

/// A computed number, or the reason for its absence, with its formula and operands.
public struct Computation: Sendable {
    public let measured: BoundedRatio?
    /// The reason for the absence of a number.
    public let reason: String?
    /// In terms of quantities: `(imports − exports) / exports`.
    public let formula: String
    /// Rows of the figures among the operands.
    public let rows: [Int]
    /// The amount that a share was divided by.
    public let whole: AmountRange?

    init(
        _ measured: BoundedRatio?, _ formula: String, rows: [Int], whole: AmountRange? = nil,
        reason: @autoclosure () -> String? = nil
    ) {
        self.measured = measured
        self.whole = whole
        self.formula = formula
        self.rows = rows
        self.reason = measured == nil ? reason() ?? "The figures are too large for exact arithmetic." : nil
    }

    /// No number and no formula: the operands are unknown.
    public init(without reason: String) { self.init(nil, "", rows: [], reason: reason) }

    /// No number.
    init(missing reason: String, _ formula: String, rows: [Int] = []) {
        self.init(nil, formula, rows: rows, reason: reason)
    }
}
