// CSV, RFC 4180: a header line, CRLF after every line, quotes only if a value needs them.

import HTTP

public enum CSVEncoder {
    public static func encode(_ page: RecordPage) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + page.count * 160)
        appendHeader(page, to: &bytes)
        for record in 0..<page.count { append(record, of: page, to: &bytes) }
        return bytes
    }

    static func appendHeader(_ page: RecordPage, to bytes: inout [UInt8]) {
        for (index, field) in page.shown.enumerated() {
            if index > 0 { bytes.append(comma) }
            append(.string(page.fields[field].name), to: &bytes)
        }
        bytes.append("\r\n" as StaticString)
    }

    static func append(_ record: Int, of page: RecordPage, to bytes: inout [UInt8]) {
        var isFirst = true
        page.forEachValue(of: record) { _, value in
            if !isFirst { bytes.append(comma) }
            isFirst = false
            append(value, to: &bytes)
        }
        bytes.append("\r\n" as StaticString)
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")

    private static func append(_ value: JSON, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(plain: value)
        // The value is written unquoted first, because few values need quotes.
        var quotes = 0
        var isSpecial = false
        for byte in bytes[start...] {
            if byte == quote { quotes += 1 }
            isSpecial = isSpecial || byte == comma || byte == quote || byte == 0x0d || byte == 0x0a
        }
        guard isSpecial else { return }
        let plain = Array(bytes[start...])
        bytes.removeSubrange(start...)
        bytes.reserveCapacity(bytes.count + plain.count + quotes + 2)
        bytes.append(quote)
        for byte in plain {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }
}
