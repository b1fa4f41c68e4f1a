// Proactive negotiation, RFC 9110 section 12.5.

/// Selects representations by Accept and Accept-Encoding. Malformed elements are ignored.
public enum Negotiation {
    /// The index of the available media type with the highest weight in `accept`, the first of equals; nil if none is acceptable.
    /// - Parameters:
    ///   - accept: the combined field value; nil if the field is missing, which accepts everything.
    ///   - available: media types in lower case without parameters, in the server's order of preference.
    public static func mediaType(accept: [UInt8]?, available: [String]) -> Int? {
        guard let accept else { return available.isEmpty ? nil : 0 }
        let ranges = elements(accept).filter { $0.value.count { $0 == slash } == 1 }
        guard !ranges.isEmpty else { return available.isEmpty ? nil : 0 }
        var best: (index: Int, weight: Int)?
        for (index, type) in available.enumerated() {
            let weight = weight(of: Array(type.utf8), in: ranges)
            if weight > (best?.weight ?? 0) { best = (index, weight) }
        }
        return best?.index
    }

    /// The weight of the most specific range that matches; the last of equally specific ones.
    private static func weight(of type: [UInt8], in ranges: [Element]) -> Int {
        let family = type.prefix { $0 != slash } + [slash, UInt8(ascii: "*")]
        func last(_ wanted: ArraySlice<UInt8>) -> Int? { ranges.last { $0.value == wanted }?.weight }
        return last(type[...]) ?? last(family) ?? last(anyType) ?? 0
    }

    private static let anyType = Array("*/*".utf8)[...]

    /// Content codings that the server can send.
    public enum Coding: Sendable {
        case identity, gzip
        /// Gzip for bodies of any size, because identity is refused.
        case gzipOnly
    }

    /// The coding to send; nil if none is acceptable. Gzip is preferred if its weight is at least that of identity.
    /// - Parameter acceptEncoding: the combined field value; nil if the field is missing, which means identity.
    public static func coding(acceptEncoding: [UInt8]?) -> Coding? {
        guard let acceptEncoding else { return .identity }
        let codings = elements(acceptEncoding)
        func weight(_ name: StaticString) -> Int? {
            let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            return codings.last { $0.value.elementsEqual(name) }?.weight
        }
        let rest = weight("*")
        let gzip = weight("gzip") ?? weight("x-gzip") ?? rest ?? 0
        // Identity is acceptable unless it or `*` has the weight 0. If it is not named, any acceptable coding is preferred.
        let identity = weight("identity") ?? (rest == 0 ? 0 : 1)
        if gzip > 0 && identity == 0 { return .gzipOnly }
        if gzip > 0 && gzip >= identity { return .gzip }
        return identity > 0 ? .identity : nil
    }

    // MARK: parsing

    /// An element of a weighted list: its value in lower case, its weight in thousandths.
    private struct Element {
        let value: ArraySlice<UInt8>
        let weight: Int
    }

    private static let slash = UInt8(ascii: "/")
    private static let quote = UInt8(ascii: "\"")

    /// The elements of a weighted list; parameters other than `q` are ignored.
    private static func elements(_ field: [UInt8]) -> [Element] {
        let field = field.map(\.lowercased)
        // An unclosed quote is an ordinary character.
        let hasQuotes = field.count { $0 == quote }.isMultiple(of: 2)
        var result: [Element] = []
        var start = 0
        while start < field.count {
            let end = end(of: UInt8(ascii: ","), in: field, start..<field.count, hasQuotes)
            if let element = element(field, start..<end, hasQuotes) { result.append(element) }
            start = end + 1
        }
        return result
    }

    private static func element(_ field: [UInt8], _ range: Range<Int>, _ hasQuotes: Bool) -> Element? {
        var value: Range<Int>?
        var weight: Int? = 1000
        var start = range.lowerBound
        while start <= range.upperBound {
            let end = end(of: UInt8(ascii: ";"), in: field, start..<range.upperBound, hasQuotes)
            let part = field.span.trimmingBlanks(start..<end)
            if value == nil {
                value = part
            } else if part.count >= 2, field.span.spells("q=", in: part.lowerBound..<part.lowerBound + 2) {
                weight = thousandths(field[part].dropFirst(2))
            }
            start = end + 1
        }
        guard let value, let weight, !value.isEmpty, !field[value].contains(where: \.isBlank) else { return nil }
        return Element(value: field[value], weight: weight)
    }

    /// The index of the next separator outside quotes (RFC 9110 section 5.6.4), or the end of the range.
    private static func end(of separator: UInt8, in field: [UInt8], _ range: Range<Int>, _ hasQuotes: Bool) -> Int {
        var index = range.lowerBound
        var isQuoted = false
        while index < range.upperBound, isQuoted || field[index] != separator {
            if hasQuotes, field[index] == quote { isQuoted.toggle() }
            if isQuoted, field[index] == UInt8(ascii: "\\") { index += 1 }
            index += 1
        }
        return min(index, range.upperBound)
    }

    /// A qvalue, RFC 9110 section 12.4.2: `0` to `1` with at most three decimals.
    private static func thousandths(_ text: ArraySlice<UInt8>) -> Int? {
        guard let whole = text.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1") else { return nil }
        let decimals = text.dropFirst(2)
        guard text.count == 1 || text[text.startIndex + 1] == UInt8(ascii: "."), decimals.count <= 3,
            decimals.allSatisfy(\.isDigit)
        else { return nil }
        var value = Int(whole - 0x30)
        for index in 0..<3 {
            value = value * 10 + (index < decimals.count ? Int(decimals[decimals.startIndex + index] - 0x30) : 0)
        }
        return value <= 1000 ? value : nil
    }
}
