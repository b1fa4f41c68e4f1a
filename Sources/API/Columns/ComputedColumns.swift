// Columns of records with computed numbers: intervals, reasons, cells, and the explanation of the computation.

import Arithmetic
import Analytics
import Dataset
import Formats

extension Array {
    /// Three columns: a computed number and the interval that the rounding of the published figures allows.
    /// - Parameters:
    ///   - isMoney: returns whether the number of a record is an amount of US dollars and not a ratio.
    static func interval<Record>(
        _ name: String, low: String? = nil, high: String? = nil, _ summary: String, lowSummary: String,
        highSummary: String, isMoney: @escaping @Sendable (Record) -> Bool = { _ in false },
        _ computation: @escaping @Sendable (Record) -> Computation
    ) -> [Column<Record>] where Element == Column<Record> {
        @Sendable func number(_ record: Record, _ value: Rational?, _ request: Request) -> ExactDecimal? {
            isMoney(record) ? request.money(value) : request.ratio(value)
        }
        return [
            Column(name, summary) { number($0, computation($0).measured?.value, $1) },
            Column(low ?? name + "_low", lowSummary) { number($0, computation($0).measured?.low, $1) },
            Column(high ?? name + "_high", highSummary) { number($0, computation($0).measured?.high, $1) },
        ]
    }
}

/// A record with numbers computed from published figures.
protocol ComputedRecord: SendableMetatype {
    /// Rows of the figures from which the numbers were computed.
    var rows: [Int] { get }
    /// The reason for a number that is null.
    var reason: String? { get }
    var explanation: Explanation { get }
}

extension Column where Record: ComputedRecord {
    static var reason: Column { Column("reason", "The reason for a null number.") { $0.reason } }
    static var cells: Column {
        Column("cells", "The published cells that the numbers were computed from.") { record, request in
            request.dataset.cellIDs(rows: record.rows.distinct)
        }
    }
    static var explain: Column { .explain { $0.explanation } }
}

/// The computation of the numbers of a record.
struct Explanation {
    /// A computed column.
    struct Derivation {
        let column: String
        let computation: Computation
        /// Whether the number is an amount of US dollars and not a ratio.
        var isMoney = false
    }

    let derivations: [Derivation]
    /// Formulas of further columns.
    var formulas: [(column: String, formula: String)] = []
    /// Rows of further operands.
    var rows: [Int] = []

    /// The formulas by column. A number that was not computed has no formula; the record's `reason` explains it.
    fileprivate var allFormulas: [(name: String, text: String)] {
        derivations.filter { !$0.computation.formula.isEmpty }.map { ($0.column, $0.computation.formula) }
            + formulas.map { ($0.column, $0.formula) }
    }

    fileprivate var quotients: [(name: String, text: String)] {
        derivations.filter { !$0.isMoney }.compactMap { derivation in
            derivation.computation.measured.map { (derivation.column, $0.value.text) }
        }
    }

    fileprivate var operands: [Int] { (derivations.flatMap(\.computation.rows) + rows).distinct }
}

extension Column {
    static func explain(_ explanation: @escaping @Sendable (Record) -> Explanation) -> Column {
        Column(
            "explain", optionalObject: explanationColumns,
            "With `explain=true`: formulas, exact quotients, operands with their cells, rounding.", isHidden: true
        ) { record, _ in explanation(record) }
    }
}

private let explanationColumns: [Column<Explanation>] = [
    Column("formulas", "The formula of each computed column.") { NamedTexts($0.allFormulas) },
    Column("exact", "The quotient of each computed ratio before rounding, in lowest terms.") {
        NamedTexts($0.quotients)
    },
    Column("operands", objects: operandColumns, "The published figures used.") { explanation, _ in explanation.operands
    },
    Column("rounding", "When and how the numbers were rounded.") { _, request in
        "Once, at the end, half to even, to \(request.decimals) decimals; money is exact. The ends of intervals (low, high) "
            + "assume that every operand differs by half its precision."
    },
]

/// Columns of an operand, which is a row of the store.
private let operandColumns: [Column<Int>] = [
    Column("flow", "The flow.") { row, request in request.store.measure(row).rawValue },
    Column("partner", "Code of the partner or group.") { row, request in request.store.partner(row) },
    Column("period", "`2023`, `2025-H1`, …") { row, request in request.store.period(row).code },
    Column("category", "The category, or total.") { row, request in request.store.category(row) },
    Column("value", "The figure, in `unit`.") { row, request in
        ExactDecimal(request.store.value(row), scaledBy: request.unit.exponent)
    },
    .unit,
    Column("precision", "The step to which the figure was rounded in print, in `unit`.") { row, request in
        ExactDecimal(.powerOfTen(request.store.precision(row)), scaledBy: request.unit.exponent)
    },
    Column("text", "The figure as printed, in the unit of its table.") { row, request in
        request.dataset.text(row: row)
    },
    Column("cell", "The published cell.") { row, request in request.dataset.cellID(row: row) },
]
