// Records as JSON: in the one document of a JSON answer, and one a line.

import HTTP

extension RecordPage {
    /// One record, in the fields that were asked for.
    func write(_ record: Int, _ writer: inout JSONWriter) {
        writer.object { json in
            forEachValue(of: record) { column, value in
                json.key(columns[column].key)
                value.write(&json)
            }
        }
    }

    /// The records as an array.
    func write(_ writer: inout JSONWriter) {
        writer.array { json in for record in 0..<count { write(record, &json) } }
    }
}

/// Newline-delimited JSON: each line is a record, and ends in a line feed.
enum NDJSONEncoder {
    static func encode(_ page: RecordPage) -> [UInt8] {
        var writer = JSONWriter()
        for record in 0..<page.count {
            page.write(record, &writer)
            writer.endLine()
        }
        return writer.finished()
    }
}
