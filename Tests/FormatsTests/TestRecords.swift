// Records for tests of the encoders.

@testable import Formats

extension RecordPage {
    convenience init(_ fields: [Field], _ rows: [[JSON]]) { self.init(ValueRecords(fields, rows)) }
}
