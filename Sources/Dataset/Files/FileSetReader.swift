// Reads files of one file set into a segment builder. Each thread has a reader.

import Arithmetic

struct FileSetReader: ~Copyable {
    private let plan: SetPlan
    private(set) var builder: SegmentBuilder
    private(set) var report: LoadReport
    /// By column of the description.
    private let tables: CodeTables
    private var periods = PeriodCodes()
    /// The codes of exports and imports; empty unless rows name an exporter and an importer.
    private let flowCodes: [UInt32]
    private let reporter: UInt32
    /// Whether rows name an exporter and an importer.
    private let isPair: Bool
    private let unitExponent: Int
    /// The dimensions of which the records, and not their columns of values, give the codes, with the index in `row`.
    private let recordDimensions: [(dimension: Int, slot: Int)]

    /// The precision of figures that no rule file gives.
    private enum PlainPrecision {
        /// The precision of the last digit.
        case printed
        case power(Int)
        case rules
    }

    private let plainPrecision: PlainPrecision
    /// The codes of the periods of the records of a file.
    private var recordPeriods = PeriodCodes()
    /// The kinds of figures of a file.
    private var kinds = FigureKinds(fields: [])
    /// Whether a rule names the partner of the current record.
    private var hasOwnRules = false

    /// A column of values in a file.
    private struct ValueColumn {
        let field: Int
        /// The code of its flow in the builder; −1 if a coded field or a constant gives the flow.
        let flow: Int32
        /// The parts of the period in its name; 0 for an absent part.
        let year: Int32
        let quarter: Int32
        let month: Int32
    }

    /// The parts of the period in the coded fields of a record; 0 for an absent part.
    private struct RowPeriod {
        let period: Int32
        let year: Int32
        let quarter: Int32
        let month: Int32

        /// The period of a column; nil if its name and the record give none.
        @inline(__always)
        func period(_ column: ValueColumn) -> Period? {
            if period > 0 { return Period(rawValue: UInt32(period)) }
            let year = column.year > 0 ? column.year : year
            let month = column.month > 0 ? column.month : month
            if month > 0 { return Period(year: Int(year), position: Period.position(month: Int(month))) }
            let quarter = column.quarter > 0 ? column.quarter : quarter
            return Period(year: Int(year), position: quarter > 0 ? Period.position(quarter: Int(quarter)) : 0)
        }

        /// A number that differs between records with different periods.
        var key: UInt32 {
            if period > 0 { return UInt32(period) }
            let position =
                month > 0
                ? Period.position(month: Int(month)) : quarter > 0 ? Period.position(quarter: Int(quarter)) : 0
            return Period.rawValue(year: max(1000, Int(year)), position: position)
        }
    }

    /// The columns of a file.
    private struct Binding {
        var names: [String] = []
        /// Index of the field, of the column of the description, and of the value in `row`.
        var coded: [(field: Int, column: Int, slot: Int)] = []
        var values: [ValueColumn] = []
        var measures: [(field: Int, measure: Int)] = []
    }

    /// Indices in `row`. The values are codes of the builder, except for exporter and importer (ids of areas) and the parts of the
    /// period.
    private enum RowSlot {
        // Computed, because constants in a tuple would be initialised at first use, with a check at each.
        static var partner: Int { 0 }
        static var type: Int { 1 }
        static var category: Int { 2 }
        static var flow: Int { 3 }
        static var exporter: Int { 4 }
        static var importer: Int { 5 }
        static var year: Int { 6 }
        static var quarter: Int { 7 }
        static var month: Int { 8 }
        static var period: Int { 9 }
        /// For values that are not used.
        static var none: Int { 10 }
        static var further: Int { 11 }

        static func index(_ slot: SetPlan.Slot) -> Int {
            switch slot {
            case .partner: partner
            case .type: type
            case .category: category
            case .flow: flow
            case .exporter: exporter
            case .importer: importer
            case .period(.year): year
            case .period(.quarter): quarter
            case .period(.month): month
            case .period(.period): period
            case .further(let index): further + index
            case .reporter, .condition: none
            }
        }
    }

    /// The coded fields of the current record.
    private var row = InlineArray<19, Int32>(repeating: 0)

