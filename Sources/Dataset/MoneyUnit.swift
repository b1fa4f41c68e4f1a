// Units of money values.

import Arithmetic

/// A unit of money.
public enum MoneyUnit: String, Sendable, CaseIterable {
    case usd, thousand, million, billion, trillion

    /// The power of ten.
    public var exponent: Int {
        switch self {
        case .usd: 0
        case .thousand: 3
        case .million: 6
        case .billion: 9
        case .trillion: 12
        }
    }

    /// `USD million`; `USD` for dollars.
    public var label: String {
        switch self {
        case .usd: "USD"
        case .thousand: "USD thousand"
        case .million: "USD million"
        case .billion: "USD billion"
        case .trillion: "USD trillion"
        }
    }

    init?(label: String) {
        guard let unit = MoneyUnit.allCases.first(where: { $0.label == label }) else { return nil }
        self = unit
    }

    /// The US dollars of an amount in this unit; nil if they are not a whole number.
    public func dollars(_ amount: ExactDecimal) -> Int128? {
        let (dollars, rest) = (Int128(amount.mantissa) * .powerOfTen(exponent))
            .quotientAndRemainder(dividingBy: .powerOfTen(amount.decimals))
        return rest == 0 ? dollars : nil
    }
}
