// A file set's description with its codes resolved, shared by the readers of all its files.

/// A dimension that a file set adds to the dimensions of every figure.
public struct FurtherDimension: Sendable, Equatable {
    /// The name of the parameter and of the column: `us_state`.
    public let name: String
    public let label: String
    /// In alphabetical order of the codes.
    public internal(set) var values: [Value]

    public struct Value: Sendable, Equatable {
        public let code: String
        public let label: String
    }
}

/// A measure in addition to the value in US dollars.
public struct FurtherMeasure: Sendable, Equatable {
    public let name: String
    public let unit: String
}

final class SetPlan: Sendable {
    /// The value of a row that a column gives.
    enum Slot: Equatable {
        case reporter, partner, type, category, flow
        /// For files with trade of many reporters: the flow is exports if the exporter is the reporter, otherwise imports.
        case exporter, importer
        case period(ColumnDescription.PeriodPart)
        /// An index into `further`.
        case further(Int)
        /// No value: the column only selects the rows to skip.
        case condition
    }

    enum Column {
        case ignored
        case coded(Slot)
        case value(flow: Measure?)
        /// An index into `measures`.
        case measure(Int)
    }

    /// Whether a record gives several figures.
    var hasSeveralValueColumns: Bool {
        let values = columns.indices.filter { if case .value = columns[$0] { true } else { false } }
        return values.count > 1 || values.contains { description.columns[$0].name.contains("{") }
    }

    static let maximumFurther = 8
    static let maximumMeasures = 4

    let description: SetDescription
    let areas: AreaIDs
    let codes: CodeLists
    let categories: CodeBook<CategoryIDs.Key>
    let further: [(name: String, label: String, book: CodeBook<String>)]
    let measures: [FurtherMeasure]
    let release: UInt32
    let basis: UInt32
    let rules: PrecisionRules?
    /// By column of the description.
    let columns: [Column]
    /// By column, the values of codes that are written out or in a file.
    let meanings: [[String: String]?]
    /// By column, the labels of values.
    let labels: [[String: String]]
    /// The dimensions that all rows share.
    let constants: [(slot: Slot, id: UInt32)]

    /// - Parameter file: a file of the folder, such as a label file.
    init(
        _ description: SetDescription, _ codes: CodeLists, _ areas: AreaIDs, _ categories: CodeBook<CategoryIDs.Key>,
        release: UInt32, basis: UInt32, source: String, file: (String) -> DataFile?
    ) throws(DataError) {
        self.description = description
        self.codes = codes
        self.areas = areas
        self.categories = categories
        self.release = release
        self.basis = basis
        func named(_ name: String, line: Int) throws(DataError) -> DataFile {
            guard let file = file(name) else {
                throw DataError(description.file, line, "there is no file '\(name)' in the folder")
            }
            return file
        }
        func invalidName(_ kind: String, _ name: String, _ column: ColumnDescription) -> DataError {
            DataError(
                description.file, column.line,
                "the \(kind) '\(name)' must be lower-case letters, digits and underscores, start with a letter, occur once, and "
                    + "be no name of a parameter or field of flows and balances")
        }
        var further: [(name: String, label: String, book: CodeBook<String>)] = []
        var measures: [FurtherMeasure] = []
        var columns: [Column] = []
        var meanings: [[String: String]?] = []
        var labels: [[String: String]] = []
        for column in description.columns {
            var (meaning, label): ([String: String]?, [String: String]) = (nil, [:])
            switch column.role {
            case .ignored:
                columns.append(column.skipped.isEmpty && column.only.isEmpty ? .ignored : .coded(.condition))
            case .period(let part): columns.append(.coded(.period(part)))
            case .value(let text):
                let flow = try text.map { text throws(DataError) in try SetPlan.flow(text, description, column.line) }
                columns.append(.value(flow: flow))
            case .measure(let name, let unit):
                guard SetPlan.isFurtherName(name), !measures.contains(where: { $0.name == name }),
                    !further.contains(where: { $0.name == name })
                else { throw invalidName("measure", name, column) }
                columns.append(.measure(measures.count))
                measures.append(FurtherMeasure(name: name, unit: unit))
            case .dimension(let name, let codes, let dimensionLabel, _, _):
                (meaning, label) = try SetPlan.meaning(codes) { name throws(DataError) in
                    try named(name, line: column.line)
                }
                if let slot = SetPlan.slot(name) {
                    columns.append(.coded(slot))
                } else {
                    guard SetPlan.isFurtherName(name), !further.contains(where: { $0.name == name }),
                        !measures.contains(where: { $0.name == name })
                    else { throw invalidName("dimension", name, column) }
                    columns.append(.coded(.further(further.count)))
                    further.append((name, dimensionLabel ?? name, CodeBook()))
                }
            }
            meanings.append(meaning)
            labels.append(label)
        }
        (self.further, self.measures, self.columns, self.meanings, self.labels) = (
            further, measures, columns, meanings, labels
        )
        let area = { (scheme: CodeScheme, text: String) in SetPlan.area(scheme, text, codes).flatMap { areas[$0] } }
        rules =
            if case .rules(let name) = description.precision {
                try PrecisionRules(try named(name, line: description.line), release: source, area: area)
            } else {
                nil
            }
        guard further.count <= SetPlan.maximumFurther, measures.count <= SetPlan.maximumMeasures else {
            throw DataError(
                description.file, description.line,
                "a file set has at most \(SetPlan.maximumFurther) further dimensions and \(SetPlan.maximumMeasures) further measures"
            )
        }
        constants = try SetPlan.constants(description, areas, categories)
        try checkDimensions()
    }

