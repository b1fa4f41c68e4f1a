// An endpoint is one declaration: path, parameters, columns, and a function. Routing, validation, error texts and the
// reference are all made from it, so that they cannot drift apart.

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

    init(_ name: String, _ kind: Kind = .string, _ summary: String, nullable: Bool = false) {
        self.name = name
        self.kind = kind
        self.summary = summary
        isNullable = nullable
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

/// What an endpoint's function is given.
struct Request: Sendable {
    let query: Query
    let snapshot: Snapshot
    let today: CalendarDate

    var dataset: Dataset { snapshot.dataset }
    var codes: Codes { snapshot.dataset.codes }
}

/// Records of a list, before sorting and paging.
struct Listing: Sendable {
    var rows: [[JSON]]
    /// The unit of money values, where there are any.
    var unit: String?
    /// Why there are none, where there are none.
    var reason: String?
    /// Sources that the records were taken from, whose citations go along.
    var sources: Set<String> = []
    /// Further members of `meta`.
    var meta: [JSON.Member] = []
    /// Columns that show only when they are asked for by `fields` or a parameter of their own; null in every record else.
    var hidden: Set<String> = []
}

/// One endpoint of the API.
struct Endpoint: Sendable {
    enum Answer: Sendable {
        /// A list of flat records.
        case list([Column], @Sendable (Request) throws(Problem) -> Listing)
        /// One object.
        case object(@Sendable (Request) throws(Problem) -> JSON)
    }

    let path: String
    let summary: String
    /// Those of the path first, in its order.
    let parameters: [Parameter]
    let freshness: Freshness
    /// How the records are drawn, where that makes sense.
    let chart: Chart?
    /// How the records are events, where they are.
    let calendar: CalendarShape?
    let answer: Answer
    /// What the answer can be had as, in the server's order of preference.
    let formats: [Format]

    init(
        _ path: String, _ summary: String, _ parameters: [Parameter], freshness: Freshness = .dataset,
        chart: Chart? = nil, calendar: CalendarShape? = nil, _ answer: Answer
    ) {
        self.path = path
        self.summary = summary
        self.freshness = freshness
        self.chart = chart
        self.calendar = calendar
        self.answer = answer
        switch answer {
        case .list(let columns, _):
            formats =
                [.json, .csv, .ndjson, .table] + (chart == nil ? [] : [.svg]) + (calendar == nil ? [] : [.ics])
            self.parameters =
                parameters + Parameter.ofLists(columns.map(\.name)) + [.format(formats), .pretty]
        case .object:
            formats = [.json]
            self.parameters = parameters + [.format(formats), .pretty]
        }
    }

    var pathParameters: [Parameter] { parameters.filter { $0.place == .path } }
    var queryParameters: [Parameter] { parameters.filter { $0.place == .query } }
}

/// All endpoints, in the order the index lists them.
enum Endpoints {
    static let all: [Endpoint] =
        IndexEndpoints.all + PartnerEndpoints.all + BalanceEndpoints.all + FlowEndpoints.all
        + PartnerViewEndpoints.all + GroupEndpoints.all + RankingEndpoints.all + CompareEndpoints.all
        + ConcentrationEndpoints.all + StructureEndpoints.all + WhatIfEndpoints.all + UnavailableEndpoints.all
        + TableEndpoints.all + ProvenanceEndpoints.all + RegisterEndpoints.all + AgreementEndpoints.all
        + ReviewEndpoints.all + LaborEndpoints.all + OperationEndpoints.all
}
