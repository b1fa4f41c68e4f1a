// Records as the encoders see them: fields, and values computed on demand.

/// A list of records.
public protocol Records: Sendable {
    var fields: [Field] { get }
    var count: Int { get }

    /// Calls `body` with the values of one record, in the order of `fields`, which are indices into the records' fields.
    func forEachValue(of record: Int, in fields: [Int], _ body: (_ field: Int, JSON) -> Void)
}

extension Records {
    func value(of record: Int, in field: Int) -> JSON {
        var result = JSON.null
        forEachValue(of: record, in: [field]) { result = $1 }
        return result
    }
}

/// A field to sort records by.
public struct SortKey: Sendable, Equatable {
    /// Index into the records' fields.
    public let field: Int
    public let isDescending: Bool

    public init(field: Int, isDescending: Bool) {
        self.field = field
        self.isDescending = isDescending
    }
}
