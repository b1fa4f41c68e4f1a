// Numbers as reports print them: several minus signs, several thousands separators, a percent sign. Read exactly or not at all.

/// An exact decimal, `mantissa` × 10^−`decimals`, as it stood in print.
public struct PrintedNumber: Sendable, Equatable {
    public let mantissa: Int64
    /// Digits after the point, 0 to 9.
    public let decimals: Int
    public let isPercent: Bool

    /// Reads `-135 764.00`, `–18.81`, `1,258.56`, `15.7%`. A minus may be `-`, `–` or `−`; thousands may be set apart by commas or
    /// by spaces (plain, no-break or thin), one kind in one number and in groups of three. Nil for anything else.
    public init?(_ text: String) {
        var rest = Substring(text)
        var isNegative = false
        if let sign = rest.first, "-–−+".contains(sign) {
            isNegative = sign != "+"
            rest = rest.dropFirst()
        }
        isPercent = rest.last == "%"
        if isPercent { rest = rest.dropLast() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let digits = PrintedNumber.ungrouped(whole) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= 9,
            fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(digits + fraction)
        else { return nil }
        mantissa = isNegative ? -value : value
        decimals = fraction.utf8.count
    }

    /// The digits of a whole number without its separators.
    private static func ungrouped(_ text: Substring) -> String? {
        let separators: [Character] = [",", " ", "\u{a0}", "\u{2009}", "\u{202f}"]
        let separator = text.first(where: separators.contains)
        let groups = separator.map { text.split(separator: $0, omittingEmptySubsequences: false) } ?? [text]
        for (index, group) in groups.enumerated() {
            let isWhole = index == 0 ? (groups.count == 1 ? 1...18 : 1...3) : 3...3
            guard isWhole.contains(group.utf8.count), group.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        }
        return groups.joined()
    }

    /// A lone dash, which is how the reports print that there is no figure.
    public static func isMissing(_ text: String) -> Bool { ["", "-", "–", "—", "−"].contains(text) }
}
