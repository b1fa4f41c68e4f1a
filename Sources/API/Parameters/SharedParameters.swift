// The parameters that several endpoints share.

import Analytics
import Dataset
import Formats

extension ParameterDeclaration {
    static let partnerInPath = Parameter(
        path: "code", .area,
        "A partner or group: ISO alpha-3 or alpha-2 code, M49 number, or name; letter case is ignored.")
    static let partner = Parameter(
        list: "partner", .area, "Partners or groups by code, number or name, separated by commas.")

    // MARK: filters of lists

    static let year = Parameter(
        list: "year", .years, "Years and ranges of years, separated by commas: `2023`, `2021..2023`.")
    static let period = Parameter(
        list: "period", .periods,
        "Periods and ranges of them, separated by commas: `2023`, `2023-Q2`, `2023-01..2024-12`. With `year`, only periods "
            + "that match both."
    )
    static let frequency = Parameter(
        optional: "frequency", .words(Frequency.allCases),
        "The length of the periods. Years and quarters are sums of months if none are published; an incomplete year is a year "
            + "to date, `2026-YTD04`.", defaultText: "year, or the length of the periods in `period`")
    static let window = Parameter(
        optional: "window", .integer(1...60),
        "Sums over windows of this number of months, one for each month that ends a complete window and names it.")
    static let ytd = Parameter(
        "ytd", .boolean,
        "Years to date: of each year, January to the last month of the partner's latest year; in comparisons, of the latest year "
            + "of any of the partners.", default: false, "false")
    static let asOf = Parameter(
        optional: "as_of", .date, "Only figures of releases up to this day.",
        defaultText: "the latest releases")

    static let type = Parameter(list: "type", .words(TradeType.allCases), "Types of trade, separated by commas.")
    static let classification = Parameter(
        list: "classification", .words { $0.codes.classifications + ["all"] },
        "Classifications, separated by commas; `all` selects every one.", defaultText: "total")
    static let category = Parameter(
        list: "category", .words { $0.codes.categories.map(\.code) },
        "Categories, separated by commas. With a category and no classification, all classifications are searched.")
    static let basis = Parameter(
        list: "basis", .words { $0.codes.bases.map(\.id) + ["all"] },
        "The published totals that figures belong to, separated by commas; `all` selects every one. By default each series "
            + "is on one, the basis with the most requested periods.")

    // MARK: choices of one value

    static let oneYear = Parameter(optional: "year", .year, "One year.", defaultText: "the latest with figures")
    static let onePeriod = Parameter(
        optional: "period", .period,
        "One period: `2023`, `2023-Q2`, `2024-07`, `2026-YTD04`; with `window`, its last month.",
        defaultText: "the latest of the frequency in which the partners make up at least 95 % of the total")

    static let oneType = Parameter(
        "type", .words(TradeType.allCases), "The type of trade.", default: .goods, TradeType.goods.rawValue)
    static let oneClassification = Parameter(
        optional: "classification", .words { $0.codes.classifications },
        "One classification; a category is required with it.", defaultText: "total")
    static let oneCategory = Parameter(
        optional: "category", .words { $0.codes.categories.map(\.code) },
        "One category. The classification is required only if several have the category.", defaultText: "total")
    static let oneBasis = Parameter(
        optional: "basis", .words { $0.codes.bases.map(\.id) },
        "The published total that figures belong to. By default the basis that covers the most partners.")
    static let oneFlow = Parameter(
        optional: "flow", .words(Balance.flows), "The flow.", defaultText: Measure.totalTrade.rawValue)
    static let group = Parameter(optional: "group", .group, "Only the members of this group.")
    static let order = Parameter(
        "order",
        .words(
            [
                ("desc", SortOrder.descending), ("asc", .ascending), ("descending", .descending),
                ("ascending", .ascending),
            ]),
        "`desc` for the largest value first, `asc` for the smallest.", default: .descending, "desc")

    enum SortOrder: Sendable { case ascending, descending }

    // MARK: presentation

    static let unit = Parameter(
        "unit", .words(MoneyUnit.allCases), "The unit of money values, in US dollars.", default: .million, "million")
    static let decimals = Parameter(
        "decimals", .integer(0...12), "Decimal places of ratios, rounded half to even.", default: 4, "4")
    static let explain = Parameter(
        "explain", .boolean,
        "Adds to each record how its numbers were computed: formulas, exact quotients, operands with their cells, rounding.",
        default: false, "false")
    static let search = Parameter(
        optional: "q", .text,
        "Only records that have all words of this text, in any order, best first; letter case and accents are ignored. Adds the "
            + "field `passage`.")

    // MARK: every list, and every JSON response

    static let limit = Parameter(
        optional: "limit", .integer(0...1_000_000), "The maximum number of records.",
        defaultText: "1000 for JSON, text and drawings; all for CSV, NDJSON and XLSX")
    static let offset = Parameter(
        "offset", .integer(0...1_000_000), "The number of records to skip.", default: 0, "0")
    static let pretty = Parameter("pretty", .boolean, "Indents JSON.", default: false, "false")
    static let prettyByDefault = Parameter("pretty", .boolean, "Indents JSON.", default: true, "true")
}

extension [ParameterDeclaration] {
    /// The parameters of `PeriodSelection` for lists over several periods.
    static var periods: [ParameterDeclaration] { [.year, .period, .frequency, .window, .ytd, .asOf] }
    /// The parameters of `PeriodSelection` for one period.
    static var onePeriod: [ParameterDeclaration] { [.oneYear, .onePeriod, .frequency, .window, .ytd, .asOf] }
}
