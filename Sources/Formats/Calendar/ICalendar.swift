// Content lines of iCalendar, RFC 5545 section 3.1.

import HTTP

struct ICalendar {
    private(set) var bytes: [UInt8] = []

    /// Appends one content line, folded between characters so that no line exceeds 75 octets.
    mutating func line(_ text: String) {
        var remaining = 75
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if width > remaining {
                bytes.append("\r\n " as StaticString)
                remaining = 74
            }
            bytes.append(contentsOf: String(scalar).utf8)
            remaining -= width
        }
        bytes.append("\r\n" as StaticString)
    }

    /// A TEXT value, section 3.3.11. Control characters are not allowed in it and become blanks.
    static func escape(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped.append(contentsOf: ["\\", scalar])
            case "\n": escaped.append(contentsOf: ["\\", "n"])
            default: escaped.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
            }
        }
        return String(escaped)
    }
}
