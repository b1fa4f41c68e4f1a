// `dataset.json`: the description of the file sets of a data folder. Resources/schemas/dataset.schema.json is its JSON Schema.

/// The file sets of a folder.
struct DatasetDescription: Sendable {
    static let fileName = "dataset.json"

    /// Whether the file sets extend the embedded data; otherwise they replace it.
    let extendsEmbedded: Bool
    let sets: [SetDescription]

    init(_ file: DataFile) throws(DataError) {
        var object = try JSONObject(try JSONValue.parse(file), "the description", file.name)
        enum Base: String, CaseIterable, Sendable { case extend, replace }
        let base: Base? = try object.choice("embedded_data")
        extendsEmbedded = base != .replace
        guard let sets = object.value("sets"), case .list(let list) = sets.content, !list.isEmpty else {
            throw object.error("the description must have a list 'sets' with at least one file set")
        }
        _ = object.value("$schema")
        var all: [SetDescription] = []
        for value in list {
            let set = try SetDescription(value, file.name)
            guard !all.contains(where: { $0.id == set.id }) else {
                throw object.error("duplicate file set '\(set.id)'", line: value.line)
            }
            all.append(set)
        }
        self.sets = all
        try object.finish()
    }
}

/// Files with the same columns, from one release.
struct SetDescription: Sendable {
    let id: String
    /// The line of the description.
    let line: Int
    /// The name of the description.
    let file: String
    /// Names of files below the folder; `*` matches any characters except `/`, `?` matches one.
    let patterns: [String]
    let source: Reference<SourceDescription>
    let basis: Reference<BasisDescription>
    /// Dimensions that all rows share.
    let constants: [(dimension: String, text: String)]
    let unit: MoneyUnit
    let precision: Precision
    let columns: [ColumnDescription]
    let duplicates: SegmentBuilder.Duplicates
    let blanks: Blanks
    /// Whether a series without a row in a month of the files has the value 0 there.
    let absentIsZero: Bool
    let encoding: Encoding
    /// One ASCII byte.
    let delimiter: UInt8
    /// Whether amounts with cents are rounded to dollars, half to even.
    let roundsCents: Bool
    /// Whether totals over the categories are summed.
    let sumsCategories: Bool
    /// A release that published the same figures for periods in which this one lists none.
    let inherited: (source: String, periods: PeriodRange)?

    enum Blanks: String, CaseIterable, Sendable { case missing, zero }
    enum Encoding: String, CaseIterable, Sendable {
        case utf8 = "utf-8"
        case latin1 = "latin-1"
    }

    /// The id of a known source or basis, or a new one.
    enum Reference<New: Sendable>: Sendable {
        case known(String)
        case new(New)
    }

    struct SourceDescription: Sendable {
        let id, title, publisher, released, citation: String
    }

    struct BasisDescription: Sendable {
        let id, name, description: String
    }

    enum Precision: Sendable {
        /// To the last digit of the file, at most to the dollar.
        case printed
        /// To a power of ten of US dollars.
        case power(Int)
        /// By the rules of a file.
        case rules(String)
    }

