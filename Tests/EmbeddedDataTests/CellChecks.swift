// The arithmetic that printed cells must satisfy: sums, totals of rows, shares, ranks, signs, a shifted row, tables against each
// other. All numbers are integers, doubled if half a step matters.
@testable import Dataset

/// The results of all checks of printed cells.
struct CellChecks {
    /// A failed check, in the fields of discrepancies.csv.
    struct Finding: Hashable, CustomStringConvertible {
        let id: String
        let kind: String
        let cells: [String]
        let printed: String
        let expected: String
        let unit: String

        var description: String { "\(id) [\(kind)] \(cells.joined(separator: "|")): \(printed) -> \(expected) \(unit)" }
    }

    /// Figures of one measure and period in one table.
    private struct Column: Hashable {
        let table: String
        let measure: Measure
        let period: String
    }

    /// The order in which findings are listed.
    static let kinds = [
        "sum", "total", "share", "hundred", "part", "surplus", "rank", "sign", "shifted", "cross-table",
    ]

    private(set) var cells: [PrintedCell]
    private(set) var findings: [Finding] = []
    /// The number of checks of each kind.
    private(set) var counts: [String: Int] = [:]
    /// The cells checked, by kind of check.
    private(set) var covered: [String: Set<String>] = [:]

    private let indexByID: [String: Int]
    private let indexByPlace: [String: [PrintedCell.Place: Int]]
    private let indicesByTable: [String: [Int]]
    private let indicesByColumn: [Column: [Int]]
    /// Tables whose rows differ in their type of trade.
    private let typedTables: Set<String>
    /// The cell that holds a shifted balance, and whether its sign is lost.
    private var moved: [String: (printedIn: String, lostSign: Bool)] = [:]
    private var questionedShares: Set<String> = []

