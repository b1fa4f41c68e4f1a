// Parameters: their names, what they take, and how a value is read. Every error says what would be right.

import Analytics
import Dataset
import HTTP

/// One parameter of an endpoint.
final class Parameter: Sendable {
    enum Place: Sendable { case path, query }

    /// What a parameter takes, and with it how it is read and what its errors say.
    enum Kind: Sendable {
        /// Partners or groups by code, number or name, separated by commas.
        case areas
        /// One partner or group.
        case area
        /// Groups by code or name, separated by commas.
        case groups
        /// One group.
        case group
        /// One year.
        case year
        /// Years `2023` and ranges `2021..2023`, separated by commas.
        case years
        /// Some of these words, separated by commas.
        case choices(@Sendable (Dataset) -> [String])
        /// One of these words.
        case choice([String])
        /// One of these words, which the dataset decides about.
        case choiceOf(@Sendable (Dataset) -> [String])
        case integer(ClosedRange<Int>)
        /// A decimal number, at most 12 digits before the point and 6 after it.
        case decimal
        case boolean
        case date
        /// A party and a date, `MEX:2027-01-01`.
        case withdrawal
        /// Names of columns, separated by commas.
        case fields(Words)
        /// Names of columns, separated by commas, with a minus where descending.
        case sort([String])
        /// The id of a table.
        case table
        /// The id of a published cell.
        case cell
        /// The id of a record of a register.
        case record(RegisterSchema)
        /// Any text.
        case text
    }

    /// Values of a list; there are fewer partners than that.
    static let mostValues = 300
    /// Characters of a text that is searched for.
    static let longestText = 200

    let name: String
    let key: ParameterName
    let place: Place
    let kind: Kind
    let summary: String
    let defaultText: String?
    /// Whether it may stand more than once.
    let repeats: Bool
    /// Whether a query without it is refused by the endpoint.
    let isRequired: Bool

    init(
        _ name: String, _ kind: Kind, _ summary: String, in place: Place = .query, default defaultText: String? = nil,
        repeats: Bool = false, required: Bool = false
    ) {
        self.name = name
        key = ParameterName(name)
        self.place = place
        self.kind = kind
        self.summary = summary
        self.defaultText = defaultText
        self.repeats = repeats
        isRequired = required
    }

    // MARK: parameters that many endpoints share

    static let areaInPath = Parameter(
        "code", .area, "A partner or group: ISO alpha-3, alpha-2, M49 number, or a name; letter case does not matter.",
        in: .path)
    static let partner = Parameter(
        "partner", .areas, "Partners or groups, separated by commas; codes, numbers or names.")
    static let year = Parameter("year", .years, "Years and ranges of years, separated by commas: `2023`, `2021..2023`.")
    static let type = Parameter(
        "type", .choices { _ in TradeType.allCases.map(\.rawValue) }, "Types of trade, separated by commas.")
    static let classification = Parameter(
        "classification", .choices { $0.codes.classifications + ["all"] },
        "Classifications, separated by commas; `all` for every one.", default: "total")
    static let category = Parameter(
        "category", .choices { $0.codes.categories.map(\.code) },
        "Categories, separated by commas; with a category and no classification, all classifications are searched.")
    static let basis = Parameter(
        "basis", .choices { $0.codes.bases.map(\.id) + ["all"] },
        "Which total the figures belong to; unless asked for, each record is on the preferred basis there is.")
    static let unit = Parameter(
        "unit", .choice(MoneyUnit.allCases.map(\.rawValue)), "The unit of money values, in US dollars.",
        default: "million")
    static let decimals = Parameter(
        "decimals", .integer(0...12), "Decimal places of ratios, rounded half to even.", default: "4")

    static func ofLists(_ columns: [String]) -> [Parameter] {
        [
            Parameter(
                "fields", .fields(Words(columns)), "The fields of each record, in this order, separated by commas."),
            Parameter(
                "sort", .sort(columns), "Fields to sort by, separated by commas; a minus in front sorts descending."),
            Parameter("limit", .integer(0...10_000), "At most so many records.", default: "1000"),
            Parameter("offset", .integer(0...1_000_000), "How many records to pass over.", default: "0"),
        ]
    }

    static func format(_ formats: [Format]) -> Parameter {
        Parameter(
            "format", .choice(formats.map(\.rawValue)), "The format of the answer; wins over the Accept field.",
            default: "json")
    }
    static let pretty = Parameter("pretty", .boolean, "Whether JSON is indented.", default: "false")
}
