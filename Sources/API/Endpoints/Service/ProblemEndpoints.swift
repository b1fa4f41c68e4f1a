// The kinds of problems: the targets of `type` and `links.docs` of an error.

import Formats
import HTTP

enum ProblemEndpoints {
    static let all = [
        Endpoint("/problems", "Every kind of error, with its meaning and its remedy.", columns: columns) {
            _ throws(Problem) in RecordList(ProblemKind.all)
        },
        Endpoint("/problems/{kind}", "One kind of error.", parameters: [kind], fields: columns) {
            request throws(Problem) in request[kind]
        },
    ]

    private static let kind = Parameter(
        path: "kind", .words(ProblemKind.all.map { ($0.name, $0) }), "The kind: the last segment of an error's `type`.")

    private static let columns: [Column<ProblemKind>] = [
        Column("kind", "The kind; the `type` of an error is `/problems/` followed by it.") { $0.name },
        Column("status", "The status code.") { $0.status.rawValue },
        Column("title", "The title of such an error.") { $0.title },
        Column("meaning", "The meaning.") { $0.meaning },
        Column("remedy", "The remedy.") { $0.remedy },
    ]
}
