// The registers and their columns. The API serves the columns under these names.

/// The layout of a register's file.
public struct RegisterSchema: Sendable {
    /// The file is `registers/<name>.csv`.
    public let name: String
    public let columns: [RegisterColumn]

    /// The file below the data folder.
    public var file: String { "registers/\(name).csv" }

    private static let source = RegisterColumn("source", .source, "The report.")
    private static let quote = RegisterColumn(
        "quote", required: true,
        "The report's words, verbatim, without footnote marks, emphasis and line breaks.")

    /// The address of a record in its report.
    private static let address = address(isLineRequired: true)

    private static func address(isLineRequired: Bool) -> [RegisterColumn] {
        [
            RegisterColumn(
                "section",
                "The headings above it, as printed, joined by ` > `; empty for text under no heading."),
            RegisterColumn(
                "element",
                "The table, figure, box or footnote that contains it or that its sentence names."),
            RegisterColumn(
                "page", .integer,
                "The first page of the section named by `page_of`, from the report's contents list: the record is on "
                    + "this page or a later one. Empty if no contents list gives a page."),
            RegisterColumn("page_of", "The heading of `section` that begins on `page`."),
            RegisterColumn(
                "line", .integer, required: isLineRequired,
                "The line of the plain text from which this release was made. That text is not published: use `section`, "
                    + "`element` and `page` to find the record in the report."),
        ]
    }

    public static let indicators = RegisterSchema(
        name: "indicators",
        columns: [
            RegisterColumn(
                "id", .id, "Source and number. A number is never reused: records added later follow the earlier ones."),
            RegisterColumn("topic", required: true, "The topic."),
            RegisterColumn("area", "The subject: a partner, a group, a state, or a pair of partners."),
            RegisterColumn("measure", required: true, "The quantity."),
            RegisterColumn("period", .period, "The period; empty if the report does not give one."),
            RegisterColumn("value", .number, "As stated, in `unit`; empty for a range or a figure in words."),
            RegisterColumn("low", .number, "The lower end of a range."),
            RegisterColumn("high", .number, "The upper end of a range."),
            RegisterColumn(
                "unit", required: true, "The unit as stated; `trend` for a direction in words."),
            RegisterColumn(
                "qualifier", "The report's qualifier: about, over, nearly, record, …; for a trend, the direction."),
            RegisterColumn("attributed_to", "The third party that the report names as its source."),
            source,
        ] + address + [
            RegisterColumn("note", "A warning: a misprint, or a period or unit that differs from the printed one."),
            quote,
        ])

    public static let claims = RegisterSchema(
        name: "claims",
        columns: [
            RegisterColumn(
                "id", .id, "Source and number. A number is never reused: records added later follow the earlier ones."),
            source,
        ] + address + [
            quote,
            RegisterColumn("stated", required: true, "The figure stated; `true` for a statement without a figure."),
            RegisterColumn("stated_unit", required: true, "The unit of `stated`."),
            RegisterColumn(
                "formula", required: true,
                "The formula over published cells, counts and series: `series(MEX,goods,2022,exports,census)` is the "
                    + "figure of `/v1/balances` in US dollars; a day as last argument selects releases up to that day."),
            RegisterColumn("recomputed", required: true, "The result of the formula, to two digits more than stated."),
            RegisterColumn(
                "verdict", required: true,
                "`exact`: the published figures give the statement, with its sign and for the area named. `rounding`: they "
                    + "give it truncated, or within their rounding. `consistent`: they agree with it, but do not prove it "
                    + "without `not_published`. `discrepancy`: they contradict it. A statement about a region is judged by the "
                    + "tables of that region, one about partners in it by the tables of partners."),
            RegisterColumn("cause", "The cause of a difference; equal causes have the same word."),
            RegisterColumn(
                "not_published",
                "A figure that the statement also requires and no table gives, such as the first year of a trend."
            ),
            RegisterColumn("explanation", "The verdict in words."),
        ])

    public static let operands = RegisterSchema(
        name: "operands",
        columns: [
            RegisterColumn("id", .id, "The name in formulas."),
            RegisterColumn("value", .number, required: true, "The value, in `unit`."),
            RegisterColumn("unit", required: true, "Its unit."),
            RegisterColumn("kind", required: true, "`count` of labor cases or events, or `figure` of the text."),
            RegisterColumn("printed", "The figure as printed."),
            RegisterColumn("description", required: true, "The quantity in words."),
            source,
        ] + address(isLineRequired: false))

