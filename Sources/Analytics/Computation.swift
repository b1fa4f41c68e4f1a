// What a function of the engine answers: a number with its range, or why there is none, and what it was made from. Arithmetic
// that would not fit 128 bits says so, so that figures of any size give no wrong number and stop no server.

import Arithmetic

/// A result that 128 bits do not hold. No published amount comes near; a file of one's own might.
struct TooLarge: Error {}

extension Int128 {
    func times(_ other: Int128) throws(TooLarge) -> Int128 {
        let (result, overflows) = multipliedReportingOverflow(by: other)
        guard !overflows else { throw TooLarge() }
        return result
    }

    func plus(_ other: Int128) throws(TooLarge) -> Int128 {
        let (result, overflows) = addingReportingOverflow(other)
        guard !overflows else { throw TooLarge() }
        return result
    }

    func minus(_ other: Int128) throws(TooLarge) -> Int128 {
        let (result, overflows) = subtractingReportingOverflow(other)
        guard !overflows else { throw TooLarge() }
        return result
    }
}

/// A ratio or an amount, and the range that the published rounding of its operands allows. A bound that is nil is unlimited.
public struct BoundedRatio: Sendable {
    public let value: Rational
    public var low: Rational? { Rational(ends.low.numerator, ends.low.denominator) }
    public var high: Rational? { Rational(ends.high.numerator, ends.high.denominator) }

    /// A fraction as it was made; without a limit where the denominator is 0.
    typealias Terms = (numerator: Int128, denominator: Int128)

    /// Brought to lowest terms when they are asked for, which is more rarely than the value.
    private let ends: (low: Terms, high: Terms)

    init(_ value: Rational, low: Terms, high: Terms) {
        self.value = value
        ends = (low, high)
    }

    public init(_ value: Rational, low: Rational?, high: Rational?) {
        func terms(_ bound: Rational?) -> Terms { bound.map { ($0.numerator, $0.denominator) } ?? (0, 0) }
        self.init(value, low: terms(low), high: terms(high))
    }
}

/// What a function answers: the number, or why there is none, and what it was made from.
public struct Computation: Sendable {
    public let measured: BoundedRatio?
    /// Why there is no number.
    public let reason: String?
    /// With the names of the columns: `(imports − exports) / exports`.
    public let formula: String
    /// Rows of the observations that went in.
    public let rows: [Int]
    /// The figure that was divided by, where it is an amount of its own.
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

    /// Without a number and without a formula: there is nothing to compute from.
    public init(without reason: String) { self.init(nil, "", rows: [], reason: reason) }

    /// Without a number.
    init(missing reason: String, _ formula: String, rows: [Int] = []) {
        self.init(nil, formula, rows: rows, reason: reason)
    }
}
