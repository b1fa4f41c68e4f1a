// A request's parameters, read and checked against the endpoint's declaration.

import Arithmetic
import Analytics
import Dataset
import HTTP

/// Values of parameters by name, in their canonical spelling.
struct Query: Sendable {
    /// Names of those that were given: a few, so that looking through them costs less than a dictionary.
    private var given: [ParameterName] = []
    /// The values of each.
    private var values: [[String]] = []
    /// The unit of money.
    private(set) var unit = MoneyUnit.million
    /// Decimal places of ratios.
    private(set) var decimals = 4
    /// Places of the columns that `fields` asks for, in its order; empty where it asks for none.
    private(set) var fields: [Int] = []
    /// Whether records carry their derivations: asked for by `explain`, or by naming the column.
    private(set) var explains = false

    /// - Throws: a problem for an unknown parameter, one that stands twice, and a value that does not fit.
    init(
        _ endpoint: Endpoint, path: [String], items: [(name: String, value: String)], _ dataset: Dataset
    ) throws(Problem) {
        given.reserveCapacity(path.count + items.count)
        values.reserveCapacity(path.count + items.count)
        for (parameter, text) in zip(endpoint.pathParameters, path) {
            try add(parameter, text, dataset)
        }
        for item in items {
            let name = ParameterName(item.name)
            guard let parameter = endpoint.queryParameters.first(where: { $0.key == name && $0.name == item.name })
            else {
                throw Query.unknown(item.name, endpoint)
            }
            guard let before = place(of: name) else {
                try add(parameter, item.value, dataset)
                continue
            }
            guard parameter.repeats else { throw Query.repeated(parameter) }
            values[before] += try parameter.read(item.value, dataset)
        }
        // Every number of an answer asks for these.
        unit = text("unit").flatMap(MoneyUnit.init) ?? unit
        decimals = integer("decimals") ?? decimals
        explains = explains || isTrue("explain") || list("sort").contains { $0 == "explain" || $0 == "-explain" }
    }

    private mutating func add(_ parameter: Parameter, _ text: String, _ dataset: Dataset) throws(Problem) {
        given.append(parameter.key)
        guard case .fields(let columns) = parameter.kind else {
            values.append(try parameter.read(text, dataset))
            return
        }
        // Names as they stand, nearly always.
        if let places = columns.places(ofList: text) {
            fields = places
        } else {
            fields = try parameter.read(text, dataset).compactMap(columns.all.firstIndex)
        }
        explains = fields.contains { columns.all[$0].isSame(as: Column.explain.name) }
        values.append([])
    }

    private static func unknown(_ name: String, _ endpoint: Endpoint) -> Problem {
        let known = endpoint.queryParameters.map(\.name)
        let near = Suggestions.nearest(to: name, among: known.map { ($0, $0) }, limit: 1).first
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

    func list(_ name: ParameterName) -> [String] { place(of: name).map { values[$0] } ?? [] }
    func text(_ name: ParameterName) -> String? { place(of: name).flatMap { values[$0].first } }

    private func place(of name: ParameterName) -> Int? {
        for index in given.indices where given[index] == name { return index }
        return nil
    }

    func integer(_ name: ParameterName) -> Int? { text(name).flatMap { Int($0) } }
    func date(_ name: ParameterName) -> CalendarDate? { text(name).flatMap { CalendarDate($0) } }
    func isTrue(_ name: ParameterName) -> Bool { text(name) == "true" }

    var years: [ClosedRange<Int>] {
        list("year").compactMap { text in
            Parameter.years(in: text).map { min($0.from, $0.to)...max($0.from, $0.to) }
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

/// The name of a parameter as a number, so that looking for one among those given compares no texts: its bytes, which are at most
/// 16 in every name there is. What is longer may fall together with another.
struct ParameterName: Sendable, Equatable, ExpressibleByStringLiteral {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    // A literal's number is made by the compiler, as long as this is inlined.
    @inline(__always)
    init(stringLiteral name: StaticString) {
        for index in 0..<name.utf8CodeUnitCount { add(name.utf8Start[index], at: index) }
    }

    init(_ name: String) {
        var name = name
        name.withUTF8 { bytes in
            for index in bytes.indices { add(bytes[index], at: index) }
        }
    }

    @inline(__always)
    private mutating func add(_ byte: UInt8, at index: Int) {
        let shift = UInt64(truncatingIfNeeded: index & 7) &* 8
        if index & 8 == 0 { low ^= UInt64(byte) &<< shift } else { high ^= UInt64(byte) &<< shift }
    }
}

extension String {
    /// Whether two texts are the same, for names of which most differ in length.
    @inline(__always)
    func isSame(as other: String) -> Bool { utf8.count == other.utf8.count && self == other }
}
