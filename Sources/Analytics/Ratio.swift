// An exact quotient: what every ratio is until it is written. Compared and rounded without loss; arithmetic that would not fit
// 128 bits says so, so that figures of any size give no wrong number and stop no server.

/// `numerator` / `denominator`, not reduced.
public struct Ratio: Sendable {
    public let numerator: Int128
    /// Above 0.
    public let denominator: Int128

    /// Nil where the denominator is 0.
    public init?(_ numerator: Int128, over denominator: Int128) {
        guard denominator != 0, numerator != .min, denominator != .min else { return nil }
        self.numerator = denominator < 0 ? -numerator : numerator
        self.denominator = denominator < 0 ? -denominator : denominator
    }

    public init(_ whole: Int128) { (numerator, denominator) = (whole, 1) }

    /// Rounded once, half to even, to `decimals` places (0 to 12); nil where that is too large to be written.
    public func rounded(_ decimals: Int) -> Exact? { Exact(numerator, over: denominator, decimals: decimals) }

    /// Times 100: a part as percentage points. Nil where that is too large.
    public var hundredfold: Ratio? { (try? numerator.times(100)).flatMap { Ratio($0, over: denominator) } }

    /// With a whole number added.
    public func adding(_ whole: Int128) -> Ratio? {
        (try? numerator.plus(try whole.times(denominator))).flatMap { Ratio($0, over: denominator) }
    }

    /// Divided by a whole number; nil for 0.
    public func over(_ whole: Int128) -> Ratio? {
        (try? denominator.times(whole)).flatMap { Ratio(numerator, over: $0) }
    }

    /// In lowest terms: `53794/107715`; a whole number stands alone.
    public var text: String {
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = Int128(a)
        let (over, under) = (numerator / divisor, denominator / divisor)
        return under == 1 ? String(over) : "\(over)/\(under)"
    }
}

extension Ratio: Comparable {
    public static func == (left: Ratio, right: Ratio) -> Bool { !(left < right) && !(right < left) }

    public static func < (left: Ratio, right: Ratio) -> Bool {
        let (a, aOverflows) = left.numerator.multipliedReportingOverflow(by: right.denominator)
        let (b, bOverflows) = right.numerator.multipliedReportingOverflow(by: left.denominator)
        if !aOverflows, !bOverflows { return a < b }
        // As continued fractions: whole parts first, then the turned-over remainders. Nothing grows on the way.
        var (n, d, m, e) = (left.numerator, left.denominator, right.numerator, right.denominator)
        var isTurned = false
        while true {
            let (q, p) = (floored(n, d), floored(m, e))
            if q.quotient != p.quotient { return (q.quotient < p.quotient) != isTurned }
            if q.remainder == 0 || p.remainder == 0 {
                return q.remainder == p.remainder ? false : (q.remainder == 0) != isTurned
            }
            (n, d, m, e) = (d, q.remainder, e, p.remainder)
            isTurned.toggle()
        }
    }

    private static func floored(_ n: Int128, _ d: Int128) -> (quotient: Int128, remainder: Int128) {
        let (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
        return remainder < 0 ? (quotient - 1, remainder + d) : (quotient, remainder)
    }
}

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
public struct Measured: Sendable {
    public let value: Ratio
    public let low: Ratio?
    public let high: Ratio?

    public init(_ value: Ratio, low: Ratio?, high: Ratio?) {
        self.value = value
        self.low = low
        self.high = high
    }
}

/// What a function answers: the number, or why there is none, and what it was made from.
public struct Computation: Sendable {
    public let measured: Measured?
    /// Why there is no number.
    public let reason: String?
    /// With the names of the columns: `(imports − exports) / exports`.
    public let formula: String
    /// Rows of the observations that went in.
    public let rows: [Int]
    /// The figure that was divided by, where it is an amount of its own.
    public let whole: Figure?

    init(
        _ measured: Measured?, _ formula: String, rows: [Int], whole: Figure? = nil,
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
