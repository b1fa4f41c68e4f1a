// The texts that searches cover, as documents of one index. `/v1/search` searches all documents; the parameter `q` of a list
// searches the documents of one kind.

import Dataset
import HTTP

final class TextCatalog: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case partner, group, source, table, indicator, claim, event, rule, provision, goal, operand, discrepancy
        case laborCase = "labor-case"

        /// The register whose records are documents of this kind, and the columns that begin a document: the first is its title.
        var register: (schema: RegisterSchema, columns: [String])? {
            switch self {
            case .partner, .group, .source, .table, .discrepancy: nil
            case .indicator: (.indicators, ["measure", "quote"])
            case .claim: (.claims, ["quote"])
            case .event: (.events, ["title", "text", "quote"])
            case .rule: (.rules, ["rule", "product_group", "usmca", "quote"])
            case .provision: (.provisions, ["title", "what_it_does", "quote"])
            case .goal: (.goals, ["title", "text", "quote"])
            case .operand: (.operands, ["description"])
            case .laborCase: (.laborCases, ["facility", "company", "city", "note"])
            }
        }

        /// The start of the address of a record, which its id ends: a path, or a list with the parameter `id`.
        var addressPrefix: String {
            switch self {
            case .partner: "/v1/partners/"
            case .group: "/v1/groups/"
            case .source: "/v1/sources/"
            case .table: "/v1/tables/"
            case .laborCase: "/v1/usmca/labor-cases/"
            case .rule: "/v1/usmca/rules?id="
            case .provision: "/v1/usmca/provisions?id="
            case .indicator: "/v1/indicators?id="
            case .claim: "/v1/claims?id="
            case .event: "/v1/events?id="
            case .goal: "/v1/goals?id="
            case .operand: "/v1/operands?id="
            case .discrepancy: "/v1/discrepancies?id="
            }
        }
    }

    let index: SearchIndex
    /// By document. The documents of one kind follow each other, in the order of their list.
    let kinds: [Kind]
    /// By document, the address of its record below the base path. Made once: a search would take a tenth more to make 20 of them.
    private let links: [String]

    init(_ dataset: Dataset) {
        var (documents, kinds): ([SearchDocument], [Kind]) = ([], [])
        for kind in Kind.allCases {
            documents += TextCatalog.documents(kind, dataset)
            kinds += [Kind](repeating: kind, count: documents.count - kinds.count)
        }
        index = SearchIndex(documents)
        links = zip(kinds, documents).map { $0.addressPrefix + Target.encode($1.id) }
        self.kinds = kinds
    }

    /// The documents of these kinds that match a text, best first; of all kinds if the list is empty.
    func matches(_ text: String, in kinds: [Kind] = []) -> [SearchMatch] {
        let found = index.search(text)
        return kinds.isEmpty ? found : found.filter { kinds.contains(kind(of: $0)) }
    }

    /// The documents of one kind that match a text, best first, with their numbers in the list of that kind.
    func numberedMatches(_ text: String, in kind: Kind) -> [(number: Int, match: SearchMatch)] {
        let start = kinds.firstIndex(of: kind) ?? 0
        return matches(text, in: [kind]).map { ($0.document - start, $0) }
    }

    func kind(of match: SearchMatch) -> Kind { kinds[match.document] }
    func link(_ match: SearchMatch) -> String { links[match.document] }

    private static func documents(_ kind: Kind, _ dataset: Dataset) -> [SearchDocument] {
        func document(_ id: String, _ fields: [(name: String, text: String)]) -> SearchDocument {
            SearchDocument(id: id, fields: fields.filter { !$0.text.isEmpty })
        }
        if let (schema, columns) = kind.register {
            return dataset.register(schema).map { register in
                (0..<register.count).map { row in
                    let id = register.text(row, "id")
                    return document(
                        id,
                        fields(of: register, row, columns, dataset.codes)
                            + (kind == .laborCase ? events(of: id, dataset) : []))
                }
            } ?? []
        }
        let codes = dataset.codes
        switch kind {
        case .partner:
            return codes.partners.map { partner in
                document(
                    partner.code,
                    [
                        ("name", partner.name), ("other names", partner.otherNames.joined(separator: "; ")),
                        ("codes", "\(partner.code) \(partner.alpha2) \(partner.m49)"), ("note", partner.note),
                    ])
            }
        case .group:
            return codes.groups.map { group in
                let names = group.definitions.map(\.name).distinct
                return document(
                    group.code,
                    [("name", group.name), ("names", names.joined(separator: "; ")), ("code", group.code)]
                        + group.definitions.map { ("definition", $0.text) })
            }
        case .source:
            return codes.sources.map { source in
                document(source.id, [("title", source.title), ("citation", source.citation), ("id", source.id)])
            }
        case .table:
            return dataset.tables.map { table in
                document(
                    table.id,
                    [
                        ("title", table.title), ("number", table.number), ("notes", table.notes),
                        ("columns", table.columns.map(\.label).distinct.joined(separator: "; ")),
                        ("rows", table.rows.flatMap { [$0.section, $0.label] }.distinct.joined(separator: "; ")),
                        ("source", table.printedSource), ("id", table.id),
                    ])
            }
        case .discrepancy:
            return DiscrepancyRecord.all(dataset).map { record in
                document(
                    record.id, [("explanation", record.explanation), ("text", record.texts.joined(separator: " "))])
            }
        default: return []
        }
    }

    /// The texts of a record, those of `first` first.
    private static func fields(
        of register: Register, _ row: Int, _ first: [String], _ codes: CodeLists
    ) -> [(name: String, text: String)] {
        let others = register.columns.filter { $0.kind != .integer && !first.contains($0.name) }.map(\.name)
        return (first + others).map { column in
            let text = register.text(row, column)
            guard column == "area" else { return (column, text) }
            // `USA-MEX` is also found by the names of the partners.
            let names = text.split { $0 == "-" || $0 == "+" }.map { codes.areaName(String($0)) }
            return (column, ([text] + names).distinct.joined(separator: " "))
        }
    }

    /// The events of a labor case.
    private static func events(of id: String, _ dataset: Dataset) -> [(name: String, text: String)] {
        guard let events = dataset.register(.laborEvents) else { return [] }
        return (0..<events.count).filter { events.text($0, "case") == id }.map { ("event", events.text($0, "text")) }
    }
}
