// Reads the cells and figures of a published table from its CSV. A column that is named after a dimension holds codes of its rows;
// `rank`, `section` and `label` hold texts; any other column holds values, and its heading gives measure and period (`exports
// 2023`, `2023`). tables.csv gives the codes that all rows share.

import Arithmetic

/// The description of a table in tables.csv.
struct TableDescription {
    static let columns = [
        "id", "source", "number", "title", "page", "unit", "precision", "reporter", "partner", "type", "classification",
        "category", "basis", "headings", "other_columns", "printed_source", "notes",
    ]

    let record: CSV.Record
    let id: String
    /// The unit of money; nil for a table without money.
    let unit: MoneyUnit?
    /// The power of ten of US dollars to which money was published, if the table prints more digits.
    let precision: Int?
    let page: Int?
    /// Printed headings by their codes.
    let headings: [String: String]
    /// Columns whose cells are served as printed but give no figures.
    let otherColumns: [String]

    init(_ record: CSV.Record) throws(DataError) {
        self.record = record
        id = try record.required("id")
        unit = MoneyUnit(label: record["unit"])
        precision = try TableDescription.exponent(record)
        guard record["page"].isEmpty || Int(record["page"]) != nil else {
            throw record.error("the page '\(record["page"])' is not a number")
        }
        page = Int(record["page"])
        var headings: [String: String] = [:]
        for heading in record.list("headings") {
            let parts = heading.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw record.error("the heading '\(heading)' is not 'code:printed heading'") }
            headings[String(parts[0])] = String(parts[1])
        }
        self.headings = headings
        otherColumns = record.list("other_columns")
    }

    private static func exponent(_ record: CSV.Record) throws(DataError) -> Int? {
        let text = record["precision"]
        guard !text.isEmpty else { return nil }
        guard text.first == "1", text.dropFirst().allSatisfy({ $0 == "0" }), text.count <= 13 else {
            throw record.error("the precision '\(text)' is not a power of ten")
        }
        return text.count - 1
    }
}

/// Reads one table.
struct TableReader {
    private static let dimensions = [
        "reporter", "partner", "type", "classification", "category", "basis", "flow", "period", "measure",
    ]
    private static let texts = ["rank", "section", "label"]

    let description: TableDescription
    let codes: CodeLists
    let areas: AreaIDs
    let categories: CodeBook<CategoryIDs.Key>
    /// The readings of the cells of this table, by cell id.
    let readings: [String: Reading]
    let tableIndex: Int
    /// The id of the release that the table belongs to.
    let release: UInt32

    /// The interpretation of a cell that is not one number.
    struct Reading {
        let value: String
        let reason: String
        let line: Int
    }

    /// A column of the file by its heading.
    private enum Heading {
        case dimension
        case value(PublishedTable.Column)
    }

    /// - Parameter figures: the figures of the table are added to it.
    func read(_ csv: CSV, _ figures: inout SegmentBuilder) throws(DataError) -> PublishedTable {
        let headings = try csv.header.map { (name: String) throws(DataError) in try heading(name, csv.file) }
        var rows: [PublishedTable.Row] = []
        for (index, row) in csv.records.enumerated() {
            var cells: [PublishedTable.Cell] = []
            var rowIDs: RowIDs?
            for (place, heading) in headings.enumerated() {
                guard case .value(let column) = heading else { continue }
                let text = row[place]
                let address = CellAddress(table: tableIndex, row: index + 1, column: cells.count + 1)
                let cell = try cell(text, address, row, column)
                cells.append(cell)
                guard let number = cell.value, !column.isOther else { continue }
                if rowIDs == nil { rowIDs = try self.rowIDs(row) }
                if let rowIDs { try add(number, address, row, column, rowIDs, to: &figures) }
            }
            rows.append(
                PublishedTable.Row(
                    section: row["section"], label: row["label"], rank: row["rank"], line: row.line, cells: cells))
        }
        let record = description.record
        return PublishedTable(
            id: description.id, source: record["source"], number: record["number"], title: record["title"],
            page: description.page, unit: record["unit"],
            meaningfulDecimals: description.precision.flatMap { step in description.unit.map { $0.exponent - step } },
            printedSource: record["printed_source"],
            notes: record["notes"],
            columns: headings.compactMap { if case .value(let column) = $0 { column } else { nil } }, rows: rows)
    }

