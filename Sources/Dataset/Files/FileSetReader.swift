// Reads files of one file set into a segment builder. Each thread has a reader.

import Arithmetic

struct FileSetReader {
    private let plan: SetPlan
    private let part: ColumnPart
    private(set) var builder: SegmentBuilder
    private(set) var report: LoadReport
    /// By column of the description.
    private var tables: [CodeTable]
    private var periods = PeriodCodes()
    /// The codes of exports and imports; empty unless rows name an exporter and an importer.
    private let flowCodes: [UInt32]
    private let reporter: UInt32
    /// Whether rows name an exporter and an importer.
    private let isPair: Bool
    private let chunk: FigureChunk
    private let unitExponent: Int
    private let furtherCount: Int

    /// The precision of figures that no rule file gives.
    private enum PlainPrecision {
        /// The precision of the last digit.
        case printed
        case power(Int)
        case rules
    }

    private let plainPrecision: PlainPrecision
    /// The rules of precision for the partner of the last figure, by flow.
    private var rulesByFlow: [[PrecisionRules.Rule]] = []
    private var rulesPartner: Int32 = -1

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

    /// The columns of a file.
    private struct Binding {
        var names: [String] = []
        /// Index of the field, of the column of the description, and the slot.
        var coded: [(field: Int, column: Int, slot: SetPlan.Slot)] = []
        var values: [ValueColumn] = []
        var measures: [(field: Int, measure: Int)] = []
    }

    /// The coded fields of a row. Codes of the builder, except for exporter and importer (ids of areas) and the parts of the period.
    private struct Row {
        var partner: Int32 = 0
        var type: Int32 = 0
        var category: Int32 = 0
        var flow: Int32 = 0
        var exporter: Int32 = 0
        var importer: Int32 = 0
        var year: Int32 = 0
        var quarter: Int32 = 0
        var month: Int32 = 0
        var period: Int32 = 0
        var further: InlineArray<8, Int32> = .init(repeating: 0)
    }

    /// The coded fields of the current record.
    private var row = Row()

    init(_ plan: SetPlan, _ part: ColumnPart) {
        self.plan = plan
        self.part = part
        report = LoadReport(set: plan.description.id)
        tables = [CodeTable](repeating: CodeTable(), count: plan.columns.count)
        builder = SegmentBuilder(furtherDimensions: plan.further.count, measures: 1 + plan.measures.count)
        func constant(_ slot: SetPlan.Slot) -> UInt32? { plan.constants.first { $0.slot == slot }?.id }
        func isCoded(_ slot: SetPlan.Slot) -> Bool {
            plan.columns.contains { if case .coded(slot) = $0 { true } else { false } }
        }
        isPair = isCoded(.exporter)
        unitExponent = plan.description.unit.exponent
        furtherCount = plan.further.count
        plainPrecision =
            switch plan.description.precision {
            case .printed: .printed
            case .power(let exponent): .power(exponent)
            case .rules: .rules
            }
        chunk = FigureChunk(dimensions: Dimension.count + plan.further.count, measures: 1 + plan.measures.count)
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
    }

    /// The builder with all rows. Consumes the reader.
    consuming func takeBuilder() -> SegmentBuilder { builder }

    // MARK: files

    /// - Parameter number: of the file in the dataset.
    mutating func read(_ file: DataFile, number: Int) throws(DataError) {
        var scanner = try RecordScanner(file, delimiter: plan.description.delimiter)
        guard try scanner.next() else {
            throw DataError(file.name, nil, "the file is empty; its first line must name the columns")
        }
        var header: [String] = []
        for index in 0..<scanner.fieldCount {
            guard let name = scanner.withField(index, { self.text($0) }) else {
                throw DataError(file.name, 1, notUTF8)
            }
            header.append(name)
        }
        let binding = try bind(header, file.name)
        while try scanner.next() {
            if part.reportsRecords { report.recordCount += 1 }
            guard scanner.fieldCount == header.count else {
                if part.reportsRecords {
                    report.reject(
                        file.name, scanner.recordLine, "", "\(scanner.fieldCount) fields",
                        "the number of fields differs from the header")
                }
                continue
            }
            guard decode(binding, scanner, file.name) else { continue }
            for column in binding.values {
                append(column, binding, scanner, file.name)
                if chunk.isFull { flush(number) }
            }
        }
        flush(number)
        guard part.reportsRecords else { return }
        report.files.append(file.name)
        report.checksums.append("\(file.name) \(scanner.checksum.crc) \(scanner.checksum.count)")
    }

