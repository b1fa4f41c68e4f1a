// How a number came about: its formula, the exact quotient before rounding, and the published cells that went in.

import Arithmetic
import Analytics
import Dataset

/// A computed column of a record and how it was computed.
struct Derivation {
    let column: String
    let computation: Computation
    /// Whether it is an amount of money and not a ratio.
    var isMoney = false
}

extension Parameter {
    static let explain = Parameter(
        "explain", .boolean,
        "Whether each record says how its numbers were computed: formulas, exact quotients, operands with their cells, rounding.",
        default: "false")
}

extension Column {
    static let explain = Column(
        "explain",
        .record([
            Column("formulas", .object, "By column: how it is computed."),
            Column("exact", .object, "By column: the quotient before it was rounded, in lowest terms."),
            Column(
                "operands",
                .records([
                    Column("flow", .string, "What is measured."),
                    Column("partner", .string, "Code of the partner or group."),
                    Column("period", .string, "`2023`, `2025-H1`, …"),
                    Column("category", .string, "The category, or total."),
                    Column("value", .number, "The figure, in `unit`."),
                    Column("unit", .string, "The unit of the value."),
                    Column("precision", .number, "The step the figure was rounded to in print, in `unit`."),
                    Column("text", .string, "The figure as printed, in the unit of its table."),
                    Column("cell", .string, "The published cell."),
                ]), "The published figures that went in."),
            Column("rounding", .string, "When and how the numbers were rounded."),
        ]), "With `explain=true`: formulas, exact quotients, operands with their cells, rounding.", nullable: true)
}

extension Request {
    /// The columns that this request does not show.
    var hidden: [String] { query.explains ? [] : [Column.explain.name] }

    /// The value of the column `explain`; null unless it was asked for.
    /// - Parameter notes: further members, such as other formulas.
    func explain(_ derivations: [Derivation], formulas: [(String, String)] = [], rows: [Int] = []) -> JSON {
        guard query.explains else { return .null }
        // What was not computed has no formula; the record's `reason` says why.
        let named = derivations.map { ($0.column, $0.computation.formula) }.filter { !$0.1.isEmpty } + formulas
        var seen: Set<Int> = []
        let operands = (derivations.flatMap(\.computation.rows) + rows).filter { seen.insert($0).inserted }
        let quotients = derivations.filter { !$0.isMoney }.compactMap { derivation in
            derivation.computation.measured.map {
                JSON.Member(name: derivation.column, value: .string($0.value.text))
            }
        }
        return .object([
            JSON.Member(
                name: "formulas", value: .object(named.map { JSON.Member(name: $0.0, value: .string($0.1)) })),
            JSON.Member(name: "exact", value: .object(quotients)),
            JSON.Member(name: "operands", value: .array(operands.map(operand))),
            JSON.Member(
                name: "rounding",
                value: .string(
                    "Once, at the end, half to even, to \(query.decimals) decimals; money is exact. Ranges (low, high) take "
                        + "every operand up to half its precision off.")),
        ])
    }

    private func operand(_ row: Int) -> JSON {
        let store = dataset.store
        let unit = query.unit
        return .object([
            "flow": .string(store.measure(row).rawValue), "partner": .string(store.partner(row)),
            "period": .string(store.period(row).code), "category": .string(store.category(row)),
            "value": .number(ExactDecimal(store.value(row), scaledBy: unit.exponent)), "unit": .string(unit.label),
            "precision": .number(ExactDecimal(.powerOfTen(store.precision(row)), scaledBy: unit.exponent)),
            "text": .string(dataset.text(observation: row)), "cell": .string(dataset.cellID(observation: row)),
        ])
    }

    // MARK: numbers of records

    /// An amount of US dollars in the unit asked for.
    func money(_ dollars: Rational?) -> JSON {
        .optional(dollars?.rounded(decimals: 0).map { ExactDecimal($0.mantissa, scaledBy: query.unit.exponent) })
    }

    func money(_ dollars: Int128?) -> JSON { money(dollars.map { Rational(whole: $0) }) }

    func money(_ dollars: Int64?) -> JSON { .optional(dollars.map { ExactDecimal($0, scaledBy: query.unit.exponent) }) }

    /// A ratio to the decimals asked for.
    func ratio(_ ratio: Rational?) -> JSON { .optional(ratio?.rounded(decimals: query.decimals)) }

    /// A ratio of exports and imports, or an end of its range, to the decimals asked for.
    func ratio(_ part: Part, of metric: Metric, _ balance: Balance) -> JSON {
        .optional(metric.rounded(part, balance, decimals: query.decimals))
    }

    /// A value with its range: the values of three columns.
    func range(_ computation: Computation, isMoney: Bool = false) -> [JSON] {
        let measured = computation.measured
        return [measured?.value, measured?.low, measured?.high].map { isMoney ? money($0) : ratio($0) }
    }

    /// Ids of the cells of observations, each once.
    func cells(_ rows: [Int]) -> JSON {
        var seen: Set<Int> = []
        return .strings(rows.filter { seen.insert($0).inserted }.map { dataset.cellID(observation: $0) })
    }

    /// Sources of the cells of observations.
    func sources(_ rows: some Sequence<Int>) -> [String] {
        var found = SourceList(dataset)
        for row in rows { found.add(row) }
        return found.ids
    }

    /// Sources of the cells of balances.
    func sources(of balances: [Balance]) -> [String] {
        var found: [String] = []
        for balance in balances {
            for source in balance.sources where !found.contains(source) { found.append(source) }
        }
        return found
    }
}

/// The sources of rows, each once.
private struct SourceList {
    private let dataset: Dataset
    private(set) var ids: [String] = []
    /// Neighbours are mostly of one release.
    private var lastRelease = -1

    init(_ dataset: Dataset) { self.dataset = dataset }

    mutating func add(_ row: Int) {
        let release = dataset.store.releaseNumber(row)
        guard release != lastRelease else { return }
        lastRelease = release
        let id = dataset.source(row)
        if !ids.contains(id) { ids.append(id) }
    }
}
