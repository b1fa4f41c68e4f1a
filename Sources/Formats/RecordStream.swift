// Records in pieces, for responses that should not be in memory as a whole.

import HTTP

/// A format of which `RecordStream` writes one record after the other.
public enum StreamedFormat: Sendable {
    case json, csv, ndjson
}

/// Writes a page of records as CSV, NDJSON or JSON while it is sent.
public final class RecordStream: BodyProducer {
    /// The minimum number of records of a streamed page.
    public static let leastCount = 1_001
    private static let pieceBytes = 32_768

    private let page: RecordPage
    private let format: StreamedFormat
    /// Writes the members of a JSON document after the records.
    private let ending: (inout JSONWriter) -> Void
    private var writer: JSONWriter
    private var nextRecord = 0

    public init(
        _ page: RecordPage, _ format: StreamedFormat, pretty: Bool, ending: @escaping (inout JSONWriter) -> Void
    ) {
        self.page = page
        self.format = format
        self.ending = ending
        writer = JSONWriter(pretty: pretty && format == .json)
    }

    public func next(into output: inout [UInt8]) -> Bool {
        if nextRecord == 0 { begin(&output) }
        while nextRecord < page.count {
            switch format {
            case .csv: CSVEncoder.append(nextRecord, of: page, to: &output)
            case .ndjson:
                page.write(nextRecord, &writer)
                writer.endLine()
            case .json: page.write(nextRecord, &writer)
            }
            nextRecord += 1
            if output.count + writer.byteCount >= RecordStream.pieceBytes {
                writer.take(into: &output)
                return true
            }
        }
        if format == .json {
            writer.endArray()
            ending(&writer)
            writer.endObject()
            writer.endDocument()
        }
        writer.take(into: &output)
        return false
    }

    private func begin(_ output: inout [UInt8]) {
        switch format {
        case .csv: CSVEncoder.appendHeader(page, to: &output)
        case .json:
            writer.beginObject()
            writer.key("data")
            writer.beginArray()
        case .ndjson: break
        }
    }
}