    public static let contradictions = RegisterSchema(
        name: "contradictions",
        columns: [
            RegisterColumn("id", .id, "The quantity."),
            RegisterColumn("cause", required: true, "The cause of the difference."),
            RegisterColumn(
                "places", .list, required: true, "Cells, lines of a report's text as `source:line`, and sources."),
            RegisterColumn("printed", .list, required: true, "The printed text of each place."),
            RegisterColumn("unit", "The unit; empty for words."),
            RegisterColumn("served", "The place whose figure is served."),
            RegisterColumn("explanation", required: true, "The reason."),
        ])

    public static let laborCases = RegisterSchema(
        name: "labor-cases",
        columns: [
            RegisterColumn("id", .id, "A short name of the facility."),
            RegisterColumn("facility", required: true, "The facility as the report names it."),
            RegisterColumn("company", "The company."),
            RegisterColumn("city", "The city; empty if the report does not name it."),
            RegisterColumn("state", required: true, "The Mexican state."),
            RegisterColumn(
                "state_basis", required: true, "`printed`, or `geography` if the report names only the city."),
            RegisterColumn("country", required: true, "The country of the facility."),
            RegisterColumn("sector", required: true, "The sector, by the words of table 17."),
            RegisterColumn("invoked_by", "The country that invoked the mechanism; empty without a formal invocation."),
            RegisterColumn(
                "sequence", .integer, required: true, "1 for the first case at the facility, 2 for the second."),
            RegisterColumn("outcome", required: true, "The outcome at the time of the report."),
            RegisterColumn("status", required: true, "open or closed at the time of the report."),
            source,
        ] + address + [
            RegisterColumn("note", "A remark on the case."),
            RegisterColumn("heading", required: true, "The heading in table 18."),
        ])

    public static let laborEvents = RegisterSchema(
        name: "labor-events",
        columns: [
            RegisterColumn("id", .id, "Case and number."),
            RegisterColumn("case", .reference("labor-cases"), required: true, "The case."),
            RegisterColumn(
                "date", .date,
                "The day, or the month if the report gives no day; `2023-03-13/..` for this day or later; empty without "
                    + "a date."),
            RegisterColumn("reported", .date, "For an event without a date: the date of the entry that mentions it."),
            RegisterColumn("kind", required: true, "review-requested, course-of-remediation, resolution, …"),
            RegisterColumn("text", required: true, "The report's words, verbatim."),
            source,
        ] + address)

    public static let laborStatements = RegisterSchema(
        name: "labor-statements",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("measure", required: true, "The counted quantity."),
            RegisterColumn("period", .date, "The period."),
            RegisterColumn("value", .number, required: true, "The figure stated."),
            source,
        ] + address + [quote])

    public static let rules = RegisterSchema(
        name: "usmca-rules",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("product_group", required: true, "The goods to which the rule applies."),
            RegisterColumn("rule", required: true, "The requirement."),
            RegisterColumn("nafta", "The value under NAFTA, if a report gives it."),
            RegisterColumn("usmca", "The value under the USMCA."),
            RegisterColumn("unit", required: true, "The unit of both."),
            RegisterColumn("step_from", .number, "The value before a step."),
            RegisterColumn("step_to", .number, "The value after it."),
            RegisterColumn("effective", .date, "The date from which the step is effective."),
            source,
        ] + address + [quote])

    public static let provisions = RegisterSchema(
        name: "usmca-provisions",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("chapter", "The chapter, annex or article; empty if the report names none."),
            RegisterColumn("title", required: true, "The subject of the provision."),
            RegisterColumn("what_it_does", required: true, "The content in a summary."),
            source,
        ] + address + [quote])

    public static let goals = RegisterSchema(
        name: "goals",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("number", .integer, "The goal's number; empty for the common aim."),
            RegisterColumn("title", required: true, "The goal."),
            RegisterColumn("text", "The report's text on the goal, in a summary."),
            source,
        ] + address + [quote])

    public static let events = RegisterSchema(
        name: "events",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn(
                "date", .date, required: true, "The date, with the precision of the report: day, month or year."),
            RegisterColumn("area", "The partners concerned."),
            RegisterColumn("topic", required: true, "The topic."),
            RegisterColumn("title", required: true, "A short title."),
            RegisterColumn("text", "The event in a summary."),
            source,
        ] + address + [quote])

    public static let all =
        [
            indicators, claims, operands, contradictions, laborCases, laborEvents, laborStatements, rules, provisions,
            goals, events,
        ] + agreement
}
