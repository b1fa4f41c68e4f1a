// Discrepancies in the sources: between cells of tables, between statements and the data, and between statements.

import Analytics
import Dataset
import Formats
import HTTP

enum DiscrepancyEndpoints {
    static let all = [
        Endpoint(
            "/v1/discrepancies",
            "Contradictions within the sources: the figures as printed, the figure that is served, and the reason.",
            parameters: [id, kind, .search], columns: columns, related: ["/v1/claims", "/v1/tables"]
        ) { request throws(Problem) in
            let (ids, kinds) = (request[id], request[kind])
            var records = DiscrepancyRecord.all(request.dataset)
            if let text = request[.search] {
                records = request.snapshot.texts.numberedMatches(text, in: .discrepancy).map { found in
                    var record = records[found.number]
                    record.match = found.match
                    return record
                }
            }
            return RecordList(
                records.filter { record in
                    (ids.isEmpty || ids.contains(record.id)) && (kinds.isEmpty || kinds.contains(record.kind))
                }, emptyReason: { "No discrepancy matches the filters." })
        }
    ]

    private static let id = recordIDs { DiscrepancyRecord.all($0).map(\.id) }

    private static let kind = Parameter(
        list: "kind", .words { DiscrepancyRecord.all($0).map(\.kind).distinct },
        "Only these kinds, separated by commas.")

    private static let columns: [Column<DiscrepancyRecord>] = [
        Column("id", "The id.") { $0.id },
        Column(
            "kind",
            "share, sign, shifted or cross-table (arithmetic of cells), sum-of-partners or sum-of-members (of the Census Bureau's series), "
                + "claim (of the text), or contradiction (between places)."
        ) { $0.kind },
        Column("cause", "The cause; equal causes have the same word.") { $0.cause.nonEmpty },
        Column("places", "Cells, claims, and lines of a report's text as `source:line`.") { $0.places },
        Column("printed", "The figures as printed.") { $0.printed },
        Column("expected", "The figure that follows from the other figures.") { $0.expected.nonEmpty },
        Column("unit", "The unit of both.") { $0.unit.nonEmpty },
        Column("served", "The figure that is served.") { $0.served.nonEmpty },
        Column("explanation", "The reason.") { $0.explanation.nonEmpty }, .passage { $0.match },
    ]
}

struct DiscrepancyRecord: Sendable {
    let id: String
    let kind: String
    let cause: String
    let places: [String]
    let printed: String
    let expected: String
    let unit: String
    let served: String
    let explanation: String
    /// The match of the parameter `q`; nil without it.
    var match: SearchMatch?

    /// The texts that a search covers.
    var texts: [String] { [id, kind, cause, printed, expected, unit, served, explanation] }

    /// Absent registers add no discrepancies.
    static func all(_ dataset: Dataset) -> [DiscrepancyRecord] {
        let claims = dataset.register(.claims)?.records ?? []
        let contradictions = dataset.register(.contradictions)?.records ?? []
        return dataset.discrepancies.map(DiscrepancyRecord.init)
            + claims.filter { $0.text("verdict") == "discrepancy" }.map(DiscrepancyRecord.init(claim:))
            + contradictions.map(DiscrepancyRecord.init(contradiction:))
    }

    private init(_ item: Dataset.Discrepancy) {
        (id, kind, cause) = (item.id, item.kind, "")
        (places, printed, expected) = (item.cells, item.printed, item.expected)
        (unit, served, explanation) = (item.unit, "as printed", item.explanation)
    }

    private init(claim: RegisterRecord) {
        (id, kind, cause) = (claim.text("id"), "claim", claim.text("cause"))
        places =
            ["\(claim.text("source")):\(claim.text("line"))"]
            + ((try? Formula(claim.text("formula")))?.operands ?? [])
        (printed, expected) = (claim.text("stated"), claim.text("recomputed"))
        (unit, served) = (claim.text("stated_unit"), "the published cells")
        explanation = claim.text("explanation")
    }

    private init(contradiction: RegisterRecord) {
        (id, kind, cause) = (contradiction.text("id"), "contradiction", contradiction.text("cause"))
        places = contradiction.text("places").split(separator: "|").map(String.init)
        (printed, expected) = (contradiction.text("printed"), "")
        (unit, served) = (contradiction.text("unit"), contradiction.text("served"))
        explanation = contradiction.text("explanation")
    }
}
