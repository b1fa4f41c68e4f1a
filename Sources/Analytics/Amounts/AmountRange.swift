// Amounts in US dollars with the interval that the rounding of the published figures allows.

import Arithmetic
import Dataset

/// A published amount, or a sum or difference of several, with its interval and the rows of its figures.
public struct AmountRange: Sendable {
    /// In US dollars.
    public let value: Int128
    /// Twice the smallest amount that the rounding allows. Doubled, so that half a rounding step is an integer.
    public let doubledLow: Int128
    /// Twice the largest amount that the rounding allows.
    public let doubledHigh: Int128
    /// Rows of the figures.
    public let rows: [Int]

    /// - Parameter isFlow: whether the amount is exports or imports, which are never negative: the interval starts at 0 or above.
    public init(_ amount: PublishedAmount, rows: [Int], isFlow: Bool = true) {
        let bounds = amount.doubledBounds
        value = Int128(amount.value)
        doubledLow = isFlow && amount.value >= 0 ? max(0, bounds.low) : bounds.low
        doubledHigh = bounds.high
        self.rows = rows
    }

    init(value: Int128, doubledLow: Int128, doubledHigh: Int128, rows: [Int]) {
        self.value = value
        self.doubledLow = doubledLow
        self.doubledHigh = doubledHigh
        self.rows = rows
    }

    public static let zero = AmountRange(value: 0, doubledLow: 0, doubledHigh: 0, rows: [])

    /// The sum of any number of amounts. Rejected: adding them one by one, which copies the rows each time.
    public static func sum(_ amounts: [AmountRange]) -> AmountRange {
        var (value, low, high): (Int128, Int128, Int128) = (0, 0, 0)
        var rows: [Int] = []
        for amount in amounts {
            value += amount.value
            low += amount.doubledLow
            high += amount.doubledHigh
            rows += amount.rows
        }
        return AmountRange(value: value, doubledLow: low, doubledHigh: high, rows: rows)
    }

    // Amounts are below 2^63, so fewer than 2^63 amounts do not overflow 128 bits.
    public static func + (left: AmountRange, right: AmountRange) -> AmountRange {
        AmountRange(
            value: left.value + right.value, doubledLow: left.doubledLow + right.doubledLow,
            doubledHigh: left.doubledHigh + right.doubledHigh, rows: left.rows + right.rows)
    }

    public static func - (left: AmountRange, right: AmountRange) -> AmountRange {
        AmountRange(
            value: left.value - right.value, doubledLow: left.doubledLow - right.doubledHigh,
            doubledHigh: left.doubledHigh - right.doubledLow, rows: left.rows + right.rows)
    }

    /// Whether both can be one amount that was rounded in two ways.
    func agrees(with other: AmountRange) -> Bool {
        value == other.value || (doubledLow < other.doubledHigh && other.doubledLow < doubledHigh)
    }

    /// The amount as a number with bounds.
    public var bounded: BoundedRatio {
        BoundedRatio(Rational(whole: value), low: Rational(doubledLow, 2), high: Rational(doubledHigh, 2))
    }
}

extension Balance {
    /// The flows of a balance, in the order of its lists.
    public static let flows: [Measure] = [.exports, .imports, .balance, .totalTrade]

    /// The value of `figure`, without its interval and operands.
    public func value(_ flow: Measure) -> Int128? {
        switch flow {
        case .exports: return exports.map { Int128($0.value) }
        case .imports: return imports.map { Int128($0.value) }
        case .balance, .totalTrade:
            guard let exports = value(.exports), let imports = value(.imports) else { return nil }
            return flow == .balance ? exports - imports : exports + imports
        default: return nil
        }
    }

    /// Exports, imports, their difference or their sum; nil if an operand is missing, and for a share.
    public func figure(_ flow: Measure) -> AmountRange? {
        func operand(_ amount: PublishedAmount?, _ measure: Measure) -> AmountRange? {
            amount.map { AmountRange($0, rows: rows[measure]) }
        }
        switch flow {
        case .exports: return operand(exports, .exports)
        case .imports: return operand(imports, .imports)
        case .balance, .totalTrade:
            guard let exports = figure(.exports), let imports = figure(.imports) else { return nil }
            return flow == .balance ? exports - imports : exports + imports
        default: return nil
        }
    }
}

extension Measure {
    /// The name in a sentence: `total trade`.
    var words: String { rawValue.replacing("-", with: " ") }
}
