// Statements of the reports, recomputed from the published cells. A formula says how; the rule below says what follows.

import Arithmetic
import Dataset

/// What recomputing says of a statement.
public enum Verdict: String, Sendable, CaseIterable {
    case exact, rounding, discrepancy
}

/// A figure that a formula uses, and by how much its rounding may have moved it.
public struct ClaimOperand: Sendable, Equatable {
    /// A cell, or a record of the operands.
    public let id: String
    /// As printed, in the unit of its table.
    public let value: Rational
    /// Half of what the last digit is worth that means something; 0 for what was counted.
    public let halfStep: Rational
}

/// A statement with what the dataset makes of it.
public struct Claim: Sendable {
    /// The row of the register.
    public let row: Int
    public let id: String
    public let stated: String
    public let formula: Formula
    public let operands: [ClaimOperand]
    public let value: Formula.Value
    /// The value to two digits more than stated; `true` or `false` for a comparison.
    public let recomputed: String
    public let verdict: Verdict
    /// Whether the stated figure is the value cut off instead of rounded.
    public let isTruncated: Bool

    /// Checks all statements, in the order of the register.
    /// - Throws: a `Formula.Failure` that names the first statement that cannot be worked out.
    public static func all(_ dataset: Dataset) throws(Formula.Failure) -> [Claim] {
        let operands = ClaimOperands(dataset)
        var claims: [Claim] = []
        for row in 0..<dataset.register(.claims).count { claims.append(try Claim(row, dataset, operands)) }
        return claims
    }

    /// Checks one statement.
    public init(row: Int, in dataset: Dataset) throws(Formula.Failure) {
        try self.init(row, dataset, ClaimOperands(dataset))
    }

    private init(_ row: Int, _ dataset: Dataset, _ known: ClaimOperands) throws(Formula.Failure) {
        let register = dataset.register(.claims)
        self.row = row
        id = register.text(row, "id")
        stated = register.text(row, "stated")
        do {
            formula = try Formula(register.text(row, "formula"))
            let operands = formula.operands.compactMap { known[$0] }
            self.operands = operands
            value = try formula.value { name in operands.first { $0.id == name }?.value }
            let outcome = try Claim.judge(stated, value, formula, operands)
            (recomputed, verdict, isTruncated) = (outcome.recomputed, outcome.verdict, outcome.isTruncated)
        } catch {
            throw Formula.Failure(description: "\(register.text(row, "id")): \(error)")
        }
    }

    /// Judges a stated figure, or `true` for a statement that is none, by what its formula gives.
    ///
    /// A comparison is exact where it holds as stated, and a discrepancy where it does not. A figure is exact where the value,
    /// rounded half to even to as many decimals, is the one stated. It is a matter of rounding where it is the value cut off,
    /// or where some value that the rounding of the operands allows would be printed as stated. Else it is a discrepancy.
    ///
    /// - Throws: a `Formula.Failure` where the stated text is neither a decimal number nor a truth, or does not go with what the
    ///   formula gives.
    public static func judge(
        _ stated: String, _ value: Formula.Value, _ formula: Formula, _ operands: [ClaimOperand]
    ) throws(Formula.Failure) -> (recomputed: String, verdict: Verdict, isTruncated: Bool) {
        switch value {
        case .truth(let truth):
            guard stated == "true" || stated == "false" else {
                throw Formula.Failure(description: "'\(stated)' is stated where the formula compares")
            }
            return (String(truth), String(truth) == stated ? .exact : .discrepancy, false)
        case .number(let number):
            guard let printed = PrintedNumber(stated), !printed.isPercent, !printed.isBillions else {
                throw Formula.Failure(description: "'\(stated)' is stated where the formula gives a number")
            }
            let figure = ExactDecimal(printed.mantissa, decimals: printed.decimals)
            guard let rounded = number.rounded(decimals: figure.decimals),
                let recomputed = number.rounded(decimals: figure.decimals + 2)
            else { throw Formula.overflow }
            if rounded == figure { return (recomputed.text, .exact, false) }
            if number.truncated(decimals: figure.decimals) == figure { return (recomputed.text, .rounding, true) }
            let isAllowed = try allows(figure, formula, operands)
            return (recomputed.text, isAllowed ? .rounding : .discrepancy, false)
        }
    }

    /// Whether the operands, each moved within its rounding, can give a value that is printed as this figure. The formulas that
    /// are meant rise or fall in each operand, so that the extremes are where all of them are moved as far as they may be; of
    /// more than twelve operands the roundings are taken to cancel out.
    private static func allows(
        _ figure: ExactDecimal, _ formula: Formula, _ operands: [ClaimOperand]
    ) throws(Formula.Failure) -> Bool {
        let moving = operands.filter { $0.halfStep != .zero }
        guard !moving.isEmpty, operands.count <= 12, let half = Rational(1, 2 * power(figure.decimals)),
            let least = Rational(figure).subtracting(half), let most = Rational(figure).adding(half)
        else { return false }
        var (reachesUp, reachesDown) = (false, false)
        for signs in 0..<(1 << moving.count) {
            var moved: [String: Rational] = [:]
            for (place, operand) in moving.enumerated() {
                let isUp = signs >> place & 1 == 1
                moved[operand.id] =
                    isUp ? operand.value.adding(operand.halfStep) : operand.value.subtracting(operand.halfStep)
            }
            let value = try formula.value { name in moved[name] ?? operands.first { $0.id == name }?.value }
            guard case .number(let number) = value, let below = number.compared(to: most),
                let above = number.compared(to: least)
            else { throw Formula.overflow }
            if below <= 0 { reachesDown = true }
            if above >= 0 { reachesUp = true }
        }
        return reachesUp && reachesDown
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { product, _ in product * 10 }
    }
}

/// What formulas may name: the cells of all tables that hold a figure, and the records of the operands.
public struct ClaimOperands: Sendable {
    private let dataset: Dataset

    public init(_ dataset: Dataset) { self.dataset = dataset }

    /// Nil for an id that names no figure.
    public subscript(id: String) -> ClaimOperand? {
        if let address = dataset.cell(id) { return cell(id, address) }
        let register = dataset.register(.operands)
        guard let row = register.row(id: id), let number = PrintedNumber(register.text(row, "value")) else {
            return nil
        }
        let isCounted = register.text(row, "kind") == "count"
        return ClaimOperand(
            id: id, value: Rational(ExactDecimal(number.mantissa, decimals: number.decimals)),
            halfStep: isCounted ? .zero : halfStep(number.decimals))
    }

    private func cell(_ id: String, _ address: CellAddress) -> ClaimOperand? {
        guard let number = dataset.cell(address).value else { return nil }
        let meaningful = number.isPercent ? nil : dataset.tables[address.table].meaningfulDecimals
        return ClaimOperand(
            id: id, value: Rational(ExactDecimal(number.mantissa, decimals: number.decimals)),
            halfStep: halfStep(meaningful ?? number.decimals))
    }

    /// Half of what the last of so many decimals is worth.
    private func halfStep(_ decimals: Int) -> Rational {
        var scale: Int128 = 1
        for _ in 0..<abs(decimals) { scale *= 10 }
        return (decimals < 0 ? Rational(scale, 2) : Rational(1, 2 * scale)) ?? .zero
    }
}