    // MARK: headings

    private func heading(_ name: String, _ file: String) throws(DataError) -> Heading {
        if TableReader.dimensions.contains(name) || TableReader.texts.contains(name) { return .dimension }
        if description.otherColumns.contains(name) {
            return .value(PublishedTable.Column(label: name, measure: nil, period: nil, isOther: true))
        }
        let words = name.split(at: " ").filter { !$0.isEmpty }.map(String.init)
        let period = words.last.flatMap(Period.init)
        let measureWords = period == nil ? words : words.dropLast()
        let measure = measureWords.count == 1 ? Measure(rawValue: measureWords[0]) : nil
        guard measure != nil || (period != nil && measureWords.isEmpty) else {
            let known = TableReader.texts + TableReader.dimensions
            throw DataError(
                file, 1,
                "the column '\(name)' is neither a dimension (\(known.joined(separator: ", "))) nor a value column such as "
                    + "'exports 2023' or '2023'; measures: \(Measure.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let printed = measure.map { description.headings[$0.rawValue] ?? $0.rawValue }
        let label = [printed, period?.code].compactMap(\.self).joined(separator: ", ")
        return .value(PublishedTable.Column(label: label, measure: measure, period: period, isOther: false))
    }

    // MARK: cells

    private func cell(
        _ text: String, _ address: CellAddress, _ row: CSV.Record, _ column: PublishedTable.Column
    ) throws(DataError) -> PublishedTable.Cell {
        let id = { PublishedTable.cellID(description.id, row: address.row, column: address.column) }
        let reading = readings.isEmpty ? nil : readings[id()]
        let readText = reading?.value ?? text
        let value = PrintedNumber(readText)
        let isMissing = value == nil && PrintedNumber.isMissing(readText)
        guard value != nil || isMissing || column.isOther else {
            throw row.error(
                "'\(readText)' in the column '\(column.label)' (cell \(id())) is not a number; print it as in the report, and "
                    + "give the value of any other text in readings.csv")
        }
        return PublishedTable.Cell(
            text: text, value: value,
            reason: reading?.reason ?? (isMissing ? "The report prints no figure here." : ""))
    }

    /// The dimensions that all figures of a row share, from the row or the table.
    private struct RowIDs {
        let reporter: UInt32
        let partner: UInt32
        let type: TradeType
        let category: UInt32
        let basis: UInt32
        /// The field of the column `measure`: empty, or such as `share`.
        let measure: String
    }

    private func rowIDs(_ row: CSV.Record) throws(DataError) -> RowIDs {
        let (classification, classified) = try text("classification", row)
        let (category, categorized) = try text("category", row)
        guard codes.category(classification, category) != nil else {
            let known = codes.categories.filter { $0.classification == classification }.map(\.code)
            throw known.isEmpty
                ? classified.error(
                    "unknown classification '\(classification)'; known: \(codes.classifications.joined(separator: ", "))"
                )
                : categorized.error(
                    "unknown category '\(category)' in '\(classification)'; known: \(known.joined(separator: ", "))")
        }
        return RowIDs(
            reporter: try area("reporter", row), partner: try area("partner", row),
            type: try code("type", row) { TradeType(rawValue: $0) },
            category: categories.number(CategoryIDs.Key(classification: classification, category: category)),
            basis: try basis(row), measure: row["measure"])
    }

    private func add(
        _ number: PrintedNumber, _ address: CellAddress, _ row: CSV.Record, _ column: PublishedTable.Column,
        _ rowIDs: RowIDs, to figures: inout SegmentBuilder
    ) throws(DataError) {
        let measure = try measure(rowIDs.measure, row, column)
        let (value, precision) = try amount(number, measure, row, column)
        let period = try period(row, column).rawValue
        figures.begin(file: address.table)
        let block = figures.block()
        figures.set(.reporter, rowIDs.reporter, in: block)
        figures.set(.partner, rowIDs.partner, in: block)
        figures.set(.type, rowIDs.type.ordinal, in: block)
        figures.set(.category, rowIDs.category, in: block)
        figures.set(.basis, rowIDs.basis, in: block)
        figures.set(.flow, measure.ordinal, in: block)
        figures.set(.period, period, in: block)
        figures.set(.release, release, in: block)
        block.setValue(0, value)
        block.endFigure(precision: precision, line: address.row, column: address.column)
    }

    // MARK: codes, from the heading, the row, or the table

    /// The text and the record that holds it, for errors.
    private func text(_ dimension: String, _ row: CSV.Record) throws(DataError) -> (text: String, record: CSV.Record) {
        let ofRow = row[dimension]
        if !ofRow.isEmpty { return (ofRow, row) }
        let ofTable = description.record[dimension]
        guard !ofTable.isEmpty else { throw row.error("the \(dimension) is missing in the row and in tables.csv") }
        return (ofTable, description.record)
    }

    private func code<T>(_ dimension: String, _ row: CSV.Record, _ parse: (String) -> T?) throws(DataError) -> T {
        let (text, record) = try text(dimension, row)
        guard let value = parse(text) else { throw record.error("unknown \(dimension) '\(text)'") }
        return value
    }

    private func area(_ dimension: String, _ row: CSV.Record) throws(DataError) -> UInt32 {
        let (text, record) = try text(dimension, row)
        guard let id = areas[text] else {
            let near = Suggestions.nearest(to: text, among: codes.areaSpellings)
            throw record.error(
                "unknown \(dimension) '\(text)'" + (near.isEmpty ? "" : "; nearest: \(near.joined(separator: ", "))"))
        }
        return id
    }

    private func basis(_ row: CSV.Record) throws(DataError) -> UInt32 {
        try code("basis", row) { text in codes.bases.firstIndex { $0.id == text }.map { UInt32($0) } }
    }

    private func period(_ row: CSV.Record, _ column: PublishedTable.Column) throws(DataError) -> Period {
        if let period = column.period { return period }
        let text = row["period"]
        guard let period = Period(text) else {
            throw row.error("the column '\(column.label)' has no period, and '\(text)' in the row is not a period")
        }
        return period
    }

    /// - Parameter kind: the field of the row's column `measure`.
    private func measure(
        _ kind: String, _ row: CSV.Record, _ column: PublishedTable.Column
    ) throws(DataError) -> Measure {
        guard let flow = column.measure ?? Measure(rawValue: row["flow"]) else {
            throw row.error(
                "unknown flow '\(row["flow"])'; known: \(Measure.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard !kind.isEmpty else { return flow }
        guard let share = Measure(rawValue: flow.rawValue + "-" + kind) else {
            throw row.error(
                "unknown measure '\(kind)' of '\(flow.rawValue)'; known: share, share-in-total, share-in-classification"
            )
        }
        return share
    }

    /// The value in US dollars, or in millionths of a percent, and the power of ten it was published to.
    private func amount(
        _ number: PrintedNumber, _ measure: Measure, _ row: CSV.Record, _ column: PublishedTable.Column
    ) throws(DataError) -> (value: Int64, precision: Int) {
        guard number.isPercent == measure.isShare else {
            throw row.error(
                measure.isShare
                    ? "the column '\(column.label)' has shares, but the text has no % sign"
                    : "the column '\(column.label)' has money, but the text has a % sign")
        }
        guard let unit = measure.isShare ? 6 : description.unit?.exponent else {
            throw row.error(
                "the table has no unit of money in tables.csv; known: "
                    + MoneyUnit.allCases.map(\.label).joined(separator: ", "))
        }
        guard !number.isBillions || description.unit == .billion else {
            throw row.error("the figure in the column '\(column.label)' ends in B, but the table is not in billions")
        }
        let decimals = number.number.decimals
        guard unit >= decimals else {
            throw row.error("the figure is not a whole number of US dollars (or of millionths of a percent)")
        }
        let (value, overflows) = number.number.mantissa.multipliedReportingOverflow(by: .powerOfTen(unit - decimals))
        guard !overflows else { throw row.error("the figure in the column '\(column.label)' is too large") }
        guard !measure.isShare, let precision = description.precision else { return (value, unit - decimals) }
        guard value % .powerOfTen(precision) == 0 else {
            throw row.error(
                "the figure in the column '\(column.label)' is more precise than the precision of its table in tables.csv"
            )
        }
        return (value, precision)
    }
}