    init(_ cells: [PrintedCell]) {
        self.cells = cells
        indexByID = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1.id, $0) })
        indicesByTable = Dictionary(grouping: cells.indices) { cells[$0].table }
        indexByPlace = indicesByTable.mapValues { indices in
            Dictionary(uniqueKeysWithValues: indices.map { (cells[$0].place, $0) })
        }
        indicesByColumn = Dictionary(grouping: cells.indices) {
            Column(table: cells[$0].table, measure: cells[$0].place.measure, period: cells[$0].place.period)
        }
        typedTables = Set(indicesByTable.filter { Set($0.value.map { cells[$0].place.type }).count > 1 }.keys)
        // Each step reads the values as the steps before have corrected them.
        findShifted()
        checkSums()
        checkTotals()
        checkShares()
        checkHundreds()
        checkParts()
        checkSurpluses()
        countGrowth()
        checkRanks()
        checkAcrossTables()
        findings.sort { left, right in
            let ranks = (
                CellChecks.kinds.firstIndex(of: left.kind) ?? 0, CellChecks.kinds.firstIndex(of: right.kind) ?? 0
            )
            guard ranks.0 == ranks.1 else { return ranks.0 < ranks.1 }
            return left.cells.joined(separator: "|").utf8.lexicographicallyPrecedes(
                right.cells.joined(separator: "|").utf8)
        }
    }

    // MARK: steps

    /// A lone dash above `<money> <percentage>`: the balance has slipped one row down, perhaps without its sign.
    private mutating func findShifted() {
        for index in cells.indices where cells[index].text == "–" {
            let dash = cells[index]
            let inTable = (indicesByTable[dash.table] ?? []).map { cells[$0] }
            guard let below = inTable.first(where: { $0.row == dash.row + 1 && $0.column == dash.column }) else {
                continue
            }
            let parts = below.text.split(separator: " ").map(String.init)
            guard parts.count == 2, parts[1].hasSuffix("%"), let figure = try? printedFigure(parts[0]),
                let (exports, imports) = operands(of: dash), let sold = exports.value, let bought = imports.value
            else { continue }
            made("shifted", [dash.id, below.id])
            cells[index].decimals = exports.decimals
            cells[index].step = exports.step
            let slipped = figure.digits * cells[index].digit
            let tolerance = 2 * exports.step + imports.step
            let lostSign = 2 * abs(-slipped - (sold - bought)) <= tolerance
            let fits = lostSign || 2 * abs(slipped - (sold - bought)) <= tolerance
            let value = lostSign ? -slipped : slipped
            cells[index].value = value
            moved[dash.id] = (below.id, lostSign)
            add(
                fits ? "shifted" : "shifted-unexplained", "\(dash.table)-shifted-\(dash.place.period)",
                [dash.id, below.id],
                "\(dash.text)|\(below.text)", "\(text(value, as: cells[index]))|\(parts[1])", dash.tableUnit)
        }
    }

    /// Balance = exports − imports, total trade = exports + imports, within half a step of each.
    private mutating func checkSums() {
        for index in cells.indices where [.balance, .totalTrade].contains(cells[index].place.measure) {
            let cell = cells[index]
            guard let value = cell.value, let (exports, imports) = operands(of: cell), let sold = exports.value,
                let bought = imports.value
            else { continue }
            let isBalance = cell.place.measure == .balance
            made("sum", [cell.id, exports.id, imports.id])
            if let (printedIn, lostSign) = moved[cell.id] {
                guard lostSign, let below = indexByID[printedIn] else { continue }
                let printed = cells[below].text.split(separator: " ").first.map(String.init) ?? ""
                addSign(cell, [printedIn, exports.id, imports.id], printed, value)
                continue
            }
            let expected = isBalance ? sold - bought : sold + bought
            let tolerance = cell.step + exports.step + imports.step
            guard 2 * abs(value - expected) > tolerance else { continue }
            if isBalance && 2 * abs(-value - expected) <= tolerance {
                cells[index].value = -value
                addSign(cell, [cell.id, exports.id, imports.id], cell.text, -value)
            } else {
                add(
                    "sum", "\(cell.table)-sum-\(subject(cell))-\(cell.place.measure.rawValue)-\(cell.place.period)",
                    [cell.id, exports.id, imports.id], cell.text, text(expected, as: cell), cell.unit)
            }
        }
    }

    /// A printed total against the sum of its rows.
    private mutating func checkTotals() {
        for index in cells.indices {
            let total = cells[index]
            let parts = rows(of: total)
            guard let value = total.value, !parts.isEmpty else { continue }
            made("total", [total.id] + parts.map(\.id))
            let sum = parts.reduce(0) { $0 + ($1.value ?? 0) }
            let tolerance = parts.reduce(total.step) { $0 + $1.step }
            guard 2 * abs(value - sum) > tolerance else { continue }
            add(
                "total", "\(total.table)-total-\(subject(total))-\(total.place.measure.rawValue)-\(total.place.period)",
                [total.id] + parts.map(\.id), total.text, text(sum, as: total), total.unit)
        }
    }

    /// A percentage against part over whole: its range must touch the range that the rounding of both leaves.
    private mutating func checkShares() {
        for cell in cells where cell.isShare {
            guard let share = cell.value, let (flow, part, whole) = operands(ofShare: cell), var a = part.value,
                var b = whole.value
            else { continue }
            made("share", [cell.id, part.id, whole.id])
            if b < 0 { (a, b) = (-a, -b) }
            // The share is `printed` / `scale`; everything doubled and cross-multiplied, as 2b ± step is positive.
            let (printed, scale) = (share / cell.digit, power(10, cell.decimals + 2))
            let wholes = [2 * b - whole.step, 2 * b + whole.step]
            let isTooLow = wholes.allSatisfy { (2 * printed + 1) * $0 < 2 * scale * (2 * a - part.step) }
            let isTooHigh = wholes.allSatisfy { (2 * printed - 1) * $0 > 2 * scale * (2 * a + part.step) }
            guard isTooLow || isTooHigh else { continue }
            questionedShares.insert(cell.id)
            add(
                "share", "\(cell.table)-share-\(subject(cell))-\(flow.rawValue)-\(cell.place.period)",
                [cell.id, part.id, whole.id],
                cell.text, text(rounded(a * scale, over: b) * cell.digit, as: cell), "percent")
        }
    }

    /// The shares of all parts of a classification add up to 100 percent, within half a step of each.
    private mutating func checkHundreds() {
        for (column, indices) in indicesByColumn
        where [.exportsShareInClassification, .importsShareInClassification].contains(column.measure) {
            let parts = indices.map { cells[$0] }
            made("hundred", parts.map(\.id))
            let sum = parts.reduce(0) { $0 + ($1.value ?? 0) }
            guard 2 * abs(sum - 100_000_000) > parts.reduce(0, { $0 + $1.step }), let first = parts.first else {
                continue
            }
            add(
                "hundred", "\(column.table)-hundred-\(column.measure.rawValue)-\(column.period)", parts.map(\.id),
                text(sum, as: first), "100%", "percent")
        }
    }

    /// Trade in circular-economy goods with a region is at most that with all countries, which another table prints.
    private mutating func checkParts() {
        for cell in cells where cell.place.classification == "circular-economy" && cell.place.partner != "WLD" {
            guard !cell.isShare, let part = cell.value, let world = elsewhere(cell, partner: "WLD"),
                let whole = world.value
            else { continue }
            made("part", [cell.id, world.id])
            guard 2 * (part - whole) > cell.step + world.step else { continue }
            add(
                "part",
                "\(cell.table)-part-\(subject(cell))-\(cell.place.measure.rawValue)-\(cell.place.period)",
                [cell.id, world.id], cell.text, world.text, cell.unit)
        }
    }

    /// If only imports and the balance are printed, balance + imports, which is exports, must not be negative.
    private mutating func checkSurpluses() {
        for cell in cells where cell.place.measure == .balance && operands(of: cell) == nil {
            var place = cell.place
            place.measure = .imports
            guard let value = cell.value, let imports = indexByPlace[cell.table]?[place].map({ cells[$0] }),
                let bought = imports.value
            else { continue }
            made("surplus", [cell.id, imports.id])
            guard 2 * (value + bought) < -(cell.step + imports.step) else { continue }
            add(
                "surplus", "\(cell.table)-surplus-\(subject(cell))-\(cell.place.period)", [cell.id, imports.id],
                cell.text, text(-bought, as: cell), cell.unit)
        }
    }

    /// Growth is printed next to the imports of trucks; `FurtherTablesTests` checks it digit by digit.
    private mutating func countGrowth() {
        let imports = cells.filter { $0.place.classification == "trucks" }
        for (before, after) in zip(imports, imports.dropFirst()) { made("growth", [before.id, after.id]) }
    }

    /// Ranked rows must not rise in total trade.
    private mutating func checkRanks() {
        for table in indicesByTable.keys {
            let ranked = column(table, .totalTrade, "2023").filter { !$0.rank.isEmpty }
            for (upper, lower) in zip(ranked, ranked.dropFirst()) {
                made("rank", [upper.id, lower.id])
                guard let high = upper.value, let low = lower.value, high < low else { continue }
                add("rank", "\(table)-rank-\(subject(lower))", [lower.id, upper.id], lower.rank, upper.rank, "")
            }
        }
    }

    /// Two tables that give the same figure must not differ by as much as both roundings.
    private mutating func checkAcrossTables() {
        struct AmountRange: Hashable {
            let place: PrintedCell.Place
            let basis: String
        }
        let groups = Dictionary(grouping: cells.filter { $0.value != nil }) {
            AmountRange(place: $0.place, basis: $0.basis)
        }
        for group in groups.values {
            for (index, first) in group.enumerated() {
                for second in group[(index + 1)...] where first.table != second.table {
                    made("cross-table", [first.id, second.id])
                    guard let one = first.value, let other = second.value,
                        2 * abs(one - other) >= first.step + second.step
                    else { continue }
                    let isSecond = questionedShares.contains(second.id) && !questionedShares.contains(first.id)
                    let (cell, against, value) = isSecond ? (second, first, one) : (first, second, other)
                    add(
                        "cross-table",
                        "\(cell.table)-cross-\(against.table.suffix(3))-\(subject(cell))-"
                            + "\(cell.place.measure.rawValue)-\(cell.place.period)",
                        [cell.id, against.id], cell.text, text(value, as: cell), cell.unit)
                }
            }
        }
    }

    // MARK: parts

    /// The flow that a share is of, the part and the whole; nil if the tables do not print both.
    private func operands(ofShare cell: PrintedCell) -> (flow: Measure, part: PrintedCell, whole: PrintedCell)? {
        let words = cell.place.measure.rawValue.split(separator: "-share", maxSplits: 1)
        guard let flow = words.first.flatMap({ Measure(rawValue: String($0)) }) else { return nil }
        let flows = column(cell.table, flow, cell.place.period)
        let kind = words.count > 1 ? words[1] : ""
        if kind == "-in-total" {
            guard let part = flows.first(where: { $0.place.category == cell.place.category }),
                let whole = flows.first(where: { $0.place.category == "total" })
            else { return nil }
            return (flow, part, whole)
        }
        guard kind.isEmpty else { return nil }
        let candidates = flows.filter { $0.place.category == cell.place.category }
        guard let part = candidates.first(where: { $0.place.partner == cell.place.partner }),
            let whole = candidates.first(where: { $0.place.partner == "WLD" }) ?? elsewhere(part, partner: "WLD")
        else { return nil }
        return (flow, part, whole)
    }

    /// The cell of another table with the same dimensions, except for the partner, on the same basis.
    private func elsewhere(_ cell: PrintedCell, partner: String) -> PrintedCell? {
        let place = PrintedCell.Place(
            period: cell.place.period, partner: partner, type: cell.place.type,
            classification: cell.place.classification, category: cell.place.category, measure: cell.place.measure)
        return indexByPlace.lazy.filter { $0.key != cell.table }.compactMap { $0.value[place] }.map { cells[$0] }
            .first { $0.basis == cell.basis }
    }

    private func column(_ table: String, _ measure: Measure, _ period: String) -> [PrintedCell] {
        (indicesByColumn[Column(table: table, measure: measure, period: period)] ?? []).map { cells[$0] }
    }

    /// The exports and imports with the other dimensions of a cell.
    private func operands(of cell: PrintedCell) -> (exports: PrintedCell, imports: PrintedCell)? {
        func mate(_ measure: Measure) -> PrintedCell? {
            var place = cell.place
            place.measure = measure
            return indexByPlace[cell.table]?[place].map { cells[$0] }
        }
        guard let exports = mate(.exports), let imports = mate(.imports) else { return nil }
        return (exports, imports)
    }

    /// The cells that a total adds up; none if it is no total.
    private func rows(of total: PrintedCell) -> [PrintedCell] {
        guard ["total", "total-ce"].contains(total.place.category) else { return [] }
        let isPart = total.place.category == "total-ce"
        // Circular-economy goods are some of all goods, so that they do not add up to the total.
        let pool = column(total.table, total.place.measure, total.place.period).filter {
            $0.id != total.id && ($0.place.classification == "circular-economy") == isPart
        }
        if typedTables.contains(total.table) {
            return total.place.type == "goods-and-services" ? pool.filter { $0.place.type != "goods-and-services" } : []
        }
        let categories = pool.filter { $0.place.category != "total" && $0.place.partner == total.place.partner }
        if !categories.isEmpty { return categories }
        return ["TOP15", "LAC14"].contains(total.place.partner) ? pool.filter { !$0.rank.isEmpty } : []
    }

    private func subject(_ cell: PrintedCell) -> String {
        if cell.place.category != "total" { return cell.place.category }
        return typedTables.contains(cell.table) ? cell.place.type : cell.place.partner.lowercased()
    }

    /// A value as a cell would print it, but with an ASCII minus and without separators.
    private func text(_ value: Int, as cell: PrintedCell) -> String {
        let number = rounded(value, over: cell.digit)
        let digits = String(number.magnitude)
        let padded = String(repeating: "0", count: max(0, cell.decimals + 1 - digits.count)) + digits
        return (number < 0 ? "-" : "") + padded.dropLast(cell.decimals) + "." + padded.suffix(cell.decimals)
            + (cell.isShare ? "%" : "")
    }

    private mutating func made(_ kind: String, _ ids: [String]) {
        counts[kind, default: 0] += 1
        covered[kind, default: []].formUnion(ids)
    }

    private mutating func addSign(_ cell: PrintedCell, _ ids: [String], _ printed: String, _ value: Int) {
        add("sign", "\(cell.table)-sign-\(cell.place.period)", ids, printed, text(value, as: cell), cell.unit)
    }

    private mutating func add(
        _ kind: String, _ id: String, _ ids: [String], _ printed: String, _ expected: String, _ unit: String
    ) {
        findings.append(Finding(id: id, kind: kind, cells: ids, printed: printed, expected: expected, unit: unit))
    }
}

/// `number` / `divisor`, half to even; the divisor is positive.
func rounded(_ number: Int, over divisor: Int) -> Int {
    let (quotient, remainder) = number.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
    let isUp = 2 * remainder > divisor.magnitude || (2 * remainder == divisor.magnitude && quotient % 2 == 1)
    let result = Int(quotient) + (isUp ? 1 : 0)
    return number < 0 ? -result : result
}