    init(_ plan: SetPlan) {
        self.plan = plan
        report = LoadReport(set: plan.description.id)
        tables = CodeTables(count: plan.columns.count)
        builder = SegmentBuilder(furtherDimensions: plan.further.count, measures: 1 + plan.measures.count)
        func constant(_ slot: SetPlan.Slot) -> UInt32? { plan.constants.first { $0.slot == slot }?.id }
        func isCoded(_ slot: SetPlan.Slot) -> Bool {
            plan.columns.contains { if case .coded(slot) = $0 { true } else { false } }
        }
        isPair = isCoded(.exporter)
        unitExponent = plan.description.unit.exponent
        plainPrecision =
            switch plan.description.precision {
            case .printed: .printed
            case .power(let exponent): .power(exponent)
            case .rules: .rules
            }
        reporter = constant(.reporter) ?? plan.areas["USA"] ?? 0
        builder.setConstant(Dimension.reporter.rawValue, reporter)
        builder.setConstant(Dimension.basis.rawValue, plan.basis)
        builder.setConstant(Dimension.release.rawValue, plan.release)
        if !isCoded(.type) {
            builder.setConstant(Dimension.type.rawValue, constant(.type) ?? TradeType.goods.ordinal)
        }
        if !isCoded(.category) {
            let total = CategoryIDs.Key(classification: "total", category: "total")
            builder.setConstant(Dimension.category.rawValue, constant(.category) ?? plan.categories.number(total))
        }
        if let partner = constant(.partner) { builder.setConstant(Dimension.partner.rawValue, partner) }
        if let flow = constant(.flow) { builder.setConstant(Dimension.flow.rawValue, flow) }
        var flowCodes: [UInt32] = []
        if isPair {
            for flow in [Measure.exports, .imports] { flowCodes.append(builder[.flow].code(flow.ordinal)) }
        }
        self.flowCodes = flowCodes
        let dimensions: [(dimension: Int, slot: Int)] =
            [
                (Dimension.partner.rawValue, RowSlot.partner), (Dimension.type.rawValue, RowSlot.type),
                (Dimension.category.rawValue, RowSlot.category),
            ] + plan.further.indices.map { (Dimension.count + $0, RowSlot.further + $0) }
        var recordDimensions: [(dimension: Int, slot: Int)] = []
        for dimension in dimensions where builder.isVarying(dimension.dimension) { recordDimensions.append(dimension) }
        self.recordDimensions = recordDimensions
    }

    /// The builder with all rows. Consumes the reader.
    consuming func takeBuilder() -> SegmentBuilder {
        // The reader numbered the periods in this order.
        for period in periods.ids { _ = builder[.period].code(period) }
        return builder
    }

    // MARK: files

    mutating func read(_ part: FilePart) throws(DataError) {
        let file = part.file
        var scanner = try RecordScanner(file, delimiter: plan.description.delimiter)
        guard try scanner.next() else {
            throw DataError(file.name, nil, "the file is empty; its first line must name the columns")
        }
        let fieldCount = scanner.fieldCount
        let fields = scanner.fields
        let header = (0..<fieldCount).compactMap { text(fields[$0]) }
        guard header.count == fieldCount else { throw DataError(file.name, 1, notUTF8) }
        let binding = try bind(header, file.name)
        recordPeriods = PeriodCodes()
        kinds = FigureKinds(fields: binding.values.map(\.field))
        if let records = part.records {
            scanner = try RecordScanner(
                DataFile(name: file.name, bytes: records.bytes), delimiter: plan.description.delimiter,
                line: records.firstLine)
        }
        builder.begin(file: part.number)
        // A field has about eight bytes.
        builder.expect(rowCount: part.uncompressedSize / (8 * fieldCount) * binding.values.count)
        var block = builder.block(room: binding.values.count)
        while try scanner.next() {
            report.recordCount += 1
            guard scanner.fieldCount == fieldCount else {
                report.reject(
                    file.name, scanner.recordLine, "", "\(scanner.fieldCount) fields",
                    "the number of fields differs from the header")
                continue
            }
            let line = scanner.recordLine
            let fields = scanner.fields
            guard decode(binding, fields, line, file.name) else { continue }
            append(binding, fields, line, file.name, to: block)
            if block.room < binding.values.count { block = builder.block(room: binding.values.count) }
        }
        if case .path = file.bytes {
            report.checksums.append("\(file.name) \(scanner.checksum.crc) \(scanner.checksum.count)")
        }
    }

    private var notUTF8: String {
        "the text is not UTF-8; if it is Latin-1 (ISO 8859-1), declare \"encoding\": \"latin-1\""
    }

