// A first `dataset.json` for a file, from its header and first rows. A person completes it: source, basis, and the meaning of
// columns whose names are unknown.

import Arithmetic

public struct DescriptionDraft {
    /// The text of the description.
    public let json: String
    /// Instructions to a person who completes the description, one sentence each.
    public let notes: [String]

    /// The number of records that are read.
    private static let sampleSize = 5_000

    /// - Throws: a `DataError` for a file that cannot be read or holds no amounts.
    public init(_ file: DataFile, codes: CodeLists) throws(DataError) {
        let delimiter = try DescriptionDraft.delimiter(file)
        let (columns, encoding) = try DescriptionDraft.columns(file, delimiter)
        var roles = ColumnRoles(codes)
        for column in columns { roles.add(column) }
        guard roles.completeValues() else {
            throw DataError(file.name, nil, "no column holds amounts; a file set needs a column of values")
        }
        var members: [(name: String, value: String)] = [
            ("id", DescriptionDraft.quoted(DescriptionDraft.id(file.name))),
            ("files", DescriptionDraft.quoted(file.name)),
            ("source", "{\"id\": \"\", \"title\": \"\", \"publisher\": \"\", \"released\": \"\", \"citation\": \"\"}"),
            ("basis", "{\"id\": \"\", \"name\": \"\", \"description\": \"\"}"),
        ]
        if encoding == .latin1 { members.append(("encoding", "\"latin-1\"")) }
        if delimiter != UInt8(ascii: ",") {
            members.append(("delimiter", delimiter == 0x09 ? "\"\\t\"" : "\"\(Character(UnicodeScalar(delimiter)))\""))
        }
        let described = roles.columns.map { "        \(DescriptionDraft.quoted($0.name)): \($0.json)" }
        json = """
            {
              "embedded_data": "extend",
              "sets": [
                {
            \(members.map { "      \"\($0.name)\": \($0.value)" }.joined(separator: ",\n")),
                  "columns": {
            \(described.joined(separator: ",\n"))
                  }
                }
              ]
            }

            """
        notes =
            ["Complete 'source' (released: a date such as 2024-03-08) and 'basis', or name known ones by their ids."]
            + roles.notes
            + [
                "Rows that agree in all dimensions are refused; declare \"duplicates\": \"sum\" to add them up."
            ]
    }

    fileprivate static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// The name without folder and endings, in letters, digits and hyphens.
    private static func id(_ name: String) -> String {
        var name = name.split(separator: "/").last.map(String.init) ?? name
        for ending in [".gz", ".csv", ".tsv", ".txt"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        let bytes = name.lowercased().utf8.map { byte -> UInt8 in
            0x61...0x7a ~= byte || 0x30...0x39 ~= byte ? byte : UInt8(ascii: "-")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The delimiter that divides the header into most fields.
    private static func delimiter(_ file: DataFile) throws(DataError) -> UInt8 {
        var best = (delimiter: UInt8(ascii: ","), count: 0)
        for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
            var scanner = try RecordScanner(file, delimiter: delimiter)
            guard try scanner.next() else { throw DataError(file.name, nil, "the file is empty") }
            if scanner.fieldCount > best.count { best = (delimiter, scanner.fieldCount) }
        }
        return best.delimiter
    }

    private static func columns(
        _ file: DataFile, _ delimiter: UInt8
    ) throws(DataError) -> ([SampleColumn], SetDescription.Encoding) {
        var scanner = try RecordScanner(file, delimiter: delimiter)
        var columns: [SampleColumn] = []
        var encoding = SetDescription.Encoding.utf8
        func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            encoding = .latin1
            return String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
        }
        var count = 0
        while count <= sampleSize, try scanner.next() {
            for index in 0..<scanner.fieldCount {
                let field = text(scanner.fields[index])
                if count == 0 {
                    columns.append(SampleColumn(name: field))
                } else if index < columns.count {
                    columns[index].add(field)
                }
            }
            count += 1
        }
        return (columns, encoding)
    }
}

/// A column with the distinct texts of the first rows.
private struct SampleColumn {
    let name: String
    private(set) var values: Set<String> = []
    /// The number of fields that are not blank, and of those that are numbers.
    private(set) var filledCount = 0
    private(set) var numberCount = 0

    init(name: String) { self.name = name }

    mutating func add(_ text: String) {
        guard text.utf8.contains(where: { $0 != 0x20 }) else { return }
        filledCount += 1
        values.insert(text)
        let bytes = Array(text.utf8)
        if bytes.withUnsafeBufferPointer({ if case .amount = FieldAmount.parse($0) { true } else { false } }) {
            numberCount += 1
        }
    }

    var isNumeric: Bool { filledCount > 0 && numberCount == filledCount }

