// An endpoint is one declaration: path, parameters, columns, and a function. Routing, validation, error texts and the
// reference are all made from it, so that they cannot drift apart.

import Arithmetic
import Analytics
import Dataset
import HTTP

/// A column of a list's records, or a field of an object.
struct Column: Sendable {
    indirect enum Kind: Sendable {
        case string, integer, number, boolean
        /// Texts.
        case list
        /// Texts by name.
        case object
        /// Values by name, each of which is as this column says.
        case map(Column)
        /// An object with these fields.
        case record([Column])
        /// Objects with these fields.
        case records([Column])

        var isNumeric: Bool {
            switch self {
            case .integer, .number: true
            default: false
            }
        }
    }

    let name: String
    let kind: Kind
    let summary: String
    /// Whether a value may be missing.
    let isNullable: Bool
    /// Its name as JSON has it.
    let key: JSONWriter.Key

    init(_ name: String, _ kind: Kind = .string, _ summary: String, nullable: Bool = false) {
        self.name = name
        self.kind = kind
        self.summary = summary
        isNullable = nullable
        key = JSONWriter.Key(name)
    }
}

/// How long an answer stays true.
enum Freshness: Sendable {
    /// Until the dataset changes.
    case dataset
    /// Until midnight UTC.
    case day
    /// No longer than now.
    case now

    var cacheControl: String {
        switch self {
        case .dataset: "public, max-age=300"
        case .day: "public, no-cache"
        case .now: "no-store"
        }
    }
}

/// What an endpoint's function is given. A class, as it goes along with every value that is made.
final class Request: Sendable {
    let query: Query
    let snapshot: Snapshot
    let statistics: Statistics
    let today: CalendarDate

    init(query: Query, snapshot: Snapshot, statistics: Statistics, today: CalendarDate) {
        self.query = query
        self.snapshot = snapshot
        self.statistics = statistics
        self.today = today
    }

    var dataset: Dataset { snapshot.dataset }
    var codes: CodeLists { snapshot.dataset.codes }
    var store: Store { snapshot.dataset.store }
}

/// A column of a list whose values are worth making only where they show: what it is, and how it is made from a record.
struct RecordColumn<Record>: Sendable {
    let column: Column
    let value: @Sendable (Record, Request) -> JSON

    init(_ column: Column, _ value: @escaping @Sendable (Record, Request) -> JSON) {
        self.column = column
        self.value = value
    }
}

/// Records of a list, before sorting and paging. A class, as it is handed on more often than it is made.
final class RecordList {
    /// Makes the values of a record in some columns, and hands out each.
    typealias Values = (_ record: Int, _ columns: [Int], _ body: (_ column: Int, JSON) -> Void) -> Void

    /// How many there are.
    let count: Int
    /// Calls `body` with the values of a record in these columns.
    let forEachValue: Values
    /// The unit of money values, where there are any.
    var unit: String?
    /// Why there are none, where there are none.
    var reason: String?
    /// Sources that the records were taken from, each once; their citations go along.
    var sources: [String] = []
    /// Further members of `meta`.
    var meta: [JSON.Member] = []
    /// Columns that show only when they are asked for by `fields` or a parameter of their own; null in every record else.
    var hidden: [String] = []

    init(count: Int, forEachValue: @escaping Values) {
        self.count = count
        self.forEachValue = forEachValue
    }

    /// Records whose values are made one by one, when they are asked for.
    convenience init<Record>(_ records: [Record], _ columns: [RecordColumn<Record>], _ request: Request) {
        self.init(count: records.count) { record, wanted, body in
            let record = records[record]
            for column in wanted { body(column, columns[column].value(record, request)) }
        }
    }

    /// Records that are there in all columns.
    convenience init(rows: [[JSON]], unit: String? = nil, reason: String? = nil) {
        self.init(count: rows.count) { record, wanted, body in
            for column in wanted { body(column, rows[record][column]) }
        }
        self.unit = unit
        self.reason = reason
    }

    /// The same with what goes along in `meta`.
    convenience init(_ rows: [[JSON]], from used: some Sequence<Int>, _ request: Request, reason: String?) {
        self.init(rows: rows, unit: request.query.unit.label)
        sources = request.sources(used)
        hidden = request.hidden
        if rows.isEmpty { self.reason = reason }
    }