    init(_ value: JSONValue, _ file: String) throws(DataError) {
        var object = try JSONObject(value, "a file set", file)
        self.file = file
        line = value.line
        id = try object.required("id")
        guard id.utf8.allSatisfy({ 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }) else {
            throw object.error("the id '\(id)' of a file set may hold lower-case letters, digits and hyphens only")
        }
        patterns = try object.texts("files")
        guard !patterns.isEmpty else { throw object.error("the file set '\(id)' has no 'files'") }
        source = try SetDescription.source(&object)
        basis = try SetDescription.basis(&object)
        var constants: [(dimension: String, text: String)] = []
        if let value = object.value("constants") {
            let texts = try JSONObject(value, "'constants'", file)
            for (name, value) in texts.members {
                guard case .text(let text) = value.content else {
                    throw texts.error("the constant '\(name)' must be a text in quotes", line: value.line)
                }
                constants.append((name, text))
            }
        }
        self.constants = constants
        let unit = try object.text("unit") ?? MoneyUnit.usd.label
        guard let known = MoneyUnit(label: unit) else {
            let all = MoneyUnit.allCases.map(\.label).joined(separator: ", ")
            throw object.error("unknown unit of money '\(unit)'; known: \(all)")
        }
        self.unit = known
        precision = try SetDescription.precision(&object)
        duplicates = try object.choice("duplicates") ?? .refuse
        guard duplicates != .keep else { throw object.error("'duplicates' must be refuse, sum or last") }
        blanks = try object.choice("blanks") ?? .missing
        let absent: Blanks? = try object.choice("absent")
        absentIsZero = absent == .zero
        encoding = try object.choice("encoding") ?? .utf8
        let delimiter = try object.text("delimiter") ?? ","
        guard [",", ";", "\t", "|"].contains(delimiter), let byte = delimiter.utf8.first else {
            throw object.error("the delimiter '\(delimiter)' must be a comma, a semicolon, a tab or '|'")
        }
        self.delimiter = byte
        enum Cents: String, CaseIterable, Sendable { case refuse, round }
        let cents: Cents? = try object.choice("cents")
        roundsCents = cents == .round
        enum Totals: String, CaseIterable, Sendable { case sum, none }
        let totals: Totals? = try object.choice("category_totals")
        sumsCategories = totals == .sum
        inherited = try SetDescription.inherited(&object)
        guard let columns = object.value("columns") else { throw object.error("the file set '\(id)' has no 'columns'") }
        self.columns = try JSONObject(columns, "'columns'", file).members.map { member throws(DataError) in
            try ColumnDescription(member.name, member.value, file)
        }
        try object.finish()
    }

    private static func source(_ object: inout JSONObject) throws(DataError) -> Reference<SourceDescription> {
        guard let value = object.value("source") else { throw object.error("a file set has no 'source'") }
        if case .text(let id) = value.content { return .known(id) }
        var source = try JSONObject(value, "'source'", object.file)
        let new = SourceDescription(
            id: try source.required("id"), title: try source.required("title"),
            publisher: try source.text("publisher") ?? "", released: try source.required("released"),
            citation: try source.required("citation"))
        guard SourceRelease(source: new.id, published: new.released).date != nil else {
            throw source.error("'released' must be a date such as 2024-03-08, 2024-03 or 2024, not '\(new.released)'")
        }
        try source.finish()
        return .new(new)
    }

    private static func basis(_ object: inout JSONObject) throws(DataError) -> Reference<BasisDescription> {
        guard let value = object.value("basis") else { throw object.error("a file set has no 'basis'") }
        if case .text(let id) = value.content { return .known(id) }
        var basis = try JSONObject(value, "'basis'", object.file)
        let new = BasisDescription(
            id: try basis.required("id"), name: try basis.required("name"),
            description: try basis.required("description"))
        try basis.finish()
        return .new(new)
    }

    private static func precision(_ object: inout JSONObject) throws(DataError) -> Precision {
        guard let text = try object.text("precision") else { return .printed }
        if text.hasSuffix(".csv") { return .rules(text) }
        guard text.utf8.first == UInt8(ascii: "1"), text.utf8.dropFirst().allSatisfy({ $0 == 0x30 }), text.count <= 13
        else {
            throw object.error(
                "the precision '\(text)' must be a power of ten of US dollars such as 100000, or the name of a .csv file"
            )
        }
        return .power(text.count - 1)
    }

    private static func inherited(_ object: inout JSONObject) throws(DataError) -> (String, PeriodRange)? {
        guard let value = object.value("inherits") else { return nil }
        var inherits = try JSONObject(value, "'inherits'", object.file)
        let source = try inherits.required("source")
        let periods = try inherits.required("periods")
        guard let range = PeriodRange(periods) else {
            throw inherits.error("'\(periods)' is not a range of periods such as 2013-01..2022-12")
        }
        try inherits.finish()
        return (source, range)
    }

    /// Whether a file belongs to the set.
    func includes(_ name: String) -> Bool { patterns.contains { Pattern($0).matches(name) } }
}

