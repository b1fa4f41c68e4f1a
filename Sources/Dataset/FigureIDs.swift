// The ids of figures. An id names the origin of the figure: its cell, its place in a file, or the summed figures.

import Arithmetic

extension Dataset {
    /// The published cell of a figure; nil for a figure of a file set and for a sum.
    public func cell(row: Int) -> CellAddress? {
        guard let address = store.address(row), address.file < FileSet.firstFileNumber else { return nil }
        return CellAddress(table: address.file, row: address.line, column: address.column)
    }

    /// The place of a figure in a file of a file set; nil for a published cell and for a sum.
    public func filePlace(row: Int) -> (file: String, line: Int, column: Int)? {
        guard let address = store.address(row), let set = store.fileSet(row).map({ fileSets[$0] }) else { return nil }
        return (set.files[address.file - set.firstFile], address.line, address.column)
    }

    /// The id of a figure: that of its cell; of a figure of a file, the file set, the file where there are several, the line and
    /// the column: `census-2025-06-r0012-c03`; of a sum, the file set or source and the dimensions:
    /// `census-2025-06-sum-MEX-2023-goods-total-total-exports`.
    public func cellID(row: Int) -> String {
        guard let address = store.address(row) else { return sumID(row, store.period(row).code) }
        return figureID(address, store.fileSet(row).map { fileSets[$0] })
    }

    /// The id of a figure at an address: that of its cell, or for a file set its place in the files.
    func figureID(_ address: FigureAddress, _ set: FileSet?) -> String {
        guard let set else {
            return PublishedTable.cellID(tables[address.file].id, row: address.line, column: address.column)
        }
        let file = set.files.count > 1 ? "\(set.id)-f\(address.file - set.firstFile + 1)" : set.id
        return PublishedTable.cellID(file, row: address.line, column: address.column)
    }

    /// The id of a figure that consists of these rows: one row, or the months of a sum, such as
    /// `census-2025-06-sum-MEX-2024-01..2024-03-goods-total-total-exports`.
    public func cellID(rows: [Int]) -> String? {
        guard let first = rows.first, let last = rows.last else { return nil }
        guard rows.count > 1, let newest = store.newestRow(rows) else { return cellID(row: first) }
        return sumID(newest, "\(store.period(first).code)..\(store.period(last).code)")
    }

    /// The ids of the figures that some rows make up. The months of a sum, which follow each other, are one figure.
    public func cellIDs(rows: [Int]) -> [String] {
        var figures: [[Int]] = []
        var last: (key: RecordKey, measure: Measure, month: Int)?
        for row in rows {
            let (key, measure, period) = (store.recordKey(row), store.measure(row), store.period(row))
            let isMonth = period.kind == .month && cell(row: row) == nil
            if isMonth, let last, last.key == key.series, last.measure == measure,
                last.month + 1 == period.months.lowerBound
            {
                figures[figures.count - 1].append(row)
            } else {
                figures.append([row])
            }
            last = isMonth ? (key.series, measure, period.months.lowerBound) : nil
        }
        return figures.compactMap { cellID(rows: $0) }
    }

    private func sumID(_ row: Int, _ period: String) -> String {
        let source = store.fileSet(row).map { fileSets[$0].id } ?? store.source(row)
        let (key, measure) = store.keyAndMeasure(row)
        let (partner, type) = (store.partner(of: key), store.type(of: key).rawValue)
        let (classification, category) = (store.classification(of: key), store.category(of: key))
        let capacity =
            source.utf8.count + partner.utf8.count + period.utf8.count + type.utf8.count
            + classification.utf8.count + category.utf8.count + measure.rawValue.utf8.count + 16
        // By bytes: an array of texts and `joined` take five times as long.
        return String(unsafeUninitializedCapacity: capacity) { bytes in
            var count = bytes.fill(source, from: 0)
            func append(_ part: String) {
                bytes[count] = UInt8(ascii: "-")
                count = bytes.fill(part, from: count + 1)
            }
            append("sum")
            append(partner)
            append(period)
            append(type)
            append(classification)
            append(category)
            append(measure.rawValue)
            return count
        }
    }

    /// The rows of a figure that is not a published cell: one row, or the months of a sum. Nil for an unknown id.
    public func figure(_ id: String) -> [Int]? {
        let rows = id.contains("-sum-") ? sum(id) : figureOfFile(id).map { [$0] }
        return rows.flatMap { cellID(rows: $0) == id ? $0 : nil }
    }

    private func figureOfFile(_ id: String) -> Int? {
        let parts = id.split(at: "-")
        guard parts.count > 2, let line = Int(parts[parts.count - 2].dropFirst()),
            let column = Int(parts[parts.count - 1].dropFirst())
        else { return nil }
        for (index, set) in fileSets.enumerated() where id.hasPrefix(set.id + "-") {
            let number = Int(id.dropFirst(set.id.utf8.count + 2).prefix { $0 != "-" })
            let file = set.files.count > 1 ? number.map { $0 - 1 } : 0
            guard let file, set.files.indices.contains(file) else { continue }
            let address = FigureAddress(file: set.firstFile + file, line: line, column: column)
            if let row = store.row(of: address, fileSet: index), cellID(row: row) == id { return row }
        }
        return nil
    }

    /// The rows of a sum: those of the series and period that the id names, in the release that it names.
    private func sum(_ id: String) -> [Int]? {
        guard let marker = id.firstRange(of: "-sum-") else { return nil }
        let name = id[marker.upperBound...]
        // Codes of partners can contain hyphens.
        for partner in store.partners where name.hasPrefix(partner + "-") {
            let rest = name.dropFirst(partner.count + 1)
            for type in TradeType.allCases {
                guard let end = rest.firstRange(of: "-\(type.rawValue)-") else { continue }
                var filter = Filter()
                (filter.partners, filter.types) = ([partner], [type])
                let period = rest[..<end.lowerBound]
                guard let range = PeriodRange(String(period)) else { continue }
                filter.periods = [range]
                filter.measures = Measure.allCases.filter { rest.hasSuffix("-\($0.rawValue)") }
                let isSpan = period.contains("..")
                filter.months = isSpan ? .published : .summed
                var months: [RecordKey: [Figure]] = [:]
                var found: [Int]?
                store.forEachFigure(filter) { releases in
                    guard isSpan else {
                        found = found ?? releases.map { [$0.row] }.first { cellID(rows: $0) == id }
                        return
                    }
                    if let first = releases.first { months[first.key.series, default: []] += releases }
                }
                for figures in months.values where found == nil {
                    for release in Set(figures.map(\.releaseNumber)).sorted(by: >) {
                        let rows = store.monthRows(figures[...], count: range.months.count, release: release)
                        if cellID(rows: rows) == id { found = rows }
                    }
                }
                if let found { return found }
            }
        }
        return nil
    }

    /// The id of the source of a figure.
    public func source(_ row: Int) -> String { store.source(row) }

    /// A figure as it was published; for a figure of a file set and for a sum, in US dollars.
    public func text(row: Int) -> String {
        cell(row: row).map { cell($0).text } ?? String(store.value(row))
    }

    /// The figure that was made from a cell; nil for a cell that is no figure.
    public func row(of address: CellAddress) -> Int? {
        store.tableRows.first { cell(row: $0) == address }
    }
}
