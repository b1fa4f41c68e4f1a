// The input of an endpoint's function: parameters, dataset and date.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

/// A class, to avoid copies: it accompanies every value that is computed.
final class Request: Sendable {
    private let query: Query
    private let endpoint: Endpoint
    let snapshot: Snapshot
    /// The endpoints of the API, for the index and the reference.
    let endpoints: EndpointList
    let statistics: Statistics
    let selections: SelectionCache
    /// The date of the request, UTC.
    let today: CalendarDate
    /// For links.
    let target: RequestTarget
    /// `unit` and `decimals`, which every number of a record needs.
    let unit: MoneyUnit
    let decimals: Int

    init(
        _ query: Query, _ endpoint: Endpoint, snapshot: Snapshot, endpoints: EndpointList, statistics: Statistics,
        selections: SelectionCache, today: CalendarDate, target: RequestTarget
    ) {
        self.query = query
        self.endpoint = endpoint
        self.snapshot = snapshot
        self.endpoints = endpoints
        self.statistics = statistics
        self.selections = selections
        self.today = today
        self.target = target
        unit = endpoint.declares(.unit) ? query[.unit] : .million
        decimals = endpoint.declares(.decimals) ? query[.decimals] : 4
    }

    /// The value of a parameter: as the request gives it, or the default.
    subscript<Value>(_ parameter: Parameter<Value>) -> Value { query[parameter] }

    /// The values of the path parameters for links, in the order of the path.
    var pathTexts: [String] { query.pathTexts }

    /// Whether the endpoint of the request has a parameter.
    func declares(_ parameter: ParameterDeclaration) -> Bool { endpoint.declares(parameter) }

    /// Whether the request gives a parameter.
    func gives(_ parameter: ParameterDeclaration) -> Bool { query.gives(parameter) }

    var dataset: Dataset { snapshot.dataset }
    var codes: CodeLists { snapshot.dataset.codes }
    var store: Store { snapshot.dataset.store }

    // MARK: numbers of records

    /// An amount of US dollars in the requested unit.
    func money(_ dollars: Rational?) -> ExactDecimal? {
        dollars?.rounded(decimals: 0).map { ExactDecimal($0.mantissa, scaledBy: unit.exponent) }
    }

    /// A whole number of US dollars in the requested unit; nil if it exceeds 64 bits.
    func money(_ dollars: Int128?) -> ExactDecimal? {
        dollars.flatMap { Int64(exactly: $0) }.map { ExactDecimal($0, scaledBy: unit.exponent) }
    }

    /// A ratio with the requested decimals.
    func ratio(_ ratio: Rational?) -> ExactDecimal? { ratio?.rounded(decimals: decimals) }

    /// A fraction in percentage points, with the requested decimals.
    func points(_ ratio: Rational?) -> ExactDecimal? { self.ratio(ratio?.multiplied(by: Rational(whole: 100))) }
}
