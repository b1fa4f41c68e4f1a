// Records as JSON: an array inside a JSON document, or one object per line (NDJSON).

import HTTP

extension RecordPage {
    func write(_ record: Int, _ writer: inout JSONWriter) {
        writer.object { writeValues(of: record, to: &$0) }
    }

    /// Writes the records as an array.
    public func write(_ writer: inout JSONWriter) {
        writer.array { json in for record in 0..<count { write(record, &json) } }
    }

    /// The records as newline-delimited JSON; every line ends in a line feed.
    public var ndjson: [UInt8] {
        var writer = JSONWriter()
        for record in 0..<count {
            write(record, &writer)
            writer.endLine()
        }
        return writer.finished()
    }
}
