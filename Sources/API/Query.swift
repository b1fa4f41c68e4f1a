// A request's parameters, read and checked against the endpoint's declaration.

import Analytics
import Dataset
import HTTP

/// Values of parameters by name, in their canonical spelling.
struct Query: Sendable {
    /// Those that were given: a few, so that looking through them costs less than a dictionary.
    private var given: [(name: String, values: [String])] = []
    /// The unit of money.
    private(set) var unit = MoneyUnit.million
    /// Decimal places of ratios.
    private(set) var decimals = 4

    /// - Throws: a problem for an unknown parameter, one that stands twice, and a value that does not fit.
    init(
        _ endpoint: Endpoint, path: [String], items: [(name: String, value: String)], _ dataset: Dataset
    ) throws(Problem) {
        given.reserveCapacity(path.count + items.count)
        for (parameter, text) in zip(endpoint.pathParameters, path) {
            given.append((parameter.name, try parameter.read(text, dataset)))
        }
        for item in items {
            guard let parameter = endpoint.queryParameters.first(where: { $0.name == item.name }) else {
                throw Query.unknown(item.name, endpoint)
            }
            guard let before = place(of: item.name) else {
                given.append((item.name, try parameter.read(item.value, dataset)))
                continue
            }
            guard parameter.repeats else { throw Query.repeated(parameter) }
            given[before].values += try parameter.read(item.value, dataset)
        }
        // Every number of an answer asks for these.
        unit = text("unit").flatMap(MoneyUnit.init) ?? unit
        decimals = integer("decimals") ?? decimals
    }

    private static func unknown(_ name: String, _ endpoint: Endpoint) -> Problem {
        let known = endpoint.queryParameters.map(\.name)
        let near = Spelling.nearest(to: name, among: known.map { ($0, $0) }, limit: 1).first
        return Problem(
            .badRequest, kind: "unknown-parameter", title: "Unknown parameter",
            detail: "\(endpoint.path) has no parameter '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "."),
            parameter: name, allowed: known, suggestion: near)
    }

    private static func repeated(_ parameter: Parameter) -> Problem {
        Problem(
            .badRequest, kind: "repeated-parameter", title: "Repeated parameter",
            detail:
                "The parameter '\(parameter.name)' stands more than once; give it one value, or several separated by commas "
                + "where it takes a list.", parameter: parameter.name)
    }

    func list(_ name: String) -> [String] { place(of: name).map { given[$0].values } ?? [] }
    func text(_ name: String) -> String? { place(of: name).flatMap { given[$0].values.first } }

    private func place(of name: String) -> Int? {
        for index in given.indices where given[index].name == name { return index }
        return nil
    }

    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
    func date(_ name: String) -> CalendarDate? { text(name).flatMap { CalendarDate($0) } }
    func isTrue(_ name: String) -> Bool { text(name) == "true" }

    var years: [ClosedRange<Int>] {
        list("year").compactMap { text in
            guard let first = Parameter.year(text.utf8.prefix(4)), let last = Parameter.year(text.utf8.suffix(4)) else {
                return nil
            }
            return first...last
        }
    }

    /// What the dimension parameters let pass.
    var filter: Filter {
        var filter = Filter()
        filter.partners = list("partner")
        filter.years = years
        filter.types = list("type").compactMap(TradeType.init)
        filter.categories = list("category")
        filter.measures = list("flow").compactMap(Measure.init)
        let classifications = list("classification")
        if classifications.isEmpty {
            // A category says by itself which classification is meant; without either, the totals are.
            filter.classifications = filter.categories.isEmpty ? ["total"] : []
        } else if !classifications.contains("all") {
            filter.classifications = classifications
        }
        let bases = list("basis")
        if !bases.contains("all") { filter.bases = bases }
        return filter
    }

    /// Whether figures on one basis are to be chosen where there are several.
    var wantsPreferredBasis: Bool { list("basis").isEmpty }
}