    /// The name in lower case, as words.
    var words: [String] {
        var words: [String] = []
        var word = ""
        var before: Character = " "
        for character in name {
            let startsWord = character.isUppercase && before.isLowercase
            if startsWord || !(character.isLetter || character.isNumber) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if character.isLetter || character.isNumber { word += character.lowercased() }
            before = character
        }
        return word.isEmpty ? words : words + [word]
    }

    func all(_ passes: (String) -> Bool) -> Bool { !values.isEmpty && values.allSatisfy(passes) }

    /// Whether most texts pass; files also list totals and special series.
    func most(_ passes: (String) -> Bool) -> Bool {
        values.count { passes($0) } * 10 >= values.count * 7 && !values.isEmpty
    }
}

/// The probable meanings of the columns of a file.
private struct ColumnRoles {
    private let codes: CodeLists
    private(set) var columns: [(name: String, json: String)] = []
    private(set) var notes: [String] = []
    /// Roles that one column at most can have.
    private var taken: Set<String> = []
    private var valueCount = 0
    /// Numeric columns without a role.
    private var numbers: [(index: Int, name: String)] = []

    init(_ codes: CodeLists) { self.codes = codes }

    mutating func add(_ column: SampleColumn) {
        // Of twelve columns `exports_01` … one declaration is made.
        guard !isWide(column) else { return }
        columns.append((column.name, role(column) ?? "\"ignored\""))
    }

    /// Makes the only numeric column without a role the value, if no other column has that role.
    /// - Returns: whether there is a column of values.
    mutating func completeValues() -> Bool {
        if valueCount == 0, let number = numbers.last {
            columns[number.index].json = "{\"measure\": \"value\"}"
            notes.append("The column '\(number.name)' is taken for the amount in US dollars; check it, and 'unit'.")
            valueCount = 1
        }
        if !taken.contains("partner"), !taken.contains("exporter") {
            notes.append("No column was recognised as the partner; declare one, or name it in 'constants'.")
        }
        if !taken.contains("flow"), !taken.contains("exporter"), !hasFlows {
            notes.append("No column was recognised as the flow; declare one, or name it in 'constants'.")
        }
        if !taken.contains("year"), !taken.contains("period") {
            notes.append("No column was recognised as the year; declare one with \"period\".")
        }
        return valueCount > 0
    }

    private var hasFlows = false

    private mutating func take(_ role: String) -> Bool { taken.insert(role).inserted }

