// An endpoint is one declaration: path, parameters, columns and function. Routing, validation, error texts, OpenAPI and the
// reference page derive from it.

import Arithmetic
import Dataset
import Formats
import HTTP

final class Endpoint: Sendable {
    enum Content: Sendable {
        /// A list of flat records.
        case list(ListContent)
        /// One object.
        case object(ObjectContent)
        /// A measure that the data does not support; the problem names the data it requires.
        case refusal(Problem)
        /// A document that is not JSON data.
        case document(contentType: String, @Sendable (Request) throws(Problem) -> [UInt8])
    }

    let path: String
    let summary: String
    /// Path parameters first, in the order of the path.
    let parameters: [ParameterDeclaration]
    /// The parameters of the endpoint's declaration, without those that every list or format adds.
    let ownParameters: [ParameterDeclaration]
    let pathParameters: [ParameterDeclaration]
    let queryParameters: [ParameterDeclaration]
    let freshness: Freshness
    /// Names of the kinds of problems that the endpoint can return in addition to those of every endpoint; see `ProblemKind`.
    let problems: [String]
    /// The query of the example request in the index and the reference.
    let example: String
    /// Paths of related endpoints.
    let related: [String]
    /// Header fields of all responses.
    let headerFields: FieldLines
    let content: Content
    /// The number of records without the parameter `limit`; nil for the default of the format.
    let defaultLimit: Int?
    let pretty: Parameter<Bool>
    /// Formats in the server's order of preference; empty for a document.
    let formats: [Format]
    /// The parameter `format`; not declared for a document.
    let format: Parameter<Format?>
    /// Unique, and an identifier in most languages: `getPartnersByCodeBalance`.
    let id: String

    init(
        _ path: String, _ summary: String, parameters: [ParameterDeclaration], freshness: Freshness = .dataset,
        problems: [String] = [], example: String = "", related: [String] = [],
        headerFields: [(name: String, value: String)] = [], defaultLimit: Int? = nil,
        pretty: Parameter<Bool> = .pretty, content: Content
    ) {
        self.path = path
        self.defaultLimit = defaultLimit
        self.pretty = pretty
        self.summary = summary
        self.freshness = freshness
        self.problems = problems
        self.example = example
        self.related = related
        self.headerFields = FieldLines(
            cacheControl: freshness.cacheControl, [(name: "Vary", value: "Accept, Accept-Encoding")] + headerFields)
        self.content = content
        id = Endpoint.id(path)
        var common: [ParameterDeclaration] = []
        switch content {
        case .list(let list):
            formats = Format.available(chart: list.chart, calendar: list.calendar)
            common = [list.fieldsParameter, list.sortParameter, .limit, .offset]
        case .object(let object): formats = object.formats
        case .refusal: formats = [.json]
        case .document: formats = []
        }
        format = Parameter(
            optional: "format", .words(formats), "The format of the response; takes precedence over the Accept field.",
            defaultText: "the first of them that the Accept field allows")
        if !formats.isEmpty { common += [format, pretty] }
        ownParameters = parameters
        self.parameters = parameters + common
        pathParameters = self.parameters.filter { $0.location == .path }
        queryParameters = self.parameters.filter { $0.location == .query }
    }

    func declares(_ parameter: ParameterDeclaration) -> Bool { parameters.contains { $0 === parameter } }

    /// Whether the endpoint serves data, not a document or the page for browsers.
    var isData: Bool { path != "/" && !formats.isEmpty }

    /// Whether the endpoint only explains why a measure is not available.
    var isRefusal: Bool { if case .refusal = content { true } else { false } }

    /// The fields of a record or object; empty for a document.
    var fields: [Field] {
        switch content {
        case .list(let list): list.fields
        case .object(let object): object.fields
        case .refusal, .document: []
        }
    }

    /// `getPartnersByCodeBalance` for `/v1/partners/{code}/balance`.
    private static func id(_ path: String) -> String {
        // By bytes: paths are ASCII, and functions for words take twenty times as long.
        var id = Array("get".utf8)
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) where !segment.elementsEqual("v1".utf8) {
            var startsWord = true
            for byte in segment {
                if byte == UInt8(ascii: "{") { id += "By".utf8 }
                let isLetter = (0x61...0x7a).contains(byte)
                let isWord = isLetter || (0x30...0x39).contains(byte)
                if isWord { id.append(isLetter && startsWord ? byte - 0x20 : byte) }
                startsWord = !isWord
            }
        }
        if id.count == 3 { id += (path == "/" ? "Root" : "Index").utf8 }
        return String(decoding: id, as: UTF8.self)
    }
}

/// The declaration of an object.
struct ObjectContent: Sendable {
    /// The records that CSV, NDJSON, text and workbooks show instead of the object.
    struct Rows: Sendable {
        /// The field that holds the records in JSON, as a list of objects.
        let field: String
        /// The records, if their layout differs from that of the field; nil for the objects of the field.
        var records: (@Sendable (Request) -> ValueRecords)?
    }

