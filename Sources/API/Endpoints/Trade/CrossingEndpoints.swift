// Periods in which one series passes another, or a balance changes its sign.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum CrossingEndpoints {
    static let all = [
        Endpoint(
            "/v1/crossings",
            "Periods in which the trade with a partner passes that with another, or a balance changes its sign. Each requested "
                + "period is compared with the one before.",
            parameters: [.partner, .group, other, flow] + .periods + [
                last, .oneType, .oneClassification, .oneCategory, .oneBasis, .unit,
            ],
            columns: columns, meta: [BasisNote.column { $0 }], problems: ["conflicting-parameters"],
            example: "partner=MEX&with=CHN&flow=imports&frequency=month&last=true",
            related: ["/v1/compare", "/v1/balances"]
        ) { request throws(Problem) in try crossings(request) }
    ]

    private static let other = Parameter(
        optional: "with", .area, "The partner or group to compare with; without it, the balance is compared with zero.")
    private static let flow = Parameter(
        optional: "flow", .words(Balance.flows), "The flow to compare.",
        defaultText: "imports with `with`, balance without it")
    private static let last = Parameter(
        "last", .boolean, "Only the last crossing of each partner.", default: false, "false")

    /// A crossing of the series of one partner.
    struct Record: PartnerRecord, TypeRecord, CategoryRecord, BasisRecord, FlowRecord {
        let crossing: Crossing
        let before: Balance
        let after: Balance
        /// The other series; nil for a comparison with zero.
        let others: (before: Balance?, after: Balance?)?
        let flow: Measure
        /// Whether it is the last crossing of the partner.
        let isLast: Bool
        /// The last period compared.
        let until: Period

        var partner: String { after.partner }
        var type: TradeType { after.type }
        var classification: String { after.classification }
        var category: String { after.category }
        var basis: String { after.basis }
        var rows: [Int] {
            [before, after, others?.before, others?.after].flatMap { $0?.figure(flow)?.rows ?? [] }
        }
    }

    private static func crossings(_ request: Request) throws(Problem) -> (RecordList<Record>, [BasisNote]) {
        let (type, category) = (request[.oneType], try request.oneCategory())
        let (choice, periods) = (request.partnerChoice(type), try request.periods())
        let flow = request[flow] ?? (request[other] == nil ? .balance : .imports)
        if request[other] == nil, flow != .balance {
            throw .conflicting(
                "flow", "Without 'with', balances are compared with zero; \(flow.rawValue) is never negative.",
                allowed: [Measure.balance.rawValue])
        }
        if let other = request[other], request[.partner] == [other] {
            throw .conflicting("with", "'with' must name another partner than 'partner'.")
        }
        let asked = choice.codes.map { $0.union(request[other].map { [$0] } ?? []) }
        let filter = request.filter(type, category, partners: asked?.sorted() ?? [])
        let all =
            choice.codes?.isEmpty == true
            ? [] : request.dataset.comparableBalances(filter, periods).filter { $0.period.kind != .years }
        let candidates = all.filter { choice.contains($0.partner, request.codes) || $0.partner == request[other] }
        let basis = request[.oneBasis] ?? Balance.broadestBasis(candidates, request.dataset) ?? ""
        let series = Dictionary(grouping: candidates.filter { $0.basis == basis }, by: \.partner)
        let others = request[other].flatMap { series[$0] } ?? []
        let byPeriod = Dictionary(others.map { ($0.period, $0) }, uniquingKeysWith: { first, _ in first })
        var records: [Record] = []
        /// The number of periods that are compared, of the partner with most of them.
        var periodCount = 0
        for (partner, balances) in series.sorted(by: { $0.key < $1.key }) {
            guard partner != request[other], choice.contains(partner, request.codes) else { continue }
            let found =
                request[other] == nil ? Crossing.ofZero(balances) : Crossing.of(balances, others, flow)
            let compared = balances.filter { request[other] == nil || byPeriod[$0.period] != nil }
            periodCount = max(periodCount, compared.count)
            let own = Dictionary(balances.map { ($0.period, $0) }, uniquingKeysWith: { first, _ in first })
            for (index, crossing) in found.enumerated() where !request[last] || index == found.count - 1 {
                guard let before = own[crossing.from], let after = own[crossing.to] else { continue }
                records.append(
                    Record(
                        crossing: crossing, before: before, after: after,
                        others: request[other] == nil ? nil : (byPeriod[crossing.from], byPeriod[crossing.to]),
                        flow: flow, isLast: index == found.count - 1,
                        until: compared.last?.period ?? crossing.to))
            }
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                candidates.isEmpty
                    ? request.whyEmpty(choice, type, category, periods)
                    : periodCount < 2
                        ? "A crossing is between two periods, and at most one of these can be compared on the basis \(basis)."
                        : "There is no crossing in these periods."
            })
        let counts = request.store.bases.compactMap { basis in
            let partners = Set(candidates.lazy.filter { $0.basis == basis }.map(\.partner)).count
            return partners > 0 ? BasisCount(basis: basis, count: partners) : nil
        }
        let isRequested = request[.oneBasis] != nil
        return (
            list,
            series.isEmpty ? [] : [BasisNote(basis, type, counts, isRequested: isRequested, isSeries: true)]
        )
    }

    private static let columns: [Column<Record>] = [
        .partner, .partnerName,
        Column("with", "Code of the other partner; null for zero.") { $0.others?.after?.partner },
        Column("with_name", "Name of the other partner; null for zero.") { record, request in
            (record.others?.after?.partner).map(request.codes.areaName)
        },
        .type, .classification, .category, .flow,
        Column("from", "The last period with the old order.") { $0.crossing.from.code },
        Column("to", "The first period with the new order.") { $0.crossing.to.code },
        Column("direction", "`rise` if the partner's figure is the larger one in `to`, otherwise `fall`.") {
            $0.crossing.isRise ? "rise" : "fall"
        },
        Column("value_from", "The partner's figure in `from`, in `unit`.") {
            $1.money($0.before.figure($0.flow)?.value)
        },
        Column("value_to", "The partner's figure in `to`, in `unit`.") { $1.money($0.after.figure($0.flow)?.value) },
        Column("with_from", "The other partner's figure in `from`, in `unit`; null for zero.") {
            record, request in
            request.money((record.others?.before)?.figure(record.flow)?.value)
        },
        Column("with_to", "The other partner's figure in `to`, in `unit`; null for zero.") { record, request in
            request.money((record.others?.after)?.figure(record.flow)?.value)
        },
        Column("certain", "False if the rounding of the figures allows another order.") { $0.crossing.isCertain },
        Column("last", "Whether the order stays the same until `until`.") { $0.isLast },
        Column("until", "The last period compared.") { $0.until.code },
        .unit, .basis,
        Column("months", "The number of months in the sums; null for published figures.") { $0.after.months },
        .areaNote,
    ]
}
