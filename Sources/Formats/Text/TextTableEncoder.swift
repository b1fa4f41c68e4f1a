// A table for terminals: columns as wide as their widest value, numbers aligned right, a line below the headings.

import HTTP

public enum TextTableEncoder {
    public static func encode(_ page: RecordPage) -> [UInt8] {
        let names = page.shown.map { page.fields[$0].name }
        let isNumber = page.shown.map { page.fields[$0].kind.isNumeric }
        var widths = names.map(\.count)
        // All values as text in one buffer, each with its end and its width in characters.
        var text: [UInt8] = []
        var cells: [(end: Int, width: Int)] = []
        cells.reserveCapacity(page.count * names.count)
        for record in 0..<page.count {
            var index = 0
            page.forEachValue(of: record) { _, value in
                let start = text.count
                text.append(plain: value)
                let width = clean(&text, from: start)
                widths[index] = max(widths[index], width)
                cells.append((text.count, width))
                index += 1
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity((page.count + 2) * (widths.reduce(0) { $0 + $1 + 2 } + 8))
        line(&bytes, names.count) { index, bytes in
            pad(&bytes, isNumber[index] ? widths[index] - names[index].count : 0)
            bytes.append(names[index])
            return isNumber[index] ? 0 : widths[index] - names[index].count
        }
        line(&bytes, names.count) { index, bytes in
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "-"), count: widths[index]))
            return 0
        }
        var cell = 0
        var start = 0
        for _ in 0..<page.count {
            line(&bytes, names.count) { index, bytes in
                let (end, width) = cells[cell]
                pad(&bytes, isNumber[index] ? widths[index] - width : 0)
                bytes.append(contentsOf: text[start..<end])
                start = end
                cell += 1
                return isNumber[index] ? 0 : widths[index] - width
            }
        }
        if let emptyReason = page.emptyReason {
            bytes.append(emptyReason)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Writes one line. `value` writes a cell and returns the number of blanks that pad it; the last cell is not padded.
    private static func line(
        _ bytes: inout [UInt8], _ count: Int, _ value: (Int, inout [UInt8]) -> Int
    ) {
        var blanks = 0
        for index in 0..<count {
            pad(&bytes, index > 0 ? blanks + 2 : 0)
            blanks = value(index, &bytes)
        }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func pad(_ bytes: inout [UInt8], _ count: Int) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, count)))
    }

    /// Replaces control characters from `start` on by blanks, and returns the width of that text in characters.
    @discardableResult
    static func clean(_ text: inout [UInt8], from start: Int = 0) -> Int {
        var isASCII = true
        for index in start..<text.count {
            if text[index] < 0x20 || text[index] == 0x7f { text[index] = UInt8(ascii: " ") }
            isASCII = isASCII && text[index] < 0x80
        }
        return isASCII ? text.count - start : String(decoding: text[start...], as: UTF8.self).count
    }
}
