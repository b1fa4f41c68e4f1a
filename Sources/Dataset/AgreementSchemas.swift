// Schemas of the registers about the USMCA: facts and rules of the joint reviews, rules of the Rapid Response Labor Mechanism.

extension RegisterSchema {
    private static let certainty = RegisterColumn(
        "certainty", required: true,
        "`text` of the agreement, `statute` of the United States, `reported` to have happened, or `assumption`.")
    private static let origin = RegisterColumn("source", required: true, "The id of the source.")

    public static let reviewFacts = RegisterSchema(
        name: "review-facts",
        columns: [
            RegisterColumn("id", .id, "A short name of the event."),
            RegisterColumn("kind", required: true, "The kind of event: entry-into-force, hearing, talks, …"),
            RegisterColumn("date", .date, required: true, "The day, or the first and the last day."),
            RegisterColumn("precision", required: true, "The known precision: `day`, `week` or `month`."),
            RegisterColumn("title", required: true, "The event in a sentence without a full stop."),
            RegisterColumn("provision", "The article or statute that governs it."),
            certainty, origin,
            RegisterColumn("report", "The report that states it; empty for a fact that no report states."),
            RegisterColumn("note", required: true, "An explanation."),
        ])

    public static let reviewRules = RegisterSchema(
        name: "review-rules",
        columns: [
            RegisterColumn("id", .id, "The name of the rule."),
            RegisterColumn("value", .integer, required: true, "The length, in `unit`."),
            RegisterColumn("unit", required: true, "`years`, `months` or `days`."),
            RegisterColumn("provision", required: true, "The article or statute."),
            certainty, origin,
            RegisterColumn("text", required: true, "The rule in a sentence."),
        ])

    public static let reviewStatements = RegisterSchema(
        name: "review-statements",
        columns: [
            RegisterColumn("id", .id, "Source and number."),
            RegisterColumn("source", .source, "The report."),
            RegisterColumn("line", .integer, required: true, "The line of the report's text."),
            RegisterColumn("text", required: true, "The report's statement on the review, verbatim without emphasis."),
        ])

    public static let laborMilestones = RegisterSchema(
        name: "labor-milestones",
        columns: [
            RegisterColumn("id", .id, "`requested`, `remediation-agreed`, `panel-requested` or `resolved`."),
            RegisterColumn("kinds", .list, required: true, "The kinds of labor events that mark it."),
            certainty, origin,
            RegisterColumn("text", required: true, "The milestone in a sentence."),
        ])

    public static let laborClocks = RegisterSchema(
        name: "labor-clocks",
        columns: [
            RegisterColumn("id", .id, "The name of the time limit."),
            RegisterColumn("limit", required: true, "The time limit in words."),
            RegisterColumn("days", .integer, required: true, "Its length in days."),
            RegisterColumn(
                "from", .reference("labor-milestones"), required: true, "The milestone that it counts from."),
            RegisterColumn(
                "until", .list, required: true, "The milestones, the first of which is compared with the limit."),
            RegisterColumn("invoked_by", "The country of the cases to which it applies; empty for all."),
            RegisterColumn("provision", required: true, "The article or statute."),
            certainty, origin,
            RegisterColumn(
                "note", "The reason why the dates do not decide whether the limit was met; empty if they do."),
        ])

    public static let laborNotes = RegisterSchema(
        name: "labor-notes",
        columns: [
            RegisterColumn("id", .id, "The count that it explains."),
            RegisterColumn("source", .source, "The report."),
            RegisterColumn("text", required: true, "The reason for a count that differs from the report's."),
        ])

    static let agreement = [
        reviewFacts, reviewRules, reviewStatements, laborMilestones, laborClocks, laborNotes,
    ]
}