    private mutating func role(_ column: SampleColumn) -> String? {
        let words = column.words
        func has(_ names: String...) -> Bool { words.contains { names.contains($0) } }
        func mentions(_ parts: String...) -> Bool { words.contains { word in parts.contains { word.contains($0) } } }
        guard column.filledCount > 0 else { return nil }
        let isLabel = has("desc", "description", "name", "label", "text") || words.last?.hasSuffix("desc") == true
        if let period = period(column, words) { return period }
        if has("exporter"), let codes = areaCodes(column), take("exporter") {
            return "{\"dimension\": \"exporter\"\(codes)}"
        }
        if has("importer"), let codes = areaCodes(column), take("importer") {
            return "{\"dimension\": \"importer\"\(codes)}"
        }
        if mentions("flow", "trdtype", "direction", "impexp"), let codes = flowCodes(column), take("flow") {
            return "{\"dimension\": \"flow\"\(codes)}"
        }
        if mentions("reporter"), !isLabel, let codes = areaCodes(column), take("reporter") {
            return "{\"dimension\": \"reporter\"\(codes)}"
        }
        if mentions("partner", "country", "cty", "ctry", "iso", "nation"), let codes = areaCodes(column) {
            return take("partner") ? "{\"dimension\": \"partner\"\(codes)}" : nil
        }
        if mentions("hs", "commodity", "cmd", "product", "naics", "sitc", "chapter"), !isLabel,
            !mentions("weight", "wgt"), take("category")
        {
            let lengths = Set(column.values.map(\.utf8.count))
            let isDigits = column.most { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
            let scheme = mentions("naics") ? "naics" : mentions("sitc") ? "sitc" : "hs"
            let digits = isDigits && lengths.count == 1 ? lengths.first.map(String.init) ?? "" : ""
            notes.append(
                "Check the classification of the column '\(column.name)', and name the text of totals in 'total'.")
            return "{\"dimension\": \"category\", \"classification\": \"\(scheme)\(digits)\"}"
        }
        if isLabel { return nil }
        if column.isNumeric, let measure = measure(column, words) { return measure }
        return further(column, words)
    }

    private mutating func period(_ column: SampleColumn, _ words: [String]) -> String? {
        func number(_ range: ClosedRange<Int>) -> Bool { column.all { Int($0).map(range.contains) ?? false } }
        if words.contains("year") || words.contains("yr") || words == ["t"], number(1800...2200) {
            return take("year") ? "{\"period\": \"year\"}" : nil
        }
        if words.contains("month") || words.contains("mon"), number(1...12) {
            return take("month") ? "{\"period\": \"month\"}" : nil
        }
        if words.contains("quarter") || words.contains("qtr"),
            column.all({ ["1", "2", "3", "4", "Q1", "Q2", "Q3", "Q4"].contains($0.uppercased()) })
        {
            return take("quarter") ? "{\"period\": \"quarter\"}" : nil
        }
        if words.contains("period") || words.contains("date") || words.contains("time"),
            column.all({ Period($0) != nil || $0.utf8.count == 6 && Int($0) != nil })
        {
            return take("period") ? "{\"period\": \"period\"}" : nil
        }
        return nil
    }

    /// Declares the columns of a flow by month, `exports_01` or `IJAN`; false for any other column.
    private mutating func isWide(_ column: SampleColumn) -> Bool {
        guard column.isNumeric else { return false }
        for (prefix, flow) in [
            ("exports_", "exports"), ("imports_", "imports"), ("E", "exports"), ("I", "imports"), ("X", "exports"),
            ("M", "imports"),
        ] where column.name.hasPrefix(prefix) {
            let pattern = prefix + "{month}"
            guard ColumnName(pattern).parts(of: column.name) != nil else { continue }
            if !columns.contains(where: { $0.name == pattern }) {
                columns.append((pattern, "{\"measure\": \"value\", \"flow\": \"\(flow)\"}"))
            }
            valueCount += 1
            hasFlows = true
            return true
        }
        return false
    }

    private mutating func measure(_ column: SampleColumn, _ words: [String]) -> String? {
        let name = column.name.lowercased()
        for (word, flow) in [("export", "exports"), ("import", "imports")] where name.contains(word) {
            valueCount += 1
            hasFlows = true
            return "{\"measure\": \"value\", \"flow\": \"\(flow)\"}"
        }
        if ["wgt", "weight", "kg"].contains(where: name.contains) || name.hasSuffix("wt") {
            return take("weight") ? "{\"measure\": \"weight\", \"unit\": \"kg\"}" : nil
        }
        if name.contains("value") || ["v", "amount", "usd", "trade"].contains(name), take("value") {
            valueCount += 1
            return "{\"measure\": \"value\"}"
        }
        if ["deficit", "balance", "charge", "total", "qty", "quantity"].contains(where: name.contains) {
            notes.append("The column '\(column.name)' is ignored; it may be a further measure with a unit.")
            return "\"ignored\""
        }
        return nil
    }

    private mutating func further(_ column: SampleColumn, _ words: [String]) -> String? {
        // Numbers with a point or many digits are amounts.
        let isAmount = column.isNumeric && column.values.contains { $0.contains(".") || $0.utf8.count > 6 }
        let isCode = !isAmount && column.values.count <= 300 && column.all { $0.utf8.count <= 12 }
        guard isCode else {
            if column.isNumeric { numbers.append((columns.count, column.name)) }
            notes.append("The column '\(column.name)' is ignored; declare it if it is a dimension or a measure.")
            return nil
        }
        var name = words.joined(separator: "_")
        if name.utf8.first.map({ 0x61...0x7a ~= $0 }) != true || !name.utf8.allSatisfy({ $0 < 0x80 })
            || DatasetDetail.reservedNames.contains(name)
        {
            name = "column_\(columns.count + 1)"
        }
        notes.append(
            "The column '\(column.name)' is proposed as the further dimension '\(name)'; or declare it \"ignored\".")
        return "{\"dimension\": \"\(name)\", \"label\": \(DescriptionDraft.quoted(column.name))}"
    }

    /// The member `codes` of partners; nil if the texts are not partners.
    private func areaCodes(_ column: SampleColumn) -> String? {
        for scheme in [CodeScheme.iso3, .census, .comtrade, .iso2]
        where column.most({ SetPlan.area(scheme, $0, codes) != nil }) {
            return ", \"codes\": \"\(scheme.rawValue)\""
        }
        return column.most { codes.area(named: $0) != nil } ? "" : nil
    }

    /// The member `codes` of flows; nil if the texts are not flows.
    private func flowCodes(_ column: SampleColumn) -> String? {
        if column.all({ ["exports", "imports"].contains($0) }) { return "" }
        // The first rows may have one flow only.
        let pairs = [
            ("1", "2"), ("X", "M"), ("E", "I"), ("Export", "Import"), ("Exports", "Imports"), ("export", "import"),
        ]
        guard let pair = pairs.first(where: { column.values.contains($0.0) || column.values.contains($0.1) }) else {
            return nil
        }
        let isComplete = column.values.isSubset(of: [pair.0, pair.1])
        return ", \"codes\": {\"\(pair.0)\": \"exports\", \"\(pair.1)\": \"imports\"}"
            + (isComplete ? "" : ", \"only\": [\"\(pair.0)\", \"\(pair.1)\"]")
    }
}
