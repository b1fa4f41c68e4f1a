// The content of a dataset as text tables, for `bilateral check`.

import Analytics
import Dataset
import Formats

extension Snapshot {
    /// Sources, tables, registers, file sets, claims and discrepancies.
    /// - Throws: an error with file and line for a claim whose verdict differs from the computed one.
    public func inventory() throws(DataError) -> [UInt8] {
        let claims = try Claim.all(dataset)
        var text: [UInt8] = []
        text.append(
            "edition \(dataset.release.version) of \(dataset.release.date), dataset \(id): all files were read and checked\n"
        )
        section("Sources", dataset.codes.sources, sourceFields, &text)
        section("Tables", dataset.tables, tableFields, &text)
        section(
            "Registers", RegisterSchema.all,
            [InventoryField("register") { $0.name }, InventoryField("records") { self.dataset.register($0)?.count }],
            &text)
        for set in dataset.fileSets { fileSet(set, &text) }
        section("Claims by verdict", claims.map(\.verdict.rawValue), "verdict", &text)
        section(
            "Claims", claims,
            [
                InventoryField("claim") { $0.id }, InventoryField("stated") { $0.stated },
                InventoryField("recomputed") { $0.recomputed }, InventoryField("verdict") { $0.verdict.rawValue },
            ], &text)
        section("Discrepancies by kind", dataset.discrepancies.map(\.kind), "kind", &text)
        return text
    }

    /// The counts of records that were read, skipped and rejected in the files of a file set.
    private func fileSet(_ set: FileSet, _ text: inout [UInt8]) {
        let report = set.report
        section(
            "File set \(set.id)", [report],
            [
                InventoryField("source") { _ in set.source }, InventoryField("basis") { _ in set.basis },
                InventoryField("files") { $0.files.count }, InventoryField("records") { $0.recordCount },
                InventoryField("figures") { $0.figureCount },
                InventoryField("skipped") { $0.skippedCounts.values.reduce(0, +) },
                InventoryField("blank") { $0.missingCount }, InventoryField("rounded") { $0.roundedCount },
                InventoryField("rejected") { $0.rejectedCount },
                InventoryField("bytes_in_memory") { _ in set.byteCount },
            ], &text)
        func counts(_ counts: [String: Int]) -> [(key: String, value: Int)] {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        }
        if !report.skippedCounts.isEmpty {
            section(
                "Records skipped in \(set.id), by column", counts(report.skippedCounts),
                [InventoryField("column") { $0.key }, InventoryField("records") { $0.value }], &text)
        }
        guard report.rejectedCount > 0 else { return }
        section(
            "Lines rejected in \(set.id), by reason", counts(report.rejectedCounts),
            [InventoryField("lines") { $0.value }, InventoryField("column_and_reason") { $0.key }], &text)
        let listed = report.rejectedLines.count
        let title = listed < report.rejectedCount ? "The first \(listed) rejected lines" : "Rejected lines"
        section(
            title, report.rejectedLines,
            [
                InventoryField("file") { $0.file }, InventoryField("line") { $0.line },
                InventoryField("column") { $0.column }, InventoryField("text") { $0.text },
                InventoryField("reason") { $0.reason },
            ], &text)
    }

    private func section<Record: Sendable>(
        _ title: String, _ records: [Record], _ fields: [InventoryField<Record>], _ text: inout [UInt8]
    ) {
        text.append("\n\(title)\n\n")
        let page = RecordPage(InventoryRecords(records: records, columns: fields), emptyReason: { "None." })
        text.append(contentsOf: TextTableEncoder.encode(page))
    }

    /// A section with the number of occurrences of each value.
    private func section(_ title: String, _ values: [String], _ name: String, _ text: inout [UInt8]) {
        let counts = count(values).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        section(
            title, counts.map { (name: $0.key, count: $0.value) },
            [InventoryField(name) { $0.name }, InventoryField("count") { $0.count }], &text)
    }

    private func count(_ values: [String]) -> [String: Int] {
        values.reduce(into: [:]) { counts, value in counts[value, default: 0] += 1 }
    }

    private var sourceFields: [InventoryField<Source>] {
        let figures = count((0..<dataset.store.count).map { dataset.source($0) })
        @Sendable func tables(_ source: Source) -> [PublishedTable] { dataset.tables.filter { $0.source == source.id } }
        return [
            InventoryField("source") { $0.id }, InventoryField("tables") { tables($0).count },
            InventoryField("cells") { tables($0).reduce(0) { $0 + self.cells($1) } },
            InventoryField("observations") { figures[$0.id] ?? 0 }, InventoryField("title") { $0.title },
        ]
    }

    private var tableFields: [InventoryField<PublishedTable>] {
        let figures = count(
            (0..<dataset.store.count).compactMap { dataset.cell(row: $0).map { dataset.tables[$0.table].id } })
        return [
            InventoryField("table") { $0.id }, InventoryField("rows") { $0.rows.count },
            InventoryField("columns") { $0.columns.count }, InventoryField("cells") { self.cells($0) },
            InventoryField("observations") { figures[$0.id] ?? 0 },
        ]
    }

    private func cells(_ table: PublishedTable) -> Int { table.rows.reduce(0) { $0 + $1.cells.count } }
}

/// A column of the inventory. Unlike `Column` it needs no request.
private struct InventoryField<Record>: Sendable {
    let field: Field
    let value: @Sendable (Record) -> JSON

    init<Value: FieldValue>(_ name: String, _ value: @escaping @Sendable (Record) -> Value) {
        field = Field(name, Value.kind, "")
        self.value = { value($0).json }
    }
}

private struct InventoryRecords<Record: Sendable>: Records {
    let records: [Record]
    let columns: [InventoryField<Record>]

    var fields: [Field] { columns.map(\.field) }
    var count: Int { records.count }

    func forEachValue(of record: Int, in fields: [Int], _ body: (_ field: Int, JSON) -> Void) {
        for field in fields { body(field, columns[field].value(records[record])) }
    }
}
