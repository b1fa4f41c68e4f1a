// `meta.basis`: the published totals that the figures of a response belong to, the reason, and the other bases.

import Analytics
import Dataset
import Formats
import HTTP

struct BasisNote {
    /// Another basis with figures for the same request.
    struct Other {
        let id: String
        /// The number of periods of a series; nil for figures of one period.
        let periods: Int?
        let partners: Int
    }

    let id: String
    let types: [TradeType]
    /// The number of partners with figures on this basis.
    let partners: Int
    let reason: String
    let others: [Other]

    static func column<Meta>(_ notes: @escaping @Sendable (Meta) -> [BasisNote]) -> Column<Meta> {
        Column(
            "basis", objects: columns,
            "The published totals that the figures belong to, each with the reason: one, or several where partners or types are on "
                + "several; empty without figures."
        ) { meta, _ in notes(meta) }
    }

    private static let columns: [Column<BasisNote>] = [
        Column("id", "Id of the basis.") { $0.id },
        Column("types", "The types of trade on this basis.") { $0.types.map(\.rawValue) },
        Column("partners", "The number of partners and groups on this basis.") { $0.partners },
        Column("reason", "The reason for the choice of this basis.") { $0.reason },
        Column(
            "others",
            objects: [
                Column<Other>("id", "Id of the basis.") { $0.id },
                Column("periods", "The number of requested periods on the basis; null for requests of one period.") {
                    $0.periods
                },
                Column("partners", "The number of partners on the basis.") { $0.partners },
                Column("link", "A link to the request on this basis.") { other, request in
                    request.link(replacing: "basis", with: other.id)
                },
            ], "Other bases with figures for the request."
        ) { note, _ in note.others },
    ]
}

extension BasisNote {
    /// The bases of several series.
    static func all(_ choice: BasisChoice, isRequested: Bool) -> [BasisNote] {
        var ids: [String] = []
        for series in choice.series { for basis in series.chosen where !ids.contains(basis) { ids.append(basis) } }
        return ids.map { id in
            let series = choice.series.filter { $0.chosen.contains(id) }
            var partners = Partners()
            var others: [(id: String, periods: Int, partners: Partners)] = []
            for series in series {
                partners.add(series.partner)
                for count in series.periods where count.basis != id {
                    let index = others.firstIndex { $0.id == count.basis } ?? others.count
                    if index == others.count { others.append((count.basis, 0, Partners())) }
                    others[index].periods = max(others[index].periods, count.count)
                    others[index].partners.add(series.partner)
                }
            }
            return BasisNote(
                id: id, types: TradeType.allCases.filter { type in series.contains { $0.type == type } },
                partners: partners.codes.count, reason: isRequested ? "Requested." : reason(series, id),
                others: others.map { Other(id: $0.id, periods: $0.periods, partners: $0.partners.codes.count) })
        }
    }

    /// Partners of series, each once.
    private struct Partners {
        private(set) var codes: [String] = []

        mutating func add(_ code: String) {
            // The series of a reporter are in the order of their partners, so the search is rare.
            if let last = codes.last, code <= last, code == last || codes.contains(code) { return }
            codes.append(code)
        }
    }

    private static func reason(_ series: [BasisSeries], _ id: String) -> String {
        if series.allSatisfy({ $0.periods.count == 1 }) { return "The only basis with figures for the request." }
        let isTied = series.contains { series in
            let own = series.periods.first { $0.basis == id }?.count
            return series.periods.contains { $0.basis != id && $0.count == own }
        }
        return isTied
            ? "No basis has more of the requested periods; with equal counts, the first in /v1/bases is used."
            : "It has the most requested periods."
    }

    /// The basis of several partners.
    /// - Parameters:
    ///   - counts: the number of partners on each basis.
    ///   - isSeries: whether the basis was chosen by the number of figures over several periods; otherwise by partners of one period.
    init(_ id: String, _ type: TradeType, _ counts: [BasisCount], isRequested: Bool, isSeries: Bool = false) {
        let own = counts.first { $0.basis == id }?.count ?? 0
        let others = counts.filter { $0.basis != id }
        self.init(
            id: id, types: [type], partners: own,
            reason: isRequested
                ? "Requested."
                : others.isEmpty
                    ? "The only basis with figures for the request."
                    : isSeries
                        ? "No basis has more figures of these partners and periods; with equal counts, the first in /v1/bases is used."
                        : others.contains { $0.count == own }
                            ? "No basis covers more partners; with equal counts, the first in /v1/bases is used."
                            : "It covers the most partners.",
            others: others.map { Other(id: $0.basis, periods: nil, partners: $0.count) })
    }
}

extension Request {
    /// A link to this request with another value of a parameter, as JSON from the first record.
    func link(replacing name: String, with value: String) -> String {
        let query = target.query { $0 != name && $0 != "offset" && $0 != "format" && $0 != "pretty" }
        var link: [UInt8] = []
        link.reserveCapacity(target.path.count + query.count + 64)
        link.append(bytes: target.path)
        link.append("?" as StaticString)
        link.append(bytes: query)
        if !query.isEmpty { link.append("&" as StaticString) }
        Target.append(name, to: &link)
        link.append("=" as StaticString)
        Target.append(value, to: &link, keeping: .queryValue)
        return String(decoding: link, as: UTF8.self)
    }
}