    private static func isFurtherName(_ name: String) -> Bool {
        !DatasetDetail.reservedNames.contains(name) && name.utf8.first.map { 0x61...0x7a ~= $0 } == true
            && name.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
    }

    static func slot(_ name: String) -> Slot? {
        switch name {
        case "reporter": .reporter
        case "partner": .partner
        case "type": .type
        case "category": .category
        case "flow": .flow
        case "exporter": .exporter
        case "importer": .importer
        default: nil
        }
    }

    private static func flow(_ text: String, _ description: SetDescription, _ line: Int) throws(DataError) -> Measure {
        guard let flow = Measure(rawValue: text), flow == .exports || flow == .imports else {
            throw DataError(description.file, line, "the flow '\(text)' must be exports or imports")
        }
        return flow
    }

    /// Values and labels of codes that are written out or in a file.
    private static func meaning(
        _ codes: ColumnDescription.Codes, _ file: (String) throws(DataError) -> DataFile
    ) throws(DataError) -> (values: [String: String]?, labels: [String: String]) {
        switch codes {
        case .plain, .list: return (nil, [:])
        case .written(let written):
            return (Dictionary(written.map { ($0.code, $0.value) }, uniquingKeysWith: { first, _ in first }), [:])
        case .file(let name):
            let csv = try CSV(try file(name))
            guard csv.header.contains("code"), csv.header.contains("value") || csv.header.contains("label") else {
                throw DataError(name, 1, "a file of codes has the columns 'code' and 'value', 'label' or both")
            }
            var (values, labels): ([String: String], [String: String]) = ([:], [:])
            for record in csv.records {
                let code = try record.required("code")
                let value = record["value"].isEmpty ? code : record["value"]
                guard values.updateValue(value, forKey: code) == nil else {
                    throw record.error("duplicate code '\(code)'")
                }
                labels[value] = record["label"]
            }
            return (values, labels)
        }
    }

    /// The partner of a code in a coding scheme.
    static func area(_ scheme: CodeScheme, _ text: String, _ codes: CodeLists) -> String? {
        switch scheme {
        case .iso3: codes.partner(text)?.code ?? codes.group(text)?.code
        case .iso2: codes.partner(alpha2: text)?.code
        // Leading zeros are often lost in spreadsheets.
        case .m49: codes.partner(m49: padded(text))?.code
        case .comtrade: comtrade[text] ?? codes.partner(m49: padded(text))?.code
        case .census: codes.area(census: text)
        }
    }

