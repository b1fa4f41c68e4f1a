// What the kinds of problems mean: where `type` and `links.docs` of an error lead.

import HTTP

enum ProblemEndpoints {
    private static let columns = [
        Column("kind", .string, "Names the kind; an error's `type` is `/problems/` and this."),
        Column("status", .integer, "The status code."),
        Column("title", .string, "The title of such an error."),
        Column("meaning", .string, "What has happened."),
        Column("remedy", .string, "What to do about it."),
    ]

    private static let kind = Parameter(
        "kind", .choice(ProblemKind.all.map(\.name)), "The kind, as it ends an error's `type`.", in: .path)

    static let all = [
        Endpoint(
            "/problems", "Every kind of error, what it means and what to do about it.", [],
            .list(columns) { _ throws(Problem) in RecordList(rows: ProblemKind.all.map(row)) }),
        Endpoint(
            "/problems/{kind}", "One kind of error.", [kind],
            .object(columns) { request throws(Problem) in
                let row = ProblemKind.all.first { $0.name == request.query.text("kind") }.map(row) ?? []
                return .object(zip(columns, row).map { JSON.Member(name: $0.name, value: $1) })
            }),
    ]

    private static func row(_ kind: ProblemKind) -> [JSON] {
        [
            .string(kind.name), .integer(kind.status.rawValue), .string(kind.title), .string(kind.meaning),
            .string(kind.remedy),
        ]
    }
}