/// A column of the files of a set.
struct ColumnDescription: Sendable {
    /// As in the header; `{year}`, `{quarter}` or `{month}` is a part of the period.
    let name: String
    let line: Int
    let role: Role
    /// Rows are skipped if the field matches one of these patterns, such as `00*`.
    let skipped: [String]
    /// Rows are skipped if the field matches none of these patterns; empty for no condition.
    let only: [String]

    enum Role: Sendable {
        case ignored
        case dimension(String, codes: Codes, label: String?, classification: String?, total: String?)
        case period(PeriodPart)
        /// Money; a wide column says its flow and its part of the period.
        case value(flow: String?)
        /// A further measure with its unit.
        case measure(String, unit: String)
    }

    enum PeriodPart: String, CaseIterable, Sendable { case year, quarter, month, period }

    /// The meaning of the texts of a dimension.
    enum Codes: Sendable {
        /// The texts are the codes.
        case plain
        case list(CodeScheme)
        /// A CSV file with columns `code` and `value`, and optionally `label`.
        case file(String)
        case written([(code: String, value: String)])
    }

    init(_ name: String, _ value: JSONValue, _ file: String) throws(DataError) {
        self.name = name
        line = value.line
        if case .text("ignored") = value.content {
            (role, skipped, only) = (.ignored, [], [])
            return
        }
        var object = try JSONObject(value, "the column '\(name)'", file)
        skipped = try object.texts("skip")
        only = try object.texts("only")
        if let dimension = try object.text("dimension") {
            role = .dimension(
                dimension, codes: try ColumnDescription.codes(&object), label: try object.text("label"),
                classification: try object.text("classification"), total: try object.text("total"))
        } else if object.value("period") != nil, let part: PeriodPart = try object.choice("period") {
            role = .period(part)
        } else if let measure = try object.text("measure") {
            if measure == "value" {
                role = .value(flow: try object.text("flow"))
            } else {
                role = .measure(measure, unit: try object.required("unit"))
            }
        } else if case .boolean(true)? = object.value("ignored")?.content {
            role = .ignored
        } else {
            throw object.error(
                "the column '\(name)' must have a 'dimension', a 'period' or a 'measure', or be \"ignored\"")
        }
        try object.finish()
    }

    private static func codes(_ object: inout JSONObject) throws(DataError) -> Codes {
        guard let value = object.value("codes") else { return .plain }
        switch value.content {
        case .text(let text) where text.hasSuffix(".csv"): return .file(text)
        case .text(let text):
            guard let scheme = CodeScheme(rawValue: text) else {
                let known = CodeScheme.allCases.map(\.rawValue).joined(separator: ", ")
                throw object.error(
                    "'\(text)' is not a code list; known: \(known), the name of a .csv file, or an object of codes",
                    line: value.line)
            }
            return .list(scheme)
        default:
            let written = try JSONObject(value, "'codes'", object.file)
            return .written(
                try written.members.map { member throws(DataError) in
                    guard case .text(let text) = member.value.content else {
                        throw written.error(
                            "the code '\(member.name)' must have a text in quotes", line: member.value.line)
                    }
                    return (member.name, text)
                })
        }
    }
}

/// Code lists of partners that the dataset translates.
enum CodeScheme: String, CaseIterable, Sendable {
    case iso3, iso2, m49, comtrade, census
}

/// A text with `*` for any characters except `/` and `?` for one of them.
struct Pattern: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    func matches(_ text: String) -> Bool { matches(bytes[...], Array(text.utf8)[...]) }

    private func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case UInt8(ascii: "*"):
            var rest = text
            while true {
                if matches(pattern.dropFirst(), rest) { return true }
                guard let byte = rest.first, byte != UInt8(ascii: "/") else { return false }
                rest = rest.dropFirst()
            }
        case UInt8(ascii: "?"):
            guard let byte = text.first, byte != UInt8(ascii: "/") else { return false }
            return matches(pattern.dropFirst(), text.dropFirst())
        default: return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
        }
    }
}
