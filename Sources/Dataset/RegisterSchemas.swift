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
        "The report's own words, without footnote marks, emphasis and line breaks.")

    /// The address of a record in its report.
    private static let address = address(isLineRequired: true)

    private static func address(isLineRequired: Bool) -> [RegisterColumn] {
        [
            RegisterColumn(
                "section",
                "The headings above it, as printed, joined by ` > `; empty for text under no heading."),
            RegisterColumn(
                "element",
                "The table, figure, box or footnote that holds it or that its sentence names."),
            RegisterColumn(
                "page", .integer,
                "The first page of the section named by `page_of`, from the report's own contents list: the record is on "
                    + "this page or a later one. Empty where no contents list gives a page."),
            RegisterColumn("page_of", "The heading of `section` that begins on `page`."),
            RegisterColumn(
                "line", .integer, required: isLineRequired,
                "The line of the plain text that this release was made from. That text is not published: use `section`, "
                    + "`element` and `page` to find the record in the report."),
        ]
    }

    public static let indicators = RegisterSchema(
        name: "indicators",
        columns: [
            RegisterColumn(
                "id", .id, "Source and number. A number is never reused: records added later follow the earlier ones."),
            RegisterColumn("topic", required: true, "What it is about."),
            RegisterColumn("area", "Whom it is about: a partner, a group, a state, or a pair of partners."),
            RegisterColumn("measure", required: true, "What is measured."),
            RegisterColumn("period", .period, "When; empty where the report does not say."),
            RegisterColumn("value", .number, "As stated, in `unit`; empty for a range or a figure in words."),
            RegisterColumn("low", .number, "The lower end of a range."),
            RegisterColumn("high", .number, "The upper end of a range."),
            RegisterColumn(
                "unit", required: true, "The unit as stated; `trend` where the report states a direction in words."),
            RegisterColumn(
                "qualifier", "How the report hedges it: about, over, nearly, record, …; for a trend, the direction."),
            RegisterColumn("attributed_to", "The third party that the report has it from."),
            source,
        ] + address + [
            RegisterColumn("note", "A warning: a misprint, or a period or unit that the report prints otherwise."),
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
            RegisterColumn("stated", required: true, "The figure stated; `true` for a statement that is no figure."),
            RegisterColumn("stated_unit", required: true, "The unit of what is stated."),
            RegisterColumn(
                "formula", required: true,
                "How it is recomputed from published cells, counts, and series: `series(MEX,goods,2022,exports,census)` is "
                    + "what `/v1/balances` serves in US dollars, with a day after it as published up to that day."),
            RegisterColumn("recomputed", required: true, "What the formula gives, to two digits more than stated."),
            RegisterColumn(
                "verdict", required: true,
                "`exact`: the published figures give what is stated, with its sign and for the area named. `rounding`: they "
                    + "do when cut off, or within their rounding. `consistent`: they agree, but `not_published` is needed "
                    + "to settle it. `discrepancy`: they do not. A statement about a region as a whole is judged by the "
                    + "tables of that region, one about partners in it by the tables of partners."),
            RegisterColumn("cause", "What causes a difference, the same word for the same cause."),
            RegisterColumn(
                "not_published",
                "The figure that the statement also rests on and that no table gives, such as the first year of a trend."
            ),
            RegisterColumn("explanation", "The verdict in words."),
        ])

    public static let operands = RegisterSchema(
        name: "operands",
        columns: [
            RegisterColumn("id", .id, "The name in formulas."),
            RegisterColumn("value", .number, required: true, "The value, in `unit`."),
            RegisterColumn("unit", required: true, "Its unit."),
            RegisterColumn("kind", required: true, "`count` of labor cases or events, or `figure` of the prose."),
            RegisterColumn("printed", "The figure as printed."),
            RegisterColumn("description", required: true, "What it is."),
            source,
        ] + address(isLineRequired: false))

    public static let contradictions = RegisterSchema(
        name: "contradictions",
        columns: [
            RegisterColumn("id", .id, "The quantity."),
            RegisterColumn("cause", required: true, "Why it is stated differently."),
            RegisterColumn(
                "places", .list, required: true, "Cells, lines of a report's text as `source:line`, and sources."),
            RegisterColumn("printed", .list, required: true, "What each place prints."),
            RegisterColumn("unit", "The unit; empty where what is printed are words."),
            RegisterColumn("served", "The place whose figure is served."),
            RegisterColumn("explanation", required: true, "Why."),
        ])

    public static let laborCases = RegisterSchema(
        name: "labor-cases",
        columns: [
            RegisterColumn("id", .id, "A short name of the facility."),
            RegisterColumn("facility", required: true, "The facility as the report names it."),
            RegisterColumn("company", "The company."),
            RegisterColumn("city", "The city, where the report names it."),
            RegisterColumn("state", required: true, "The Mexican state."),
            RegisterColumn(
                "state_basis", required: true, "`printed`, or `geography` where the report names only the city."),
            RegisterColumn("country", required: true, "Where the facility is."),
            RegisterColumn("sector", required: true, "The sector, by the words of table 17."),
            RegisterColumn("invoked_by", "The country that invoked the mechanism; empty where none formally did."),
            RegisterColumn(
                "sequence", .integer, required: true, "1 for the first case at the facility, 2 for the second."),
            RegisterColumn("outcome", required: true, "How the case stood in the report."),
            RegisterColumn("status", required: true, "open or closed as of the report."),
            source,
        ] + address + [
            RegisterColumn("note", "What is particular to the case."),
            RegisterColumn("heading", required: true, "The heading in table 18."),
        ])

    public static let laborEvents = RegisterSchema(
        name: "labor-events",
        columns: [
            RegisterColumn("id", .id, "Case and number."),
            RegisterColumn("case", .reference("labor-cases"), required: true, "The case."),
            RegisterColumn(
                "date", .date,
                "The day, or the month where the report says no more; `2023-03-13/..` for not earlier; empty where it says "
                    + "none of these."),
            RegisterColumn("reported", .date, "For an event without a date: the date of the entry that mentions it."),
            RegisterColumn("kind", required: true, "review-requested, course-of-remediation, resolution, …"),
            RegisterColumn("text", required: true, "The report's own words."),
            source,
        ] + address)

    public static let laborStatements = RegisterSchema(
        name: "labor-statements",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("measure", required: true, "What is counted."),
            RegisterColumn("period", .date, "When."),
            RegisterColumn("value", .number, required: true, "The figure stated."),
            source,
        ] + address + [quote])

    public static let rules = RegisterSchema(
        name: "usmca-rules",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("product_group", required: true, "The goods it holds for."),
            RegisterColumn("rule", required: true, "What is required."),
            RegisterColumn("nafta", "Under NAFTA, where a report says."),
            RegisterColumn("usmca", "Under the USMCA."),
            RegisterColumn("unit", required: true, "The unit of both."),
            RegisterColumn("step_from", .number, "The value before a step."),
            RegisterColumn("step_to", .number, "The value after it."),
            RegisterColumn("effective", .date, "When the step takes effect."),
            source,
        ] + address + [quote])

    public static let provisions = RegisterSchema(
        name: "usmca-provisions",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("chapter", "Chapter, annex or article, where the report names it."),
            RegisterColumn("title", required: true, "Its subject."),
            RegisterColumn("what_it_does", required: true, "In our own words."),
            source,
        ] + address + [quote])

    public static let goals = RegisterSchema(
        name: "goals",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("number", .integer, "The goal's number; empty for the common aim."),
            RegisterColumn("title", required: true, "The goal."),
            RegisterColumn("text", "What the report makes of it."),
            source,
        ] + address + [quote])

    public static let events = RegisterSchema(
        name: "events",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("date", .date, required: true, "To the day, month or year that the report gives."),
            RegisterColumn("area", "Whom it concerns."),
            RegisterColumn("topic", required: true, "What it is about."),
            RegisterColumn("title", required: true, "In a few words of ours."),
            RegisterColumn("text", "What happened, in our own words."),
            source,
        ] + address + [quote])

    public static let all =
        [
            indicators, claims, operands, contradictions, laborCases, laborEvents, laborStatements, rules, provisions,
            goals, events,
        ] + agreement
}
