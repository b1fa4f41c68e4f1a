// Claims: statements of the reports, recomputed from published cells by the formula of the register.

import Arithmetic
import Dataset

/// A statement of a report with the result of recomputing it.
public struct Claim: Sendable {
    /// The row of the register.
    public let row: Int
    public let id: String
    public let stated: String
    public let formula: Formula
    public let operands: [ClaimOperand]
    public let value: Formula.Value
    /// The value to two decimals more than stated; `true` or `false` for a comparison.
    public let recomputed: String
    public let verdict: Verdict
    /// Whether the stated figure is the value rounded toward zero.
    public let isTruncated: Bool

    /// Recomputes all claims, in the order of the register; none if the dataset has no register of claims.
    /// - Throws: an error with file and line for the first claim that cannot be computed, or whose recomputed value or verdict in
    ///   the register differs from the computed one.
    public static func all(_ dataset: Dataset) throws(DataError) -> [Claim] {
        guard let register = dataset.register(.claims) else { return [] }
        let operands = ClaimOperands(dataset)
        var claims: [Claim] = []
        for row in 0..<register.count {
            do throws(Formula.Failure) {
                claims.append(try Claim(row, register, operands))
            } catch {
                throw register.error(row, "the claim '\(register.text(row, "id"))' cannot be recomputed: \(error)")
            }
            for (column, computed) in [
                ("recomputed", claims[row].recomputed), ("verdict", claims[row].verdict.rawValue),
            ] {
                let text = register.text(row, column)
                guard text == computed else {
                    throw register.error(
                        row, "the claim '\(claims[row].id)' has the \(column) '\(text)', but it is '\(computed)'")
                }
            }
        }
        return claims
    }

    private init(_ row: Int, _ register: Register, _ known: ClaimOperands) throws(Formula.Failure) {
        self.row = row
        id = register.text(row, "id")
        stated = register.text(row, "stated")
        formula = try Formula(register.text(row, "formula"))
        let operands = formula.operands.compactMap { known[$0] }
        self.operands = operands
        value = try formula.value { name in operands.first { $0.id == name }?.value }
        let outcome = try Claim.judge(stated, value, formula, operands)
        (recomputed, isTruncated) = (outcome.recomputed, outcome.isTruncated)
        let isSettled = register.text(row, "not_published").isEmpty || outcome.verdict == .discrepancy
        verdict = isSettled ? outcome.verdict : .consistent
    }

    /// Compares a stated figure, or `true` for a statement without one, with the value of its formula.
    ///
    /// A comparison is exact if it has the stated truth value, else a discrepancy. A figure is exact if the value, rounded
    /// half to even to the stated decimals, is the stated figure. The verdict is rounding if the value rounded toward zero, or
    /// a value that the rounding of the operands allows, is the stated figure. Else it is a discrepancy.
    ///
    /// - Throws: a `Formula.Failure` if the stated text is neither a decimal number nor a truth value, or not of the kind that
    ///   the formula yields.
    public static func judge(
        _ stated: String, _ value: Formula.Value, _ formula: Formula, _ operands: [ClaimOperand]
    ) throws(Formula.Failure) -> (recomputed: String, verdict: Verdict, isTruncated: Bool) {
        switch value {
        case .truth(let truth):
            guard stated == "true" || stated == "false" else {
                throw Formula.Failure(description: "the formula is a comparison, but '\(stated)' is not true or false")
            }
            return (String(truth), String(truth) == stated ? .exact : .discrepancy, false)
        case .number(let number):
            guard let printed = PrintedNumber(stated), !printed.isPercent, !printed.isBillions else {
                throw Formula.Failure(
                    description: "the formula yields a number, but '\(stated)' is not a plain decimal number")
            }
            let figure = printed.number
            guard let rounded = number.rounded(decimals: figure.decimals),
                let recomputed = number.rounded(decimals: figure.decimals + 2)
            else { throw Formula.overflow }
            if rounded == figure { return (recomputed.text, .exact, false) }
            if number.truncated(decimals: figure.decimals) == figure { return (recomputed.text, .rounding, true) }
            let isAllowed = try allows(figure, formula, operands)
            return (recomputed.text, isAllowed ? .rounding : .discrepancy, false)
        }
    }

    /// Whether some values within the rounding of the operands yield the figure. The formulas of claims are monotonic in each
    /// operand, so that the extremes are at the ends of the operands' intervals. With more than twelve operands, the roundings are
    /// assumed to cancel out.
    private static func allows(
        _ figure: ExactDecimal, _ formula: Formula, _ operands: [ClaimOperand]
    ) throws(Formula.Failure) -> Bool {
        let rounded = operands.filter { $0.halfStep != .zero }
        guard !rounded.isEmpty, operands.count <= 12, let half = Rational(1, 2 * .powerOfTen(figure.decimals)),
            let least = Rational(figure).subtracting(half), let most = Rational(figure).adding(half)
        else { return false }
        var (reachesLeast, reachesMost) = (false, false)
        for signs in 0..<(1 << rounded.count) {
            var moved: [String: Rational] = [:]
            for (index, operand) in rounded.enumerated() {
                let isUp = signs >> index & 1 == 1
                moved[operand.id] =
                    isUp ? operand.value.adding(operand.halfStep) : operand.value.subtracting(operand.halfStep)
            }
            let value = try formula.value { name in moved[name] ?? operands.first { $0.id == name }?.value }
            guard case .number(let number) = value, let toMost = number.compared(to: most),
                let toLeast = number.compared(to: least)
            else { throw Formula.overflow }
            if toMost <= 0 { reachesMost = true }
            if toLeast >= 0 { reachesLeast = true }
        }
        return reachesLeast && reachesMost
    }
}
