// The figures that formulas of claims refer to.

import Arithmetic
import Dataset

/// A figure in a formula and its rounding.
public struct ClaimOperand: Sendable, Equatable {
    /// The id of a cell or of a record of the register of operands, or a series and a period.
    public let id: String
    /// The figure as printed, in the unit of its table; for a series, in US dollars.
    public let value: Rational
    /// Half of the step of the last meaningful digit; for a sum of months, half of the sum of the steps; 0 for a count.
    public let halfStep: Rational
}

/// All cells with a figure, all records of the register of operands, and the series of balances.
public struct ClaimOperands: Sendable {
    private let dataset: Dataset

    public init(_ dataset: Dataset) { self.dataset = dataset }

    /// Nil for an id without a figure.
    public subscript(id: String) -> ClaimOperand? {
        if id.hasPrefix(Formula.seriesPrefix) { return series(id) }
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

    /// A published total of a partner, or the sum of its months; nil if some months of the period are missing.
    private func series(_ id: String) -> ClaimOperand? {
        let parts = id.dropFirst(Formula.seriesPrefix.count).dropLast().split(separator: ",").map(String.init)
        guard parts.count >= 5, let type = TradeType(rawValue: parts[1]), let period = Period(parts[2]),
            let flow = Measure(rawValue: parts[3])
        else { return nil }
        var filter = Filter()
        if parts.count > 5 {
            guard let day = CalendarDate(parts[5]) else { return nil }
            filter.asOf = day
        }
        (filter.types, filter.bases) = ([type], [parts[4]])
        (filter.classifications, filter.categories) = (["total"], ["total"])
        filter.periods = [PeriodRange(months: period.months)]
        var sum = AmountRange.zero
        for partner in parts[0].split(separator: "+") {
            filter.partners = [String(partner)]
            let balance = dataset.balances(filter, .periods(period.frequency)).first { $0.period == period }
            guard let amount = balance?.figure(flow) else { return nil }
            sum = sum + amount
        }
        guard let value = Rational(sum.value), let halfStep = Rational(sum.doubledHigh - sum.doubledLow, 4) else {
            return nil
        }
        return ClaimOperand(id: id, value: value, halfStep: halfStep)
    }

    /// Half of the step of the last of `decimals` decimals, which may be negative.
    private func halfStep(_ decimals: Int) -> Rational {
        let scale = Int128.powerOfTen(abs(decimals))
        return (decimals < 0 ? Rational(scale, 2) : Rational(1, 2 * scale)) ?? .zero
    }
}