    /// Nil for text that is not in the declared encoding.
    private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if let text = String(validating: bytes, as: UTF8.self), plan.description.encoding == .utf8 { return text }
        guard plan.description.encoding == .latin1 else { return nil }
        return String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    }

    /// Finds the column of the description for each column of a file.
    private mutating func bind(_ header: [String], _ file: String) throws(DataError) -> Binding {
        let columns = plan.description.columns
        var binding = Binding()
        binding.names = header
        var (used, names): (Set<Int>, Set<String>) = ([], [])
        var values: [(field: Int, flow: Measure?, parts: ColumnName.Parts?)] = []
        for (field, name) in header.enumerated() {
            guard !name.isEmpty else { throw DataError(file, 1, "column \(field + 1) has no name") }
            guard names.insert(name).inserted else { throw DataError(file, 1, "duplicate column '\(name)'") }
            var parts: ColumnName.Parts?
            let exact = columns.firstIndex { $0.name == name }
            let column =
                exact
                ?? columns.firstIndex { column in
                    parts = ColumnName(column.name).parts(of: name)
                    return parts != nil
                }
            guard let column else {
                throw DataError(
                    file, 1,
                    "the column '\(name)' is not declared in \(plan.description.file); declare its content, or \"ignored\""
                )
            }
            used.insert(column)
            switch plan.columns[column] {
            case .ignored: break
            case .coded(let slot): binding.coded.append((field, column, RowSlot.index(slot)))
            case .measure(let measure): binding.measures.append((field, measure))
            case .value(let flow):
                values.append((field, flow, parts))
            }
        }
        if let missing = columns.indices.first(where: { !used.contains($0) }) {
            throw DataError(
                file, 1,
                "the column '\(columns[missing].name)', which \(plan.description.file) declares, is not in the file")
        }
        guard values.count <= RowBlock.capacity else {
            throw DataError(
                file, 1, "\(values.count) columns have values; at most \(RowBlock.capacity) are read from one file")
        }
        for (field, flow, parts) in values {
            binding.values.append(
                ValueColumn(
                    field: field, flow: flow.map { Int32(builder[.flow].code($0.ordinal)) } ?? -1,
                    year: Int32(parts?.year ?? 0), quarter: Int32(parts?.quarter ?? 0),
                    month: Int32(parts?.month ?? 0)))
        }
        return binding
    }

    // MARK: rows

    /// Reads the coded fields of a record into `row`.
    /// - Returns: false for a record that is skipped or rejected.
    private mutating func decode(
        _ binding: Binding, _ fields: RecordScanner.Fields, _ line: Int, _ file: String
    ) -> Bool {
        for (field, column, slot) in binding.coded {
            let value = tables.value(fields[field], column) ?? resolve(fields[field], column)
            guard value >= 0 else {
                drop(fields[field], value, column, binding.names[field], line, file)
                return false
            }
            row[slot] = value
        }
        guard isPair else { return true }
        let isExport = UInt32(row[RowSlot.exporter]) == reporter
        guard isExport || UInt32(row[RowSlot.importer]) == reporter else {
            report.skippedCounts["exporter and importer", default: 0] += 1
            return false
        }
        row[RowSlot.partner] = Int32(
            builder[.partner].code(UInt32(row[isExport ? RowSlot.importer : RowSlot.exporter])))
        row[RowSlot.flow] = Int32(flowCodes[isExport ? 0 : 1])
        return true
    }

    /// Reports a record with a field that is not a code.
    private mutating func drop(
        _ bytes: UnsafeBufferPointer<UInt8>, _ value: Int32, _ column: Int, _ name: String, _ line: Int, _ file: String
    ) {
        if value == CodeTables.skipped {
            report.skippedCounts[name, default: 0] += 1
        } else {
            let text = text(bytes) ?? String(decoding: bytes, as: UTF8.self)
            report.reject(file, line, name, text, reason(bytes, column))
        }
    }

    /// Adds the figures of a record of which the coded fields have been read.
    private mutating func append(
        _ binding: Binding, _ fields: RecordScanner.Fields, _ line: Int, _ file: String, to block: RowBlock
    ) {
        let first = block.count
        let rowPeriod = RowPeriod(
            period: row[RowSlot.period], year: row[RowSlot.year], quarter: row[RowSlot.quarter],
            month: row[RowSlot.month])
        if case .rules = plainPrecision {
            hasOwnRules = plan.rules?.hasRules(partner: partner) ?? false
        }
        let flow = builder.isVarying(Dimension.flow.rawValue) ? row[RowSlot.flow] : 0
        let group = Int(recordPeriods.code(rowPeriod.key)) &* 2 &+ Int(flow)
        if !kinds.contains(group) {
            kinds.add(group) { binding.values[$0].flow >= 0 ? UInt32(binding.values[$0].flow) : UInt32(flow) }
        }
        if !appendPlain(binding, fields, line, group, to: block) {
            appendEach(binding, fields, line, file, rowPeriod, group, to: block)
        }
        for (dimension, slot) in recordDimensions { block.fill(dimension, from: first, UInt32(row[slot])) }
    }

    /// Adds the figures of a record whose amounts are digits and whose properties depend on their kinds alone, as in most records
    /// of files with a column for each month. The figures of the Census files take 109 instructions each instead of 172.
    /// - Returns: false for any other record.
    private mutating func appendPlain(
        _ binding: Binding, _ fields: RecordScanner.Fields, _ line: Int, _ group: Int, to block: RowBlock
    ) -> Bool {
        guard unitExponent == 0, !hasOwnRules, kinds.isComplete(group), binding.measures.isEmpty else { return false }
        let values = block.nextValues
        for index in 0..<kinds.columnCount {
            guard let number = FieldAmount.digits(fields[Int(kinds.columns[index]) &- 1]) else { return false }
            values[index] = number
        }
        let first = group &* kinds.columnCount
        block.addFigures(
            kinds.columnCount, line: line, flows: kinds.flows + first, periods: kinds.periods + first,
            precisions: kinds.precisions + first, columns: kinds.columns)
        return true
    }

    /// Adds or rejects each figure of a record.
    private mutating func appendEach(
        _ binding: Binding, _ fields: RecordScanner.Fields, _ line: Int, _ file: String, _ rowPeriod: RowPeriod,
        _ group: Int, to block: RowBlock
    ) {
        values: for (index, column) in binding.values.enumerated() {
            let (kind, field) = (group &* kinds.columnCount &+ index, column.field)
            var dollars: Int64 = 0
            var decimals = 0
            if unitExponent == 0, let number = FieldAmount.digits(fields[field]) {
                dollars = number
            } else {
                switch amount(fields[field]) {
                case .success(let amount?): (dollars, decimals) = amount
                case .success(nil): continue values
                case .failure(let error):
                    reject(field, error.reason, binding, fields, line, file)
                    continue values
                }
            }
            if kinds.periods[kind] == FigureKinds.unknown {
                guard let period = rowPeriod.period(column) else {
                    reject(field, "the row and its column give no valid period", binding, fields, line, file)
                    continue values
                }
                setPeriod(period, kind)
            }
            for (field, measure) in binding.measures {
                switch furtherAmount(fields[field]) {
                case .success(let value): block.setValue(1 + measure, value)
                case .failure(let error):
                    reject(field, error.reason, binding, fields, line, file)
                    continue values
                }
            }
            var precision = Int(kinds.precisions[kind])
            if hasOwnRules {
                precision = rulePrecision(
                    partner: partner, Int(kinds.flows[kind]), Period(rawValue: periods.ids[Int(kinds.periods[kind])]))
            } else if decimals > 0, case .printed = plainPrecision {
                precision = max(0, unitExponent - decimals)
            }
            // The codes of constants are overwritten by `endFigure`.
            block.set(Dimension.flow.rawValue, kinds.flows[kind])
            block.set(Dimension.period.rawValue, kinds.periods[kind])
            block.setValue(0, dollars)
            block.endFigure(precision: precision, line: line, column: field &+ 1)
        }
    }

    private mutating func reject(
        _ field: Int, _ reason: String, _ binding: Binding, _ fields: RecordScanner.Fields, _ line: Int, _ file: String
    ) {
        report.reject(file, line, binding.names[field], String(decoding: fields[field], as: UTF8.self), reason)
    }

    /// The reason for the rejection of an amount.
    private struct AmountError: Error {
        let reason: String
    }

    /// US dollars and the decimals of the text; nil for a blank that gives no figure.
    private mutating func amount(
        _ field: UnsafeBufferPointer<UInt8>
    ) -> Result<(dollars: Int64, decimals: Int)?, AmountError> {
        let amount: FieldAmount
        switch FieldAmount.parse(field) {
        case .blank where plan.description.blanks == .missing:
            report.missingCount += 1
            return .success(nil)
        case .blank: amount = FieldAmount(mantissa: 0, decimals: 0)
        case .invalid: return .failure(AmountError(reason: "not a decimal number"))
        case .tooLarge: return .failure(AmountError(reason: "more than 18 digits"))
        case .amount(let value): amount = value
        }
        switch amount.scaled(to: unitExponent, rounds: plan.description.roundsCents) {
        case .exact(let value): return .success((value, amount.decimals))
        case .rounded(let value):
            report.roundedCount += 1
            return .success((value, amount.decimals))
        case .tooPrecise:
            return .failure(
                AmountError(
                    reason: "more decimals than a whole US dollar; declare \"cents\": \"round\" to round"))
        case .tooLarge: return .failure(AmountError(reason: "exceeds 9.2 × 10^18 US dollars"))
        }
    }

    /// The value of a further measure; a blank is 0.
    @inline(__always)
    private func furtherAmount(_ field: UnsafeBufferPointer<UInt8>) -> Result<Int64, AmountError> {
        if let number = FieldAmount.digits(field) { return .success(number) }
        switch FieldAmount.parse(field) {
        case .blank: return .success(0)
        case .invalid: return .failure(AmountError(reason: "not a decimal number"))
        case .tooLarge: return .failure(AmountError(reason: "more than 18 digits"))
        case .amount(let amount):
            guard case .exact(let value) = amount.scaled(to: 0, rounds: false) else {
                return .failure(AmountError(reason: "not a whole number within 9.2 × 10^18"))
            }
            return .success(value)
        }
    }

    /// The id of the partner of the current record.
    private var partner: UInt32 {
        @inline(__always) get {
            builder.dimensions[Dimension.partner.rawValue].ids[
                builder.isVarying(Dimension.partner.rawValue) ? Int(row[RowSlot.partner]) : 0]
        }
    }

    /// Sets the period of a kind of figures, and their precision.
    private mutating func setPeriod(_ period: Period, _ kind: Int) {
        let precision =
            switch plainPrecision {
            case .printed: max(0, unitExponent)
            case .power(let exponent): exponent
            case .rules: rulePrecision(partner: nil, Int(kinds.flows[kind]), period)
            }
        kinds.set(kind, period: periods.code(period.rawValue), precision: precision)
    }

    /// - Parameters:
    ///   - partner: nil for the rules for all partners.
    ///   - flow: its code.
    private func rulePrecision(partner: UInt32?, _ flow: Int, _ period: Period) -> Int {
        let flow = builder[.flow].ids[builder.isVarying(Dimension.flow.rawValue) ? flow : 0]
        return plan.rules?.exponent(partner: partner, Measure.allCases[Int(flow)], period) ?? 0
    }

    // MARK: meanings

    /// The value of a text that appears for the first time in a column.
    private mutating func resolve(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int) -> Int32 {
        let value = firstValue(bytes, column)
        tables.add(bytes, column, value)
        return value
    }

    private mutating func firstValue(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int) -> Int32 {
        guard case .coded(let slot) = plan.columns[column], let text = text(bytes) else { return CodeTables.rejected }
        let description = plan.description.columns[column]
        guard !description.skipped.contains(where: { Pattern($0).matches(text) }),
            description.only.isEmpty || description.only.contains(where: { Pattern($0).matches(text) })
        else { return CodeTables.skipped }
        return meaning(text, column, slot).map { Int32($0) } ?? CodeTables.rejected
    }

    private mutating func meaning(_ text: String, _ column: Int, _ slot: SetPlan.Slot) -> UInt32? {
        switch slot {
        case .condition: return 0
        case .reporter: return area(text, column).flatMap { $0 == reporter ? 0 : nil }
        case .partner: return area(text, column).map { builder[.partner].code($0) }
        case .exporter, .importer: return area(text, column)
        case .type: return translated(text, column).flatMap(TradeType.init).map { builder[.type].code($0.ordinal) }
        case .flow:
            guard let flow = translated(text, column).flatMap(Measure.init), flow == .exports || flow == .imports else {
                return nil
            }
            return builder[.flow].code(flow.ordinal)
        case .category:
            guard case .dimension(_, _, _, let classification, let total) = plan.description.columns[column].role else {
                return nil
            }
            if text == total { return category("total", "total") }
            guard let code = translated(text, column), !code.isEmpty else { return nil }
            return category(classification ?? "category", code)
        case .further(let index):
            guard let code = translated(text, column) else { return nil }
            return builder.dimensions[Dimension.count + index].code(plan.further[index].book.number(code))
        case .period(let part): return PeriodText.number(text, part)
        }
    }

    private mutating func category(_ classification: String, _ category: String) -> UInt32 {
        builder[.category].code(
            plan.categories.number(CategoryIDs.Key(classification: classification, category: category)))
    }

    private func translated(_ text: String, _ column: Int) -> String? {
        guard let meanings = plan.meanings[column] else { return text }
        return meanings[text]
    }

    private func area(_ text: String, _ column: Int) -> UInt32? {
        guard case .dimension(_, let codes, _, _, _) = plan.description.columns[column].role else { return nil }
        let code: String? =
            switch codes {
            case .list(let scheme): SetPlan.area(scheme, text, plan.codes)
            case .plain: plan.codes.area(named: text)
            case .file, .written: translated(text, column)
            }
        return code.flatMap { plan.areas[$0] }
    }

    /// The reason for the rejection of a text.
    private func reason(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int) -> String {
        guard case .coded(let slot) = plan.columns[column], text(bytes) != nil else { return notUTF8 }
        switch slot {
        case .period(let part): return "not a \(part.rawValue)"
        case .reporter: return "not the reporter"
        default: break
        }
        guard case .dimension(let name, let codes, _, _, _) = plan.description.columns[column].role else { return "" }
        return switch codes {
        case .list(let scheme): "unknown \(name) in the code list \(scheme.rawValue)"
        case .file(let file): "unknown \(name) in \(file)"
        case .written: "unknown \(name) in the codes of the description"
        case .plain: "unknown \(name)"
        }
    }
}

