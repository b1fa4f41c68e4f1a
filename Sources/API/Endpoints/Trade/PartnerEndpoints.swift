// Partners and groups: codes, names, and the data on each.

import Dataset
import Formats
import HTTP

/// A partner or group.
struct Area {
    let code: String
    let partner: Partner?
    let group: PartnerGroup?
    /// The number of figures on trade with it.
    let figures: Int

    init(_ code: String, _ codes: CodeLists, figures: Int) {
        self.code = code
        partner = codes.partner(code)
        group = codes.group(code)
        self.figures = figures
    }
}

extension Column<Area> {
    /// The columns of a list of partners, with which the description of one partner begins.
    fileprivate static var summary: [Column] {
        [
            Column("code", "ISO 3166-1 alpha-3 code, or the code of a group.") { $0.code },
            Column("name", "The name as the reports print it.") { $1.codes.areaName($0.code) },
            Column("kind", "`partner` or `group`.") { ($0.partner == nil ? AreaKind.group : .partner).rawValue },
            Column("alpha2", "ISO 3166-1 alpha-2 code; null for a group.") { $0.partner?.alpha2.nonEmpty },
            Column("m49", "M49 number of the United Nations; null for a group.") { $0.partner?.m49.nonEmpty },
            Column("groups", "Codes of the groups it belongs to.") { area, request in
                request.codes.groups.filter { $0.definitions.contains { $0.members.contains(area.code) } }.map(\.code)
            },
            Column("observations", "The number of figures on trade with it.") { $0.figures },
        ]
    }

    /// The fields of the description of one partner or group.
    static var description: [Column] {
        Column.list(
            summary,
            [
                Column("other_names", "Further accepted names.") { $0.partner?.otherNames ?? [] },
                Column("existed", "The years of a former country, such as `../2010`; null for others.") {
                    $0.partner?.existed.nonEmpty
                },
                Column("note", "A note on the partner's code and figures; null without one.") {
                    $0.partner?.note.nonEmpty
                },
                Column(
                    "definitions",
                    objects: [
                        Column<PartnerGroup.Definition>("name", "The source's name of the group.") { $0.name },
                        Column<PartnerGroup.Definition>(
                            "type", "The type of trade that the definition covers; null for all."
                        ) {
                            $0.type?.rawValue
                        },
                        Column<PartnerGroup.Definition>(
                            "members", "Codes of the members; empty if the source does not list them."
                        ) {
                            $0.members
                        },
                        Column<PartnerGroup.Definition>("definition", "The definition.") { $0.text },
                        Column<PartnerGroup.Definition>("note", "A note on the members; null without one.") {
                            $0.note.nonEmpty
                        },
                        Column<PartnerGroup.Definition>("source", "Id of the source.") { $0.source },
                    ], "The definition of the group in each source; empty for a partner."
                ) { area, _ in area.group?.definitions ?? [] },
                Column(
                    "data",
                    objects: [
                        Column<AreaCoverage>("type", "goods, services, or goods-and-services.") { $0.type },
                        Column<AreaCoverage>("classification", "The classification of the categories.") {
                            $0.classification
                        },
                        Column<AreaCoverage>("basis", "The published total that the figures belong to.") { $0.basis },
                        Column<AreaCoverage>("flows", "The measures.") { $0.flows },
                        Column<AreaCoverage>("periods", "The periods with figures.") { $0.periods },
                    ], "The data on trade with it."
                ) { area, request in AreaCoverage.all(of: area.code, request.store) },
            ])
    }
}

private enum AreaKind: String, CaseIterable { case partner, group }

enum PartnerEndpoints {
    static let all = [list, partner]

    private static let list = Endpoint(
        "/v1/partners", "Partners and groups with their codes and the number of figures on each.",
        parameters: [hasData, kind], columns: Column<Area>.summary, related: ["/v1/groups", "/v1/balances"]
    ) { request throws(Problem) in
        let counts = request.store.figureCounts
        let codes = request.codes.partners.map(\.code) + request.codes.groups.map(\.code)
        let areas = codes.map { Area($0, request.codes, figures: counts[$0] ?? 0) }
        return RecordList(
            areas.filter { area in
                (request[kind].map { $0 == (area.partner == nil ? .group : .partner) } ?? true)
                    && (request[hasData].map { $0 == (area.figures > 0) } ?? true)
            })
    }

    private static let partner = Endpoint(
        "/v1/partners/{code}", "A partner or group: codes, names, groups or members, and the data on it.",
        parameters: [.partnerInPath], fields: Column<Area>.description
    ) { request throws(Problem) in request.area(request[.partnerInPath]) }

    private static let hasData = Parameter(
        optional: "has_data", .boolean, "Only partners and groups with figures, or only those without.")
    private static let kind = Parameter(
        optional: "kind", .words(AreaKind.allCases), "Only partners, or only groups.")
}

extension Request {
    func area(_ code: String) -> Area {
        Area(code, codes, figures: store.figureCounts[code] ?? 0)
    }
}

/// The data on one partner for one type, classification and basis.
private struct AreaCoverage {
    let type: String
    let classification: String
    let basis: String
    var flows: [String] = []
    var periods: [String] = []

    static func all(of code: String, _ store: Store) -> [AreaCoverage] {
        // A filter without known partners would pass all figures.
        guard store.partners.contains(code) else { return [] }
        var filter = Filter()
        filter.partners = [code]
        var coverages: [AreaCoverage] = []
        for row in store.rows(filter) {
            let (type, classification, basis) = (store.type(row).rawValue, store.classification(row), store.basis(row))
            let known = coverages.firstIndex {
                $0.type == type && $0.classification == classification && $0.basis == basis
            }
            let index = known ?? coverages.count
            if known == nil {
                coverages.append(AreaCoverage(type: type, classification: classification, basis: basis))
            }
            let (flow, period) = (store.measure(row).rawValue, store.period(row).code)
            if !coverages[index].flows.contains(flow) { coverages[index].flows.append(flow) }
            if !coverages[index].periods.contains(period) { coverages[index].periods.append(period) }
        }
        return coverages
    }
}
