// SVG as bytes. Coordinates have at most one decimal, so that the same figures give the same bytes on every machine.

import HTTP

struct SVGWriter {
    private(set) var bytes: [UInt8] = []

    static let width = 760.0

    /// Styles for light and dark mode. Series differ in colour, and lines also in their dashes; the contrast with the background is
    /// at least 4.5 : 1.
    private static let style = """
        text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1b1f24}
        .t{font-size:17px;font-weight:600}.b{font-weight:600}.s{fill:#57606a}.e{text-anchor:end}.m{text-anchor:middle}
        .p{fill:#fff}.g{stroke:#d0d7de}.z{stroke:#57606a}.w{stroke:#1b1f24;stroke-width:1.5;fill:none}
        .f0{fill:#0a62a8}.f1{fill:#b3440c}.f2{fill:#2d7a34}.f3{fill:#7b3fa0}
        .f4{fill:#8a5a00}.f5{fill:#00696b}.f6{fill:#a3195b}.f7{fill:#4b5563}
        .l4{stroke:#8a5a00}.l5{stroke:#00696b;stroke-dasharray:7 3}
        .l6{stroke:#a3195b;stroke-dasharray:2 3}.l7{stroke:#4b5563;stroke-dasharray:9 3 2 3}
        .l{fill:none;stroke-width:2.5}.l0{stroke:#0a62a8}.l1{stroke:#b3440c;stroke-dasharray:7 3}
        .l2{stroke:#2d7a34;stroke-dasharray:2 3}.l3{stroke:#7b3fa0;stroke-dasharray:9 3 2 3}
        @media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9aa6b2}.p{fill:#0d1117}.g{stroke:#30363d}.z{stroke:#9aa6b2}
        .w{stroke:#e6edf3}.f0{fill:#58a6ff}.f1{fill:#ff9e64}.f2{fill:#6fd07a}.f3{fill:#d2a8ff}
        .f4{fill:#e3b341}.f5{fill:#56d4dd}.f6{fill:#ff7eb6}.f7{fill:#b1bac4}
        .l4{stroke:#e3b341}.l5{stroke:#56d4dd}.l6{stroke:#ff7eb6}.l7{stroke:#b1bac4}
        .l0{stroke:#58a6ff}.l1{stroke:#ff9e64}.l2{stroke:#6fd07a}.l3{stroke:#d2a8ff}}
        """

    init(height: Double, title: String, description: String) {
        bytes.reserveCapacity(8_192)
        let height = Int(height.rounded(.up))
        raw(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\" viewBox=\"0 0 760 \(height)\" "
        )
        raw("width=\"760\" height=\"\(height)\">\n<title id=\"t\">")
        escaped(title)
        raw("</title>\n<desc id=\"d\">")
        escaped(description)
        raw("</desc>\n<style>")
        raw(SVGWriter.style)
        raw("</style>\n<rect class=\"p\" width=\"760\" height=\"\(height)\"/>\n")
    }

    mutating func finished() -> [UInt8] {
        raw("</svg>\n")
        return bytes
    }

    mutating func raw(_ text: String) { bytes.append(text) }

    mutating func escaped(_ text: String) { bytes.append(escaped: text) }

    /// The title, in a smaller font if it exceeds the width.
    mutating func title(_ title: String) {
        let isLong = Double(title.count) * 10.4 > SVGWriter.width - 32
        text(
            isLong ? SVGWriter.shortened(title, to: SVGWriter.width - 32) : title, x: 16, y: 28, isLong ? "b" : "t")
    }

    mutating func text(_ text: String, x: Double, y: Double, _ style: String = "") {
        raw("<text x=\"\(SVGWriter.at(x))\" y=\"\(SVGWriter.at(y))\"")
        raw(style.isEmpty ? ">" : " class=\"\(style)\">")
        escaped(text)
        raw("</text>\n")
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        raw(
            "<path class=\"\(style)\" d=\"M\(SVGWriter.at(x1)) \(SVGWriter.at(y1))L\(SVGWriter.at(x2)) \(SVGWriter.at(y2))\"/>\n"
        )
    }

    /// A bar with a tooltip.
    mutating func bar(x: Double, y: Double, width: Double, height: Double, _ style: String, _ tip: String) {
        raw("<rect class=\"\(style)\" x=\"\(SVGWriter.at(x))\" y=\"\(SVGWriter.at(y))\" ")
        raw("width=\"\(SVGWriter.at(max(0.5, width)))\" height=\"\(SVGWriter.at(max(0.5, height)))\"><title>")
        escaped(tip)
        raw("</title></rect>\n")
    }

    mutating func circle(_ x: Double, _ y: Double, _ style: String, _ tip: String) {
        raw("<circle class=\"\(style)\" cx=\"\(SVGWriter.at(x))\" cy=\"\(SVGWriter.at(y))\" r=\"3.5\"><title>")
        escaped(tip)
        raw("</title></circle>\n")
    }

    mutating func path(_ points: [(x: Double, y: Double)], _ style: String) {
        raw("<path class=\"\(style)\" d=\"")
        for (index, point) in points.enumerated() {
            raw((index == 0 ? "M" : "L") + SVGWriter.at(point.x) + " " + SVGWriter.at(point.y))
        }
        raw("\"/>\n")
    }

    /// A coordinate with at most one decimal.
    static func at(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10)
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// The approximate width of a text at 13 pixels; the exact width depends on the reader's font.
    static func width(of text: String) -> Double { Double(text.count) * 7 }

    /// A text cut to a width, with an ellipsis.
    static func shortened(_ text: String, to width: Double) -> String {
        SVGWriter.width(of: text) <= width ? text : text.prefix(max(1, Int(width / 7) - 1)) + "…"
    }
}

extension [UInt8] {
    /// Appends text with the special characters of XML and HTML escaped; control characters become blanks.
    public mutating func append(escaped text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;" as StaticString)
            case UInt8(ascii: "<"): append("&lt;" as StaticString)
            case UInt8(ascii: ">"): append("&gt;" as StaticString)
            case UInt8(ascii: "\""): append("&quot;" as StaticString)
            case 0..<0x20: append(UInt8(ascii: " "))
            default: append(byte)
            }
        }
    }
}