    let fields: [Field]
    let rows: Rows?
    /// The response as plain text, which is then the preferred format.
    let text: (@Sendable (Request) -> [UInt8])?
    /// The values of the fields.
    let values: @Sendable (Request) throws(Problem) -> [JSON]

    var formats: [Format] {
        let formats = Format.available()
        return text == nil ? formats : [.table] + formats.filter { $0 != .table }
    }
}

/// The declaration of a list. A class, to avoid copies.
final class ListContent: Sendable {
    let fields: [Field]
    /// Indices of the fields that are shown only on request.
    let hidden: [Int]
    /// Indices of the other fields.
    let visible: [Int]
    /// Members of `meta` in addition to those of every list.
    let meta: [Field]
    let chart: Chart?
    let calendar: CalendarEvents?
    let fieldsParameter: Parameter<[Int]>
    let sortParameter: Parameter<[SortKey]>
    let list: @Sendable (Request) throws(Problem) -> Listing

    /// - Parameter isHidden: whether the field is shown only on request, for each field.
    init(
        _ fields: [Field], isHidden: [Bool], meta: [Field], chart: Chart?, calendar: CalendarEvents?,
        list: @escaping @Sendable (Request) throws(Problem) -> Listing
    ) {
        self.fields = fields
        hidden = fields.indices.filter { isHidden[$0] }
        visible = fields.indices.filter { !isHidden[$0] }
        self.meta = meta
        self.chart = chart
        self.calendar = calendar
        let names = fields.map(\.name)
        fieldsParameter = Parameter(
            list: "fields", .field(of: names), "The fields of each record in this order, separated by commas.")
        sortParameter = Parameter(
            list: "sort", .sortKey(of: names),
            "Fields to sort by, separated by commas; a minus sign before a field sorts in descending order.")
        self.list = list
    }
}

extension Endpoint {
    /// A list endpoint.
    convenience init<Record: Sendable>(
        _ path: String, _ summary: String, parameters: [ParameterDeclaration] = [], columns: [Column<Record>],
        freshness: Freshness = .dataset, chart: Chart? = nil, calendar: CalendarEvents? = nil,
        defaultLimit: Int? = nil, problems: [String] = [], example: String = "", related: [String] = [],
        list: @escaping @Sendable (Request) throws(Problem) -> RecordList<Record>
    ) {
        let fields = columns.map(\.field)
        let content = ListContent(
            fields, isHidden: columns.map(\.isHidden), meta: [], chart: chart, calendar: calendar
        ) { request throws(Problem) in
            Listing(try list(request), columns, fields, request)
        }
        self.init(
            path, summary, parameters: parameters, freshness: freshness, problems: problems, example: example,
            related: related, defaultLimit: defaultLimit, content: .list(content))
    }

    /// A list endpoint with further members of `meta`.
    convenience init<Record: Sendable, Meta: Sendable>(
        _ path: String, _ summary: String, parameters: [ParameterDeclaration], columns: [Column<Record>],
        meta: [Column<Meta>], freshness: Freshness = .dataset, chart: Chart? = nil, calendar: CalendarEvents? = nil,
        problems: [String] = [], example: String = "", related: [String] = [],
        list: @escaping @Sendable (Request) throws(Problem) -> (RecordList<Record>, Meta)
    ) {
        let (fields, metaFields) = (columns.map(\.field), meta.map(\.field))
        let content = ListContent(
            fields, isHidden: columns.map(\.isHidden), meta: metaFields, chart: chart, calendar: calendar
        ) { request throws(Problem) in
            let (records, value) = try list(request)
            return Listing(
                records, columns, fields, meta: ColumnRecords([value], meta, metaFields, request), request)
        }
        self.init(
            path, summary, parameters: parameters, freshness: freshness, problems: problems, example: example,
            related: related, content: .list(content))
    }

    /// An endpoint that returns one object.
    convenience init<Record>(
        _ path: String, _ summary: String, parameters: [ParameterDeclaration] = [], fields columns: [Column<Record>],
        freshness: Freshness = .dataset, problems: [String] = [], example: String = "", related: [String] = [],
        rows: ObjectContent.Rows? = nil, text: (@Sendable (Request) -> [UInt8])? = nil,
        pretty: Parameter<Bool> = .pretty, object: @escaping @Sendable (Request) throws(Problem) -> Record
    ) {
        let content = ObjectContent(fields: columns.map(\.field), rows: rows, text: text) { request throws(Problem) in
            let record = try object(request)
            return columns.map { $0.value(record, request) }
        }
        self.init(
            path, summary, parameters: parameters, freshness: freshness, problems: problems, example: example,
            related: related, pretty: pretty, content: .object(content))
    }

    /// An endpoint that returns a document.
    convenience init(
        _ path: String, _ summary: String, contentType: String, freshness: Freshness = .dataset,
        headerFields: [(name: String, value: String)] = [],
        document: @escaping @Sendable (Request) throws(Problem) -> [UInt8]
    ) {
        self.init(
            path, summary, parameters: [], freshness: freshness, headerFields: headerFields,
            content: .document(contentType: contentType, document))
    }
}
