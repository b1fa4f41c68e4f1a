// Numbers as reports print them: several minus signs, several thousands separators, a percent sign. Read exactly or not at all.

/// An exact decimal, `mantissa` × 10^−`decimals`, as it stood in print.
public struct PrintedNumber: Sendable, Equatable {
    /// At most 18 digits, leading zeros not counted.
    public let mantissa: Int64
    /// Digits after the point, 0 to 9.
    public let decimals: Int
    public let isPercent: Bool
    /// Whether it was printed as billions of dollars, `$54.3 B`.
    public let isBillions: Bool

    /// Reads `-135 764.00`, `–18.81`, `1,258.56`, `15.7%`, `-$49.1 B`. A minus may be `-`, `–` or `−`; thousands may be set
    /// apart by commas or by spaces (plain, no-break or thin), one kind in one number and in groups of three. A dollar sign and
    /// a `B` go together, and not with a percent sign. Nil for anything else, and for more than 18 digits.
    public init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        isPercent = bytes.last == UInt8(ascii: "%")
        if isPercent { bytes.removeLast() }
        isBillions = bytes.suffix(2).elementsEqual([UInt8(ascii: " "), UInt8(ascii: "B")])
        if isBillions { bytes.removeLast(2) }
        let isNegative = PrintedNumber.takeSign(&bytes)
        let isDollars = bytes.first == UInt8(ascii: "$")
        if isDollars { bytes.removeFirst() }
        guard isDollars == isBillions, !(isDollars && isPercent) else { return nil }
        let point = bytes.firstIndex(of: UInt8(ascii: "."))
        guard var value = PrintedNumber.whole(bytes[..<(point ?? bytes.endIndex)]) else { return nil }
        let fraction = point.map { bytes[($0 + 1)...] } ?? []
        guard point == nil || !fraction.isEmpty, fraction.count <= 9 else { return nil }
        for byte in fraction {
            guard let next = PrintedNumber.append(byte, to: value) else { return nil }
            value = next
        }
        mantissa = isNegative ? -value : value
        decimals = fraction.count
    }

    private static let minusSigns: [[UInt8]] = ["-", "–", "−"].map { Array($0.utf8) }

    private static func takeSign(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        for sign in minusSigns where bytes.starts(with: sign) {
            bytes.removeFirst(sign.count)
            return true
        }
        if bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        return false
    }

    private static let separators: [[UInt8]] = [",", " ", "\u{a0}", "\u{2009}", "\u{202f}"].map { Array($0.utf8) }

    /// The value of digits, plain or in groups of three behind a first of one to three.
    private static func whole(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        var separator: [UInt8]?
        var group = 0
        var index = digits.startIndex
        while index < digits.endIndex {
            if let next = append(digits[index], to: value) {
                value = next
                group += 1
                index += 1
                continue
            }
            let rest = digits[index...]
            guard let found = separators.first(where: rest.starts(with:)), separator == nil || separator == found,
                separator == nil ? (1...3).contains(group) : group == 3
            else { return nil }
            separator = found
            group = 0
            index += found.count
        }
        return group == 3 || separator == nil && group > 0 ? value : nil
    }

    /// Nil for a byte that is no digit, and for a nineteenth digit.
    private static func append(_ byte: UInt8, to value: Int64) -> Int64? {
        guard byte &- 0x30 < 10, value < 100_000_000_000_000_000 else { return nil }
        return value * 10 + Int64(byte &- 0x30)
    }

    /// A lone dash, which is how the reports print that there is no figure.
    public static func isMissing(_ text: String) -> Bool { ["", "-", "–", "—", "−"].contains(text) }
}