    /// Codes of UN Comtrade that are not those of M49; 0 is the world.
    private static let comtrade = [
        "0": "WLD", "251": "FRA", "381": "ITA", "490": "TWN", "579": "NOR", "699": "IND", "757": "CHE", "842": "USA",
    ]

    private static func padded(_ text: String) -> String {
        String(repeating: "0", count: max(0, 3 - text.utf8.count)) + text
    }

    private static func constants(
        _ description: SetDescription, _ areas: AreaIDs, _ categories: CodeBook<CategoryIDs.Key>
    ) throws(DataError) -> [(slot: Slot, id: UInt32)] {
        var texts = Dictionary(description.constants.map { ($0.dimension, $0.text) }, uniquingKeysWith: { $1 })
        func unknown(_ name: String, _ text: String) -> DataError {
            DataError(description.file, description.line, "unknown constant \(name) '\(text)'")
        }
        var constants: [(slot: Slot, id: UInt32)] = []
        for (name, slot) in [("reporter", Slot.reporter), ("partner", .partner)] {
            guard let text = texts.removeValue(forKey: name) else { continue }
            guard let id = areas[text] else { throw unknown(name, text) }
            constants.append((slot, id))
        }
        if let text = texts.removeValue(forKey: "type") {
            guard let type = TradeType(rawValue: text) else { throw unknown("type", text) }
            constants.append((.type, type.ordinal))
        }
        if let text = texts.removeValue(forKey: "flow") {
            constants.append((.flow, try flow(text, description, description.line).ordinal))
        }
        let classification = texts.removeValue(forKey: "classification")
        if let category = texts.removeValue(forKey: "category") {
            let key = CategoryIDs.Key(classification: classification ?? "total", category: category)
            constants.append((.category, categories.number(key)))
        }
        if let name = texts.keys.sorted().first {
            throw DataError(
                description.file, description.line,
                "'constants' has an unknown member '\(name)'; known: reporter, partner, type, flow, classification, category"
            )
        }
        return constants
    }

    /// Every row needs a partner, a flow, a period and a value, each from one place.
    private func checkDimensions() throws(DataError) {
        func error(_ reason: String) -> DataError {
            DataError(description.file, description.line, "the file set '\(description.id)' \(reason)")
        }
        func count(_ slot: Slot) -> Int {
            columns.count { if case .coded(slot) = $0 { true } else { false } } + constants.count { $0.slot == slot }
        }
        let values = columns.filter { if case .value = $0 { true } else { false } }
        guard !values.isEmpty else { throw error("has no column with \"measure\": \"value\"") }
        let pairs = count(.exporter) + count(.importer)
        guard pairs == 0 || count(.exporter) == 1 && count(.importer) == 1 else {
            throw error("must have one column 'exporter' and one 'importer', or neither")
        }
        guard count(.partner) + pairs / 2 == 1 else { throw error("must give the partner of a row once") }
        let flows = values.filter { if case .value(let flow) = $0 { flow != nil } else { false } }.count
        guard flows == 0 ? count(.flow) + pairs / 2 == 1 : flows == values.count && count(.flow) + pairs == 0 else {
            throw error("must give the flow of a value once: by a column, a constant, or for each column of values")
        }
        guard !description.absentIsZero || !further.isEmpty else {
            throw error(
                "has \"absent\": \"zero\", which needs a further dimension: without one, each value has a line of a file"
            )
        }
        guard measures.isEmpty || values.count == 1 else {
            throw error(
                "has several columns of values and a further measure; a further measure needs one value in a row")
        }
        for slot in [Slot.reporter, .type, .category] where count(slot) > 1 {
            throw error("gives the \(slot) of a row twice")
        }
    }
}
