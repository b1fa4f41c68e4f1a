// An endpoint is one declaration: path, parameters, columns, and a function. Routing, validation, error texts and the
// reference are all made from it, so that they cannot drift apart.

import Analytics
import Dataset
import HTTP

/// A column of a list's records.
struct Column: Sendable {
    enum Kind: String, Sendable { case string, integer, number, boolean, list, object }

    let name: String
    let kind: Kind
    let summary: String

    init(_ name: String, _ kind: Kind = .string, _ summary: String) {
        self.name = name
        self.kind = kind
        self.summary = summary
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
    let answer: Answer

    init(
        _ path: String, _ summary: String, _ parameters: [Parameter], freshness: Freshness = .dataset, _ answer: Answer
    ) {
        self.path = path
        self.summary = summary
        self.freshness = freshness
        self.answer = answer
        switch answer {
        case .list(let columns, _):
            self.parameters = parameters + Parameter.ofLists(columns.map(\.name)) + Parameter.ofAll
        case .object: self.parameters = parameters + Parameter.ofAll
        }
    }

    var pathParameters: [Parameter] { parameters.filter { $0.place == .path } }
    var queryParameters: [Parameter] { parameters.filter { $0.place == .query } }
}

/// All endpoints, in the order the index lists them.
enum Endpoints {
    static let all: [Endpoint] =
        IndexEndpoints.all + PartnerEndpoints.all + BalanceEndpoints.all + FlowEndpoints.all + RankingEndpoints.all
        + TableEndpoints.all + ProvenanceEndpoints.all + RegisterEndpoints.all + AgreementEndpoints.all
        + ReviewEndpoints.all
        + LaborEndpoints.all + OperationEndpoints.all
}
