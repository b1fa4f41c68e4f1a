// The figures that formulas of claims refer to.

import Arithmetic
import Dataset

/// A figure in a formula and its rounding.
public struct ClaimOperand: Sendable, Equatable {
    /// The id of a cell or of a record of the register of operands.
    public let id: String
    /// As printed, in the unit of its table.
    public let value: Rational
    /// Half of the last meaningful digit's step; 0 for a count.
    public let halfStep: Rational
}

/// All cells with a figure and all records of the register of operands.
public struct ClaimOperands: Sendable {
    private let dataset: Dataset

    public init(_ dataset: Dataset) { self.dataset = dataset }

    /// Nil for an id without a figure.
    public subscript(id: String) -> ClaimOperand? {
        if let address = dataset.cell(id) { return cell(id, address) }
        guard let register = dataset.register(.operands), let row = register.row(id: id),
            let number = PrintedNumber(register.text(row, "value"))?.number
        else { return nil }
        let isCount = register.text(row, "kind") == "count"
        return ClaimOperand(
            id: id, value: Rational(number), halfStep: isCount ? .zero : halfStep(number.decimals))
    }

    private func cell(_ id: String, _ address: CellAddress) -> ClaimOperand? {
        guard let printed = dataset.cell(address).value else { return nil }
        let meaningful = printed.isPercent ? nil : dataset.tables[address.table].meaningfulDecimals
        return ClaimOperand(
            id: id, value: Rational(printed.number), halfStep: halfStep(meaningful ?? printed.number.decimals))
    }

    /// Half of the step of the last of `decimals` decimals, which may be negative.
    private func halfStep(_ decimals: Int) -> Rational {
        let scale = Int128.powerOfTen(abs(decimals))
        return (decimals < 0 ? Rational(scale, 2) : Rational(1, 2 * scale)) ?? .zero
    }
}