/// The name of a column in a description, in which `{year}`, `{quarter}` or `{month}` is a part of the period.
struct ColumnName {
    struct Parts {
        var year: Int?
        var quarter: Int?
        var month: Int?
    }

    private let name: String

    init(_ name: String) { self.name = name }

    private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

    /// The parts of the period in the name of a column; nil if the names differ otherwise.
    func parts(of column: String) -> Parts? {
        guard name.utf8.contains(UInt8(ascii: "{")) else { return nil }
        var (pattern, text) = (name.utf8[...], column.utf8[...])
        var parts = Parts()
        while let first = pattern.first {
            if first == UInt8(ascii: "{"), pattern.starts(with: "{year}".utf8) {
                guard let year = Int(Substring(text.prefix(4))), (1000...9999).contains(year) else { return nil }
                parts.year = year
                (pattern, text) = (pattern.dropFirst(6), text.dropFirst(4))
            } else if first == UInt8(ascii: "{"), pattern.starts(with: "{quarter}".utf8) {
                guard let quarter = Int(Substring(text.prefix(1))), 1...4 ~= quarter else { return nil }
                parts.quarter = quarter
                (pattern, text) = (pattern.dropFirst(9), text.dropFirst())
            } else if first == UInt8(ascii: "{"), pattern.starts(with: "{month}".utf8) {
                pattern = pattern.dropFirst(7)
                let digits = text.prefix(2).prefix { 0x30...0x39 ~= $0 }
                if let month = Int(Substring(digits)), 1...12 ~= month {
                    parts.month = month
                    text = text.dropFirst(digits.count)
                } else if let month = ColumnName.months.firstIndex(of: String(Substring(text.prefix(3))).uppercased()) {
                    parts.month = month + 1
                    text = text.dropFirst(3)
                } else {
                    return nil
                }
            } else {
                guard text.first == first else { return nil }
                (pattern, text) = (pattern.dropFirst(), text.dropFirst())
            }
        }
        return text.isEmpty ? parts : nil
    }
}

/// The texts of periods in files.
private enum PeriodText {
    /// A year, quarter or month as a number, or the raw value of a period; nil for any other text.
    static func number(_ text: String, _ part: ColumnDescription.PeriodPart) -> UInt32? {
        switch part {
        case .year: return UInt32(text).flatMap { 1000...9999 ~= $0 ? $0 : nil }
        case .quarter:
            let digits = text.uppercased().hasPrefix("Q") ? text.dropFirst() : text[...]
            return UInt32(digits).flatMap { 1...4 ~= $0 ? $0 : nil }
        case .month: return UInt32(text).flatMap { 1...12 ~= $0 ? $0 : nil }
        case .period:
            if let period = Period(text) { return period.rawValue }
            // `202407`, as Comtrade writes months.
            guard text.utf8.count == 6, let number = Int(text) else { return nil }
            return Period(year: number / 100, month: number % 100)?.rawValue
        }
    }
}
