// The formats an answer can have, what they are called, and which of them a request wants.

import HTTP

/// A representation of an answer. Encoders know records and columns, never endpoints.
enum Format: String, Sendable, CaseIterable {
    // In the server's order of preference: among formats that a request likes equally, the first is sent.
    case json, csv, ndjson, table, svg, ics

    /// The media types that name it in Accept; the first is its own.
    var mediaTypes: [String] {
        switch self {
        case .json: ["application/json"]
        case .csv: ["text/csv"]
        case .ndjson: ["application/x-ndjson", "application/ndjson", "application/jsonl"]
        case .table: ["text/plain"]
        case .svg: ["image/svg+xml"]
        case .ics: ["text/calendar"]
        }
    }

    var mediaType: String { mediaTypes[0] }

    /// The value of Content-Type.
    var contentType: String {
        switch self {
        // RFC 4180 section 3: whether the first line is a header.
        case .csv: "text/csv; charset=utf-8; header=present"
        case .table: "text/plain; charset=utf-8"
        case .ics: "text/calendar; charset=utf-8"
        case .json, .ndjson, .svg: mediaType
        }
    }

    /// For the reference.
    var summary: String {
        switch self {
        case .json: "JSON: `data`, `meta` and `links`"
        case .csv: "CSV as RFC 4180 has it, with a header line"
        case .ndjson: "one JSON object a line"
        case .table: "columns aligned for a terminal"
        case .svg: "a chart"
        case .ics: "an iCalendar, RFC 5545"
        }
    }

    /// Further fields of an answer in this format.
    var fields: [(name: String, value: String)] {
        // An SVG that is opened by itself is a document; this one needs nothing but its own style.
        self == .svg ? [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")] : []
    }

    /// The format of an answer: what `format=` says, which there is no way around from an address bar, or what Accept likes best.
    /// - Throws: 406, naming what there is.
    static func choose(
        asked: String?, accept: [UInt8]?, available: [Format]
    ) throws(Problem) -> Format {
        if let asked, let format = Format(rawValue: asked) { return format }
        guard let accept else { return available[0] }
        let types = available.flatMap { format in format.mediaTypes.map { (type: $0, format: format) } }
        if let index = Negotiation.mediaType(accept: accept, available: types.map(\.type)) {
            return types[index].format
        }
        throw Problem(
            .notAcceptable, kind: "not-acceptable", title: "Not Acceptable",
            detail:
                "The Accept field allows none of the formats of this resource; leave it out, or ask for one of these, "
                + "or use format=\(available.map(\.rawValue).joined(separator: "|")).",
            allowed: available.map(\.mediaType))
    }
}

extension [UInt8] {
    /// `value` as plain text on one line: lists joined by `|`, members of an object as `key=value`, nothing for null. What is
    /// nested deeper is written as JSON, which is the only text that says it.
    mutating func append(plain value: JSON, isNested: Bool = false) {
        switch value {
        case .null: break
        case .bool(let value): append(value ? "true" as StaticString : "false")
        case .integer(let value): append(decimal: value)
        case .number(let value): value.withDigits { append(contentsOf: $0) }
        case .string(let text): append(text)
        case .array(let elements) where !isNested:
            for (index, element) in elements.enumerated() {
                if index > 0 { append(UInt8(ascii: "|")) }
                append(plain: element, isNested: true)
            }
        case .object(let members) where !isNested:
            for (index, member) in members.enumerated() {
                if index > 0 { append(UInt8(ascii: "|")) }
                append(member.name)
                append(UInt8(ascii: "="))
                append(plain: member.value, isNested: true)
            }
        case .array, .object:
            var writer = JSONWriter()
            value.write(&writer)
            append(contentsOf: writer.finished())
        }
    }
}
