// Parsing of numbers as reports print them: several minus signs, thousands separators, and marks such as a percent sign.

/// A printed number and its marks.
///
/// Grammar: `[minus or +] ["$"] digits ["." digits] ["%" or " B"]`. The minus sign is `-`, `–` or `−`. The digits before the
/// point may be grouped in threes by one separator: comma, space, no-break space, thin space or narrow no-break space. `$` and
/// ` B` occur together and exclude `%`.
public struct PrintedNumber: Sendable, Equatable {
    /// At most 18 digits, leading zeros not counted, of which at most 9 follow the point. In percent if `isPercent`, in billions
    /// of US dollars if `isBillions`, else in the unit of its table or column.
    public let number: ExactDecimal
    /// The text ends in `%`.
    public let isPercent: Bool
    /// The text is an amount such as `$54.3 B`.
    public let isBillions: Bool

    /// Parses `-135 764.00`, `–18.81`, `1,258.56`, `15.7%` or `-$49.1 B`.
    /// - Returns: nil for text that does not follow the grammar and for numbers with more digits.
    public init?(_ text: String) {
        var text = text
        guard let number = text.withUTF8({ PrintedNumber($0[...]) }) else { return nil }
        self = number
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private init?(_ text: Bytes) {
        var bytes = text
        isPercent = bytes.last == UInt8(ascii: "%")
        if isPercent { bytes.removeLast() }
        isBillions = bytes.suffix(2).elementsEqual([UInt8(ascii: " "), UInt8(ascii: "B")])
        if isBillions { bytes.removeLast(2) }
        let isNegative = PrintedNumber.takeSign(&bytes)
        let isDollars = bytes.first == UInt8(ascii: "$")
        if isDollars { bytes.removeFirst() }
        guard isDollars == isBillions, !(isDollars && isPercent),
            let number = PrintedNumber.number(bytes), number.decimals <= 9
        else { return nil }
        self.number = ExactDecimal(isNegative ? -number.mantissa : number.mantissa, decimals: number.decimals)
    }

    private static let minusSigns: [[UInt8]] = ["-", "–", "−"].map { Array($0.utf8) }

    private static func takeSign(_ bytes: inout Bytes) -> Bool {
        if let first = bytes.first, isDigit(first) { return false }
        for sign in minusSigns where bytes.starts(with: sign) {
            bytes.removeFirst(sign.count)
            return true
        }
        if bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        return false
    }

    private static let separators: [[UInt8]] = [",", " ", "\u{a0}", "\u{2009}", "\u{202f}"].map { Array($0.utf8) }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// A number that may have thousands separators; nil unless one to three digits and then groups of three precede the point.
    private static func number(_ bytes: Bytes) -> ExactDecimal? {
        let first = bytes.prefix(while: isDigit)
        var rest = bytes[first.endIndex...]
        if rest.isEmpty || rest.first == UInt8(ascii: ".") { return ExactDecimal(unsigned: bytes) }
        guard 1...3 ~= first.count, let separator = separators.first(where: { rest.starts(with: $0) }) else {
            return nil
        }
        var digits = Array(first)
        while rest.starts(with: separator) {
            let group = rest.dropFirst(separator.count).prefix(3)
            guard group.count == 3, group.allSatisfy(isDigit) else { return nil }
            digits += group
            rest = rest[group.endIndex...]
        }
        guard rest.isEmpty || rest.first == UInt8(ascii: ".") else { return nil }
        return ExactDecimal(unsigned: digits + rest)
    }

    /// Whether the text is empty or one dash, the reports' sign for the absence of a figure.
    public static func isMissing(_ text: String) -> Bool { ["", "-", "–", "—", "−"].contains(text) }
}
