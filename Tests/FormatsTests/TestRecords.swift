// Records for tests of the encoders.

@testable import Formats

/// Records with given values.
struct TestRecords: Records {
    let fields: [Field]
    let rows: [[JSON]]

    var count: Int { rows.count }

    func forEachValue(of record: Int, in fields: [Int], _ body: (_ field: Int, JSON) -> Void) {
        for field in fields { body(field, rows[record][field]) }
    }
}

extension RecordPage {
    convenience init(_ fields: [Field], _ rows: [[JSON]]) { self.init(TestRecords(fields: fields, rows: rows)) }
}
