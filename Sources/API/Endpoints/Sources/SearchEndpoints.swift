// Search over the texts of the dataset.

import Dataset
import Formats
import HTTP

enum SearchEndpoints {
    static let all = [
        Endpoint(
            "/v1/search",
            "Partners, tables, indicators, claims, events, rules, labor cases and other records that have all words of a text. "
                + "Without a limit, the best 20.",
            parameters: [text, kind], columns: columns, defaultLimit: 20, example: "q=mexico%20tariff",
            related: ["/v1/partners", "/v1/tables", "/v1/indicators", "/v1/claims"]
        ) { request throws(Problem) in
            guard let text = request[text] else {
                return RecordList(
                    [], emptyReason: { "The parameter q has the words to search for: q=mexico tariff." })
            }
            return RecordList(
                request.snapshot.texts.matches(text, in: request[kind]),
                emptyReason: { "No record has all words of '\(text)'." })
        }
    ]

    private static let text = Parameter(
        optional: "q", .text,
        "The words to search for, in any order; letter case and accents are ignored, and a word of three letters or more also finds "
            + "longer words that begin with it.", defaultText: "no words, which find no records")
    private static let kind = Parameter(
        list: "kind", .words(TextCatalog.Kind.allCases), "Only records of these kinds, separated by commas.")

    private static let columns: [Column<SearchMatch>] = [
        Column("kind", "The kind of record.") { $1.snapshot.texts.kind(of: $0).rawValue },
        Column("id", "The id of the record.") { $1.snapshot.texts.index.id($0) },
        Column("title", "The title of the record, or its quote.") { $1.snapshot.texts.index.title($0) },
        Column("passage", "The text around the rarest of the words.") { $1.snapshot.texts.index.passage($0) },
        Column("score", "Larger is better; comparable within one response only.") { $0.score },
        Column("link", "The address of the record.") { match, request in
            request.endpoints.basePath + request.snapshot.texts.link(match)
        },
    ]
}
