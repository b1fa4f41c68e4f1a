// The reports' texts without the marks of the conversion to text.
import Testing

/// A passage as printed: no markup, escapes, links, footnote marks or line breaks. One pass over the bytes, since regular
/// expressions take minutes over the five reports in a debug build.
func printed(_ text: String, of source: String) -> String {
    // The brief of 2021 is plain text, in which a dollar sign is not markup.
    let bytes = source == "usmx-2021" ? Array(text.utf8) : withoutMarks(Array(text.utf8)[...])
    let text = String(decoding: bytes, as: UTF8.self).filter { !footnoteDigits.contains($0) }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

/// Digits that the conversion made of footnote marks.
let footnoteDigits: Set<Character> = ["¹", "²", "³", "⁴"]

private func withoutMarks(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    func byte(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }
    var (out, rest) = ([UInt8](), bytes)
    if rest.first == byte("#") { rest = rest.drop { $0 == byte("#") } }
    while let next = rest.first {
        switch next {
        case byte("<") where rest.starts(with: "<sup>".utf8):
            let mark = rest.dropFirst(5).prefix { $0 != byte("<") }
            let isOrdinal = ["nd", "th", "st", "rd"].contains(String(decoding: mark, as: UTF8.self))
            if isOrdinal { out += mark } else if out.last == byte(" ") { out.removeLast() }
            rest = rest.dropFirst(5 + mark.count + 6)
        case byte("<") where isTag(rest): rest = rest.drop { $0 != byte(">") }.dropFirst()
        case byte("["):
            let label = rest.dropFirst().prefix { $0 != byte("]") }
            let after = rest.dropFirst(label.count + 2)
            if after.first == byte("(") {
                out += withoutMarks(label)
                rest = after.drop { $0 != byte(")") }.dropFirst()
            } else {
                out.append(next)
                rest.removeFirst()
            }
        case byte("\\"):
            rest = rest.drop { $0 == byte("\\") }
            // Escaped characters are printed, except for asterisks, which mark emphasis.
            if let escaped = rest.first, escaped < 0x80 {
                if escaped != byte("*") { out.append(escaped) }
                rest.removeFirst()
            }
        case byte("*"), byte("$"): rest.removeFirst()
        default:
            out.append(next)
            rest.removeFirst()
        }
    }
    return out
}

private func isTag(_ bytes: ArraySlice<UInt8>) -> Bool {
    let name = bytes.dropFirst().first == UInt8(ascii: "/") ? bytes.dropFirst(2) : bytes.dropFirst()
    return name.first.map { (0x61...0x7a).contains($0) } ?? false
}

/// Without spaces and hyphens, so that a hyphenated word equals the word on one line.
func unbroken(_ text: String) -> String {
    String(decoding: text.utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: "-") }, as: UTF8.self)
}

/// A report's text, cleaned once.
struct ReportText: Sendable {
    let source: String
    /// The lines of the file, unchanged.
    let lines: [String]
    /// Each line as printed, without spaces and hyphens, and without the links between the pages of the brief.
    let unbrokenLines: [String]
    /// The lines that may be part of a heading, in lower case; nil for longer ones.
    let headingLines: [String?]

    /// The texts by source; empty if they are not available.
    static let all: [String: ReportText] = {
        var all: [String: ReportText] = [:]
        for source in ["eclac-2024", "nap-2025", "ustr-2025", "nap-2026", "usmx-2021"] {
            guard let lines = reportLines(source) else { continue }
            let unbrokenLines = lines.map { line in
                let text = unbroken(printed(line, of: source))
                return source == "usmx-2021" && text.hasPrefix("http") ? "" : text
            }
            all[source] = ReportText(
                source: source, lines: lines, unbrokenLines: unbrokenLines,
                headingLines: unbrokenLines.map { $0.utf8.count < 200 ? $0.lowercased() : nil })
        }
        return all
    }()

    /// Whether a passage is printed at a line, or runs over from it: over a page break and its footnotes in the reports, over
    /// lines in the brief.
    func contains(_ passage: String, at line: Int) -> Bool {
        guard lines.indices.contains(line - 1) else { return false }
        let (isBrief, words) = (source == "usmx-2021", unbroken(passage))
        let window = unbrokenLines[max(0, line - 1 - (isBrief ? 20 : 0))..<min(lines.count, line + (isBrief ? 20 : 4))]
        if window.joined().contains(words) { return true }
        let next = (line..<min(lines.count, line + 30)).filter { !isFootnote($0) }.map { unbrokenLines[$0] }
        return (unbrokenLines[line - 1] + next.joined()).contains(words)
    }

    /// Whether the line at an index, counted from 0, is a footnote; it may be between the parts of a sentence.
    private func isFootnote(_ index: Int) -> Bool { lines[index].hasPrefix("<sup>") }

    /// Whether a passage is the start or the end of a line of a sentence that runs over a page break.
    func cuts(_ passage: String, at line: Int) -> Bool {
        // The lines of the brief are those of its pages.
        guard source != "usmx-2021" else { return false }
        let (text, words) = (unbrokenLines[line - 1], unbroken(passage))
        let isOpen = words.last.map { !".!?:;".contains($0) } ?? true || words.hasSuffix("U.S.")
        let after = (line..<lines.count).first { !unbrokenLines[$0].isEmpty && !isFootnote($0) }
        let next = after.map { unbrokenLines[$0] }
        return text.hasPrefix(words) && text.first?.isLowercase == true
            || text.hasSuffix(words) && isOpen && next?.first?.isLowercase == true
    }

    /// The line, counted from 1, on which a heading is printed last at or before a line; it may take several lines.
    func line(of heading: String, before line: Int) -> Int? {
        let wanted = unbroken(heading).lowercased()
        return stride(from: min(line, lines.count), through: 1, by: -1).first { start in
            guard let first = headingLines[start - 1], !first.isEmpty, wanted.hasPrefix(first) else { return false }
            var text = ""
            for next in headingLines[(start - 1)..<min(lines.count, start + 6)] {
                guard let next else { return false }
                text += next
                if text == wanted { return true }
                guard wanted.hasPrefix(text) else { return false }
            }
            return false
        }
    }
}
