// A page of records with the facts that a document states about it.

public struct RecordDocument {
    public let page: RecordPage
    /// The heading of the document.
    public let title: String
    /// Path and query of the request.
    public let query: String
    /// The edition of the data, and its date, `YYYY-MM-DD`.
    public let release: (version: String, date: String)
    /// The unit of money values; nil if the records have none.
    public let unit: String?
    public let sources: [(id: String, citation: String)]
    /// The members of `meta` that describe the records.
    public let meta: [JSON.Member]
    /// The object that the records belong to; nil for a list.
    let object: RecordObject?
    let chart: Chart?
    let calendar: CalendarEvents?

    public init(
        _ page: RecordPage, title: String, query: String, release: (version: String, date: String),
        unit: String? = nil, sources: [(id: String, citation: String)] = [], meta: [JSON.Member] = [],
        object: RecordObject? = nil, chart: Chart? = nil, calendar: CalendarEvents? = nil
    ) {
        self.page = page
        self.title = title
        self.query = query
        self.release = release
        self.unit = unit
        self.sources = sources
        self.meta = meta
        self.object = object
        self.chart = chart
        self.calendar = calendar
    }
}
