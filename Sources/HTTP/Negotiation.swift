// Proactive negotiation, RFC 9110 section 12.5: which of the representations that there are suits the request best.

/// Reads Accept and Accept-Encoding. Elements that do not follow the grammar are passed over.
public enum Negotiation {
    /// The index of the media type that `accept` likes best, or nil if it accepts none. Among equals, the first.
    /// - Parameters:
    ///   - accept: the field's whole value; nil where it is missing, which accepts everything.
    ///   - available: media types in lower case without parameters, in the server's order of preference.
    public static func mediaType(accept: [UInt8]?, available: [String]) -> Int? {
        guard let accept else { return available.isEmpty ? nil : 0 }
        let ranges = elements(accept).filter {
            $0.value.split(separator: "/", omittingEmptySubsequences: false).count == 2
        }
        guard !ranges.isEmpty else { return available.isEmpty ? nil : 0 }
        var best: (index: Int, weight: Int)?
        for (index, type) in available.enumerated() {
            let weight = weight(of: type, in: ranges)
            if weight > (best?.weight ?? 0) { best = (index, weight) }
        }
        return best?.index
    }

    /// The weight of the most specific range that matches.
    private static func weight(of type: String, in ranges: [(value: String, weight: Int)]) -> Int {
        let family = type.prefix(while: { $0 != "/" }) + "/*"
        for wanted in [type, String(family), "*/*"] {
            if let match = ranges.last(where: { $0.value == wanted }) { return match.weight }
        }
        return 0
    }

    /// Content codings the server can send.
    public enum Coding: Sendable {
        case identity, gzip
        /// Gzip for any body, as identity was refused.
        case gzipOnly
    }

    /// The coding to send, or nil if neither is accepted. Gzip is taken where it is accepted at least as much as identity.
    /// - Parameter acceptEncoding: the field's whole value; nil where it is missing, which means identity.
    public static func coding(acceptEncoding: [UInt8]?) -> Coding? {
        guard let acceptEncoding else { return .identity }
        let codings = elements(acceptEncoding)
        func weight(_ names: String...) -> Int? { codings.last { names.contains($0.value) }?.weight }
        let rest = weight("*")
        let gzip = weight("gzip", "x-gzip") ?? rest ?? 0
        // Identity is accepted unless it, or everything not named, has the weight 0; unnamed, it comes last.
        let identity = weight("identity") ?? (rest == 0 ? 0 : 1)
        if gzip > 0 && identity == 0 { return .gzipOnly }
        if gzip > 0 && gzip >= identity { return .gzip }
        return identity > 0 ? .identity : nil
    }

    /// The elements of a weighted list in lower case, parameters other than `q` dropped; weights in thousandths.
    private static func elements(_ field: [UInt8]) -> [(value: String, weight: Int)] {
        var result: [(value: String, weight: Int)] = []
        for element in String(decoding: field, as: UTF8.self).lowercased().split(separator: ",") {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
            var weight: Int? = 1000
            for part in parts.dropFirst() where part.hasPrefix("q=") { weight = thousandths(part.dropFirst(2)) }
            guard let weight, !parts[0].isEmpty, !parts[0].utf8.contains(where: { $0.isBlank }) else { continue }
            result.append((parts[0], weight))
        }
        return result
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    /// A qvalue, RFC 9110 section 12.4.2: `0` to `1` with at most three decimals.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1", parts.count <= 2 else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ $0.isDigit }) else { return nil }
        let fraction = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count)) ?? 0
        let value = (whole == "1" ? 1000 : 0) + fraction
        return value <= 1000 ? value : nil
    }
}