    /// Gives the figures of the chunk to the builder.
    private mutating func flush(_ file: Int) {
        builder.append(chunk, file: file)
        chunk.removeAll()
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
        var used: Set<Int> = []
        var values: [(field: Int, flow: Measure?, parts: ColumnName.Parts?)] = []
        for (field, name) in header.enumerated() {
            guard !name.isEmpty else { throw DataError(file, 1, "column \(field + 1) has no name") }
            guard header.firstIndex(of: name) == field else { throw DataError(file, 1, "duplicate column '\(name)'") }
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
            case .coded(let slot): binding.coded.append((field, column, slot))
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
        for (field, flow, parts) in part.columns(values) {
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
    private mutating func decode(_ binding: Binding, _ scanner: borrowing RecordScanner, _ file: String) -> Bool {
        for (field, column, slot) in binding.coded {
            let value = scanner.withField(field) { bytes in
                if let known = tables[column].value(bytes) { return known }
                let value = resolve(bytes, column, slot)
                tables[column].add(bytes, value)
                return value
            }
            if value < 0 {
                guard part.reportsRecords else { return false }
                let name = binding.names[field]
                if value == CodeTable.skipped {
                    report.skippedCounts[name, default: 0] += 1
                } else {
                    let (text, reason) = scanner.withField(field) { bytes in
                        (self.text(bytes) ?? String(decoding: bytes, as: UTF8.self), self.reason(bytes, column, slot))
                    }
                    report.reject(file, scanner.recordLine, name, text, reason)
                }
                return false
            }
            switch slot {
            case .partner: row.partner = value
            case .type: row.type = value
            case .category: row.category = value
            case .flow: row.flow = value
            case .exporter: row.exporter = value
            case .importer: row.importer = value
            case .period(.year): row.year = value
            case .period(.quarter): row.quarter = value
            case .period(.month): row.month = value
            case .period(.period): row.period = value
            case .further(let index): row.further[index] = value
            case .reporter, .condition: break
            }
        }
        return true
    }

    private mutating func append(
        _ column: ValueColumn, _ binding: Binding, _ scanner: borrowing RecordScanner, _ file: String
    ) {
        func reject(_ field: Int, _ reason: String) {
            report.reject(file, scanner.recordLine, binding.names[field], scanner.text(field), reason)
        }
        let amount: FieldAmount
        switch scanner.withField(column.field, { FieldAmount.parse($0) }) {
        case .blank where plan.description.blanks == .missing:
            report.missingCount += 1
            return
        case .blank: amount = FieldAmount(mantissa: 0, decimals: 0)
        case .invalid:
            return reject(column.field, "not a decimal number")
        case .tooLarge: return reject(column.field, "more than 18 digits")
        case .amount(let value): amount = value
        }
        let dollars: Int64
        switch amount.scaled(to: unitExponent, rounds: plan.description.roundsCents) {
        case .exact(let value): dollars = value
        case .rounded(let value):
            dollars = value
            report.roundedCount += 1
        case .tooPrecise:
            return reject(
                column.field,
                "more decimals than a whole US dollar; declare \"cents\": \"round\" to round")
        case .tooLarge: return reject(column.field, "exceeds 9.2 × 10^18 US dollars")
        }
        guard let period = period(column) else {
            return reject(column.field, "the row and its column give no valid period")
        }
        var partner = row.partner
        var flow = row.flow
        if isPair {
            let isExport = UInt32(row.exporter) == reporter
            guard isExport || UInt32(row.importer) == reporter else {
                report.skippedCounts["exporter and importer", default: 0] += 1
                return
            }
            partner = Int32(builder[.partner].code(UInt32(isExport ? row.importer : row.exporter)))
            flow = Int32(flowCodes[isExport ? 0 : 1])
        } else if column.flow >= 0 {
            flow = column.flow
        }
        for (field, measure) in binding.measures {
            switch scanner.withField(field, { FieldAmount.parse($0) }) {
            case .blank: chunk.setValue(1 + measure, 0)
            case .invalid: return reject(field, "not a decimal number")
            case .tooLarge: return reject(field, "more than 18 digits")
            case .amount(let amount):
                guard case .exact(let value) = amount.scaled(to: 0, rounds: false) else {
                    return reject(field, "not a whole number within 9.2 × 10^18")
                }
                chunk.setValue(1 + measure, value)
            }
        }
        let periodCode = periods.code(period, &builder)
        let precision =
            switch plainPrecision {
            case .printed: max(0, unitExponent - amount.decimals)
            case .power(let exponent): exponent
            case .rules: rulePrecision(partner, flow, period)
            }
        // The builder takes no codes of constants.
        chunk.set(Dimension.partner.rawValue, UInt32(partner))
        chunk.set(Dimension.type.rawValue, UInt32(row.type))
        chunk.set(Dimension.category.rawValue, UInt32(row.category))
        chunk.set(Dimension.flow.rawValue, UInt32(flow))
        chunk.set(Dimension.period.rawValue, periodCode)
        for index in 0..<furtherCount { chunk.set(Dimension.count + index, UInt32(row.further[index])) }
        chunk.setValue(0, dollars)
        chunk.end(precision: precision, line: scanner.recordLine, column: column.field + 1)
    }

    private mutating func rulePrecision(_ partner: Int32, _ flow: Int32, _ period: Period) -> Int {
        if partner != rulesPartner {
            rulesPartner = partner
            let id = builder[.partner].ids[Int(partner)]
            rulesByFlow = Measure.allCases.map { plan.rules?.rules(partner: id, $0) ?? [] }
        }
        let flowCode = builder.isVarying(Dimension.flow.rawValue) ? Int(flow) : 0
        return rulesByFlow[Int(builder[.flow].ids[flowCode])].exponent(period) ?? 0
    }

    private func period(_ column: ValueColumn) -> Period? {
        if row.period > 0 { return Period(rawValue: UInt32(row.period)) }
        func part(_ named: Int32, _ coded: Int32) -> Int { Int(named > 0 ? named : coded) }
        let year = part(column.year, row.year)
        let (month, quarter) = (part(column.month, row.month), part(column.quarter, row.quarter))
        if month > 0 { return Period(year: year, month: month) }
        if quarter > 0 { return Period(year: year, quarter: quarter) }
        return Period(year: year)
    }

    // MARK: meanings

    /// The value of a text that appears for the first time in a column.
    private mutating func resolve(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int, _ slot: SetPlan.Slot) -> Int32 {
        guard let text = text(bytes) else { return CodeTable.rejected }
        let description = plan.description.columns[column]
        guard !description.skipped.contains(where: { Pattern($0).matches(text) }),
            description.only.isEmpty || description.only.contains(where: { Pattern($0).matches(text) })
        else { return CodeTable.skipped }
        return meaning(text, column, slot).map { Int32($0) } ?? CodeTable.rejected
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
    private func reason(_ bytes: UnsafeBufferPointer<UInt8>, _ column: Int, _ slot: SetPlan.Slot) -> String {
        guard text(bytes) != nil else { return notUTF8 }
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

/// The codes of periods in a builder.
private struct PeriodCodes {
    /// By year and position in the year, the code + 1; 0 for a period without a code. Other years are looked up in the builder.
    private var codes = [UInt32](repeating: 0, count: PeriodCodes.years.count * PeriodCodes.positions)
    private static let years = 1850..<2106
    private static let positions = 32

    mutating func code(_ period: Period, _ builder: inout SegmentBuilder) -> UInt32 {
        guard PeriodCodes.years.contains(period.firstYear), let position = period.position else {
            return builder[.period].code(period.rawValue)
        }
        let index = (period.firstYear - PeriodCodes.years.lowerBound) * PeriodCodes.positions + position
        if codes[index] > 0 { return codes[index] - 1 }
        let code = builder[.period].code(period.rawValue)
        codes[index] = code + 1
        return code
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
        guard name.contains("{") else { return nil }
        var (pattern, text) = (name[...], column[...])
        var parts = Parts()
        while let first = pattern.first {
            if pattern.hasPrefix("{year}") {
                guard let year = Int(text.prefix(4)), (1000...9999).contains(year) else { return nil }
                parts.year = year
                (pattern, text) = (pattern.dropFirst(6), text.dropFirst(4))
            } else if pattern.hasPrefix("{quarter}") {
                guard let quarter = text.first?.wholeNumberValue, 1...4 ~= quarter else { return nil }
                parts.quarter = quarter
                (pattern, text) = (pattern.dropFirst(9), text.dropFirst())
            } else if pattern.hasPrefix("{month}") {
                pattern = pattern.dropFirst(7)
                let digits = text.prefix { $0.isNumber }.prefix(2)
                if let month = Int(digits), 1...12 ~= month {
                    parts.month = month
                    text = text.dropFirst(digits.count)
                } else if let month = ColumnName.months.firstIndex(of: text.prefix(3).uppercased()) {
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