    /// The value of a record in a column.
    func value(_ record: Int, _ column: Int) -> JSON {
        var result = JSON.null
        forEachValue(record, [column]) { result = $1 }
        return result
    }

    /// Each of these once, in the order they come first.
    static func distinct(_ ids: some Sequence<String>) -> [String] {
        var distinct: [String] = []
        for id in ids where distinct.last != id && !distinct.contains(id) { distinct.append(id) }
        return distinct
    }
}

/// One endpoint of the API.
final class Endpoint: Sendable {
    enum Content: Sendable {
        /// A list of flat records.
        case list([Column], @Sendable (Request) throws(Problem) -> RecordList)
        /// One object with these fields.
        case object([Column], @Sendable (Request) throws(Problem) -> JSON)
        /// Something often asked for that the data cannot give; the problem says what it would take.
        case refusal(Problem)
        /// A document that is no data, as it is sent.
        case document(contentType: String, @Sendable (Request) throws(Problem) -> [UInt8])
    }

    let path: String
    let summary: String
    /// Those of the path first, in its order.
    let parameters: [Parameter]
    let pathParameters: [Parameter]
    let queryParameters: [Parameter]
    let freshness: Freshness
    /// How the records are drawn, where that makes sense.
    let chart: Chart?
    /// How the records are events, where they are.
    let calendar: CalendarShape?
    /// What `meta` holds beside what it always does.
    let meta: [Column]
    /// Kinds of problems that only this endpoint has; see `ProblemKind`.
    let problems: [String]
    /// A query that shows what the endpoint is good for, for the reference.
    let example: String
    /// Paths of other endpoints that go with this one.
    let related: [String]
    /// Field lines that all its answers have.
    let fields: FieldLines
    let content: Content
    /// What the answer can be had as, in the server's order of preference; empty for a document.
    let formats: [Format]
    /// What it can be had as instead of JSON: the names, and the parameter that asks for it.
    let alternatives: [(name: JSONWriter.Key, parameter: String)]
    /// Unique among all, and an identifier in most languages: `getPartnersByCodeBalance`.
    let id: String

    init(
        _ path: String, _ summary: String, _ parameters: [Parameter], freshness: Freshness = .dataset,
        chart: Chart? = nil, calendar: CalendarShape? = nil, meta: [Column] = [], problems: [String] = [],
        example: String = "", related: [String] = [], fields: [(name: String, value: String)] = [], _ content: Content
    ) {
        self.path = path
        self.summary = summary
        self.freshness = freshness
        self.chart = chart
        self.calendar = calendar
        self.meta = meta
        self.problems = problems
        self.example = example
        self.related = related
        self.fields = FieldLines(
            cacheControl: freshness.cacheControl, [(name: "Vary", value: "Accept, Accept-Encoding")] + fields)
        self.content = content
        id = Endpoint.id(path)
        switch content {
        case .list(let columns, _):
            formats =
                [.json, .csv, .ndjson, .table] + (chart == nil ? [] : [.svg]) + (calendar == nil ? [] : [.ics])
            self.parameters =
                parameters + Parameter.ofLists(columns.map(\.name)) + [.format(formats), .pretty]
        case .object, .refusal:
            formats = [.json]
            self.parameters = parameters + [.format(formats), .pretty]
        case .document:
            formats = []
            self.parameters = parameters
        }
        alternatives = formats.filter { $0 != .json }.map { (JSONWriter.Key($0.rawValue), "format=" + $0.rawValue) }
        pathParameters = self.parameters.filter { $0.place == .path }
        queryParameters = self.parameters.filter { $0.place == .query }
    }

    /// Whether it serves data: neither a document nor the entrance for browsers.
    var isData: Bool { path != "/" && !formats.isEmpty }

    /// Whether all it does is to say why there is no answer.
    var isRefusal: Bool { if case .refusal = content { true } else { false } }

    private static func id(_ path: String) -> String {
        let words = path.split(separator: "/").filter { $0 != "v1" }.flatMap { segment -> [Substring] in
            segment.first == "{"
                ? ["by", segment.dropFirst().dropLast()]
                : segment.split { !$0.isLetter && !$0.isNumber }
        }
        return "get"
            + (words.isEmpty ? [path == "/" ? "root" : "index"] : words).map {
                $0.prefix(1).uppercased() + $0.dropFirst()
            }.joined()
    }
}
