// The formats of a response: names, media types, and the choice among them.

import HTTP

/// The format of a response. Encoders depend on records and fields, not on endpoints.
public enum Format: String, Sendable, CaseIterable {
    // In the server's order of preference: among formats that a client accepts equally, the first is sent.
    case json, csv, ndjson, table, xlsx, svg, ics

    /// The media types that select the format in Accept; the first is sent in Content-Type.
    private var mediaTypes: [String] {
        switch self {
        case .json: ["application/json"]
        case .csv: ["text/csv"]
        case .ndjson: ["application/x-ndjson", "application/ndjson", "application/jsonl"]
        case .table: ["text/plain"]
        case .xlsx: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
        case .svg: ["image/svg+xml"]
        case .ics: ["text/calendar"]
        }
    }

    public var mediaType: String { mediaTypes[0] }

    /// The value of Content-Type.
    public var contentType: String {
        switch self {
        // RFC 4180 section 3: the parameter `header` declares that the first line is a header.
        case .csv: "text/csv; charset=utf-8; header=present"
        case .table: "text/plain; charset=utf-8"
        case .ics: "text/calendar; charset=utf-8"
        case .json, .ndjson, .xlsx, .svg: mediaType
        }
    }

    /// Whether the body is text.
    public var isText: Bool {
        switch self {
        case .json, .csv, .ndjson, .table, .svg, .ics: true
        case .xlsx: false
        }
    }

    /// A description for the reference.
    public var summary: String {
        switch self {
        case .json: "JSON with `data`, `meta` and `links`"
        case .csv: "CSV, RFC 4180, with a header line"
        case .ndjson: "one JSON object per line"
        case .table: "a text table with aligned columns"
        case .xlsx: "an Excel workbook with typed cells and a sheet about their origin"
        case .svg: "an SVG chart"
        case .ics: "an iCalendar, RFC 5545"
        }
    }

    /// Further header fields of a response in this format.
    public var headerFields: [(name: String, value: String)] {
        // A browser that opens an SVG treats it as a document; a chart contains only inline style.
        self == .svg ? [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")] : []
    }

    /// The formats of records with this chart and calendar.
    public static func available(chart: Chart? = nil, calendar: CalendarEvents? = nil) -> [Format] {
        allCases.filter { format in
            switch format {
            case .json, .csv, .ndjson, .table, .xlsx: true
            case .svg: chart != nil
            case .ics: calendar != nil
            }
        }
    }

    /// The form for long lists, sent in pieces; nil for a format that needs all records before the first byte.
    public var streamed: StreamedFormat? {
        switch self {
        case .json: .json
        case .csv: .csv
        case .ndjson: .ndjson
        case .table, .xlsx, .svg, .ics: nil
        }
    }

    /// The default of `limit`: formats for programs are complete, other formats are limited for reading.
    public var defaultLimit: Int {
        switch self {
        case .csv, .ndjson, .xlsx: .max
        case .json, .table, .svg, .ics: 1_000
        }
    }

    /// The document in this format; nil if the format is not available, and for JSON, which also needs `meta` and `links`.
    public func encode(_ document: RecordDocument) -> [UInt8]? {
        switch self {
        case .json: nil
        case .csv: CSVEncoder.encode(document.page)
        case .ndjson: document.page.ndjson
        case .table: document.object?.text(document.page) ?? TextTableEncoder.encode(document.page)
        case .xlsx: WorkbookEncoder.encode(document)
        case .svg:
            document.chart.map {
                ChartEncoder.encode(document.page, $0, sources: document.sources.map(\.id), meta: document.meta)
            }
        case .ics:
            document.calendar.map { CalendarEncoder.encode(document.page, $0, stamp: document.release.date) }
        }
    }

    /// The format of a response: the parameter `format`, because an address bar cannot send a field; otherwise Accept.
    /// - Throws: 406, naming the available formats.
    public static func choose(
        _ format: Format?, accept: [UInt8]?, available: [Format]
    ) throws(Problem) -> Format {
        if let format { return format }
        guard let accept else { return available[0] }
        let types = available.flatMap { format in format.mediaTypes.map { (type: $0, format: format) } }
        if let index = Negotiation.mediaType(accept: accept, available: types.map(\.type)) {
            return types[index].format
        }
        throw Problem(
            .notAcceptable, kind: "not-acceptable", title: "Not Acceptable",
            detail:
                "The Accept field allows none of the formats of this resource. Omit it, use one of `allowed`, or add "
                + "format=\(available.map(\.rawValue).joined(separator: "|")).",
            allowed: available.map(\.mediaType))
    }
}
