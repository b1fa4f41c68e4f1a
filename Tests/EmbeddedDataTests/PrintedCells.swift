// The printed cells of a dataset that are flows or shares, with the codes of their rows and columns, read by a second parser. The
// figures of the store are checked against them.
import Testing

@testable import Dataset

/// A printed cell and the figure in its text.
struct PrintedCell {
    let id: String
    let table: String
    /// The unit that the table prints its money in.
    let tableUnit: String
    let row: Int
    let column: Int
    let text: String
    let rank: String
    let place: Place
    let basis: String
    /// US dollars, or millionths of a percent; nil if no figure is printed.
    var value: Int?
    /// Printed decimals.
    var decimals: Int
    /// The step of the last meaningful printed digit; half of it is the rounding of the figure.
    var step: Int

    /// The dimensions of the cell within its table.
    struct Place: Hashable {
        let period: String
        let partner: String
        let type: String
        let classification: String
        let category: String
        var measure: Measure
    }

    var isShare: Bool { place.measure.isShare }
    var unit: String { isShare ? "percent" : tableUnit }
    /// The step of the last printed digit.
    var digit: Int { power(10, (isShare ? 6 : exponent(ofUnit: tableUnit)) - decimals) }
}

func power(_ base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { product, _ in product * base } }

func exponent(ofUnit unit: String) -> Int {
    switch unit {
    case "USD": 0
    case "USD million": 6
    case "USD billion": 9
    default: preconditionFailure("no table is printed in \(unit)")
    }
}

/// The number in a printed text: its digits, a point, and a leading minus. Nil for a single dash. Of `1,090.26
/// 32.3%`, two figures in one cell, the percentage. `$54.3 B` is printed in tables whose unit is the billion.
func printedFigure(_ text: String) throws -> (digits: Int, decimals: Int, isPercent: Bool)? {
    guard text != "–" else { return nil }
    let isPercent = text.hasSuffix("%")
    let isDollars = text.contains("$")
    try #require(!isDollars || text.hasSuffix(" B"), "\(text)")
    let figure =
        isPercent
        ? text.split(separator: " ").last.map(String.init) ?? text
        : isDollars ? text.replacing("$", with: "").replacing(" B", with: "") : text
    try #require(figure.unicodeScalars.allSatisfy { "0123456789., %-–".unicodeScalars.contains($0) }, "\(text)")
    let digits = try #require(Int(figure.filter(\.isNumber)), "\(text)")
    let decimals = figure.split(separator: ".").dropFirst().last?.filter(\.isNumber).count ?? 0
    return (figure.hasPrefix("-") || figure.hasPrefix("–") ? -digits : digits, decimals, isPercent)
}

/// All cells of columns of flows, in the order of tables, rows and columns.
func printedCells(_ dataset: Dataset) throws -> [PrintedCell] {
    let store = dataset.store
    let observed = Dictionary(
        uniqueKeysWithValues: (0..<store.count).compactMap { row in dataset.cell(row: row).map { ($0, row) } })
    var cells: [PrintedCell] = []
    for (tableIndex, table) in dataset.tables.enumerated() {
        // Money that ends in .00 in every cell was published in whole units.
        guard table.columns.contains(where: { !$0.isOther }) else { continue }
        let money = table.rows.flatMap(\.cells).map(\.text).filter { !$0.hasSuffix("%") && $0 != "–" }
        let isWhole = money.allSatisfy { $0.hasSuffix(".00") }
        for (rowIndex, row) in table.rows.enumerated() {
            let addresses = row.cells.indices.map { CellAddress(table: tableIndex, row: rowIndex + 1, column: $0 + 1) }
            // A cell without a figure has no row in the store; its codes, except for the flow, are those of its table row.
            let mate = try #require(
                addresses.compactMap { observed[$0] }.first, "row \(rowIndex + 1) of \(table.id) is empty")
            for (index, cell) in row.cells.enumerated() where !table.columns[index].isOther {
                let own = observed[addresses[index]]
                let column = table.columns[index]
                let measure = try #require(own.map { store.measure($0) } ?? column.measure)
                let period = try #require(own.map { store.period($0) } ?? column.period)
                let place = PrintedCell.Place(
                    period: period.code, partner: store.partner(mate), type: store.type(mate).rawValue,
                    classification: store.classification(mate), category: store.category(mate), measure: measure)
                let figure = try printedFigure(cell.text)
                var read = PrintedCell(
                    id: table.cellID(row: rowIndex + 1, column: index + 1), table: table.id, tableUnit: table.unit,
                    row: rowIndex + 1, column: index + 1, text: cell.text, rank: row.rank, place: place,
                    basis: store.basis(mate), value: nil, decimals: figure?.decimals ?? 0, step: 0)
                if let figure {
                    try #require(figure.isPercent == read.isShare, "\(read.id)")
                    read.value = figure.digits * read.digit
                    read.step = isWhole && !read.isShare ? power(10, exponent(ofUnit: table.unit)) : read.digit
                }
                cells.append(read)
            }
        }
    }
    return cells
}
