// Partners and groups: who there is, and what is known of them.

import Dataset
import HTTP

enum PartnerEndpoints {
    private static let columns = [
        Column("code", .string, "ISO 3166-1 alpha-3, or the code of a group."),
        Column("name", .string, "As the reports print it, where they do."),
        Column("kind", .string, "`partner` or `group`."),
        Column("alpha2", .string, "ISO 3166-1 alpha-2; null for a group.", nullable: true),
        Column("m49", .string, "The United Nations' M49 number; null for a group.", nullable: true),
        Column("groups", .list, "CodeLists of the groups it belongs to."),
        Column("observations", .integer, "How many figures there are on trade with it."),
    ]

    static let fields =
        columns + [
            Column("other_names", .list, "Further names that it may be asked for by."),
            Column(
                "definitions",
                .records([
                    Column("name", .string, "As the source calls the group."),
                    Column("type", .string, "The type of trade that it holds for; null where for all.", nullable: true),
                    Column("members", .list, "CodeLists of its members; empty where the source does not list them."),
                    Column("definition", .string, "What the source says of it."),
                    Column("source", .string, "The report."),
                ]), "What each source means by a group; empty for a partner."),
            Column(
                "data",
                .records([
                    Column("type", .string, "goods, services, or goods-and-services."),
                    Column("classification", .string, "How trade is split into categories."),
                    Column("basis", .string, "Which of the published totals the figures belong to."),
                    Column("flows", .list, "What is measured."),
                    Column("periods", .list, "The periods there are figures for."),
                ]), "What data there is on trade with it."),
        ]

    private static let hasData = Parameter(
        "has_data", .boolean, "Only those with figures, or only those without.")
    private static let kind = Parameter("kind", .choice(["partner", "group"]), "Only partners, or only groups.")

    static let all = [
        Endpoint(
            "/v1/partners", "Partners and groups, with their codes and how much data there is on them.",
            [hasData, kind], related: ["/v1/groups", "/v1/balances"],
            .list(columns) { request throws(Problem) in
                let counts = observationCounts(request.dataset)
                var rows =
                    request.codes.partners.map { row($0.code, request, counts) }
                    + request.codes.groups.map { row($0.code, request, counts) }
                if let kind = request.query.text("kind") { rows = rows.filter { $0[2] == .string(kind) } }
                if let wanted = request.query.text("has_data") {
                    rows = rows.filter { ($0[6] != .integer(0)) == (wanted == "true") }
                }
                return RecordList(rows: rows)
            }),
        Endpoint(
            "/v1/partners/{code}",
            "A partner or group: its codes, names, groups or members, and the data there is on it.",
            [.areaInPath],
            .object(fields) { request throws(Problem) in describe(request.query.text("code") ?? "", request) }),
    ]

    static func observationCounts(_ dataset: Dataset) -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in 0..<dataset.store.count { counts[dataset.store.partner(row), default: 0] += 1 }
        return counts
    }

    private static func row(_ code: String, _ request: Request, _ counts: [String: Int]) -> [JSON] {
        let partner = request.codes.partner(code)
        return [
            .string(code), .string(request.codes.areaName(code)), .string(partner == nil ? "group" : "partner"),
            .optional(partner?.alpha2), .optional(partner?.m49), .strings(groups(of: code, request.codes)),
            .integer(counts[code] ?? 0),
        ]
    }

    private static func groups(of code: String, _ codes: CodeLists) -> [String] {
        codes.groups.filter { $0.definitions.contains { $0.members.contains(code) } }.map(\.code)
    }

    static func describe(_ code: String, _ request: Request) -> JSON {
        let partner = request.codes.partner(code)
        let group = request.codes.group(code)
        var members: [JSON.Member] = zip(columns, row(code, request, observationCounts(request.dataset))).map {
            JSON.Member(name: $0.name, value: $1)
        }
        members.append(JSON.Member(name: "other_names", value: .strings(partner?.otherNames ?? [])))
        members.append(
            JSON.Member(
                name: "definitions",
                value: .array(
                    (group?.definitions ?? []).map { definition in
                        .object([
                            "name": .string(definition.name),
                            "type": .optional(definition.type?.rawValue),
                            "members": .strings(definition.members),
                            "definition": .string(definition.text),
                            "source": .string(definition.source),
                        ])
                    })))
        members.append(JSON.Member(name: "data", value: .array(coverage(code, request.dataset))))
        return .object(members)
    }

    /// What data there is: for each type, classification and basis, the flows and periods.
    private static func coverage(_ code: String, _ dataset: Dataset) -> [JSON] {
        let store = dataset.store
        var filter = Filter()
        filter.partners = [code]
        var order: [[String]] = []
        var found: [[String]: (flows: [String], periods: [String])] = [:]
        // A filter for a code that has no observations would let every partner pass.
        for row in store.partners.contains(code) ? store.rows(filter) : [] {
            let key = [store.type(row).rawValue, store.classification(row), store.basis(row)]
            if found[key] == nil { order.append(key) }
            var entry = found[key] ?? ([], [])
            let (flow, period) = (store.measure(row).rawValue, store.period(row).code)
            if !entry.flows.contains(flow) { entry.flows.append(flow) }
            if !entry.periods.contains(period) { entry.periods.append(period) }
            found[key] = entry
        }
        return order.map { key in
            .object([
                "type": .string(key[0]), "classification": .string(key[1]), "basis": .string(key[2]),
                "flows": .strings(found[key]?.flows ?? []), "periods": .strings(found[key]?.periods ?? []),
            ])
        }
    }
}
